package network

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/hyperledger/fabric-protos-go/msp"
	"google.golang.org/protobuf/encoding/protowire"

	"sogoc/verifier/ledger"
)

// membershipInWords says who the members of an organisation are, and who of them has
// which role, each part in a line.
func membershipInWords(raw []byte) (string, error) {
	var outer msp.MSPConfig
	var v msp.FabricMSPConfig
	restOuter, errOuter := read(raw, &outer)
	rest, err := read(outer.Config, &v)
	if err := errors.Join(errOuter, err); err != nil {
		return "", err
	}
	lines := []string{"membership of " + plain(v.Name) + rest + restOuter}
	if outer.Type != 0 { // Fabric's own kind: X.509
		lines = append(lines, fmt.Sprintf("of kind %d", outer.Type))
	}
	for _, list := range []struct {
		name         string
		certificates [][]byte
	}{
		{"authority", v.RootCerts},
		{"intermediate authority", v.IntermediateCerts},
		{"administrator", v.Admins},
		{"TLS authority", v.TlsRootCerts},
		{"intermediate TLS authority", v.TlsIntermediateCerts},
	} {
		for _, text := range list.certificates {
			certificate, err := certificateInWords(text)
			if err != nil {
				return "", err
			}
			lines = append(lines, list.name+" "+certificate)
		}
	}
	for _, list := range v.RevocationList {
		lines = append(lines, "revocation list of "+hashInWords(list))
	}
	for _, unit := range v.OrganizationalUnitIdentifiers {
		one, err := unitInWords(unit)
		if err != nil {
			return "", err
		}
		lines = append(lines, "members are of "+one)
	}
	if v.SigningIdentity != nil {
		lines = append(lines, "a signing identity, which has no place here")
	}
	roles, err := rolesInWords(v.FabricNodeOus)
	lines = append(lines, roles...)
	lines = append(lines, fmt.Sprintf("hashes %s, %s", plain(v.CryptoConfig.GetSignatureHashFamily()),
		plain(v.CryptoConfig.GetIdentityIdentifierHashFunction())))
	return strings.Join(lines, "\n"), err
}

// rolesInWords says by which unit in a certificate somebody has which role, each in a line.
func rolesInWords(units *msp.FabricNodeOUs) ([]string, error) {
	if !units.GetEnable() {
		return []string{"no roles from certificates"}, nil
	}
	words := []string{}
	for _, role := range []struct {
		name string
		unit *msp.FabricOUIdentifier
	}{
		{"client", units.ClientOuIdentifier},
		{"peer", units.PeerOuIdentifier},
		{"administrator", units.AdminOuIdentifier},
		{"orderer", units.OrdererOuIdentifier},
	} {
		if role.unit == nil {
			words = append(words, "nobody is "+role.name)
			continue
		}
		unit, err := unitInWords(role.unit)
		if err != nil {
			return nil, err
		}
		words = append(words, role.name+": certificates of "+unit)
	}
	return words, nil
}

// unitInWords names an organisational unit, and the authority that must have issued the
// certificate where it names one.
func unitInWords(unit *msp.FabricOUIdentifier) (string, error) {
	words := fmt.Sprintf("unit %s", strconv.Quote(unit.GetOrganizationalUnitIdentifier()))
	if len(unit.GetCertificate()) == 0 {
		return words, nil
	}
	authority, err := certificateInWords(unit.Certificate)
	return words + " by authority " + authority, err
}

func certificateInWords(text []byte) (string, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return "", errors.New("a certificate is not PEM")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return "", err
	}
	words := fmt.Sprintf("%s until %s, SHA-256 %s", strconv.Quote(certificate.Subject.CommonName),
		certificate.NotAfter.UTC().Format(time.DateOnly), ledger.SumDigest(certificate.Raw))
	if !bytes.Equal(pem.EncodeToMemory(block), text) { // Fabric may read more of it than this certificate
		words += " and more than that, " + hashInWords(text)
	}
	return words, nil
}

// valueOrderers is the configuration's value that names the orderers.
const valueOrderers = "Orderers"

// Fields of common.Orderers and common.Consenter of Fabric 3, which the protocol's
// older form in this program does not have.
const (
	fieldConsenters    = 1
	fieldConsenterID   = 1
	fieldConsenterHost = 2
	fieldConsenterPort = 3
	fieldConsenterMSP  = 4
	fieldConsenterSign = 5

	fieldConsenterClientTLS = 6
	fieldConsenterServerTLS = 7
)

// fieldInWords says what a field holds that this program does not know.
func fieldInWords(number uint64, bytes []byte) string {
	if bytes == nil {
		return fmt.Sprintf("the number %d", number)
	}
	return hashInWords(bytes)
}

// consentersInWords says which orderers decide on the order of transactions, each in a
// line.
func consentersInWords(raw []byte) (string, error) {
	words := []string{}
	err := eachField(raw, func(field protowire.Number, _ uint64, bytes []byte) error {
		if field != fieldConsenters {
			return fmt.Errorf("field %d of the orderers is not known", field)
		}
		one, err := consenterInWords(bytes)
		words = append(words, one)
		return err
	})
	return strings.Join(append([]string{fmt.Sprintf("%d orderers", len(words))}, words...), "\n"), err
}

func consenterInWords(raw []byte) (string, error) {
	var id, port uint64
	var host, member, rest string
	certificates := map[protowire.Number]string{}
	err := eachField(raw, func(field protowire.Number, number uint64, bytes []byte) (err error) {
		switch field {
		case fieldConsenterID:
			id = number
		case fieldConsenterHost:
			host = string(bytes)
		case fieldConsenterPort:
			port = number
		case fieldConsenterMSP:
			member = string(bytes)
		case fieldConsenterSign, fieldConsenterClientTLS, fieldConsenterServerTLS:
			certificates[field], err = certificateInWords(bytes)
		default:
			rest += fmt.Sprintf(", field %d: %s", field, fieldInWords(number, bytes))
		}
		return err
	})
	tls := "TLS certificate " + certificates[fieldConsenterServerTLS]
	if asClient := certificates[fieldConsenterClientTLS]; asClient != certificates[fieldConsenterServerTLS] {
		tls += ", as a client TLS certificate " + asClient
	}
	return fmt.Sprintf("%d of %s at %s:%d, certificate %s, %s%s", id, plain(member), plain(host), port,
		certificates[fieldConsenterSign], tls, rest), err
}

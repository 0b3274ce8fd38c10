package network

import (
	"errors"
	"io/fs"
	"slices"
	"time"

	"sogoc/verifier/clientfile"
)

// HeldCertificate is one certificate of the folder's organisations, and until when it is good.
type HeldCertificate struct {
	Organisation string    `json:"organisation"`
	Name         string    `json:"name"` // "ministry-orderer", "registryd"
	Use          string    `json:"use"`  // signing or TLS
	Ends         time.Time `json:"ends"`
	Days         int       `json:"days"`              // whole days left; negative after the end
	Warning      string    `json:"warning,omitempty"` // notice, warning, urgent or expired
}

// Warned reports whether it ends within clientfile.NoticeDays.
func (c HeldCertificate) Warned() bool { return c.Warning != "" }

// certificateUse says what the holder of a certificate file does with it.
const (
	useSigning = "signing"
	useTLS     = "TLS"
)

// Certificates returns when the certificates of the folder's organisations end, the
// earliest first. Authorities, which live for twenty years, are among them.
func Certificates(d Dir, now time.Time) ([]HeldCertificate, error) {
	r, err := readRecord(d)
	if err != nil {
		return nil, err
	}
	var all []HeldCertificate
	add := func(o Organisation, name, use, path string) error {
		certificate, err := clientfile.ReadCertificate(path)
		if err != nil {
			return err
		}
		all = append(all, heldCertificate(o.Name, name, use, certificate.NotAfter, now))
		return nil
	}
	for _, o := range r.Addresses.organisations() {
		dir := d.organisation(o)
		names, err := readKeyNames(dir)
		if err != nil {
			return nil, err
		}
		for _, purpose := range []string{authorityMembers, authorityOrderers, authorityTLS} {
			name := "authority of " + purpose
			if err := add(o, name, useSigning, authorityCertificate(dir.authority(purpose))); err != nil {
				return nil, err
			}
		}
		for _, k := range []Kind{KindOrderer, KindPeer} {
			if err := add(o, o.Node(k), useSigning, mspKeyFiles(dir.msp(k)).certificate); err != nil {
				return nil, err
			}
		}
		for _, name := range []string{
			string(KindOrderer), string(KindPeer), string(KindChaincode), tlsOperator, tlsChaincodeClient,
		} {
			if err := add(o, o.Name+"-"+name, useTLS, dir.tls(name).certificate); err != nil {
				return nil, err
			}
		}
		for _, c := range clients() {
			if c.organisation != o {
				continue
			}
			err := add(o, c.name, useSigning, d.clientKeys(c.name).certificate)
			if _, elsewhere := names[c.name]; elsewhere && errors.Is(err, fs.ErrNotExist) {
				continue // no request for its key has come yet
			}
			if err != nil {
				return nil, err
			}
		}
	}
	slices.SortStableFunc(all, func(a, b HeldCertificate) int { return a.Ends.Compare(b.Ends) })
	return all, nil
}

func heldCertificate(organisation, name, use string, ends, now time.Time) HeldCertificate {
	c := HeldCertificate{Organisation: organisation, Name: name, Use: use, Ends: ends.UTC()}
	c.Days = int(ends.Sub(now) / (24 * time.Hour))
	c.Warning = clientfile.EndWarning(ends, now)
	return c
}

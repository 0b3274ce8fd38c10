package network

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The two parts of an organisation's renewal. New keys and certificates lie in a
// folder that is laid out as the organisation's own until they take the old ones' place.
const (
	partMembers = "members" // peer, chaincode, operator and clients: nobody else is asked
	partOrderer = "orderer" // its certificates stand in the channel's configuration
)

// Markers in a part's folder.
const (
	markerMade   = "made"   // all files are there
	markerTaking = "taking" // they are taking the old ones' place
)

// markerPackage says that the chaincode's package was made anew and the peer may not
// have been told.
const markerPackage = "package"

func (o orgDir) renewal(part string) orgDir { return orgDir(o.join("renewal", part)) }

func (o orgDir) marker(name string) string { return o.join("." + name) }

// renewedClient is where a client's new files lie until they take the old ones' place.
func (o orgDir) renewedClient(name string) keyFiles {
	return keyFiles{o.join("clients", name, "certificate.pem"), o.join("clients", name, "key.pem")}
}

// makePart makes a part's new keys and certificates, unless they are there. A key that is
// elsewhere stays, and gets a new certificate.
func makePart(d Dir, i issuer, part string) error {
	to := d.organisation(i.organisation).renewal(part)
	if exists(to.marker(markerMade)) {
		return nil
	}
	if err := os.RemoveAll(string(to)); err != nil {
		return err
	}
	var err error
	switch part {
	case partMembers:
		if i.keys, err = readPublicKeys(d, i.organisation); err == nil {
			err = errors.Join(i.members(to), i.clients(to.renewedClient))
		}
	case partOrderer:
		err = i.orderer(to)
	}
	if err != nil {
		return fmt.Errorf("new certificates of %s: %w", i.organisation.Name, err)
	}
	return writeFile(to.marker(markerMade), nil)
}

// takePart puts a part's new files in the old ones' place. It may be interrupted at
// any point and repeated: finishTaking goes on before the nodes start.
func takePart(d Dir, o Organisation, part string) error {
	from := d.organisation(o).renewal(part)
	if err := writeFile(from.marker(markerTaking), nil); err != nil {
		return err
	}
	return finishTaking(d, o, part)
}

// finishTaking goes on with what takePart began, if it did.
func finishTaking(d Dir, o Organisation, part string) error {
	from := d.organisation(o).renewal(part)
	if !exists(from.marker(markerTaking)) {
		return nil
	}
	err := filepath.WalkDir(string(from), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(string(from), path)
		if err != nil {
			return err
		}
		to := d.organisation(o).join(relative)
		switch {
		case filepath.Dir(relative) == ".": // a marker
			return nil
		case strings.HasPrefix(relative, "clients"+string(filepath.Separator)):
			to = d.join(relative)
		}
		return os.Rename(path, to)
	})
	if err != nil {
		return err
	}
	return os.RemoveAll(string(from))
}

// renews reports whether an organisation has an orderer's certificates that the channel
// may not know yet.
func renews(d Dir, o Organisation) bool {
	return exists(d.organisation(o).renewal(partOrderer).marker(markerMade))
}

// readIssuer opens an organisation's authorities to issue anew. The key by which the
// orderer signs blocks stays: with another one in the channel's configuration, the last
// block before has too few signatures in the other orderers' eyes, and they cannot
// agree on another leader until the next block.
func readIssuer(d Dir, o Organisation, r record, now time.Time) (issuer, error) {
	i := issuer{organisation: o, host: r.Addresses[o.Name].publicHost(), now: now}
	for _, one := range []struct {
		to      **authority
		purpose string
	}{
		{&i.authorities.members, authorityMembers},
		{&i.orderers, authorityOrderers},
		{&i.tls, authorityTLS},
	} {
		read, err := loadAuthority(d.organisation(o).authority(one.purpose))
		if err != nil {
			return i, err
		}
		*one.to = read
	}
	signing, err := mspKeyFiles(d.organisation(o).msp(KindOrderer)).load()
	if err != nil {
		return i, err
	}
	_, i.ordererKey, err = signing.parse()
	return i, err
}

package network

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"sogoc/verifier/clientfile"
)

// Identity is a client's identity whose key was certified from a request.
type Identity struct {
	Client       string    `json:"client"`
	Organisation string    `json:"organisation"`
	MSP          string    `json:"msp"`
	Units        []string  `json:"units"` // organisational units of the certificate: what the client is, then its role
	Key          string    `json:"key"`   // what the connection file says of the private key
	Thumbprint   string    `json:"thumbprint"`
	Ends         time.Time `json:"ends"`
	Folder       string    `json:"folder"` // for the host of the client's program

	// Before is the end of the certificate that stood there, where it is of another key:
	// peers take it until then.
	Before *time.Time `json:"before,omitempty"`
	// Removed is the file of that key, which was here.
	Removed string `json:"removed,omitempty"`
}

// SignIdentity issues the certificate of a client whose private key is elsewhere, from a
// request for that key, by the authority of the client's organisation, which the folder
// holds. Name, units and lifetime are those that every identity of this client has. Where
// a key's file stood it is removed. It may be repeated, and with the request for another
// key. No Name means the one that the folder knows.
func SignIdentity(
	ctx context.Context, d Dir, request IdentityRequest, k KeyElsewhere, now time.Time,
) (Identity, error) {
	r, err := readRecord(d)
	if err != nil {
		return Identity{}, err
	}
	named, err := clientNamed(k.Client)
	if err != nil {
		return Identity{}, err
	}
	o := named.organisation
	if _, holds := r.Addresses[o.Name]; !holds {
		return Identity{}, fmt.Errorf("%w: %s is a client of %s, which %s does not hold", ErrUsage, k.Client, o.Name, d)
	}
	unlock, err := lockClients(ctx, d, o)
	if err != nil {
		return Identity{}, err
	}
	defer unlock()
	if part := d.organisation(o).renewal(partMembers); exists(string(part)) {
		return Identity{}, fmt.Errorf("%w: certificates of %s are half renewed: networkctl renew first", ErrUsage, o.Name)
	}
	names, err := readKeyNames(d.organisation(o))
	if err != nil {
		return Identity{}, err
	}
	if k.Name == "" {
		k.Name = names[k.Client]
	}
	c, err := k.client(o)
	if err != nil {
		return Identity{}, err
	}
	names[c.name] = k.Name
	if err := names.write(d.organisation(o)); err != nil {
		return Identity{}, err
	}
	return certify(d, r, c, request, k.Name, now)
}

// certify issues the certificate and completes the client's folder.
func certify(
	d Dir, r record, c client, request IdentityRequest, key string, now time.Time,
) (Identity, error) {
	made := Identity{Client: c.name, Organisation: c.organisation.Name, MSP: c.organisation.MSP, Units: c.units,
		Key: key, Thumbprint: request.Key.Thumbprint(), Folder: d.join("clients", c.name)}
	i, err := readIssuer(d, c.organisation, r, now)
	if err != nil {
		return made, err
	}
	files := d.clientKeys(c.name)
	before, err := clientfile.ReadCertificate(files.certificate)
	if err == nil && !request.public.Equal(before.PublicKey) {
		ends := before.NotAfter.UTC()
		made.Before = &ends
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return made, err
	}
	good := i.validity(certificateClient)
	made.Ends = good.until.UTC().Truncate(time.Second)
	certificate, err := i.authorities.members.certify(request.public, c.name, good, c.units...)
	if err != nil {
		return made, err
	}
	if err := writeFile(files.certificate, certificate); err != nil {
		return made, err
	}
	if r.Genesis.IsZero() { // channel adopt writes it
		return made, made.removeKey(files)
	}
	members, err := readMembers(d, r)
	if err != nil {
		return made, err
	}
	if err := writeConnection(d, c, key, members, r.Genesis); err != nil {
		return made, fmt.Errorf("client %s: %w", c.name, err)
	}
	return made, made.removeKey(files)
}

// removeKey removes the key's file, if there is one.
func (i *Identity) removeKey(files keyFiles) error {
	err := os.Remove(files.key)
	switch {
	case err == nil:
		i.Removed = files.key
	case errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return err
}

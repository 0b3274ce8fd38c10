package signingservice

import (
	"errors"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"sogoc/registry/signer"
	"sogoc/registry/signer/remote"
	"sogoc/registry/signer/signinginput"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// sign signs a request's inputs, all of them or none. Their entries in the journal are
// the point from which they count as signed.
func (s *Service) sign(client Client, request remote.SignRequest) (remote.Signed, error) {
	issuer, err := s.issuerFor(client, request.Issuer)
	if err != nil {
		return remote.Signed{}, err
	}
	if len(request.Inputs) == 0 || len(request.Inputs) > remote.MaxInputs {
		return remote.Signed{}, refuse(
			remote.CodeMalformed,
			"%d inputs; there are 1 to %d",
			len(request.Inputs),
			remote.MaxInputs,
		)
	}
	with, err := s.signer(client, issuer, request)
	if err != nil {
		return remote.Signed{}, err
	}
	entries, err := s.examine(client, issuer, with.PublicKey(), request.Inputs)
	if err != nil {
		return remote.Signed{}, err
	}
	err = s.Journal.Write(s.Now(), issuer.PerDay, entries...) // from here on it counts as signed
	if errors.Is(err, ErrLimit) {
		return remote.Signed{}, refuse(remote.CodeLimit, "%w: perDay in the signer's policy", err)
	}
	if err != nil {
		return remote.Signed{}, err
	}
	signatures, err := signAll(with, request.Inputs)
	if err != nil {
		return remote.Signed{}, err
	}
	for _, e := range entries {
		s.Signed(e.Document, 1)
	}
	return remote.Signed{Signatures: signatures}, nil
}

// signer returns the key that a request names.
func (s *Service) signer(client Client, issuer Issuer, request remote.SignRequest) (credential.Signer, error) {
	isAsked := func(k credential.Signer) bool { return k.PublicKey().Thumbprint() == request.Key }
	if request.Grant != "" {
		open := s.grants.signers(request.Grant, holder{client.Name, issuer.Code}, s.Now())
		if at := slices.IndexFunc(open, isAsked); at >= 0 {
			return open[at], nil
		}
		return nil, refuse(remote.CodeLocked, "the key is not open, or no more")
	}
	all, err := s.Source.Signers(issuer.Code)
	if err != nil {
		return nil, err
	}
	if at := slices.IndexFunc(all, isAsked); at >= 0 {
		return all[at], nil
	}
	own, err := s.Source.OwnKeys(issuer.Code)
	if err != nil {
		return nil, err
	}
	if slices.Contains(own, request.Key) {
		return nil, refuse(remote.CodeLocked, "the key waits for its passphrase")
	}
	return nil, refuse(remote.CodeNoKey, "issuer %s has no such key here", issuer.Code)
}

// examine reads what is to be signed and holds it against the policy: all of it is
// signed, or none.
func (s *Service) examine(client Client, issuer Issuer, key ledger.PublicKey, inputs [][]byte) ([]Entry, error) {
	entries := make([]Entry, len(inputs))
	group := errgroup.Group{}
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, input := range inputs {
		group.Go(func() error {
			d, err := signinginput.Parse(input)
			if err != nil {
				return refuse(remote.CodeMalformed, "input %d: %w", i, err)
			}
			if err := s.Policy.check(d, issuer, key); err != nil {
				return refuse(remote.CodeForbidden, "input %d, %s: %w", i, d.Kind, err)
			}
			entries[i] = newEntry(client, issuer, d)
			return nil
		})
	}
	return entries, group.Wait()
}

func newEntry(client Client, issuer Issuer, d signinginput.Document) Entry {
	e := Entry{
		Client:   client.Name,
		Issuer:   issuer.Code,
		Key:      d.Key,
		Document: d.Kind,
		Digest:   d.Digest,
		Sequence: d.Sequence,
		Size:     d.Size,
	}
	if d.Kind == signinginput.Status {
		e.Entry = &StatusEntry{Issuer: d.Issuer, List: d.List, Index: d.Index, State: d.State}
	}
	return e
}

// signAll signs on all processors.
func signAll(with credential.Signer, inputs [][]byte) ([]ledger.Signature, error) {
	signatures := make([]ledger.Signature, len(inputs))
	group := errgroup.Group{}
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, input := range inputs {
		group.Go(func() (err error) {
			signatures[i], err = with.Sign(input)
			return err
		})
	}
	err := group.Wait()
	if errors.Is(err, signer.ErrClosed) { // wiped meanwhile
		err = refuse(remote.CodeLocked, "the key is not open any more")
	}
	return signatures, err
}

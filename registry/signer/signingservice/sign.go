package signingservice

import (
	"errors"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"sogoc/registry/signer"
	"sogoc/registry/signer/signinginput"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/remotesigner"
)

// sign signs a request's inputs, all of them or none. Their entries in the journal are
// the point from which they count as signed.
func (s *Service) sign(from caller, request remotesigner.SignRequest) (remotesigner.Signed, error) {
	owner, err := from.ownerFor(request.Issuer)
	if err != nil {
		return remotesigner.Signed{}, err
	}
	if len(request.Inputs) == 0 || len(request.Inputs) > remotesigner.MaxInputs {
		return remotesigner.Signed{}, refuse(
			remotesigner.CodeMalformed,
			"%d inputs; there are 1 to %d",
			len(request.Inputs),
			remotesigner.MaxInputs,
		)
	}
	with, err := s.signer(from.Client, owner, request)
	if err != nil {
		return remotesigner.Signed{}, err
	}
	documents, err := s.examine(owner, from.policy, with.PublicKey(), request.Inputs)
	if err != nil {
		return remotesigner.Signed{}, err
	}
	entries := make([]Entry, len(documents))
	for i, d := range documents {
		entries[i] = newEntry(from.Client, owner, d)
	}
	err = s.Journal.Write(s.Now(), owner, entries...) // from here on it counts as signed
	if errors.Is(err, ErrLimit) {
		return remotesigner.Signed{}, refuse(remotesigner.CodeLimit, "%w: perDay in the signer's policy", err)
	}
	if err != nil {
		return remotesigner.Signed{}, err
	}
	signatures, err := signAll(with, request.Inputs)
	if err != nil {
		return remotesigner.Signed{}, err
	}
	for _, d := range documents {
		s.Signed(d.Kind, 1)
		if d.Kind == signinginput.LedgerProposal {
			s.proposals.Add(proposal{owner.name(), d.Call.Proposal}, struct{}{})
		}
	}
	return remotesigner.Signed{Signatures: signatures}, nil
}

// signer returns the key that a request names.
func (s *Service) signer(client Client, owner Owner, request remotesigner.SignRequest) (credential.Signer, error) {
	isAsked := func(k credential.Signer) bool { return k.PublicKey().Thumbprint() == request.Key }
	if request.Grant != "" {
		open := s.grants.signers(request.Grant, holder{client.Name, owner.name()}, s.Now())
		if at := slices.IndexFunc(open, isAsked); at >= 0 {
			return open[at], nil
		}
		return nil, refuse(remotesigner.CodeLocked, "the key is not open, or no more")
	}
	all, err := s.Source.Signers(owner.name())
	if err != nil {
		return nil, err
	}
	if at := slices.IndexFunc(all, isAsked); at >= 0 {
		return all[at], nil
	}
	own, err := s.Source.OwnKeys(owner.name())
	if err != nil {
		return nil, err
	}
	if slices.Contains(own, request.Key) {
		return nil, refuse(remotesigner.CodeLocked, "the key waits for its passphrase")
	}
	return nil, refuse(remotesigner.CodeNoKey, "%s has no such key here", owner.name())
}

// examine reads what is to be signed and holds it against the policy: all of it is
// signed, or none.
func (s *Service) examine(
	owner Owner, p Policy, key ledger.PublicKey, inputs [][]byte,
) ([]signinginput.Document, error) {
	documents, now := make([]signinginput.Document, len(inputs)), s.Now()
	group := errgroup.Group{}
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, input := range inputs {
		group.Go(func() error {
			d, err := signinginput.Parse(input)
			if err != nil {
				return refuse(remotesigner.CodeMalformed, "input %d: %w", i, err)
			}
			if err := owner.check(d, key, p, now); err != nil {
				return refuse(remotesigner.CodeForbidden, "input %d, %s: %w", i, d.Kind, err)
			}
			if d.Kind == signinginput.LedgerTransaction && !s.proposals.Contains(proposal{owner.name(), d.Call.Proposal}) {
				return refuse(remotesigner.CodeForbidden, "input %d, %s: it is of no proposal that was signed here since "+
					"the signer was started: repeat the command", i, d.Kind)
			}
			documents[i] = d
			return nil
		})
	}
	return documents, group.Wait()
}

func newEntry(client Client, owner Owner, d signinginput.Document) Entry {
	e := Entry{
		Client:   client.Name,
		Issuer:   owner.name(),
		Key:      d.Key,
		Document: d.Kind,
		Digest:   d.Digest,
		Sequence: d.Sequence,
		Size:     d.Size,
		Result:   d.Result,
	}
	if d.Claims != nil {
		e.Address = d.Claims.Address
	}
	if d.Call != nil {
		e.Function, e.About = d.Call.Function, d.Call.Issuer
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
		err = refuse(remotesigner.CodeLocked, "the key is not open any more")
	}
	return signatures, err
}

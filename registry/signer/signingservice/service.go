// Package signingservice signs, on the host where the keys are, for registers, verifier
// services and accreditors on other hosts. It is the other side of package remotesigner, and all of
// program signerd but its process.
//
// It believes none of them. A client is known by its certificate, asks for the owners
// that the policy names, and gets signatures of whole documents that the policy
// allows: of that owner, by that key, for this ledger and this public host, not more
// a day than the policy says. Every signature is in the journal before it leaves. What
// it cannot know is whether a document is true, and whether two persons approved it:
// that is the register's, and after the fact the journal's.
//
// What belongs here: policy, journal, grants, the HTTP handler. What does not: which
// documents there are (package signinginput), and the keys (package signer).
package signingservice

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"sogoc/registry/signer"
	"sogoc/registry/signer/signinginput"
	"sogoc/verifier/ledger"
	"sogoc/verifier/remotesigner"
)

// Config of a Service. All is required but Now and the counters.
type Config struct {
	Source  signer.Source
	Journal *Journal
	Log     *slog.Logger
	Now     func() time.Time // nil: time.Now
	// Signed and Refused count for metrics; nil counts nothing.
	Signed  func(kind signinginput.Kind, n int)
	Refused func(code remotesigner.Code)
}

// Service signs. It is safe for concurrent use.
type Service struct {
	Config
	grants grants
	tries  *lru.Cache[holder, *rate.Limiter] // passphrases tried

	policyMu sync.RWMutex // guards inForce
	inForce  inForce

	proposals *lru.Cache[proposal, struct{}] // of accreditors, that were signed
}

// proposal is an accreditor's proposal that was signed: its transaction may be.
type proposal struct {
	owner  string
	digest ledger.Digest
}

// maxProposals is how many are remembered. Between a proposal and its transaction lie
// seconds; one that is forgotten is made again by repeating the command.
const maxProposals = 4096

// How often passphrases of one issuer may be tried by one client at once, and how
// soon again: as often as by one person at the register.
const (
	passphraseTries = 5
	passphrasePause = 20 * time.Second
)

// maxRequests is how many requests of one client are read and worked on at once. Each
// client has its places for itself, so that none keeps another from its own.
const maxRequests = 16

// New returns the service, with the policy p in force.
func New(p Policy, c Config) *Service {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Signed == nil {
		c.Signed = func(signinginput.Kind, int) {}
	}
	if c.Refused == nil {
		c.Refused = func(remotesigner.Code) {}
	}
	s := &Service{
		Config:  c,
		grants:  grants{open: map[string]*grant{}},
		inForce: inForce{p, placesFor(p, nil)},
	}
	s.tries, _ = lru.New[holder, *rate.Limiter](1024) // fails for a size of 0 alone
	s.proposals, _ = lru.New[proposal, struct{}](maxProposals)
	return s
}

// Close wipes all keys that a passphrase opened.
func (s *Service) Close() { s.grants.endAll() }

// Handler returns the HTTP handler. The connection must be TLS with a client's
// certificate, as remotesigner.TLS demands it.
func (s *Service) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST "+remotesigner.PathKeys, answer(s, s.keys))
	mux.Handle("POST "+remotesigner.PathOpen, answer(s, s.openOwn))
	mux.Handle("POST "+remotesigner.PathClose, answer(s, s.closeGrant))
	mux.Handle("POST "+remotesigner.PathSign, answer(s, s.sign))
	return mux
}

// refusal is why something is not done.
type refusal struct {
	code remotesigner.Code
	err  error
}

func (r refusal) Error() string { return string(r.code) + ": " + r.err.Error() }

func refuse(code remotesigner.Code, format string, args ...any) error {
	return refusal{code, fmt.Errorf(format, args...)}
}

// statusOf is the HTTP status of each refusal.
var statusOf = map[remotesigner.Code]int{
	remotesigner.CodeMalformed:   http.StatusUnprocessableEntity,
	remotesigner.CodeForbidden:   http.StatusForbidden,
	remotesigner.CodeNoKey:       http.StatusNotFound,
	remotesigner.CodeLocked:      http.StatusConflict,
	remotesigner.CodeLimit:       http.StatusTooManyRequests,
	remotesigner.CodeTooMany:     http.StatusTooManyRequests,
	remotesigner.CodeUnavailable: http.StatusServiceUnavailable,
}

// answer returns the handler of one request's type.
func answer[Request, Answer any](
	s *Service, do func(caller, Request) (Answer, error),
) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from, err := s.callerOf(r)
		if err != nil {
			s.writeRefusal(w, r, from.Client, err)
			return
		}
		select {
		case from.places <- struct{}{}:
			defer func() { <-from.places }()
		default:
			err := refuse(remotesigner.CodeTooMany, "%d requests of %s are worked on", maxRequests, from.Name)
			s.writeRefusal(w, r, from.Client, err)
			return
		}
		found, err := readAndDo(s, w, r, do)
		if err != nil {
			s.writeRefusal(w, r, from.Client, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.MarshalWrite(w, found) // a client that went away needs no answer
	})
}

// readAndDo reads a request and does it under the policy that is in force when all of it
// has arrived.
func readAndDo[Request, Answer any](
	s *Service, w http.ResponseWriter, r *http.Request, do func(caller, Request) (Answer, error),
) (Answer, error) {
	var none Answer
	request, err := read[Request](w, r)
	if err != nil {
		return none, err
	}
	from, err := s.callerOf(r)
	if err != nil {
		return none, err
	}
	return do(from, request)
}

// read reads a request.
func read[Request any](w http.ResponseWriter, r *http.Request) (Request, error) {
	var request Request
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, remotesigner.MaxBody))
	if err != nil {
		return request, refuse(remotesigner.CodeMalformed, "the request is not whole, or over %d bytes", remotesigner.MaxBody)
	}
	defer clear(body) // it may hold a passphrase
	if err := json.Unmarshal(body, &request, json.RejectUnknownMembers(true)); err != nil {
		return request, refuse(remotesigner.CodeMalformed, "the request is not the JSON that is expected")
	}
	return request, nil
}

// writeRefusal tells client and log why something is not done. An error that is no
// refusal is the keys' or the journal's: the log has it, the client does not.
func (s *Service) writeRefusal(w http.ResponseWriter, r *http.Request, client Client, err error) {
	var known refusal
	if !errors.As(err, &known) {
		known = refusal{remotesigner.CodeUnavailable, errors.New("keys or journal cannot be used now: see the signer's log")}
	}
	s.Refused(known.code)
	s.Log.WarnContext(r.Context(), "request refused", slog.String("client", client.Name),
		slog.String("path", r.Pattern), slog.String("code", string(known.code)), slog.Any("error", err))
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(statusOf[known.code])
	_ = json.MarshalWrite(w, remotesigner.Refusal{Code: known.code, Text: known.err.Error()})
}

func (s *Service) keys(from caller, request remotesigner.KeysRequest) (remotesigner.Keys, error) {
	found := remotesigner.Keys{Keys: []remotesigner.Key{}}
	if _, err := from.ownerFor(request.Issuer); err != nil {
		return found, err
	}
	signers, err := s.Source.Signers(request.Issuer)
	if err != nil {
		return found, err
	}
	for _, k := range signers {
		public := k.PublicKey()
		found.Keys = append(found.Keys, remotesigner.Key{Thumbprint: public.Thumbprint(), Public: &public})
	}
	own, err := s.Source.OwnKeys(request.Issuer)
	for _, thumbprint := range own {
		found.Keys = append(found.Keys, remotesigner.Key{Thumbprint: thumbprint, Own: true})
	}
	return found, err
}

func (s *Service) openOwn(from caller, request remotesigner.OpenRequest) (remotesigner.Opened, error) {
	answer := remotesigner.Opened{Keys: []ledger.PublicKey{}}
	owner, err := from.ownerFor(request.Issuer)
	if err != nil {
		return answer, err
	}
	of := holder{from.Name, owner.name()}
	if !s.allowTry(of) {
		return answer, refuse(remotesigner.CodeTooMany, "too many passphrases were tried for %s", owner.name())
	}
	opened, err := s.Source.OpenOwn(owner.name(), request.Passphrase)
	if err != nil || len(opened) == 0 {
		return answer, err
	}
	s.tries.Remove(of)
	now := s.Now()
	if err = s.Journal.Write(now, owner, entriesOfOpening(from.Client, owner, opened)...); err == nil {
		answer.Grant, answer.Until, err = s.addGrant(from, of, opened, now)
	}
	if err != nil {
		for _, k := range opened {
			k.Wipe()
		}
		if errors.Is(err, errTooManyGrants) {
			err = refusal{remotesigner.CodeTooMany, err}
		}
		return answer, err
	}
	for _, k := range opened {
		answer.Keys = append(answer.Keys, k.PublicKey())
	}
	s.Log.Info("signing key opened", slog.String("client", from.Name), slog.String("issuer", owner.name()),
		slog.Time("until", answer.Until))
	return answer, nil
}

func entriesOfOpening(client Client, owner Owner, opened []signer.OpenKey) []Entry {
	entries := make([]Entry, len(opened))
	for i, k := range opened {
		entries[i] = Entry{
			Client:   client.Name,
			Issuer:   owner.name(),
			Key:      k.PublicKey().Thumbprint(),
			Document: Opened,
		}
	}
	return entries
}

// allowTry counts a client's try of an issuer's passphrase.
func (s *Service) allowTry(of holder) bool {
	fresh := rate.NewLimiter(rate.Every(passphrasePause), passphraseTries)
	limiter, known, _ := s.tries.PeekOrAdd(of, fresh)
	if !known {
		limiter = fresh
	}
	return limiter.AllowN(s.Now(), 1)
}

func (s *Service) closeGrant(from caller, request remotesigner.CloseRequest) (struct{}, error) {
	s.grants.end(request.Grant, holder{client: from.Name})
	return struct{}{}, nil
}

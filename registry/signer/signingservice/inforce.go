package signingservice

import (
	"net/http"
	"slices"
	"time"

	"sogoc/registry/signer"
	"sogoc/verifier/remotesigner"
)

// inForce is the policy by which requests are answered now.
type inForce struct {
	policy Policy
	places map[string]chan struct{} // of requests that are worked on, by client
}

// caller is whose request it is, and the policy by which it is answered.
type caller struct {
	Client
	policy Policy
	places chan struct{}
}

// SetPolicy puts another policy in force, which ParsePolicy has read. It waits for
// nothing: requests that have arrived whole end under the old policy, all others get
// what the new one allows, also on connections that were made before. What was signed
// today counts against the new limits.
//
// A key that a passphrase opened stays open for a client that is in the new policy with
// all the certificates that it had, and may still ask for this owner. It is wiped for
// the others: a certificate is struck out when its host may be in strange hands.
func (s *Service) SetPolicy(p Policy) {
	s.policyMu.Lock()
	defer s.policyMu.Unlock()
	before := s.inForce
	s.inForce = inForce{p, placesFor(p, before.places)}
	s.grants.endWhere(func(of holder) bool { return !staysOpen(of, before.policy, p) })
}

// staysOpen reports whether a holder of opened keys keeps them under another policy.
func staysOpen(of holder, before, after Policy) bool {
	old, _ := before.clientNamed(of.client)
	client, stays := after.clientNamed(of.client)
	_, may := after.ownerFor(client, of.issuer)
	isStruck := func(f remotesigner.Fingerprint) bool { return !slices.Contains(client.Fingerprints, f) }
	return stays && may && !slices.ContainsFunc(old.Fingerprints, isStruck)
}

// addGrant keeps opened keys for a caller, unless a policy came into force meanwhile
// under which they would have been wiped.
func (s *Service) addGrant(
	from caller, of holder, opened []signer.OpenKey, now time.Time,
) (name string, until time.Time, err error) {
	s.policyMu.RLock()
	defer s.policyMu.RUnlock()
	if !staysOpen(of, from.policy, s.inForce.policy) {
		return "", time.Time{}, refuse(remotesigner.CodeForbidden, "the policy has changed: ask again")
	}
	return s.grants.add(of, opened, now)
}

// placesFor returns the places of a policy's clients. Those of a client that stays are
// the same ones.
func placesFor(p Policy, before map[string]chan struct{}) map[string]chan struct{} {
	places := make(map[string]chan struct{}, len(p.Clients))
	for _, client := range p.Clients {
		if places[client.Name] = before[client.Name]; places[client.Name] == nil {
			places[client.Name] = make(chan struct{}, maxRequests)
		}
	}
	return places
}

// Knows reports whether a certificate is a client's, by the policy that is in force.
func (s *Service) Knows(f remotesigner.Fingerprint) bool { return s.policyNow().policy.Knows(f) }

func (s *Service) policyNow() inForce {
	s.policyMu.RLock()
	defer s.policyMu.RUnlock()
	return s.inForce
}

// callerOf says whose request it is, by a certificate that is good now: it may have
// ended, or have been struck out of the policy, since the connection began.
func (s *Service) callerOf(r *http.Request) (caller, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return caller{}, refuse(remotesigner.CodeForbidden, "no client certificate")
	}
	shown, now := r.TLS.PeerCertificates[0], s.policyNow()
	client, known := now.policy.client(remotesigner.FingerprintOf(shown.Raw))
	from := caller{client, now.policy, now.places[client.Name]}
	if !known {
		return from, refuse(remotesigner.CodeForbidden, "the client certificate is not in the policy")
	}
	if err := remotesigner.RequireInForce(shown, s.Now()); err != nil {
		return from, refuse(remotesigner.CodeForbidden, "%w", err)
	}
	return from, nil
}

// ownerFor returns the keys' owner if the client may ask for it. One that the policy
// does not know, and one that is others', are answered alike.
func (c caller) ownerFor(name string) (Owner, error) {
	owner, may := c.policy.ownerFor(c.Client, name)
	if !may {
		return nil, refuse(remotesigner.CodeForbidden, "the policy does not let %s ask for these keys", c.Name)
	}
	return owner, nil
}

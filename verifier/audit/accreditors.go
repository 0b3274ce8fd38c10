package audit

import (
	"cmp"
	"slices"

	"sogoc/verifier/ledger"
)

// AccreditedBy says which organisation accredited an issuer, by the issuer's
// newest record, and whether that counts under the trust file.
type AccreditedBy struct {
	Issuer     string `json:"issuer"`
	Accreditor string `json:"accreditor"`
	Trusted    bool   `json:"trusted"` // the trust file names it
}

// DistrustedAccreditor is an organisation that accredits on this ledger and
// that the trust file does not name: nothing that it accredited counts.
type DistrustedAccreditor struct {
	Organisation string   `json:"organisation"`
	Issuers      []string `json:"issuers"`   // codes of the issuers that it accredited
	Verifiers    []string `json:"verifiers"` // names of the verifier services whose keys it registered
}

// trusts reports whether the trust file names an accreditor.
func (r *Replay) trusts(accreditor string) bool {
	return slices.Contains(r.options.Trust.Accreditors, accreditor)
}

// accreditorOf returns who accredited an issuer; false where the ledger has no
// such issuer.
func (r *Replay) accreditorOf(code string) (AccreditedBy, bool, error) {
	versions, err := r.view.Issuer(code)
	if err != nil || len(versions) == 0 {
		return AccreditedBy{}, false, err
	}
	by := versions[len(versions)-1].Issuer.Accreditor
	return AccreditedBy{Issuer: code, Accreditor: by, Trusted: r.trusts(by)}, true, nil
}

// accreditorsOf returns who accredited the issuers that a transaction wrote
// about, by code. A key is its issuer's; one of a verifier service has the
// service's name.
func (r *Replay) accreditorsOf(t Transaction) ([]AccreditedBy, error) {
	var found []AccreditedBy
	for _, w := range t.Writes {
		k, err := ledger.ParseStateKey(w.Key)
		if err != nil || w.Namespace != r.options.Trust.Chaincode || len(k.Attributes) == 0 {
			continue
		}
		by, known, err := r.accreditorOfRecord(k, w.Value)
		if err != nil {
			return nil, err
		}
		if known && !slices.Contains(found, by) {
			found = append(found, by)
		}
	}
	slices.SortFunc(found, func(a, b AccreditedBy) int { return cmp.Compare(a.Issuer, b.Issuer) })
	return found, nil
}

func (r *Replay) accreditorOfRecord(k ledger.StateKey, value []byte) (AccreditedBy, bool, error) {
	if k.Object != ledger.ObjectKey {
		return r.accreditorOf(k.Attributes[0])
	}
	key, err := ledger.DecodeRecord[ledger.Key](value)
	if err != nil {
		return AccreditedBy{}, false, err
	}
	if key.Purpose == ledger.PurposeIssuer {
		return r.accreditorOf(key.Issuer)
	}
	return AccreditedBy{Issuer: key.Issuer, Accreditor: key.Accreditor, Trusted: r.trusts(key.Accreditor)}, true, nil
}

// distrusted returns the accreditors of these issuers and verifier keys that
// the trust file does not name, by name.
func distrusted(issuers []Issuer, keys map[string]ledger.Key, trust ledger.Trust) []DistrustedAccreditor {
	found := map[string]*DistrustedAccreditor{}
	of := func(organisation string) *DistrustedAccreditor {
		if slices.Contains(trust.Accreditors, organisation) {
			return &DistrustedAccreditor{} // trusted: what is added here is dropped
		}
		if found[organisation] == nil {
			found[organisation] = &DistrustedAccreditor{Organisation: organisation}
		}
		return found[organisation]
	}
	for _, i := range issuers {
		by := of(i.Accreditor)
		by.Issuers = append(by.Issuers, i.Code)
	}
	for _, k := range keys {
		if k.Purpose == ledger.PurposeVerifier {
			by := of(k.Accreditor)
			by.Verifiers = append(by.Verifiers, k.Issuer)
		}
	}
	var all []DistrustedAccreditor
	for _, name := range sortedKeys(found) {
		slices.Sort(found[name].Verifiers)
		all = append(all, *found[name])
	}
	return all
}

// unknownAccreditors returns the trust file's accreditors that were never an
// organisation of this channel: a slip of the pen, or another ledger's file.
func unknownAccreditors(configurations []Configuration, trust ledger.Trust) []string {
	var unknown []string
	for _, name := range trust.Accreditors {
		isIn := func(c Configuration) bool { return slices.Contains(c.Organisations, name) }
		if !slices.ContainsFunc(configurations, isIn) {
			unknown = append(unknown, name)
		}
	}
	return unknown
}

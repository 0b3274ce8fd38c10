package chaincode

import (
	"slices"

	"sogoc/verifier/ledger"
)

// proof is a public key with the proof that its private key signed, as they
// arrive in arguments.
type proof struct{ key, possession, signature string }

func addKey(t *transaction, p proof, reasonText string) (ledger.Key, error) {
	key, possession, err := provenKey(t, p, ledger.PurposeIssuer)
	if err != nil {
		return ledger.Key{}, err
	}
	reason, err := t.readReason(ledger.FuncAddKey, reasonText)
	if err != nil {
		return ledger.Key{}, err
	}
	issuer, err := t.issuerAsAccreditor(possession.Issuer)
	if err != nil {
		return ledger.Key{}, err
	}
	record, stands, err := newKey(t, key, possession, issuer.Accreditor, reason)
	if err != nil || stands {
		return record, err
	}
	if issuer.State != ledger.IssuerActive && issuer.State != ledger.IssuerSuspended {
		return ledger.Key{}, refuse(ledger.CodeIssuerState, "the issuer is %s", issuer.State)
	}
	issuer.Keys = append(issuer.Keys, possession.Key)
	if _, err := changeIssuer(t, issuer); err != nil {
		return ledger.Key{}, err
	}
	return record, put(t, ledger.KeyKey(possession.Key), record)
}

func registerVerifierKey(t *transaction, p proof, reasonText string) (ledger.Key, error) {
	key, possession, err := provenKey(t, p, ledger.PurposeVerifier)
	if err != nil {
		return ledger.Key{}, err
	}
	reason, err := t.readReason(ledger.FuncRegisterVerifierKey, reasonText)
	if err != nil {
		return ledger.Key{}, err
	}
	if err := t.requireAccreditor(); err != nil {
		return ledger.Key{}, err
	}
	record, stands, err := newKey(t, key, possession, t.caller.msp, reason)
	if err != nil || stands {
		return record, err
	}
	return record, put(t, ledger.KeyKey(possession.Key), record)
}

// provenKey reads a public key together with the proof that its private key signed.
func provenKey(t *transaction, p proof, purpose string) (ledger.PublicKey, ledger.KeyPossession, error) {
	key, err := ledger.ParsePublicKey([]byte(p.key))
	if err != nil {
		return key, ledger.KeyPossession{}, malformed("public key", err)
	}
	possession, err := parse(t, p.possession, func(p ledger.KeyPossession) ledger.Digest { return p.Ledger })
	if err != nil {
		return key, possession, err
	}
	if possession.Purpose != purpose {
		return key, possession, refuse(ledger.CodeMalformed, "the proof of possession has another purpose")
	}
	if possession.Key != key.Thumbprint() {
		return key, possession, refuse(ledger.CodeMalformed, "the proof of possession names another key")
	}
	return key, possession, verify(key, p.possession, p.signature)
}

// newKey returns the record of a key that is to be registered. The second
// result is true where an equal one stands already; one that was retired or
// reported compromised does not come back, and any other with this thumbprint,
// of whatever issuer, is a conflict.
func newKey(t *transaction, key ledger.PublicKey, possession ledger.KeyPossession,
	accreditor string, reason ledger.Reason) (ledger.Key, bool, error) {
	present, found, err := get[ledger.Key](t, ledger.KeyKey(possession.Key))
	switch {
	case err != nil:
		return ledger.Key{}, false, err
	case found && present.Purpose == possession.Purpose && present.Issuer == possession.Issuer &&
		present.Accreditor == accreditor:
		if !present.Retired.IsZero() || !present.Compromised.IsZero() {
			return ledger.Key{}, false, refuse(ledger.CodeKeyState,
				"this key was retired or reported compromised, which is final: register a new key")
		}
		return present, true, requireSameReason("this key stands", present.Reason, reason)
	case found:
		return ledger.Key{}, false, refuse(ledger.CodeConflict, "this key stands on the ledger already")
	}
	return ledger.Key{
		Key:        key,
		Purpose:    possession.Purpose,
		Issuer:     possession.Issuer,
		Accreditor: accreditor,
		Added:      t.at,
		Time:       t.at,
		Reason:     reason,
	}, false, nil
}

// retireKey ends a key's use from ledger time on. Retirement is final. A
// statement counts by its transaction's timestamp, which its client chooses
// within Window of the endorsers' clocks: so for five minutes after a
// retirement's own time an anchor or status that is dated before it is still taken.
func retireKey(t *transaction, text, signature, reasonText string) (ledger.Key, error) {
	retirement, err := parse(t, text, func(r ledger.KeyRetirement) ledger.Digest { return r.Ledger })
	if err != nil {
		return ledger.Key{}, err
	}
	reason, err := t.readReasonBeside(signature, ledger.FuncRetireKey, reasonText)
	if err != nil {
		return ledger.Key{}, err
	}
	key, err := t.keyAsOwner(retirement.Issuer, retirement.Key, text, signature)
	if err != nil {
		return ledger.Key{}, err
	}
	if !key.Retired.IsZero() {
		return key, requireSameReason("the key is retired", key.RetiredReason, reason)
	}
	return retire(t, key, reason)
}

// retire writes a key as retired, unless it is already.
func retire(t *transaction, key ledger.Key, reason ledger.Reason) (ledger.Key, error) {
	if !key.Retired.IsZero() {
		return key, nil
	}
	key.Retired, key.RetiredReason = t.at, reason
	return changeKey(t, key)
}

// reportKeyCompromised takes trust from what the key signed at or after since,
// which may be before the report, and may later move to a yet earlier moment only.
func reportKeyCompromised(t *transaction, text, signature, reasonText string) (ledger.Key, error) {
	compromise, err := parse(t, text, func(c ledger.KeyCompromise) ledger.Digest { return c.Ledger })
	if err != nil {
		return ledger.Key{}, err
	}
	reason, err := t.readReasonBeside(signature, ledger.FuncReportKeyCompromised, reasonText)
	if err != nil {
		return ledger.Key{}, err
	}
	key, err := t.keyAsOwner(compromise.Issuer, compromise.Key, text, signature)
	if err != nil {
		return ledger.Key{}, err
	}
	switch {
	case compromise.Since.After(t.at):
		return ledger.Key{}, refuse(ledger.CodeTime, "since is after the transaction's time")
	case key.Compromised.Equal(compromise.Since):
		return key, requireSameReason("the key is reported since then", key.CompromisedReason, reason)
	case !key.Compromised.IsZero() && compromise.Since.After(key.Compromised):
		return ledger.Key{}, refuse(ledger.CodeConflict, "the key is known as compromised since before that")
	}
	key.Compromised, key.CompromisedReason = compromise.Since, reason
	return changeKey(t, key)
}

// keyAsOwner reads the key that a statement ends or accuses. The statement is
// the key's own, with its signature, or it has none and the caller is the
// accreditor's.
func (t *transaction) keyAsOwner(issuer, thumbprint, statement, signature string) (ledger.Key, error) {
	role := roleRegistry
	if signature == "" {
		role = roleAccreditor
	}
	if err := t.require(role); err != nil {
		return ledger.Key{}, err
	}
	key, err := find[ledger.Key](t, ledger.KeyKey(thumbprint))
	if err != nil {
		return ledger.Key{}, err
	}
	if key.Issuer != issuer {
		return ledger.Key{}, refuse(ledger.CodeKeyState, "the key is not this issuer's")
	}
	if signature != "" {
		return key, verify(key.Key, statement, signature)
	}
	if key.Purpose == ledger.PurposeVerifier {
		return key, t.requireAccreditorOf(ledger.Issuer{Accreditor: key.Accreditor})
	}
	owner, err := find[ledger.Issuer](t, ledger.IssuerKey(key.Issuer))
	if err != nil {
		return ledger.Key{}, err
	}
	return key, t.requireAccreditorOf(owner)
}

// changeKey writes the next version of a key's record.
func changeKey(t *transaction, key ledger.Key) (ledger.Key, error) {
	if err := t.notBefore(key.Time); err != nil {
		return ledger.Key{}, err
	}
	key.Time = t.at
	return key, put(t, ledger.KeyKey(key.Key.Thumbprint()), key)
}

// signingKey reads the key that an issuer's statement names and checks the
// statement's signature by it. Whether the key is good now is asked apart, so
// that a repeat of what stands is success even after the key was retired.
func (t *transaction) signingKey(thumbprint, statement, signature string, issuers ...string) (ledger.Key, error) {
	key, found, err := get[ledger.Key](t, ledger.KeyKey(thumbprint))
	if err != nil {
		return ledger.Key{}, err
	}
	if !found || key.Purpose != ledger.PurposeIssuer || !slices.Contains(issuers, key.Issuer) {
		return ledger.Key{}, refuse(ledger.CodeKeyState, "the signing key is not the issuer's")
	}
	return key, verify(key.Key, statement, signature)
}

// requireGood refuses a key that does not count at the transaction's time.
func (t *transaction) requireGood(key ledger.Key) error {
	if err := t.notBefore(key.Added); err != nil {
		return err
	}
	if !key.GoodAt(t.at) {
		return refuse(ledger.CodeKeyState, "the signing key is retired or compromised")
	}
	return nil
}

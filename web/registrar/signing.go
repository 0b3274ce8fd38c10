package registrar

import (
	"context"
	"errors"

	"sogoc/registry"
	"sogoc/registry/keys"
	"sogoc/verifier/ledger"
)

// keyData says whether what is about to be signed can be.
type keyData struct {
	Key    string // thumbprint of the key that would sign; "" where none can
	Locked bool   // the school's passphrase is wanted first
	Later  bool   // the ledger does not answer, so nobody knows
}

// key asks for the key that would sign now, and does not wait for long.
func (v *visit) key() (keyData, error) {
	ctx, cancel := context.WithTimeout(v.ctx(), ledgerPatience)
	defer cancel()
	state, err := v.ui.Register.Keys.SigningKey(ctx, v.actor)
	switch {
	case errors.Is(err, registry.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		return keyData{Later: true}, nil
	case errors.Is(err, registry.ErrKey), ledgerCode(err) != "":
		return keyData{}, nil
	}
	return keyData{Key: state.Thumbprint, Locked: state.Locked}, err
}

// passphrase returns what the form's field for the passphrase of the school's
// own key holds; "" where it has none.
func (v *visit) passphrase() registry.Secret { return registry.Secret(v.c.PostForm("passphrase")) }

// openKeyForActs opens the school's key for what the approver does next, by the
// passphrase in the form, if there is one. Where that does not open it, it has
// answered with the page again, which says so, and returns false.
func (v *visit) openKeyForActs(again func(trouble string) error) (bool, error) {
	passphrase := v.passphrase()
	if passphrase == "" {
		return true, nil
	}
	err := v.ui.Register.Keys.Open(v.ctx(), v.actor, passphrase, keys.Use{Acts: true})
	if text := v.passphraseTrouble(err); text != "" {
		return false, again(text)
	}
	if errors.Is(err, registry.ErrState) { // no key of the school needs one
		return true, nil
	}
	return err == nil, err
}

// passphraseTrouble says in words why a passphrase opened no key, "" where the
// error is of another kind.
func (v *visit) passphraseTrouble(err error) string {
	switch {
	case errors.Is(err, registry.ErrPassphrase):
		return v.say("wrongPassphrase")
	case errors.Is(err, registry.ErrTooMany):
		return v.say("waitPassphrase")
	}
	return ""
}

// keyTrouble names the text that says why nothing could be signed.
func keyTrouble(err error) string {
	if errors.Is(err, registry.ErrLocked) {
		return "problem:key_locked"
	}
	return "problem:no_signing_key"
}

func ledgerCode(err error) ledger.Code {
	var refusal *ledger.Refusal
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return ""
}

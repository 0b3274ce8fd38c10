package registrar

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
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
	state, err := v.ui.Service.SigningKey(ctx, v.actor)
	switch {
	case errors.Is(err, registry.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		return keyData{Later: true}, nil
	case errors.Is(err, registry.ErrKey), ledgerCode(err) != "":
		return keyData{}, nil
	}
	return keyData{Key: state.Thumbprint, Locked: state.Locked}, err
}

// unlock opens the school's key by the passphrase in the form, if there is one.
// Where that does not open it, it has answered with the page again, which says
// so, and returns false.
func (v *visit) unlock(again func(trouble string) error) (bool, error) {
	passphrase := registry.Password(v.c.PostForm("passphrase"))
	if passphrase == "" {
		return true, nil
	}
	err := v.ui.Service.UnlockKey(v.ctx(), v.actor, passphrase)
	switch {
	case errors.Is(err, registry.ErrPassphrase):
		return false, again(v.say("wrongPassphrase"))
	case errors.Is(err, registry.ErrTooMany):
		return false, again(v.say("waitPassphrase"))
	case errors.Is(err, registry.ErrState): // it was opened a moment ago
		return true, nil
	}
	return err == nil, err
}

// signingTime bounds signing and sealing one batch.
const signingTime = 10 * time.Minute

// run signs and seals a batch. Whatever stops it, pressing the button again
// goes on from there.
func (u *UI) run(actor registry.Actor, id uuid.UUID) error {
	ctx, cancel := context.WithTimeout(context.Background(), signingTime)
	defer cancel()
	_, err := u.Service.Issue(ctx, actor, id)
	if err == nil {
		_, err = u.Service.Seal(ctx, actor, id)
	}
	if err != nil {
		u.Log.WarnContext(ctx, "batch not signed", slog.Any("batch", id), slog.Any("error", err))
	}
	return err
}

// reason names the text that says why signing failed.
func reason(err error) string {
	switch {
	case errors.Is(err, registry.ErrLocked):
		return "problem:key_locked"
	case errors.Is(err, registry.ErrKey):
		return "problem:no_signing_key"
	case errors.Is(err, registry.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		return "problem:unavailable"
	case errors.Is(err, registry.ErrIntegrity):
		return "problem:integrity"
	case ledgerCode(err) != "":
		return "problem:ledger_refused"
	}
	return "problem:internal"
}

func ledgerCode(err error) ledger.Code {
	var refusal *ledger.Refusal
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return ""
}

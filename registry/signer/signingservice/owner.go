package signingservice

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sogoc/registry/signer/signinginput"
	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/statuslist"
)

// Owner is whose keys are here: an Issuer, a Verifier or an Accreditor.
type Owner interface {
	Limits
	// name is what the ledger calls it.
	name() string
	// check returns why a document is not signed by this key of the owner's, nil where
	// it is. What it says holds nothing of the document's content.
	check(d signinginput.Document, key ledger.PublicKey, p Policy, now time.Time) error
}

// Limits bound what is signed in one day in Vietnam.
type Limits interface {
	// limit returns the bound of one kind of document; 0 for what is not signed.
	limit(kind signinginput.Kind) int
}

// Issuer is a school whose keys are here.
type Issuer struct {
	Code string `json:"code"`
	// KeepsRegistersOf are closed issuers whose last successor it is: it changes
	// the status of what they issued.
	KeepsRegistersOf []string `json:"keepsRegistersOf"`
	PerDay           PerDay   `json:"perDay"`
}

// PerDay bounds what is signed in one day in Vietnam, for all clients together. What a
// school needs on its busiest day is enough; what is above it waits for the next day,
// or for its owner. A batch is signed whole: Credentials below the longest list that
// is approved at once means that this list is never signed.
type PerDay struct {
	Credentials int `json:"credentials"`
	Anchors     int `json:"anchors"`
	Voids       int `json:"voids"`
	Statuses    int `json:"statuses"`
}

// limit implements Limits. A credential is signed in two forms, so both have the same
// bound.
func (p PerDay) limit(kind signinginput.Kind) int {
	switch kind {
	case signinginput.Credential, signinginput.QRToken:
		return p.Credentials
	case signinginput.Anchor:
		return p.Anchors
	case signinginput.Void:
		return p.Voids
	case signinginput.Status:
		return p.Statuses
	}
	return 0
}

func (i Issuer) name() string { return i.Code }

func (i Issuer) limit(kind signinginput.Kind) int { return i.PerDay.limit(kind) }

func (i Issuer) validate() error {
	for _, code := range append([]string{i.Code}, i.KeepsRegistersOf...) {
		if err := ledger.ValidateIssuerCode(code); err != nil {
			return fmt.Errorf("%w: issuer: %w", ErrPolicy, err)
		}
	}
	for _, kind := range signinginput.OfSchools() {
		if i.limit(kind) <= 0 {
			return fmt.Errorf("%w: issuer %s: perDay needs credentials, anchors, voids and statuses, each above 0",
				ErrPolicy, i.Code)
		}
	}
	return nil
}

func (i Issuer) check(d signinginput.Document, key ledger.PublicKey, p Policy, _ time.Time) error {
	isOwn := d.Issuer == i.Code
	hasHeader := d.Kind == signinginput.Credential || d.Kind == signinginput.QRToken
	keeps := d.Kind == signinginput.Status && slices.Contains(i.KeepsRegistersOf, d.Issuer)
	switch {
	case i.limit(d.Kind) == 0:
		return errors.New("no school's key signs it")
	case d.Key != key.Thumbprint():
		return errors.New("it names another key")
	case !isOwn && !keeps:
		return errors.New("it is another issuer's")
	case d.Kind == signinginput.Credential && d.Host != p.Host:
		return fmt.Errorf("it is of another register than %s", p.Host)
	case hasHeader && d.Algorithm != key.Algorithm():
		return errors.New("it names another algorithm than the key has")
	case !hasHeader && d.Ledger != p.Ledger:
		return errors.New("it is for another ledger")
	}
	return nil
}

// Verifier is a verifier service whose key is here.
type Verifier struct {
	Name string `json:"name"` // as the ledger calls it
	// Hosts are the public hosts for which it signs status lists; none: it signs
	// receipts alone.
	Hosts  []string       `json:"hosts"`
	PerDay VerifierPerDay `json:"perDay"`
}

// VerifierPerDay bounds what is signed in one day in Vietnam, for all clients together.
// StatusLists is required where there are hosts: each list is signed again a minute
// after it was, where somebody asks for it.
type VerifierPerDay struct {
	Receipts    int `json:"receipts"`
	StatusLists int `json:"statusLists"`
}

// clockDifference is by how much the clocks of signer and client may differ. A receipt
// or a call of another moment is not signed: whoever has taken a verifier's host could
// otherwise say what was never found, for a day on which nobody can look.
const clockDifference = 5 * time.Minute

func (v Verifier) name() string { return v.Name }

func (v Verifier) limit(kind signinginput.Kind) int {
	switch kind {
	case signinginput.Receipt:
		return v.PerDay.Receipts
	case signinginput.StatusList:
		return v.PerDay.StatusLists
	}
	return 0
}

func (v Verifier) validate() error {
	if err := ledger.ValidateIssuerCode(v.Name); err != nil {
		return fmt.Errorf("%w: verifier: %w", ErrPolicy, err)
	}
	switch {
	case v.PerDay.Receipts <= 0:
		return fmt.Errorf("%w: verifier %s: perDay needs receipts above 0", ErrPolicy, v.Name)
	case (len(v.Hosts) > 0) != (v.PerDay.StatusLists > 0):
		return fmt.Errorf("%w: verifier %s: perDay needs statusLists above 0 where there are hosts, and 0 where none is",
			ErrPolicy, v.Name)
	case slices.Contains(v.Hosts, ""):
		return fmt.Errorf("%w: verifier %s: a host is empty", ErrPolicy, v.Name)
	}
	return nil
}

func (v Verifier) check(d signinginput.Document, key ledger.PublicKey, p Policy, now time.Time) error {
	switch {
	case v.limit(d.Kind) == 0:
		return errors.New("this verifier service's key does not sign it")
	case d.Key != key.Thumbprint():
		return errors.New("it names another key")
	case d.Algorithm != key.Algorithm():
		return errors.New("it names another algorithm than the key has")
	case d.Kind == signinginput.StatusList:
		return v.checkList(*d.Claims, now)
	case d.Ledger != p.Ledger:
		return errors.New("it is for another ledger")
	}
	return checkMoment(d.Moment, now)
}

// checkList refuses a list of another host, and one that holds longer than a reading of
// the ledger does.
func (v Verifier) checkList(c statuslist.Claims, now time.Time) error {
	isOf := func(host string) bool {
		return c.Issuer == credential.HostDID(host) && strings.HasPrefix(c.Address, "https://"+host+"/status/")
	}
	switch {
	case !slices.ContainsFunc(v.Hosts, isOf):
		return errors.New("it is published under another host than the policy has for this verifier service")
	case c.From.After(now.Add(clockDifference)):
		return errors.New("it holds from a moment on that has not come")
	case c.Until.After(now.Add(verifier.MaxAge + clockDifference)):
		return errors.New("it holds for longer than a reading of the ledger")
	}
	return nil
}

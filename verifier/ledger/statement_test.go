package ledger_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

var (
	genesis    = ledger.SumDigest([]byte("genesis"))
	thumbprint = strings.Repeat("A", 43)
)

func anchor() ledger.Anchor {
	return ledger.Anchor{
		Type:     ledger.TypeAnchor,
		Ledger:   genesis,
		Issuer:   "THPT-MAU",
		Sequence: 2,
		Kind:     "VN-BA/7480201",
		Root:     ledger.SumDigest([]byte("root")),
		Size:     3,
		Previous: ledger.SumDigest([]byte("previous")),
		Key:      thumbprint,
	}
}

func void() ledger.Void {
	return ledger.Void{
		Type:     ledger.TypeVoid,
		Ledger:   genesis,
		Issuer:   "THPT-MAU",
		Sequence: 2,
		Previous: ledger.SumDigest([]byte("previous")),
		Key:      thumbprint,
	}
}

func status() ledger.Status {
	return ledger.Status{
		Type:    ledger.TypeStatus,
		Ledger:  genesis,
		Issuer:  "THPT-MAU",
		List:    1,
		Index:   131071,
		Version: 1,
		State:   ledger.Revoked,
		Detail:  ledger.SumDigest(nil),
		Key:     thumbprint,
	}
}

func possession() ledger.KeyPossession {
	return ledger.KeyPossession{
		Type:    ledger.TypeKeyPossession,
		Purpose: ledger.PurposeIssuer,
		Ledger:  genesis,
		Issuer:  "THPT-MAU",
		Key:     thumbprint,
	}
}

func retirement() ledger.KeyRetirement {
	return ledger.KeyRetirement{Type: ledger.TypeKeyRetirement, Ledger: genesis, Issuer: "THPT-MAU", Key: thumbprint}
}

func compromise() ledger.KeyCompromise {
	return ledger.KeyCompromise{
		Type:   ledger.TypeKeyCompromise,
		Ledger: genesis,
		Issuer: "THPT-MAU",
		Key:    thumbprint,
		Since:  time.Date(2026, 6, 20, 5, 0, 0, 0, time.UTC),
	}
}

func acceptance() ledger.CustodyAcceptance {
	return ledger.CustodyAcceptance{
		Type:        ledger.TypeCustodyAcceptance,
		Ledger:      genesis,
		Predecessor: "THPT-MAU",
		Successor:   "DH-MAU",
		Key:         thumbprint,
	}
}

// invalid checks that each edit alone makes a valid statement invalid.
func invalid[S ledger.Statement](t *testing.T, valid func() S, edits map[string]func(*S)) {
	t.Helper()
	got, err := ledger.Parse[S](ledger.Canonical(valid()))
	require.NoError(t, err)
	require.Equal(t, valid(), got)
	for name, edit := range edits {
		s := valid()
		edit(&s)
		require.ErrorIs(t, s.Validate(), ledger.ErrStatement, name)
		_, err := ledger.Parse[S](ledger.Canonical(s))
		require.ErrorIs(t, err, ledger.ErrStatement, name)
	}
}

func TestStatementsAreValidated(t *testing.T) {
	t.Parallel()
	invalid(t, anchor, map[string]func(*ledger.Anchor){
		"other type":          func(a *ledger.Anchor) { a.Type = ledger.TypeStatus },
		"issuer":              func(a *ledger.Anchor) { a.Issuer = "thpt" },
		"no sequence":         func(a *ledger.Anchor) { a.Sequence = 0 },
		"huge sequence":       func(a *ledger.Anchor) { a.Sequence = 1 << 53 },
		"first with previous": func(a *ledger.Anchor) { a.Sequence = 1 },
		"later without":       func(a *ledger.Anchor) { a.Previous = ledger.Digest{} },
		"kind":                func(a *ledger.Anchor) { a.Kind = "VN-BA/" },
		"empty":               func(a *ledger.Anchor) { a.Size = 0 },
		"too large":           func(a *ledger.Anchor) { a.Size = ledger.MaxBatch + 1 },
		"key":                 func(a *ledger.Anchor) { a.Key = "" },
	})
	invalid(t, void, map[string]func(*ledger.Void){
		"other type":          func(v *ledger.Void) { v.Type = ledger.TypeAnchor },
		"issuer":              func(v *ledger.Void) { v.Issuer = "thpt" },
		"no sequence":         func(v *ledger.Void) { v.Sequence = 0 },
		"huge sequence":       func(v *ledger.Void) { v.Sequence = 1 << 53 },
		"first with previous": func(v *ledger.Void) { v.Sequence = 1 },
		"later without":       func(v *ledger.Void) { v.Previous = ledger.Digest{} },
		"key":                 func(v *ledger.Void) { v.Key = "" },
	})
	invalid(t, status, map[string]func(*ledger.Status){
		"other type":   func(s *ledger.Status) { s.Type = "" },
		"issuer":       func(s *ledger.Status) { s.Issuer = "" },
		"list 0":       func(s *ledger.Status) { s.List = 0 },
		"index":        func(s *ledger.Status) { s.Index = ledger.StatusListSize },
		"version 0":    func(s *ledger.Status) { s.Version = 0 },
		"huge version": func(s *ledger.Status) { s.Version = 1 << 53 },
		"state":        func(s *ledger.Status) { s.State = "Revoked" },
		"no state":     func(s *ledger.Status) { s.State = "" },
		"key":          func(s *ledger.Status) { s.Key = "A" },
	})
	invalid(t, possession, map[string]func(*ledger.KeyPossession){
		"other type": func(p *ledger.KeyPossession) { p.Type = "" },
		"purpose":    func(p *ledger.KeyPossession) { p.Purpose = "" },
		"issuer":     func(p *ledger.KeyPossession) { p.Issuer = "-A" },
		"key":        func(p *ledger.KeyPossession) { p.Key = thumbprint + "A" },
	})
	invalid(t, retirement, map[string]func(*ledger.KeyRetirement){
		"other type": func(r *ledger.KeyRetirement) { r.Type = "" },
		"issuer":     func(r *ledger.KeyRetirement) { r.Issuer = "A" },
		"key":        func(r *ledger.KeyRetirement) { r.Key = "" },
	})
	invalid(t, compromise, map[string]func(*ledger.KeyCompromise){
		"other type":       func(c *ledger.KeyCompromise) { c.Type = "" },
		"issuer":           func(c *ledger.KeyCompromise) { c.Issuer = "A" },
		"key":              func(c *ledger.KeyCompromise) { c.Key = "" },
		"no time":          func(c *ledger.KeyCompromise) { c.Since = time.Time{} },
		"part of a second": func(c *ledger.KeyCompromise) { c.Since = c.Since.Add(time.Nanosecond) },
		"other zone":       func(c *ledger.KeyCompromise) { c.Since = c.Since.In(time.FixedZone("", 7*3600)) },
	})
	invalid(t, acceptance, map[string]func(*ledger.CustodyAcceptance){
		"other type":  func(c *ledger.CustodyAcceptance) { c.Type = "" },
		"predecessor": func(c *ledger.CustodyAcceptance) { c.Predecessor = "" },
		"successor":   func(c *ledger.CustodyAcceptance) { c.Successor = "" },
		"itself":      func(c *ledger.CustodyAcceptance) { c.Successor = c.Predecessor },
		"key":         func(c *ledger.CustodyAcceptance) { c.Key = "" },
	})
}

func TestAccreditorsStatusNamesNoKey(t *testing.T) {
	t.Parallel()
	s := status()
	s.Key = ""
	require.NoError(t, s.Validate())
}

func TestParseTakesOneTextOnly(t *testing.T) {
	t.Parallel()
	good := string(ledger.Canonical(retirement()))
	for name, text := range map[string]string{
		"space":           " " + good,
		"line end":        good + "\n",
		"second value":    good + good,
		"unknown member":  strings.Replace(good, `{`, `{"a":1,`, 1),
		"repeated member": strings.Replace(good, `{`, `{"issuer":"THPT-MAU",`, 1),
		"other case":      strings.Replace(good, `"issuer"`, `"Issuer"`, 1),
		"missing member":  strings.Replace(good, `"issuer":"THPT-MAU",`, ``, 1),
		"null":            strings.Replace(good, `"THPT-MAU"`, `null`, 1),
		"escaped letter":  strings.Replace(good, `THPT`, `\u0054HPT`, 1),
		"upper-case hex":  strings.Replace(good, genesis.String(), strings.ToUpper(genesis.String()), 1),
		"invalid UTF-8":   strings.Replace(good, `THPT`, "\xff", 1),
		"other order": `{"type":"sogoc/key-retirement/v1",` +
			strings.Replace(good[1:], `,"type":"sogoc/key-retirement/v1"`, "", 1),
		"array":              `[]`,
		"nothing":            ``,
		"longer than 64 KiB": `{"key":"` + strings.Repeat("A", 64<<10) + `"}`,
	} {
		_, err := ledger.Parse[ledger.KeyRetirement]([]byte(text))
		require.ErrorIs(t, err, ledger.ErrNotCanonical, name)
	}
	for name, number := range map[string]string{
		"exponent":        `2e0`,
		"fraction":        `2.0`,
		"leading zero":    `02`,
		"sign":            `+2`,
		"string":          `"2"`,
		"minus":           `-2`,
		"beyond a double": `9007199254740993`,
	} {
		text := strings.Replace(string(ledger.Canonical(anchor())), `"sequence":2`, `"sequence":`+number, 1)
		_, err := ledger.Parse[ledger.Anchor]([]byte(text))
		require.ErrorIs(t, err, ledger.ErrNotCanonical, name)
	}
}

// TestAStatementIsNoOther: the type member keeps a signature to its meaning.
func TestAStatementIsNoOther(t *testing.T) {
	t.Parallel()
	text := ledger.Canonical(retirement())
	_, err := ledger.Parse[ledger.KeyPossession](text)
	require.Error(t, err)
	_, err = ledger.Parse[ledger.KeyCompromise](text)
	require.Error(t, err)
	_, err = ledger.Parse[ledger.Anchor](text)
	require.Error(t, err)
	_, err = ledger.Parse[ledger.Anchor](ledger.Canonical(void()))
	require.Error(t, err)
	_, err = ledger.Parse[ledger.Void](ledger.Canonical(anchor()))
	require.Error(t, err)
}

// FuzzParse: what is accepted as any of the types encodes to the same bytes.
func FuzzParse(f *testing.F) {
	f.Add(ledger.Canonical(anchor()))
	f.Add(ledger.Canonical(void()))
	f.Add(ledger.Canonical(status()))
	f.Add(ledger.Canonical(possession()))
	f.Add(ledger.Canonical(retirement()))
	f.Add(ledger.Canonical(compromise()))
	f.Add(ledger.Canonical(acceptance()))
	f.Fuzz(func(t *testing.T, text []byte) {
		accepted := 0
		for _, ok := range []bool{
			reencodes[ledger.Anchor](t, text), reencodes[ledger.Status](t, text), reencodes[ledger.KeyPossession](t, text),
			reencodes[ledger.KeyRetirement](t, text), reencodes[ledger.KeyCompromise](t, text),
			reencodes[ledger.CustodyAcceptance](t, text), reencodes[ledger.Void](t, text),
		} {
			if ok {
				accepted++
			}
		}
		require.LessOrEqual(t, accepted, 1, "one text, one meaning")
	})
}

func reencodes[S ledger.Statement](t *testing.T, text []byte) bool {
	t.Helper()
	s, err := ledger.Parse[S](text)
	if err != nil {
		return false
	}
	require.NoError(t, s.Validate())
	require.Equal(t, string(text), string(ledger.Canonical(s)))
	return true
}

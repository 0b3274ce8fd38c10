package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testevidence"
	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/answer"
	"sogoc/verifier/bundle"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/receipt"
)

// desk is where somebody checks evidence: files, and a clock.
type desk struct {
	*testevidence.World
	dir     string
	service testledger.Signer
	now     time.Time
}

func setup(t *testing.T) desk {
	t.Helper()
	d := desk{World: testevidence.New(t), dir: t.TempDir(), service: testledger.NewSigner(t)}
	testledger.Must[ledger.Tick](t, d.Ledger, d.Ledger.Registry, ledger.FuncTick)
	d.now = d.Ledger.Clock.Now()
	d.Trust.VerifierKeys = []ledger.PublicKey{d.service.PublicKey()}
	text, err := json.Marshal(d.Trust)
	require.NoError(t, err)
	d.file(t, "trust.json", text)
	return d
}

func (d desk) file(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(d.dir, name)
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path
}

func (d desk) trust() string { return filepath.Join(d.dir, "trust.json") }

func (d desk) bundle(t *testing.T) []byte {
	t.Helper()
	text, err := d.Bundle(d.Link()).Encode()
	require.NoError(t, err)
	return text
}

func (d desk) receipt(t *testing.T) []byte {
	t.Helper()
	r := verifier.Verify(d.Link(), verifier.FreshReading(d.Ledger.View()), d.now, verifier.Options{})
	text, err := receipt.Issue(r, d.Trust.Genesis, d.service)
	require.NoError(t, err)
	return []byte(text)
}

// run runs the program and returns its exit code and what it said.
func (d desk) run(stdin string, args ...string) (int, string, string) {
	var out, err bytes.Buffer
	p := process{stdin: strings.NewReader(stdin), stdout: &out, stderr: &err, mostTime: 10 * time.Minute}
	p.now = func() time.Time { return d.now }
	return p.run(args), out.String(), err.String()
}

func TestBundle(t *testing.T) {
	t.Parallel()
	d := setup(t)
	file := d.file(t, "diploma.sogoc.json", d.bundle(t))

	t.Run("Valid", func(t *testing.T) {
		t.Parallel()
		code, out, _ := d.run("", "-trust", d.trust(), file)
		require.Equal(t, exitValid, code, out)
		for _, word := range []string{"VALID AS OF THEN", "genuine and in force as of 13:01:00, 20 June 2026 (UTC+7)", "Nguyễn Thị Mẫu", "Trường Đại học Mẫu (mẫu) (DH-MAU)", d.Trust.Genesis.String(),
			"AuditorMSP, MinistryMSP, SchoolsMSP: 3 of 4 organisations", "paper"} {
			require.Contains(t, out, word)
		}
	})
	t.Run("FlagsAfterTheFile", func(t *testing.T) {
		t.Parallel()
		code, out, _ := d.run("", file, "-trust", d.trust())
		require.Equal(t, exitValid, code, out)
	})
	t.Run("FromStandardInputAsJSON", func(t *testing.T) {
		t.Parallel()
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		code, out, _ := d.run(string(text), "-json", "-trust", d.trust(), "-")
		require.Equal(t, exitValid, code)
		want, err := json.Marshal(bundle.Check(text, d.Trust, d.now), json.Deterministic(true))
		require.NoError(t, err)
		require.JSONEq(t, string(want), out)
	})
	t.Run("WithoutATrustFile", func(t *testing.T) {
		t.Parallel()
		code, out, _ := d.run("", file)
		require.Equal(t, exitUnsure, code)
		require.Contains(t, out, "-trust")
		require.NotContains(t, out, "Nguyễn")
	})
	t.Run("Revoked", func(t *testing.T) {
		t.Parallel()
		d := setup(t)
		d.Ledger.SetEntry(t, testevidence.Issuer, testevidence.Status.List, testevidence.Status.Index, ledger.Revoked, d.Key)
		code, out, _ := d.run("", "-trust", d.trust(), d.file(t, "revoked.sogoc.json", d.bundle(t)))
		require.Equal(t, exitNotValid, code)
		require.Contains(t, out, "revoked")
	})
	t.Run("AcceptedByTheLedger", func(t *testing.T) {
		t.Parallel()
		d := setup(t)
		_, err := d.Ledger.Invoke(d.Ledger.Accreditor, ledger.FuncWithdrawIssuer, testevidence.Issuer)
		require.NoError(t, err)
		code, out, _ := d.run("", "-trust", d.trust(), d.file(t, "withdrawn.sogoc.json", d.bundle(t)))
		require.Equal(t, exitValid, code)
		require.Contains(t, out, "its accreditation withdrawn as of 13:01:00, 20 June 2026")
		require.Contains(t, out, "on the ledger's word")
	})
}

// Who is not shown a name is not asked to compare it.
func TestAWithheldNameIsNotCompared(t *testing.T) {
	t.Parallel()
	d := setup(t)
	for _, c := range []struct{ shown, says string }{
		{d.Diploma.SDJWT(), "Compare an identity paper"},
		{withheld(t, d.Diploma.SDJWT()), "The name is not shown, so nothing can be compared"},
	} {
		text, err := d.Bundle(c.shown).Encode()
		require.NoError(t, err)
		code, out, _ := d.run(string(text), "-trust", d.trust(), "-")
		require.Equal(t, exitValid, code, out)
		require.Contains(t, out, c.says)
	}
}

// withheld returns an SD-JWT without its disclosures.
func withheld(t *testing.T, text string) string {
	t.Helper()
	shown, err := credential.Present(text, func(credential.Fact, int) bool { return false })
	require.NoError(t, err)
	return shown
}

func TestMaxAge(t *testing.T) {
	t.Parallel()
	d := setup(t)
	file := d.file(t, "diploma.sogoc.json", d.bundle(t))
	d.now = d.now.Add(2 * time.Hour)
	code, _, _ := d.run("", "-trust", d.trust(), file)
	require.Equal(t, exitValid, code)
	code, _, _ = d.run("", "-trust", d.trust(), "-max-age", "3h", file)
	require.Equal(t, exitValid, code)
	code, out, _ := d.run("", "-trust", d.trust(), "-max-age", "1h", file)
	require.Equal(t, exitUnsure, code)
	require.Contains(t, out, "NO CONCLUSION AT PRESENT")
	_, out, _ = d.run("", "-trust", d.trust(), "-max-age", "1h", "-json", file)
	var r verifier.Result
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	require.Equal(t, verifier.Indeterminate, r.Result)
	require.Equal(t, verifier.DetailOlderThanAsked, r.Cause)
	require.Equal(t, verifier.Valid, r.LastKnown.Result)

	d.Ledger.SetEntry(t, testevidence.Issuer, testevidence.Status.List, testevidence.Status.Index, ledger.Revoked, d.Key)
	revoked := d.file(t, "revoked.sogoc.json", d.bundle(t))
	d.now = d.now.Add(2 * time.Hour)
	code, out, _ = d.run("", "-trust", d.trust(), "-max-age", "1h", revoked)
	require.Equal(t, exitNotValid, code, "what is revoked stays so")
	require.Contains(t, out, "by its issuer")
}

// A receipt by a clock that runs ahead has no later word than the ledger.
func TestAReceiptOfAMomentToCome(t *testing.T) {
	t.Parallel()
	d := setup(t)
	ahead := d.now.Add(48 * time.Hour)
	r := verifier.Verify(d.Link(), verifier.FreshReading(d.Ledger.View()), ahead, verifier.Options{})
	text, err := receipt.Issue(r, d.Trust.Genesis, d.service)
	require.NoError(t, err)
	reading := verifier.Reading{View: d.Ledger.View(), Info: verifier.ReadingInfo{Kind: verifier.ReadingBehind}}
	got := answer.To(answer.Question{Input: text}, answer.Grounds{Trust: &d.Trust, Reading: reading}, d.now)
	require.Equal(t, verifier.Indeterminate, got.Result)
	require.Equal(t, verifier.Valid, got.Receipt.Result, "what it states is told all the same")
}

// With -max-age an answer of tomorrow is no fresh one: a clock is wrong.
func TestMaxAgeOfAMomentToCome(t *testing.T) {
	t.Parallel()
	d := setup(t)
	file := d.file(t, "diploma.sogoc.json", d.bundle(t))
	d.now = d.now.Add(-10 * time.Minute) // its own clock may be a little behind
	code, out, _ := d.run("", "-trust", d.trust(), "-max-age", "1h", file)
	require.Equal(t, exitValid, code, out)
	d.now = d.now.Add(-2 * time.Hour)
	code, out, _ = d.run("", "-trust", d.trust(), "-max-age", "1h", file)
	require.Equal(t, exitUnsure, code)
	require.Contains(t, out, "one of the two clocks is wrong")
	for _, odd := range []string{"0", "0s", "-1h", "-1ns", "forever"} {
		code, _, _ = d.run("", "-trust", d.trust(), "-max-age", odd, file)
		require.Equal(t, exitInput, code, odd)
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	d := setup(t)
	file := d.file(t, "diploma.sogoc.json", d.bundle(t))
	_, out, _ := d.run("", "-trust", d.trust(), "-lang", "vi", file)
	require.Contains(t, out, "có hiệu lực tính đến 13:01:00 ngày 20/06/2026 (giờ Việt Nam)")
	require.Contains(t, out, "Họ và tên")
	code, _, complaint := d.run("", "-trust", d.trust(), "-lang", "fr", file)
	require.Equal(t, exitInput, code)
	require.Contains(t, complaint, "-lang")
}

// A receipt about a past day says what held then and when it was signed, and
// the exit code is that of the worse.
func TestReceiptOfTwoMoments(t *testing.T) {
	t.Parallel()
	d := setup(t)
	before := d.now
	d.Ledger.Clock.Advance(time.Hour)
	d.Ledger.SetEntry(t, testevidence.Issuer, testevidence.Status.List, testevidence.Status.Index, ledger.Revoked, d.Key)
	now := d.Ledger.Clock.Now()
	r := answer.To(answer.Question{Input: d.Link(), At: before},
		answer.Grounds{Trust: &d.Trust, Reading: verifier.FreshReading(d.Ledger.View())}, now)
	require.Equal(t, verifier.Valid, r.Result)
	text, err := receipt.Issue(r, d.Trust.Genesis, d.service)
	require.NoError(t, err)
	code, out, _ := d.run(text, "-trust", d.trust(), "-")
	require.Equal(t, exitNotValid, code)
	require.True(t, strings.HasPrefix(out, "REVOKED\nWhen the receipt was made, at 14:01:00, 20 June 2026 (UTC+7): "+
		"This document was revoked on 20 June 2026 at 14:01:00 (UTC+7) by its issuer"), out)
	require.Contains(t, out, "Of the moment that was asked about, 13:01:00, 20 June 2026 (UTC+7): "+
		"Valid on 20 June 2026 at 13:01:00 (UTC+7).")
	require.Contains(t, out, "“Valid on 20 June 2026 at 13:01:00 (UTC+7)” is about 13:01:00, 20 June 2026 (UTC+7)")
	require.NotContains(t, out, "This answer is about")
	code, machine, _ := d.run(text, "-trust", d.trust(), "-json", "-")
	require.Equal(t, exitNotValid, code)
	var led verifier.Result
	require.NoError(t, json.Unmarshal([]byte(machine), &led))
	live := answer.To(answer.Question{Input: text},
		answer.Grounds{Trust: &d.Trust, Reading: verifier.FreshReading(d.Ledger.View())}, now)
	require.Equal(t, live.Result, led.Result, "as a service answers the same file")
	require.Equal(t, live.Detail, led.Detail)
	require.Equal(t, verifier.Failed, led.Checks[verifier.StepStatus-1].Outcome)
	require.Equal(t, verifier.Valid, led.Receipt.Result, "the receipt's own word")
	require.Equal(t, "issuer", led.Receipt.Today.By)
	require.Equal(t, now.UTC().Truncate(time.Second), *led.AsOf)
	_, out, _ = d.run(text, "-trust", d.trust(), "-lang", "vi", "-max-age", "1m", "-")
	require.NotContains(t, out, "Hiện chưa kết luận", "the moment that was asked about is not the present")
	_, out, _ = d.run(text, "-trust", d.trust(), "-lang", "vi", "-")
	require.True(t, strings.HasPrefix(out, "ĐÃ THU HỒI\nKhi biên nhận được lập, lúc 14:01:00 ngày 20/06/2026 (giờ Việt Nam): "+
		"Văn bằng này đã bị nơi cấp thu hồi ngày 20/06/2026 lúc 14:01:00 (giờ Việt Nam)"), out)
}

// A bundle does not say since when a whole anchor is revoked: the answer says by
// when at the latest, to people and to programs.
func TestBundleOfARevokedAnchor(t *testing.T) {
	t.Parallel()
	d := setup(t)
	_, err := d.Ledger.Invoke(d.Ledger.Accreditor, ledger.FuncSetAnchorStatus, testevidence.Issuer, "1", "1", "revoked")
	require.NoError(t, err)
	file := d.file(t, "diploma.sogoc.json", d.bundle(t))
	_, out, _ := d.run("", "-trust", d.trust(), file)
	require.Contains(t, out, "This document was revoked by the accreditor, on 20 June 2026 at the latest,")
	_, out, _ = d.run("", "-trust", d.trust(), "-lang", "vi", file)
	require.Contains(t, out, "Văn bằng này đã bị cơ quan công nhận thu hồi, không muộn hơn ngày 20/06/2026,")
	_, out, _ = d.run("", "-trust", d.trust(), "-json", file)
	var r verifier.Result
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	require.Equal(t, *r.AsOf, *r.Status.NoLaterThan)
	require.Equal(t, "accreditor", r.Evidence.By)
}

// A receipt of what is revoked says when and by whom, with no ledger at hand.
func TestReceiptSaysTheChange(t *testing.T) {
	t.Parallel()
	d := setup(t)
	d.Ledger.SetEntry(t, testevidence.Issuer, testevidence.Status.List, testevidence.Status.Index, ledger.Revoked, nil)
	file := d.file(t, "diploma.sogoc.jws", d.receipt(t))
	code, out, _ := d.run("", "-trust", d.trust(), file)
	require.Equal(t, exitNotValid, code)
	require.Contains(t, out, "This document was revoked on 20 June 2026 by the accreditor")
	_, out, _ = d.run("", "-trust", d.trust(), "-lang", "vi", file)
	require.Contains(t, out, "Văn bằng này đã bị cơ quan công nhận thu hồi ngày 20/06/2026")
}

// Without a ledger nothing is said of now.
func TestNothingIsSaidOfNow(t *testing.T) {
	t.Parallel()
	d := setup(t)
	file := d.file(t, "diploma.sogoc.json", d.bundle(t))
	d.now = d.now.AddDate(1, 0, 0)
	for lang, asOf := range map[string]string{
		"en": "accredited as of 13:01:00, 20 June 2026 (UTC+7)",
		"vi": "đang được công nhận tính đến 13:01:00 ngày 20/06/2026 (giờ Việt Nam)",
	} {
		_, out, _ := d.run("", "-trust", d.trust(), "-lang", lang, file)
		require.Contains(t, out, asOf)
		require.NotContains(t, out, "active")
		require.NotContains(t, out, "hiện nay")
		require.NotRegexp(t, `\bnow\b`, out)
	}
}

// With -lang vi an error is said in Vietnamese, and what of it is English says so.
func TestErrorsInVietnamese(t *testing.T) {
	t.Parallel()
	d := setup(t)
	for name, c := range map[string]struct {
		args []string
		said string
	}{
		"Help":        {[]string{"-h"}, ""},
		"NoFile":      {nil, "hãy nêu một tệp"},
		"UnknownFlag": {[]string{"-trusted", "a"}, "dòng lệnh không đúng: -trusted"},
		"MaxAge":      {[]string{"-max-age", "0s", "-"}, "-max-age là một khoảng thời gian lớn hơn không"},
		"NoSuchFile":  {[]string{"/no/such/file"}, "/no/such/file: không có tệp này"},
		"NoSuchTrust": {[]string{"-trust", "/no/such/file", "-"}, "/no/such/file: không có tệp này"},
		"BadTrust": {
			[]string{"-trust", d.file(t, "bad.json", []byte(`{"genesis":""}`)), "-"},
			"tệp tin cậy không đúng dạng; hãy lấy lại từ người bạn tin",
		},
		"BadKey": {
			[]string{"-trust", d.trust(), "-verifier-key", d.trust(), "-"},
			"tệp khoá không đúng dạng",
		},
	} {
		code, out, complaint := d.run("", append([]string{"-lang", "vi"}, c.args...)...)
		if name == "Help" {
			require.Equal(t, exitValid, code)
			require.Contains(t, out, "Mã kết thúc")
			require.Less(t, strings.Count(out, "\n"), 24, "one screen")
			continue
		}
		require.Equal(t, exitInput, code, name)
		require.Contains(t, complaint, c.said, name)
		require.NotContains(t, complaint, "no such file", name)
	}
}

func TestBundleIsNotBelieved(t *testing.T) {
	t.Parallel()
	d := setup(t)
	genuine := d.bundle(t)
	stranger := setup(t)
	forged := d.Bundle(d.Link())
	forged.Proof.Path[0][0] ^= 1
	wrongProof, err := forged.Encode()
	require.NoError(t, err)
	for name, c := range map[string]struct {
		input []byte
		trust string
		code  int
	}{
		"TrailingByte":                  {append(bytes.Clone(genuine), '}'), d.trust(), exitInput},
		"TrailingByteWithoutATrustFile": {append(bytes.Clone(genuine), '}'), "", exitInput},
		"CutShort":                      {genuine[:len(genuine)-9], d.trust(), exitInput},
		"AnotherLedger":                 {genuine, stranger.trust(), exitNotValid},
		"AnotherProof":                  {wrongProof, d.trust(), exitNotValid},
		"AnotherProofWithoutATrustFile": {wrongProof, "", exitNotValid},
		"TooLarge":                      {append([]byte(`{"attestation":"`), bytes.Repeat([]byte{'A'}, bundle.MaxSize)...), d.trust(), exitInput},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := []string{"-"}
			if c.trust != "" {
				args = append(args, "-trust", c.trust)
			}
			code, out, _ := d.run(string(c.input), args...)
			require.Equal(t, c.code, code, out)
		})
	}
}

func TestReceipt(t *testing.T) {
	t.Parallel()
	d := setup(t)
	text := d.receipt(t)
	file := d.file(t, "diploma.sogoc.jws", text)
	code, out, _ := d.run("", "-trust", d.trust(), file)
	require.Equal(t, exitValid, code, out)
	require.Contains(t, out, d.service.PublicKey().Thumbprint())

	code, out, _ = d.run("", file)
	require.Equal(t, exitUnsure, code)
	require.Contains(t, out, "-trust")

	text[len(text)-2] ^= 1
	code, _, _ = d.run(string(text), "-trust", d.trust(), "-")
	require.Contains(t, []int{exitNotValid, exitInput}, code)
}

// A key is believed because the person who checks names it, and for nothing else.
func TestReceiptOfAKeyThatIsGiven(t *testing.T) {
	t.Parallel()
	d := setup(t)
	file := d.file(t, "diploma.sogoc.jws", d.receipt(t))
	d.Trust.VerifierKeys = nil
	text, err := json.Marshal(d.Trust)
	require.NoError(t, err)
	trust := d.file(t, "bare.json", text)
	key := d.file(t, "service.jwk", append(d.service.PublicKey().Canonical(), '\n'))
	other := d.file(t, "other.jwk", testledger.NewSigner(t).PublicKey().Canonical())

	code, out, _ := d.run("", "-trust", trust, file)
	require.Equal(t, exitUnsure, code)
	require.Contains(t, out, "-verifier-key")
	code, _, _ = d.run("", "-trust", trust, "-verifier-key", other, file)
	require.Equal(t, exitUnsure, code)
	code, out, _ = d.run("", "-trust", trust, "-verifier-key", key, file)
	require.Equal(t, exitValid, code, out)
	require.Contains(t, out, key+" names")
	code, _, _ = d.run("", "-trust", setup(t).trust(), "-verifier-key", key, file)
	require.Equal(t, exitNotValid, code, "of another ledger")
	code, out, _ = d.run("", "-trust", d.trust(), "-verifier-key", other, file)
	require.Equal(t, exitValid, code, "beside those of the trust file")
	require.Contains(t, out, d.trust()+" names")
}

func TestPresentationAlone(t *testing.T) {
	t.Parallel()
	d := setup(t)
	sdJWT := d.Diploma.SDJWT()
	for name, c := range map[string]struct {
		input string
		code  int
	}{
		"QRCode":            {d.Link() + "\n", exitUnsure},
		"SDJWT":             {sdJWT, exitUnsure},
		"HolderFile":        {d.HolderFile(), exitUnsure},
		"Nothing":           {"", exitInput},
		"ForeignDisclosure": {sdJWT + setup(t).Diploma.Disclosures[0] + "~", exitNotValid},
		"Garbage":           {"1234", exitInput},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, _ := d.run(c.input, "-trust", d.trust(), "-")
			require.Equal(t, c.code, code, out)
			require.NotContains(t, out, "Nguyễn", "nothing of it was verified")
		})
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	d := setup(t)
	code, out, _ := d.run("", "-h")
	require.Equal(t, exitValid, code)
	require.Less(t, strings.Count(out, "\n"), 24, "one screen")
	for name, args := range map[string][]string{
		"NoFile": {}, "TwoFiles": {"a", "b"}, "UnknownFlag": {"-trusted", "a"}, "NoSuchFile": {filepath.Join(d.dir, "none")},
		"NoSuchTrustFile": {"-trust", filepath.Join(d.dir, "none"), "-"}, "NoSuchKey": {"-trust", d.trust(), "-verifier-key", filepath.Join(d.dir, "none"), "-"}, "NoKey": {"-trust", d.trust(), "-verifier-key", d.trust(), "-"},
		"KeyWithoutTrust": {"-verifier-key", d.file(t, "k.jwk", d.service.PublicKey().Canonical()), "-"}, "NegativeAge": {"-max-age", "-1h", "-"},
		"BadTrustFile": {"-trust", d.file(t, "bad.json", []byte(`{"genesis":""}`)), "-"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, _, complaint := d.run("", args...)
			require.Equal(t, exitInput, code)
			require.NotEmpty(t, complaint)
		})
	}
}

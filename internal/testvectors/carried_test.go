package testvectors_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/internal/testvectors"
	"sogoc/verifier"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/receipt"
)

// carried writes the vectors of what mail, editors and copying do to genuine
// texts and files. Each is asked of a verifier with a ledger.
func carried(e *evidence) {
	service := newSigner(e.t, ledger.ES256, "verifier service")
	testledger.Must[ledger.Tick](e.t, e.Ledger, e.Ledger.Registry, ledger.FuncTick)
	w := &world{t: e.t, ledger: e.Ledger, random: &stream{seed: "carried"}, files: e.files}
	w.write("carried", "One diploma, in force.")
	now := e.Ledger.Clock.Now()
	r := verifier.Verify(e.Link(), verifier.FreshReading(e.Ledger.View()), now, verifier.Options{})
	kept, err := receipt.Issue(r, e.Trust.Genesis, service)
	require.NoError(e.t, err)
	forms := map[string]string{
		"bundle":      e.encode(e.bundle(e.HolderFile())),
		"receipt":     kept,
		"sd-jwt":      e.Diploma.SDJWT(),
		"holder-file": e.HolderFile(),
	}
	trust := e.Trust
	trust.VerifierKeys = []ledger.PublicKey{service.PublicKey()}
	for form, text := range forms {
		for _, c := range carriages(e.t, text) {
			v := testvectors.Vector{
				About: c.about, Ledger: "carried", Trust: &trust, Now: now.Add(2 * time.Minute), Presentation: c.text,
			}
			want := valid
			if c.cut {
				want = cutShort
			}
			name := "carried/" + form + "/" + c.name
			v.Want = confirm(e.t, name, v.Ask(w.written), want)
			v.Exceptions = exceptions(v, alone(v))
			keep(e.t, e.files, name, v)
		}
	}
	address, _, _ := strings.Cut(e.Link(), "#")
	for form, link := range map[string]string{"link": e.Link(), "receipt-code": address + "#" + codeOf(e.t, kept)} {
		for _, c := range links(e.t, link) {
			v := testvectors.Vector{
				About: c.about, Ledger: "carried", Trust: &trust, Now: now.Add(2 * time.Minute), Presentation: c.text,
			}
			name := "carried/" + form + "/" + c.name
			v.Want = confirm(e.t, name, v.Ask(w.written), valid)
			v.Exceptions = exceptions(v, alone(v))
			keep(e.t, e.files, name, v)
		}
	}
}

// codeOf returns the digits of a receipt's code.
func codeOf(t testing.TB, text string) string {
	t.Helper()
	signed, err := receipt.Parse(text)
	require.NoError(t, err)
	digits, err := signed.Digits()
	require.NoError(t, err)
	return digits
}

type carriage struct {
	name, about, text string
	cut               bool
}

// carriages are the ways in which a file or a text may arrive.
func carriages(t testing.TB, text string) []carriage {
	t.Helper()
	all := []carriage{
		{"around", "White space and line ends around it.", "\r\n \t" + text + "\r\n\r\n", false},
		{"byte-order-mark", "A byte order mark before it.", "\ufeff" + text, false},
		{"wrapped", "Broken into lines of 76 characters.", wrap(text, "\r\n"), false},
		{"quoted", "Broken into lines that are quoted as in an answer to a mail.", "> " + wrap(text, "\n> "), false},
		{"soft-breaks", "Quoted-printable, with soft line breaks.", wrap(text, "=\r\n"), false},
		{"cut-short", "Its last fifth is missing.", text[:len(text)*4/5], true},
		{"cut-by-little", "Its last three characters are missing.", text[:len(text)-3], true},
		{"wrapped-and-cut", "Broken into lines, and its last half is missing.", wrap(text[:len(text)/2], "\n"), true},
	}
	if strings.HasPrefix(text, "{") {
		pretty := jsontext.Value(text)
		require.NoError(t, pretty.Indent())
		all = append(all,
			carriage{"pretty-printed", "Indented, one member a line.", string(pretty), false},
			carriage{"crlf", "Indented, with CR LF.", strings.ReplaceAll(string(pretty), "\n", "\r\n"), false},
			carriage{"pretty-and-cut", "Indented, and its end is missing.", string(pretty[:len(pretty)-4]), true},
		)
	}
	return all
}

func wrap(text, with string) string {
	var lines []string
	for len(text) > 76 {
		lines, text = append(lines, text[:76]), text[76:]
	}
	return strings.Join(append(lines, text), with)
}

// links are the ways in which a link may arrive.
func links(t testing.TB, link string) []carriage {
	t.Helper()
	address, digits, _ := strings.Cut(link, "#")
	escaped := func(text string) string { return strings.NewReplacer(":", "%3A", "/", "%2F", "#", "%23").Replace(text) }
	apart := func(with string) string { return address + "#" + wrap(digits, with) }
	wide := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '０'
		}
		return r
	}, digits)
	proofpoint := strings.NewReplacer(":", "-3A", "/", "_", "#", "-23").Replace(link)
	all := []carriage{
		{"escaped-spaces", "%20 within the digits.", apart("%20"), false},
		{"escaped-line-breaks", "%0D%0A within the digits.", apart("%0D%0A"), false},
		{"quoted-printable", "Quoted-printable, with soft line breaks.", wrap(link, "=\n"), false},
		{
			"quoted-printable-address", "A filter's address in quoted-printable.",
			wrap("https://filter.example/?url=3D"+escaped(link)+"&data=3D05", "=\r\n"), false,
		},
		{"full-width", "Full-width digits.", address + "#" + wide, false},
		{"full-width-digits", "Full-width digits alone.", wide, false},
		{"escaped-twice", "%2523 for the number sign.", address + "%2523" + digits, false},
		{
			"safelinks", "As Microsoft's Safe Links rewrite it.",
			"https://eur01.safelinks.protection.outlook.com/?url=" + escaped(link) + "&data=05%7C02%7C&reserved=0", false,
		},
		{
			"proofpoint-2", "As the second version of Proofpoint's URL Defense rewrites it.",
			"https://urldefense.proofpoint.com/v2/url?u=" + proofpoint + "&d=DwMFaQ&c=x&r=y&m=z&s=w&e=", false,
		},
		{
			"proofpoint-3", "As the third version of Proofpoint's URL Defense rewrites it.",
			"https://urldefense.com/v3/__" + address + "*" + digits + "__;Iw!!AbC-1!dEf_2$", false,
		},
		{
			"proofpoint-3-in-lines", "The same, broken into quoted lines.",
			"> " + wrap("https://urldefense.com/v3/__"+address+"*"+digits+"__;Iw!!AbC-1!dEf_2$", "\n> "), false,
		},
	}
	mended, _ := presentation.Mend(all[0].text, receipt.IsCode)
	require.Regexp(t, regexp.MustCompile(`^https://[^/]+/v#\d+$`), mended)
	return all
}

package credential

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"sogoc/verifier/ledger"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
)

// What an issuer signs is written by hand and read by package json. Both ways
// of writing have to give the same bytes, whatever stands in the members.
func TestWritingIsMarshalling(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		same(t, random, writeHeader)
		same(t, random, func(w *writer, p payload[diplomaSubject]) { writePayload(w, p, writeDiplomaSubject) })
		same(t, random, func(w *writer, p payload[clrSubject]) { writePayload(w, p, writeCLRSubject) })
		same(t, random, func(w *writer, e embedded[awardSubject]) { writeEmbedded(w, e, writeAwardSubject) })
		same(t, random, func(w *writer, e embedded[courseSubject]) { writeEmbedded(w, e, writeCourseSubject) })
		same(t, random, writeIdentity)
		same(t, random, func(w *writer, results []result) { list(w, ``, results, writeResult) })
	}
}

func same[T any](t *testing.T, random *rand.Rand, write func(*writer, T)) {
	t.Helper()
	var value T
	fill(random, reflect.ValueOf(&value).Elem())
	marshalled, err := json.Marshal(value)
	require.NoError(t, err)
	var w writer
	write(&w, value)
	require.NoError(t, w.err)
	require.Equal(t, string(marshalled), string(w.text))
}

// Texts with all that JSON escapes, or might, and without.
var texts = []string{"", "Nguyễn Thị Mẫu", "plain", `"quoted" \ and / slashes`, "<b>&amp;</b>", "\u2028\u2029\x7f", "\x00\x1f\t\n\r\b\f",
	"𠀀 \ufeff", strings.Repeat("ê", 150)}

// fill sets all that a value holds, some of it to nothing.
func fill(random *rand.Rand, v reflect.Value) {
	if v.Type() == reflect.TypeFor[jsontext.Value]() {
		values := []jsontext.Value{nil, jsontext.Value(`{"...":"x"}`), jsontext.Value(`3.50`), jsontext.Value(`"text"`)}
		v.SetBytes(values[random.IntN(len(values))])
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(texts[random.IntN(len(texts))])
	case reflect.Int:
		v.SetInt(int64(random.IntN(3)))
	case reflect.Bool:
		v.SetBool(random.IntN(2) == 0)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), random.IntN(3), 3))
		for i := range v.Len() {
			fill(random, v.Index(i))
			if element := v.Index(i); element.Kind() == reflect.Slice && element.IsNil() {
				element.SetBytes([]byte(`{}`))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(random, v.Field(i))
		}
	default:
		panic("no text for " + v.Type().String())
	}
}

// The forms that are matched without a regular expression.
func TestFormsAreThoseOfTheirExpressions(t *testing.T) {
	t.Parallel()
	forms := []struct {
		matches func(string) bool
		pattern string
		good    []string
	}{
		{isUUIDURN, `^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`,
			[]string{"urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b"}},
		{isPublicHost, `^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|` +
			`65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?$`,
			[]string{"vanbang.example", "a", "a.b-c:8443", "x:65535", "x:65536", "x:0", "x:01", "x:", strings.Repeat("a", 252),
				strings.Repeat("a", 253), "x:99999", "x:+1"}},
		{isNationalID, `^([0-9]{9}|[0-9]{12})$`, []string{"012345678", "012345678901", "0123456789"}},
	}
	random := rand.New(rand.NewPCG(3, 4))
	for _, form := range forms {
		expression := regexp.MustCompile(form.pattern)
		for _, text := range form.good {
			require.Equal(t, expression.MatchString(text), form.matches(text), text)
			for range 3000 { // texts that are nearly right
				changed := []byte(text)
				for range 1 + random.IntN(2) {
					const letters = "0af9zgA-.: :6\xc3\n"
					switch at := random.IntN(len(changed) + 1); {
					case at < len(changed) && random.IntN(2) == 0:
						changed[at] = letters[random.IntN(len(letters))]
					case at < len(changed) && random.IntN(2) == 0:
						changed = append(changed[:at:at], changed[at+1:]...)
					default:
						changed = append(changed[:at:at], append([]byte{letters[random.IntN(len(letters))]}, changed[at:]...)...)
					}
				}
				require.Equal(t, expression.Match(changed), form.matches(string(changed)), fmt.Sprintf("%q", changed))
			}
		}
	}
}

// Each character alone and behind a letter: the short way and the tables agree.
func TestTextIsNormal(t *testing.T) {
	t.Parallel()
	slow := func(text string) bool {
		return utf8.ValidString(text) && norm.NFC.IsNormalString(text) && !strings.ContainsFunc(text, unicode.IsControl)
	}
	for r := rune(0); r < 0x30000; r++ {
		for _, text := range []string{string(r), "a" + string(r), "ế" + string(r) + "x"} {
			require.Equal(t, slow(text), ledger.IsPlainText(text), "%U", r)
		}
	}
	for _, text := range []string{"\xff", "a\xc3", "\xed\xa0\x80", "ế\x80", "\ufffd\xef"} {
		require.Equal(t, slow(text), ledger.IsPlainText(text), "%q", text)
	}
}

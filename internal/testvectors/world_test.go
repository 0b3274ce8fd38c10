package testvectors_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/internal/testvectors"
	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

const (
	host = "vanbang.example"
	base = "https://" + host
)

// world is one ledger and the vectors that are about it.
type world struct {
	t       testing.TB
	name    string
	about   string
	ledger  *testledger.Ledger
	random  *stream
	files   map[string][]byte
	written *testvectors.Ledger // once all is on the ledger
}

func newWorld(t testing.TB, files map[string][]byte, name, about string) *world {
	t.Helper()
	return &world{
		t:      t,
		name:   name,
		about:  about,
		ledger: testledger.New(t, testledger.Options{WithoutReasons: true}),
		random: &stream{seed: "test vectors, " + name},
		files:  files,
	}
}

// on sets the clock to a time of day in Vietnam.
func (w *world) on(text string) time.Time {
	w.t.Helper()
	at := vietnam(w.t, text)
	w.ledger.Clock.Set(at)
	return at
}

func vietnam(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04:05 -07:00", text+" +07:00")
	require.NoError(t, err)
	return at.UTC()
}

// endOf is the last second of a day in Vietnam: what the page asks about.
func endOf(t testing.TB, day string) time.Time { t.Helper(); return vietnam(t, day+" 23:59:59") }

func (w *world) issue(doc credential.Document, by signer) credential.Issued {
	w.t.Helper()
	issued, err := credential.Issue(doc, by, w.random)
	require.NoError(w.t, err)
	return issued
}

// anchor anchors credentials of one kind among others that nobody asks about.
func (w *world) anchor(
	issuer string,
	kind ledger.Kind,
	by signer,
	issued ...credential.Issued,
) ledger.AnchorRecord {
	w.t.Helper()
	digests := []ledger.Digest{w.digest(), w.digest()}
	for _, i := range issued {
		digests = append(digests, i.Digest)
	}
	return w.ledger.AnchorDigests(w.t, issuer, kind, by, digests...)
}

func (w *world) digest() (d ledger.Digest) {
	_, _ = w.random.Read(d[:])
	return d
}

// seal ends the ledger with a tick, so that its reading is fresh.
func (w *world) seal(alter ...func(*testvectors.Ledger)) {
	w.t.Helper()
	testledger.Must[ledger.Tick](w.t, w.ledger, w.ledger.Registry, ledger.FuncTick)
	w.write(w.name, w.about, alter...)
}

// write writes the ledger as it stands, altered where no chaincode would have
// let it come about, and makes it the one that vectors are about.
func (w *world) write(name, about string, alter ...func(*testvectors.Ledger)) {
	w.t.Helper()
	view := w.ledger.View()
	l := &testvectors.Ledger{About: about, Genesis: w.ledger.Genesis(), Last: view.Head()}
	for _, written := range w.ledger.Writes() {
		p := written.Position
		entry := testvectors.Write{
			Block: p.Block,
			Index: p.Index,
			TxID:  p.TxID,
			Time:  p.Time,
			Key:   append([]string{written.Key.Object}, written.Key.Attributes...),
			Value: written.Value,
		}
		if written.Digests != nil {
			entry.Digests = ledger.EncodeDigests(written.Digests)
		}
		l.Writes = append(l.Writes, entry)
	}
	for _, change := range alter {
		change(l)
	}
	w.name, w.written = name, l
	w.files["ledgers/"+name+".json"] = encode(w.t, l)
}

// edit changes every record of one object type.
func edit[R ledger.Record](t testing.TB, object string, change func(*R)) func(*testvectors.Ledger) {
	return func(l *testvectors.Ledger) {
		t.Helper()
		for i, w := range l.Writes {
			if w.Key[0] != object {
				continue
			}
			record, err := testvectors.Decode[R](w)
			require.NoError(t, err)
			change(&record)
			l.Writes[i].Value = ledger.EncodeRecord(record)
		}
	}
}

// expect is what the author of a vector says of it; all else of the answer is
// the library's.
type expect struct {
	result verifier.Code
	detail verifier.Detail
	step   int
}

var valid = expect{result: verifier.Valid}

// ask adds a vector about now.
func (w *world) ask(name, about, presented string, want expect) {
	w.t.Helper()
	w.add(name, testvectors.Vector{About: about, Now: w.ledger.Clock.Now(), Presentation: presented}, want)
}

// askAt adds a vector about a moment in the past.
func (w *world) askAt(at time.Time, name, about, presented string, want expect) {
	w.t.Helper()
	w.add(name, testvectors.Vector{About: about, Now: w.ledger.Clock.Now(), At: at, Presentation: presented}, want)
}

func (w *world) add(name string, v testvectors.Vector, want expect) {
	w.t.Helper()
	v.Ledger = w.name
	v.Want = confirm(w.t, name, v.Ask(w.written), want)
	v.Exceptions = exceptions(v, alone(v))
	keep(w.t, w.files, name, v)
}

// unreadable are the details of what is malformed: which of them it is the
// author of a vector need not say.
var unreadable = []verifier.Detail{verifier.DetailForm, verifier.DetailDamagedCode, verifier.DetailNotRead}

// confirm demands that the library says what the author does.
func confirm(t testing.TB, name string, r verifier.Result, want expect) testvectors.Want {
	t.Helper()
	got := testvectors.Of(r)
	if want == malformed && slices.Contains(unreadable, got.Detail) {
		want.detail = got.Detail
	}
	require.Equal(t, want, expect{got.Result, got.Detail, got.Step}, "%s: %+v", name, r.Checks)
	return got
}

// alone is credverify's answer: it has no ledger, and asks about now only.
func alone(v testvectors.Vector) testvectors.Want {
	v.At = time.Time{}
	return testvectors.Of(v.Ask(nil).Leading())
}

// exceptions says which programs answer otherwise; alone is the answer without a ledger.
func exceptions(v testvectors.Vector, alone testvectors.Want) testvectors.Exceptions {
	var d testvectors.Exceptions
	if !reflect.DeepEqual(alone, v.Want) {
		d.Credverify = &testvectors.Exception{
			Why:  "it has no ledger: evidence answers for its own moment, and anything else can be unreadable or forged, and nothing more",
			Want: &alone,
		}
	}
	switch {
	case v.At.IsZero():
	case v.At.After(v.Now):
		d.HTTP = &testvectors.Exception{Why: "a moment in the future is a bad request", Status: 400}
		d.Page = &testvectors.Exception{Why: "a day in the future is refused with a sentence"}
	case !v.At.Equal(dayEnd(v.At)):
		d.Page = &testvectors.Exception{Why: "the page asks about a whole day, up to its last second in Vietnam"}
	}
	return d
}

func dayEnd(at time.Time) time.Time {
	end, _ := time.Parse("2006-01-02 15:04:05 -07:00", string(ledger.DateOf(at))+" 23:59:59 +07:00")
	return end
}

func keep(t testing.TB, files map[string][]byte, name string, v testvectors.Vector) {
	t.Helper()
	file := name + ".json"
	require.NotContains(t, files, file)
	files[file] = encode(t, v)
}

func encode(t testing.TB, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v, jsontext.WithIndent("  "), json.Deterministic(true))
	require.NoError(t, err)
	return append(text, '\n')
}

func link(i credential.Issued) string { return presentation.URL(base, i.QRToken) }

func holderFile(t testing.TB, i credential.Issued) string {
	t.Helper()
	file, err := presentation.HolderFile(i.SDJWT(), i.QRClaims)
	require.NoError(t, err)
	return string(file)
}

func present(t testing.TB, i credential.Issued, show func(credential.Fact, int) bool) string {
	t.Helper()
	compact, err := credential.Present(i.SDJWT(), show)
	require.NoError(t, err)
	return compact
}

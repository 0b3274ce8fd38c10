// Package verify_test holds the JavaScript module of this folder against the
// test vectors, and runs the module's own tests.
package verify_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testvectors"
	"sogoc/verifier"
	"sogoc/verifier/answer"
	"sogoc/verifier/ledger"
)

// vectorsDir holds the vectors, seen from this folder.
const vectorsDir = "../../verifier/testdata/vectors"

// answered is what the module says of a vector, in the vector's own terms.
type answered struct {
	testvectors.Want
	NotRead answer.Kind `json:"notRead,omitempty"`
}

// TestTheModuleAnswersTheVectors demands of the module the answers of all
// vectors. Of a bundle or a receipt, unless it was cut short, it demands that
// the module says that it does not read these.
func TestTheModuleAnswersTheVectors(t *testing.T) {
	t.Parallel()
	var answers map[string]answered
	output := runNode(t, nil, "test/answer-vectors.js", vectorsDir)
	require.NoError(t, json.Unmarshal(output, &answers, json.RejectUnknownMembers(true)))

	vectors := testvectors.Load(t, vectorsDir)
	require.Len(t, answers, len(vectors))
	codes := map[verifier.Code]int{}
	for _, v := range vectors {
		want := answered{Want: v.Want}
		if kind := answer.KindOf(v.Presentation); kind.IsEvidence() && v.Want.Detail != verifier.DetailCutShort {
			want = answered{NotRead: kind}
		}
		codes[want.Result]++
		require.Contains(t, answers, v.Name)
		require.Equal(t, want, answers[v.Name], v.Name)
	}
	for _, code := range verifier.Codes() {
		require.Positive(t, codes[code], "no vector that the module reads has the result %s", code)
	}
}

// TestTheModuleReadsAsTheLibrary asks both of them about texts of other systems,
// and about genuine texts that were cut, changed, broken or quoted: each in one place for
// each kind of damage, with SOGOC_DRILL in all places.
func TestTheModuleReadsAsTheLibrary(t *testing.T) {
	t.Parallel()
	var texts []string
	for _, text := range testvectors.OfOtherSystems() {
		texts = append(texts, text)
	}
	for _, v := range testvectors.Load(t, vectorsDir) {
		if strings.HasPrefix(v.Name, "carried/") || strings.HasPrefix(v.Name, "genuine/es256k-") {
			texts = append(texts, damaged(v.Presentation)...)
		}
	}
	input, err := json.Marshal(asBase64(texts))
	require.NoError(t, err)
	var answers []answered
	output := runNode(t, input, "test/answer-texts.js")
	require.NoError(t, json.Unmarshal(output, &answers, json.RejectUnknownMembers(true)))
	require.Len(t, answers, len(texts))

	now := time.Date(2026, time.June, 20, 7, 1, 0, 0, time.UTC)
	for i, text := range texts {
		on := answer.Grounds{Trust: &ledger.Trust{}}
		want := answered{Want: testvectors.Of(answer.To(answer.Question{Input: text}, on, now))}
		if kind := answer.KindOf(text); kind.IsEvidence() && want.Detail != verifier.DetailCutShort {
			want = answered{NotRead: kind}
		}
		require.Equal(t, want, answers[i], text)
	}
}

// damaged returns a text as it may arrive, whole or not.
func damaged(text string) []string {
	const places = 7
	ats := []int{len(text) - 1, len(text) - 2, len(text) - 40, len(text) - 100} // in a signature, at its end
	for place := range places {
		ats = append(ats, (2*place+1)*len(text)/(2*places))
	}
	everywhere := os.Getenv("SOGOC_DRILL") != ""
	var texts []string
	for i, at := range ats {
		before, after := text[:at], text[at:]
		for j, one := range []string{
			before,                     // cut
			after,                      // its beginning is lost
			before + " " + after,       // broken
			before + "\r\n>> " + after, // broken and quoted
			before + "=\n" + after,     // a soft break
			before + "=C3=A9" + after,  // another letter, quoted
			before + "\u200b" + after,  // an invisible character
			before + "0" + after[1:],   // a character that was changed
			before + "~" + after[1:],   // likewise
			before + "\xff" + after,    // no UTF-8
			"\u201c" + text + "\u201d", // quotation marks that are none of ours
		} {
			if everywhere || (i+j+len(text))%len(ats) == 0 { // another place for each text
				texts = append(texts, one)
			}
		}
	}
	return texts
}

func asBase64(texts []string) [][]byte {
	encoded := make([][]byte, len(texts))
	for i, text := range texts {
		encoded[i] = []byte(text) // which is base64 in JSON
	}
	return encoded
}

// TestTheModulesOwnTests runs what the module has in JavaScript.
func TestTheModulesOwnTests(t *testing.T) {
	t.Parallel()
	runNode(t, nil, "--test", "test/verify.test.js")
}

// runNode gives node an input and returns what it prints.
func runNode(t *testing.T, input []byte, arguments ...string) []byte {
	t.Helper()
	requirePackages(t)
	command := exec.CommandContext(t.Context(), "node", arguments...)
	command.Stdin = bytes.NewReader(input)
	command.Stderr = t.Output()
	output, err := command.Output()
	require.NoError(t, err, "%s", output)
	return output
}

// requirePackages skips a test where node or the module's packages are missing,
// and fails it where CI=true.
func requirePackages(t *testing.T) {
	t.Helper()
	_, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat(filepath.Join("node_modules", "@noble", "curves", "package.json"))
	}
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal(err)
	}
	if err != nil {
		t.Skip(`node or the module's packages are missing; make test ARGS="./web/verify" installs them and runs this`)
	}
}

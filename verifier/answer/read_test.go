package answer_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testvectors"
	"sogoc/verifier"
	"sogoc/verifier/answer"
)

const vectors = "../testdata/vectors"

// What a form is in already, Read leaves as it is; and what it brings to a form
// stays so when it is read again.
func TestReadIsSettled(t *testing.T) {
	t.Parallel()
	for _, v := range testvectors.Load(t, vectors) {
		once := answer.Read(v.Presentation)
		again := answer.Read(once.Text)
		require.Equal(t, once, again, v.Name)
		if v.Want.Result != verifier.Malformed && !strings.HasPrefix(v.Name, "carried/") &&
			!strings.ContainsAny(v.Presentation, " \n") && once.Kind != answer.Presentation {
			require.Equal(t, v.Presentation, once.Text, v.Name)
		}
	}
}

// A file that an editor saved in UTF-16 reads as the one in UTF-8 does.
func TestReadUTF16(t *testing.T) {
	t.Parallel()
	for _, v := range testvectors.Load(t, vectors) {
		if !strings.HasPrefix(v.Name, "carried/") || !strings.HasSuffix(v.Name, "/around") {
			continue
		}
		want := answer.Read(v.Presentation)
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			var file []byte
			for _, unit := range utf16.Encode([]rune("\ufeff" + v.Presentation)) {
				file = order.AppendUint16(file, unit)
			}
			require.Equal(t, want, answer.Read(string(file)), v.Name)
		}
	}
}

// Of every genuine form each beginning is incomplete, or another kind of
// document where it is too short to tell; none is called a forgery.
func TestNoBeginningIsCalledAForgery(t *testing.T) {
	t.Parallel()
	for _, v := range testvectors.Load(t, vectors) {
		if !strings.HasPrefix(v.Name, "carried/") || !strings.HasSuffix(v.Name, "/byte-order-mark") {
			continue
		}
		whole := answer.Read(v.Presentation).Text
		step := max(1, len(whole)/97)
		for end := 1; end < len(whole); end += step {
			r := answer.To(answer.Question{Input: whole[:end]}, answer.Grounds{Trust: v.Trust}, v.Now)
			switch r.Result {
			case verifier.Indeterminate: // an SD-JWT without its last disclosures is one
				require.True(t, strings.HasSuffix(whole[:end], "~"), "%s: %d bytes", v.Name, end)
			default:
				require.Equal(t, verifier.Malformed, r.Result, "%s: %d bytes", v.Name, end)
				require.Contains(t, []verifier.Detail{verifier.DetailCutShort, verifier.DetailNotRead}, r.Detail,
					"%s: %d bytes", v.Name, end)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, v := range testvectors.Load(f, vectors) {
		if strings.HasPrefix(v.Name, "carried/") && len(v.Presentation) < 4<<10 {
			f.Add(v.Presentation)
		}
	}
	f.Add("\xff\xfe{\x00")
	f.Fuzz(func(t *testing.T, input string) {
		once := answer.Read(input)
		if once.CutShort {
			return
		}
		require.Equal(t, once, answer.Read(once.Text), "what was brought to a form is in it")
	})
}

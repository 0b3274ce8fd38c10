package testvectors_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testvectors"
	"sogoc/verifier"
)

// The tables say what a verifier answers: a row for each result that a question
// has on a current reading of the ledger, a column for each kind of reading.
// They are written by hand, from the readings and what stands on each in §13 and
// §15 of docs/credential-format.md, and from nothing in the code.
//
//	=  the result, as it is
//	<  the result, as of the last ledger time that was read, with the cause
//	?  indeterminate with the cause, and the result as what was last known
//	!  indeterminate with the cause, and nothing known
//	e  what the file itself proves or states, as of its own moment
var tables = map[string]string{
	"now": `
		                  fresh  standing_still  unconfirmed  behind  alarm  starting  none
		valid             =      =               ?            ?       ?      !         !
		revoked           =      =               <            <       <      !         !
		suspended         =      =               ?            ?       ?      !         !
		superseded        =      =               <            <       <      !         !
		expired           =      =               <            <       <      !         !
		untrusted_issuer  =      =               ?            ?       ?      !         !
		out_of_scope      =      =               ?            ?       ?      !         !
		not_anchored      =      =               ?            ?       ?      !         !
		tampered          =      =               <            <       <      !         !
		malformed         =      =               <            <       <      =         =
		indeterminate     =      =               !            !       !      !         !
	`,
	// The reading reaches beyond the day that is asked about.
	"past": `
		                  fresh  standing_still  unconfirmed  behind  alarm  starting  none
		valid             =      =               =            =       =      !         !
		revoked           =      =               =            =       =      !         !
		suspended         =      =               =            =       =      !         !
		superseded        =      =               =            =       =      !         !
		expired           =      =               =            =       =      !         !
		untrusted_issuer  =      =               =            =       =      !         !
		out_of_scope      =      =               =            =       =      !         !
		not_anchored      =      =               =            =       =      !         !
		tampered          =      =               =            =       =      !         !
		malformed         =      =               =            =       =      =         =
		indeterminate     =      =               =            =       =      !         !
	`,
	// The file is older than the reading: the ledger has the later word.
	"bundle": `
		                  fresh  standing_still  unconfirmed  behind  alarm  starting  none
		valid             =      =               ?            ?       ?      !         e
		revoked           =      =               <            <       <      !         e
		suspended         =      =               ?            ?       ?      !         e
		superseded        =      =               <            <       <      !         e
		expired           =      =               <            <       <      !         e
		untrusted_issuer  =      =               ?            ?       ?      !         e
		out_of_scope      =      =               ?            ?       ?      !         e
		not_anchored      =      =               ?            ?       ?      !         e
		tampered          e      e               e            e       e      e         e
		malformed         =      =               <            <       <      =         =
		indeterminate     e      e               e            e       e      e         e
	`,
	"receipt": `
		                  fresh  standing_still  unconfirmed  behind  alarm  starting  none
		valid             =      =               ?            ?       ?      !         e
		revoked           =      =               <            <       <      !         e
		suspended         =      =               ?            ?       ?      !         e
		superseded        =      =               <            <       <      !         e
		expired           =      =               <            <       <      !         e
		untrusted_issuer  =      =               ?            ?       ?      !         e
		out_of_scope      =      =               ?            ?       ?      !         e
		not_anchored      =      =               ?            ?       ?      !         e
		tampered          e      e               e            e       e      e         e
		malformed         e      e               e            e       e      e         e
		indeterminate     e      e               e            e       e      e         e
	`,
}

// causes are how answers name what their reading was.
var causes = map[string]verifier.Detail{
	"unconfirmed": "unconfirmed",
	"behind":      "behind",
	"alarm":       "integrity_alarm",
	"starting":    "starting",
	"none":        "no_ledger",
}

// cell is one place of a table.
type cell struct {
	way    string
	result verifier.Code
	kind   verifier.ReadingKind
	mark   string
}

// cells takes a table apart, in the order of its rows and columns.
func cells(t testing.TB, way string) []cell {
	t.Helper()
	var found []cell
	var kinds []string
	for line := range strings.Lines(strings.TrimSpace(tables[way])) {
		words := strings.Fields(line)
		if kinds == nil {
			kinds = words
			continue
		}
		require.Len(t, words, len(kinds)+1, line)
		for i, kind := range kinds {
			found = append(found, cell{way, verifier.Code(words[0]), verifier.ReadingKind(kind), words[i+1]})
		}
	}
	require.Len(t, found, len(verifier.Codes())*(len(verifier.KindsOfReading())-1), "attested is a bundle's own kind")
	return found
}

// demand holds an answer against its cell. Head is the last ledger time of the
// reading, moment that of the file.
func (c cell) demand(t testing.TB, got testvectors.Want, head, moment time.Time) {
	t.Helper()
	about := string(c.result) + ", " + c.way + ", " + string(c.kind)
	cause := causes[string(c.kind)]
	switch c.mark {
	case "=":
		require.Equal(t, c.result, got.Result, about)
		require.Nil(t, got.LastKnown, about)
		if c.way != "past" && cause == "" {
			require.Nil(t, got.AsOf, about)
		}
	case "<":
		require.Equal(t, c.result, got.Result, about)
		require.Equal(t, cause, got.Cause, about)
		require.True(t, head.Equal(*got.AsOf), about)
		require.Nil(t, got.LastKnown, about)
	case "?":
		require.Equal(t, verifier.Indeterminate, got.Result, about)
		require.Equal(t, cause, got.Cause, about)
		require.Equal(t, cause, got.Detail, about)
		require.Equal(t, c.result, got.LastKnown.Result, about)
		require.True(t, head.Equal(got.LastKnown.AsOf), about)
	case "!":
		require.Equal(t, verifier.Indeterminate, got.Result, about)
		require.Equal(t, cause, got.Cause, about)
		require.Nil(t, got.LastKnown, about)
	case "e":
		require.Equal(t, c.result, got.Result, about)
		if got.AsOf != nil {
			require.True(t, moment.Equal(*got.AsOf), about)
		}
	default:
		t.Fatalf("%s: no such mark: %s", about, c.mark)
	}
	if isFile := c.way == "bundle" || c.way == "receipt"; isFile && got.Evidence != nil {
		require.Equal(t, c.result, got.Evidence.Result, about+": what the file itself says is always told")
		require.True(t, moment.Equal(got.Evidence.AsOf), about)
	}
}

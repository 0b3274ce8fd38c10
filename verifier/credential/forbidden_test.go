package credential_test

import (
	"crypto/rand"
	"fmt"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/credential"
)

// forbidden are all control characters (C0, DEL and C1) and all characters that
// change the direction of text (Unicode's property Bidi_Control).
func forbidden() []rune {
	var all []rune
	for r := rune(0); r < 0xa0; r++ {
		if r < ' ' || r >= 0x7f {
			all = append(all, r)
		}
	}
	for r := rune(0x202a); r <= 0x202e; r++ {
		all = append(all, r)
	}
	for r := rune(0x2066); r <= 0x2069; r++ {
		all = append(all, r)
	}
	return append(all, 0x061c, 0x200e, 0x200f)
}

// texts returns every text of a document by its place, however deep it lies.
func texts(v reflect.Value, place string) map[string]reflect.Value {
	found := map[string]reflect.Value{}
	add := func(v reflect.Value, place string) {
		for at, text := range texts(v, place) {
			found[at] = text
		}
	}
	switch v.Kind() {
	case reflect.String:
		found[place] = v
	case reflect.Struct:
		for i := range v.NumField() {
			add(v.Field(i), place+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice:
		for i := range v.Len() {
			add(v.Index(i), fmt.Sprintf("%s[%d]", place, i))
		}
	}
	return found
}

// No text of any document is issued with a character that steers a screen or
// turns what a reader sees.
func TestNoTextIsIssuedWithForbiddenCharacters(t *testing.T) {
	t.Parallel()
	signer := newSigner(t)
	d, many := diploma(), transcript(2)
	for _, document := range []reflect.Value{reflect.ValueOf(&d).Elem(), reflect.ValueOf(&many).Elem()} {
		issue := func() error {
			doc, is := document.Interface().(credential.Document)
			require.True(t, is)
			_, err := credential.Issue(doc, signer, rand.Reader)
			return err
		}
		require.NoError(t, issue())
		all := texts(document, document.Type().Name())
		require.Greater(t, len(all), 20)
		for place, text := range all {
			before := text.String()
			for _, r := range forbidden() {
				text.SetString("A" + string(r) + "B")
				require.Error(t, issue(), "%s took U+%04X", place, r)
			}
			text.SetString(before)
		}
		require.NoError(t, issue(), "everything is as it was")
	}
}

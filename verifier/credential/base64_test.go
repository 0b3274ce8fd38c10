package credential_test

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/credential"
)

func TestBase64IsTheLibrarys(t *testing.T) {
	t.Parallel()
	raw := make([]byte, 8192)
	_, err := rand.Read(raw)
	require.NoError(t, err)
	for size := range 200 {
		for _, room := range []int{0, 3, 1000} {
			to := append(make([]byte, 0, room), "x."...)
			want := base64.RawURLEncoding.AppendEncode([]byte("x."), raw[size:2*size])
			require.Equal(t, string(want), string(credential.EncodeBase64(to, raw[size:2*size])), "%d", size)
		}
	}
	require.Equal(t, base64.RawURLEncoding.EncodeToString(raw), string(credential.EncodeBase64(nil, raw)))
	for i := range 1 << 12 { // every twelve bits, at all four places
		six := []byte{byte(i >> 4), byte(i<<4) | byte(i>>8), byte(i), byte(i >> 4), byte(i<<4) | byte(i>>8), byte(i), 0, 0}
		require.Equal(t, base64.RawURLEncoding.EncodeToString(six), string(credential.EncodeBase64(nil, six)))
	}
}

func BenchmarkBase64(b *testing.B) {
	for _, size := range []int{16, 1000, 16_000} {
		raw := make([]byte, size)
		_, err := rand.Read(raw)
		require.NoError(b, err)
		var to []byte
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				to = credential.EncodeBase64(to[:0], raw)
			}
		})
		b.Run(fmt.Sprintf("%dLibrary", size), func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				to = base64.RawURLEncoding.AppendEncode(to[:0], raw)
			}
		})
	}
}

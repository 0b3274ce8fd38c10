package fabricledger_test

import (
	"context"
	"crypto/ecdsa"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"sogoc/internal/testledger"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testnetwork"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/ledger"
)

// BenchmarkCommit times status changes on a real network, from call to
// committed and read back: one client, then 40 at once.
func BenchmarkCommit(b *testing.B) {
	network := testnetwork.Shared(b)
	ctx := context.Background()
	key := benchKey(b)
	issuer := fmt.Sprintf("BENCH-%d", time.Now().UnixNano())
	accreditor := fabricledger.NewAccreditor(testnetwork.Client(b, network, "accreditor"))
	_, err := accreditor.Accredit(ctx, ledger.Accreditation{Code: issuer, Name: "Trường đo tốc độ (mẫu)",
		Scopes: []ledger.Scope{
			{Type: "VN-USE", From: "2026-01-01", Until: "2099-12-31", Quota: 1},
		}}, testledger.Reason(ledger.FuncAccredit))
	require.NoError(b, err)
	testnetwork.RegisterKey(b, accreditor, ledger.PurposeIssuer, issuer, key)

	registryd := fabricledger.NewLedger(testnetwork.Client(b, network, "registryd"))
	var next atomic.Uint32
	change := func() error {
		n := next.Add(1)
		statement := ledger.Status{
			Type:    ledger.TypeStatus,
			Ledger:  registryd.Genesis(),
			Issuer:  issuer,
			List:    1 + n/ledger.StatusListSize,
			Index:   n % ledger.StatusListSize,
			Version: 1,
			State:   ledger.Revoked,
			Key:     key.PublicKey().Thumbprint(),
		}
		signature, err := key.Sign(ledger.Canonical(statement))
		if err != nil {
			return err
		}
		_, err = registryd.SetStatus(ctx, statement, signature)
		return err
	}
	for _, clients := range []int{1, 40} {
		b.Run(fmt.Sprintf("%d_clients", clients), func(b *testing.B) {
			turns := make(chan struct{})
			failed := make(chan error, clients)
			for range clients {
				go func() {
					var err error
					for range turns {
						if e := change(); e != nil {
							err = e
						}
					}
					failed <- err
				}()
			}
			for b.Loop() {
				turns <- struct{}{}
			}
			close(turns)
			for range clients {
				require.NoError(b, <-failed)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
		})
	}
}

type benchSigner struct{ *ecdsa.PrivateKey }

func benchKey(b *testing.B) benchSigner {
	b.Helper()
	key, err := crypto.GenerateKey()
	require.NoError(b, err)
	return benchSigner{key}
}

func (s benchSigner) PublicKey() ledger.PublicKey {
	key, err := ledger.NewPublicKey(&s.PrivateKey.PublicKey)
	if err != nil {
		panic(err)
	}
	return key
}

func (s benchSigner) Sign(message []byte) (signature ledger.Signature, err error) {
	sum := ledger.SumDigest(message)
	text, err := crypto.Sign(sum[:], s.PrivateKey)
	copy(signature[:], text)
	return signature, err
}

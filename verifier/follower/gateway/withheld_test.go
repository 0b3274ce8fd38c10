package gateway_test

import (
	"context"
	"crypto/rand"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testnetwork"
	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

// PublicKey and Sign make an issuer sign credentials too.
func (i *issuer) PublicKey() ledger.PublicKey { return i.public }

func (i *issuer) Sign(message []byte) (ledger.Signature, error) {
	return ledger.ParseSignature(i.sign(message))
}

// diploma is a credential's link, and the place of its status.
type diploma struct {
	link   string
	digest ledger.Digest
	index  uint32
}

// issue signs a diploma, which has yet to be anchored.
func (i *issuer) issue(index uint32) diploma {
	issued, err := credential.Issue(credential.Diploma{
		Issuance: credential.Issuance{
			ID:             "urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b",
			Issuer:         credential.Issuer{Code: i.code, Name: "Trường (mẫu)", Host: "vanbang.example"},
			Kind:           "VN-USE",
			Award:          "Bằng tốt nghiệp trung học phổ thông",
			SerialNumber:   "A 00123456",
			RegisterNumber: "2026/THPT/00123",
			DecisionNumber: "1234/QĐ",
			DecisionDate:   "2026-06-15",
			IssueDate:      "2026-06-20",
			SignedBy: credential.Signatory{
				Name:  "Người Ký (mẫu)",
				Title: "HIỆU TRƯỞNG",
			},
			Status: credential.StatusRef{List: 1, Index: index},
		},
		Subject: credential.Subject{FullName: "Nguyễn Thị Mẫu", BirthDate: "2008-03-15"},
	}, i, rand.Reader)
	require.NoError(i.t, err)
	return diploma{presentation.URL("https://vanbang.example", issued.QRToken), issued.Digest, index}
}

// verify verifies a diploma at a moment as verifierd does.
func (c *changing) verify(t *testing.T, f *follower.Follower, d diploma, now time.Time) verifier.Result {
	state := f.State(now)
	view, err := f.View()
	require.NoError(t, err)
	defer func() { require.NoError(t, view.Close()) }()
	progress := state.Progress(now)
	progress.CaughtUp = true // the follower sees so at the end of a round of questions, which may be yet to come
	reading := verifier.Reading{View: view, Info: verifier.JudgeReading(view.Head(), progress, now)}
	return verifier.Verify(d.link, reading, now, verifier.Options{Accreditors: c.trust.Accreditors})
}

// selective is a real peer that says it has so many blocks, and gives so many;
// one that shows gives its last block to those who ask for no other.
type selective struct {
	follower.Source
	tells, gives uint64
	shows        bool
	fails        error
}

func (s selective) Height(context.Context) (uint64, error) { return s.tells, s.fails }

func (s selective) Blocks(ctx context.Context, from uint64, yield func(*common.Block) error) error {
	if s.fails != nil {
		return s.fails
	}
	return s.Source.Blocks(ctx, from, func(b *common.Block) error {
		shown := s.shows && from == s.tells-1 && b.Header.Number == from
		if b.Header.Number >= s.gives && !shown { // it is silent, and stays connected
			<-ctx.Done()
			return ctx.Err()
		}
		return yield(b)
	})
}

// withheld lets real peers keep back the block that revokes a diploma, or
// tell of blocks that do not exist. An answer gets older by it, and says so.
func withheld(t *testing.T, c *changing, real []*common.Block) {
	all := uint64(len(real))
	honest := selective{tells: all, gives: math.MaxUint64}
	keeps := selective{tells: c.revocation, gives: c.revocation}
	tells := selective{tells: all, gives: c.revocation}
	boasts := selective{tells: all + 1000, gives: math.MaxUint64}
	wild := selective{tells: 1 << 63, gives: math.MaxUint64}
	down := selective{fails: errors.New("down")}
	shows := tells
	shows.shows = true
	const long, veryLong = 31 * time.Second, 16 * time.Minute
	for name, test := range map[string]struct {
		peers  [4]selective
		later  time.Duration
		result verifier.Code // of the diploma that was revoked
		cause  verifier.Detail
	}{
		"all are honest":          {[4]selective{honest, honest, honest, honest}, 0, verifier.Revoked, ""},
		"all keep it back":        {[4]selective{keeps, keeps, keeps, keeps}, 0, verifier.Valid, ""},
		"all keep it back, later": {[4]selective{keeps, keeps, keeps, keeps}, veryLong, verifier.Valid, verifier.DetailUnconfirmed},
		"one of two that are read is honest": {
			[4]selective{keeps, honest, keeps, keeps}, 0, verifier.Revoked, "",
		},
		"two that would not be read are honest": {
			[4]selective{keeps, keeps, honest, honest}, 0, verifier.Revoked, "",
		},
		"one that would not be read is honest": {
			[4]selective{keeps, keeps, keeps, honest}, 0, verifier.Revoked, "",
		},
		"an honest one shows a later one, and is cut off": {
			[4]selective{keeps, keeps, keeps, shows}, long, verifier.Valid, verifier.DetailBehind,
		},
		"one tells of more, and shows nothing": {
			[4]selective{keeps, keeps, keeps, tells}, long, verifier.Valid, "",
		},
		"the honest ones are down": {
			[4]selective{keeps, down, down, down}, veryLong, verifier.Valid, verifier.DetailUnconfirmed,
		},
		"one tells of blocks that do not exist": {
			[4]selective{boasts, honest, honest, honest}, 0, verifier.Revoked, "",
		},
		"one goes on telling of them": {
			[4]selective{boasts, honest, honest, honest}, long, verifier.Revoked, "",
		},
		"one tells of 2^63 blocks": {
			[4]selective{wild, honest, honest, honest}, long, verifier.Revoked, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			height := c.revocation
			if test.result == verifier.Revoked {
				height = all
			}
			f := c.runOver(t, test.peers, height)
			for d, want := range map[diploma]verifier.Code{c.withdrawn: test.result, c.inForce: verifier.Valid} {
				at := time.Now().Add(test.later)
				r := c.verify(t, f, d, at)
				require.Equal(t, test.cause, r.Cause)
				require.Equal(t, test.cause == "", r.AsOf == nil)
				if test.cause == "" || want == verifier.Revoked {
					require.Equal(t, want, r.Result)
				} else {
					require.Equal(t, verifier.Indeterminate, r.Result)
					require.Equal(t, want, r.LastKnown.Result)
				}
				if r.AsOf != nil {
					require.True(t, f.Head().Time.Equal(*r.AsOf))
				}
			}
			require.NoError(t, f.Alarm(), "nobody has given a bad block")
		})
	}
}

// runOver runs a follower over these peers until it has so many blocks and
// has heard of every peer that answers.
func (c *changing) runOver(t *testing.T, peers [4]selective, height uint64) *follower.Follower {
	o := options(t, c.trust)
	o.PollWait, o.ConfirmWait, o.AskWait, o.RetryWait = 50*time.Millisecond, 300*time.Millisecond, 300*time.Millisecond, 50*time.Millisecond
	f, err := follower.Open(o)
	require.NoError(t, err)
	var sources []follower.Source
	for i, real := range peersOf(t, testnetwork.Connection(t, c.Dir, "verifierd")) {
		peers[i].Source = real
		sources = append(sources, peers[i])
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx, sources...) }()
	t.Cleanup(func() {
		cancel()
		require.ErrorIs(t, <-done, context.Canceled)
		require.NoError(t, f.Close())
	})
	require.Eventually(t, func() bool {
		for i, s := range f.Sources() {
			if s.Told < peers[i].tells || peers[i].shows && f.State(time.Now()).Since.IsZero() {
				return false
			}
		}
		return f.Head().Height == height
	}, patience, 10*time.Millisecond)
	return f
}

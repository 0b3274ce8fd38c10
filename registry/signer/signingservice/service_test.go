package signingservice_test

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/registry/signer"
	"sogoc/registry/signer/signingservice"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/remotesigner"
)

const (
	school, other, former = "DH-MAU", "DH-KHAC", "DH-CU"
	passphrase            = "bốn con trâu của trường mẫu"
)

var genesis = ledger.SumDigest([]byte("genesis"))

// host is a signer and what a register on another host has of it.
type host struct {
	dir     string
	source  signer.Source
	clock   *clock
	log     *syncBuffer
	policy  signingservice.Policy
	service *signingservice.Service
	server  *httptest.Server
	asked   *requests
	own     remotesigner.Fingerprint
}

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// certificate makes a certificate and returns it with its fingerprint.
func (h *host) certificate(t *testing.T, name string) (tls.Certificate, remotesigner.Fingerprint) {
	t.Helper()
	crt, key := filepath.Join(h.dir, name+".crt"), filepath.Join(h.dir, name+".key")
	fingerprint, err := remotesigner.MakeCertificate(crt, key, name, h.clock.now())
	require.NoError(t, err)
	read, err := remotesigner.ReadCertificate(crt, key)
	require.NoError(t, err)
	return read, fingerprint
}

// begin starts a signer that lets client REGISTRYD-1 ask for the school's keys, and
// returns that client.
func begin(t *testing.T, source signer.Source) (*host, *remotesigner.Client) {
	t.Helper()
	return beginWith(t, source, func(*host) {})
}

// beginWith is begin with what the test changes of the policy.
func beginWith(t *testing.T, source signer.Source, change func(*host)) (*host, *remotesigner.Client) {
	t.Helper()
	h := &host{
		dir:    t.TempDir(),
		source: source,
		log:    &syncBuffer{},
		asked:  &requests{counts: map[string]int{}},
		clock:  &clock{at: time.Date(2026, 6, 30, 8, 0, 0, 0, time.UTC)},
	}
	client, fingerprint := h.certificate(t, "registryd-1")
	h.policy = signingservice.Policy{
		Ledger: genesis,
		Host:   "vanbang.example",
		Clients: []signingservice.Client{{
			Name: "REGISTRYD-1", Fingerprints: []remotesigner.Fingerprint{fingerprint}, Issuers: []string{school},
		}},
		Issuers: []signingservice.Issuer{
			{
				Code:             school,
				KeepsRegistersOf: []string{former},
				PerDay:           signingservice.PerDay{Credentials: 300, Anchors: 2, Voids: 1, Statuses: 2},
			},
			{Code: other, PerDay: signingservice.PerDay{Credentials: 1, Anchors: 1, Voids: 1, Statuses: 1}},
		},
	}
	change(h)
	own, ownFingerprint := h.certificate(t, "signer")
	h.own = ownFingerprint
	h.serve(t, own)
	return h, h.client(client)
}

// read returns a certificate that was made before.
func (h *host) read(t *testing.T, name string) tls.Certificate {
	t.Helper()
	read, err := remotesigner.ReadCertificate(filepath.Join(h.dir, name+".crt"), filepath.Join(h.dir, name+".key"))
	require.NoError(t, err)
	return read
}

func (h *host) serve(t *testing.T, own tls.Certificate) {
	t.Helper()
	journal, err := signingservice.OpenJournal(filepath.Join(h.dir, "journal"), h.clock.now())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, journal.Close()) })
	h.service = signingservice.New(h.policy, signingservice.Config{
		Source:  h.source,
		Journal: journal,
		Log:     slog.New(slog.NewJSONHandler(h.log, nil)),
		Now:     h.clock.now,
	})
	t.Cleanup(h.service.Close)
	h.server = httptest.NewUnstartedServer(h.asked.of(h.service.Handler()))
	h.server.Config.ErrorLog = slog.NewLogLogger(slog.NewJSONHandler(h.log, nil), slog.LevelWarn)
	h.server.Listener = tls.NewListener(h.server.Listener, remotesigner.TLS(own, h.service.Knows, h.clock.now))
	h.server.Start()
	t.Cleanup(h.server.Close)
}

func (h *host) client(as tls.Certificate) *remotesigner.Client {
	return remotesigner.Open(remotesigner.Config{
		Address:     h.server.Listener.Addr().String(),
		Signer:      []remotesigner.Fingerprint{h.own},
		Certificate: as,
		Now:         h.clock.now,
	})
}

// only returns the one key that the client sees.
func only(t *testing.T, c *remotesigner.Client, issuer string) credential.Signer {
	t.Helper()
	keys, err := c.Signers(issuer)
	require.NoError(t, err)
	require.Len(t, keys, 1)
	return keys[0]
}

func document(issuer, host string, number int) credential.Diploma {
	return credential.Diploma{
		Issuance: credential.Issuance{
			ID:             fmt.Sprintf("urn:uuid:3f1c2b9e-7a64-4a1d-9d35-%012d", number),
			Issuer:         credential.Issuer{Code: issuer, Name: issuer + " (mẫu)", Host: host},
			Kind:           "VN-BA/7480201",
			Award:          "Bằng cử nhân",
			Major:          "Công nghệ thông tin",
			Rank:           "Giỏi",
			GraduationYear: 2026,
			SerialNumber:   fmt.Sprintf("A %08d", number),
			RegisterNumber: fmt.Sprintf("2026/CNTT/%05d", number),
			DecisionNumber: "1234/QĐ-ĐHM",
			DecisionDate:   "2026-06-15",
			IssueDate:      "2026-06-20",
			Place:          "Hà Nội",
			SignedBy:       credential.Signatory{Name: "Người Ký (mẫu)", Title: "HIỆU TRƯỞNG"},
			Status:         credential.StatusRef{List: 1, Index: uint32(number)},
		},
		Subject: credential.Subject{
			FullName:    "Nguyễn Thị Hương Giang",
			BirthDate:   "2004-03-15",
			BirthPlace:  "Hà Nội",
			Sex:         "Nữ",
			Nationality: "Việt Nam",
		},
	}
}

func status(issuer string, key credential.Signer, ledgerOf ledger.Digest) []byte {
	return ledger.Canonical(ledger.Status{
		Type: ledger.TypeStatus, Ledger: ledgerOf, Issuer: issuer, List: 1, Index: 7, Version: 1,
		State: ledger.Revoked, Detail: genesis, Key: key.PublicKey().Thumbprint(),
	})
}

func anchor(issuer, thumbprint string) []byte {
	return ledger.Canonical(ledger.Anchor{
		Type: ledger.TypeAnchor, Ledger: genesis, Issuer: issuer, Sequence: 1, Kind: "VN-USE", Root: genesis,
		Size: 3, Key: thumbprint,
	})
}

func TestItSignsForTheRegister(t *testing.T) {
	t.Parallel()
	key := testledger.NewSigner(t)
	h, client := begin(t, testledger.Keyring{school: {key}})
	with := only(t, client, school)
	require.Equal(t, key.PublicKey(), with.PublicKey())
	batcher, is := with.(signer.Batcher)
	require.True(t, is)

	var all sync.WaitGroup
	failed := make(chan error, 200)
	places := make(chan struct{}, batcher.AtOnce())
	for i := range cap(failed) {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			issued, err := credential.Issue(document(school, "vanbang.example", i+1), with, rand.Reader)
			if err == nil {
				var c *credential.Credential
				if c, err = credential.Parse(issued.SDJWT()); err == nil {
					err = c.VerifySignature(key.PublicKey())
				}
			}
			failed <- err
		})
	}
	all.Wait()
	for range cap(failed) {
		require.NoError(t, <-failed)
	}
	_, err := with.Sign(anchor(school, key.PublicKey().Thumbprint()))
	require.NoError(t, err)

	found, err := signingservice.Summarize(filepath.Join(h.dir, "journal"), "2026-06-30")
	require.NoError(t, err)
	require.Equal(t, []signingservice.Summary{{
		Issuer: school, Credentials: 200, QRTokens: 200, Anchors: 1, Anchored: 3,
	}}, found)
	requireNothingPersonal(t, h)
}

// TestItBelievesNoRegister: of what a register that fell into strange hands asks
// for, only what the policy allows is signed.
func TestItBelievesNoRegister(t *testing.T) {
	t.Parallel()
	key, strange := testledger.NewSigner(t), testledger.NewSigner(t)
	h, client := begin(t, testledger.Keyring{school: {key}, other: {strange}})
	with := only(t, client, school)
	for name, input := range map[string][]byte{
		"ADigest":           genesis[:],
		"AnotherKey":        status(school, strange, genesis),
		"AnotherIssuer":     status(other, with, genesis),
		"AnotherLedger":     status(school, with, ledger.SumDigest([]byte("another"))),
		"AnotherIssuersOwn": anchor(former, key.PublicKey().Thumbprint()), // it keeps that register, and issues nothing in its name
		"ItsOwnEnd": ledger.Canonical(ledger.KeyCompromise{
			Type: ledger.TypeKeyCompromise, Ledger: genesis, Issuer: school, Key: key.PublicKey().Thumbprint(),
			Since: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
		}),
	} {
		_, err := with.Sign(input)
		require.ErrorIs(t, err, signer.ErrRefused, name)
	}
	_, err := credential.Issue(document(school, "look-alike.example", 1), with, rand.Reader)
	require.ErrorIs(t, err, signer.ErrRefused)
	_, err = credential.Issue(document(other, "vanbang.example", 1), with, rand.Reader)
	require.ErrorIs(t, err, signer.ErrRefused)
	for _, issuer := range []string{other, "DH-NAO"} {
		_, err = client.Signers(issuer)
		require.ErrorIs(t, err, signer.ErrRefused, issuer)
		_, err = client.OpenOwn(issuer, passphrase)
		require.ErrorIs(t, err, signer.ErrRefused, issuer)
	}
	found, err := signingservice.Summarize(filepath.Join(h.dir, "journal"), "2026-06-30")
	require.NoError(t, err)
	require.Empty(t, found, "nothing was signed")

	_, err = with.Sign(status(school, with, genesis))
	require.NoError(t, err)
	_, err = with.Sign(status(former, with, genesis))
	require.NoError(t, err, "of a register that it keeps")
	requireNothingPersonal(t, h)
}

// TestADaysLimitHolds: also across a restart, since the journal is counted.
func TestADaysLimitHolds(t *testing.T) {
	t.Parallel()
	key := testledger.NewSigner(t)
	h, client := begin(t, testledger.Keyring{school: {key}})
	with := only(t, client, school)
	text := anchor(school, key.PublicKey().Thumbprint())
	for range 2 {
		_, err := with.Sign(text)
		require.NoError(t, err)
	}
	_, err := with.Sign(text)
	require.ErrorIs(t, err, signer.ErrRefused)
	require.ErrorContains(t, err, "perDay")
	_, err = with.Sign(status(school, with, genesis))
	require.NoError(t, err, "each kind of document has a limit of its own")

	whole := t
	t.Run("AlsoAfterARestart", func(t *testing.T) {
		h.server.Close()
		own, fingerprint := h.certificate(t, "signer-2")
		h.own = fingerprint
		h.serve(whole, own) // the next part uses it too
		again, err := remotesigner.ReadCertificate(
			filepath.Join(h.dir, "registryd-1.crt"),
			filepath.Join(h.dir, "registryd-1.key"),
		)
		require.NoError(t, err)
		client = h.client(again)
		_, err = only(t, client, school).Sign(text)
		require.ErrorIs(t, err, signer.ErrRefused)
	})
	t.Run("UntilTheNextDayInVietnam", func(t *testing.T) {
		h.clock.advance(10 * time.Hour) // 18:00 UTC is the next day there
		_, err = only(t, client, school).Sign(text)
		require.NoError(t, err)
		found, err := signingservice.Summarize(filepath.Join(h.dir, "journal"), "2026-07-01")
		require.NoError(t, err)
		require.Equal(t, 1, found[0].Anchors)
	})
}

func TestAPassphraseOpensForATime(t *testing.T) {
	t.Parallel()
	store, public := keystore(t)
	h, client := begin(t, store)
	keys, err := client.Signers(school)
	require.NoError(t, err)
	require.Empty(t, keys)
	own, err := client.OwnKeys(school)
	require.NoError(t, err)
	require.Equal(t, []string{public.Thumbprint()}, own)

	opened, err := client.OpenOwn(school, "năm con trâu của trường mẫu")
	require.NoError(t, err)
	require.Empty(t, opened)
	opened, err = client.OpenOwn(school, passphrase)
	require.NoError(t, err)
	require.Len(t, opened, 1)
	text := anchor(school, public.Thumbprint())
	signature, err := opened[0].Sign(text)
	require.NoError(t, err)
	require.NoError(t, public.Verify(text, signature))

	t.Run("WipedEndsAtTheSigner", func(t *testing.T) {
		second, err := client.OpenOwn(school, passphrase)
		require.NoError(t, err)
		second[0].Wipe()
		_, err = second[0].Sign(text)
		require.ErrorIs(t, err, signer.ErrClosed)
		require.NoError(t, client.Close(), "which waits for the signer")
		require.Equal(t, 1, h.asked.count("POST "+remotesigner.PathClose))

		var granted remotesigner.Opened
		open := remotesigner.OpenRequest{Issuer: school, Passphrase: passphrase}
		require.Equal(t, http.StatusOK, h.post(t, "registryd-1", remotesigner.PathOpen, open, &granted))
		sign := remotesigner.SignRequest{
			Issuer: school, Key: public.Thumbprint(), Grant: granted.Grant, Inputs: [][]byte{text},
		}
		require.Equal(t, http.StatusOK, h.post(t, "registryd-1", remotesigner.PathSign, sign, nil))
		require.Equal(t, http.StatusOK,
			h.post(t, "registryd-1", remotesigner.PathClose, remotesigner.CloseRequest{Grant: granted.Grant}, nil))
		require.Equal(t, http.StatusConflict, h.post(t, "registryd-1", remotesigner.PathSign, sign, nil))
	})
	t.Run("AnotherClientsGrantIsNone", func(t *testing.T) {
		stolen := remotesigner.SignRequest{Issuer: school, Key: public.Thumbprint(), Grant: "a guess", Inputs: [][]byte{text}}
		require.Equal(t, http.StatusConflict, h.post(t, "registryd-1", remotesigner.PathSign, stolen, nil))
		stolen.Grant = ""
		require.Equal(t, http.StatusConflict, h.post(t, "registryd-1", remotesigner.PathSign, stolen, nil))
	})
	t.Run("HalfAnHourAtMost", func(t *testing.T) {
		h.clock.advance(30 * time.Minute)
		require.True(t, opened[0].IsOpen(), "here nobody knows it yet")
		_, err = opened[0].Sign(text)
		require.ErrorIs(t, err, signer.ErrClosed)
		require.False(t, opened[0].IsOpen())
	})
	t.Run("TriesAreCounted", func(t *testing.T) {
		for range 5 {
			found, err := client.OpenOwn(school, "sai")
			require.NoError(t, err)
			require.Empty(t, found)
		}
		_, err := client.OpenOwn(school, passphrase)
		require.ErrorIs(t, err, signer.ErrUnavailable)
		h.clock.advance(20 * time.Second)
		_, err = client.OpenOwn(school, passphrase)
		require.NoError(t, err)
	})
	requireNothingPersonal(t, h)
}

// TestOnlyCertificatesThatAreKnown: each side refuses the other by its certificate,
// whoever vouches for it.
func TestOnlyCertificatesThatAreKnown(t *testing.T) {
	t.Parallel()
	h, client := begin(t, testledger.Keyring{school: {testledger.NewSigner(t)}})
	only(t, client, school)
	stranger, _ := h.certificate(t, "stranger")
	_, err := h.client(stranger).Signers(school)
	require.ErrorIs(t, err, signer.ErrUnavailable)
	_, err = h.client(tls.Certificate{}).Signers(school)
	require.ErrorIs(t, err, signer.ErrUnavailable, "without a certificate")

	known, err := remotesigner.ReadCertificate(
		filepath.Join(h.dir, "registryd-1.crt"),
		filepath.Join(h.dir, "registryd-1.key"),
	)
	require.NoError(t, err)
	impostor := remotesigner.Open(remotesigner.Config{
		Address:     h.server.Listener.Addr().String(),
		Signer:      []remotesigner.Fingerprint{remotesigner.FingerprintOf(stranger.Certificate[0])},
		Certificate: known,
		Now:         h.clock.now,
	})
	_, err = impostor.Signers(school)
	require.ErrorIs(t, err, remotesigner.ErrCertificate)

	h.clock.advance(3 * 365 * 24 * time.Hour)
	_, err = h.client(known).Signers(school)
	require.ErrorIs(t, err, remotesigner.ErrCertificate, "after its end")
}

package networkserver_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/internal/testnetwork"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/batch"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/ledger"
)

// patience bounds every wait on a real network.
const patience = 2 * time.Minute

var organisations = []string{"ministry", "university", "schools", "auditor"}

// owners are four organisations, each with a folder of its own, and the folder by
// which they exchange files.
type owners struct {
	testnetwork.Own
	root string
	mail string
}

func (o owners) dir(name string) string { return filepath.Join(o.root, name) }

// file is a file that travels between the organisations.
func (o owners) file(name string) string { return filepath.Join(o.mail, name) }

// members are the four member files.
func (o owners) members() []string {
	var files []string
	for _, name := range organisations {
		files = append(files, o.file(name+".json"))
	}
	return files
}

// run runs networkctl, and returns what it said and its exit code.
func (o owners) run(t *testing.T, args ...string) (string, int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), filepath.Join(o.Programs, "networkctl"), args...)
	said, err := cmd.CombinedOutput()
	if err != nil {
		require.NotNil(t, cmd.ProcessState, err)
	}
	return string(said), cmd.ProcessState.ExitCode()
}

func (o owners) must(t *testing.T, args ...string) string {
	t.Helper()
	said, code := o.run(t, args...)
	require.Zero(t, code, "%v: %s", args, said)
	return said
}

// meet makes the four organisations' keys, and their channel's candidate.
func meet(t *testing.T) owners {
	t.Helper()
	testnetwork.Shared(t)
	o := owners{Own: testnetwork.Own{Programs: t.TempDir()}, root: t.TempDir(), mail: t.TempDir()}
	o.Prepare(t)
	for i, name := range organisations {
		// The whole of 127.0.0.0/8 is the loopback: each organisation has a host of its own.
		o.must(t, "org", "init", "--dir", o.dir(name), "--name", name, "--host", "127.0.0."+strconv.Itoa(i+2),
			"--orderer-port", "0", "--peer-port", "0")
		member, err := os.ReadFile(filepath.Join(o.dir(name), "organisations", name, "member.json"))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(o.file(name+".json"), member, 0o600))
	}
	return o
}

func (o owners) read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(o.file(name))
	require.NoError(t, err)
	return text
}

// agree has every organisation agree to the candidate and adopt the channel.
func (o owners) agree(t *testing.T, candidate string) {
	t.Helper()
	adopt := []string{o.file(candidate)}
	for _, name := range organisations {
		agreement := o.file(name + ".agreement")
		said := o.must(t, "channel", "agree", "--dir", o.dir(name), "--out", agreement, o.file(candidate))
		require.Contains(t, said, "may accredit schools: MinistryMSP", "the words of channel show")
		require.Equal(t, name == "ministry", strings.Contains(said, "WARNING: this organisation has agreed to the ledger "))
		adopt = append(adopt, agreement)
	}
	for _, name := range organisations {
		_, code := o.run(t, append([]string{"channel", "adopt", "--dir", o.dir(name)}, adopt[:4]...)...)
		require.Equal(t, 2, code, "three agreements are not four")
		o.must(t, append([]string{"channel", "adopt", "--dir", o.dir(name)}, adopt...)...)
	}
}

// start has every organisation start its own nodes, which end with the test.
func (o owners) start(t *testing.T, name string) {
	t.Helper()
	cmd := exec.Command(filepath.Join(o.Programs, "networkctl"), "up", "--with-parent", "--dir", o.dir(name))
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	output, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		require.NoError(t, stdin.Close())
		_ = cmd.Wait() // it ends as told; what it says stands in its log
	})
	said := make([]byte, 512)
	n, err := output.Read(said)
	require.NoError(t, err, complaints.String())
	require.Contains(t, string(said[:n]), `"ready":true`)
}

// TestFourOwners makes a ledger of four organisations, none of which has another's keys.
func TestFourOwners(t *testing.T) {
	t.Parallel()
	o := meet(t)
	members := o.members()
	o.must(t, append([]string{"channel", "make", "--out", o.file("candidate")}, members...)...)
	slices.Reverse(members)
	o.must(t, append([]string{"channel", "make", "--out", o.file("again")}, members...)...)
	require.Equal(t, o.read(t, "candidate"), o.read(t, "again"), "whoever makes it makes the same bytes")
	described := o.must(t, "channel", "show", o.file("candidate"))
	require.NotContains(t, described, "not known to this program")
	require.NotContains(t, described, "more than that")
	for _, words := range []string{"may accredit schools: MinistryMSP", "127.0.0.4", "a block is cut after 200ms",
		"MAJORITY of the policies Endorsement", `LeaderHeartbeatTimeout "3s"`} {
		require.Contains(t, described, words)
	}
	_, code := o.run(t, "up", "--dir", o.dir("ministry"))
	require.Equal(t, 2, code, "nobody has agreed yet")
	o.refuseEditedGenesis(t)
	o.agree(t, "candidate")
	for _, name := range organisations {
		o.start(t, name) // one after the other: none needs the others to be there
	}
	program := filepath.Join(o.Programs, "chaincoded")
	text, err := os.ReadFile(program)
	require.NoError(t, err)
	hash := ledger.SumDigest(text).String()
	for _, name := range organisations[:2] {
		require.Contains(t, o.must(t, "chaincode", "approve", "--dir", o.dir(name), program), hash)
	}
	said, _ := o.run(t, "status", "--dir", o.dir("ministry"))
	require.Contains(t, said, "(approved, and not committed) from a program with SHA-256 "+hash)
	said, code = o.run(t, "chaincode", "commit", "--dir", o.dir("ministry"))
	require.Equal(t, 3, code, "two are not the majority")
	require.Contains(t, said, "not yet by schools,auditor")
	o.must(t, "chaincode", "approve", "--dir", o.dir("schools"), program)
	require.Eventually(t, func() bool { // the ministry's peer may lag behind the schools'
		said, code := o.run(t, "chaincode", "commit", "--dir", o.dir("ministry"))
		return code == 0 && strings.Contains(said, hash)
	}, patience, 100*time.Millisecond)
	o.must(t, "chaincode", "approve", "--dir", o.dir("auditor"), program) // which came too late to decide
	require.Eventually(t, func() bool {
		for _, name := range organisations {
			if _, code := o.run(t, "status", "--dir", o.dir(name)); code != 0 {
				return false
			}
		}
		return true
	}, patience, 100*time.Millisecond)
	o.anchor(t)
	o.changeConfiguration(t)
	o.renew(t, "schools")
	o.anchor(t)
	o.requireKeysAtHome(t)
}

// changeConfiguration changes the channel by three organisations' signatures, which
// travel as files; two are too few, and a signature is on one change only.
func (o owners) changeConfiguration(t *testing.T) {
	t.Helper()
	change, other := o.file("change"), o.file("other-change")
	o.must(t, "config", "propose", "--dir", o.dir("university"), "--max-messages", "40", "--out", change)
	o.must(t, "config", "propose", "--dir", o.dir("university"), "--max-messages", "41", "--out", other)
	require.Contains(t, o.must(t, "config", "show", change), "what it says today is not shown: name the folder")
	described := o.must(t, "config", "show", "--dir", o.dir("schools"), change)
	require.Regexp(t, `a block has at most 40 transactions.*\n *today: a block has at most 50 transactions`, described)
	_, code := o.run(t, "config", "sign", "--dir", o.dir("ministry"), "--out", change, change)
	require.Equal(t, 2, code, "the change would be lost")
	var signatures []string
	for _, name := range organisations[1:] {
		file := o.file(name + ".signatures")
		require.Contains(t, o.must(t, "config", "sign", "--dir", o.dir(name), "--out", file, change), described)
		signatures = append(signatures, file)
	}
	submit := func(change string, signatures ...string) (string, int) {
		return o.run(t, append([]string{"config", "submit", "--dir", o.dir("schools"), change}, signatures...)...)
	}
	said, code := submit(change, signatures[:2]...)
	require.Equal(t, 1, code)
	require.Contains(t, said, "too few signatures")
	require.Contains(t, said, "signed by "+organisations[1]+", "+organisations[2])
	said, code = submit(change, signatures[0], signatures[0])
	require.Equal(t, 2, code)
	require.Contains(t, said, "two files have the signatures of "+organisations[1])
	said, code = submit(other, signatures...)
	require.Equal(t, 2, code)
	require.Contains(t, said, "are on another update")
	said, code = submit(change, signatures...)
	require.Zero(t, code, said)
	said, code = submit(change, signatures...)
	require.Equal(t, 2, code, "the orderers would refuse it for ever")
	require.Contains(t, said, "another change, of Channel/Orderer/BatchSize, came into force: propose it again")
	require.Contains(t, o.must(t, "config", "show", "--dir", o.dir("schools"), change), "is not shown: configuration update: it was")
	_, code = o.run(t, "config", "propose", "--dir", o.dir("schools"), "--max-messages", "40", "--out", o.file("none"))
	require.Equal(t, 2, code, "it is so already")
}

// renew gives one organisation new certificates: its peer and clients at once, its
// orderer when three organisations have signed what they read.
func (o owners) renew(t *testing.T, name string) {
	t.Helper()
	_, code := o.run(t, "renew", "--dir", o.dir(name))
	require.Equal(t, 2, code, "the others have to sign: --out")
	change, again := o.file("renewal"), o.file("renewal-again")
	orderer := filepath.Join(o.dir(name), "organisations", name, "orderer", "msp", "signcerts", "certificate.pem")
	before, err := os.ReadFile(orderer)
	require.NoError(t, err)
	require.Contains(t, o.must(t, "renew", "--dir", o.dir(name), "--out", change), "most organisations must sign")
	o.must(t, "renew", "--dir", o.dir(name), "--out", again)
	require.Equal(t, o.read(t, "renewal"), o.read(t, "renewal-again"), "what waits for the others is not made anew")
	described := o.must(t, "config", "show", "--dir", o.dir("ministry"), change)
	require.Contains(t, described, `certificate "`+name+`-orderer" until `)
	require.Contains(t, described, `TLS certificate "`+name+`-orderer" until `)
	require.NotContains(t, described, "not known to this program")
	require.Equal(t, 2, strings.Count(described, "\n    + "), "that orderer, and who signs blocks")
	require.Equal(t, 2, strings.Count(described, "\n    - "))
	var signatures []string
	for _, signer := range organisations[:3] {
		file := o.file(signer + ".renewal-signatures")
		o.must(t, "config", "sign", "--dir", o.dir(signer), "--out", file, change)
		signatures = append(signatures, file)
	}
	o.must(t, append([]string{"config", "submit", "--dir", o.dir("ministry"), change}, signatures...)...)
	o.anchor(t)                         // a block after the configuration
	require.Eventually(t, func() bool { // the orderer takes its certificate by itself
		now, err := os.ReadFile(orderer)
		require.NoError(t, err)
		_, code := o.run(t, "status", "--dir", o.dir(name))
		return code == 0 && !bytes.Equal(before, now)
	}, patience, 100*time.Millisecond)
}

// refuseEditedGenesis shows that nobody agrees to a genesis block that does not
// follow from the members.
func (o owners) refuseEditedGenesis(t *testing.T) {
	t.Helper()
	o.must(t, "org", "init", "--dir", filepath.Join(o.root, "other"), "--name", "auditor", "--host", "127.0.0.9")
	other := filepath.Join(o.root, "other", "organisations", "auditor", "member.json")
	o.must(t, append([]string{"channel", "make", "--out", o.file("other"), other}, o.members()[:3]...)...)
	_, mine, found := bytes.Cut(o.read(t, "candidate"), []byte(`"members":`))
	require.True(t, found)
	theirs, _, found := bytes.Cut(o.read(t, "other"), []byte(`"members":`))
	require.True(t, found)
	mixed := append(append(theirs, `"members":`...), mine...)
	require.NoError(t, os.WriteFile(o.file("mixed"), mixed, 0o600))
	for _, args := range [][]string{
		{"channel", "show", o.file("mixed")},
		{"channel", "agree", "--dir", o.dir("ministry"), "--out", o.file("none"), o.file("mixed")},
	} {
		said, code := o.run(t, args...)
		require.Equal(t, 2, code, said)
		require.Contains(t, said, "not the one that follows from its members")
	}
	said := o.must(t, "channel", "agree", "--dir", o.dir("ministry"), "--out", o.file("first"), o.file("other"))
	require.NotContains(t, said, "WARNING")
	said, code := o.run(t, "channel", "agree", "--dir", o.dir("auditor"), "--out", o.file("none"), o.file("other"))
	require.Equal(t, 2, code, said)
	require.Contains(t, said, "another member file of auditor")
	said, code = o.run(t, "channel", "agree", "--dir", o.dir("auditor"), "--hash", strings.Repeat("0", 64),
		"--out", o.file("none"), o.file("candidate"))
	require.Equal(t, 2, code, said)
	require.Contains(t, said, "nothing was signed")
}

// anchor has the ministry accredit a school, and the school anchor a digest.
func (o owners) anchor(t *testing.T) {
	t.Helper()
	trust, err := clientfile.ReadTrust(filepath.Join(o.dir("auditor"), "trust.json"))
	require.NoError(t, err)
	require.Len(t, trust.Agreements, len(organisations))
	accreditor := fabricledger.NewAccreditor(testnetwork.Client(t, o.dir("ministry"), "accreditor"))
	register := fabricledger.NewLedger(testnetwork.Client(t, o.dir("schools"), "registryd"))
	require.Equal(t, trust.Genesis, register.Genesis())
	issuer, key := "OWN-"+rand.Text()[:12], testledger.NewSigner(t)
	_, err = accreditor.Accredit(t.Context(), ledger.Accreditation{
		Code: issuer, Name: "Trường THPT Số 1 (mẫu)",
		Scopes: []ledger.Scope{{Type: "VN-USE", From: "2026-01-01", Until: "2099-12-31", Quota: 100}},
	}, testledger.Reason(ledger.FuncAccredit))
	require.NoError(t, err)
	testnetwork.RegisterKey(t, accreditor, ledger.PurposeIssuer, issuer, key)
	sealed, err := batch.Seal([]ledger.Digest{ledger.SumDigest([]byte(issuer))})
	require.NoError(t, err)
	anchor := ledger.Anchor{
		Type: ledger.TypeAnchor, Ledger: trust.Genesis, Issuer: issuer, Sequence: 1, Kind: "VN-USE",
		Root: sealed.Root, Size: 1, Key: key.PublicKey().Thumbprint(),
	}
	signature, err := key.Sign(ledger.Canonical(anchor))
	require.NoError(t, err)
	require.Eventually(t, func() bool { // the schools' peer may lag behind the ministry's
		_, err := register.PutAnchor(t.Context(), anchor, signature, sealed.Digests)
		return err == nil
	}, patience, 50*time.Millisecond)
}

// requireKeysAtHome searches everything that is not an organisation's own for its
// private keys: the other organisations' folders with their ledgers and logs, the
// files that were exchanged, and the command lines and environments of all processes.
func (o owners) requireKeysAtHome(t *testing.T) {
	t.Helper()
	for _, owner := range organisations {
		keys := o.privateKeys(t, owner)
		require.GreaterOrEqual(t, len(keys), 10, "authorities, nodes and clients of %s", owner)
		for _, place := range append([]string{o.mail}, organisations...) {
			if place == owner {
				continue
			}
			if place != o.mail {
				place = o.dir(place)
			}
			require.NoError(t, filepath.WalkDir(place, func(path string, e fs.DirEntry, err error) error {
				if err == nil && e.Type().IsRegular() {
					requireNoKey(t, path, keys)
				}
				return nil // files come and go while nodes run
			}))
		}
		processes, err := filepath.Glob("/proc/[0-9]*")
		require.NoError(t, err)
		for _, process := range processes {
			requireNoKey(t, filepath.Join(process, "cmdline"), keys)
			requireNoKey(t, filepath.Join(process, "environ"), keys)
		}
	}
}

// privateKeys returns the secret part of each private key in an organisation's
// folder, in the forms in which it could stand elsewhere: raw, as in DER, and as a line of PEM.
func (o owners) privateKeys(t *testing.T, owner string) [][]byte {
	t.Helper()
	var keys [][]byte
	require.NoError(t, filepath.WalkDir(o.dir(owner), func(path string, e fs.DirEntry, err error) error {
		if err != nil || filepath.Base(path) != "key.pem" {
			return nil
		}
		info, err := e.Info()
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o600), info.Mode().Perm(), path)
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		block, _ := pem.Decode(text)
		require.NotNil(t, block, path)
		key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		require.NoError(t, err)
		secret, err := key.(*ecdsa.PrivateKey).Bytes()
		require.NoError(t, err)
		keys = append(keys, secret, bytes.Split(text, []byte("\n"))[1])
		return nil
	}))
	return keys
}

func requireNoKey(t *testing.T, path string, keys [][]byte) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		return // it has gone, or it is another user's
	}
	for _, key := range keys {
		require.False(t, bytes.Contains(content, key), "%s holds another organisation's private key", path)
	}
}

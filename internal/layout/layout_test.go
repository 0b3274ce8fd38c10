// Package layout holds the rules of which package may import which as a test, with the
// reason of each in its message. docs/architecture.md shows them as a picture.
package layout_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// home says where alone a dependency may be imported.
type home struct {
	dependency string   // import path prefix
	homes      []string // package path prefixes below the module; "name$" for the package alone
	why        string
}

var homes = []home{
	{"github.com/gin-gonic/gin", []string{"web"}, "HTTP has one home"},
	{
		"github.com/jackc/pgx",
		[]string{"registry/postgres", "internal/testdb", "internal/largeregister"},
		"SQL has one home; verifierd must not link a database driver",
	},
	{"github.com/pressly/goose", []string{"registry/postgres"}, "migrations live beside the SQL"},
	{
		"github.com/hyperledger/fabric-sdk-go",
		[]string{"network"},
		"archived upstream: nothing of the daily path rests on it",
	},
	{
		"github.com/hyperledger/fabric-gateway",
		[]string{"verifier/fabricclient", "registry/fabricledger", "verifier/follower/gateway"},
		"one package dials and reads identities, and the two adapters alone talk to Fabric over it",
	},
	{
		"github.com/hyperledger/fabric-config",
		[]string{"network"},
		"configuration updates are made where the network is operated",
	},
	{"google.golang.org/grpc", []string{"verifier/fabricclient", "registry/fabricledger", "cmd/chaincoded"},
		"connections to peers are dialled in one place"},
	{
		"github.com/hyperledger/fabric-contract-api-go",
		[]string{"chaincode", "cmd/chaincoded", "internal/testledger"},
		"the contract API belongs to the chaincode",
	},
	{
		"github.com/hyperledger/fabric-chaincode-go",
		[]string{"chaincode", "cmd/chaincoded", "internal/testledger"},
		"the shim belongs to the chaincode",
	},
	{"github.com/evanw/esbuild", []string{"internal/setup"}, "scripts are bundled when the project is set up"},
	{"github.com/ethereum/go-ethereum", []string{"verifier/ledger", "registry/signer"}, "signatures have few homes"},
	{"github.com/skip2/go-qrcode", []string{"verifier/qr"}, "QR images are drawn in one place"},
	{
		"github.com/smallstep/pkcs7",
		[]string{"verifier/pdfseal", "internal/testseal"},
		"seals are read in one place, and made by tests alone",
	},
	{
		"codeberg.org/go-pdf/fpdf",
		[]string{"registry/diploma", "verifier/receiptpdf", "verifier/pdffile"},
		"papers and receipts are printed in one place each, and what both files need stands in one",
	},
	{"github.com/cockroachdb/pebble", []string{"verifier/follower"}, "the index is the follower's"},
	{
		"github.com/xuri/excelize",
		[]string{"registry/roster", "internal/sample"},
		"spreadsheets are read in one place",
	},
	{
		"github.com/pb33f/libopenapi",
		[]string{"internal/testapi"},
		"it is for tests: no daemon reads OpenAPI documents",
	},
	{
		"github.com/santhosh-tekuri/jsonschema",
		[]string{"internal/testapi"},
		"it is for tests: no daemon validates by schemas",
	},
	{"github.com/veraison/go-cose", []string{"verifier/qrtoken"}, "the QR token's format has one home"},
	{"github.com/miekg/pkcs11", []string{"cmd/internal/pkcs11key"}, "tokens have one home, behind a build tag"},
}

// wall says which packages of ours a subtree may import.
type wall struct {
	from    string
	allowed []string
	why     string
}

var walls = []wall{
	{
		"verifier",
		[]string{"verifier"},
		"the verifier can be lifted out of the project as it stands, and trusts nothing of the issuer's side",
	},
	{"registry", []string{"registry", "verifier"}, "the register knows formats, not the web or the network"},
	{
		"chaincode",
		[]string{"chaincode", "verifier/ledger", "verifier/batch"},
		"the ledger's rules stand on its own formats alone",
	},
	{
		"network",
		[]string{"network", "verifier/ledger", "verifier/clientfile", "verifier/wait", "verifier/canonicaljson"},
		"operating the network is apart from using it",
	},
	{
		"registry$",
		[]string{"verifier"},
		"the root holds nouns and errors, which everything else in the register rests on",
	},
	{"registry/process", []string{"registry$"}, "it is below every act"},
	{
		"registry/worker",
		[]string{"registry$", "registry/process", "verifier"},
		"it carries tasks and knows none of them",
	},
	{"registry/account", actBase("registry/password"), noActOnAnother},
	{"registry/intake", actBase(), noActOnAnother},
	{
		"registry/classlist",
		[]string{
			"registry$",
			"registry/classlist",
			"registry/intake",
			"registry/process",
			"registry/roster",
			"registry/names",
			"verifier",
		},
		"it brings reading files and the act of importing together, and knows no other act",
	},
	{"registry/keys", actBase("registry/signer"), noActOnAnother},
	{
		"registry/issuing",
		actBase("registry/keys", "registry/signer", "registry/statement"),
		noActOnAnother + "; what a grant of a key is, keys says",
	},
	{"registry/anchoring", actBase(), noActOnAnother},
	{"registry/status", actBase("registry/statement"), noActOnAnother},
	{"registry/reading", actBase("registry/names"), noActOnAnother},
	{
		"registry/review",
		actBase("registry/names", "registry/roster/letters", "registry/diploma"),
		noActOnAnother + "; what paper prints, diploma says",
	},
	{"web/public", []string{"web/public", "web$", "verifier"}, "the public page has no part in the register"},
}

const noActOnAnother = "no act of the register rests on another: where two need the same fact, it is a noun of package registry"

// actBase returns what every act may import, itself included by its caller's
// table, and what one act may besides.
func actBase(also ...string) []string {
	return append([]string{"registry$", "registry/process", "registry/worker", "verifier"}, also...)
}

// domain says what commands of one trust domain must never link, directly or
// through others.
type domain struct {
	commands []string
	never    []string // import path prefixes
	why      string
}

// What only some trust domains may touch.
const (
	databaseDriver = "github.com/jackc/pgx"
	keystoreFiles  = "github.com/ethereum/go-ethereum/accounts"
	schoolsKeys    = "sogoc/registry/signer"
	fabric         = "github.com/hyperledger/fabric"
)

var domains = []domain{
	{[]string{"cmd/verifierd", "cmd/ledgeraudit", "cmd/credverify"},
		[]string{databaseDriver, keystoreFiles, "sogoc/registry"},
		"a verifier has no part in the register"},
	{[]string{"cmd/signerd"},
		[]string{
			databaseDriver, fabric + "-gateway", fabric + "-sdk-go", "sogoc/verifier/fabricclient",
			"sogoc/registry/fabricledger", "sogoc/registry/postgres", "sogoc/web",
		},
		"it signs on a host apart, and reaches neither register nor ledger; of Fabric it knows the messages alone, " +
			"which it reads before it signs them for an accreditor"},
	{[]string{"cmd/registryctl"},
		[]string{databaseDriver, keystoreFiles, schoolsKeys, fabric, "sogoc/registry/postgres"},
		"it is a client of the register's API, for people who may reach neither database nor keys nor ledger; " +
			"what the register's host does is registryd's, what an accreditor does is accreditctl's"},
	{[]string{"cmd/accreditctl"},
		[]string{databaseDriver, keystoreFiles, schoolsKeys, "sogoc/registry/postgres"},
		"an accreditor holds no school's key and sees no register: keys come as requests that their owners signed"},
}

const module = "sogoc/"

// pkg is what go list says of one package or test variant.
type pkg struct {
	ImportPath string
	Name       string
	ForTest    string
	Standard   bool
	Imports    []string
}

func TestImports(t *testing.T) {
	t.Parallel()
	packages := list(t)

	t.Run("DependenciesStayInTheirHomes", func(t *testing.T) {
		for _, p := range packages {
			self, ours := own(p.ImportPath)
			if !ours || isTest(p) {
				continue
			}
			for _, h := range homes {
				for _, imported := range p.Imports {
					if within(imported, h.dependency) {
						require.Truef(
							t,
							matches(self, h.homes),
							"%s imports %s, whose home is %s: %s",
							self,
							imported,
							strings.Join(h.homes, ", "),
							h.why,
						)
					}
				}
			}
		}
	})

	t.Run("SubtreesImportOnlyWhatTheyMay", func(t *testing.T) {
		for _, p := range packages {
			self, ours := own(p.ImportPath)
			if !ours || isTest(p) {
				continue
			}
			for _, w := range walls {
				if !matches(self, []string{w.from}) {
					continue
				}
				for _, imported := range p.Imports {
					if other, ours := own(imported); ours {
						require.Truef(
							t,
							matches(other, w.allowed),
							"%s imports %s, but %s may import only %s: %s",
							self,
							other,
							w.from,
							strings.Join(w.allowed, ", "),
							w.why,
						)
					}
				}
			}
		}
	})

	t.Run("NoBinaryHoldsBothGenerationsOfFabricsMessages", func(t *testing.T) {
		for name := range binaries(packages) {
			deps := reach(packages, name)
			old, young := has(
				deps,
				"github.com/hyperledger/fabric-protos-go/",
			), has(
				deps,
				"github.com/hyperledger/fabric-protos-go-apiv2/",
			)
			require.Falsef(
				t,
				old && young,
				"%s links fabric-protos-go and fabric-protos-go-apiv2: both register the same messages, and the program panics before main",
				name,
			)
		}
	})

	t.Run("CommandsStayInTheirTrustDomain", func(t *testing.T) {
		for _, d := range domains {
			for _, command := range d.commands {
				deps := reach(packages, module+command)
				require.NotEmpty(t, deps, command)
				for _, dependency := range d.never {
					require.Falsef(t, has(deps, dependency), "%s links %s: %s", command, dependency, d.why)
				}
			}
		}
	})
}

func list(t *testing.T) map[string]pkg {
	t.Helper()
	cmd := exec.Command(
		"go",
		"list",
		"-tags=pkcs11",
		"-deps",
		"-test",
		"-json=ImportPath,Name,ForTest,Standard,Imports",
		"./...",
	)
	cmd.Dir, cmd.Env = "../..", append(os.Environ(), "CGO_ENABLED=1") // for the tag pkcs11
	cmd.Stderr = os.Stderr
	output, err := cmd.Output()
	require.NoError(t, err)
	packages := map[string]pkg{}
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var p pkg
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		require.NoError(t, err)
		if !p.Standard {
			packages[p.ImportPath] = p
		}
	}
}

// own strips the module and the test variant from an import path of ours.
func own(importPath string) (string, bool) {
	path, _, _ := strings.Cut(importPath, " ")
	return strings.CutPrefix(path, module)
}

// isTest reports whether p is a test binary or holds test files: tests may
// reach across, as long as the binary can run.
func isTest(p pkg) bool { return p.ForTest != "" || strings.HasSuffix(p.ImportPath, ".test") }

// within reports whether path is prefix or lies below it.
func within(path, prefix string) bool { return path == prefix || strings.HasPrefix(path, prefix+"/") }

func matches(path string, prefixes []string) bool {
	for _, prefix := range prefixes {
		if alone, exact := strings.CutSuffix(prefix, "$"); exact && path == alone || within(path, prefix) {
			return true
		}
	}
	return false
}

func binaries(packages map[string]pkg) map[string]bool {
	found := map[string]bool{}
	for name, p := range packages {
		if _, ours := own(name); ours && (p.Name == "main") {
			found[name] = true
		}
	}
	return found
}

func reach(packages map[string]pkg, from string) []string {
	seen := map[string]bool{}
	var visit func(string)
	visit = func(name string) {
		if p, known := packages[name]; known && !seen[name] {
			seen[name] = true
			for _, imported := range p.Imports {
				visit(imported)
			}
		}
	}
	visit(from)
	var deps []string
	for name := range seen {
		deps = append(deps, name)
	}
	sort.Strings(deps)
	return deps
}

func has(deps []string, prefix string) bool {
	for _, d := range deps {
		if strings.HasPrefix(d, prefix) {
			return true
		}
	}
	return false
}

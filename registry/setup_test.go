package registry_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testdb"
	"sogoc/internal/testledger"
	"sogoc/registry"
	"sogoc/registry/password"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

const (
	school     = "THPT-MAU"
	university = "DH-MAU"
	host       = "vanbang.example"
)

// bundle is a register with two schools on a ledger of its own.
type bundle struct {
	db        testdb.DB
	ledger    *testledger.Ledger
	service   *registry.Service
	worker    *registry.Worker
	keys      keys
	log       *lines
	registrar registry.Actor // of the school
	approver  registry.Actor
	both      registry.Actor // registrar and approver in one person
	reader    registry.Actor
	stranger  registry.Actor // approver and registrar of the university
	strange2  registry.Actor // a second one there
	operator  registry.Actor
}

// keys is what package signer does, with keys of the test's own.
type keys map[string][]testledger.Signer

func (k keys) Signers(issuer string) ([]testledger.Signer, error) { return k[issuer], nil }

func setup(t testing.TB) *bundle {
	t.Helper()
	b := &bundle{db: testdb.Open(t), ledger: testledger.New(t, testledger.Options{}), keys: keys{}, log: &lines{}}
	b.service = b.process(t, b.db)
	b.worker = b.service.NewWorker(registry.WorkerConfig{})
	for _, issuer := range []registry.Issuer{{Code: school, Name: "Trường THPT Mẫu (mẫu)"}, {Code: university, Name: "Trường Đại học Mẫu (mẫu)", NameEn: "Sample University (sample)"}} {
		require.NoError(t, b.service.AddIssuer(t.Context(), issuer))
		scopes := []ledger.Scope{}
		for _, scope := range []ledger.Scope{{Type: "VN-USE"}, {Type: "VN-BA", Field: "7"}, {Type: "VN-BD"}} {
			scope.From, scope.Until, scope.Quota = "2026-01-01", "2030-12-31", 5000
			scopes = append(scopes, scope)
		}
		b.ledger.Accredit(t, ledger.Accreditation{Code: issuer.Code, Name: issuer.Name, NameEn: issuer.NameEn, Scopes: scopes})
		key := testledger.NewSigner(t)
		b.ledger.AddKey(t, issuer.Code, key)
		b.keys[issuer.Code] = append(b.keys[issuer.Code], key)
	}
	b.registrar = b.actor(t, "giao-vu", school, registry.RoleRegistrar)
	b.approver = b.actor(t, "hieu-truong", school, registry.RoleApprover)
	b.both = b.actor(t, "kiem-nhiem", school, registry.RoleRegistrar, registry.RoleApprover)
	b.reader = b.actor(t, "thanh-tra", school, registry.RoleReader)
	b.stranger = b.actor(t, "dao-tao", university, registry.RoleRegistrar, registry.RoleApprover)
	b.strange2 = b.actor(t, "pho-hieu-truong", university, registry.RoleApprover)
	b.operator = b.actor(t, "van-hanh", "", registry.RoleOperator)
	return b
}

// process returns a service as another registryd on the same register would be.
func (b *bundle) process(t testing.TB, db testdb.DB) *registry.Service {
	t.Helper()
	return registry.New(db.Reopen(t), b.ledger, registry.KeysFrom(b.keys), registry.Config{
		Host: host, Now: b.ledger.Clock.Now, PasswordCost: password.Cost{Memory: 64, Passes: 1, Lanes: 1}, Log: slog.New(slog.NewTextHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
}

func (b *bundle) actor(t testing.TB, login, issuer string, roles ...registry.Role) registry.Actor {
	t.Helper()
	_, token, err := b.service.AddUser(t.Context(), registry.NewUser{Login: login, Name: "Người dùng " + login, Issuer: issuer, Roles: roles})
	require.NoError(t, err)
	actor, err := b.service.Authenticate(t.Context(), token)
	require.NoError(t, err)
	return actor
}

// graduates makes n rows of upper-secondary graduates.
func graduates(n int) []registry.Row {
	rows := make([]registry.Row, n)
	for i := range rows {
		rows[i] = registry.Row{Line: i + 5, Subject: credential.Subject{
			FullName: fmt.Sprintf("Nguyễn Văn Mẫu %04d", i), BirthDate: "2008-03-15", BirthPlace: "Hà Nam Ninh", Sex: "Nam",
			NationalID: fmt.Sprintf("000208%06d", i), LearnerCode: fmt.Sprintf("00%08d", i), LearnerScheme: credential.SchemeMOET, Ethnicity: "Kinh"}}
	}
	return rows
}

// bachelors makes n rows over two majors, each with courses.
func bachelors(n int) []registry.Row {
	rows := graduates(n)
	for i := range rows {
		rows[i].Field, rows[i].Major, rows[i].Rank = "7480201", "Công nghệ thông tin", "Giỏi"
		if i%2 == 1 {
			rows[i].Field, rows[i].Major = "7340301", "Kế toán"
		}
		rows[i].Courses = []credential.Course{{Code: "INT1001", Name: "Giải tích 1", Credits: "3", TenPoint: "8.5", Letter: "A"}, {Code: "INT1002", Name: "Đại số tuyến tính", Credits: "2"}}
		rows[i].Summary = credential.Summary{TotalCredits: "130", GPA4: "3.41"}
	}
	return rows
}

func request(issuer string, rows []registry.Row) registry.ImportRequest {
	terms := registry.Terms{Type: "VN-USE", Book: "2026/THPT", DecisionNumber: "12/QĐ-THPTM", DecisionDate: "2026-06-15", IssueDate: "2026-06-20",
		SignedBy: credential.Signatory{Name: "Người Ký (mẫu)", Title: "HIỆU TRƯỞNG"}, Place: "Hà Nội", GraduationYear: 2026}
	if issuer == university {
		terms.Type, terms.Book, terms.Mode = "VN-BA", "2026/ĐH", "Chính quy"
	}
	return registry.ImportRequest{Issuer: issuer, Terms: terms, Rows: rows, Source: ledger.SumDigest([]byte("a file"))}
}

// imported, approved, issued and sealed bring a batch of the school that far.
func (b *bundle) imported(t testing.TB, n int) registry.Batch {
	t.Helper()
	batch, err := b.service.Import(t.Context(), b.registrar, request(school, graduates(n)))
	require.NoError(t, err)
	return batch
}

func (b *bundle) approved(t testing.TB, n int) registry.Batch {
	t.Helper()
	batch, err := b.service.Approve(t.Context(), b.approver, b.imported(t, n).ID)
	require.NoError(t, err)
	return batch
}

func (b *bundle) issued(t testing.TB, n int) registry.Batch {
	t.Helper()
	batch, err := b.service.Issue(t.Context(), b.approver, b.approved(t, n).ID)
	require.NoError(t, err)
	return batch
}

func (b *bundle) sealed(t testing.TB, n int) registry.Batch {
	t.Helper()
	batch, err := b.service.Seal(t.Context(), b.approver, b.issued(t, n).ID)
	require.NoError(t, err)
	return batch
}

func (b *bundle) anchored(t testing.TB, n int) registry.Batch {
	t.Helper()
	batch := b.sealed(t, n)
	b.worker.Pass(t.Context())
	return b.state(t, batch.ID, registry.BatchAnchored)
}

// university brings a batch of bachelors to sealed.
func (b *bundle) university(t testing.TB, n int) registry.Batch {
	t.Helper()
	ctx := t.Context()
	batch, err := b.service.Import(ctx, b.stranger, request(university, bachelors(n)))
	require.NoError(t, err)
	_, err = b.service.Approve(ctx, b.strange2, batch.ID)
	require.NoError(t, err)
	_, err = b.service.Issue(ctx, b.strange2, batch.ID)
	require.NoError(t, err)
	batch, err = b.service.Seal(ctx, b.strange2, batch.ID)
	require.NoError(t, err)
	return batch
}

func (b *bundle) state(t testing.TB, batch uuid.UUID, want registry.BatchState) registry.Batch {
	t.Helper()
	found, err := b.db.Store.Batch(t.Context(), batch)
	require.NoError(t, err)
	require.Equal(t, want, found.State)
	found.Anchors, err = b.db.Store.AnchorsOf(t.Context(), batch)
	require.NoError(t, err)
	return found
}

// credentials returns those of a batch, in the order of the file.
func (b *bundle) credentials(t testing.TB, batch registry.Batch) []registry.Credential {
	t.Helper()
	found, err := b.db.Store.Credentials(t.Context(), registry.CredentialFilter{Issuer: batch.Issuer, Batch: batch.ID, Page: registry.Page{Limit: 1000}})
	require.NoError(t, err)
	return found
}

// actions returns an issuer's audit actions, oldest first.
func (b *bundle) actions(t testing.TB, issuer string, only registry.Action) []registry.AuditEntry {
	t.Helper()
	found, err := b.db.Store.Audit(context.Background(), registry.AuditFilter{Issuer: issuer, Action: only, Page: registry.Page{Limit: 1000}})
	require.NoError(t, err)
	return found
}

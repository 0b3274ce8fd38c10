package register_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testdb"
	"sogoc/internal/testledger"
	"sogoc/internal/testregister"
	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/registry/intake"
	"sogoc/registry/password"
	"sogoc/registry/postgres"
	"sogoc/registry/process"
	"sogoc/registry/reading"
	"sogoc/registry/register"
	"sogoc/registry/worker"
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
	register  *register.Register
	worker    *worker.Worker
	others    []*register.Register // further processes, once there are any
	keys      testledger.Keyring
	log       *lines
	registrar registry.Actor // of the school
	approver  registry.Actor
	both      registry.Actor // registrar and approver in one person
	reader    registry.Actor
	stranger  registry.Actor // approver and registrar of the university
	strange2  registry.Actor // a second one there
	operator  registry.Actor
}

func setup(t testing.TB) *bundle {
	t.Helper()
	return setupOn(t, testdb.Open(t))
}

// setupOn is setup on a schema that holds nothing yet.
func setupOn(t testing.TB, db testdb.DB) *bundle {
	t.Helper()
	b := &bundle{
		db:     db,
		ledger: testledger.New(t, testledger.Options{}),
		keys:   testledger.Keyring{},
		log:    &lines{},
	}
	b.register = b.on(t, db.Store)
	b.worker = b.register.Worker
	for _, issuer := range []registry.Issuer{{Code: school, Name: "Trường THPT Mẫu (mẫu)"}, {Code: university, Name: "Trường Đại học Mẫu (mẫu)", NameEn: "Sample University (sample)"}} {
		require.NoError(t, b.register.Accounts.AddIssuer(t.Context(), issuer))
		scopes := []ledger.Scope{}
		for _, scope := range []ledger.Scope{{Type: "VN-USE"}, {Type: "VN-BA", Field: "7"}, {Type: "VN-BD"}} {
			scope.From, scope.Until, scope.Quota = "2026-01-01", "2030-12-31", 5000
			scopes = append(scopes, scope)
		}
		b.ledger.Accredit(
			t,
			ledger.Accreditation{Code: issuer.Code, Name: issuer.Name, NameEn: issuer.NameEn, Scopes: scopes},
		)
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

// config is that of a process on the test's clock.
func (b *bundle) config() register.Config {
	return register.Config{
		Config: process.Config{
			Host: host,
			Now:  b.ledger.Clock.Now,
			Log:  slog.New(slog.NewTextHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		},
		PasswordCost: password.Cost{Memory: 64, Passes: 1, Lanes: 1},
	}
}

// process returns a register as another registryd on the same database would be.
func (b *bundle) process(t testing.TB, db testdb.DB) *register.Register {
	t.Helper()
	return b.on(t, db.Reopen(t))
}

// on returns a register on a store. The first process of a test has the schema's own
// store, whose connections know the catalogue and the statements from tests before.
func (b *bundle) on(t testing.TB, store *postgres.Store) *register.Register {
	t.Helper()
	r := register.New(store, b.ledger, b.keys, b.config())
	t.Cleanup(func() { r.Keys.Close(context.Background()) })
	return r
}

func (b *bundle) actor(t testing.TB, login, issuer string, roles ...registry.Role) registry.Actor {
	t.Helper()
	_, token, err := b.register.Accounts.AddUser(
		t.Context(),
		account.NewUser{Login: login, Name: "Người dùng " + login, Issuer: issuer, Roles: roles},
	)
	require.NoError(t, err)
	actor, err := b.register.Accounts.Authenticate(t.Context(), token)
	require.NoError(t, err)
	return actor
}

// graduates makes n rows of upper-secondary graduates.
func graduates(n int) []registry.Row {
	rows := make([]registry.Row, n)
	for i := range rows {
		rows[i] = registry.Row{Line: i + 5, Subject: credential.Subject{
			FullName: fmt.Sprintf(
				"Nguyễn Văn Mẫu %04d",
				i,
			), BirthDate: "2008-03-15", BirthPlace: "Hà Nam Ninh", Sex: "Nam",
			NationalID: fmt.Sprintf(
				"000208%06d",
				i,
			), LearnerCode: fmt.Sprintf("00%08d", i), LearnerScheme: credential.SchemeMOET, Ethnicity: "Kinh"}}
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
		rows[i].Courses = []credential.Course{
			{Code: "INT1001", Name: "Giải tích 1", Credits: "3", TenPoint: "8.5", Letter: "A"},
			{Code: "INT1002", Name: "Đại số tuyến tính", Credits: "2"},
		}
		rows[i].Summary = credential.Summary{TotalCredits: "130", GPA4: "3.41"}
	}
	return rows
}

func request(issuer string, rows []registry.Row) intake.ImportRequest {
	terms := registry.Terms{
		Type:           "VN-USE",
		Book:           "2026/THPT",
		DecisionNumber: "12/QĐ-THPTM",
		DecisionDate:   "2026-06-15",
		IssueDate:      "2026-06-20",
		SignedBy: credential.Signatory{
			Name:  "Người Ký (mẫu)",
			Title: "HIỆU TRƯỞNG",
		},
		Place:          "Hà Nội",
		GraduationYear: 2026,
	}
	if issuer == university {
		terms.Type, terms.Book, terms.Mode = "VN-BA", "2026/ĐH", "Chính quy"
	}
	return intake.ImportRequest{Issuer: issuer, Terms: terms, Rows: rows}
}

// imported, approved and sealed bring a batch of the school that far.
func (b *bundle) imported(t testing.TB, n int) registry.Batch {
	t.Helper()
	batch, err := b.register.Intake.Import(t.Context(), b.registrar, request(school, graduates(n)))
	require.NoError(t, err)
	return batch
}

func (b *bundle) approved(t testing.TB, n int) registry.Batch {
	t.Helper()
	batch := b.imported(t, n)
	batch, err := b.register.Issuing.Approve(t.Context(), b.approver, batch.ID, "", batch.Count)
	require.NoError(t, err)
	return batch
}

func (b *bundle) sealed(t testing.TB, n int) registry.Batch {
	t.Helper()
	batch := b.approved(t, n)
	b.sign(t)
	return b.state(t, batch.ID, registry.BatchSealed)
}

// sign does the worker's work up to the sealed anchors, and leaves the ledger alone.
func (b *bundle) sign(t testing.TB) {
	t.Helper()
	testregister.Sign(t, b.register, b.ledger.Clock.Now())
}

// signElsewhere is sign in the first of the further processes.
func (b *bundle) signElsewhere(t testing.TB) {
	t.Helper()
	testregister.Sign(t, b.others[0], b.ledger.Clock.Now())
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
	batch, err := b.register.Intake.Import(ctx, b.stranger, request(university, bachelors(n)))
	require.NoError(t, err)
	_, err = b.register.Issuing.Approve(ctx, b.strange2, batch.ID, "", batch.Count)
	require.NoError(t, err)
	b.sign(t)
	return b.state(t, batch.ID, registry.BatchSealed)
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
	found, err := b.db.Store.Credentials(
		t.Context(),
		reading.CredentialFilter{Issuer: batch.Issuer, Batch: batch.ID, Page: registry.Page{Limit: 1000}},
	)
	require.NoError(t, err)
	return found
}

// actions returns an issuer's audit actions, oldest first.
func (b *bundle) actions(t testing.TB, issuer string, only registry.Action) []registry.AuditEntry {
	t.Helper()
	found, err := b.db.Store.Audit(
		context.Background(),
		reading.AuditFilter{Issuer: issuer, Action: only, Page: registry.Page{Limit: 1000}},
	)
	require.NoError(t, err)
	return found
}

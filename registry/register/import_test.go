package register_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/intake"
	"sogoc/registry/reading"
	"sogoc/verifier/credential"
)

func TestImport(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()

	t.Run("RowsBecomeDrafts", func(t *testing.T) {
		t.Parallel()
		r := request(school, graduates(3))
		r.Terms.Book = "2026/DRAFTS"
		batch, err := b.register.Intake.Import(ctx, b.registrar, r)
		require.NoError(t, err)
		require.Equal(t, registry.BatchDraft, batch.State)
		require.Equal(t, 3, batch.Count)
		drafts, err := b.register.Reading.Drafts(ctx, b.approver, batch.ID, registry.Page{})
		require.NoError(t, err)
		require.Len(t, drafts, 3)
		require.Equal(t, 5, drafts[0].Line)
		d := drafts[0].Content.Diploma
		require.Equal(t, "Bằng tốt nghiệp trung học phổ thông", d.Award)
		require.Equal(t, "12/QĐ-THPTM", d.DecisionNumber)
		require.Equal(t, "did:web:vanbang.example:issuers:THPT-MAU", d.Issuer.DID())
		require.Equal(t, "000208000000", d.Subject.NationalID)

	})

	t.Run("ARowWithCoursesMakesADiplomaAndATranscript", func(t *testing.T) {
		t.Parallel()
		batch, err := b.register.Intake.Import(ctx, b.stranger, request(university, bachelors(2)))
		require.NoError(t, err)
		require.Equal(t, 4, batch.Count)
		drafts, err := b.register.Reading.Drafts(ctx, b.strange2, batch.ID, registry.Page{})
		require.NoError(t, err)
		kinds := []string{}
		for _, d := range drafts {
			kinds = append(kinds, string(d.Kind))
		}
		require.Equal(t, []string{"VN-BA/7480201", "VN-BD/7480201", "VN-BA/7340301", "VN-BD/7340301"}, kinds)
		require.Equal(t, drafts[0].ID, *drafts[1].DiplomaID)
		require.Len(t, drafts[1].Content.Transcript.Courses, 2)
		require.Equal(t, "Bảng điểm", drafts[1].Content.Transcript.Award)
	})

	t.Run("OneBadRowRefusesAllAndEveryFaultIsTold", func(t *testing.T) {
		t.Parallel()
		rows := graduates(6)
		rows[1].Subject.FullName = ""
		rows[2].Subject.BirthDate = "15/03/2008"
		rows[3].SerialNumber, rows[4].SerialNumber = "A 1", "A 1"
		rows[5].Subject.FullName = strings.Repeat("ữ", 140)
		r := request(school, rows)
		r.Terms.SignedBy.Name = ""
		r.Terms.Book = "2026/BAD"
		_, err := b.register.Intake.Import(ctx, b.registrar, r)
		require.ErrorIs(t, err, registry.ErrInvalid)
		var problems intake.Problems
		require.ErrorAs(t, err, &problems)
		type fault struct {
			line  int
			field string
			fault credential.Fault
		}
		got := map[fault]bool{}
		for _, p := range problems {
			got[fault{p.Line, p.Field, p.Fault}] = true
		}
		require.Equal(t, map[fault]bool{
			{0, "signedBy.name", credential.FaultMissing}:    true,
			{6, "subject.fullName", credential.FaultMissing}: true,
			{7, "subject.birthDate", credential.FaultFormat}: true,
			{9, "serialNumber", credential.FaultConflict}:    true,
		}, got, "and line 10, which is too long for its QR code, is told once the rest is right")
		require.NotContains(t, err.Error(), "15/03/2008")

		r.Terms.SignedBy.Name = "Người Ký (mẫu)"
		r.Rows = rows[5:]
		_, err = b.register.Intake.Import(ctx, b.registrar, r)
		require.ErrorAs(t, err, &problems)
		require.Equal(t, credential.FaultQRLength, problems[0].Fault)

		drafts, err := b.register.Reading.Batches(ctx, b.reader, reading.BatchFilter{State: registry.BatchDraft})
		require.NoError(t, err)
		for _, batch := range drafts {
			require.NotEqual(t, "2026/BAD", batch.Terms.Book)
		}
		books, err := b.register.Reading.Books(ctx, b.reader, "")
		require.NoError(t, err)
		for _, book := range books {
			require.NotEqual(t, "2026/BAD", book.Code)
		}
	})

	t.Run("ANumberOfAnEarlierImportIsToldByLine", func(t *testing.T) {
		t.Parallel()
		rows := graduates(2)
		rows[1].SerialNumber, rows[1].RegisterNumber = "TAKEN 1", "TAKEN/1"
		_, err := b.register.Intake.Import(ctx, b.registrar, request(school, rows))
		require.NoError(t, err)
		_, err = b.register.Intake.Import(ctx, b.registrar, request(school, rows))
		var problems intake.Problems
		require.ErrorAs(t, err, &problems)
		require.Len(t, problems, 2)
		require.Equal(t, 6, problems[0].Line)
	})

	t.Run("AMajorWithoutItsCodeIsNotGivenAnothersCode", func(t *testing.T) {
		t.Parallel()
		rows := bachelors(1)
		rows[0].Field, rows[0].Major = "", "Kế toán"
		r := request(university, rows)
		r.Terms.Field, r.Terms.Major = "7480201", "Công nghệ thông tin"
		_, err := b.register.Intake.Import(ctx, b.stranger, r)
		var problems intake.Problems
		require.ErrorAs(t, err, &problems)
		require.Equal(t, "field", problems[0].Field)
	})

	t.Run("TermsThatCannotBe", func(t *testing.T) {
		t.Parallel()
		for name, change := range map[string]func(*registry.Terms){
			"UnknownType":     func(terms *registry.Terms) { terms.Type = "VN-NONE" },
			"AbolishedType":   func(terms *registry.Terms) { terms.Type = "VN-LSE" },
			"NoBook":          func(terms *registry.Terms) { terms.Book = "" },
			"NoIssueDate":     func(terms *registry.Terms) { terms.IssueDate = "" },
			"NoDecision":      func(terms *registry.Terms) { terms.DecisionNumber = "" },
			"DecisionOnNoDay": func(terms *registry.Terms) { terms.DecisionDate = "2026-02-30" },
		} {
			r := request(school, graduates(2))
			change(&r.Terms)
			_, err := b.register.Intake.Import(ctx, b.registrar, r)
			var problems intake.Problems
			require.ErrorAs(t, err, &problems, name)
			require.Len(t, problems, 1, name)
			require.Zero(t, problems[0].Line, name)
		}
	})

	t.Run("WhoMay", func(t *testing.T) {
		t.Parallel()
		for _, actor := range []registry.Actor{b.approver, b.reader, b.operator} {
			_, err := b.register.Intake.Import(ctx, actor, request(school, graduates(1)))
			require.ErrorIs(t, err, registry.ErrForbidden)
		}
		for _, actor := range []registry.Actor{b.stranger, {}} {
			_, err := b.register.Intake.Import(ctx, actor, request(school, graduates(1)))
			require.ErrorIs(t, err, registry.ErrNotFound, "who is not of the school learns nothing")
		}
	})
}

func TestNothingPersonalInTheClear(t *testing.T) {
	t.Parallel()
	b := setup(t)
	conn := b.db.Conn(t)
	stored := func(table string) string {
		var text string
		require.NoError(
			t,
			conn.QueryRow(t.Context(), `SELECT COALESCE(string_agg(x::text, ' '), '') FROM `+table+` x`).Scan(&text),
		)
		return text
	}
	b.approved(t, 2)
	require.NotContains(t, stored("draft"), "000208000001")
	b.sign(t)
	require.Empty(t, stored("draft"), "personal data stands in one place")
	for _, table := range []string{"credential", "batch", "register_entry", "audit"} {
		require.NotContains(t, stored(table), "000208000001", table)
		if table != "credential" {
			require.NotContains(t, stored(table), "Nguyễn", table)
		}
	}
	require.NotContains(t, b.log.String(), "Nguyễn")
	require.NotContains(t, b.log.String(), "000208")

	found, err := b.register.Reading.Credentials(
		t.Context(),
		b.reader,
		reading.CredentialFilter{NationalID: "000208000001"},
	)
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Equal(t, "Nguyễn Văn Mẫu 0001", found[0].FullName)
}

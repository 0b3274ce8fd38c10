package credential_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/credential"
)

func TestWithoutDisclosuresNothingOfTheLearnerIsSaid(t *testing.T) {
	t.Parallel()
	for name, doc := range map[string]credential.Document{"Diploma": diploma(), "Transcript": transcript(3)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			signer := newSigner(t)
			issued := issue(t, doc, signer)
			f := takeApart(t, issued)
			for _, withheld := range []string{"Hương", "2004", "Hà Nam Ninh", "Nữ", "000304001234", "2220600001", "Kinh", "Việt Nam", "Giỏi", "8.12", "3.41", "Giải tích", "INT100"} {
				require.NotContains(t, f.payload, withheld)
			}
			c, err := credential.Parse(issued.JWT + "~")
			require.NoError(t, err)
			require.NoError(t, c.VerifySignature(signer.PublicKey()))
			require.Zero(t, c.Subject)
			require.Empty(t, c.Issuance.Rank)
			require.Empty(t, c.Courses)
			require.False(t, c.Complete())
			require.Equal(t, issued.Digest, c.Digest())
			require.Equal(t, "1234/QĐ-ĐHM", c.Issuance.DecisionNumber)
		})
	}
}

func TestPublicPresentationHasNoNationalIDAndNoEthnicity(t *testing.T) {
	t.Parallel()
	d := diploma()
	compact, err := credential.Present(issue(t, d, newSigner(t)).SDJWT(), credential.Public)
	require.NoError(t, err)
	c, err := credential.Parse(compact)
	require.NoError(t, err)
	want := d.Subject
	want.NationalID, want.Ethnicity = "", ""
	require.Equal(t, want, c.Subject)
	require.Equal(t, d.Rank, c.Issuance.Rank)
	require.False(t, c.Shows(credential.FactNationalID))
	require.True(t, c.Shows(credential.FactResults))
	require.False(t, c.Complete())
}

func TestHolderChoosesCourses(t *testing.T) {
	t.Parallel()
	tr := transcript(5)
	issued := issue(t, tr, newSigner(t))
	compact, err := credential.Present(issued.SDJWT(), func(fact credential.Fact, course int) bool {
		return fact == credential.FactCourse && (course == 1 || course == 3)
	})
	require.NoError(t, err)
	c, err := credential.Parse(compact)
	require.NoError(t, err)
	require.Equal(t, []credential.Course{tr.Courses[1], tr.Courses[3]}, c.Courses)
	require.Equal(t, 5, c.CourseCount)
	require.Empty(t, c.Summary.GPA10)
	require.Equal(t, "130", c.Summary.TotalCredits)
}

func TestDisclosuresAreReadInAnyOrder(t *testing.T) {
	t.Parallel()
	tr := transcript(3)
	issued := issue(t, tr, newSigner(t))
	reversed := issued.JWT + "~"
	for _, d := range issued.Disclosures {
		reversed = issued.JWT + "~" + d + strings.TrimPrefix(reversed, issued.JWT)
	}
	c, err := credential.Parse(reversed)
	require.NoError(t, err)
	require.Equal(t, tr.Courses, c.Courses)
	require.Equal(t, tr.Subject, c.Subject)
	require.True(t, c.Complete())
}

func TestProcessedCredentialIsOpenBadgeOrCLR(t *testing.T) {
	t.Parallel()
	type member = map[string]any
	read := func(t *testing.T, compact string) member {
		t.Helper()
		c, err := credential.Parse(compact)
		require.NoError(t, err)
		text, err := c.VerifiableCredential()
		require.NoError(t, err)
		for _, hidden := range []string{`"_sd"`, `"_sd_alg"`, `"..."`} {
			require.NotContains(t, string(text), hidden)
		}
		var vc member
		require.NoError(t, json.Unmarshal(text, &vc))
		return vc
	}
	t.Run("Diploma", func(t *testing.T) {
		t.Parallel()
		vc := read(t, issue(t, diploma(), newSigner(t)).SDJWT())
		subject := vc["credentialSubject"].(member)
		require.Len(t, subject["identifier"], 3)
		require.Equal(t, "2004-03-15", subject["birthDate"])
		require.Equal(t, "Giỏi", subject["result"].([]any)[0].(member)["value"])
	})
	t.Run("DiplomaWithNothingDisclosed", func(t *testing.T) {
		t.Parallel()
		vc := read(t, issue(t, diploma(), newSigner(t)).JWT+"~")
		require.NotContains(t, vc["credentialSubject"], "identifier")
		require.Contains(t, vc["credentialSubject"], "id")
	})
	t.Run("WholeTranscript", func(t *testing.T) {
		t.Parallel()
		vc := read(t, issue(t, transcript(3), newSigner(t)).SDJWT())
		require.NotContains(t, vc, "partial")
		require.Len(t, vc["credentialSubject"].(member)["verifiableCredential"], 4)
	})
	t.Run("TranscriptWithCoursesWithheld", func(t *testing.T) {
		t.Parallel()
		compact, err := credential.Present(issue(t, transcript(3), newSigner(t)).SDJWT(),
			func(fact credential.Fact, course int) bool { return fact != credential.FactCourse || course == 2 })
		require.NoError(t, err)
		vc := read(t, compact)
		require.Equal(t, true, vc["partial"])
		credentials := vc["credentialSubject"].(member)["verifiableCredential"].([]any)
		require.Len(t, credentials, 2)
		award := credentials[0].(member)["credentialSubject"].(member)
		require.Len(t, award["result"], 5)
		require.EqualValues(t, 130, award["creditsEarned"])
		for _, c := range credentials {
			require.NotContains(t, c, "proof")
			require.Contains(t, c.(member)["type"], "AchievementCredential")
		}
	})
}

func TestLogsHoldNothingPersonal(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	tr := transcript(1)
	issued := issue(t, tr, newSigner(t))
	c, err := credential.Parse(issued.SDJWT())
	require.NoError(t, err)
	log.Info("said", "diploma", diploma(), "transcript", tr, "subject", tr.Subject, "issued", issued, "credential", c)
	for _, personal := range []string{"Hương", "2004-03-15", "000304001234", "2220600001", "Giải tích", issued.Disclosures[0]} {
		require.NotContains(t, out.String(), personal)
	}
	require.Contains(t, out.String(), "DH-MAU")
}

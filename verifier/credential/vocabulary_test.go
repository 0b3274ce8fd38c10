package credential

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// standardMembers are the members of our documents that VC 2.0, SD-JWT, Open
// Badges 3.0 and CLR 2.0 define.
var standardMembers = strings.Fields(`
	@context id type name issuer validFrom validUntil awardedDate credentialSubject credentialStatus evidence _sd_alg
	statusPurpose statusListIndex statusListCredential identifier achievement activityStartDate creditsEarned
	licenseNumber _sd verifiableCredential association achievementType description criteria humanCode fieldOfStudy
	specialization resultDescription narrative resultType value hashed identityHash identityType term result
	associationType sourceId targetId`)

// TestEveryOwnMemberIsInTheVocabulary holds the list of terms against the types
// that documents are written from.
func TestEveryOwnMemberIsInTheVocabulary(t *testing.T) {
	t.Parallel()
	var names []string
	for _, term := range Terms() {
		require.NotContains(t, names, term.Name)
		require.NotContains(t, standardMembers, term.Name)
		require.NotEmpty(t, term.Label)
		require.NotEmpty(t, term.LabelEn)
		names = append(names, term.Name)
	}
	for _, document := range []any{
		payload[diplomaSubject]{}, profile{}, statusEntry{}, evidence{}, Signatory{}, diplomaSubject{}, clrSubject{},
		award{}, achievement{}, criteria{}, resultDescription{}, result{}, identityObject{}, embedded[awardSubject]{},
		courseSubject{}, association{},
	} {
		of := reflect.TypeOf(document)
		for i := range of.NumField() {
			name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
			known := name == "" || slices.Contains(standardMembers, name) || slices.Contains(names, name)
			require.True(t, known, "%s of %s is in no vocabulary", name, of)
		}
	}
}

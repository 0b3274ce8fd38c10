package postgres_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testdb"
	"sogoc/registry"
)

// baseline is a register in good order: one batch anchored (b1), one signed by an older version and not sealed
// (b2), one draft (b3). Statements of the tests below change it for the worse.
const baseline = `
INSERT INTO issuer (code, name, created_at) VALUES ('S1', 'Trường Một (mẫu)', now()), ('S2', 'Trường Hai (mẫu)', now());
INSERT INTO person (id, login, name, issuer, roles, token_hash, created_at) VALUES
	('00000000-0000-0000-0000-0000000000a1', 'nhap', 'A', 'S1', '{registrar}', sha256('1'), now()),
	('00000000-0000-0000-0000-0000000000a2', 'duyet', 'B', 'S1', '{approver}', sha256('2'), now());
INSERT INTO book (issuer, code, register_prefix, register_width, serial_prefix, serial_width, opened_at) VALUES ('S1', 'K', 'K/', 3, 'K-', 3, now());
INSERT INTO batch (id, issuer, terms, count, imported_by, imported_at)
	SELECT ('00000000-0000-0000-0000-0000000000b' || n)::uuid, 'S1', '{}', 2, '00000000-0000-0000-0000-0000000000a1', now() FROM generate_series(1, 3) n;
INSERT INTO register_entry (id, issuer, batch, position, line, kind, book, serial_number, register_number) VALUES
	('00000000-0000-0000-0000-000000000c11', 'S1', '00000000-0000-0000-0000-0000000000b1', 0, 5, 'VN-USE', 'K', 'A 1', 'K/001'),
	('00000000-0000-0000-0000-000000000c12', 'S1', '00000000-0000-0000-0000-0000000000b1', 1, 6, 'VN-USE', 'K', 'A 2', 'K/002'),
	('00000000-0000-0000-0000-000000000c21', 'S1', '00000000-0000-0000-0000-0000000000b2', 0, 5, 'VN-BD', NULL, NULL, NULL),
	('00000000-0000-0000-0000-000000000c31', 'S1', '00000000-0000-0000-0000-0000000000b3', 0, 5, 'VN-USE', 'K', NULL, NULL);
INSERT INTO draft (id, document) VALUES ('00000000-0000-0000-0000-000000000c31', '{}');
UPDATE batch SET state = 'approved', decided_by = '00000000-0000-0000-0000-0000000000a2', decided_at = now() WHERE id <> '00000000-0000-0000-0000-0000000000b3';
UPDATE register_entry SET state = 'numbered' WHERE batch <> '00000000-0000-0000-0000-0000000000b3';
INSERT INTO status_list (issuer, list, used) VALUES ('S1', 1, 3);
INSERT INTO credential (id, issuer, batch, kind, full_name, birth_date, learner_code, issue_date, key, status_list, status_index, digest, jwt, disclosures, qr_claims, qr_token, issued_at)
	SELECT id, issuer, batch, kind, 'Nguyễn Văn Mẫu', '2008', '', '2026-06-20', repeat('k', 43), 1, ROW_NUMBER() OVER (), sha256(id::text::bytea), 'j', repeat('d', 40)::bytea, 'q', 't', now()
	FROM register_entry WHERE state = 'numbered';
INSERT INTO anchor (issuer, sequence, batch, kind, root, size, statement, statement_hash, signature, sealed_at)
	VALUES ('S1', 1, '00000000-0000-0000-0000-0000000000b1', 'VN-USE', sha256('r'), 2, 's1', sha256('s1'), repeat('s', 64)::bytea, now());
INSERT INTO leaf (issuer, sequence, kind, leaf_index, credential) VALUES ('S1', 1, 'VN-USE', 0, '00000000-0000-0000-0000-000000000c11'), ('S1', 1, 'VN-USE', 1, '00000000-0000-0000-0000-000000000c12');
INSERT INTO anchor (issuer, sequence, previous, batch, kind, root, size, statement, statement_hash, signature, sealed_at)
	VALUES ('S1', 2, sha256('s1'), '00000000-0000-0000-0000-0000000000b2', 'VN-BD', sha256('r'), 1, 's2', sha256('s2'), repeat('s', 64)::bytea, now());
UPDATE batch SET state = 'sealed', issued_at = now(), sealed_at = now() WHERE id = '00000000-0000-0000-0000-0000000000b1';
UPDATE anchor SET state = 'anchored', tx_id = 't', ledger_time = now(), anchored_at = now() WHERE sequence = 1;
UPDATE batch SET state = 'anchored', anchored_at = now() WHERE id = '00000000-0000-0000-0000-0000000000b1';
INSERT INTO status_change (id, credential, issuer, status_list, status_index, version, to_state, ground, decision_number, decision_date, salt, statement, signature, requested_by, requested_at)
	SELECT '00000000-0000-0000-0000-0000000000d1', id, issuer, status_list, status_index, 1, 'suspended', 'inspection', '7', '2026-06-20', repeat('s', 16)::bytea, 's', repeat('s', 64)::bytea, '00000000-0000-0000-0000-0000000000a2', now()
	FROM credential WHERE id = '00000000-0000-0000-0000-000000000c11';
INSERT INTO status_proposal (id, issuer, to_state, ground, decision_number, decision_date, proposed_by, proposed_at)
	VALUES ('00000000-0000-0000-0000-0000000000e1', 'S1', 'revoked', 'fraud', '7', '2026-06-20', '00000000-0000-0000-0000-0000000000a1', now());
INSERT INTO status_proposal_credential (proposal, credential) VALUES ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-000000000c12');
INSERT INTO audit (at, action) VALUES (now(), 'imported');`

// copyOf inserts rows of a table again, with some columns changed: by default
// what is unique.
func copyOf(table, columns, values, where string) string {
	return `INSERT INTO ` + table + ` (` + columns + `) SELECT ` + values + ` FROM ` + table + ` WHERE ` + where
}

const (
	credentialColumns = `id, issuer, batch, kind, full_name, birth_date, learner_code, issue_date, key, status_list, status_index, digest, jwt, disclosures, qr_claims, qr_token, issued_at`
	changeColumns     = `id, credential, issuer, status_list, status_index, version, to_state, ground, decision_number, decision_date, salt, statement, signature, requested_by, requested_at`
)

// revokeAnother inserts a revocation of another credential by a proposal.
func revokeAnother(proposal string) string {
	return copyOf("status_change", changeColumns+", proposal", `gen_random_uuid(), '00000000-0000-0000-0000-000000000c12', issuer,
		1, 2, 1, 'revoked', 'fraud', decision_number, decision_date, salt, statement, signature, requested_by, requested_at, `+proposal, "true")
}

// reissue makes the entry of another line numbered and its batch approved, and
// inserts a credential for it with some values changed.
func reissue(values string) string {
	return `UPDATE register_entry SET state = 'numbered', serial_number = 'A 9', register_number = 'K/009' WHERE id::text LIKE '%c31';
		UPDATE batch SET state = 'approved', decided_by = '00000000-0000-0000-0000-0000000000a2', decided_at = now() WHERE id::text LIKE '%b3';
		INSERT INTO credential (` + credentialColumns + `) SELECT ` + values + ` FROM credential WHERE id::text LIKE '%c11'`
}

func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	conn := db.Conn(t)
	_, err := conn.Exec(t.Context(), baseline)
	require.NoError(t, err)

	const (
		c31     = `'00000000-0000-0000-0000-000000000c31', issuer, '00000000-0000-0000-0000-0000000000b3', kind, full_name, birth_date, learner_code, issue_date, key, `
		rest    = `jwt, disclosures, qr_claims, qr_token, issued_at`
		entry   = `INSERT INTO register_entry (id, issuer, batch, position, line, kind, book, serial_number, register_number) VALUES (gen_random_uuid(), `
		anchor  = `INSERT INTO anchor (issuer, sequence, previous, batch, kind, root, size, statement, statement_hash, signature, sealed_at) VALUES ('S1', `
		mapping = `INSERT INTO column_mapping (issuer, file, header, columns, changed_by, changed_at) VALUES ('S1', 'list', sha256('h'), '{"A": "sex"}', '00000000-0000-0000-0000-0000000000a1', now())`
		nameKey = `INSERT INTO name_key (credential, issuer, exact, tone, plain, sort, rules) VALUES ('00000000-0000-0000-0000-000000000c11', 'S1', ' a ', ' A ', ' A ', 'a', 1)`
		void    = `UPDATE anchor SET state = 'void', tx_id = 't', ledger_time = now(), anchored_at = now() WHERE sequence = 2`
		asked   = `INSERT INTO giving_up (batch, reason, asked_by, asked_at) SELECT id, 'r', imported_by, now() FROM batch WHERE id::text LIKE '%b2'; `
		b3      = ` WHERE id::text LIKE '%b3'`
		sourced = `INSERT INTO batch (id, issuer, terms, count, imported_by, imported_at, source)
			SELECT gen_random_uuid(), issuer, terms, count, imported_by, imported_at, sha256('file') FROM batch` + b3 + `; `
		besides = `INSERT INTO batch (id, issuer, terms, count, imported_by, imported_at, source, besides)
			SELECT gen_random_uuid(), issuer, terms, count, imported_by, imported_at, source, id FROM batch WHERE besides IS NULL AND source IS NOT NULL; `
		answered = `INSERT INTO import_answer (person, key, asked, batch, answer, expires_at)
			SELECT imported_by, sha256('k'), sha256('a'), id, repeat('s', 29)::bytea, now() FROM batch` + b3 + `; `
		device = `INSERT INTO known_device (token_hash, person, seen_at, guesses) VALUES (`
	)
	for _, test := range []struct{ name, constraint, sql string }{
		{"ADeviceKeptInTheClear", "known_device_token_hash_check", device + `'secret', '00000000-0000-0000-0000-0000000000a1', now(), 0)`},
		{"ADeviceOfNobody", "known_device_person_fkey", device + `sha256('d'), '00000000-0000-0000-0000-0000000000a9', now(), 0)`},
		{"ADeviceWithALongName", "known_device_browser_check", `INSERT INTO known_device (token_hash, person, seen_at, browser)
			VALUES (sha256('d'), '00000000-0000-0000-0000-0000000000a1', now(), repeat('x', 61))`},
		{"ADeviceWithLessThanNoGuess", "known_device_guesses_check", device + `sha256('d'), '00000000-0000-0000-0000-0000000000a1', now(), -1)`},
		{"OnePersonWhoImportsAndApproves", "batch_two_persons", `UPDATE batch SET state = 'approved', decided_by = imported_by, decided_at = now()` + b3},
		{"ABatchApprovedByNobody", "batch_decided", `UPDATE batch SET state = 'approved'` + b3},
		{"AnApprovalWithoutAPerson", "batch_decided", `UPDATE batch SET state = 'approved', decided_at = now()` + b3},
		{"AnApprovalWithoutATime", "batch_decided", `UPDATE batch SET state = 'approved', decided_by = '00000000-0000-0000-0000-0000000000a2'` + b3},
		{"ARejectionWithoutAReason", "batch_reason", `UPDATE batch SET state = 'rejected', decided_by = '00000000-0000-0000-0000-0000000000a2', decided_at = now()` + b3},
		{"ASealedBatchWithoutATimeOfSigning", "batch_issued", `UPDATE batch SET state = 'approved', decided_by = '00000000-0000-0000-0000-0000000000a2', decided_at = now()` + b3 + `; UPDATE batch SET state = 'sealed', sealed_at = now()` + b3},
		{"ABatchThatWaitsForNoReason", "batch_waits_for_check", `UPDATE batch SET waits_for = 'rain' WHERE state = 'approved'`},
		{"ADraftThatWaitsToBeSigned", "batch_waiting", `UPDATE batch SET waits_for = 'passphrase' WHERE state = 'draft'`},
		{"ALeaseOfNoBatch", "key_lease_batch_fkey", `INSERT INTO key_lease VALUES (gen_random_uuid(), gen_random_uuid(), 1, now())`},
		{"TwoLeasesOfOneNumber", "key_lease_fence_key", `INSERT INTO key_lease SELECT id, gen_random_uuid(), 7, now() FROM batch`},
		{"ASealedBatchWithoutATime", "batch_sealed", `UPDATE batch SET state = 'sealed', issued_at = now() WHERE id::text LIKE '%b2'`},
		{"AnAnchoredBatchWithoutATime", "batch_anchored", `UPDATE batch SET state = 'sealed', issued_at = now(), sealed_at = now() WHERE id::text LIKE '%b2'; UPDATE batch SET state = 'anchored' WHERE id::text LIKE '%b2'`},
		{"ABatchThatSkipsTheApproval", "batch_forward", `UPDATE batch SET state = 'sealed', issued_at = now(), sealed_at = now(), decided_by = '00000000-0000-0000-0000-0000000000a2', decided_at = now()` + b3},
		{"ABatchThatGoesBack", "batch_forward", `UPDATE batch SET state = 'draft', decided_by = NULL, decided_at = NULL, issued_at = NULL WHERE id::text LIKE '%b2'`},
		{"AnApproverExchangedAfterwards", "batch_forward", `UPDATE batch SET decided_by = '00000000-0000-0000-0000-0000000000a1' WHERE id::text LIKE '%b2'`},
		{"AnImporterExchangedAfterwards", "batch_forward", `UPDATE batch SET imported_by = '00000000-0000-0000-0000-0000000000a2'` + b3},
		{"AnEarlierDecisionPutThereAfterwards", "batch_forward", `UPDATE batch SET first_decision = '2026-06-01'` + b3},
		{"TermsChangedAfterwards", "batch_forward", `UPDATE batch SET terms = '{"type": "VN-PHD"}'` + b3},
		{"AnUnknownState", "batch_state", `INSERT INTO batch (id, issuer, state, terms, count, imported_by, imported_at, decided_by, decided_at) VALUES (gen_random_uuid(), 'S1', 'done', '{}', 1, '00000000-0000-0000-0000-0000000000a1', now(), '00000000-0000-0000-0000-0000000000a2', now())`},
		{"AnEmptyBatch", "batch_count_check", `INSERT INTO batch (id, issuer, terms, count, imported_by, imported_at) VALUES (gen_random_uuid(), 'S1', '{}', 0, '00000000-0000-0000-0000-0000000000a1', now())`},
		{"ABatchOfNobodysSchool", "batch_issuer_fkey", `INSERT INTO batch (id, issuer, terms, count, imported_by, imported_at) VALUES (gen_random_uuid(), 'S9', '{}', 1, '00000000-0000-0000-0000-0000000000a1', now())`},
		{"ABatchThatVanishes", "batch_append_only", `DELETE FROM batch`},

		{"AFileThatMakesTwoBatches", "batch_once", sourced + sourced},
		{"TwoBatchesBesidesOne", "batch_once", sourced + besides + besides},
		{"ABatchBesidesItself", "batch_besides", `INSERT INTO batch (id, issuer, terms, count, imported_by, imported_at, besides)
			SELECT '00000000-0000-0000-0000-0000000000f1', issuer, terms, count, imported_by, imported_at, '00000000-0000-0000-0000-0000000000f1' FROM batch` + b3},
		{"AnotherFileAfterwards", "batch_origin_fixed", `UPDATE batch SET source = sha256('other')` + b3},
		{"AnUploadThatMadeTwoBatches", "batch_upload_key", `INSERT INTO batch (id, issuer, terms, count, imported_by, imported_at, upload)
			SELECT gen_random_uuid(), issuer, terms, count, imported_by, imported_at, '00000000-0000-0000-0000-0000000000f2' FROM batch`},
		{"AKeyWithTwoAnswers", "import_answer_pkey", answered + answered},
		{"AnAnswerInPlainText", "import_answer_answer_check", `INSERT INTO import_answer (person, key, asked, batch, answer, expires_at)
			SELECT imported_by, sha256('k'), sha256('a'), id, 'batch', now() FROM batch` + b3},
		{"ADraftGivenUp", "batch_forward", `UPDATE batch SET state = 'given_up', decided_by = '00000000-0000-0000-0000-0000000000a2', decided_at = now()` + b3},
		{"AnAnchoredBatchGivenUp", "batch_forward", `UPDATE batch SET state = 'given_up' WHERE id::text LIKE '%b1'`},
		{"ABatchGivenUpAndTakenUpAgain", "batch_forward", `UPDATE batch SET state = 'given_up' WHERE id::text LIKE '%b2'; UPDATE batch SET state = 'approved' WHERE id::text LIKE '%b2'`},
		{"ABatchUnsealedThatHasAnchors", "batch_forward", `UPDATE batch SET state = 'sealed', issued_at = now(), sealed_at = now() WHERE id::text LIKE '%b2'; UPDATE batch SET state = 'approved', issued_at = NULL, sealed_at = NULL WHERE id::text LIKE '%b2'`},
		{"OnePersonWhoAsksAndConfirms", "giving_up_two_persons", asked + `UPDATE giving_up SET confirmed_by = asked_by, confirmed_at = now()`},
		{"AVoidSignedBeforeItIsConfirmed", "giving_up_signed", asked + `UPDATE giving_up SET statement = 's', signature = repeat('s', 64)::bytea`},
		{"GivingUpWithoutAReason", "giving_up_reason_check", asked + `UPDATE giving_up SET reason = ''`},
		{"GivingUpEndedByOnePerson", "giving_up_ended", asked + `UPDATE giving_up SET ended_at = now()`},
		{"AVoidLineWithoutAReason", "register_entry_void", `UPDATE register_entry SET state = 'void' WHERE id::text LIKE '%c31'`},

		{"ASerialNumberTwice", "register_entry_serial", entry + `'S1', '00000000-0000-0000-0000-0000000000b3', 9, 9, 'VN-USE', 'K', 'A 1', 'K/050')`},
		{"ARegisterNumberTwice", "register_entry_register", entry + `'S1', '00000000-0000-0000-0000-0000000000b3', 9, 9, 'VN-USE', 'K', 'A 50', 'K/001')`},
		{"ANumberOutsideABook", "register_entry_book", entry + `'S1', '00000000-0000-0000-0000-0000000000b3', 9, 9, 'VN-USE', NULL, 'A 50', 'K/050')`},
		{"AnEntryInAnothersBook", "register_entry_issuer_book_fkey", entry + `'S1', '00000000-0000-0000-0000-0000000000b3', 9, 9, 'VN-USE', 'L', 'A 50', 'K/050')`},
		{"AnEntryInAnothersBatch", "register_entry_batch_issuer_fkey", entry + `'S2', '00000000-0000-0000-0000-0000000000b3', 9, 9, 'VN-BD', NULL, NULL, NULL)`},
		{"APlaceTwice", "register_entry_position", entry + `'S1', '00000000-0000-0000-0000-0000000000b3', 0, 9, 'VN-BD', NULL, NULL, NULL)`},
		{"AKindThatIsNone", "register_entry_kind_check", entry + `'S1', '00000000-0000-0000-0000-0000000000b3', 9, 9, 'diploma', NULL, NULL, NULL)`},
		{"NumberedWithoutNumbers", "register_entry_numbered", `UPDATE register_entry SET state = 'numbered' WHERE id::text LIKE '%c31'`},
		{"AnIssuedEntryDropped", "credential_id_issuer_batch_kind_entry_state_fkey", `UPDATE register_entry SET state = 'dropped' WHERE id::text LIKE '%c11'`},
		{"ACounterBelowOne", "book_register_next_check", `UPDATE book SET register_next = 0`},

		{"ANationalIDThatCannotBeFound", "draft_national_id", `UPDATE draft SET national_id = repeat('x', 40)::bytea`},
		{"ANationalIDInTheClear", "draft_national_id_check", `UPDATE draft SET national_id = '000208000001', national_id_lookup = sha256('x')`},

		{"ACredentialOfADraft", "credential_id_issuer_batch_kind_entry_state_fkey", `INSERT INTO credential (` + credentialColumns + `) SELECT ` + c31 + `1, 9, sha256('9'), ` + rest + ` FROM credential WHERE id::text LIKE '%c11'`},
		{"ACredentialOfABatchNotApproved", "credential_approved", `UPDATE register_entry SET state = 'numbered', serial_number = 'A 9', register_number = 'K/009' WHERE id::text LIKE '%c31';
			INSERT INTO credential (` + credentialColumns + `) SELECT ` + c31 + `1, 9, sha256('9'), ` + rest + ` FROM credential WHERE id::text LIKE '%c11'`},
		{"AStatusEntryTwice", "credential_status_index", reissue(c31 + `1, 1, sha256('9'), ` + rest)},
		{"AStatusEntryOutsideTheList", "credential_status_index_check", reissue(c31 + `1, 131072, sha256('9'), ` + rest)},
		{"AStatusListThatIsNotThere", "credential_issuer_status_list_fkey", reissue(c31 + `2, 1, sha256('9'), ` + rest)},
		{"ADigestTwice", "credential_digest", reissue(c31 + `1, 9, digest, ` + rest)},
		{"ADisclosureInTheClear", "credential_disclosures_check", reissue(c31 + `1, 9, sha256('9'), jwt, '[]', qr_claims, qr_token, issued_at`)},
		{"AnotherKindThanItsEntrys", "credential_id_issuer_batch_kind_entry_state_fkey", reissue(`'00000000-0000-0000-0000-000000000c31', issuer, '00000000-0000-0000-0000-0000000000b3', 'VN-PHD', full_name, birth_date, learner_code, issue_date, key, 1, 9, sha256('9'), ` + rest)},
		{"ACredentialRewritten", "credential_append_only", `UPDATE credential SET full_name = 'Trần Thị Mẫu'`},
		{"ACredentialDeleted", "credential_append_only", `DELETE FROM credential WHERE id::text LIKE '%c21'`},
		{"ACredentialOnTheLedgerDeletedWithItsBatch", "leaf_credential_issuer_kind_fkey", `DELETE FROM credential WHERE id::text LIKE '%c12'`},
		{"KeysOfANameDeleted", "name_key_append_only", nameKey + `; DELETE FROM name_key`},
		{"ASpentStatusEntryForgotten", "spent_status_entry_append_only", `DELETE FROM spent_status_entry`},
		{"KeysOfANameAtAnotherCredential", "name_key_fixed", nameKey + `; UPDATE name_key SET credential = '00000000-0000-0000-0000-000000000c12'`},
		{"AMappingTwice", "column_mapping_pkey", mapping + `; ` + mapping},
		{"AMappingOfAnotherFile", "column_mapping_file_check", strings.Replace(mapping, "'list'", "'terms'", 1)},
		{"AMappingOfNoColumns", "column_mapping_columns_check", strings.Replace(mapping, `{"A": "sex"}`, "{}", 1)},
		{"AMappingOfAList", "column_mapping_columns_check", strings.Replace(mapping, `{"A": "sex"}`, "[1]", 1)},
		{"AMappingOfNoHeader", "column_mapping_header_check", strings.Replace(mapping, "sha256('h')", "''", 1)},
		{"AMappingOfNobody", "column_mapping_changed_by_fkey", strings.Replace(mapping, "0a1'", "0f1'", 1)},
		{"KeysOfNobody", "name_key_credential_fkey", strings.Replace(nameKey, "c11", "c31", 1)},
		{"KeysOfANameAtAnotherSchool", "name_key_issuer", strings.Replace(nameKey, "'S1'", "'S2'", 1)},
		{"KeysOfANameTwice", "name_key_pkey", nameKey + `; ` + nameKey},
		{"AListMoreThanHalfFull", "status_list_used_check", `UPDATE status_list SET used = 65537`},

		{"AGapInTheSequence", "anchor_gapless", anchor + `4, sha256('s2'), '00000000-0000-0000-0000-0000000000b2', 'VN-BD', sha256('r'), 1, 's4', sha256('s4'), repeat('s', 64)::bytea, now())`},
		{"ASequenceTwice", "anchor_pkey", anchor + `2, sha256('s1'), '00000000-0000-0000-0000-0000000000b2', 'VN-BD', sha256('r'), 1, 's4', sha256('s4'), repeat('s', 64)::bytea, now())`},
		{"AnotherPrevious", "anchor_gapless", anchor + `3, sha256('s1'), '00000000-0000-0000-0000-0000000000b2', 'VN-BD', sha256('r'), 1, 's4', sha256('s4'), repeat('s', 64)::bytea, now())`},
		{"NoPrevious", "anchor_first", anchor + `3, NULL, '00000000-0000-0000-0000-0000000000b2', 'VN-BD', sha256('r'), 1, 's4', sha256('s4'), repeat('s', 64)::bytea, now())`},
		{"AHashOfAnotherStatement", "anchor_check", anchor + `3, sha256('s2'), '00000000-0000-0000-0000-0000000000b2', 'VN-BD', sha256('r'), 1, 's4', sha256('s5'), repeat('s', 64)::bytea, now())`},
		{"TooLargeAnAnchor", "anchor_size_check", anchor + `3, sha256('s2'), '00000000-0000-0000-0000-0000000000b2', 'VN-BD', sha256('r'), 16385, 's4', sha256('s4'), repeat('s', 64)::bytea, now())`},
		{"AnchoredWithoutATransaction", "anchor_anchored", `UPDATE anchor SET state = 'anchored', ledger_time = now(), anchored_at = now() WHERE sequence = 2`},
		{"AnchoredWithoutALedgerTime", "anchor_anchored", `UPDATE anchor SET state = 'anchored', tx_id = 't', anchored_at = now() WHERE sequence = 2`},
		{"ATransactionOfASealedAnchor", "anchor_anchored", `UPDATE anchor SET tx_id = 't', ledger_time = now(), anchored_at = now() WHERE sequence = 2`},
		{"AnchoredAndYetRefused", "anchor_waiting", `UPDATE anchor SET state = 'anchored', tx_id = 't', ledger_time = now(), anchored_at = now(), refusal = 'E_QUOTA' WHERE sequence = 2`},
		{"AnAnchoredAnchorTakenBack", "anchor_fixed", `UPDATE anchor SET state = 'sealed', tx_id = NULL, ledger_time = NULL, anchored_at = NULL WHERE sequence = 1`},
		{"ASealedStatementChanged", "anchor_fixed", `UPDATE anchor SET signature = repeat('t', 64)::bytea WHERE sequence = 2`},
		{"AnAnchorThatWasSentDeleted", "anchor_append_only", `UPDATE anchor SET sent_at = now() WHERE sequence = 2; DELETE FROM anchor WHERE sequence = 2`},
		{"ASentAnchorMadeUnsent", "anchor_fixed", `UPDATE anchor SET sent_at = now() WHERE sequence = 2; UPDATE anchor SET sent_at = NULL WHERE sequence = 2`},
		{"AVoidWithoutATransaction", "anchor_anchored", `UPDATE anchor SET state = 'void' WHERE sequence = 2`},
		{"AVoidTakenBack", "anchor_fixed", void + `; UPDATE anchor SET state = 'sealed', tx_id = NULL, ledger_time = NULL, anchored_at = NULL WHERE sequence = 2`},
		{"AnAnchoredAnchorMadeVoid", "anchor_fixed", `UPDATE anchor SET state = 'void' WHERE sequence = 1`},

		{"ALeafOfAnotherKind", "leaf_credential_issuer_kind_fkey", `INSERT INTO leaf (issuer, sequence, kind, leaf_index, credential) VALUES ('S1', 1, 'VN-USE', 2, '00000000-0000-0000-0000-000000000c21')`},
		{"ALeafInAnAnchorOfAnotherKind", "leaf_issuer_sequence_kind_fkey", `INSERT INTO leaf (issuer, sequence, kind, leaf_index, credential) VALUES ('S1', 1, 'VN-BD', 2, '00000000-0000-0000-0000-000000000c21')`},
		{"ACredentialInTwoAnchors", "leaf_once", `INSERT INTO leaf (issuer, sequence, kind, leaf_index, credential) VALUES ('S1', 1, 'VN-USE', 2, '00000000-0000-0000-0000-000000000c11')`},
		{"ALeafIndexTwice", "leaf_pkey", `INSERT INTO leaf (issuer, sequence, kind, leaf_index, credential) VALUES ('S1', 2, 'VN-BD', 0, '00000000-0000-0000-0000-000000000c21'), ('S1', 2, 'VN-BD', 0, '00000000-0000-0000-0000-000000000c21')`},
		{"ALeafOfAnAnchoredAnchorDeleted", "leaf_append_only", `DELETE FROM leaf`},
		{"ALeafMoved", "leaf_append_only", `UPDATE leaf SET leaf_index = 7 WHERE leaf_index = 1`},

		{"TwoChangesOnTheirWay", "status_change_one_pending", copyOf("status_change", changeColumns, `gen_random_uuid(), credential, issuer, status_list, status_index, 2, to_state, ground, decision_number, decision_date, salt, statement, signature, requested_by, requested_at`, `true`)},
		{"AVersionTwice", "status_change_version", `UPDATE status_change SET state = 'done', tx_id = 't', ledger_time = now(); ` + copyOf("status_change", changeColumns, `gen_random_uuid(), credential, issuer, status_list, status_index, 1, to_state, ground, decision_number, decision_date, salt, statement, signature, requested_by, requested_at`, `true`)},
		{"AnotherCredentialsEntry", "status_change_entry", `UPDATE status_change SET state = 'refused', refusal = 'E_TRANSITION'; ` + copyOf("status_change", changeColumns, `gen_random_uuid(), '00000000-0000-0000-0000-000000000c12', issuer, status_list, status_index, 1, to_state, ground, decision_number, decision_date, salt, statement, signature, requested_by, requested_at`, `true`)},
		{"DoneWithoutATransaction", "status_change_done", `UPDATE status_change SET state = 'done'`},
		{"RefusedWithoutAReason", "status_change_refused", `UPDATE status_change SET state = 'refused'`},
		{"ARequestChangedOnItsWay", "status_change_fixed", `UPDATE status_change SET to_state = 'active'`},
		{"AShortSalt", "status_change_salt_check", copyOf("status_change", changeColumns, `gen_random_uuid(), '00000000-0000-0000-0000-000000000c12', issuer, 1, 2, 1, to_state, ground, decision_number, decision_date, 'salt', statement, signature, requested_by, requested_at`, `true`)},
		{"ARevocationByOne", "status_change_two_persons", revokeAnother("NULL")},
		{"ARevocationThatIsOnlyProposed", "status_change_proposal", revokeAnother("'00000000-0000-0000-0000-0000000000e1'")},
		{"AProposalConfirmedByTheSamePerson", "status_proposal_two_persons", `UPDATE status_proposal SET state = 'confirmed', ended_by = proposed_by, ended_at = now()`},
		{"AProposalRewritten", "status_proposal_fixed", `UPDATE status_proposal SET ground = 'lent'`},
		{"AProposalWithMore", "status_proposal_credential_append_only", `UPDATE status_proposal_credential SET credential = '00000000-0000-0000-0000-000000000c11'`},
		{"ABatchThatGrows", "batch_forward", `UPDATE batch SET count = count + 1`},
		{"ADecidedBatchThatShrinks", "batch_forward", `UPDATE batch SET count = count - 1 WHERE state <> 'draft'`},
		{"AChangeDeleted", "status_change_append_only", `DELETE FROM status_change`},

		{"AuditRewritten", "audit_append_only", `UPDATE audit SET action = 'nothing'`},
		{"AuditDeleted", "audit_append_only", `DELETE FROM audit`},
		{"AuditTruncated", "audit_append_only", `TRUNCATE audit`},
		{"AnAuditOfNobody", "audit_actor_fkey", `INSERT INTO audit (at, actor, action) VALUES (now(), gen_random_uuid(), 'imported')`},

		{"AnOperatorOfASchool", "person_operator", `UPDATE person SET roles = '{operator}'`},
		{"ARoleThatIsNone", "person_roles", `UPDATE person SET roles = '{root}'`},
		{"NoRole", "person_roles", `UPDATE person SET roles = '{}'`},
		{"ALoginTwice", "person_login_key", `UPDATE person SET login = 'x1'`},
		{"ATokenTwice", "person_token_hash_key", `UPDATE person SET token_hash = sha256('t')`},
		{"AHaltWithoutAReason", "issuer_halt", `UPDATE issuer SET halted_at = now()`},
		{"AnIssuerCodeThatIsNone", "issuer_code_check", `INSERT INTO issuer (code, name, created_at) VALUES ('trường', 'x', now())`},
	} {
		t.Run(test.name, func(t *testing.T) {
			tx, err := conn.Begin(t.Context())
			require.NoError(t, err)
			defer func() { require.NoError(t, tx.Rollback(t.Context())) }()
			_, err = tx.Conn().Exec(t.Context(), test.sql, pgx.QueryExecModeSimpleProtocol)
			var refused *pgconn.PgError
			require.ErrorAs(t, err, &refused)
			require.Equal(t, test.constraint, refused.ConstraintName, refused.Message)
		})
	}
}

// A new state of a batch needs a migration.
func TestTheDatabaseTakesEveryStateOfABatch(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	var allowed string
	require.NoError(t, db.Conn(t).QueryRow(t.Context(), `SELECT pg_get_constraintdef(oid) FROM pg_constraint
		WHERE conname = 'batch_state' AND conrelid = 'batch'::regclass`).Scan(&allowed))
	for _, state := range registry.BatchStates() {
		require.Contains(t, allowed, "'"+string(state)+"'")
	}
}

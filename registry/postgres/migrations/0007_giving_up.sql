-- +goose Up
-- A batch that is approved or sealed can be given up. What was never sent to
-- the ledger is given up here; what was sent is given up by the ledger, which
-- takes the anchor's sequence number for a void. Only after that are the numbers
-- void in the book and the credentials and their salts gone.

-- When an anchor's statement was first sent to a peer, which the register
-- commits before it sends. Only the first anchor of an issuer that waits can
-- have been sent: of what an older version left, that is all that is known.
ALTER TABLE anchor
    DROP CONSTRAINT anchor_state_check,
    DROP CONSTRAINT anchor_anchored,
    ADD COLUMN sent_at timestamptz,
    ADD CONSTRAINT anchor_state_check CHECK (state IN ('sealed', 'anchored', 'void')),
    ADD CONSTRAINT anchor_anchored CHECK ((state <> 'sealed') = (tx_id IS NOT NULL)
        AND (tx_id IS NULL) = (ledger_time IS NULL) AND (tx_id IS NULL) = (anchored_at IS NULL));
UPDATE anchor a SET sent_at = sealed_at WHERE a.state = 'sealed'
    AND NOT EXISTS (SELECT FROM anchor b WHERE b.issuer = a.issuer AND b.state = 'sealed' AND b.sequence < a.sequence);

-- A void anchor holds the statement and signature of the void in the place of
-- its own; the next anchor refers to that.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION anchor_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'sealed' OR (NEW.state <> 'void' AND
        (NEW.statement, NEW.signature) IS DISTINCT FROM (OLD.statement, OLD.signature))
        OR (NEW.issuer, NEW.sequence, NEW.previous, NEW.batch, NEW.kind, NEW.root, NEW.size, NEW.sealed_at)
        IS DISTINCT FROM (OLD.issuer, OLD.sequence, OLD.previous, OLD.batch, OLD.kind, OLD.root, OLD.size, OLD.sealed_at)
        OR (OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at)
    THEN
        RAISE EXCEPTION 'a sealed anchor cannot change' USING ERRCODE = 'check_violation', CONSTRAINT = 'anchor_fixed';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

-- A sealed anchor that was never sent may go: its batch is given up, or is
-- sealed anew because one before it was.
DROP TRIGGER anchor_stays ON anchor;
CREATE TRIGGER anchor_stays BEFORE TRUNCATE ON anchor FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- +goose StatementBegin
CREATE FUNCTION anchor_unsent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM gone WHERE state <> 'sealed' OR sent_at IS NOT NULL) THEN
        RAISE EXCEPTION 'an anchor that was sent stays' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'anchor_append_only';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER anchor_unsent AFTER DELETE ON anchor REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION anchor_unsent();

-- So may the leaves of such an anchor, and of a void one.
DROP TRIGGER leaf_append_only ON leaf;
CREATE TRIGGER leaf_append_only BEFORE UPDATE OR TRUNCATE ON leaf FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- +goose StatementBegin
CREATE FUNCTION leaf_unsent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT issuer, sequence FROM gone) g JOIN anchor a USING (issuer, sequence)
        WHERE a.state = 'anchored' OR (a.state = 'sealed' AND a.sent_at IS NOT NULL)) THEN
        RAISE EXCEPTION 'a leaf of an anchor that was sent stays' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'leaf_append_only';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER leaf_unsent AFTER DELETE ON leaf REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION leaf_unsent();

-- A batch that is given up ends. One that is sealed goes back to approved where
-- a batch before it was given up: its anchors are made anew.
ALTER TABLE batch
    DROP CONSTRAINT batch_state,
    DROP CONSTRAINT batch_issued,
    DROP CONSTRAINT batch_sealed,
    DROP CONSTRAINT batch_waiting,
    ADD CONSTRAINT batch_state CHECK (state IN ('draft', 'approved', 'sealed', 'anchored', 'rejected', 'discarded', 'given_up')),
    ADD CONSTRAINT batch_issued CHECK (state = 'given_up' OR (state IN ('sealed', 'anchored')) = (issued_at IS NOT NULL)),
    ADD CONSTRAINT batch_sealed CHECK (state = 'given_up' OR (state IN ('sealed', 'anchored')) = (sealed_at IS NOT NULL)),
    ADD CONSTRAINT batch_waiting CHECK (state = 'approved' OR (attempts = 0 AND retry_at IS NULL AND (waits_for = '' OR state = 'sealed')));

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION batch_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (NEW.state = OLD.state
        OR (OLD.state, NEW.state) IN (('draft', 'approved'), ('draft', 'rejected'), ('draft', 'discarded'),
            ('approved', 'sealed'), ('sealed', 'anchored'), ('approved', 'given_up'), ('sealed', 'given_up'))
        OR ((OLD.state, NEW.state) = ('sealed', 'approved') AND NOT EXISTS (SELECT FROM anchor a WHERE a.batch = NEW.id)))
        OR (NEW.id, NEW.issuer, NEW.count, NEW.imported_by, NEW.imported_at, NEW.terms, NEW.first_decision)
            IS DISTINCT FROM (OLD.id, OLD.issuer, OLD.count, OLD.imported_by, OLD.imported_at, OLD.terms, OLD.first_decision)
        OR (OLD.decided_by IS NOT NULL AND (NEW.decided_by, NEW.decided_at) IS DISTINCT FROM (OLD.decided_by, OLD.decided_at))
    THEN
        RAISE EXCEPTION 'a batch in state % cannot become % or change', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_forward';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

-- A line of a batch that was given up stays in the book, void, with the reason.
-- A number that the book gave is never given again; one that the file brought is
-- the school's, and another file may bring it again: no paper of it was printed.
ALTER TABLE register_entry
    DROP CONSTRAINT register_entry_state_check,
    ADD COLUMN drew_serial boolean NOT NULL DEFAULT true,
    ADD COLUMN drew_register boolean NOT NULL DEFAULT true,
    ADD COLUMN void_reason text NOT NULL DEFAULT '',
    ADD CONSTRAINT register_entry_state_check CHECK (state IN ('draft', 'numbered', 'dropped', 'void')),
    ADD CONSTRAINT register_entry_void CHECK ((state = 'void') = (void_reason <> ''));
DROP INDEX register_entry_serial;
DROP INDEX register_entry_register;
CREATE UNIQUE INDEX register_entry_serial ON register_entry (issuer, serial_number)
    WHERE state <> 'dropped' AND (state <> 'void' OR drew_serial);
CREATE UNIQUE INDEX register_entry_register ON register_entry (issuer, book, register_number)
    WHERE state <> 'dropped' AND (state <> 'void' OR drew_register);

-- Status entries of credentials that are gone: an index is never used twice.
CREATE TABLE spent_status_entry (
    issuer       text NOT NULL,
    status_list  integer NOT NULL,
    status_index integer NOT NULL,
    PRIMARY KEY (issuer, status_list, status_index),
    FOREIGN KEY (issuer, status_list) REFERENCES status_list
);
CREATE TRIGGER spent_status_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON spent_status_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Credentials, with what they are found by and their changes of status, go with
-- a batch that is given up, and never otherwise. Those of the batch that stand on
-- the ledger have a leaf, which stays and keeps them.
DROP TRIGGER credential_append_only ON credential;
CREATE TRIGGER credential_append_only BEFORE UPDATE OR TRUNCATE ON credential FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DROP TRIGGER name_key_stays ON name_key;
CREATE TRIGGER name_key_stays BEFORE TRUNCATE ON name_key FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DROP TRIGGER status_change_stays ON status_change;
CREATE TRIGGER status_change_stays BEFORE TRUNCATE ON status_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- +goose StatementBegin
CREATE FUNCTION credential_given_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT batch FROM gone) g JOIN batch b ON b.id = g.batch WHERE b.state <> 'given_up') THEN
        RAISE EXCEPTION 'a credential of a batch that is not given up stays' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'credential_append_only';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER credential_given_up AFTER DELETE ON credential REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION credential_given_up();
-- +goose StatementBegin
CREATE FUNCTION goes_with_credential() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT e.batch FROM gone g JOIN register_entry e ON e.id = g.credential) g
        JOIN batch b ON b.id = g.batch WHERE b.state <> 'given_up') THEN
        RAISE EXCEPTION '% stays with its credential', TG_TABLE_NAME USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER name_key_goes AFTER DELETE ON name_key REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION goes_with_credential();
CREATE TRIGGER status_change_goes AFTER DELETE ON status_change REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION goes_with_credential();

-- That a batch is to be given up: one person asks for it, an approver who is
-- another person confirms it. ended_at tells that it is done, or that the anchor
-- was on the ledger first, which failed says. The void's statement and signature are
-- committed before the ledger is called.
CREATE TABLE giving_up (
    batch        uuid PRIMARY KEY REFERENCES batch,
    reason       text NOT NULL CHECK (reason <> ''),
    asked_by     uuid NOT NULL REFERENCES person,
    asked_at     timestamptz NOT NULL,
    confirmed_by uuid REFERENCES person,
    confirmed_at timestamptz,
    statement    bytea,
    signature    bytea CHECK (octet_length(signature) = 64),
    ended_at     timestamptz,
    failed       boolean NOT NULL DEFAULT false,
    CONSTRAINT giving_up_two_persons CHECK (confirmed_by <> asked_by),
    CONSTRAINT giving_up_confirmed CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CONSTRAINT giving_up_signed CHECK ((statement IS NULL) = (signature IS NULL) AND (statement IS NULL OR confirmed_at IS NOT NULL)),
    CONSTRAINT giving_up_ended CHECK (ended_at IS NULL OR confirmed_at IS NOT NULL OR failed),
    CONSTRAINT giving_up_failed CHECK (NOT failed OR ended_at IS NOT NULL)
);
CREATE INDEX giving_up_waiting ON giving_up (batch) WHERE confirmed_at IS NOT NULL AND ended_at IS NULL;

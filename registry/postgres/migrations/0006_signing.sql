-- +goose Up
-- Numbers, signatures and anchors become one act: a batch is approved, and then
-- it is sealed. What an older version signed and did not seal is approved again;
-- its credentials stay, and sealing them is all that is left to do.

ALTER TABLE batch DISABLE TRIGGER batch_forward;
ALTER TABLE batch DROP CONSTRAINT batch_state, DROP CONSTRAINT batch_issued;
UPDATE batch SET state = 'approved', issued_at = NULL WHERE state = 'issued';
ALTER TABLE batch ENABLE TRIGGER batch_forward;
ALTER TABLE batch
    ADD CONSTRAINT batch_state CHECK (state IN ('draft', 'approved', 'sealed', 'anchored', 'rejected', 'discarded')),
    ADD CONSTRAINT batch_issued CHECK ((state IN ('sealed', 'anchored')) = (issued_at IS NOT NULL));

-- What keeps an approved batch from being signed, and when it is tried again.
ALTER TABLE batch
    ADD COLUMN waits_for text NOT NULL DEFAULT '' CHECK (waits_for IN ('', 'passphrase', 'signing_key', 'operator')),
    ADD COLUMN attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    ADD COLUMN retry_at timestamptz,
    ADD CONSTRAINT batch_waiting CHECK (state = 'approved' OR (waits_for = '' AND attempts = 0 AND retry_at IS NULL));
DROP INDEX batch_open;
CREATE INDEX batch_open ON batch (issuer) WHERE state IN ('draft', 'approved', 'sealed');
CREATE INDEX batch_to_sign ON batch (issuer, decided_at) WHERE state = 'approved';

-- A batch only moves forward, and what was decided stays decided.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION batch_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (NEW.state = OLD.state
        OR (OLD.state, NEW.state) IN (('draft', 'approved'), ('draft', 'rejected'), ('draft', 'discarded'),
            ('approved', 'sealed'), ('sealed', 'anchored')))
        OR (NEW.id, NEW.issuer, NEW.count, NEW.imported_by, NEW.imported_at, NEW.terms, NEW.first_decision)
            IS DISTINCT FROM (OLD.id, OLD.issuer, OLD.count, OLD.imported_by, OLD.imported_at, OLD.terms, OLD.first_decision)
        OR (OLD.decided_by IS NOT NULL AND (NEW.decided_by, NEW.decided_at) IS DISTINCT FROM (OLD.decided_by, OLD.decided_at))
    THEN
        RAISE EXCEPTION 'a batch in state % cannot become % or change', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_forward';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

-- Which process may sign a batch with its school's own key: the one that was
-- given the passphrase. The number grows with every lease, so that a process
-- that lost its lease without knowing it signs nothing.
CREATE SEQUENCE key_lease_fence AS bigint;
CREATE TABLE key_lease (
    batch      uuid PRIMARY KEY REFERENCES batch,
    holder     uuid NOT NULL,
    fence      bigint NOT NULL UNIQUE CHECK (fence > 0),
    expires_at timestamptz NOT NULL
);

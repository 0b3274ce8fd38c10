-- +goose Up
-- What reading a list repaired, guessed or asked about, for the person who
-- approves: sealed with AES-256-GCM, and gone with the drafts.
CREATE TABLE batch_remark (
    batch   uuid PRIMARY KEY REFERENCES batch,
    remarks bytea NOT NULL CHECK (octet_length(remarks) > 28)
);

-- Rows that are not to be signed yet leave their batch for one of their own.
ALTER TABLE batch ADD COLUMN set_aside_from uuid REFERENCES batch, ADD COLUMN set_aside_by uuid REFERENCES person,
    ADD COLUMN set_aside_reason text NOT NULL DEFAULT '';
ALTER TABLE batch ADD CONSTRAINT batch_set_aside CHECK ((set_aside_from IS NULL) = (set_aside_by IS NULL)
    AND (set_aside_from IS NULL) = (set_aside_reason = '') AND set_aside_from <> id);
CREATE INDEX batch_by_set_aside ON batch (set_aside_from) WHERE set_aside_from IS NOT NULL;

-- The rows that stay close ranks: within one statement two rows may have one
-- place, at its end not.
ALTER TABLE register_entry DROP CONSTRAINT register_entry_batch_position_key,
    ADD CONSTRAINT register_entry_position UNIQUE (batch, position) DEFERRABLE INITIALLY IMMEDIATE;

-- A batch only moves forward, and what was decided stays decided. A draft batch
-- may lose rows to another; nothing else of it changes.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION batch_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (NEW.state = OLD.state
        OR (OLD.state, NEW.state) IN (('draft', 'approved'), ('draft', 'rejected'), ('draft', 'discarded'),
            ('approved', 'sealed'), ('sealed', 'anchored'), ('approved', 'given_up'), ('sealed', 'given_up'))
        OR ((OLD.state, NEW.state) = ('sealed', 'approved') AND NOT EXISTS (SELECT FROM anchor a WHERE a.batch = NEW.id)))
        OR (NEW.id, NEW.issuer, NEW.imported_by, NEW.imported_at, NEW.terms, NEW.set_aside_from, NEW.set_aside_by, NEW.set_aside_reason)
            IS DISTINCT FROM (OLD.id, OLD.issuer, OLD.imported_by, OLD.imported_at, OLD.terms, OLD.set_aside_from, OLD.set_aside_by, OLD.set_aside_reason)
        OR ((NEW.count, NEW.first_decision) IS DISTINCT FROM (OLD.count, OLD.first_decision)
            AND NOT (OLD.state = 'draft' AND NEW.state = 'draft' AND NEW.count < OLD.count))
        OR (OLD.decided_by IS NOT NULL AND (NEW.decided_by, NEW.decided_at) IS DISTINCT FROM (OLD.decided_by, OLD.decided_at))
    THEN
        RAISE EXCEPTION 'a batch in state % cannot become % or change', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_forward';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

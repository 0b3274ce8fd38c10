-- +goose Up
-- When a batch's graduations were recognised: the earliest decision of its
-- rows, which the legal time to issue counts from. NULL where no row has one.
ALTER TABLE batch ADD COLUMN first_decision date;
UPDATE batch SET first_decision = (terms->>'decisionDate')::date WHERE terms->>'decisionDate' ~ '^\d{4}-\d{2}-\d{2}$';

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION batch_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (NEW.state = OLD.state
        OR (OLD.state, NEW.state) IN (('draft', 'approved'), ('draft', 'rejected'), ('draft', 'discarded'),
            ('approved', 'issued'), ('issued', 'sealed'), ('sealed', 'anchored')))
        OR (NEW.id, NEW.issuer, NEW.count, NEW.imported_by, NEW.imported_at, NEW.terms, NEW.first_decision)
            IS DISTINCT FROM (OLD.id, OLD.issuer, OLD.count, OLD.imported_by, OLD.imported_at, OLD.terms, OLD.first_decision)
        OR (OLD.decided_by IS NOT NULL AND (NEW.decided_by, NEW.decided_at) IS DISTINCT FROM (OLD.decided_by, OLD.decided_at))
    THEN
        RAISE EXCEPTION 'a batch in state % cannot become % or change', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_forward';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

-- What a year's overview reads, and what is still under way.
CREATE INDEX anchor_by_time ON anchor (issuer, sealed_at);
CREATE INDEX batch_open ON batch (issuer) WHERE state IN ('draft', 'approved', 'issued', 'sealed');

-- +goose Up
-- A file makes one batch, unless another one is asked for in so many words.
-- asked:   SHA-256 of all that the import asked for, the file included.
-- upload:  what was looked at before it was imported, so that asking again leads here.
-- besides: the batch of the same file that this one was asked for besides.
ALTER TABLE batch ADD COLUMN asked bytea CHECK (octet_length(asked) = 32), ADD COLUMN upload uuid UNIQUE,
    ADD COLUMN besides uuid REFERENCES batch, ADD CONSTRAINT batch_besides CHECK (besides <> id);

-- Of what older versions imported twice the later batch stands besides the one before it.
UPDATE batch b SET besides = earlier.id FROM (
    SELECT id AS later, lag(id) OVER (PARTITION BY issuer, source ORDER BY imported_at, id) AS id FROM batch
    WHERE source IS NOT NULL AND set_aside_from IS NULL AND state NOT IN ('rejected', 'discarded', 'given_up')) earlier
WHERE b.id = earlier.later AND earlier.id IS NOT NULL;

-- Rows that were set aside are of the same file.
UPDATE batch aside SET source = origin.source FROM batch origin
WHERE origin.id = aside.set_aside_from AND aside.source IS NULL AND origin.source IS NOT NULL;

CREATE UNIQUE INDEX batch_once ON batch (issuer, source, besides) NULLS NOT DISTINCT
    WHERE source IS NOT NULL AND set_aside_from IS NULL AND state NOT IN ('rejected', 'discarded', 'given_up');
CREATE INDEX batch_by_source ON batch (issuer, source) WHERE source IS NOT NULL;

-- Where a batch comes from does not change.
-- +goose StatementBegin
CREATE FUNCTION batch_origin_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'where a batch comes from does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_origin_fixed';
END $$;
-- +goose StatementEnd
CREATE TRIGGER batch_origin_fixed BEFORE UPDATE ON batch FOR EACH ROW
    WHEN ((NEW.source, NEW.asked, NEW.upload, NEW.besides) IS DISTINCT FROM (OLD.source, OLD.asked, OLD.upload, OLD.besides))
    EXECUTE FUNCTION batch_origin_fixed();

-- Answers to imports that came with an idempotency key, for clients that did not
-- get theirs. The key stands here as its SHA-256, the answer sealed with
-- AES-256-GCM: it repeats what stands in the file.
CREATE TABLE import_answer (
    person     uuid NOT NULL REFERENCES person,
    key        bytea NOT NULL CHECK (octet_length(key) = 32),
    asked      bytea NOT NULL CHECK (octet_length(asked) = 32),
    batch      uuid NOT NULL UNIQUE REFERENCES batch,
    answer     bytea NOT NULL CHECK (octet_length(answer) > 28),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (person, key)
);
CREATE INDEX import_answer_by_age ON import_answer (expires_at);

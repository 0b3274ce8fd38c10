-- +goose Up
-- Browsers in which somebody signed in to an account before: their attempts go before
-- those of strangers, and their wrong passwords are counted here, not by address. The
-- cookie's secret is not here, only its hash.
CREATE TABLE known_device (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    person     uuid NOT NULL REFERENCES person,
    seen_at    timestamptz NOT NULL,
    guesses    integer NOT NULL DEFAULT 0 CHECK (guesses >= 0)
);
CREATE INDEX known_device_by_person ON known_device (person, seen_at);
CREATE INDEX known_device_by_age ON known_device (seen_at);

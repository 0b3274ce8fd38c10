-- +goose Up
-- Files on their way into the register: they wait for their registrar to look
-- at the preview, survive a reload, and are gone once imported, discarded or a
-- day old. Everything that a person wrote is sealed with AES-256-GCM.
CREATE TABLE upload (
    id         uuid PRIMARY KEY,
    issuer     text NOT NULL REFERENCES issuer,
    person     uuid NOT NULL REFERENCES person,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    settings   bytea NOT NULL CHECK (octet_length(settings) > 28),
    list       bytea NOT NULL CHECK (octet_length(list) > 28),
    courses    bytea CHECK (octet_length(courses) > 28)
);
ALTER TABLE upload ALTER COLUMN list SET STORAGE EXTERNAL, ALTER COLUMN courses SET STORAGE EXTERNAL; -- ciphertext does not compress
CREATE INDEX upload_by_person ON upload (person, created_at);
CREATE INDEX upload_by_age ON upload (expires_at);

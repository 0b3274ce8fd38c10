-- +goose Up
-- What a person typed or chose in a form and did not finish: sealed with
-- AES-256-GCM, of that person alone, gone when the form is sent, thrown away or a
-- week old.
CREATE TABLE unfinished_form (
    id         uuid PRIMARY KEY,
    issuer     text NOT NULL REFERENCES issuer,
    person     uuid NOT NULL REFERENCES person,
    page       text NOT NULL CHECK (page LIKE '/%' AND octet_length(page) <= 200),
    action     text NOT NULL CHECK (action LIKE '/%' AND octet_length(action) <= 200),
    content    bytea NOT NULL CHECK (octet_length(content) > 28),
    files      bytea CHECK (octet_length(files) > 28),
    kept_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT unfinished_form_once UNIQUE (person, page, action)
);
ALTER TABLE unfinished_form ALTER COLUMN content SET STORAGE EXTERNAL, ALTER COLUMN files SET STORAGE EXTERNAL; -- ciphertext does not compress
CREATE INDEX unfinished_form_by_age ON unfinished_form (expires_at);

-- What was deleted of a person's waiting uploads and unfinished forms because it
-- was too old or too much, until the person has read it. An upload's name stays
-- sealed as it was.
CREATE TABLE deletion_notice (
    id         uuid PRIMARY KEY,
    issuer     text NOT NULL REFERENCES issuer,
    person     uuid NOT NULL REFERENCES person,
    settings   bytea CHECK (octet_length(settings) > 28),
    page       text CHECK (page LIKE '/%'),
    kept_at    timestamptz NOT NULL,
    deleted_at timestamptz NOT NULL,
    CONSTRAINT deletion_notice_of CHECK ((settings IS NULL) <> (page IS NULL))
);
CREATE INDEX deletion_notice_by_person ON deletion_notice (person, deleted_at);
CREATE INDEX deletion_notice_by_age ON deletion_notice (deleted_at);

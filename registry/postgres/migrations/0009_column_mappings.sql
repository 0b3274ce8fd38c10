-- +goose Up
-- How a school's lists are read where their headers say too little: what a person
-- corrected stands here by the hash of the header, and is offered for the next list
-- with the same header. It holds letters of columns and names of fields, no content.
CREATE TABLE column_mapping (
    issuer     text NOT NULL REFERENCES issuer,
    file       text NOT NULL CHECK (file IN ('list', 'courses')),
    header     bytea NOT NULL CHECK (octet_length(header) = 32),
    columns    jsonb NOT NULL CHECK (jsonb_typeof(columns) = 'object' AND columns <> '{}'),
    changed_by uuid NOT NULL REFERENCES person,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, file, header)
);

-- Whether somebody of the same name and birth date is in the register is asked of
-- every row of a list.
CREATE INDEX credential_by_birth_date ON credential (issuer, birth_date);

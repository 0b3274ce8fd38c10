-- +goose Up
-- People who work in the browser: passwords, invitations, sessions.

-- An administrator manages the people of one school, and by that role alone
-- neither imports nor approves nor reads what learners have.
ALTER TABLE person DROP CONSTRAINT person_roles;
ALTER TABLE person ADD CONSTRAINT person_roles
    CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['registrar', 'approver', 'reader', 'operator', 'administrator']);

-- Programs come with a token, people with a password, some with both.
ALTER TABLE person ALTER COLUMN token_hash DROP NOT NULL;
ALTER TABLE person ADD COLUMN password text CHECK (password LIKE '$argon2id$%'), ADD COLUMN password_at timestamptz;
ALTER TABLE person ADD CONSTRAINT person_password CHECK ((password IS NULL) = (password_at IS NULL));
CREATE INDEX person_by_issuer ON person (issuer, login);

-- A link by which a person sets a password, once. Its secret is shown once and
-- never kept.
CREATE TABLE invitation (
    person     uuid PRIMARY KEY REFERENCES person,
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    made_by    uuid NOT NULL REFERENCES person,
    expires_at timestamptz NOT NULL
);

-- Who is signed in. The cookie's secret is not here, only its hash.
CREATE TABLE session (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    person     uuid NOT NULL REFERENCES person,
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL
);
CREATE INDEX session_by_person ON session (person);
CREATE INDEX session_by_age ON session (seen_at);

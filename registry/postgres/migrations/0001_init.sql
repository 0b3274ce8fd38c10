-- +goose Up
-- The register: issuers, people, imported batches, register entries, issued
-- credentials, anchors, status changes, audit. What the program must never do
-- is refused here as well, by constraint, so that a bug, a second process or a
-- hand-typed statement cannot do it either.

-- A school as a tenant. halted_at is set when ledger and register contradict
-- each other: anchoring stops until an operator has looked.
CREATE TABLE issuer (
    code       text PRIMARY KEY CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{0,30}[A-Z0-9]$'),
    name       text NOT NULL CHECK (name <> ''),
    name_en    text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    halted_at  timestamptz,
    halt       text NOT NULL DEFAULT '',
    CONSTRAINT issuer_halt CHECK ((halted_at IS NULL) = (halt = ''))
);

-- People. An operator belongs to no issuer, everybody else to exactly one. The
-- token itself is shown once and never kept.
CREATE TABLE person (
    id          uuid PRIMARY KEY,
    login       text NOT NULL UNIQUE CHECK (login ~ '^[a-z0-9][a-z0-9._@-]{1,63}$'),
    name        text NOT NULL CHECK (name <> ''),
    issuer      text REFERENCES issuer,
    roles       text[] NOT NULL,
    token_hash  bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    created_at  timestamptz NOT NULL,
    disabled_at timestamptz,
    CONSTRAINT person_roles CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['registrar', 'approver', 'reader', 'operator']),
    CONSTRAINT person_operator CHECK ((issuer IS NULL) = (roles = ARRAY['operator']))
);

-- A register book with its counters. A counter moves only under a lock on its
-- row, in the transaction that uses the numbers: gapless even when it fails.
CREATE TABLE book (
    issuer          text NOT NULL REFERENCES issuer,
    code            text NOT NULL CHECK (code <> ''),
    register_prefix text NOT NULL,
    register_width  integer NOT NULL CHECK (register_width BETWEEN 1 AND 12),
    register_next   bigint NOT NULL DEFAULT 1 CHECK (register_next >= 1),
    serial_prefix   text NOT NULL,
    serial_width    integer NOT NULL CHECK (serial_width BETWEEN 1 AND 12),
    serial_next     bigint NOT NULL DEFAULT 1 CHECK (serial_next >= 1),
    opened_at       timestamptz NOT NULL,
    PRIMARY KEY (issuer, code)
);

-- What one upload brought in.
CREATE TABLE batch (
    id            uuid PRIMARY KEY,
    issuer        text NOT NULL REFERENCES issuer,
    state         text NOT NULL DEFAULT 'draft',
    terms         jsonb NOT NULL,
    source        bytea CHECK (octet_length(source) = 32),
    count         integer NOT NULL CHECK (count > 0),
    imported_by   uuid NOT NULL REFERENCES person,
    imported_at   timestamptz NOT NULL,
    decided_by    uuid REFERENCES person,
    decided_at    timestamptz,
    reject_reason text NOT NULL DEFAULT '',
    issued_at     timestamptz,
    sealed_at     timestamptz,
    anchored_at   timestamptz,
    UNIQUE (id, issuer),
    CONSTRAINT batch_state CHECK (state IN ('draft', 'approved', 'issued', 'sealed', 'anchored', 'rejected', 'discarded')),
    -- Two people must act to issue. A registrar may still discard what he imported.
    CONSTRAINT batch_two_persons CHECK (state IN ('draft', 'discarded') OR decided_by <> imported_by),
    CONSTRAINT batch_decided CHECK ((state = 'draft') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
    CONSTRAINT batch_reason CHECK ((state = 'rejected') = (reject_reason <> '')),
    CONSTRAINT batch_issued CHECK ((state IN ('issued', 'sealed', 'anchored')) = (issued_at IS NOT NULL)),
    CONSTRAINT batch_sealed CHECK ((state IN ('sealed', 'anchored')) = (sealed_at IS NOT NULL)),
    CONSTRAINT batch_anchored CHECK ((state = 'anchored') = (anchored_at IS NOT NULL))
);
CREATE INDEX batch_by_issuer ON batch (issuer, imported_at DESC, id);

-- A line of the register book: one per credential, from import on. It holds
-- the id and the numbers, each unique where the law wants it: a serial number
-- per issuer, a register number per issuer and book. A dropped entry
-- (rejected, discarded) gives its numbers back.
CREATE TABLE register_entry (
    id              uuid PRIMARY KEY,
    issuer          text NOT NULL,
    batch           uuid NOT NULL,
    position        integer NOT NULL CHECK (position >= 0),
    line            integer NOT NULL CHECK (line >= 0),
    kind            text NOT NULL CHECK (kind ~ '^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*(/[0-9]{1,12})?$'),
    diploma         uuid REFERENCES register_entry,
    book            text,
    serial_number   text CHECK (serial_number <> ''),
    register_number text CHECK (register_number <> ''),
    state           text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'numbered', 'dropped')),
    UNIQUE (batch, position),
    UNIQUE (id, issuer, batch, kind, state),
    FOREIGN KEY (batch, issuer) REFERENCES batch (id, issuer),
    FOREIGN KEY (issuer, book) REFERENCES book,
    -- Only numbered types name a book; once numbered they have both numbers.
    CONSTRAINT register_entry_book CHECK (book IS NOT NULL OR (serial_number IS NULL AND register_number IS NULL)),
    CONSTRAINT register_entry_numbered CHECK (state <> 'numbered' OR book IS NULL OR (serial_number IS NOT NULL AND register_number IS NOT NULL))
);
CREATE UNIQUE INDEX register_entry_serial ON register_entry (issuer, serial_number) WHERE state <> 'dropped';
CREATE UNIQUE INDEX register_entry_register ON register_entry (issuer, book, register_number) WHERE state <> 'dropped';

-- What will be signed, while it waits. The national id is apart, sealed with
-- AES-256-GCM, and found by a keyed hash only. Gone once issued or discarded,
-- so that personal data stands in one place.
CREATE TABLE draft (
    id                 uuid PRIMARY KEY REFERENCES register_entry,
    document           jsonb NOT NULL,
    national_id        bytea CHECK (octet_length(national_id) > 28),
    national_id_lookup bytea CHECK (octet_length(national_id_lookup) = 32),
    CONSTRAINT draft_national_id CHECK ((national_id IS NULL) = (national_id_lookup IS NULL))
);

-- Status lists of an issuer. A new one begins when the last is half full, so
-- that a random free index is found at once and says nothing.
CREATE TABLE status_list (
    issuer text NOT NULL REFERENCES issuer,
    list   integer NOT NULL CHECK (list >= 1),
    used   integer NOT NULL CHECK (used BETWEEN 0 AND 65536),
    PRIMARY KEY (issuer, list)
);

-- An issued credential. Never changed, never deleted. entry_state and the
-- foreign key over it say: only for a numbered entry, and that entry can no
-- longer be dropped. Disclosures (with their salts, and the national id in
-- one of them) are sealed with AES-256-GCM.
CREATE TABLE credential (
    id                 uuid PRIMARY KEY,
    issuer             text NOT NULL,
    batch              uuid NOT NULL,
    kind               text NOT NULL,
    entry_state        text NOT NULL DEFAULT 'numbered' CHECK (entry_state = 'numbered'),
    full_name          text NOT NULL CHECK (full_name <> ''),
    birth_date         text NOT NULL,
    learner_code       text NOT NULL,
    national_id        bytea CHECK (octet_length(national_id) > 28),
    national_id_lookup bytea CHECK (octet_length(national_id_lookup) = 32),
    issue_date         date NOT NULL,
    key                text NOT NULL CHECK (length(key) = 43),
    status_list        integer NOT NULL,
    status_index       integer NOT NULL CHECK (status_index BETWEEN 0 AND 131071),
    digest             bytea NOT NULL CHECK (octet_length(digest) = 32),
    jwt                text NOT NULL,
    disclosures        bytea NOT NULL CHECK (octet_length(disclosures) > 28),
    qr_claims          bytea NOT NULL CHECK (octet_length(qr_claims) > 0),
    qr_token           bytea NOT NULL CHECK (octet_length(qr_token) > 0),
    issued_at          timestamptz NOT NULL,
    FOREIGN KEY (id, issuer, batch, kind, entry_state) REFERENCES register_entry (id, issuer, batch, kind, state),
    FOREIGN KEY (issuer, status_list) REFERENCES status_list,
    UNIQUE (id, issuer, kind),
    UNIQUE (id, issuer, status_list, status_index),
    CONSTRAINT credential_status_index UNIQUE (issuer, status_list, status_index),
    CONSTRAINT credential_digest UNIQUE (digest),
    CONSTRAINT credential_national_id CHECK ((national_id IS NULL) = (national_id_lookup IS NULL))
);
ALTER TABLE credential ALTER COLUMN disclosures SET STORAGE EXTERNAL; -- ciphertext does not compress
CREATE INDEX credential_by_batch ON credential (batch);
CREATE INDEX credential_by_learner ON credential (issuer, learner_code) WHERE learner_code <> '';
CREATE INDEX credential_by_national_id ON credential (issuer, national_id_lookup) WHERE national_id_lookup IS NOT NULL;

-- A sealed anchor: its statement and signature are committed before the ledger
-- is called. The sequence is gapless and the chain of hashes whole, because
-- each anchor refers to the one before it. sealed → anchored, never back.
CREATE TABLE anchor (
    issuer            text NOT NULL,
    sequence          bigint NOT NULL CHECK (sequence >= 1),
    previous_sequence bigint GENERATED ALWAYS AS (NULLIF(sequence - 1, 0)) STORED,
    previous          bytea CHECK (octet_length(previous) = 32),
    batch             uuid NOT NULL,
    kind              text NOT NULL,
    root              bytea NOT NULL CHECK (octet_length(root) = 32),
    size              integer NOT NULL CHECK (size BETWEEN 1 AND 16384),
    statement         bytea NOT NULL,
    statement_hash    bytea NOT NULL CHECK (statement_hash = sha256(statement)),
    signature         bytea NOT NULL CHECK (octet_length(signature) = 64),
    state             text NOT NULL DEFAULT 'sealed' CHECK (state IN ('sealed', 'anchored')),
    sealed_at         timestamptz NOT NULL,
    attempts          integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    refusal           text CHECK (refusal LIKE 'E_%'),
    retry_at          timestamptz,
    tx_id             text CHECK (tx_id <> ''),
    ledger_time       timestamptz,
    anchored_at       timestamptz,
    PRIMARY KEY (issuer, sequence),
    UNIQUE (issuer, sequence, kind),
    UNIQUE (issuer, sequence, statement_hash),
    FOREIGN KEY (batch, issuer) REFERENCES batch (id, issuer),
    CONSTRAINT anchor_first CHECK ((sequence = 1) = (previous IS NULL)),
    CONSTRAINT anchor_gapless FOREIGN KEY (issuer, previous_sequence, previous) REFERENCES anchor (issuer, sequence, statement_hash),
    CONSTRAINT anchor_anchored CHECK ((state = 'anchored') = (tx_id IS NOT NULL)
        AND (tx_id IS NULL) = (ledger_time IS NULL) AND (tx_id IS NULL) = (anchored_at IS NULL)),
    CONSTRAINT anchor_waiting CHECK (state = 'sealed' OR (refusal IS NULL AND retry_at IS NULL))
);
CREATE INDEX anchor_by_batch ON anchor (batch);
CREATE INDEX anchor_waiting ON anchor (issuer, sequence) WHERE state = 'sealed';

-- Where a credential stands among an anchor's sorted digests. Through kind and
-- issuer the foreign keys refuse a batch of two kinds or of two issuers.
CREATE TABLE leaf (
    issuer     text NOT NULL,
    sequence   bigint NOT NULL,
    kind       text NOT NULL,
    leaf_index integer NOT NULL CHECK (leaf_index BETWEEN 0 AND 16383),
    credential uuid NOT NULL,
    PRIMARY KEY (issuer, sequence, leaf_index),
    CONSTRAINT leaf_once UNIQUE (credential),
    FOREIGN KEY (issuer, sequence, kind) REFERENCES anchor (issuer, sequence, kind),
    FOREIGN KEY (credential, issuer, kind) REFERENCES credential (id, issuer, kind)
);

-- Changes of status on their way to the ledger, and those that arrived. Ground,
-- decision and salt stay here; the ledger gets their digest.
CREATE TABLE status_change (
    id              uuid PRIMARY KEY,
    credential      uuid NOT NULL,
    issuer          text NOT NULL,
    status_list     integer NOT NULL,
    status_index    integer NOT NULL,
    version         bigint NOT NULL CHECK (version >= 1),
    to_state        text NOT NULL CHECK (to_state IN ('active', 'suspended', 'revoked', 'superseded')),
    ground          text NOT NULL CHECK (ground <> ''),
    decision_number text NOT NULL CHECK (decision_number <> ''),
    decision_date   date NOT NULL,
    salt            bytea NOT NULL CHECK (octet_length(salt) = 16),
    statement       bytea NOT NULL,
    signature       bytea NOT NULL CHECK (octet_length(signature) = 64),
    state           text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'refused')),
    requested_by    uuid NOT NULL REFERENCES person,
    requested_at    timestamptz NOT NULL,
    attempts        integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    refusal         text CHECK (refusal LIKE 'E_%'),
    retry_at        timestamptz,
    tx_id           text CHECK (tx_id <> ''),
    ledger_time     timestamptz,
    CONSTRAINT status_change_entry FOREIGN KEY (credential, issuer, status_list, status_index) REFERENCES credential (id, issuer, status_list, status_index),
    CONSTRAINT status_change_done CHECK ((state = 'done') = (tx_id IS NOT NULL) AND (tx_id IS NULL) = (ledger_time IS NULL)),
    CONSTRAINT status_change_refused CHECK (state <> 'refused' OR refusal IS NOT NULL),
    CONSTRAINT status_change_waiting CHECK (state = 'pending' OR retry_at IS NULL)
);
CREATE UNIQUE INDEX status_change_version ON status_change (issuer, status_list, status_index, version) WHERE state <> 'refused';
CREATE UNIQUE INDEX status_change_one_pending ON status_change (credential) WHERE state = 'pending';
CREATE INDEX status_change_by_credential ON status_change (credential, requested_at);
CREATE INDEX status_change_waiting ON status_change (issuer, requested_at) WHERE state = 'pending';

-- Who did what, appended in the transaction of what was done.
CREATE TABLE audit (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    actor      uuid REFERENCES person,
    issuer     text REFERENCES issuer,
    action     text NOT NULL CHECK (action <> ''),
    batch      uuid,
    credential uuid,
    sequence   bigint,
    note       text NOT NULL DEFAULT ''
);
CREATE INDEX audit_by_issuer ON audit (issuer, id DESC);
CREATE INDEX audit_by_batch ON audit (batch, id DESC) WHERE batch IS NOT NULL;
CREATE INDEX audit_by_credential ON audit (credential, id DESC) WHERE credential IS NOT NULL;

-- Some tables only grow.
-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$;
-- +goose StatementEnd

CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER leaf_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON leaf FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER credential_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON credential FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER anchor_stays BEFORE DELETE OR TRUNCATE ON anchor FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER status_change_stays BEFORE DELETE OR TRUNCATE ON status_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER batch_stays BEFORE DELETE OR TRUNCATE ON batch FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A batch only moves forward, and what was decided stays decided.
-- +goose StatementBegin
CREATE FUNCTION batch_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (NEW.state = OLD.state
        OR (OLD.state, NEW.state) IN (('draft', 'approved'), ('draft', 'rejected'), ('draft', 'discarded'),
            ('approved', 'issued'), ('issued', 'sealed'), ('sealed', 'anchored')))
        OR (NEW.id, NEW.issuer, NEW.count, NEW.imported_by, NEW.imported_at, NEW.terms)
            IS DISTINCT FROM (OLD.id, OLD.issuer, OLD.count, OLD.imported_by, OLD.imported_at, OLD.terms)
        OR (OLD.decided_by IS NOT NULL AND (NEW.decided_by, NEW.decided_at) IS DISTINCT FROM (OLD.decided_by, OLD.decided_at))
    THEN
        RAISE EXCEPTION 'a batch in state % cannot become % or change', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_forward';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER batch_forward BEFORE UPDATE ON batch FOR EACH ROW EXECUTE FUNCTION batch_forward();

-- Credentials come into being only while their batch is approved, so that no
-- way around the second person exists. Once per statement, not per row.
-- +goose StatementBegin
CREATE FUNCTION credential_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT batch FROM added) a JOIN batch b ON b.id = a.batch WHERE b.state <> 'approved') THEN
        RAISE EXCEPTION 'a credential of a batch that is not approved' USING ERRCODE = 'check_violation', CONSTRAINT = 'credential_approved';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER credential_approved AFTER INSERT ON credential REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION credential_approved();

-- What was sealed stays as it was signed, and what is anchored stays so.
-- +goose StatementBegin
CREATE FUNCTION anchor_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'anchored' OR (NEW.issuer, NEW.sequence, NEW.previous, NEW.batch, NEW.kind, NEW.root, NEW.size, NEW.statement, NEW.signature, NEW.sealed_at)
        IS DISTINCT FROM (OLD.issuer, OLD.sequence, OLD.previous, OLD.batch, OLD.kind, OLD.root, OLD.size, OLD.statement, OLD.signature, OLD.sealed_at)
    THEN
        RAISE EXCEPTION 'a sealed anchor cannot change' USING ERRCODE = 'check_violation', CONSTRAINT = 'anchor_fixed';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER anchor_fixed BEFORE UPDATE ON anchor FOR EACH ROW EXECUTE FUNCTION anchor_fixed();

-- A change of status that is done or refused is history. While it waits, its
-- version and thereby its statement may be made anew (the accreditor may have
-- acted in between), but not what was asked for.
-- +goose StatementBegin
CREATE FUNCTION status_change_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'pending' OR (NEW.credential, NEW.issuer, NEW.status_list, NEW.status_index, NEW.to_state, NEW.ground, NEW.decision_number, NEW.decision_date, NEW.salt, NEW.requested_by, NEW.requested_at)
        IS DISTINCT FROM (OLD.credential, OLD.issuer, OLD.status_list, OLD.status_index, OLD.to_state, OLD.ground, OLD.decision_number, OLD.decision_date, OLD.salt, OLD.requested_by, OLD.requested_at)
    THEN
        RAISE EXCEPTION 'a change of status cannot be rewritten' USING ERRCODE = 'check_violation', CONSTRAINT = 'status_change_fixed';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER status_change_fixed BEFORE UPDATE ON status_change FOR EACH ROW EXECUTE FUNCTION status_change_fixed();

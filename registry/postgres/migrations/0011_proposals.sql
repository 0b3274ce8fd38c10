-- +goose Up
-- A final act takes two persons: one proposes a revocation, another confirms it.
-- A proposal only ends, once, and then stays as it is.
CREATE TABLE status_proposal (
    id              uuid PRIMARY KEY,
    issuer          text NOT NULL REFERENCES issuer,
    to_state        text NOT NULL CHECK (to_state = 'revoked'),
    ground          text NOT NULL CHECK (ground <> ''),
    decision_number text NOT NULL CHECK (decision_number <> ''),
    decision_date   date NOT NULL,
    proposed_by     uuid NOT NULL REFERENCES person,
    proposed_at     timestamptz NOT NULL,
    state           text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'confirmed', 'withdrawn', 'refused')),
    ended_by        uuid REFERENCES person,
    ended_at        timestamptz,
    reason          text NOT NULL DEFAULT '',
    UNIQUE (id, state),
    CONSTRAINT status_proposal_ended CHECK ((state = 'open') = (ended_by IS NULL) AND (ended_by IS NULL) = (ended_at IS NULL)),
    CONSTRAINT status_proposal_two_persons CHECK (state NOT IN ('confirmed', 'refused') OR ended_by <> proposed_by),
    CONSTRAINT status_proposal_withdrawn CHECK (state <> 'withdrawn' OR ended_by = proposed_by),
    CONSTRAINT status_proposal_reason CHECK ((state = 'refused') = (reason <> ''))
);
CREATE INDEX status_proposal_by_issuer ON status_proposal (issuer, proposed_at DESC, id);

-- What a proposal is about, transcripts that go with their diplomas included. It
-- names lines of the book, which stay where a batch is given up.
CREATE TABLE status_proposal_credential (
    proposal   uuid NOT NULL REFERENCES status_proposal,
    credential uuid NOT NULL REFERENCES register_entry,
    PRIMARY KEY (proposal, credential)
);
CREATE INDEX status_proposal_by_credential ON status_proposal_credential (credential);
CREATE TRIGGER status_proposal_credential_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON status_proposal_credential
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER status_proposal_stays BEFORE DELETE OR TRUNCATE ON status_proposal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose StatementBegin
CREATE FUNCTION status_proposal_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'open' OR (NEW.id, NEW.issuer, NEW.to_state, NEW.ground, NEW.decision_number, NEW.decision_date, NEW.proposed_by, NEW.proposed_at)
        IS DISTINCT FROM (OLD.id, OLD.issuer, OLD.to_state, OLD.ground, OLD.decision_number, OLD.decision_date, OLD.proposed_by, OLD.proposed_at)
    THEN
        RAISE EXCEPTION 'a proposal cannot be rewritten' USING ERRCODE = 'check_violation', CONSTRAINT = 'status_proposal_fixed';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER status_proposal_fixed BEFORE UPDATE ON status_proposal FOR EACH ROW EXECUTE FUNCTION status_proposal_fixed();

-- A revocation comes of a confirmed proposal, and of nothing else. What an older
-- version asked for goes on as it is.
ALTER TABLE status_change ADD COLUMN proposal uuid,
    ADD COLUMN proposal_state text NOT NULL DEFAULT 'confirmed' CHECK (proposal_state = 'confirmed'),
    ADD CONSTRAINT status_change_proposal FOREIGN KEY (proposal, proposal_state) REFERENCES status_proposal (id, state);
-- +goose StatementBegin
CREATE FUNCTION status_change_two_persons() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.to_state = 'revoked' AND NEW.proposal IS NULL THEN
        RAISE EXCEPTION 'a revocation that nobody proposed' USING ERRCODE = 'check_violation', CONSTRAINT = 'status_change_two_persons';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER status_change_two_persons BEFORE INSERT ON status_change FOR EACH ROW EXECUTE FUNCTION status_change_two_persons();

-- What hangs on a diploma is found by it.
CREATE INDEX register_entry_by_diploma ON register_entry (diploma) WHERE diploma IS NOT NULL;

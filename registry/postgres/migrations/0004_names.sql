-- +goose Up
-- What a name is found and sorted by: see package registry/names, whose version
-- stands in rules. The credential itself can never change; these keys are made
-- anew, by the program that migrates, when the rules do. They are as personal
-- as the name.
CREATE TABLE name_key (
    credential uuid PRIMARY KEY REFERENCES credential,
    issuer     text NOT NULL REFERENCES issuer,
    exact      text NOT NULL CHECK (exact <> ''),
    tone       text NOT NULL CHECK (tone <> ''),
    plain      text NOT NULL CHECK (plain <> ''),
    sort       bytea NOT NULL CHECK (octet_length(sort) > 0),
    rules      integer NOT NULL CHECK (rules >= 1)
);
CREATE INDEX name_key_by_name ON name_key (issuer, sort, credential);
CREATE TRIGGER name_key_stays BEFORE DELETE OR TRUNCATE ON name_key FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Of whom a key is stays as it was.
-- +goose StatementBegin
CREATE FUNCTION name_key_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.credential, NEW.issuer) IS DISTINCT FROM (OLD.credential, OLD.issuer) THEN
        RAISE EXCEPTION 'the keys of a name stay with their credential' USING ERRCODE = 'check_violation', CONSTRAINT = 'name_key_fixed';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER name_key_fixed BEFORE UPDATE ON name_key FOR EACH ROW EXECUTE FUNCTION name_key_fixed();

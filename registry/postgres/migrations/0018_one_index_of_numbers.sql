-- +goose Up
-- What a number costs when it is stored: one index for each, where there were two.

-- A number has one key, so that what is unique with the key in front is unique without it.
-- These indexes refuse a number that stands twice, as they did, and find a number by what
-- all ways to write it share. Lines without a number are not in them.
DROP INDEX register_entry_serial, register_entry_register, register_entry_serial_key, register_entry_register_key;
CREATE UNIQUE INDEX register_entry_serial ON register_entry (issuer, number_key(serial_number), serial_number)
    WHERE serial_number IS NOT NULL AND state <> 'dropped' AND (state <> 'void' OR drew_serial);
CREATE UNIQUE INDEX register_entry_register ON register_entry (issuer, book, number_key(register_number), register_number)
    WHERE register_number IS NOT NULL AND state <> 'dropped' AND (state <> 'void' OR drew_register);

-- Lines of a book that hold a number no more: few, and asked for whenever numbers are drawn.
CREATE INDEX register_entry_ended ON register_entry (issuer, book) WHERE state IN ('dropped', 'void');

-- The keys of a name are of the school of their credential. A foreign key asked for each
-- name only whether there is such a school; this asks once for all that are added, and
-- refuses another school's as well.
ALTER TABLE name_key DROP CONSTRAINT name_key_issuer_fkey;
-- +goose StatementBegin
CREATE FUNCTION name_key_issuer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM added a JOIN credential c ON c.id = a.credential WHERE c.issuer <> a.issuer) THEN
        RAISE EXCEPTION 'keys of a name at another school' USING ERRCODE = 'check_violation', CONSTRAINT = 'name_key_issuer';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER name_key_issuer AFTER INSERT ON name_key REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION name_key_issuer();

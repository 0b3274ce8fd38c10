-- +goose Up
-- What lists and searches of a large register are found by.

-- Words of a name, and the school: a search by name reads the names that have all of
-- its words, and not every name of the school. The expression stands in the search too.
CREATE INDEX name_key_by_words ON name_key USING gin (array_append(string_to_array(btrim(plain), ' '), issuer));

-- The audit of a school narrowed to one action.
CREATE INDEX audit_by_action ON audit (issuer, action, id DESC);

-- A signed credential is base64 of JSON: trying to compress it costs a fifth of what
-- storing a row costs.
ALTER TABLE credential ALTER COLUMN jwt SET STORAGE EXTERNAL;

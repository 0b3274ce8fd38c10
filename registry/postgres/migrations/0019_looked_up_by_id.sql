-- +goose Up
-- A foreign key that looks a credential up by id, school and kind must take an index of
-- ids. While the credentials of a first large batch are not committed, PostgreSQL has no
-- counts of them, and an index that begins with the school seems as good: each look-up then
-- reads the whole school. An index with a condition that the look-up does not state cannot
-- be taken. Statements that are meant to use these indexes state it; it is always true.

DROP INDEX credential_by_birth_date;
CREATE INDEX credential_by_birth_date ON credential (issuer, birth_date) WHERE birth_date >= '';
ALTER TABLE credential DROP CONSTRAINT credential_status_index;
CREATE UNIQUE INDEX credential_status_index ON credential (issuer, status_list, status_index) WHERE status_index >= 0;

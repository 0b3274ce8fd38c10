-- +goose Up
-- Before anything is signed the ledger is asked whether it would take it. What it
-- would refuse waits, and the batch says for what.
ALTER TABLE batch
    DROP CONSTRAINT batch_waits_for_check,
    ADD CONSTRAINT batch_waits_for_check CHECK (waits_for IN
        ('', 'passphrase', 'signing_key', 'operator', 'ledger', 'issuer_state', 'scope', 'quota'));

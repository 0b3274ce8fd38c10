-- +goose Up
-- People see their known devices and forget one that they have lost: so a device has an
-- id that may be shown, and says which browser it is, in words of a closed list. A
-- session knows its device, so that with a forgotten device its sessions end too.
ALTER TABLE known_device
    ADD COLUMN id      uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT known_device_id UNIQUE,
    ADD COLUMN browser text NOT NULL DEFAULT '' CHECK (length(browser) <= 60);
ALTER TABLE session ADD COLUMN device uuid REFERENCES known_device (id) ON DELETE SET NULL;
CREATE INDEX session_by_device ON session (device);

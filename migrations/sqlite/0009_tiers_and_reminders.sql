-- Every move between tiers, up or down.
CREATE TABLE tier_changes (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    tier_from   TEXT NOT NULL REFERENCES tiers (code),
    tier_to     TEXT NOT NULL REFERENCES tiers (code),
    growth      INTEGER NOT NULL,
    at          TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX tier_changes_customer ON tier_changes (customer_id, id);

-- Members are told of points that lapse at an instant, so many days before: one wave, which goes through the members
-- in the order of their ids and can be stopped anywhere.
CREATE TABLE lapse_reminders (
    expires_at     TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??*+00:00'),
    days           INTEGER NOT NULL CHECK (days > 0),
    -- Everybody up to here was told.
    after_customer INTEGER NOT NULL DEFAULT 0,
    done           INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1)),
    PRIMARY KEY (expires_at, days)
) STRICT;

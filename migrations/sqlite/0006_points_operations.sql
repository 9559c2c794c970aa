-- Points set aside until it is known whether they are spent. Each hold ends once: captured, perhaps only a part of it,
-- or released.
CREATE TABLE point_holds (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id         INTEGER NOT NULL REFERENCES customers (id),
    -- The transfer that took the points out of their lots.
    transfer_id         INTEGER NOT NULL UNIQUE REFERENCES point_transfers (id),
    points              INTEGER NOT NULL CHECK (points > 0),
    state               TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'captured', 'released')),
    -- What went where it belongs; the rest went back.
    captured            INTEGER NOT NULL DEFAULT 0,
    -- The capture, or where nothing was captured the release.
    settled_transfer_id INTEGER UNIQUE REFERENCES point_transfers (id),
    created_at          TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    -- From then on it cannot be captured, and releases itself.
    expires_at          TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??*+00:00'),
    settled_at          TEXT CHECK (settled_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK (expires_at > created_at),
    CHECK ((state = 'open') = (settled_transfer_id IS NULL)),
    CHECK ((state = 'open') = (settled_at IS NULL)),
    CHECK (captured BETWEEN 0 AND points),
    CHECK ((state = 'captured') = (captured > 0)),
    CHECK (state <> 'captured' OR settled_at < expires_at)
) STRICT;
CREATE INDEX point_holds_customer ON point_holds (customer_id, id);
CREATE INDEX point_holds_open ON point_holds (expires_at, id) WHERE state = 'open';

-- Points that an administrator gives or takes by hand.
CREATE TABLE point_adjustments (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id     INTEGER NOT NULL REFERENCES customers (id),
    -- Above 0 given, below 0 taken.
    points          INTEGER NOT NULL CHECK (points <> 0),
    -- For staff.
    reason          TEXT NOT NULL CHECK (reason <> ''),
    -- What the member reads of it.
    told            TEXT NOT NULL CHECK (told IN ('correction', 'missed', 'compensation', 'gift')),
    -- 'proposed' waits for a second administrator.
    state           TEXT NOT NULL CHECK (state IN ('proposed', 'done', 'declined')),
    -- The version of 'four_eyes' that held when it was proposed.
    rule_id         INTEGER NOT NULL REFERENCES point_rules (id),
    proposed_by     INTEGER NOT NULL REFERENCES accounts (id),
    idempotency_key TEXT NOT NULL,
    proposed_at     TEXT NOT NULL CHECK (proposed_at GLOB '????-??-??T??:??:??*+00:00'),
    -- NULL where it was small enough for one.
    decided_by      INTEGER REFERENCES accounts (id),
    decided_at      TEXT CHECK (decided_at GLOB '????-??-??T??:??:??*+00:00'),
    -- Why it was declined.
    decline_reason  TEXT CHECK (decline_reason <> ''),
    transfer_id     INTEGER UNIQUE REFERENCES point_transfers (id),
    UNIQUE (proposed_by, idempotency_key),
    CHECK ((state = 'proposed') = (decided_at IS NULL)),
    CHECK ((state = 'done') = (transfer_id IS NOT NULL)),
    CHECK ((state = 'declined') = (decline_reason IS NOT NULL)),
    CHECK (state <> 'declined' OR decided_by IS NOT NULL),
    -- Whoever proposes may withdraw, but never approves.
    CHECK (state <> 'done' OR decided_by IS NULL OR decided_by <> proposed_by)
) STRICT;
CREATE INDEX point_adjustments_waiting ON point_adjustments (id) WHERE state = 'proposed';
CREATE INDEX point_adjustments_customer ON point_adjustments (customer_id, id);

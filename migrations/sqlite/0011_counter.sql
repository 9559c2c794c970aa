-- Points that pay a part of a workshop bill at the dealer's counter.

-- The code that a member shows there: one at a time.
CREATE TABLE counter_codes (
    customer_id INTEGER PRIMARY KEY REFERENCES members (customer_id),
    -- A keyed hash; the key is not in the database. No two codes that are valid at once have the same.
    code_hash   TEXT NOT NULL,
    created_at  TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    expires_at  TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??*+00:00'),
    -- One code is for one hold.
    used_at     TEXT CHECK (used_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK (expires_at > created_at)
) STRICT;
CREATE INDEX counter_codes_hash ON counter_codes (code_hash);

-- Each has a hold of the same points, and ends once: captured, released by the dealer, or by its time-out. What was
-- captured is refunded where the order is credited.
CREATE TABLE counter_redemptions (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id        INTEGER NOT NULL REFERENCES service_orders (id),
    customer_id     INTEGER NOT NULL REFERENCES customers (id),
    dealer_id       INTEGER NOT NULL REFERENCES dealers (id),
    hold_id         INTEGER NOT NULL UNIQUE REFERENCES point_holds (id),
    state           TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'captured', 'released', 'timed_out', 'refunded')),
    points          INTEGER NOT NULL CHECK (points > 0),
    -- What the points are worth.
    fen             INTEGER NOT NULL CHECK (fen > 0),
    -- The order's total when they were held, and from the settlement on what it was then.
    bill_fen        INTEGER NOT NULL,
    held_by         INTEGER NOT NULL REFERENCES accounts (id),
    idempotency_key TEXT NOT NULL,
    held_at         TEXT NOT NULL CHECK (held_at GLOB '????-??-??T??:??:??*+00:00'),
    expires_at      TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??*+00:00'),
    -- NULL where nobody did it by hand.
    settled_by      INTEGER REFERENCES accounts (id),
    settled_at      TEXT CHECK (settled_at GLOB '????-??-??T??:??:??*+00:00'),
    refunded_at     TEXT CHECK (refunded_at GLOB '????-??-??T??:??:??*+00:00'),
    UNIQUE (held_by, idempotency_key),
    CHECK (fen <= bill_fen),
    CHECK (expires_at > held_at),
    CHECK ((state = 'open') = (settled_at IS NULL)),
    CHECK ((state = 'refunded') = (refunded_at IS NOT NULL)),
    CHECK (state NOT IN ('open', 'timed_out') OR settled_by IS NULL),
    CHECK (state NOT IN ('captured', 'refunded') OR (settled_by IS NOT NULL AND settled_at < expires_at)),
    CHECK (refunded_at IS NULL OR refunded_at >= settled_at)
) STRICT;
CREATE UNIQUE INDEX counter_redemptions_one_open ON counter_redemptions (order_id) WHERE state = 'open';
CREATE INDEX counter_redemptions_order ON counter_redemptions (order_id);
CREATE INDEX counter_redemptions_dealer ON counter_redemptions (dealer_id, id);
CREATE INDEX counter_redemptions_customer ON counter_redemptions (customer_id, id);
CREATE INDEX counter_redemptions_open ON counter_redemptions (expires_at, id) WHERE state = 'open';

-- Two rows of the same customer become one: who is gone, and who has taken everything over.
CREATE TABLE customer_merges (
    customer_id   INTEGER PRIMARY KEY REFERENCES customers (id),
    -- Never gone itself: when it is merged later, this row leads on to the one after.
    into_id       INTEGER NOT NULL REFERENCES customers (id),
    -- Of the membership that ended; NULL where there was none, or where it went over.
    member_no     TEXT UNIQUE,
    referral_code TEXT UNIQUE,
    -- NULL where another system merged them.
    merged_by     INTEGER REFERENCES accounts (id),
    reason        TEXT NOT NULL,
    merged_at     TEXT NOT NULL CHECK (merged_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK (customer_id <> into_id)
) STRICT;
CREATE INDEX customer_merges_into ON customer_merges (into_id);
CREATE INDEX customers_merged ON customers (merged_into) WHERE merged_into IS NOT NULL;

-- What was in a lot when it went over with its owner's points; the lot goes on as it is.
CREATE TABLE point_lot_moves (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    lot_id          INTEGER NOT NULL REFERENCES point_lots (id),
    out_transfer_id INTEGER NOT NULL REFERENCES point_transfers (id),
    in_transfer_id  INTEGER NOT NULL REFERENCES point_transfers (id),
    amount          INTEGER NOT NULL CHECK (amount > 0),
    expires_at      TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX point_lot_moves_out ON point_lot_moves (out_transfer_id);
CREATE INDEX point_lot_moves_in ON point_lot_moves (in_transfer_id);
CREATE TRIGGER point_lot_moves_no_update BEFORE UPDATE ON point_lot_moves
BEGIN
    SELECT RAISE(ABORT, 'point_lot_moves is append-only');
END;
CREATE TRIGGER point_lot_moves_no_delete BEFORE DELETE ON point_lot_moves
BEGIN
    SELECT RAISE(ABORT, 'point_lot_moves is append-only');
END;

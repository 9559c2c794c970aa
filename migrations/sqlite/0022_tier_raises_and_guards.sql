-- A new version of the tiers raises at once whom it puts into a higher one: a wave for each version, which goes through
-- the members in the order of their ids and can be stopped anywhere.
CREATE TABLE tier_raises (
    rule_id        INTEGER PRIMARY KEY REFERENCES point_rules (id),
    -- Everybody up to here was looked at.
    after_customer INTEGER NOT NULL DEFAULT 0,
    done           INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1))
) STRICT;

-- What is written stays: INSERT OR REPLACE would remove it without a word to the triggers that forbid deleting.
CREATE TRIGGER point_transfers_no_replace BEFORE INSERT ON point_transfers
WHEN EXISTS (SELECT 1 FROM point_transfers WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'point_transfers is append-only');
END;
-- The same movement once more adds nothing, as ON CONFLICT DO NOTHING says.
CREATE TRIGGER point_transfers_no_second BEFORE INSERT ON point_transfers
WHEN EXISTS (SELECT 1 FROM point_transfers WHERE actor = NEW.actor AND idempotency_key = NEW.idempotency_key
    AND id <> NEW.id)
BEGIN
    SELECT RAISE(IGNORE);
END;
CREATE TRIGGER point_entries_no_replace BEFORE INSERT ON point_entries
WHEN EXISTS (SELECT 1 FROM point_entries WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'point_entries is append-only');
END;
CREATE TRIGGER point_lot_uses_no_replace BEFORE INSERT ON point_lot_uses
WHEN EXISTS (SELECT 1 FROM point_lot_uses WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'point_lot_uses is append-only');
END;
CREATE TRIGGER point_lot_moves_no_replace BEFORE INSERT ON point_lot_moves
WHEN EXISTS (SELECT 1 FROM point_lot_moves WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'point_lot_moves is append-only');
END;

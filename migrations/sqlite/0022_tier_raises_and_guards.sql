-- Versions of the rule 'tiers' that have raised whom they put into a higher one, each once.
CREATE TABLE tier_raises (
    rule_id INTEGER PRIMARY KEY REFERENCES point_rules (id),
    done_at TEXT NOT NULL CHECK (done_at GLOB '????-??-??T??:??:??*+00:00')
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

-- Versions of the rule 'tiers' that have raised whom they put into a higher one, each once.
CREATE TABLE tier_raises (
    rule_id BIGINT PRIMARY KEY REFERENCES point_rules (id),
    done_at TIMESTAMPTZ NOT NULL
);

-- What is written stays: TRUNCATE would remove it without a word to the triggers that forbid deleting.
CREATE TRIGGER point_transfers_no_truncate BEFORE TRUNCATE ON point_transfers
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER point_entries_no_truncate BEFORE TRUNCATE ON point_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER point_lot_uses_no_truncate BEFORE TRUNCATE ON point_lot_uses
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER point_lot_moves_no_truncate BEFORE TRUNCATE ON point_lot_moves
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

//! Invariants of voucher codes.

use crate::invariants::Rule;

pub const RULES: &[Rule] = &[
    Rule {
        what: "redemptions: exactly one code of the same reward for kinds with codes, none for others",
        of: "SELECT COUNT(*) FROM voucher_codes WHERE redemption_id IS NOT NULL",
        wrong: "SELECT r.id FROM redemptions r JOIN rewards w ON w.id = r.reward_id \
            JOIN reward_kinds k ON k.code = w.kind LEFT JOIN (SELECT redemption_id, \
            COUNT(*) AS n, MIN(reward_id) AS reward_id FROM voucher_codes WHERE redemption_id IS NOT NULL \
            GROUP BY redemption_id) c ON c.redemption_id = r.id \
            WHERE COALESCE(c.n, 0) <> CASE WHEN k.fulfilment = 'code' THEN 1 ELSE 0 END \
            OR c.reward_id <> r.reward_id",
    },
    Rule {
        what: "rewards: with prepared codes, stock left equals the unassigned codes",
        of: "SELECT COUNT(*) FROM rewards WHERE codes = 'imported'",
        wrong: "SELECT w.id FROM rewards w LEFT JOIN (SELECT reward_id, COUNT(*) AS n FROM voucher_codes \
            WHERE redemption_id IS NULL GROUP BY reward_id) c ON c.reward_id = w.id \
            WHERE COALESCE(c.n, 0) <> CASE WHEN w.codes = 'imported' THEN w.stock_left ELSE 0 END",
    },
    Rule {
        what: "batches of codes: all codes of a batch are waiting, all are stock, or none exists",
        of: "SELECT COUNT(*) FROM code_batches",
        wrong: "SELECT b.id FROM code_batches b \
            LEFT JOIN (SELECT batch_id, COUNT(*) AS n FROM code_batch_codes GROUP BY batch_id) w ON w.batch_id = b.id \
            LEFT JOIN (SELECT batch_id, COUNT(*) AS n FROM voucher_codes WHERE batch_id IS NOT NULL \
            GROUP BY batch_id) s ON s.batch_id = b.id \
            WHERE COALESCE(w.n, 0) <> CASE WHEN b.state IN ('checking', 'checked') THEN b.good ELSE 0 END \
            OR COALESCE(s.n, 0) <> CASE WHEN b.state = 'taken' THEN b.good ELSE 0 END",
    },
    Rule {
        what: "redemptions: each handover matches the redemption's time and chosen dealer",
        of: "SELECT COUNT(*) FROM redemption_handovers",
        wrong: "SELECT h.redemption_id AS id FROM redemption_handovers h JOIN redemptions r ON r.id = h.redemption_id \
            WHERE r.state NOT IN ('fulfilled', 'cancelled') OR r.fulfilled_at IS NULL OR r.fulfilled_at <> h.at \
            OR r.pickup_dealer_id <> h.dealer_id",
    },
    Rule {
        what: "batches of codes: open batches belong to rewards with prepared codes",
        of: "SELECT COUNT(*) FROM code_batches WHERE state IN ('checking', 'checked')",
        wrong: "SELECT b.id FROM code_batches b JOIN rewards w ON w.id = b.reward_id \
            WHERE b.state IN ('checking', 'checked') AND w.codes <> 'imported'",
    },
];

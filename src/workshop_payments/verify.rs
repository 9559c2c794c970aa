//! Invariants of workshop bills paid with points.

use crate::invariants::Rule;

pub const RULES: &[Rule] = &[
    Rule {
        what: "workshop payments: each matches a hold of as many points in the same state, captured ones with a capture",
        of: "SELECT COUNT(*) FROM workshop_payments",
        wrong: "SELECT c.id FROM workshop_payments c JOIN point_holds h ON h.id = c.hold_id \
            JOIN point_transfers t ON t.id = h.transfer_id \
            LEFT JOIN point_entries e ON e.transfer_id = h.settled_transfer_id AND e.account = 'dealer' \
            LEFT JOIN point_transfers r ON r.undoes_id = h.settled_transfer_id AND r.kind = 'refund' \
            LEFT JOIN customer_merges g ON g.customer_id = h.customer_id \
            WHERE h.points <> c.points OR COALESCE(g.survivor_id, h.customer_id) <> c.customer_id OR t.source <> 'workshop_payment' \
            OR t.source_id <> c.order_id OR h.state <> CASE c.state WHEN 'open' THEN 'open' \
            WHEN 'captured' THEN 'captured' WHEN 'refunded' THEN 'captured' ELSE 'released' END \
            OR (c.state IN ('captured', 'refunded') AND (e.amount IS NULL OR e.amount <> c.points)) \
            OR (c.state = 'refunded') <> (r.id IS NOT NULL)",
    },
    Rule {
        what: "workshop payments: every hold for a bill belongs to one",
        of: "SELECT COUNT(*) FROM point_transfers WHERE kind = 'hold' AND source = 'workshop_payment'",
        wrong: "SELECT t.id FROM point_transfers t LEFT JOIN point_holds h ON h.transfer_id = t.id \
            LEFT JOIN workshop_payments c ON c.hold_id = h.id \
            WHERE t.kind = 'hold' AND t.source = 'workshop_payment' AND c.id IS NULL",
    },
    Rule {
        // An order's current total proves nothing, since another system may change it at any time. The total is
        // recorded when points are held, and again when they are settled.
        what: "workshop payments: points for an order never exceed its total then, and it has at most one open hold",
        of: "SELECT COUNT(*) FROM workshop_payments WHERE state IN ('open', 'captured')",
        wrong: "SELECT id FROM (SELECT id, bill_fen, SUM(fen) OVER (PARTITION BY order_id ORDER BY id) AS engaged_fen, \
            SUM(CASE state WHEN 'open' THEN 1 ELSE 0 END) OVER (PARTITION BY order_id) AS open \
            FROM workshop_payments WHERE state IN ('open', 'captured')) c WHERE engaged_fen > bill_fen OR open > 1",
    },
];

//! Rules for the ledger, holds, adjustments, transfers, merges, tier points and the rewards' stock.

use crate::invariants::Rule;

/// Rules that a single query each can check.
pub const RULES: &[Rule] = &[
    Rule {
        what: "members: sum of remaining points in lots = stored balance = sum of entries",
        of: "SELECT COUNT(*) FROM point_balances",
        wrong: "SELECT a.id FROM (SELECT customer_id AS id FROM point_balances UNION \
            SELECT customer_id FROM point_lots UNION \
            SELECT customer_id FROM point_entries WHERE customer_id IS NOT NULL) a \
            LEFT JOIN point_balances b ON b.customer_id = a.id \
            LEFT JOIN (SELECT customer_id, SUM(remaining) AS points FROM point_lots GROUP BY customer_id) l \
            ON l.customer_id = a.id \
            LEFT JOIN (SELECT customer_id, SUM(amount) AS points FROM point_entries WHERE customer_id IS NOT NULL \
            GROUP BY customer_id) e ON e.customer_id = a.id \
            WHERE b.customer_id IS NULL OR b.available < 0 OR b.available <> COALESCE(l.points, 0) \
            OR b.available <> COALESCE(e.points, 0)",
    },
    Rule {
        what: "lots: 0 <= remaining <= issued, and issued - remaining = taken - returned",
        of: "SELECT COUNT(*) FROM point_lots",
        wrong: "SELECT l.id FROM point_lots l LEFT JOIN (SELECT lot_id, SUM(amount) AS points FROM point_lot_uses \
            GROUP BY lot_id) u ON u.lot_id = l.id WHERE l.remaining < 0 OR l.remaining > l.issued \
            OR l.issued - l.remaining <> COALESCE(u.points, 0)",
    },
    Rule {
        what: "lots: each expires as its newest use or move says, else at its first expiry",
        of: "SELECT COUNT(*) FROM point_lots",
        wrong: "SELECT l.id FROM point_lots l JOIN point_transfers t ON t.id = l.transfer_id \
            WHERE l.expires_at < l.first_expires_at OR l.expires_at <> COALESCE(\
            (SELECT u.expires_at FROM point_lot_uses u WHERE u.lot_id = l.id ORDER BY u.id DESC LIMIT 1), \
            (SELECT v.expires_at FROM point_lot_moves v WHERE v.lot_id = l.id ORDER BY v.id DESC LIMIT 1), \
            CASE t.kind WHEN 'receive' THEN l.expires_at ELSE l.first_expires_at END)",
    },
    Rule {
        what: "transfers: two entries or more, which sum to zero",
        of: "SELECT COUNT(*) FROM point_transfers",
        wrong: "SELECT t.id FROM point_transfers t LEFT JOIN (SELECT transfer_id, COUNT(*) AS n, \
            SUM(amount) AS points FROM point_entries GROUP BY transfer_id) e ON e.transfer_id = t.id \
            WHERE COALESCE(e.n, 0) < 2 OR e.points <> 0",
    },
    Rule {
        what: "transfers: the member's entry = net change of the lots",
        of: "SELECT COUNT(*) FROM point_transfers",
        wrong: "SELECT t.id FROM point_transfers t \
            LEFT JOIN point_entries e ON e.transfer_id = t.id AND e.customer_id IS NOT NULL \
            LEFT JOIN (SELECT transfer_id, SUM(issued) AS points FROM point_lots GROUP BY transfer_id) l \
            ON l.transfer_id = t.id \
            LEFT JOIN (SELECT transfer_id, SUM(amount) AS points FROM point_lot_uses GROUP BY transfer_id) u \
            ON u.transfer_id = t.id WHERE e.id IS NULL OR e.customer_id <> t.customer_id \
            OR (t.kind <> 'merge' AND e.amount <> COALESCE(l.points, 0) - COALESCE(u.points, 0))",
    },
    Rule {
        what: "refunds: the same lots got back what the spending had taken",
        of: "SELECT COUNT(*) FROM point_transfers WHERE kind = 'refund'",
        wrong: "SELECT r.id FROM point_transfers r WHERE r.kind = 'refund' AND (r.undoes_id IS NULL OR EXISTS (\
            SELECT 1 FROM (SELECT lot_id, amount FROM point_lot_uses WHERE transfer_id IN (r.id, r.undoes_id) \
            UNION ALL SELECT u.lot_id, u.amount FROM point_transfers c JOIN point_lot_uses u \
            ON u.transfer_id = c.undoes_id WHERE c.id = r.undoes_id AND c.kind = 'capture' \
            UNION ALL SELECT u.lot_id, u.amount FROM point_transfers c JOIN point_transfers h \
            ON h.undoes_id = c.undoes_id AND h.kind = 'release' JOIN point_lot_uses u ON u.transfer_id = h.id \
            WHERE c.id = r.undoes_id AND c.kind = 'capture') u GROUP BY u.lot_id HAVING SUM(u.amount) <> 0))",
    },
    Rule {
        what: "holds: each took the points it states, and ended at most once, by its own transfer",
        of: "SELECT COUNT(*) FROM point_holds",
        wrong: "SELECT h.id FROM point_holds h JOIN point_transfers t ON t.id = h.transfer_id \
            LEFT JOIN point_entries e ON e.transfer_id = t.id AND e.account = 'held' \
            LEFT JOIN point_transfers s ON s.id = h.settled_transfer_id \
            LEFT JOIN (SELECT u.undoes_id, SUM(CASE u.kind WHEN 'capture' THEN -x.amount ELSE 0 END) AS captured, \
            SUM(CASE u.kind WHEN 'release' THEN -x.amount ELSE 0 END) AS released FROM point_transfers u \
            JOIN point_entries x ON x.transfer_id = u.id AND x.account = 'held' \
            WHERE u.kind IN ('capture', 'release') GROUP BY u.undoes_id) n ON n.undoes_id = t.id \
            WHERE t.kind <> 'hold' OR t.customer_id <> h.customer_id OR e.amount IS NULL OR e.amount <> h.points \
            OR COALESCE(n.captured, 0) <> h.captured OR COALESCE(n.released, 0) <> \
            CASE h.state WHEN 'open' THEN 0 ELSE h.points - h.captured END OR (h.state <> 'open' AND (s.id IS NULL \
            OR s.undoes_id <> t.id OR s.kind <> CASE h.state WHEN 'captured' THEN 'capture' ELSE 'release' END)) \
            UNION ALL SELECT t.id FROM point_transfers t LEFT JOIN point_holds h \
            ON h.transfer_id = CASE t.kind WHEN 'hold' THEN t.id ELSE t.undoes_id END \
            WHERE t.kind IN ('hold', 'capture', 'release') AND h.id IS NULL",
    },
    Rule {
        what: "holds: what is released returns to the lots it came from, at most what was held",
        of: "SELECT COUNT(*) FROM point_transfers WHERE kind = 'release'",
        wrong: "SELECT r.id FROM point_transfers r WHERE r.kind = 'release' AND EXISTS (\
            SELECT 1 FROM point_lot_uses u WHERE u.transfer_id IN (r.id, r.undoes_id) \
            GROUP BY u.lot_id HAVING SUM(u.amount) < 0)",
    },
    Rule {
        what: "holds: stored held = sum of open holds = the member's balance on that account",
        of: "SELECT COUNT(*) FROM point_balances",
        wrong: "SELECT a.id FROM (SELECT customer_id AS id FROM point_balances UNION \
            SELECT customer_id FROM point_holds UNION SELECT t.customer_id FROM point_entries e \
            JOIN point_transfers t ON t.id = e.transfer_id WHERE e.account = 'held') a \
            LEFT JOIN point_balances b ON b.customer_id = a.id \
            LEFT JOIN (SELECT customer_id, SUM(points) AS points FROM point_holds WHERE state = 'open' \
            GROUP BY customer_id) h ON h.customer_id = a.id \
            LEFT JOIN (SELECT t.customer_id, SUM(e.amount) AS points FROM point_entries e \
            JOIN point_transfers t ON t.id = e.transfer_id WHERE e.account = 'held' GROUP BY t.customer_id) x \
            ON x.customer_id = a.id WHERE b.customer_id IS NULL OR b.held < 0 \
            OR b.held <> COALESCE(h.points, 0) OR b.held <> COALESCE(x.points, 0)",
    },
    Rule {
        what: "reversals: no more than was earned, and from its own lot only",
        of: "SELECT COUNT(*) FROM point_transfers WHERE kind = 'reverse'",
        wrong: "SELECT r.id FROM point_transfers r LEFT JOIN point_transfers t ON t.id = r.undoes_id \
            LEFT JOIN point_lots l ON l.transfer_id = t.id \
            LEFT JOIN customer_merges g ON g.customer_id = r.customer_id WHERE r.kind = 'reverse' AND (l.id IS NULL \
            OR t.kind <> 'earn' OR l.customer_id <> COALESCE(g.survivor_id, r.customer_id) \
            OR EXISTS (SELECT 1 FROM point_lot_uses u WHERE u.transfer_id = r.id AND u.lot_id <> l.id) \
            OR l.issued < (SELECT COALESCE(SUM(e.amount), 0) FROM point_transfers o \
            JOIN point_entries e ON e.transfer_id = o.id AND e.account = 'issue' \
            WHERE o.undoes_id = t.id AND o.kind = 'reverse'))",
    },
    Rule {
        what: "reversals: a debt arises only where the lot is empty",
        of: "SELECT COUNT(*) FROM point_entries WHERE account = 'debt' AND kind = 'reverse'",
        wrong: "SELECT r.id FROM point_transfers r JOIN point_entries d ON d.transfer_id = r.id AND d.account = 'debt' \
            JOIN point_entries m ON m.transfer_id = r.id AND m.account = 'member' \
            JOIN point_lots l ON l.transfer_id = r.undoes_id WHERE r.kind = 'reverse' AND l.issued <> (\
            SELECT COALESCE(SUM(u.amount), 0) FROM point_lot_uses u JOIN point_entries e \
            ON e.transfer_id = u.transfer_id AND e.account = 'member' WHERE u.lot_id = l.id AND e.id <= m.id)",
    },
    Rule {
        what: "debts: stored debt = debt from reversals - settlements",
        of: "SELECT COUNT(*) FROM point_balances",
        wrong: "SELECT a.id FROM (SELECT customer_id AS id FROM point_balances UNION SELECT t.customer_id \
            FROM point_entries e JOIN point_transfers t ON t.id = e.transfer_id WHERE e.account = 'debt') a \
            LEFT JOIN point_balances b ON b.customer_id = a.id \
            LEFT JOIN (SELECT t.customer_id, -SUM(e.amount) AS points FROM point_entries e \
            JOIN point_transfers t ON t.id = e.transfer_id WHERE e.account = 'debt' \
            AND ((t.kind = 'reverse' AND e.amount < 0) OR (t.kind = 'settle' AND e.amount > 0) OR t.kind = 'merge') \
            GROUP BY t.customer_id) d ON d.customer_id = a.id \
            WHERE b.customer_id IS NULL OR b.debt < 0 OR b.debt <> COALESCE(d.points, 0)",
    },
    Rule {
        what: "merges: what left the duplicate reached the survivor, lot by lot, and nothing is left with the duplicate",
        of: "SELECT COUNT(*) FROM customer_merges",
        wrong: "SELECT t.id FROM point_transfers t JOIN point_entries e ON e.transfer_id = t.id AND e.account = 'member' \
            WHERE t.kind = 'merge' AND ABS(e.amount) <> COALESCE((SELECT SUM(v.amount) FROM point_lot_moves v \
            WHERE CASE WHEN t.customer_id = t.source_id THEN v.out_transfer_id ELSE v.in_transfer_id END = t.id), 0) \
            UNION ALL SELECT MAX(t.id) FROM point_transfers t JOIN point_entries e ON e.transfer_id = t.id \
            WHERE t.kind = 'merge' GROUP BY t.source_id, e.account HAVING SUM(e.amount) <> 0 \
            UNION ALL SELECT t.id FROM point_transfers t LEFT JOIN customer_merges g ON g.customer_id = t.source_id \
            WHERE t.kind = 'merge' AND g.customer_id IS NULL \
            UNION ALL SELECT g.customer_id FROM customer_merges g LEFT JOIN point_balances b \
            ON b.customer_id = g.customer_id WHERE COALESCE(b.available + b.held + b.debt + b.pending + b.tier_points, 0) <> 0 \
            OR b.customer_id IS NULL OR CASE WHEN b.is_merged THEN 1 ELSE 0 END = 0 \
            OR EXISTS (SELECT 1 FROM point_lots l WHERE l.customer_id = g.customer_id) \
            OR EXISTS (SELECT 1 FROM customer_merges o WHERE o.customer_id = g.survivor_id) \
            UNION ALL SELECT b.customer_id FROM point_balances b WHERE b.is_merged \
            AND NOT EXISTS (SELECT 1 FROM customer_merges g WHERE g.customer_id = b.customer_id)",
    },
    Rule {
        what: "transfers: what one member sent another received in full, with the same expiry, within the rule's limit",
        of: "SELECT COUNT(*) FROM point_transfers WHERE kind = 'send'",
        wrong: "SELECT t.id FROM point_transfers t LEFT JOIN point_rules r ON r.id = t.rule_id \
            JOIN point_entries e ON e.transfer_id = t.id AND e.account = 'member' WHERE t.kind = 'send' \
            AND (r.code IS NULL OR r.code <> 'household' OR -e.amount > r.value \
            OR (SELECT COUNT(*) FROM point_transfers i WHERE i.undoes_id = t.id AND i.kind = 'receive' \
            AND i.customer_id <> t.customer_id) <> 1) \
            UNION ALL SELECT MAX(x.id) FROM (SELECT t.id AS id, l.first_expires_at, u.expires_at, u.amount FROM point_transfers t \
            JOIN point_lot_uses u ON u.transfer_id = t.id JOIN point_lots l ON l.id = u.lot_id WHERE t.kind = 'send' UNION ALL \
            SELECT t.undoes_id, l.first_expires_at, COALESCE((SELECT u.expires_at FROM point_lot_uses u WHERE u.lot_id = l.id \
            ORDER BY u.id LIMIT 1), l.expires_at), -l.issued FROM point_transfers t \
            JOIN point_lots l ON l.transfer_id = t.id WHERE t.kind = 'receive') x \
            GROUP BY x.id, x.first_expires_at, x.expires_at HAVING SUM(x.amount) <> 0",
    },
    Rule {
        what: "adjustments: posted ones moved the points they state, and nobody exceeded the limit alone",
        of: "SELECT COUNT(*) FROM point_adjustments",
        wrong: "SELECT a.id FROM point_adjustments a JOIN point_rules r ON r.id = a.rule_id \
            LEFT JOIN point_transfers t ON t.id = a.transfer_id \
            LEFT JOIN point_entries e ON e.transfer_id = t.id AND e.account = 'member' \
            WHERE r.code <> 'four_eyes' OR (a.state = 'done' AND (e.id IS NULL OR t.kind <> 'adjust' \
            OR t.source <> 'adjustment' OR t.source_id <> a.id OR t.customer_id <> a.customer_id \
            OR e.amount <> a.points OR a.decided_by = a.proposed_by \
            OR (a.decided_by IS NULL AND ABS(a.points) > r.value))) \
            UNION ALL SELECT t.id FROM point_transfers t LEFT JOIN point_adjustments a ON a.transfer_id = t.id \
            WHERE t.kind = 'adjust' AND a.id IS NULL",
    },
    Rule {
        what: "earnings: each followed a published rule version, the one in force then",
        of: "SELECT COUNT(*) FROM point_transfers WHERE rule_id IS NOT NULL",
        wrong: "SELECT t.id FROM point_transfers t JOIN point_rules r ON r.id = t.rule_id \
            WHERE t.rule_at IS NULL OR r.valid_from IS NULL OR r.valid_from > t.rule_at \
            OR EXISTS (SELECT 1 FROM point_rules n WHERE n.code = r.code AND n.valid_from <= t.rule_at \
            AND (n.valid_from, n.version) > (r.valid_from, r.version)) \
            UNION SELECT id FROM point_transfers WHERE rule_id IS NULL AND (rule_at IS NOT NULL OR cut <> 0)",
    },
    Rule {
        what: "earnings: referrals and profiles gave what the rule version and campaign say, or less if capped",
        of: "SELECT COUNT(*) FROM point_transfers WHERE kind = 'earn' AND source IN ('referral', 'profile')",
        wrong: "SELECT t.id FROM point_transfers t JOIN point_rules r ON r.id = t.rule_id \
            JOIN point_entries e ON e.transfer_id = t.id AND e.account = 'issue' \
            LEFT JOIN point_campaigns c ON c.id = t.campaign_id \
            WHERE t.kind = 'earn' AND t.source IN ('referral', 'profile') \
            AND (t.cut - e.amount <> r.value * COALESCE(c.percent, 100) / 100 OR (t.cut > 0 AND r.cap IS NULL))",
    },
    Rule {
        what: "campaigns: each one applied was published for that rule and active then",
        of: "SELECT COUNT(*) FROM point_transfers WHERE campaign_id IS NOT NULL",
        wrong: "SELECT t.id FROM point_transfers t JOIN point_campaigns c ON c.id = t.campaign_id \
            LEFT JOIN point_rules r ON r.id = t.rule_id \
            WHERE r.code IS NULL OR r.code <> c.rule_code OR c.status <> 'published' \
            OR t.rule_at < c.starts_at OR t.rule_at >= c.ends_at OR t.kind NOT IN ('earn', 'reverse')",
    },
    Rule {
        what: "tier points: stored tier points = earnings in the window - their reversals",
        of: "SELECT COUNT(*) FROM point_balances",
        wrong: "SELECT b.customer_id AS id FROM point_balances b LEFT JOIN (SELECT l.customer_id, \
            SUM(l.issued - COALESCE(r.points, 0)) AS points FROM point_transfers t \
            JOIN point_lots l ON l.transfer_id = t.id \
            JOIN point_balances c ON c.customer_id = l.customer_id AND t.at >= c.tier_points_since LEFT JOIN (SELECT v.undoes_id, SUM(e.amount) AS points \
            FROM point_transfers v JOIN point_entries e ON e.transfer_id = v.id AND e.account = 'issue' \
            WHERE v.kind = 'reverse' GROUP BY v.undoes_id) r ON r.undoes_id = t.id \
            WHERE t.kind = 'earn' GROUP BY l.customer_id) g ON g.customer_id = b.customer_id \
            WHERE b.tier_points <> COALESCE(g.points, 0)",
    },
    Rule {
        what: "rewards: stock received = stock left + redeemed and not cancelled",
        of: "SELECT COUNT(*) FROM rewards",
        wrong: "SELECT w.id FROM rewards w LEFT JOIN (SELECT reward_id, COUNT(*) AS n FROM redemptions \
            WHERE state <> 'cancelled' GROUP BY reward_id) r ON r.reward_id = w.id \
            WHERE w.stock_received <> w.stock_left + COALESCE(r.n, 0)",
    },
    Rule {
        what: "rewards: a price for everybody, and no tier pays more than a lower one",
        of: "SELECT COUNT(*) FROM rewards",
        wrong: "SELECT w.id FROM rewards w WHERE NOT EXISTS (SELECT 1 FROM reward_prices p \
            JOIN tiers t ON t.code = p.tier WHERE p.reward_id = w.id AND t.rank = 0) \
            OR EXISTS (SELECT 1 FROM reward_prices p JOIN tiers t ON t.code = p.tier \
            JOIN reward_prices q ON q.reward_id = p.reward_id JOIN tiers u ON u.code = q.tier AND u.rank > t.rank \
            WHERE p.reward_id = w.id AND q.points > p.points)",
    },
];

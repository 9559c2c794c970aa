//! Invariants of referrals.

use crate::invariants::Rule;

pub const RULES: &[Rule] = &[
    Rule {
        what: "referrals: a delivery is credited to the referrer at most once, and only deliveries are",
        of: "SELECT COUNT(*) FROM referrals WHERE state = 'delivered'",
        wrong: "SELECT r.id FROM referrals r WHERE (SELECT COUNT(*) FROM point_transfers t JOIN point_rules p \
            ON p.id = t.rule_id AND p.code = 'referral_delivery' WHERE t.kind = 'earn' AND t.source = 'referral' \
            AND t.source_id = r.id) > CASE WHEN r.state = 'delivered' THEN 1 ELSE 0 END",
    },
    Rule {
        what: "referrals: nobody refers themselves, directly or in a cycle",
        of: "SELECT COUNT(*) FROM referrals WHERE friend_customer_id IS NOT NULL",
        wrong: "WITH RECURSIVE led (start_id, at_id) AS (\
            SELECT referrer_id, friend_customer_id FROM referrals WHERE friend_customer_id IS NOT NULL UNION \
            SELECT l.start_id, r.friend_customer_id FROM led l JOIN referrals r ON r.referrer_id = l.at_id \
            AND r.friend_customer_id IS NOT NULL) SELECT DISTINCT start_id AS id FROM led WHERE start_id = at_id",
    },
];

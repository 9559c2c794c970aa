//! Invariants of documents and their earnings, checked where the newest version is booked.

use crate::invariants::Rule;

/// Rules that a single query each can check.
pub const RULES: &[Rule] = &[
    Rule {
        what: "documents: credited, returned or withdrawn ones have no points, others only with their customer",
        of: "SELECT COUNT(*) FROM point_documents",
        wrong: "SELECT MAX(t.id) AS id FROM (\
            SELECT 'service_order' AS source, id, version, customer_id, CASE status WHEN 'closed' THEN 1 ELSE 0 END AS stands \
            FROM service_orders \
            UNION ALL SELECT 'delivery', id, version, customer_id, CASE status WHEN 'delivered' THEN 1 ELSE 0 END FROM deliveries \
            UNION ALL SELECT 'survey', id, version, customer_id, CASE status WHEN 'answered' THEN 1 ELSE 0 END FROM survey_answers) o \
            JOIN point_documents d ON d.source = o.source AND d.source_id = o.id AND d.version = o.version \
            JOIN point_transfers t ON t.source = o.source AND t.source_id = o.id AND t.kind IN ('earn', 'reverse') \
            JOIN point_entries e ON e.transfer_id = t.id AND e.account = 'issue' \
            LEFT JOIN customer_merges g ON g.customer_id = t.customer_id \
            WHERE o.stands = 0 OR COALESCE(g.survivor_id, t.customer_id) <> o.customer_id \
            GROUP BY o.source, o.id, COALESCE(g.survivor_id, t.customer_id) HAVING SUM(e.amount) <> 0",
    },
    // Orders and answers carry their own moment; a delivery's is taken from its earning, so deliveries moved to another
    // day that had points taken back are left out.
    Rule {
        what: "documents: each earned what its newest booked version is worth by its rule and campaign, or less if capped",
        of: "SELECT COUNT(*) FROM point_documents",
        wrong: "SELECT w.id FROM (SELECT x.id, x.points, r.cap, r.value * x.fen * x.percent * COALESCE((\
            SELECT MAX(c.percent) FROM point_campaigns c WHERE c.rule_code = x.code AND c.status = 'published' \
            AND c.starts_at <= x.at AND c.ends_at > x.at \
            AND (NOT EXISTS (SELECT 1 FROM point_campaign_models p WHERE p.campaign_id = c.id) \
            OR EXISTS (SELECT 1 FROM point_campaign_models p WHERE p.campaign_id = c.id AND p.model_id = x.model_id)) \
            AND (NOT EXISTS (SELECT 1 FROM point_campaign_dealers p WHERE p.campaign_id = c.id) \
            OR EXISTS (SELECT 1 FROM point_campaign_dealers p WHERE p.campaign_id = c.id AND p.dealer_id = x.dealer_id))\
            ), 100) / 1000000 AS whole FROM (SELECT MAX(t.id) AS id, -SUM(e.amount) AS points, o.code, o.fen, \
            COALESCE(o.percent, d.percent) AS percent, o.model_id, o.dealer_id, COALESCE(o.at, MAX(t.rule_at)) AS at FROM (\
            SELECT 'service_order' AS source, 'workshop' AS code, s.id, s.version, s.customer_id, s.closed_at AS at, \
            s.paid_fen AS fen, CAST(NULL AS BIGINT) AS percent, v.model_id, s.dealer_id FROM service_orders s \
            JOIN vehicles v ON v.id = s.vehicle_id WHERE s.status = 'closed' \
            UNION ALL SELECT 'delivery', 'delivery', y.id, y.version, y.customer_id, CAST(NULL AS TIMESTAMPTZ), 100, 100, \
            v.model_id, y.dealer_id FROM deliveries y JOIN vehicles v ON v.id = y.vehicle_id WHERE y.status = 'delivered' \
            UNION ALL SELECT 'survey', 'survey', a.id, a.version, a.customer_id, a.answered_at, 100, 100, \
            v.model_id, s.dealer_id FROM survey_answers a LEFT JOIN service_orders s ON s.id = a.order_id \
            LEFT JOIN vehicles v ON v.id = s.vehicle_id WHERE a.status = 'answered') o \
            JOIN point_documents d ON d.source = o.source AND d.source_id = o.id AND d.version = o.version \
            JOIN point_transfers t ON t.source = o.source AND t.source_id = o.id AND t.kind IN ('earn', 'reverse') \
            LEFT JOIN customer_merges g ON g.customer_id = t.customer_id JOIN point_entries e ON e.transfer_id = t.id AND e.account = 'issue' \
            WHERE COALESCE(g.survivor_id, t.customer_id) = o.customer_id GROUP BY o.source, o.code, o.id, o.fen, o.percent, d.percent, o.model_id, o.dealer_id, o.at \
            HAVING o.at IS NOT NULL OR MAX(t.kind) = 'earn') x \
            JOIN point_rules r ON r.id = (SELECT n.id FROM point_rules n WHERE n.code = x.code AND n.valid_from <= x.at \
            ORDER BY n.valid_from DESC, n.version DESC LIMIT 1)) w \
            WHERE w.points > w.whole OR (w.points < w.whole AND w.cap IS NULL)",
    },
];

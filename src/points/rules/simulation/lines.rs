//! The ledger lines that a simulation replays.

use super::replay::Line;
use crate::db::Tx;
use crate::error::Result;
use crate::points::rules::RuleCode;
use crate::sql;
use chrono::{DateTime, Utc};

/// Ids of lines, past a position, by one kind of owner.
macro_rules! owned {
    ($owner:literal, $from:literal) => {
        concat!(
            "SELECT * FROM (SELECT ",
            $owner,
            " AS owner, t.id FROM ",
            $from,
            " JOIN point_rules r ON r.id = t.rule_id WHERE t.rule_id IS NOT NULL \
             AND (CAST($1 AS TEXT) IS NULL OR r.code = $1) AND t.kind IN ('earn', 'reverse') \
             AND t.rule_at >= $2 AND t.rule_at < $3 AND (",
            $owner,
            ", t.id) > ($4, $5) AND ",
            $owner,
            " >= $4 ORDER BY ",
            $owner,
            ", t.id LIMIT 2000) p"
        )
    };
}

/// Lines of a rule, or of all rules, past a position, ordered by their present owner and then by the order in which
/// they were booked.
pub async fn next_lines(
    tx: &mut Tx,
    code: Option<RuleCode>,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    (customer, id): (i64, i64),
) -> Result<Vec<Line>> {
    Ok(sql!(
        tx,
        all Line,
        concat!(
            "SELECT t.id, x.owner AS customer_id, COALESCE(m.member_no, '') AS member_no, t.customer_id AS booked_for, \
             z.merged_at, t.kind, r.code, t.at, t.rule_at, t.source, t.undoes_id, -e.amount AS points, t.cut, r.value, \
             r.cap, c.percent AS campaign, COALESCE(o.id, y.id, a.id) AS document_id, \
             COALESCE(o.status = 'closed' AND o.customer_id = x.owner, \
             y.status = 'delivered' AND y.customer_id = x.owner, \
             a.status = 'answered' AND a.customer_id = x.owner, $6) AS stands, \
             COALESCE(o.closed_at, a.answered_at) AS happened_at, y.delivered_on AS happened_on, m.joined_at, o.paid_fen, d.percent, \
             d.tier, COALESCE(o.dealer_id, y.dealer_id, s.dealer_id) AS dealer_id, v.model_id, w.award_points AS award \
             FROM (SELECT owner, id FROM (",
            owned!(
                "t.customer_id",
                "(SELECT * FROM point_transfers n WHERE NOT EXISTS (SELECT 1 FROM customer_merges z \
                 WHERE z.customer_id = n.customer_id)) t"
            ),
            " UNION ALL ",
            owned!("z.survivor_id", "customer_merges z JOIN point_transfers t ON t.customer_id = z.customer_id"),
            ") u ORDER BY owner, id LIMIT 2000) x JOIN point_transfers t ON t.id = x.id \
             JOIN point_entries e ON e.transfer_id = t.id AND e.account = 'issue' JOIN point_rules r ON r.id = t.rule_id \
             LEFT JOIN customer_merges z ON z.customer_id = t.customer_id \
             LEFT JOIN members m ON m.customer_id = x.owner LEFT JOIN point_campaigns c ON c.id = t.campaign_id \
             LEFT JOIN service_orders o ON t.source = 'service_order' AND o.id = t.source_id \
             LEFT JOIN deliveries y ON t.source = 'delivery' AND y.id = t.source_id \
             LEFT JOIN survey_answers a ON t.source = 'survey' AND a.id = t.source_id \
             LEFT JOIN service_orders s ON s.id = a.order_id \
             LEFT JOIN vehicles v ON v.id = COALESCE(o.vehicle_id, y.vehicle_id, s.vehicle_id) \
             LEFT JOIN point_documents d ON d.source = 'service_order' AND d.source_id = o.id \
             LEFT JOIN registrations g ON t.source = 'registration' AND g.id = t.source_id \
             LEFT JOIN events w ON w.id = g.event_id ORDER BY x.owner, t.id"
        ),
        code,
        from,
        until,
        customer,
        id,
        false
    )?)
}

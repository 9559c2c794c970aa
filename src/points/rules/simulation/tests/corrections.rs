//! Simulations of a past in which documents were corrected and customers merged.

use super::*;
use crate::app::book_new;
use crate::merges::{Merge, merge};
use crate::points::rules::simulation::model::Pair;
use crate::values::CustomerId;

const MEMBERS: &str = "SELECT DISTINCT o.customer_id FROM service_orders o JOIN members m ON m.customer_id = o.customer_id \
    JOIN point_transfers t ON t.source = 'service_order' AND t.source_id = o.id AND t.kind = 'earn' \
    WHERE o.status = 'closed' AND o.closed_at >= '2025-01-01T00:00:00+00:00' AND NOT EXISTS (SELECT 1 FROM point_holds h \
    WHERE h.customer_id = o.customer_id AND h.state = 'open') ORDER BY 1 LIMIT 24";

/// Changes before the merges, and after them.
const CHANGES: [&[&str]; 2] = [
    &[
        "UPDATE service_orders SET paid_fen = paid_fen / 2, version = version + 1, updated_at = $1 \
         WHERE status = 'closed' AND id % 3 = 0",
        "UPDATE service_orders SET status = 'credited', version = version + 1, updated_at = $1 \
         WHERE status = 'closed' AND id % 7 = 2",
        "UPDATE survey_answers SET status = 'withdrawn', version = version + 1, updated_at = $1 \
         WHERE status = 'answered' AND id % 5 = 0",
    ],
    &[
        "UPDATE service_orders SET paid_fen = paid_fen / 3, version = version + 1, updated_at = $1 \
         WHERE status = 'closed' AND id % 4 = 1",
        "UPDATE service_orders SET status = 'credited', version = version + 1, updated_at = $1 \
         WHERE status = 'closed' AND id % 5 = 1",
        "UPDATE survey_answers SET status = 'withdrawn', version = version + 1, updated_at = $1 \
         WHERE status = 'answered' AND id % 3 = 0",
        "INSERT INTO point_campaigns (rule_code, percent, title_zh, title_en, starts_at, ends_at, status, written_at) \
         VALUES ('delivery', 150, 'x', 'x', '2025-12-09T16:00:00+00:00', '2025-12-10T16:00:00+00:00', 'published', $1)",
        "UPDATE deliveries SET delivered_on = '2025-12-10', version = version + 1, updated_at = $1 \
         WHERE status = 'delivered' AND CAST(delivered_on AS TEXT) >= '2025-04-01' AND (id % 2 = 0 \
         OR CAST(delivered_on AS TEXT) = '2025-12-10')",
    ],
];

/// The demo club with all these changes, booked.
async fn corrected(db: &Db) -> Clock {
    let clock = club(db).await;
    let now = noon() + TimeDelta::minutes(1);
    for (n, changes) in CHANGES.iter().enumerate() {
        if n == 1 {
            merge_pairs(db, now).await;
        }
        let mut tx = db.write().await.expect("a transaction");
        for change in *changes {
            sql!(tx, execute, *change, now).expect(change);
        }
        tx.commit().await.expect("committed");
        assert!(book_new(db, now).await.expect("booked") > 10);
    }
    crate::points::testing::assert_whole(db).await;
    clock
}

/// Merges pairs of members.
async fn merge_pairs(db: &Db, now: DateTime<Utc>) {
    let mut tx = db.write().await.expect("a transaction");
    let members = sql!(tx, scalars CustomerId, MEMBERS).expect("members");
    assert!(members.len() > 10);
    for pair in members.chunks_exact(2) {
        let both = Merge { duplicate: pair[1], survivor: pair[0], by: None, reason: "", now };
        assert!(merge(&mut tx, &both).await.expect("merged"));
    }
    tx.commit().await.expect("committed");
}

crate::db_test!(simulating_unchanged_rules_reproduces_the_ledger, |db| {
    let clock = corrected(&db).await;
    for (code, value, cap) in
        [("workshop", 1, None), ("delivery", 5_000, None), ("survey", 50, Some(50)), ("profile", 200, None)]
    {
        let found = outcome(&db, &clock, Subject::Rule(draft(&db, code, value, cap).await), 24).await;
        assert!(found.points.before > 0, "{code}: {found:?}");
        assert_eq!((found.points.difference(), found.gaining, found.losing), (0, 0, 0), "{code}: {found:?}");
        assert!(found.months.values().all(|pair| pair.difference() == 0), "{code}: {found:?}");
        assert_eq!(found.cut.before, found.cut.after, "{code}");
    }
});

/// The net of a rule's earnings and corrections in the ledger, from March 2024 on.
async fn booked(db: &Db, code: &'static str) -> i64 {
    let query = "SELECT CAST(COALESCE(-SUM(e.amount), 0) AS BIGINT) FROM point_transfers t \
        JOIN point_entries e ON e.transfer_id = t.id AND e.account = 'issue' JOIN point_rules r ON r.id = t.rule_id \
        WHERE r.code = $1 AND t.kind IN ('earn', 'reverse') AND t.rule_at >= '2024-02-29T16:00:00+00:00'";
    sql!(db.read().await.expect("a connection"), scalar i64, query, code).expect("a sum")
}

crate::db_test!(a_doubled_value_doubles_each_document_once, |db| {
    let clock = corrected(&db).await;
    let query = "SELECT o.paid_fen, d.percent, COALESCE((SELECT MAX(c.percent) FROM point_transfers t \
        JOIN point_campaigns c ON c.id = t.campaign_id WHERE t.source = 'service_order' AND t.source_id = o.id), 100) \
        FROM service_orders o JOIN point_documents d ON d.source = 'service_order' AND d.source_id = o.id \
        WHERE o.status = 'closed' AND o.closed_at >= '2024-02-29T16:00:00+00:00' AND EXISTS (SELECT 1 \
        FROM point_transfers t WHERE t.source = 'service_order' AND t.source_id = o.id AND t.kind = 'earn')";
    let orders = sql!(db.read().await?, all(i64, i64, i64), query)?;
    let at = |value: i64| -> i64 {
        orders
            .iter()
            .map(|(fen, percent, campaign)| whole(value, Basis::Paid { fen: *fen, percent: *percent }, *campaign))
            .sum()
    };
    let found = outcome(&db, &clock, Subject::Rule(draft(&db, "workshop", 2, None).await), 24).await;
    assert_eq!((found.points, found.losing), (Pair { before: at(1), after: at(2) }, 0));
    assert_eq!(found.points.before, booked(&db, "workshop").await);

    let found = outcome(&db, &clock, Subject::Rule(draft(&db, "delivery", 10_000, None).await), 24).await;
    let before = booked(&db, "delivery").await;
    let moved =
        "SELECT COUNT(*) FROM point_transfers WHERE source = 'delivery' AND kind = 'earn' AND campaign_id IS NOT NULL";
    assert!(sql!(db.read().await?, scalar i64, moved)? > 0, "some were moved to the day of a campaign");
    assert_eq!((found.points, found.losing), (Pair { before, after: 2 * before }, 0));
});

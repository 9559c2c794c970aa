//! Versions of the tiers with lower thresholds.

use super::*;
use crate::points::tiers::periods;

/// From this day on each tier needs half of what the first version needs.
async fn halve(db: &Db, day: &str) {
    let mut tx = db.write().await.expect("a transaction");
    let version = "INSERT INTO point_rules (code, version, value, title_zh, title_en, valid_from) \
        VALUES ('tiers', 2, 0, '会员等级', 'Tiers', $1) RETURNING id";
    let rule = sql!(tx, scalar i64, version, at(day)).expect("a version");
    let tiers = "INSERT INTO tier_rules (rule_id, code, min_tier_points, multiplier_percent) \
        SELECT $1, code, min_tier_points / 2, multiplier_percent FROM tier_rules WHERE rule_id <> $1";
    sql!(tx, execute, tiers, rule).expect("tiers");
    tx.commit().await.expect("committed");
}

crate::db_test!(lower_thresholds_raise_members_once_on_the_first_day, |db| {
    let customer = owner(&db).await;
    earn(&db, customer, 1_500, "2024-01-10").await?;
    halve(&db, "2024-06-01").await;
    keep(&db, at("2024-05-31")).await?;
    assert_eq!(state(&db, customer).await?.0, Tier::Basic);
    for day in ["2024-06-01", "2024-06-02"] {
        keep(&db, at(day)).await?;
        assert_eq!(state(&db, customer).await?, (Tier::Silver, Some("2025-06-30".parse()?), 1_500), "{day}");
    }
    assert_eq!(sent_messages(&db).await?, ["tier:1:silver:2025-06-30"]);
    let moves = "SELECT tier_from || '>' || tier_to FROM tier_changes";
    assert_eq!(sql!(db.read().await?, scalars String, moves)?, ["basic>silver"]);
    assert_whole(&db).await;
});

crate::db_test!(at_a_periods_end_the_tier_follows_the_tier_points, |db| {
    let customer = owner(&db).await;
    earn(&db, customer, 4_000, "2024-01-10").await?;
    keep(&db, at("2024-12-28")).await?;
    halve(&db, "2025-02-01").await;
    periods::end(&db, at("2025-02-01")).await?;
    assert_eq!(state(&db, customer).await?, (Tier::Gold, Some("2026-02-28".parse()?), 4_000));
    assert_eq!(sent_messages(&db).await?.last().map(String::as_str), Some("tier:1:gold:2026-02-28"));
    assert_whole(&db).await;
});

crate::db_test!(interrupted_and_concurrent_runs_raise_once, |db| {
    for id in 1..=3 {
        let customer = member(&db, id).await;
        testing::account(&db, "owner", &format!("1380000000{id}"), Some(id), None).await;
        earn(&db, customer, 1_000, &format!("2024-01-0{id}")).await?;
    }
    halve(&db, "2024-06-01").await;
    for statement in 0.. {
        let both = async { tokio::join!(keep(&db, at("2024-06-01")), keep(&db, at("2024-06-01"))) };
        let done = fail_at(&db, statement, both).await;
        assert_whole(&db).await;
        if let Some((one, other)) = done {
            assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
            break;
        }
    }
    assert_eq!(sent_messages(&db).await?.len(), 3, "each once");
    let raised = "SELECT COUNT(*) FROM members WHERE tier = 'silver'";
    assert_eq!(sql!(db.read().await?, scalar i64, raised)?, 3);
});

mod raises;

use super::{keep, tier_points};
use crate::clock;
use crate::db::Db;
use crate::db::fault_injection::fail_at;
use crate::points::model::PointSource;
use crate::points::ops::{self, Movement};
use crate::points::testing::{assert_whole, member, movement};
use crate::sql;
use crate::values::{CustomerId, Tier, TransferId};
use crate::web::testing;
use chrono::{DateTime, NaiveDate, Utc};

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn at(day: &str) -> DateTime<Utc> {
    clock::start_of(day.parse().expect("a day"))
}

async fn earn(db: &Db, customer: CustomerId, points: i64, day: &str) -> Outcome<TransferId> {
    let key = format!("{day}:{points}");
    let earned = Movement { at: at(day), source: PointSource::Survey, ..movement(customer, points, &key) };
    let mut tx = db.write().await?;
    let moved = ops::earn(&mut tx, &earned).await?;
    tx.commit().await?;
    Ok(moved.transfer)
}

/// Tier, last day of its period, tier points.
async fn state(db: &Db, customer: CustomerId) -> Outcome<(Tier, Option<NaiveDate>, i64)> {
    let query = "SELECT m.tier, m.tier_until, b.tier_points FROM members m JOIN point_balances b \
        ON b.customer_id = m.customer_id WHERE m.customer_id = $1";
    Ok(sql!(db.read().await?, one(Tier, Option<NaiveDate>, i64), query, customer)?)
}

async fn sent_messages(db: &Db) -> Outcome<Vec<String>> {
    Ok(sql!(db.read().await?, scalars String, "SELECT dedupe_key FROM outbox WHERE topic = 'tier' ORDER BY id")?)
}

async fn write(db: &Db, statement: &'static str) -> Outcome<()> {
    let mut tx = db.write().await?;
    sql!(tx, execute, statement)?;
    Ok(tx.commit().await?)
}

async fn owner(db: &Db) -> CustomerId {
    let customer = member(db, 1).await;
    testing::account(db, "owner", "13800000001", Some(1), None).await;
    customer
}

crate::db_test!(a_tier_is_reached_at_once_and_holds_for_a_year, |db| {
    let customer = owner(&db).await;
    earn(&db, customer, 1_999, "2024-02-29").await?;
    assert_eq!(state(&db, customer).await?, (Tier::Basic, None, 1_999));
    earn(&db, customer, 6_001, "2024-02-29").await?;
    assert_eq!(state(&db, customer).await?, (Tier::Gold, Some("2025-02-28".parse()?), 8_000), "two tiers at once");
    assert_eq!(sent_messages(&db).await?, ["tier:1:gold:2025-02-28"]);
    let moves =
        sql!(db.read().await?, one(Tier, Tier, i64), "SELECT tier_from, tier_to, tier_points FROM tier_changes")?;
    assert_eq!(moves, (Tier::Basic, Tier::Gold, 8_000));
    assert_whole(&db).await;
});

crate::db_test!(a_tier_is_lost_only_with_a_months_notice, |db| {
    let customer = owner(&db).await;
    earn(&db, customer, 8_000, "2024-01-10").await?;
    keep(&db, at("2024-12-28")).await?;
    assert_eq!(sent_messages(&db).await?.len(), 1, "the points of January 2024 still count until January 2026");
    keep(&db, at("2025-02-01")).await?;
    assert_eq!(state(&db, customer).await?, (Tier::Gold, Some("2026-02-28".parse()?), 8_000), "renewed");

    keep(&db, at("2026-01-24")).await?;
    assert_eq!(sent_messages(&db).await?.len(), 1, "too early");
    keep(&db, at("2026-01-25")).await?;
    assert_eq!(sent_messages(&db).await?[1], "tier:1:notice:2026-02-28");
    keep(&db, at("2026-02-28")).await?;
    assert_eq!(state(&db, customer).await?.0, Tier::Gold, "the period's last day");
    keep(&db, at("2026-03-01")).await?;
    assert_eq!(state(&db, customer).await?, (Tier::Basic, None, 0));
    assert_eq!(sent_messages(&db).await?[2], "tier:1:fallen:2026-03-01");
    keep(&db, at("2026-03-02")).await?;
    assert_eq!(sent_messages(&db).await?.len(), 3, "once");
    assert_whole(&db).await;
});

crate::db_test!(a_member_warned_late_keeps_the_tier_for_a_month, |db| {
    let customer = owner(&db).await;
    earn(&db, customer, 8_000, "2023-01-10").await?;
    earn(&db, customer, 2_500, "2024-12-10").await?;
    // The portal was down when the period ended on 31 January 2024 and when points of January 2023 left the window.
    keep(&db, at("2025-03-10")).await?;
    assert_eq!(state(&db, customer).await?, (Tier::Gold, Some("2025-04-30".parse()?), 2_500));
    keep(&db, at("2025-05-01")).await?;
    assert_eq!(
        state(&db, customer).await?,
        (Tier::Silver, Some("2026-05-31".parse()?), 2_500),
        "the tier that the tier points reach"
    );
});

crate::db_test!(a_reversal_after_the_review_is_warned_about_first, |db| {
    let customer = owner(&db).await;
    let earned = earn(&db, customer, 8_000, "2024-06-10").await?;
    keep(&db, at("2025-06-01")).await?;
    let mut tx = db.write().await?;
    ops::reverse(&mut tx, earned, &Movement { at: at("2025-06-20"), ..movement(customer, 8_000, "back") }).await?;
    tx.commit().await?;
    assert_eq!(state(&db, customer).await?, (Tier::Gold, Some("2025-06-30".parse()?), 0));
    keep(&db, at("2025-07-01")).await?;
    assert_eq!(state(&db, customer).await?.1, Some("2025-08-31".parse()?), "not lost without a warning");
    keep(&db, at("2025-08-01")).await?;
    assert_eq!(sent_messages(&db).await?.last().map(String::as_str), Some("tier:1:notice:2025-09-30"));
    keep(&db, at("2025-10-01")).await?;
    assert_eq!(state(&db, customer).await?.0, Tier::Basic);
    assert_whole(&db).await;
});

crate::db_test!(tier_points_leave_the_window_at_midnight_in_shanghai, |db| {
    let customer = owner(&db).await;
    earn(&db, customer, 300, "2022-02-28").await?;
    let old = earn(&db, customer, 500, "2022-03-01").await?;
    let midnight = at("2024-02-29");
    tier_points::slide(&db, midnight - chrono::TimeDelta::seconds(1)).await?;
    assert_eq!(state(&db, customer).await?.2, 800);
    tier_points::slide(&db, midnight).await?;
    assert_eq!(state(&db, customer).await?.2, 800, "24 months before a leap day is 28 February");
    tier_points::slide(&db, at("2024-03-01")).await?;
    assert_eq!(state(&db, customer).await?.2, 500);
    tier_points::slide(&db, at("2024-03-02")).await?;
    assert_eq!(state(&db, customer).await?.2, 0);
    let mut tx = db.write().await?;
    ops::reverse(&mut tx, old, &Movement { at: at("2024-03-03"), ..movement(customer, 500, "back") }).await?;
    tx.commit().await?;
    assert_eq!(state(&db, customer).await?.2, 0, "reversing points outside the window changes nothing");
    assert_whole(&db).await;
});

crate::db_test!(an_interrupted_upkeep_of_tiers_continues, |db| {
    for id in 1..=3 {
        let customer = member(&db, id).await;
        testing::account(&db, "owner", &format!("1380000000{id}"), Some(id), None).await;
        earn(&db, customer, 8_000, &format!("2024-01-0{id}")).await?;
    }
    for day in ["2025-01-01", "2025-02-01", "2026-01-28", "2026-03-01"] {
        for statement in 0.. {
            let done = fail_at(&db, statement, keep(&db, at(day))).await;
            assert_whole(&db).await;
            if let Some(done) = done {
                done?;
                break;
            }
        }
    }
    let fallen = "SELECT COUNT(*) FROM tier_changes WHERE tier_to = 'basic'";
    assert_eq!(sql!(db.read().await?, scalar i64, fallen)?, 3, "each once");
    assert_eq!(sent_messages(&db).await?.len(), 9, "risen, warned, fallen");
});

crate::db_test!(a_member_whose_tier_points_cannot_be_counted_blocks_nobody, |db| {
    let (broken, other) = (owner(&db).await, member(&db, 2).await);
    testing::account(&db, "owner", "13800000002", Some(2), None).await;
    for day in ["2024-01-09", "2024-01-10"] {
        earn(&db, broken, 8_000, day).await?;
    }
    earn(&db, other, 8_000, "2024-01-11").await?;
    for day in ["2025-06-01", "2025-06-02"] {
        earn(&db, broken, 1_000, day).await?;
    }
    keep(&db, at("2025-01-01")).await?;
    write(&db, "UPDATE point_lots SET issued = 9223372036854775807 WHERE customer_id = 1").await?;
    keep(&db, at("2025-02-01")).await?;
    let renewed = Some("2026-02-28".parse()?);
    assert_eq!(state(&db, other).await?, (Tier::Gold, renewed, 8_000));
    assert_eq!(state(&db, broken).await?.1, Some("2025-01-31".parse()?), "neither renewed nor lost");
    keep(&db, at("2026-02-01")).await?;
    assert_eq!((state(&db, other).await?.2, state(&db, broken).await?.2), (0, 18_000));
    assert!(sent_messages(&db).await?.iter().any(|key| key.starts_with("tier:2:notice")));
    let mend = "UPDATE point_lots SET issued = (SELECT -e.amount FROM point_entries e \
        WHERE e.transfer_id = point_lots.transfer_id AND e.account = 'issue') WHERE customer_id = 1";
    write(&db, mend).await?;
    keep(&db, at("2026-02-01")).await?;
    assert_eq!(state(&db, broken).await?.2, 2_000, "retried later on the same day");
    assert_whole(&db).await;
});

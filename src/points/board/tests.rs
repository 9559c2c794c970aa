use super::figures::{Board, load};
use super::refresh;
use super::sums::Flow;
use crate::admin::figures::{self as club, Figure};
use crate::clock;
use crate::db::Db;
use crate::demo;
use crate::points::model::{PointAccount, Tier};
use crate::points::ops::{self, Movement};
use crate::points::testing::{member, movement};
use crate::sql;
use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn noon(text: &str) -> DateTime<Utc> {
    clock::start_of(day(text)) + TimeDelta::hours(12)
}

async fn board(db: &Db, now: DateTime<Utc>) -> Board {
    refresh(db, now).await.expect("sums");
    load(&mut db.read().await.expect("a connection")).await.expect("figures")
}

crate::db_test!(what_moved_is_found_again_month_by_month, |db| {
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    let at = |text| Movement { at: noon(text), ..movement(customer, 0, "") };
    let earned = ops::earn(&mut tx, &Movement { points: 1_000, key: "a", ..at("2026-01-31") }).await?.transfer;
    let spent = Movement { points: 300, key: "b", ..at("2026-02-01") };
    let spent = ops::spend(&mut tx, &spent, PointAccount::Redeemed).await?.transfer;
    ops::spend(&mut tx, &Movement { points: 100, key: "c", ..at("2026-02-28") }, PointAccount::Charity).await?;
    let back = Movement { points: 300, key: "d", ..at("2026-03-01") };
    ops::refund(&mut tx, spent, &back, PointAccount::Redeemed).await?;
    ops::reverse(&mut tx, earned, &Movement { points: 50, key: "e", ..at("2026-03-02") }).await?;
    tx.commit().await?;
    let board = board(&db, noon("2026-03-05")).await;
    let flow = |month: &str, flow| board.flow(day(month), flow);
    assert_eq!((flow("2026-01-01", Flow::Issued), flow("2026-02-01", Flow::Issued)), (1_000, 0));
    assert_eq!((flow("2026-02-01", Flow::Redeemed), flow("2026-03-01", Flow::Redeemed)), (300, -300));
    assert_eq!((flow("2026-02-01", Flow::Donated), flow("2026-03-01", Flow::Reversed)), (100, 50));
    assert_eq!(board.outstanding(), 850);
    assert_eq!((board.left(Tier::Basic, 0), board.left(Tier::Gold, 0)), (850, 0));
});

crate::db_test!(a_month_that_is_over_is_summed_once, |db| {
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    ops::earn(&mut tx, &Movement { at: noon("2026-01-31"), ..movement(customer, 100, "a") }).await?;
    tx.commit().await?;
    board(&db, noon("2026-02-01")).await;
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE point_sums SET value = 77 WHERE what = 'flow' AND slot = '2026-01' AND part = 'issued'")?;
    tx.commit().await?;
    let soon = board(&db, noon("2026-02-01") + TimeDelta::minutes(10)).await;
    assert_eq!(soon.flow(day("2026-01-01"), Flow::Issued), 77, "fresh enough");
    let next = board(&db, noon("2026-02-03")).await;
    assert_eq!(next.flow(day("2026-01-01"), Flow::Issued), 100, "made on the day after, perhaps too early");
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE point_sums SET value = 77 WHERE what = 'flow' AND slot = '2026-01' AND part = 'issued'")?;
    tx.commit().await?;
    assert_eq!(board(&db, noon("2026-02-05")).await.flow(day("2026-01-01"), Flow::Issued), 77, "over for good");
});

crate::db_test!(the_forecast_follows_what_lapsed_before, |db| {
    let (spender, saver) = (member(&db, 1).await, member(&db, 2).await);
    let mut tx = db.write().await?;
    for (customer, key) in [(spender, "a"), (saver, "b")] {
        ops::earn(&mut tx, &Movement { at: noon("2023-01-10"), ..movement(customer, 1_000, key) }).await?;
    }
    // One spends 600 half a year before the end, which is on 31 January 2026.
    let spent = Movement { at: noon("2025-08-15"), ..movement(spender, 600, "c") };
    ops::spend(&mut tx, &spent, PointAccount::Redeemed).await?;
    tx.commit().await?;
    crate::points::lapse_overdue(&db, noon("2026-02-01")).await?;
    let mut tx = db.write().await?;
    ops::earn(&mut tx, &Movement { at: noon("2026-02-01"), ..movement(saver, 500, "d") }).await?;
    tx.commit().await?;
    let board = board(&db, noon("2026-03-05")).await;
    assert_eq!(board.lapse_permille(day("2026-03-05"), 36), Some(700), "of 2,000 two years before, 1,400 lapsed");
    assert_eq!(board.lapse_permille(day("2026-03-05"), 3), Some(1_000), "what was left three months before lapsed");
    let endings = board.endings(noon("2026-03-05"));
    assert_eq!(endings.len(), 1);
    let end = (endings[0].month, endings[0].points, endings[0].forecast);
    assert_eq!(end, (day("2029-02-01"), 500, 350));
    // Which says nothing any more once that is over a year ago, even where the sums of then are still kept.
    for (today, expected) in [("2027-01-31", Some(700)), ("2027-02-01", None)] {
        assert_eq!(board.lapse_permille(day(today), 36), expected, "{today}");
    }
});

crate::db_test!(the_board_adds_up_with_the_ledger, |db| {
    let now = "2026-11-22T04:00:00Z".parse()?;
    demo::create(&db, demo::Options { customers: 300, seed: 7, now, progress: false }).await?;
    let board = board(&db, now).await;
    let mut tx = db.read().await?;
    let spendable = "SELECT CAST(SUM(remaining) AS BIGINT) FROM point_lots WHERE expires_at > $1";
    assert_eq!(board.outstanding(), sql!(tx, scalar i64, spendable, now)?);
    let endings = board.endings(now);
    assert_eq!(endings.iter().map(|ending| ending.points).sum::<i64>(), board.outstanding());
    assert!(endings.iter().all(|ending| ending.forecast <= ending.points));
    let since = clock::start_of(day("2026-11-01").checked_sub_months(Months::new(11)).expect("a month"));
    let issued = "SELECT CAST(-SUM(amount) AS BIGINT) FROM point_entries WHERE account = 'issue' AND kind = 'earn' \
        AND at >= $1";
    assert_eq!(board.year(day("2026-11-22"), Flow::Issued), sql!(tx, scalar i64, issued, since)?);
    assert!(board.year(day("2026-11-22"), Flow::Lapsed) > 0);
});

crate::db_test!(both_pages_count_alike_what_was_used_and_by_whom, |db| {
    let now = "2026-11-22T04:00:00Z".parse()?;
    demo::create(&db, demo::Options { customers: 300, seed: 7, now, progress: false }).await?;
    let board = board(&db, now).await;
    club::refresh(&db, now).await?;
    let mut tx = db.read().await?;
    let figures = club::load(&mut tx).await?;
    let year = |flow| board.year(day("2026-11-22"), flow);
    assert_eq!(figures.get(Figure::Issued), year(Flow::Issued));
    assert_eq!(figures.get(Figure::Redeemed), year(Flow::Redeemed) + year(Flow::Donated));
    let since = clock::start_of(day("2025-12-01"));
    let counted = |tables: &str| {
        let ways = [
            "EXISTS (SELECT 1 FROM redemptions r WHERE r.customer_id = m.customer_id AND r.created_at >= $1 AND r.state <> 'cancelled')",
            "EXISTS (SELECT 1 FROM counter_redemptions r WHERE r.customer_id = m.customer_id AND r.settled_at >= $1 AND r.state = 'captured')",
            "EXISTS (SELECT 1 FROM donations r WHERE r.customer_id = m.customer_id AND r.at >= $1)",
        ];
        let ways = if tables == "all" { ways.join(" OR ") } else { ways[0].to_owned() };
        sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM members m WHERE {ways}"))
    };
    let redeemers = figures.get(Figure::Redeemers);
    assert_eq!(redeemers, sql!(tx, scalar i64, counted("all"), since)?);
    assert!(redeemers > sql!(tx, scalar i64, counted("redemptions"), since)?, "some only paid a bill or gave");
});

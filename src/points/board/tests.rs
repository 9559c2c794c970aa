use super::figures::{Board, load};
use super::refresh;
use super::sums::Flow;
use crate::clock;
use crate::db::Db;
use crate::demo;
use crate::figures::{self as club, Figure};
use crate::points::model::PointAccount;
use crate::points::ops::{self, Movement};
use crate::points::testing::{member, movement};
use crate::sql;
use crate::values::{Tier, points};
use crate::web::testing::{self, Browser, PASSWORD};
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

crate::db_test!(movements_are_summed_by_month, |db| {
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    let at = |text| Movement { at: noon(text), ..movement(customer, 0, "") };
    let earned =
        ops::earn(&mut tx, &Movement { points: 1_000, idempotency_key: "a", ..at("2026-01-31") }).await?.transfer;
    let spent = Movement { points: 300, idempotency_key: "b", ..at("2026-02-01") };
    let spent = ops::spend(&mut tx, &spent, PointAccount::Redeemed).await?.transfer;
    ops::spend(&mut tx, &Movement { points: 100, idempotency_key: "c", ..at("2026-02-28") }, PointAccount::Charity)
        .await?;
    let back = Movement { points: 300, idempotency_key: "d", ..at("2026-03-01") };
    ops::refund(&mut tx, spent, &back, PointAccount::Redeemed).await?;
    ops::reverse(&mut tx, earned, &Movement { points: 50, idempotency_key: "e", ..at("2026-03-02") }).await?;
    tx.commit().await?;
    let board = board(&db, noon("2026-03-05")).await;
    let flow = |month: &str, flow| board.flow(day(month), flow);
    assert_eq!((flow("2026-01-01", Flow::Issued), flow("2026-02-01", Flow::Issued)), (1_000, 0));
    assert_eq!((flow("2026-02-01", Flow::Redeemed), flow("2026-03-01", Flow::Redeemed)), (300, -300));
    assert_eq!((flow("2026-02-01", Flow::Donated), flow("2026-03-01", Flow::Reversed)), (100, 50));
    assert_eq!((board.outstanding(), board.ending()), (850, 850));
    assert_eq!((board.left(Tier::Basic, 0), board.left(Tier::Gold, 0)), (850, 0));
});

crate::db_test!(a_closed_month_is_summed_once, |db| {
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
    assert_eq!(next.flow(day("2026-01-01"), Flow::Issued), 100, "summed within a day after its end, so summed again");
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE point_sums SET value = 77 WHERE what = 'flow' AND slot = '2026-01' AND part = 'issued'")?;
    tx.commit().await?;
    assert_eq!(
        board(&db, noon("2026-02-05")).await.flow(day("2026-01-01"), Flow::Issued),
        77,
        "closed, so not summed again"
    );
});

crate::db_test!(the_forecast_follows_past_expiry, |db| {
    let (spender, saver) = (member(&db, 1).await, member(&db, 2).await);
    let mut tx = db.write().await?;
    for (customer, idempotency_key) in [(spender, "a"), (saver, "b")] {
        ops::earn(&mut tx, &Movement { at: noon("2023-01-10"), ..movement(customer, 1_000, idempotency_key) }).await?;
    }
    // One member spends 600 half a year before they expire on 31 January 2026.
    let spent = Movement { at: noon("2025-08-15"), ..movement(spender, 600, "c") };
    ops::spend(&mut tx, &spent, PointAccount::Redeemed).await?;
    tx.commit().await?;
    crate::points::expire_overdue(&db, noon("2026-02-01")).await?;
    let mut tx = db.write().await?;
    ops::earn(&mut tx, &Movement { at: noon("2026-02-01"), ..movement(saver, 500, "d") }).await?;
    tx.commit().await?;
    let board = board(&db, noon("2026-03-05")).await;
    assert_eq!(board.expiry_permille(day("2026-03-05"), 36), Some(700), "of 2,000 two years before, 1,400 expired");
    assert_eq!(
        board.expiry_permille(day("2026-03-05"), 3),
        Some(700),
        "six months before is counted, three to four are not"
    );
    for months_left in 0..=2 {
        assert_eq!(
            board.expiry_permille(day("2026-03-05"), months_left),
            Some(1_000),
            "what was left {months_left} months before expired"
        );
    }
    let endings = board.endings(noon("2026-03-05"));
    assert_eq!(endings.len(), 1);
    let end = (endings[0].month, endings[0].points, endings[0].forecast);
    assert_eq!(end, (day("2029-02-01"), 500, 350));
    // A year later this is no longer used, even if the sums are still stored.
    for (today, expected) in [("2027-01-31", Some(700)), ("2027-02-01", None)] {
        assert_eq!(board.expiry_permille(day(today), 36), expected, "{today}");
    }
});

crate::db_test!(the_board_matches_the_ledger, |db| {
    let now = "2026-11-22T04:00:00Z".parse()?;
    demo::create(&db, demo::Options { customers: 300, seed: 7, now, progress: false }).await?;
    let debtor = member(&db, 9_000_001).await;
    let mut tx = db.write().await?;
    let at =
        |idempotency_key| Movement { points: 321, idempotency_key, at: noon("2026-11-20"), ..movement(debtor, 0, "") };
    let earned = ops::earn(&mut tx, &at("a")).await?.transfer;
    ops::spend(&mut tx, &at("b"), PointAccount::Redeemed).await?;
    ops::reverse(&mut tx, earned, &at("c")).await?;
    tx.commit().await?;
    let board = board(&db, now).await;
    let mut tx = db.read().await?;
    let spendable = "SELECT CAST(SUM(remaining) AS BIGINT) FROM point_lots WHERE expires_at > $1";
    let spendable = sql!(tx, scalar i64, spendable, now)?;
    assert_eq!((board.available(), board.ending()), (spendable, spendable));
    let endings = board.endings(now);
    assert_eq!(endings.iter().map(|ending| ending.points).sum::<i64>(), spendable);
    assert!(endings.iter().all(|ending| ending.forecast <= ending.points));
    let since = clock::start_of(day("2026-11-01").checked_sub_months(Months::new(11)).expect("a month"));
    let issued = "SELECT CAST(-SUM(amount) AS BIGINT) FROM point_entries WHERE account = 'issue' AND kind = 'earn' \
        AND at >= $1";
    assert_eq!(board.year(day("2026-11-22"), Flow::Issued), sql!(tx, scalar i64, issued, since)?);
    assert!(board.year(day("2026-11-22"), Flow::Expired) > 0);

    assert!(board.set_aside() > 0 && board.owed() > 0, "{board:?}");
    let net = "SELECT CAST(COALESCE(-SUM(amount), 0) AS BIGINT) FROM point_entries \
        WHERE account IN ('issue', 'redeemed', 'dealer', 'charity', 'expired') AND at < $1";
    let today = day("2026-11-22");
    assert_eq!(board.opening(today), sql!(tx, scalar i64, net, since)?, "the ledger's balance at that moment");
    assert_eq!(board.outstanding(), sql!(tx, scalar i64, net, now + TimeDelta::microseconds(1))?);
    drop(tx);
    let app = testing::app(&db);
    app.clock.set(now);
    let mut admin = Browser::new(&app);
    admin.sign_in("13800138090", demo::PASSWORD).await;
    let page = admin.get("/admin/points/board").await.body;
    for shown in [board.outstanding(), board.opening(today), board.available(), board.set_aside(), board.owed()] {
        assert!(page.contains(&points(shown)), "{shown}: {page}");
    }
});

crate::db_test!(outstanding_includes_held_points_and_excludes_debt, |db| {
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    let at = |points, idempotency_key| Movement {
        points,
        idempotency_key,
        at: noon("2026-03-01"),
        ..movement(customer, 0, "")
    };
    let earned = ops::earn(&mut tx, &at(1_000, "a")).await?.transfer;
    ops::earn(&mut tx, &at(500, "b")).await?;
    ops::spend(&mut tx, &at(900, "c"), PointAccount::Redeemed).await?;
    ops::hold(&mut tx, &at(200, "d"), TimeDelta::days(9)).await?;
    ops::reverse(&mut tx, earned, &at(1_000, "e")).await?;
    tx.commit().await?;
    let board = board(&db, noon("2026-03-05")).await;
    assert_eq!((board.available(), board.set_aside(), board.owed()), (400, 200, 1_000));
    assert_eq!((board.outstanding(), board.opening(day("2026-03-05"))), (-400, 0));
});

crate::db_test!(points_spent_in_the_last_month_are_not_breakage, |db| {
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    let at = |text| Movement { at: noon(text), ..movement(customer, 0, "") };
    // Of 1,000 points that expire on 31 January 2026, 300 are spent in December and 600 in January.
    ops::earn(&mut tx, &Movement { points: 1_000, idempotency_key: "a", ..at("2023-01-10") }).await?;
    for (points, idempotency_key, day) in [(300, "b", "2025-12-20"), (600, "c", "2026-01-20")] {
        ops::spend(&mut tx, &Movement { points, idempotency_key, ..at(day) }, PointAccount::Redeemed).await?;
    }
    tx.commit().await?;
    crate::points::expire_overdue(&db, noon("2026-02-01")).await?;
    let mut tx = db.write().await?;
    // They expire on 31 March 2026, 28 February 2027 and 31 March 2027.
    for (idempotency_key, day) in [("d", "2023-03-10"), ("e", "2024-02-10"), ("f", "2024-03-10")] {
        ops::earn(&mut tx, &Movement { points: 7_000, idempotency_key, ..at(day) }).await?;
    }
    tx.commit().await?;
    let board = board(&db, noon("2026-03-05")).await;
    let permille: Vec<_> = (0..=4).map(|left| board.expiry_permille(day("2026-03-05"), left)).collect();
    assert_eq!(permille, [Some(142), Some(100), Some(100), Some(100), Some(100)], "100 of 700, and of 1,000");
    let endings: Vec<_> = board.endings(noon("2026-03-05"));
    let found: Vec<_> = endings.iter().map(|one| (one.month, one.forecast, one.months_left)).collect();
    let expected = [("2026-03-01", 994, 0), ("2027-02-01", 700, 11), ("2027-03-01", 700, 12)];
    assert_eq!(found, expected.map(|(month, forecast, left)| (day(month), forecast, left)));
    let app = testing::app(&db);
    app.clock.set(noon("2026-03-05"));
    testing::account(&db, "admin", "13900000009", None, None).await;
    let mut admin = Browser::new(&app);
    admin.sign_in("13900000009", PASSWORD).await;
    let page = admin.get("/admin/points/board").await.body;
    let soon = page.split("id=\"ends\"").nth(1).ok_or("a section")?;
    assert!(soon.contains("2027年2月") && !soon.contains("2027年3月"), "{soon}");
});

crate::db_test!(the_board_and_the_club_figures_agree_on_usage, |db| {
    let now = "2026-11-22T04:00:00Z".parse()?;
    demo::create(&db, demo::Options { customers: 300, seed: 7, now, progress: false }).await?;
    let board = board(&db, now).await;
    crate::admin::figures::refresh(&db, now).await?;
    let mut tx = db.read().await?;
    let figures = club::load(&mut tx).await?;
    let year = |flow| board.year(day("2026-11-22"), flow);
    assert_eq!(figures.get(Figure::Issued), year(Flow::Issued));
    assert_eq!(figures.get(Figure::Redeemed), year(Flow::Redeemed) + year(Flow::Donated));
    let since = clock::start_of(day("2025-12-01"));
    let counted = |tables: &str| {
        let ways = [
            "EXISTS (SELECT 1 FROM redemptions r WHERE r.customer_id = m.customer_id AND r.created_at >= $1 AND r.state <> 'cancelled')",
            "EXISTS (SELECT 1 FROM workshop_payments r WHERE r.customer_id = m.customer_id AND r.settled_at >= $1 AND r.state = 'captured')",
            "EXISTS (SELECT 1 FROM donations r WHERE r.customer_id = m.customer_id AND r.at >= $1)",
        ];
        let ways = if tables == "all" { ways.join(" OR ") } else { ways[0].to_owned() };
        sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM members m WHERE {ways}"))
    };
    let redeemers = figures.get(Figure::Redeemers);
    assert_eq!(redeemers, sql!(tx, scalar i64, counted("all"), since)?);
    assert!(
        redeemers > sql!(tx, scalar i64, counted("redemptions"), since)?,
        "some only paid a workshop bill or donated"
    );
});

use super::*;
use crate::points::Refusal;
use chrono::{DateTime, TimeDelta, Utc};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

crate::db_test!(points_expire_at_midnight_in_shanghai_and_once, |db| {
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    // Earned at the last instant of February in Shanghai, and on 1 March.
    for (idempotency_key, earned) in [("feb", "2023-02-28T15:59:59.999999Z"), ("mar", "2023-02-28T16:00:00Z")] {
        ops::earn(&mut tx, &Movement { at: at(earned), ..movement(customer, 100, idempotency_key) }).await?;
    }
    let last_moment = at("2026-02-28T15:59:59.999999Z");
    assert_eq!(ops::expire(&mut tx, customer, last_moment).await?, 0);
    let midnight = at("2026-02-28T16:00:00Z");
    assert_eq!(ops::expire(&mut tx, customer, midnight).await?, 100);
    assert_eq!(ops::expire(&mut tx, customer, midnight).await?, 0);
    assert_eq!((available(&mut tx, customer).await, lots(&mut tx, customer).await), (100, vec![0, 100]));
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(overdue_points_cannot_be_spent_before_expiry_is_recorded, |db| {
    let customer = member_with(&db, 1, &[(100, 40), (200, 1)]).await;
    let mut tx = db.write().await?;
    let short = ops::spend(&mut tx, &movement(customer, 201, "k"), PointAccount::Redeemed).await;
    assert_eq!(short, Err(Refusal::PointsShort { need: 201, have: 200 }.into()));
    drop(tx);
    let mut tx = db.write().await?;
    ops::spend(&mut tx, &movement(customer, 150, "k"), PointAccount::Redeemed).await?;
    assert_eq!((available(&mut tx, customer).await, lots(&mut tx, customer).await), (50, vec![0, 50]));
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_refund_after_expiry_gives_thirty_days, |db| {
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    let earned = at("2023-02-10T04:00:00Z");
    ops::earn(&mut tx, &Movement { at: earned, ..movement(customer, 500, "earn") }).await?;
    let before = Movement { at: at("2026-02-27T04:00:00Z"), ..movement(customer, 300, "spend") };
    let spent = ops::spend(&mut tx, &before, PointAccount::Redeemed).await?.transfer;
    // The other 200 expired on 1 March, although their expiry is not recorded yet.
    let back = Movement { at: noon(), ..movement(customer, 300, "back") };
    ops::refund(&mut tx, spent, &back, PointAccount::Redeemed).await?;
    assert_eq!((available(&mut tx, customer).await, lots(&mut tx, customer).await), (300, vec![300]));
    let found = summary(&mut tx, customer, noon()).await?;
    assert_eq!(found.next_expiry.ok_or("it expires")?.last_day().to_string(), "2026-04-03");

    assert_eq!(ops::expire(&mut tx, customer, noon() + TimeDelta::days(30)).await?, 0);
    assert_eq!(ops::expire(&mut tx, customer, noon() + TimeDelta::days(31)).await?, 300, "the same lot again");
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_lot_gets_thirty_days_once_however_often_it_is_refunded, |db| {
    let customer = member(&db, 1).await;
    let account = PointAccount::Redeemed;
    let mut tx = db.write().await?;
    ops::earn(&mut tx, &Movement { at: at("2023-02-10T04:00:00Z"), ..movement(customer, 500, "earn") }).await?;
    // Spent on the last day and refunded 170 days later: valid until 17 September.
    let last = at("2026-02-28T04:00:00Z");
    let first = Movement { at: last, ..movement(customer, 500, "first") };
    let spent = ops::spend(&mut tx, &first, account).await?.transfer;
    let late = last + TimeDelta::days(170);
    let back = ops::refund(&mut tx, spent, &Movement { at: late, ..movement(customer, 500, "back") }, account).await?;
    assert_eq!((back.expired, available(&mut tx, customer).await), (0, 500));
    // On the last of these days again, with half of it only held.
    let last = late + TimeDelta::days(30);
    let spent =
        ops::spend(&mut tx, &Movement { at: last, ..movement(customer, 300, "second") }, account).await?.transfer;
    let held =
        ops::hold(&mut tx, &Movement { at: last, ..movement(customer, 200, "held") }, TimeDelta::days(300)).await?;
    let late = last + TimeDelta::days(170);
    let back = ops::refund(&mut tx, spent, &Movement { at: late, ..movement(customer, 300, "again") }, account).await?;
    assert_eq!((back.new, back.expired, available(&mut tx, customer).await), (true, 300, 0));
    ops::release(&mut tx, held.hold, &Movement { at: late, ..movement(customer, 200, "released") }).await?;
    assert_eq!((available(&mut tx, customer).await, lots(&mut tx, customer).await), (0, vec![0]));
    assert_eq!(ops::expire(&mut tx, customer, late).await?, 0);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(refunds_within_the_thirty_days_keep_them, |db| {
    let customer = member(&db, 1).await;
    let account = PointAccount::Redeemed;
    let mut tx = db.write().await?;
    ops::earn(&mut tx, &Movement { at: at("2023-02-10T04:00:00Z"), ..movement(customer, 500, "earn") }).await?;
    let last = at("2026-02-28T04:00:00Z");
    let mut spent = Vec::new();
    for idempotency_key in ["one", "two", "three"] {
        let spending = Movement { at: last, ..movement(customer, 100, idempotency_key) };
        spent.push(ops::spend(&mut tx, &spending, account).await?.transfer);
    }
    // 200 expired on 1 March. Refunds on 4 March are valid to 3 April, and so are later ones by then.
    for (spent, days, left, expired) in [(spent[0], 4, 100, 0), (spent[1], 20, 200, 0), (spent[2], 60, 0, 100)] {
        let idempotency_key = format!("back {days}");
        let back = Movement { at: last + TimeDelta::days(days), ..movement(customer, 100, &idempotency_key) };
        assert_eq!(ops::refund(&mut tx, spent, &back, account).await?.expired, expired);
        assert_eq!(available(&mut tx, customer).await, left);
    }
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_late_refund_settles_debt_before_it_expires, |db| {
    let customer = member(&db, 1).await;
    let account = PointAccount::Redeemed;
    let mut tx = db.write().await?;
    let old = Movement { at: at("2023-02-10T04:00:00Z"), ..movement(customer, 500, "earn") };
    ops::earn(&mut tx, &old).await?;
    let mut spend_and_refund = async |idempotency_key: &str, from: &str, days: i64| -> crate::error::Result<i64> {
        let (from, back) = (at(from), format!("{idempotency_key} back"));
        let spent = ops::spend(&mut tx, &Movement { at: from, ..movement(customer, 500, idempotency_key) }, account)
            .await?
            .transfer;
        if idempotency_key == "second" {
            let young = Movement { at: from, ..movement(customer, 70, "young") };
            let earned = ops::earn(&mut tx, &young).await?.transfer;
            ops::spend(&mut tx, &Movement { at: from, ..movement(customer, 70, "all") }, account).await?;
            ops::reverse(&mut tx, earned, &Movement { at: from, ..movement(customer, 70, "reversed") }).await?;
        }
        let back = Movement { at: from + TimeDelta::days(days), ..movement(customer, 500, &back) };
        Ok(ops::refund(&mut tx, spent, &back, account).await?.expired)
    };
    assert_eq!(spend_and_refund("first", "2026-02-28T04:00:00Z", 10).await?, 0);
    assert_eq!(spend_and_refund("second", "2026-03-20T04:00:00Z", 60).await?, 430);
    let debt = "SELECT debt FROM point_balances WHERE customer_id = $1";
    assert_eq!((sql!(tx, scalar i64, debt, customer)?, available(&mut tx, customer).await), (0, 0));
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_refund_in_time_keeps_the_lots_expiry, |db| {
    let customer = member_with(&db, 1, &[(500, 35)]).await;
    let expiry = "SELECT expires_at FROM point_lots WHERE customer_id = $1";
    let mut tx = db.write().await?;
    let own = sql!(tx, scalar DateTime<Utc>, expiry, customer)?;
    let spent = ops::spend(&mut tx, &movement(customer, 300, "k"), PointAccount::Redeemed).await?.transfer;
    ops::refund(&mut tx, spent, &movement(customer, 300, "back"), PointAccount::Redeemed).await?;
    assert_eq!(sql!(tx, scalar DateTime<Utc>, expiry, customer)?, own);
});

crate::db_test!(concurrent_workers_expire_each_lot_once, |db| {
    for id in 1..=120 {
        member_with(&db, id, &[(100, 40), (50, 38), (200, 1)]).await;
    }
    assert_eq!(crate::points::expire_overdue(&db, noon() - TimeDelta::days(3_000)).await?, 0);
    let work = || {
        let db = db.clone();
        tokio::spawn(async move { crate::points::expire_overdue(&db, noon()).await })
    };
    let (one, two) = (work(), work());
    assert_eq!(one.await?? + two.await??, 120 * 150);
    assert_eq!(crate::points::expire_overdue(&db, noon()).await?, 0);
    let left = "SELECT CAST(SUM(available) AS BIGINT) FROM point_balances";
    assert_eq!(sql!(db.read().await?, scalar i64, left)?, 120 * 200);
    assert_whole(&db).await;
});

use super::*;
use chrono::{DateTime, TimeDelta, Utc};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

crate::db_test!(points_lapse_at_midnight_in_shanghai_and_once, |db| {
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    // Earned on the last instant of February in Shanghai, and on the first of March.
    for (key, earned) in [("feb", "2023-02-28T15:59:59.999999Z"), ("mar", "2023-02-28T16:00:00Z")] {
        ops::earn(&mut tx, &Movement { at: at(earned), ..movement(customer, 100, key) }).await?;
    }
    let last_moment = at("2026-02-28T15:59:59.999999Z");
    assert_eq!(ops::lapse(&mut tx, customer, last_moment).await?, 0);
    let midnight = at("2026-02-28T16:00:00Z");
    assert_eq!(ops::lapse(&mut tx, customer, midnight).await?, 100);
    assert_eq!(ops::lapse(&mut tx, customer, midnight).await?, 0);
    assert_eq!((available(&mut tx, customer).await, lots(&mut tx, customer).await), (100, vec![0, 100]));
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(what_is_over_cannot_be_spent_even_before_it_lapsed, |db| {
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

crate::db_test!(a_refund_after_the_lapse_gives_thirty_days_to_what_was_spent, |db| {
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    let earned = at("2023-02-10T04:00:00Z");
    ops::earn(&mut tx, &Movement { at: earned, ..movement(customer, 500, "earn") }).await?;
    let before = Movement { at: at("2026-02-27T04:00:00Z"), ..movement(customer, 300, "spend") };
    let spent = ops::spend(&mut tx, &before, PointAccount::Redeemed).await?.transfer;
    // The other 200 lapsed on 1 March, although nobody has written that down yet.
    let back = Movement { at: noon(), ..movement(customer, 300, "back") };
    ops::refund(&mut tx, spent, &back, PointAccount::Redeemed).await?;
    assert_eq!((available(&mut tx, customer).await, lots(&mut tx, customer).await), (300, vec![300]));
    let found = summary(&mut tx, customer, noon()).await?;
    assert_eq!(found.next_lapse.ok_or("it lapses")?.last_day().to_string(), "2026-04-03");

    assert_eq!(ops::lapse(&mut tx, customer, noon() + TimeDelta::days(30)).await?, 0);
    assert_eq!(ops::lapse(&mut tx, customer, noon() + TimeDelta::days(31)).await?, 300, "the same lot once more");
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_refund_in_time_keeps_the_lots_own_end, |db| {
    let customer = member_with(&db, 1, &[(500, 35)]).await;
    let expiry = "SELECT expires_at FROM point_lots WHERE customer_id = $1";
    let mut tx = db.write().await?;
    let own = sql!(tx, scalar DateTime<Utc>, expiry, customer)?;
    let spent = ops::spend(&mut tx, &movement(customer, 300, "k"), PointAccount::Redeemed).await?.transfer;
    ops::refund(&mut tx, spent, &movement(customer, 300, "back"), PointAccount::Redeemed).await?;
    assert_eq!(sql!(tx, scalar DateTime<Utc>, expiry, customer)?, own);
});

crate::db_test!(what_is_over_lapses_once_whoever_works, |db| {
    for id in 1..=120 {
        member_with(&db, id, &[(100, 40), (50, 38), (200, 1)]).await;
    }
    assert_eq!(crate::points::lapse_overdue(&db, noon() - TimeDelta::days(3_000)).await?, 0);
    let work = || {
        let db = db.clone();
        tokio::spawn(async move { crate::points::lapse_overdue(&db, noon()).await })
    };
    let (one, two) = (work(), work());
    assert_eq!(one.await?? + two.await??, 120 * 150);
    assert_eq!(crate::points::lapse_overdue(&db, noon()).await?, 0);
    let left = "SELECT CAST(SUM(available) AS BIGINT) FROM point_balances";
    assert_eq!(sql!(db.read().await?, scalar i64, left)?, 120 * 200);
    assert_whole(&db).await;
});

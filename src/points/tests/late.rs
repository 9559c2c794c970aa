//! Points returned by a server whose clock is behind, after another server has already expired their lot.

use super::*;
use crate::db::Tx;
use crate::points::model::grace_end;
use crate::values::CustomerId;
use chrono::{DateTime, TimeDelta, Utc};

/// Expiry of points earned at [`EARNED`].
const END: &str = "2026-02-28T16:00:00Z";
const EARNED: &str = "2023-02-10T04:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

async fn ends(tx: &mut Tx, customer: CustomerId) -> Vec<(i64, DateTime<Utc>)> {
    let query = "SELECT remaining, expires_at FROM point_lots WHERE customer_id = $1 AND remaining > 0";
    sql!(tx, all(i64, DateTime<Utc>), query, customer).expect("lots")
}

crate::db_test!(a_refund_after_the_lot_expired_is_late_even_with_a_slow_clock, |db| {
    let end = at(END);
    // A spending as large as what expired, and a different one.
    for (id, points) in [(1, 250), (2, 300)] {
        let customer = member(&db, id).await;
        let (earn, spend, back) = (format!("e{id}"), format!("s{id}"), format!("b{id}"));
        let mut tx = db.write().await?;
        ops::earn(&mut tx, &Movement { at: at(EARNED), ..movement(customer, 500, &earn) }).await?;
        let before = end - TimeDelta::hours(2);
        let spending = Movement { at: before, ..movement(customer, points, &spend) };
        let spent = ops::spend(&mut tx, &spending, PointAccount::Redeemed).await?.transfer;
        assert_eq!(ops::expire(&mut tx, customer, end).await?, 500 - points);
        let late = Movement { at: end - TimeDelta::seconds(1), ..movement(customer, points, &back) };
        ops::refund(&mut tx, spent, &late, PointAccount::Redeemed).await?;
        assert_eq!(ends(&mut tx, customer).await, [(points, grace_end(end))]);
        assert_eq!(ops::expire(&mut tx, customer, end + TimeDelta::hours(1)).await?, 0);
        tx.commit().await?;
    }
    assert_whole(&db).await;
    assert_eq!(super::super::expire_overdue(&db, end + TimeDelta::days(40)).await?, 550);
    assert_whole(&db).await;
});

crate::db_test!(a_release_after_the_lot_expired_is_late_even_with_a_slow_clock, |db| {
    let (customer, end) = (member(&db, 1).await, at(END));
    let mut tx = db.write().await?;
    ops::earn(&mut tx, &Movement { at: at(EARNED), ..movement(customer, 500, "earn") }).await?;
    let before = end - TimeDelta::hours(2);
    let held = Movement { at: before, ..movement(customer, 250, "hold") };
    let hold = ops::hold(&mut tx, &held, TimeDelta::days(1)).await?.hold;
    assert_eq!(ops::expire(&mut tx, customer, end).await?, 250);
    let late = end - TimeDelta::seconds(1);
    ops::capture(&mut tx, hold, &Movement { at: late, ..movement(customer, 50, "paid") }, PointAccount::Dealer).await?;
    assert_eq!(ends(&mut tx, customer).await, [(200, grace_end(end))]);
    tx.commit().await?;
    assert_whole(&db).await;
    assert_eq!(super::super::expire_overdue(&db, end + TimeDelta::days(40)).await?, 200);
    assert_whole(&db).await;
});

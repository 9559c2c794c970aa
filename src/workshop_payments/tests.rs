mod bills;
mod codes;
mod faults;
mod http;
mod races;

use super::ops::{self, HoldRequest, PaymentHold};
use super::release_overdue;
use super::settlement::{self, Step};
use crate::app::book_new;
use crate::db::{Db, Tx};
use crate::error::{AppError, Conflict, Problem, Result};
use crate::garage::fixtures::{World, dealer};
use crate::points;
use crate::points::model::PointAccount;
use crate::points::testing::{assert_whole, available, earn};
use crate::sql;
use crate::values::{AccountId, CustomerId, DealerId, PaymentCodeCheckId, ServiceOrderId, WorkshopPaymentId};
use crate::web::testing::{account, noon};
use crate::workshop_payments::Refusal;
use chrono::{DateTime, TimeDelta, Utc};

/// Zhang with 5,000 points in two lots, and an open order of ¥600 at each of two dealers.
struct Workshop {
    world: World,
    zhang: CustomerId,
    dealers: [DealerId; 2],
    staff: [AccountId; 2],
    orders: [ServiceOrderId; 2],
}

impl Workshop {
    async fn new(db: &Db) -> Self {
        let world = World::new(db).await;
        let zhang = CustomerId(world.zhang);
        let other = dealer(db, "D002", "杭州西湖店").await;
        let dealers = [world.dealer, other].map(DealerId);
        let mut staff = Vec::new();
        for (phone, DealerId(id)) in ["13900000051", "13900000052"].into_iter().zip(dealers) {
            staff.push(AccountId(account(db, "dealer", phone, None, Some(id)).await));
        }
        let first = world.open_visit("WO1", world.crane, world.zhang).await;
        let second = world.open_visit("WO2", world.crane, world.zhang).await;
        let mut tx = db.write().await.expect("a transaction");
        sql!(tx, execute, "UPDATE service_orders SET paid_fen = 0").expect("unpaid");
        let moved = "UPDATE service_orders SET dealer_id = $2 WHERE id = $1";
        sql!(tx, execute, moved, second, other).expect("moved");
        earn(&mut tx, zhang, 2_000, 30).await.expect("points");
        earn(&mut tx, zhang, 3_000, 1).await.expect("points");
        tx.commit().await.expect("committed");
        let staff = [staff[0], staff[1]];
        Self { world, zhang, dealers, staff, orders: [ServiceOrderId(first), ServiceOrderId(second)] }
    }

    /// A request by a dealer's staff for one of their orders, with a code that they entered.
    fn request<'a>(
        &self,
        at: usize,
        yuan: i64,
        check: PaymentCodeCheckId,
        idempotency_key: &'a str,
    ) -> HoldRequest<'a> {
        let (dealer, by, order) = (self.dealers[at], self.staff[at], self.orders[at]);
        HoldRequest { dealer, by, check, order, yuan, per_yuan: 100, idempotency_key, now: noon() }
    }

    /// Enters a code as a dealer's staff.
    async fn check(&self, db: &Db, at: usize, hash: &str) -> Result<PaymentCodeCheckId> {
        check_at(db, (self.dealers[at], self.staff[at]), hash, noon()).await
    }

    /// Issues a new code to Zhang and enters it as a dealer's staff.
    async fn checked(&self, db: &Db, at: usize, hash: &str) -> PaymentCodeCheckId {
        code(db, self.zhang, hash).await;
        self.check(db, at, hash).await.expect("a check")
    }

    fn step(&self, at: usize, id: WorkshopPaymentId) -> Step {
        Step { dealer: self.dealers[at], by: self.staff[at], id, now: noon() }
    }

    /// Issues a code with this hash to Zhang, and holds points with it.
    async fn held(&self, db: &Db, yuan: i64, idempotency_key: &str) -> WorkshopPaymentId {
        let check = self.checked(db, 0, idempotency_key).await;
        held(db, &self.request(0, yuan, check, idempotency_key)).await.expect("held").id
    }
}

async fn code(db: &Db, customer: CustomerId, hash: &str) {
    let mut tx = db.write().await.expect("a transaction");
    ops::save_code(&mut tx, customer, hash, noon()).await.expect("a code");
    tx.commit().await.expect("committed");
}

async fn check_at(db: &Db, who: (DealerId, AccountId), hash: &str, now: DateTime<Utc>) -> Result<PaymentCodeCheckId> {
    let mut tx = db.write().await?;
    let check = ops::check(&mut tx, who, hash, now).await?;
    tx.commit().await?;
    Ok(check)
}

async fn held(db: &Db, request: &HoldRequest<'_>) -> Result<PaymentHold> {
    let mut tx = db.write().await?;
    let held = ops::hold(&mut tx, request).await?;
    tx.commit().await?;
    Ok(held)
}

async fn capture(db: &Db, step: Step) -> Result<bool> {
    let mut tx = db.write().await?;
    let captured = settlement::capture(&mut tx, step).await?;
    tx.commit().await?;
    Ok(captured)
}

async fn release(db: &Db, step: Step) -> Result<bool> {
    let mut tx = db.write().await?;
    let released = settlement::release(&mut tx, step).await?;
    tx.commit().await?;
    Ok(released)
}

async fn state(tx: &mut Tx, id: WorkshopPaymentId) -> String {
    sql!(tx, scalar String, "SELECT state FROM workshop_payments WHERE id = $1", id).expect("a state")
}

/// The totals of the dealer account and of the held account.
async fn sides(tx: &mut Tx) -> (i64, i64) {
    let query = "SELECT CAST(COALESCE(SUM(CASE account WHEN $1 THEN amount END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE account WHEN $2 THEN amount END), 0) AS BIGINT) FROM point_entries";
    sql!(tx, one(i64, i64), query, PointAccount::Dealer, PointAccount::Held).expect("sums")
}

async fn sent_messages(tx: &mut Tx, id: WorkshopPaymentId) -> Vec<String> {
    let query = "SELECT dedupe_key FROM outbox WHERE topic = 'workshop_payment' AND dedupe_key LIKE $1 ORDER BY id";
    let keys = sql!(tx, scalars String, query, format!("workshop_payment:{id}:%")).expect("messages");
    keys.into_iter().filter_map(|idempotency_key| idempotency_key.rsplit(':').next().map(str::to_owned)).collect()
}

async fn set_bill(db: &Db, id: ServiceOrderId, total: i64, paid: i64) {
    let mut tx = db.write().await.expect("a transaction");
    let update = "UPDATE service_orders SET total_fen = $2, paid_fen = $3 WHERE id = $1";
    sql!(tx, execute, update, id, total, paid).expect("changed");
    tx.commit().await.expect("committed");
}

fn wrong_code() -> AppError {
    AppError::field("code", Problem::WrongPaymentCode)
}

crate::db_test!(a_bill_is_paid_with_points_once, |db| {
    let workshop = Workshop::new(&db).await;
    let check = workshop.checked(&db, 0, "h").await;
    let id = held(&db, &workshop.request(0, 25, check, "k")).await?.id;
    let mut tx = db.read().await?;
    assert_eq!((available(&mut tx, workshop.zhang).await, sides(&mut tx).await), (2_500, (0, 2_500)));
    drop(tx);
    // The same form again, then with another amount.
    assert_eq!(held(&db, &workshop.request(0, 25, check, "k")).await, Ok(PaymentHold { id, new: false }));
    assert_eq!(held(&db, &workshop.request(0, 26, check, "k")).await, Err(Conflict::KeyReused.into()));
    assert_eq!(capture(&db, workshop.step(1, id)).await, Err(AppError::NotFound), "another dealer's payment");
    assert_eq!(release(&db, workshop.step(1, id)).await, Err(AppError::NotFound));
    assert_eq!(capture(&db, workshop.step(0, id)).await, Ok(true));
    assert_eq!(capture(&db, workshop.step(0, id)).await, Ok(false));
    assert_eq!(release(&db, workshop.step(0, id)).await, Err(points::Refusal::HoldEnded.into()));
    let mut tx = db.read().await?;
    assert_eq!((available(&mut tx, workshop.zhang).await, sides(&mut tx).await), (2_500, (2_500, 0)));
    assert_eq!(sent_messages(&mut tx, id).await, ["open", "captured"]);
    let label = "SELECT label_zh FROM point_transfers WHERE kind = 'capture'";
    assert_eq!(sql!(tx, scalar String, label)?, "到店抵扣 WO1 · 上海浦东店");
    drop(tx);
    assert_whole(&db).await;
});

crate::db_test!(cancelled_and_expired_holds_are_released, |db| {
    let workshop = Workshop::new(&db).await;
    let first = workshop.held(&db, 25, "k1").await;
    assert_eq!(release(&db, workshop.step(0, first)).await, Ok(true));
    assert_eq!(release(&db, workshop.step(0, first)).await, Ok(false));
    assert_eq!(capture(&db, workshop.step(0, first)).await, Err(points::Refusal::HoldEnded.into()));
    let second = workshop.held(&db, 30, "k2").await;
    let over = noon() + TimeDelta::minutes(30);
    assert_eq!(release_overdue(&db, over - TimeDelta::seconds(1)).await?, 0);
    assert_eq!(crate::points::release_overdue(&db, over).await?, 0, "only the workshop payment releases it");
    let late = Step { now: over, ..workshop.step(0, second) };
    assert_eq!(capture(&db, late).await, Err(points::Refusal::HoldOver.into()));
    assert_eq!(release_overdue(&db, over).await?, 1);
    assert_eq!(release_overdue(&db, over).await?, 0);
    let mut tx = db.read().await?;
    assert_eq!((state(&mut tx, first).await, state(&mut tx, second).await), ("released".into(), "timed_out".into()));
    assert_eq!((available(&mut tx, workshop.zhang).await, sides(&mut tx).await), (5_000, (0, 0)));
    assert_eq!(sent_messages(&mut tx, first).await, ["open", "released"]);
    assert_eq!(sent_messages(&mut tx, second).await, ["open", "timed_out"]);
    drop(tx);
    assert_whole(&db).await;
});

crate::db_test!(a_hold_is_limited_by_the_bill_and_the_points, |db| {
    let workshop = Workshop::new(&db).await;
    let a = workshop.checked(&db, 0, "a").await;
    for yuan in [51, 601, 99_999, 0, -1, i64::MAX, i64::MIN] {
        let beyond = held(&db, &workshop.request(0, yuan, a, "k")).await;
        assert_eq!(beyond, Err(AppError::field("yuan", Problem::OutOfRange { min: 1, max: 50 })), "{yuan}");
    }
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE service_orders SET total_fen = 4550, paid_fen = 500 WHERE order_no = 'WO1'")?;
    tx.commit().await?;
    let above = held(&db, &workshop.request(0, 41, a, "k")).await;
    assert_eq!(above, Err(AppError::field("yuan", Problem::OutOfRange { min: 1, max: 40 })));
    let first = held(&db, &workshop.request(0, 15, a, "k1")).await?.id;
    let b = workshop.checked(&db, 0, "b").await;
    assert_eq!(held(&db, &workshop.request(0, 1, b, "k2")).await, Err(Refusal::BillHeld.into()));
    capture(&db, workshop.step(0, first)).await?;
    let left = held(&db, &workshop.request(0, 26, b, "k3")).await;
    assert_eq!(left, Err(AppError::field("yuan", Problem::OutOfRange { min: 1, max: 25 })));
    capture(&db, workshop.step(0, held(&db, &workshop.request(0, 25, b, "k4")).await?.id)).await?;
    let c = workshop.checked(&db, 1, "c").await;
    let here = HoldRequest { order: workshop.orders[0], ..workshop.request(1, 1, c, "k5") };
    assert_eq!(held(&db, &here).await, Err(AppError::field("order", Problem::NoOpenOrder)), "another dealer's order");
    let d = workshop.checked(&db, 0, "d").await;
    let nothing = held(&db, &workshop.request(0, 1, d, "k6")).await;
    assert_eq!(nothing, Err(AppError::field("yuan", Problem::NothingToPay)));
    let mut tx = db.write().await?;
    let closed = "UPDATE service_orders SET status = 'closed', closed_at = $1 WHERE order_no = 'WO2'";
    sql!(tx, execute, closed, noon())?;
    tx.commit().await?;
    let e = workshop.checked(&db, 1, "e").await;
    let closed = held(&db, &workshop.request(1, 1, e, "k7")).await;
    assert_eq!(closed, Err(AppError::field("order", Problem::NoOpenOrder)));
    assert_whole(&db).await;
});

async fn set_order(db: &Db, id: ServiceOrderId, status: &'static str, at: DateTime<Utc>) {
    let mut tx = db.write().await.expect("a transaction");
    let update = "UPDATE service_orders SET status = $2, closed_at = COALESCE(closed_at, $3), updated_at = $3, \
        version = version + 1 WHERE id = $1";
    sql!(tx, execute, update, id, status, at).expect("changed");
    tx.commit().await.expect("committed");
}

crate::db_test!(a_credited_order_refunds_the_points_once, |db| {
    let workshop = Workshop::new(&db).await;
    let settled = workshop.held(&db, 25, "k1").await;
    capture(&db, workshop.step(0, settled)).await?;
    set_order(&db, workshop.orders[0], "closed", noon() + TimeDelta::minutes(1)).await;
    book_new(&db, noon() + TimeDelta::minutes(2)).await?;
    assert_eq!(
        available(&mut db.read().await?, workshop.zhang).await,
        2_500,
        "the part paid with points earns nothing"
    );
    let check = workshop.checked(&db, 1, "h").await;
    let open = held(&db, &workshop.request(1, 10, check, "k2")).await?.id;
    for order in workshop.orders {
        set_order(&db, order, "credited", noon() + TimeDelta::minutes(3)).await;
    }
    // Staff settle before the worker has run.
    assert_eq!(capture(&db, workshop.step(1, open)).await, Err(Conflict::WrongState.into()));
    for minute in [4, 5] {
        book_new(&db, noon() + TimeDelta::minutes(minute)).await?;
        let mut tx = db.read().await?;
        assert_eq!((available(&mut tx, workshop.zhang).await, sides(&mut tx).await), (5_000, (0, 0)));
        assert_eq!((state(&mut tx, settled).await, state(&mut tx, open).await), ("refunded".into(), "released".into()));
        assert_eq!(sent_messages(&mut tx, settled).await, ["open", "captured", "refunded"]);
    }
    let mut tx = db.read().await?;
    let lots = "SELECT remaining FROM point_lots WHERE customer_id = $1 ORDER BY expires_at, id";
    assert_eq!(sql!(tx, scalars i64, lots, workshop.zhang)?, [2_000, 3_000], "refunded to the original lots");
    drop(tx);
    set_order(&db, workshop.orders[0], "credited", noon() + TimeDelta::minutes(6)).await;
    book_new(&db, noon() + TimeDelta::minutes(7)).await?;
    assert_eq!(available(&mut db.read().await?, workshop.zhang).await, 5_000);
    assert_whole(&db).await;
});

crate::db_test!(a_failed_release_does_not_block_others, |db| {
    let workshop = Workshop::new(&db).await;
    let broken = workshop.held(&db, 10, "k1").await;
    let check = workshop.checked(&db, 1, "k2").await;
    let other = held(&db, &workshop.request(1, 10, check, "k2")).await?.id;
    let mut tx = db.write().await?;
    let break_it = "UPDATE point_holds SET points = points + 1 WHERE id = (\
        SELECT hold_id FROM workshop_payments WHERE id = $1)";
    sql!(tx, execute, break_it, broken)?;
    tx.commit().await?;
    let over = noon() + TimeDelta::minutes(30);
    assert_eq!((release_overdue(&db, over).await?, release_overdue(&db, over).await?), (1, 0));
    let mut tx = db.read().await?;
    assert_eq!((state(&mut tx, broken).await, state(&mut tx, other).await), ("open".into(), "timed_out".into()));
});

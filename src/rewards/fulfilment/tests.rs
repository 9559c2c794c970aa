mod afterwards;
mod export;
mod http;
mod pickups;
mod races;

use super::model::{CallOff, Shipment, TrackingNo};
use super::ops::{self, Step, Together};
use crate::db::{Db, Tx};
use crate::error::{AppError, Conflict, Result};
use crate::points::testing::{assert_whole, available, lots, member_with};
use crate::rewards::Refusal;
use crate::rewards::model::{CancelReason, Carrier, Destination, RedemptionState, RewardKind};
use crate::rewards::ops::{self as rewards, Order};
use crate::rewards::testing::{count, order, reward, stock};
use crate::sql;
use crate::values::{AccountId, CustomerId, PersonName, Phone, RedemptionId};
use crate::web::testing::{self, noon};
use chrono::TimeDelta;

/// Inserts an administrator, a dealer, and three members with accounts and 5,000 points each.
async fn club(db: &Db) -> AccountId {
    let mut tx = db.write().await.expect("a transaction");
    let dealer = "INSERT INTO dealers (id, code, name_zh, name_en, province, city, city_en, address, phone, active) \
                  VALUES (1, 'D1', '浦东店', 'Pudong', '上海市', '上海', 'Shanghai', '路', '021', $1)";
    sql!(tx, execute, dealer, true).expect("a dealer");
    tx.commit().await.expect("committed");
    for id in 1..=3 {
        member_with(db, id, &[(2_000, 30), (3_000, 1)]).await;
        testing::account(db, "owner", &format!("1380000{id:04}"), Some(id), None).await;
    }
    AccountId(testing::account(db, "admin", "13900000009", None, None).await)
}

fn post() -> Destination {
    let recipient = PersonName::parse("李小四").expect("a name");
    let phone = Phone::parse("13811112222").expect("a phone");
    Destination::Post { recipient, phone, address: "上海市浦东新区张江路 1 号".to_owned() }
}

/// Redeems a reward of this kind for 2,500 points.
async fn ordered(db: &Db, customer: i64, kind: RewardKind, idempotency_key: &str) -> RedemptionId {
    let at = if kind == RewardKind::Accessory { Destination::Dealer(1.into()) } else { post() };
    let id = RewardKind::ALL.iter().position(|known| *known == kind).unwrap_or_default() as i64 + 1;
    let mut tx = db.read().await.expect("a connection");
    let there = sql!(tx, scalar i64, "SELECT COUNT(*) FROM rewards WHERE id = $1", id).expect("a count");
    drop(tx);
    if there == 0 {
        reward(db, id, kind, 2_500, 60).await;
    }
    let mut tx = db.write().await.expect("a transaction");
    let order = Order { destination: &at, ..order(CustomerId(customer), id.into(), 2_500, idempotency_key) };
    let redeemed = rewards::redeem(&mut tx, &order).await.expect("redeemed");
    tx.commit().await.expect("committed");
    redeemed.id
}

fn step(by: AccountId, id: RedemptionId) -> Step {
    Step { by, id, now: noon() + TimeDelta::hours(1) }
}

fn parcel() -> Shipment {
    Shipment { carrier: Carrier::Sf, tracking_no: TrackingNo::parse("SF1029384756").expect("a number") }
}

fn why(reason_code: CancelReason, reason: &str) -> CallOff {
    CallOff { reason_code, reason: reason.to_owned() }
}

async fn state(tx: &mut Tx, id: RedemptionId) -> String {
    sql!(tx, scalar String, "SELECT state FROM redemptions WHERE id = $1", id).expect("a redemption")
}

async fn sent_messages(tx: &mut Tx, id: RedemptionId, what: &str) -> Option<String> {
    let idempotency_key = format!("redemption:{id}:{what}");
    sql!(tx, optional_scalar String, "SELECT body FROM outbox WHERE dedupe_key = $1", idempotency_key)
        .expect("a message")
}

fn handled<T: std::fmt::Debug + PartialEq>(outcome: &Result<T>) -> bool {
    *outcome == Err(Conflict::Handled.into())
}

crate::db_test!(goods_are_packed_and_shipped, |db| {
    let by = club(&db).await;
    for (customer, kind) in [(1, RewardKind::Goods), (2, RewardKind::Voucher)] {
        let id = ordered(&db, customer, kind, "k").await;
        let mut tx = db.write().await?;
        assert!(handled(&ops::ship(&mut tx, step(by, id), &parcel()).await), "not picked yet");
        ops::pick(&mut tx, step(by, id)).await?;
        assert!(handled(&ops::pick(&mut tx, step(by, id)).await));
        assert!(handled(&ops::arrive(&mut tx, step(by, id)).await), "it is shipped, not picked up at a dealer");
        assert!(handled(&ops::hand_over(&mut tx, step(by, id)).await));
        ops::ship(&mut tx, step(by, id), &parcel()).await?;
        assert!(handled(&ops::ship(&mut tx, step(by, id), &parcel()).await));
        assert!(handled(
            &ops::cancel(&mut tx, step(by, id), RedemptionState::Fulfilled, &why(CancelReason::Faulty, "太晚")).await
        ));
        assert_eq!(state(&mut tx, id).await, "fulfilled");
        let body = sent_messages(&mut tx, id, "shipped").await.expect("a message");
        assert!(body.contains("顺丰速运") && body.contains("SF1029384756"), "{body}");
        let done = "SELECT action || ':' || detail FROM staff_actions WHERE subject_id = $1 ORDER BY id";
        let done = sql!(tx, scalars String, done, id)?;
        assert_eq!(done, ["pick:", "ship:sf SF1029384756"]);
        tx.commit().await?;
    }
    assert_whole(&db).await;
});

crate::db_test!(an_accessory_is_picked_up_at_the_dealer, |db| {
    let by = club(&db).await;
    let id = ordered(&db, 1, RewardKind::Accessory, "k").await;
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE accounts SET locale = 'en' WHERE customer_id = 1")?;
    assert!(handled(&ops::arrive(&mut tx, step(by, id)).await), "not picked yet");
    ops::pick(&mut tx, step(by, id)).await?;
    assert!(handled(&ops::ship(&mut tx, step(by, id), &parcel()).await), "it is not shipped");
    assert!(handled(&ops::hand_over(&mut tx, step(by, id)).await), "it has not arrived yet");
    ops::arrive(&mut tx, step(by, id)).await?;
    assert!(handled(&ops::arrive(&mut tx, step(by, id)).await));
    let body = sent_messages(&mut tx, id, "ready").await.expect("a message");
    assert!(body.contains("Pudong") && body.contains("Reward"), "in the owner's language: {body}");
    ops::hand_over(&mut tx, step(by, id)).await?;
    assert!(handled(&ops::hand_over(&mut tx, step(by, id)).await));
    assert_eq!(state(&mut tx, id).await, "fulfilled");
    assert_eq!(ops::pick(&mut tx, step(by, RedemptionId(99))).await, Err(AppError::NotFound));
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_cancellation_by_the_club_refunds_the_original_lots, |db| {
    let by = club(&db).await;
    let customer = CustomerId(1);
    for (round, picked) in [false, true].into_iter().enumerate() {
        let id = ordered(&db, 1, RewardKind::Goods, &format!("k{round}")).await;
        let mut tx = db.write().await?;
        assert_eq!(lots(&mut tx, customer).await, [0, 2_500]);
        if picked {
            ops::pick(&mut tx, step(by, id)).await?;
        }
        let (seen, other) = match picked {
            true => (RedemptionState::Picked, RedemptionState::Ordered),
            false => (RedemptionState::Ordered, RedemptionState::Picked),
        };
        assert!(
            handled(&ops::cancel(&mut tx, step(by, id), other, &why(CancelReason::OutOfStock, "缺货")).await),
            "the page is stale"
        );
        ops::cancel(&mut tx, step(by, id), seen, &why(CancelReason::OutOfStock, "厂家断供")).await?;
        assert!(handled(&ops::cancel(&mut tx, step(by, id), seen, &why(CancelReason::OutOfStock, "厂家断供")).await));
        assert!(!rewards::cancel(&mut tx, customer, id, noon()).await?, "the owner is not refunded twice");
        assert_eq!((lots(&mut tx, customer).await, stock(&mut tx, 3.into()).await), (vec![2_000, 3_000], 60));
        let body = sent_messages(&mut tx, id, "cancelled").await.expect("a message");
        assert!(body.contains("缺货") && body.contains("2,500") && !body.contains("断供"), "{body}");
        tx.commit().await?;
    }
    let by_admin = "SELECT COUNT(*) FROM point_transfers WHERE kind = 'refund' AND actor LIKE 'admin:%'";
    assert_eq!(count(&mut db.read().await?, by_admin).await, 2);
    assert_eq!(available(&mut db.read().await?, customer).await, 5_000);
    assert_whole(&db).await;
});

crate::db_test!(an_owner_cannot_cancel_a_packed_redemption, |db| {
    let by = club(&db).await;
    for kind in [RewardKind::Goods, RewardKind::Accessory] {
        let id = ordered(&db, if kind == RewardKind::Goods { 1 } else { 2 }, kind, "k").await;
        let owner = CustomerId(if kind == RewardKind::Goods { 1 } else { 2 });
        let mut tx = db.write().await?;
        ops::pick(&mut tx, step(by, id)).await?;
        let late: Result<bool> = Err(Refusal::TooLateToCancel.into());
        assert_eq!(rewards::cancel(&mut tx, owner, id, noon()).await, late);
        if kind == RewardKind::Accessory {
            ops::arrive(&mut tx, step(by, id)).await?;
            assert_eq!(rewards::cancel(&mut tx, owner, id, noon()).await, late);
        }
        tx.commit().await?;
    }
    assert_whole(&db).await;
});

crate::db_test!(a_bulk_step_skips_redemptions_that_cannot_take_it, |db| {
    let by = club(&db).await;
    let first = ordered(&db, 1, RewardKind::Goods, "a").await;
    let second = ordered(&db, 2, RewardKind::Goods, "b").await;
    let third = ordered(&db, 3, RewardKind::Accessory, "c").await;
    let mut tx = db.write().await?;
    assert!(rewards::cancel(&mut tx, CustomerId(2), second, noon()).await?);
    let ids = vec![third, second, first, first, RedemptionId(99)];
    let nobody = Err(Conflict::Handled.into());
    assert_eq!(ops::several(&mut tx, by, Together::HandOver, ids.clone(), noon()).await, nobody, "not picked yet");
    assert_eq!(ops::several(&mut tx, by, Together::Pick, ids.clone(), noon()).await, Ok((2, 2)));
    assert_eq!(ops::several(&mut tx, by, Together::Pick, ids.clone(), noon()).await, nobody);
    assert_eq!(
        ops::several(&mut tx, by, Together::Arrive, ids.clone(), noon()).await,
        Ok((1, 3)),
        "parcels are not picked up"
    );
    assert_eq!(ops::several(&mut tx, by, Together::HandOver, ids.clone(), noon()).await, Ok((1, 3)));
    assert_eq!(ops::several(&mut tx, by, Together::HandOver, ids, noon()).await, nobody);
    let done = "SELECT COUNT(*) FROM staff_actions WHERE action IN ('pick', 'arrive', 'hand_over')";
    assert_eq!(count(&mut tx, done).await, 4);
    tx.commit().await?;
    assert_whole(&db).await;
});

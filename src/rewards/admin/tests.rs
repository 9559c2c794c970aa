mod drafts;
mod http;
mod lists;
mod photos;
mod races;

use super::input::{self, RewardInput};
use super::ops::{self, Step};
use crate::db::{Db, Tx};
use crate::drafts::Submission;
use crate::error::{AppError, Conflict, Problem, Result};
use crate::points::testing::{assert_whole, member_with};
use crate::rewards::Refusal;
use crate::rewards::model::RewardKind;
use crate::rewards::ops::{self as rewards, Order};
use crate::rewards::testing::{change, count, order, reward, set_price, set_tier_points, stock};
use crate::sql;
use crate::values::{AccountId, Fen, Price, RewardId, Tier};
use crate::web::Form;
use crate::web::testing::{self, noon};
use chrono::TimeDelta;

const RIGHT: &str = "kind=evoucher&title_zh=%E6%9D%AF&title_en=Cup&body_zh=a&body_en=b&picture=/img/rewards.svg%23bottle\
    &points=1000&code_days=30&visible_from=2026-03-01";

/// Parses a form in which these fields override the defaults.
fn input(more: &str) -> RewardInput {
    input::read(&Form::parse(format!("{more}&{RIGHT}").as_bytes())).expect("a valid form")
}

async fn admin(db: &Db) -> AccountId {
    AccountId(testing::account(db, "admin", "13900000009", None, None).await)
}

fn step(by: AccountId, id: RewardId) -> Step {
    Step { by, id, now: noon() }
}

async fn done(tx: &mut Tx, id: RewardId) -> Vec<String> {
    let query =
        "SELECT action || ':' || detail FROM staff_actions WHERE subject = 'reward' AND subject_id = $1 ORDER BY id";
    sql!(tx, scalars String, query, id).expect("actions")
}

crate::db_test!(a_reward_goes_from_draft_to_retirement, |db| {
    let by = admin(&db).await;
    let customer = member_with(&db, 1, &[(5_000, 1)]).await;
    let mut tx = db.write().await?;
    let id = ops::create(&mut tx, &Submission::test(by, "k"), &input(""), 5).await?;
    assert_eq!(rewards::redeem(&mut tx, &order(customer, id, 1_000, "CLUB-1")).await, Err(AppError::NotFound));
    assert_eq!(ops::retire(&mut tx, step(by, id)).await, Err(Conflict::Handled.into()), "a draft cannot be retired");
    ops::publish(&mut tx, step(by, id)).await?;
    assert_eq!(ops::publish(&mut tx, step(by, id)).await, Err(Conflict::Handled.into()));
    let kept = rewards::redeem(&mut tx, &order(customer, id, 1_000, "CLUB-1")).await?.id;
    ops::save(&mut tx, step(by, id), 2, &input("points=1500")).await?;
    let paid = sql!(tx, scalar i64, "SELECT points FROM redemptions WHERE id = $1", kept)?;
    assert_eq!(paid, 1_000, "a redemption keeps its price");
    ops::retire(&mut tx, step(by, id)).await?;
    let gone = rewards::redeem(&mut tx, &order(customer, id, 1_500, "CLUB-2")).await;
    assert_eq!(gone, Err(Refusal::NotAvailable.into()));
    assert!(rewards::cancel(&mut tx, customer, kept, noon()).await?, "existing redemptions are unaffected");
    let expected = ["create:1,000, 5", "publish:", "edit:", "retire:"];
    assert_eq!(done(&mut tx, id).await, expected);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_reward_whose_period_is_over_cannot_be_published, |db| {
    let by = admin(&db).await;
    let mut tx = db.write().await?;
    let id = ops::create(&mut tx, &Submission::test(by, "k"), &input("visible_until=2026-03-03"), 5).await?;
    assert_eq!(ops::publish(&mut tx, step(by, id)).await, Err(Refusal::NotAvailable.into()));
    ops::save(&mut tx, step(by, id), 1, &input("visible_until=2026-03-04")).await?;
    ops::publish(&mut tx, step(by, id)).await?;
    assert_eq!(ops::publish(&mut tx, step(by, RewardId(99))).await, Err(AppError::NotFound));
});

crate::db_test!(a_stale_edit_does_not_overwrite_another, |db| {
    let by = admin(&db).await;
    let mut tx = db.write().await?;
    let id = ops::create(&mut tx, &Submission::test(by, "k"), &input(""), 5).await?;
    ops::save(&mut tx, step(by, id), 1, &input("title_zh=A")).await?;
    assert_eq!(ops::save(&mut tx, step(by, id), 1, &input("title_zh=B")).await, Err(Conflict::Stale.into()));
    let title = sql!(tx, scalar String, "SELECT title_zh FROM rewards WHERE id = $1", id)?;
    assert_eq!(title, "A");
});

crate::db_test!(the_kind_is_fixed_after_the_first_redemption, |db| {
    let by = admin(&db).await;
    let customer = member_with(&db, 1, &[(5_000, 1)]).await;
    let id = reward(&db, 1, RewardKind::Evoucher, 1_000, 5).await;
    let mut tx = db.write().await?;
    ops::save(&mut tx, step(by, id), 1, &input("kind=workshop")).await?;
    ops::save(&mut tx, step(by, id), 2, &input("kind=evoucher")).await?;
    let redeemed = rewards::redeem(&mut tx, &order(customer, id, 1_000, "CLUB-1")).await?;
    rewards::cancel(&mut tx, customer, redeemed.id, noon()).await?;
    let refused = ops::save(&mut tx, step(by, id), 3, &input("kind=goods")).await;
    assert_eq!(refused, Err(AppError::field("kind", Problem::Redeemed)), "cancelled redemptions count too");
    ops::save(&mut tx, step(by, id), 3, &input("points=900")).await?;
});

crate::db_test!(stock_never_falls_below_what_is_redeemed, |db| {
    let by = admin(&db).await;
    let customer = member_with(&db, 1, &[(5_000, 1)]).await;
    let id = reward(&db, 1, RewardKind::Evoucher, 1_000, 2).await;
    let mut tx = db.write().await?;
    rewards::redeem(&mut tx, &order(customer, id, 1_000, "CLUB-1")).await?;
    ops::receive(&mut tx, step(by, id), 2, 10).await?;
    assert_eq!(ops::receive(&mut tx, step(by, id), 2, 10).await, Err(Conflict::Stale.into()), "pressed twice");
    assert_eq!(stock(&mut tx, id).await, 11);
    let refused = ops::correct(&mut tx, step(by, id), 12, 12, "盘亏").await;
    assert_eq!(refused, Err(Refusal::StockIssued { left: 11 }.into()));
    ops::correct(&mut tx, step(by, id), 12, 11, "盘亏").await?;
    assert_eq!(stock(&mut tx, id).await, 0);
    assert_eq!(done(&mut tx, id).await, ["receive:+10", "correct:−11：盘亏"]);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(each_tier_pays_its_own_price, |db| {
    let id = reward(&db, 1, RewardKind::Evoucher, 1_000, 9).await;
    set_tier_points(&db, id, Tier::Silver, 900).await;
    set_tier_points(&db, id, Tier::Platinum, 700).await;
    for (n, tier, price) in [(1, "basic", 1_000), (2, "silver", 900), (3, "gold", 900), (4, "platinum", 700)] {
        let customer = member_with(&db, n, &[(1_000, 1)]).await;
        let mut tx = db.write().await?;
        sql!(tx, execute, "UPDATE members SET tier = $2 WHERE customer_id = $1", customer, tier)?;
        let idempotency_key = format!("CLUB-{n}");
        for wrong in [1_000, 900, 700].into_iter().filter(|wrong| *wrong != price) {
            let refused = rewards::redeem(&mut tx, &order(customer, id, wrong, &idempotency_key)).await;
            assert_eq!(refused, Err(Refusal::PriceChanged { points: price, pay_fen: 0 }.into()), "{tier}");
        }
        let redeemed = rewards::redeem(&mut tx, &order(customer, id, price, &idempotency_key)).await?;
        let paid = sql!(tx, scalar i64, "SELECT points FROM redemptions WHERE id = $1", redeemed.id)?;
        assert_eq!(paid, price, "{tier}");
        assert_eq!(crate::points::testing::available(&mut tx, customer).await, 1_000 - price);
        tx.commit().await?;
    }
    assert_whole(&db).await;
});

crate::db_test!(the_price_includes_the_payment_at_the_dealer, |db| {
    let customer = member_with(&db, 1, &[(5_000, 1)]).await;
    let id = reward(&db, 1, RewardKind::Evoucher, 1_000, 9).await;
    set_price(&db, id, 1_000, 5_000).await;
    let mut tx = db.write().await?;
    let refused = rewards::redeem(&mut tx, &order(customer, id, 1_000, "CLUB-1")).await;
    assert_eq!(refused, Err(Refusal::PriceChanged { points: 1_000, pay_fen: 5_000 }.into()));
    let price = Price { points: 1_000, pay: Fen(5_000) };
    let redeemed = rewards::redeem(&mut tx, &Order { price, ..order(customer, id, 0, "CLUB-1") }).await?;
    sql!(tx, execute, "UPDATE reward_prices SET pay_fen = 6000")?;
    let pay = sql!(tx, scalar i64, "SELECT pay_fen FROM redemptions WHERE id = $1", redeemed.id)?;
    assert_eq!(pay, 5_000);
    let other = Price { points: 1_000, pay: Fen(6_000) };
    let reused = rewards::redeem(&mut tx, &Order { price: other, ..order(customer, id, 0, "CLUB-1") }).await;
    assert_eq!(reused, Err(Conflict::KeyReused.into()), "a different price is a different request");
});

crate::db_test!(a_move_changes_the_order_by_one, |db| {
    let by = admin(&db).await;
    for id in 1..=4 {
        reward(&db, id, RewardKind::Goods, 1_000, 5).await;
    }
    // Two share a position, with a draft in between.
    change(&db, 2.into(), "position = 1").await;
    change(&db, 3.into(), "status = 'draft'").await;
    let mut tx = db.write().await?;
    for (id, up, expected) in [
        (2, true, [2, 1, 3, 4]),
        (2, true, [2, 1, 3, 4]),
        (1, false, [2, 4, 1, 3]),
        (1, false, [2, 4, 1, 3]),
        (4, true, [4, 2, 1, 3]),
        (3, true, [4, 2, 1, 3]),
    ] {
        ops::reorder(&mut tx, step(by, id.into()), up).await?;
        let order = sql!(tx, scalars i64, "SELECT id FROM rewards ORDER BY position, id")?;
        assert_eq!(order, expected, "{id} {up}");
    }
    let places = count(&mut tx, "SELECT COUNT(DISTINCT position) FROM rewards").await;
    assert_eq!(places, 4);
});

crate::db_test!(a_price_change_during_confirmation_refuses_the_redemption, |db| {
    let by = admin(&db).await;
    let customer = member_with(&db, 1, &[(5_000, 1)]).await;
    let id = reward(&db, 1, RewardKind::Evoucher, 1_000, 5).await;
    let mut tx = db.write().await?;
    ops::save(&mut tx, step(by, id), 1, &input("points=999")).await?;
    tx.commit().await?;
    let mut tx = db.write().await?;
    let later = Order { now: noon() + TimeDelta::hours(1), ..order(customer, id, 1_000, "CLUB-1") };
    let refused: Result<_> = rewards::redeem(&mut tx, &later).await;
    assert_eq!(refused, Err(Refusal::PriceChanged { points: 999, pay_fen: 0 }.into()));
});

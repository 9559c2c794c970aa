mod checks;
mod failed_attempts;
mod generation;
mod http;
mod imports;

use crate::crypto::Keys;
use crate::db::Db;
use crate::error::{AppError, Conflict, Result};
use crate::points::testing::{assert_whole, assert_won, member_with, race};
use crate::rewards::Refusal;
use crate::rewards::model::RewardKind;
use crate::rewards::ops as rewards;
use crate::rewards::testing::{change, code_of, count, order, reward, stock};
use crate::sql;
use crate::values::code;
use crate::values::{CustomerId, RewardId};
use crate::web::testing::noon;

/// Inserts a reward with these codes.
pub async fn with_codes(db: &Db, id: i64, codes: &[&str]) -> RewardId {
    let id = reward(db, id, RewardKind::Evoucher, 100, 0).await;
    change(db, id, "codes = 'imported'").await;
    bring(db, id, codes).await;
    id
}

async fn bring(db: &Db, id: RewardId, codes: &[&str]) {
    let mut tx = db.write().await.expect("a transaction");
    for code in codes {
        let sealed = Keys::demo().seal(&mut rand::rng(), id, code).expect("sealed");
        let insert = "INSERT INTO voucher_codes (reward_id, origin, lookup, sealed, last_four, added_at) \
                      VALUES ($1, 'imported', $2, $3, $4, $5)";
        sql!(tx, execute, insert, id, &sealed.lookup, &sealed.sealed, &sealed.last_four, noon()).expect("a code");
        let stock = "UPDATE rewards SET stock_received = stock_received + 1, stock_left = stock_left + 1 WHERE id = $1";
        sql!(tx, execute, stock, id).expect("stock");
    }
    tx.commit().await.expect("committed");
}

#[test]
fn a_code_is_sealed_for_its_reward_and_matched_leniently() {
    let keys = Keys::new(&[7; 32]);
    let plain = code::voucher_code(&mut rand::rng());
    let sealed = keys.seal(&mut rand::rng(), RewardId(1), &plain).expect("sealed");
    let again = keys.seal(&mut rand::rng(), RewardId(1), &plain).expect("sealed");
    assert!(sealed.lookup == again.lookup && sealed.sealed != again.sealed, "sealing is randomized");
    assert_eq!(keys.open(RewardId(1), &sealed.lookup, &sealed.sealed).as_deref(), Some(plain.as_str()));
    assert_eq!(keys.open(RewardId(2), &sealed.lookup, &sealed.sealed), None);
    assert_eq!(keys.open(RewardId(1), &keys.lookup("other"), &sealed.sealed), None);
    assert_eq!(Keys::new(&[8; 32]).open(RewardId(1), &sealed.lookup, &sealed.sealed), None);
    assert_ne!(Keys::new(&[8; 32]).lookup(&plain), sealed.lookup);
    for typed in [plain.to_lowercase(), plain.replace('-', " "), plain["CLUB-".len()..].to_owned()] {
        assert_eq!(keys.lookup(&typed), sealed.lookup, "{typed}");
    }
    assert_eq!(keys.lookup("ab-12 cd"), keys.lookup("AB12CD"));
    assert_eq!(sealed.last_four, plain[plain.len() - 4..]);
    for broken in ["", "zz", "00", &sealed.sealed[2..]] {
        assert_eq!(keys.open(RewardId(1), &sealed.lookup, broken), None);
    }
}

crate::db_test!(a_database_accepts_only_its_own_key, |db| {
    let mut tx = db.write().await?;
    assert!(super::agree_on_key(&mut tx, &Keys::demo()).await?);
    assert!(super::agree_on_key(&mut tx, &Keys::demo()).await?);
    assert!(!super::agree_on_key(&mut tx, &Keys::new(&[1; 32])).await?);
});

crate::db_test!(no_table_contains_a_plain_code, |db| {
    let customer = member_with(&db, 1, &[(5_000, 1)]).await;
    let made = reward(&db, 1, RewardKind::Evoucher, 100, 5).await;
    let brought = with_codes(&db, 2, &["PARTNER-0001"]).await;
    let fresh = code::voucher_code(&mut rand::rng());
    let mut tx = db.write().await?;
    let one = rewards::redeem(&mut tx, &order(customer, made, 100, &fresh)).await?;
    let other = rewards::redeem(&mut tx, &order(customer, brought, 100, "k")).await?;
    assert_eq!(code_of(&mut tx, one.id).await.as_deref(), Some(fresh.as_str()));
    assert_eq!(code_of(&mut tx, other.id).await.as_deref(), Some("PARTNER-0001"));
    let all = "SELECT lookup || sealed || last_four FROM voucher_codes UNION SELECT body FROM outbox \
               UNION SELECT detail FROM staff_actions";
    for text in sql!(tx, scalars String, all)? {
        assert!(
            !text.contains(&fresh) && !text.contains(&fresh.replace('-', "")) && !text.contains("PARTNER"),
            "{text}"
        );
    }
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_partners_code_cannot_be_cancelled, |db| {
    let customer = member_with(&db, 1, &[(5_000, 1)]).await;
    let id = with_codes(&db, 1, &["PARTNER-0001"]).await;
    let mut tx = db.write().await?;
    let redeemed = rewards::redeem(&mut tx, &order(customer, id, 100, "k")).await?;
    let late = rewards::cancel(&mut tx, customer, redeemed.id, noon()).await;
    assert_eq!(late, Err(Refusal::TooLateToCancel.into()));
    let none = rewards::redeem(&mut tx, &order(customer, id, 100, "l")).await;
    assert_eq!(none, Err(Refusal::OutOfStock.into()));
});

crate::db_test!(concurrent_redemptions_get_distinct_codes, |db| {
    let codes: Vec<String> = (0..20).map(|n| format!("PARTNER-{n:04}")).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let id = with_codes(&db, 1, &codes).await;
    for n in 1..=50 {
        member_with(&db, n, &[(150, 1)]).await;
    }
    let outcomes = race(&db, move |db, n| async move {
        let mut tx = db.write().await?;
        let idempotency_key = format!("k{n}");
        let redeemed = rewards::redeem(&mut tx, &order(CustomerId(n + 1), id, 100, &idempotency_key)).await?;
        tx.commit().await?;
        Ok(redeemed.id)
    })
    .await;
    assert_won(&outcomes, 20, Refusal::OutOfStock);
    let mut tx = db.read().await?;
    assert_eq!(stock(&mut tx, id).await, 0);
    let distinct = "SELECT COUNT(DISTINCT redemption_id) FROM voucher_codes";
    assert_eq!(count(&mut tx, distinct).await, 20);
    assert_whole(&db).await;
});

crate::db_test!(verify_finds_inconsistent_codes, |db| {
    let customer = member_with(&db, 1, &[(5_000, 1)]).await;
    let id = with_codes(&db, 1, &["PARTNER-0001", "PARTNER-0002"]).await;
    let mut tx = db.write().await?;
    rewards::redeem(&mut tx, &order(customer, id, 100, "k")).await?;
    tx.commit().await?;
    assert_whole(&db).await;
    for spoil in [
        "UPDATE voucher_codes SET redemption_id = NULL",
        "DELETE FROM voucher_codes WHERE redemption_id IS NULL",
        "UPDATE rewards SET stock_received = 9, stock_left = 8",
    ] {
        let mut tx = db.write().await?;
        sql!(tx, execute, spoil)?;
        assert!(!crate::app::violations(&mut tx).await?.is_empty(), "{spoil}");
    }
});

use crate::db::Db;
use crate::error::{AppError, Conflict, Result};
use crate::referrals::Refusal;
use crate::referrals::model::LeadState;
use crate::referrals::ops::{self, Move};
use crate::referrals::testing::{available, basics, car, count, customer, days_ago, member, referral};
use crate::sql;
use crate::values::{AccountId, DealerId, ReferralId, Vin};
use crate::web::testing::noon;
use chrono::TimeDelta;

const FRIEND: &str = "13912340000";
const VIN: &str = "LSVAM4187C2184847";

/// Inserts a member (1) and a lead for dealer 1 in this state; returns the lead's id.
async fn lead(db: &Db, state: &str) -> Result<i64> {
    let mut tx = db.write().await?;
    basics(&mut tx).await;
    member(&mut tx, 1, "13800000001").await;
    let id = referral(&mut tx, 1, FRIEND, state, noon() - TimeDelta::days(10)).await;
    tx.commit().await?;
    Ok(id)
}

async fn step(db: &Db, dealer: i64, lead: i64, version: i64, to: LeadState) -> Result<()> {
    step_with(db, dealer, lead, version, to, VIN).await
}

async fn step_with(db: &Db, dealer: i64, lead: i64, version: i64, to: LeadState, vin: &str) -> Result<()> {
    let vin = Vin::parse(vin).expect("a VIN");
    let m = Move {
        lead: ReferralId(lead),
        dealer: DealerId(dealer),
        by: AccountId(1),
        version,
        to,
        note: "",
        vin: (to == LeadState::Delivered).then_some(&vin),
    };
    let mut tx = db.write().await?;
    ops::move_lead(&mut tx, &m, noon()).await?;
    Ok(tx.commit().await?)
}

fn pairs() -> Vec<(LeadState, LeadState)> {
    let all = LeadState::ALL.iter();
    all.flat_map(|from| LeadState::ALL.iter().map(move |to| (*from, *to))).collect()
}

crate::db_test!(only_allowed_moves_succeed, |db| {
    use LeadState::{Contacted, Delivered, Expired, Invited, TestDrive};
    let allowed = [
        (Invited, Contacted),
        (Contacted, TestDrive),
        (TestDrive, Delivered),
        (Invited, Expired),
        (Contacted, Expired),
        (TestDrive, Expired),
    ];
    let mut tx = db.write().await?;
    basics(&mut tx).await;
    member(&mut tx, 1, "13800000001").await;
    tx.commit().await?;
    for (at, (from, to)) in pairs().into_iter().enumerate() {
        let mut tx = db.write().await?;
        let id = referral(&mut tx, 1, &format!("1391234{at:04}"), from.code(), noon()).await;
        tx.commit().await?;
        let vin = format!("LSVAM4187C21{at:05}");
        let done = step_with(&db, 1, id, 1, to, &vin).await;
        let refused = match from {
            LeadState::Declined => AppError::NotFound,
            _ => Conflict::WrongState.into(),
        };
        assert_eq!(done, if allowed.contains(&(from, to)) { Ok(()) } else { Err(refused) }, "{from} → {to}");
    }
});

crate::db_test!(each_state_pays_once, |db| {
    let id = lead(&db, "invited").await?;
    step(&db, 1, id, 1, LeadState::Contacted).await?;
    assert_eq!(available(&db, 1).await, 0);
    step(&db, 1, id, 2, LeadState::TestDrive).await?;
    step(&db, 1, id, 2, LeadState::TestDrive).await?;
    assert_eq!(available(&db, 1).await, 200, "a repeated move pays once");
    step(&db, 1, id, 3, LeadState::Delivered).await?;
    assert_eq!(available(&db, 1).await, 3_200);
    // A state that was reset by hand does not pay again.
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE referrals SET state = 'contacted' WHERE id = $1", id)?;
    tx.commit().await?;
    step(&db, 1, id, 4, LeadState::TestDrive).await?;
    assert_eq!(available(&db, 1).await, 3_200);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM referral_changes").await, 4);
});

crate::db_test!(one_of_two_concurrent_moves_wins, |db| {
    let id = lead(&db, "contacted").await?;
    let mut tasks = tokio::task::JoinSet::new();
    for at in 0..20 {
        let db = db.clone();
        let to = if at % 2 == 0 { LeadState::TestDrive } else { LeadState::Expired };
        tasks.spawn(async move { step(&db, 1, id, 1, to).await });
    }
    let stale = tasks.join_all().await.into_iter().filter(|done| *done == Err(Conflict::Stale.into())).count();
    assert_eq!(stale, 10, "the requests for the other state");
    assert_eq!(count(&db, "SELECT COUNT(*) FROM referral_changes").await, 1);
    assert!([0, 200].contains(&available(&db, 1).await));
});

crate::db_test!(another_dealers_lead_is_not_found, |db| {
    let id = lead(&db, "invited").await?;
    assert_eq!(step(&db, 2, id, 1, LeadState::Contacted).await, Err(AppError::NotFound));
    assert_eq!(step(&db, 1, id + 1, 1, LeadState::Contacted).await, Err(AppError::NotFound));
    assert_eq!(count(&db, "SELECT COUNT(*) FROM referrals WHERE state = 'invited'").await, 1);
});

crate::db_test!(the_friend_is_paid_as_owner_of_the_car, |db| {
    let id = lead(&db, "test_drive").await?;
    let mut tx = db.write().await?;
    customer(&mut tx, 2, "13900000002").await;
    car(&mut tx, 1, VIN, 1, 2, days_ago(0)).await;
    tx.commit().await?;
    step(&db, 1, id, 1, LeadState::Delivered).await?;
    assert_eq!((available(&db, 1).await, available(&db, 2).await), (3_000, 1_000));
    assert_eq!(count(&db, "SELECT friend_customer_id FROM referrals").await, 2);
});

crate::db_test!(the_friend_is_paid_after_becoming_a_customer, |db| {
    let id = lead(&db, "test_drive").await?;
    step(&db, 1, id, 1, LeadState::Delivered).await?;
    assert_eq!(ops::pay_late_friends(&db, noon()).await?, 0);
    let mut tx = db.write().await?;
    customer(&mut tx, 2, "13900000002").await;
    car(&mut tx, 1, VIN, 1, 2, days_ago(0)).await;
    tx.commit().await?;
    assert_eq!(ops::pay_late_friends(&db, noon()).await?, 1);
    assert_eq!(ops::pay_late_friends(&db, noon()).await?, 0);
    assert_eq!(available(&db, 2).await, 1_000);
});

crate::db_test!(a_failed_payment_does_not_block_others, |db| {
    let id = lead(&db, "test_drive").await?;
    let mut tx = db.write().await?;
    let other = referral(&mut tx, 1, "13900000003", "test_drive", noon() - TimeDelta::days(10)).await;
    tx.commit().await?;
    let cars = [(2_i64, id, VIN), (3, other, "LCYAA0000R0000007")];
    for (friend, lead, vin) in cars {
        step_with(&db, 1, lead, 1, LeadState::Delivered, vin).await?;
        let mut tx = db.write().await?;
        customer(&mut tx, friend, &format!("1390000001{friend}")).await;
        car(&mut tx, friend, vin, 1, friend, days_ago(0)).await;
        let full = "INSERT INTO point_balances (customer_id, available) SELECT $1, $2 WHERE $1 = 2";
        sql!(tx, execute, full, friend, i64::MAX)?;
        tx.commit().await?;
    }
    assert_eq!((ops::pay_late_friends(&db, noon()).await?, ops::pay_late_friends(&db, noon()).await?), (1, 0));
    assert_eq!(available(&db, 3).await, 1_000);
});

crate::db_test!(the_friend_is_found_by_phone_if_the_car_is_unknown, |db| {
    let id = lead(&db, "test_drive").await?;
    let mut tx = db.write().await?;
    customer(&mut tx, 2, FRIEND).await;
    tx.commit().await?;
    step(&db, 1, id, 1, LeadState::Delivered).await?;
    assert_eq!(available(&db, 2).await, 1_000);
});

crate::db_test!(unrelated_deliveries_do_not_count, |db| {
    let id = lead(&db, "test_drive").await?;
    let vins = ["LSVAM4187C2100001", "LSVAM4187C2100002", "LSVAM4187C2100003", "LSVAM4187C2100004"];
    let mut tx = db.write().await?;
    customer(&mut tx, 2, "13900000002").await;
    customer(&mut tx, 3, "13900000003").await;
    car(&mut tx, 1, vins[0], 1, 2, days_ago(30)).await;
    car(&mut tx, 2, vins[1], 2, 3, days_ago(0)).await;
    car(&mut tx, 3, vins[2], 1, 1, days_ago(0)).await;
    car(&mut tx, 4, vins[3], 1, 2, days_ago(0)).await;
    tx.commit().await?;
    let reasons =
        ["delivered before", "sold by another dealer", "the referrer's own car", "an existing customer's next car"];
    for (vin, why) in vins.iter().zip(reasons) {
        let done = step_with(&db, 1, id, 1, LeadState::Delivered, vin).await;
        assert_eq!(done, Err(Refusal::DeliveryDoesNotCount.into()), "{why}");
    }
    assert_eq!(available(&db, 1).await, 0);
});

crate::db_test!(a_car_counts_for_one_referral, |db| {
    let id = lead(&db, "test_drive").await?;
    let mut tx = db.write().await?;
    let second = referral(&mut tx, 1, "13912349999", "test_drive", noon()).await;
    tx.commit().await?;
    step(&db, 1, id, 1, LeadState::Delivered).await?;
    let again = step(&db, 1, second, 1, LeadState::Delivered).await;
    assert_eq!(again, Err(Refusal::DeliveryDoesNotCount.into()));
    assert_eq!(available(&db, 1).await, 3_000);
});

crate::db_test!(stale_leads_expire, |db| {
    let mut tx = db.write().await?;
    basics(&mut tx).await;
    member(&mut tx, 1, "13800000001").await;
    for (at, state) in LeadState::ALL.iter().enumerate() {
        for (from, days) in [(0, 179), (10, 180)] {
            let phone = format!("1391234{:04}", at + from);
            referral(&mut tx, 1, &phone, state.code(), noon() - TimeDelta::days(days)).await;
        }
    }
    assert_eq!(ops::expire_stale(&mut tx, noon()).await?, 3);
    assert_eq!(ops::expire_stale(&mut tx, noon()).await?, 0);
    tx.commit().await?;
    assert_eq!(count(&db, "SELECT COUNT(*) FROM referrals WHERE state = 'expired'").await, 2 + 3);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM referral_changes WHERE changed_by = 'portal'").await, 3);
});

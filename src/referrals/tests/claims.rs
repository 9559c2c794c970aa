use crate::db::Db;
use crate::error::Result;
use crate::referrals::model::DeclineReason;
use crate::referrals::ops::{self, Claim, Claimed};
use crate::referrals::testing::{basics, count, customer, member, referral};
use crate::values::{CustomerId, DealerId, PersonName, Phone};
use crate::web::testing::noon;
use chrono::TimeDelta;

const FRIEND: &str = "13912340000";

async fn claim(db: &Db, referrer: i64, phone: &str) -> Result<Claimed> {
    let mut tx = db.write().await?;
    let (name, phone) = (PersonName::parse("王小明").expect("a name"), Phone::parse(phone).expect("a phone"));
    let claim = Claim {
        referrer: CustomerId(referrer),
        friend_name: &name,
        friend_phone: &phone,
        model: None,
        dealer: DealerId(1),
        wording: "同意",
    };
    let claimed = ops::claim(&mut tx, &claim, noon()).await?;
    tx.commit().await?;
    Ok(claimed)
}

async fn members(db: &Db, ids: std::ops::RangeInclusive<i64>) -> Result<()> {
    let mut tx = db.write().await?;
    basics(&mut tx).await;
    for id in ids {
        member(&mut tx, id, &format!("1380000{id:04}")).await;
    }
    Ok(tx.commit().await?)
}

crate::db_test!(only_new_customers_count, |db| {
    members(&db, 1..=2).await?;
    let mut tx = db.write().await?;
    customer(&mut tx, 3, "13800000003").await;
    tx.commit().await?;
    assert!(matches!(claim(&db, 1, FRIEND).await?, Claimed::Accepted(_)));
    assert_eq!(claim(&db, 1, FRIEND).await?, Claimed::Repeated, "a repeated claim");
    assert_eq!(claim(&db, 2, FRIEND).await?, Claimed::Declined(DeclineReason::Claimed));
    assert_eq!(claim(&db, 1, "13800000001").await?, Claimed::Declined(DeclineReason::Oneself));
    assert_eq!(claim(&db, 1, "13800000002").await?, Claimed::Declined(DeclineReason::Customer), "a member");
    assert_eq!(claim(&db, 1, "13800000003").await?, Claimed::Declined(DeclineReason::Customer), "a customer");
    assert_eq!(count(&db, "SELECT COUNT(*) FROM referrals").await, 5);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM referral_changes").await, 5);
});

crate::db_test!(an_expired_claim_frees_the_friend, |db| {
    members(&db, 1..=2).await?;
    let mut tx = db.write().await?;
    referral(&mut tx, 1, FRIEND, "expired", noon() - TimeDelta::days(200)).await;
    tx.commit().await?;
    assert!(matches!(claim(&db, 2, FRIEND).await?, Claimed::Accepted(_)));
});

crate::db_test!(the_first_of_fifty_claims_wins, |db| {
    members(&db, 1..=50).await?;
    let mut tasks = tokio::task::JoinSet::new();
    for referrer in 1..=50 {
        let db = db.clone();
        tasks.spawn(async move { claim(&db, referrer, FRIEND).await });
    }
    let claimed = tasks.join_all().await.into_iter().collect::<Result<Vec<_>>>()?;
    assert_eq!(claimed.iter().filter(|claimed| matches!(claimed, Claimed::Accepted(_))).count(), 1);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM referrals WHERE state = 'invited'").await, 1);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM referrals WHERE decline_reason = 'claimed'").await, 49);
});

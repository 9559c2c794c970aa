use super::*;
use crate::db::killing::killed_at;
use crate::points::testing::{earn, member, movement};
use crate::web::testing;

/// Told so far: key and text.
async fn told(db: &Db) -> Vec<(String, String)> {
    let query = "SELECT dedupe_key, body FROM outbox WHERE topic = 'lapse' ORDER BY id";
    sql!(db.read().await.expect("a connection"), all(String, String), query).expect("messages")
}

async fn owner(db: &Db, id: i64) -> CustomerId {
    let customer = member(db, id).await;
    testing::account(db, "owner", &format!("138{id:08}"), Some(id), None).await;
    customer
}

/// The instant at which the points lapse that `earn` gives for this month.
async fn lapse_of(db: &Db, customer: CustomerId) -> DateTime<Utc> {
    let query = "SELECT MIN(expires_at) FROM point_lots WHERE customer_id = $1";
    sql!(db.read().await.expect("a connection"), scalar DateTime<Utc>, query, customer).expect("a lot")
}

crate::db_test!(each_reminder_comes_once_at_ten_in_the_morning, |db| {
    let customer = owner(&db, 1).await;
    let mut tx = db.write().await?;
    earn(&mut tx, customer, 1_200, 1).await?;
    earn(&mut tx, customer, 34, 1).await?;
    tx.commit().await?;
    let lapse = lapse_of(&db, customer).await;
    let last = last_day(lapse);
    for (days, count) in [(91, 0), (90, 1), (60, 1), (30, 2), (8, 2), (7, 3), (0, 3)] {
        let morning = clock::start_of(last - TimeDelta::days(days)) + TimeDelta::hours(10);
        remind(&db, morning - TimeDelta::seconds(1)).await?;
        let before = told(&db).await.len();
        remind(&db, morning).await?;
        remind(&db, morning + TimeDelta::hours(3)).await?;
        assert_eq!(told(&db).await.len(), count, "{days} days before");
        assert!(count - before <= 1);
    }
    remind(&db, lapse).await?;
    let told = told(&db).await;
    assert_eq!(told.len(), 3, "nothing after");
    assert!(told[0].1.contains("1,234") && told[0].1.contains("¥12.34"), "{}", told[0].1);
    assert_eq!(told[2].0, format!("lapse:1:{}:7", lapse.timestamp_micros()));
});

crate::db_test!(what_was_missed_is_left_out_for_the_nearer_one, |db| {
    let customer = owner(&db, 1).await;
    let mut tx = db.write().await?;
    earn(&mut tx, customer, 100, 1).await?;
    tx.commit().await?;
    let lapse = lapse_of(&db, customer).await;
    remind(&db, lapse - TimeDelta::days(20)).await?;
    let told = told(&db).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].0.ends_with(":30"), "{}", told[0].0);
});

crate::db_test!(who_spent_them_or_has_no_account_is_told_nothing, |db| {
    let (spent, stranger) = (owner(&db, 1).await, member(&db, 2).await);
    let mut tx = db.write().await?;
    earn(&mut tx, spent, 100, 1).await?;
    earn(&mut tx, stranger, 100, 1).await?;
    let all = movement(spent, 100, "all");
    crate::points::ops::spend(&mut tx, &all, crate::points::model::PointAccount::Redeemed).await?;
    tx.commit().await?;
    assert_eq!(remind(&db, lapse_of(&db, stranger).await - TimeDelta::days(5)).await?, 0);
    assert!(told(&db).await.is_empty());
});

crate::db_test!(a_wave_goes_on_where_it_stopped, |db| {
    let mut lapse = DateTime::UNIX_EPOCH;
    for id in 1..=4 {
        let customer = owner(&db, id).await;
        let mut tx = db.write().await?;
        earn(&mut tx, customer, 100, 1).await?;
        tx.commit().await?;
        lapse = lapse_of(&db, customer).await;
    }
    for statement in 0.. {
        if let Some(done) = killed_at(&db, statement, remind(&db, lapse - TimeDelta::days(6))).await {
            done?;
            break;
        }
    }
    assert_eq!(told(&db).await.len(), 4);
    let (first, second) = tokio::join!(remind(&db, lapse - TimeDelta::days(6)), remind(&db, lapse));
    assert_eq!((first?, second?), (0, 0));
});

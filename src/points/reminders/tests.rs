use super::*;
use crate::db::fault_injection::fail_at;
use crate::i18n::Bilingual;
use crate::merges::{Merge, merge};
use crate::points::model::PointAccount;
use crate::points::ops::{self, Movement};
use crate::points::testing::{earn, member, movement};
use crate::web::testing;

/// Messages sent so far: key and text.
async fn sent_messages(db: &Db) -> Vec<(String, String)> {
    let query = "SELECT dedupe_key, body FROM outbox WHERE topic = 'expiry' ORDER BY id";
    sql!(db.read().await.expect("a connection"), all(String, String), query).expect("messages")
}

async fn owner(db: &Db, id: i64) -> CustomerId {
    let customer = member(db, id).await;
    testing::account(db, "owner", &format!("138{id:08}"), Some(id), None).await;
    customer
}

/// When the points from `earn` in this month expire.
async fn expiry_of(db: &Db, customer: CustomerId) -> DateTime<Utc> {
    let query = "SELECT MIN(expires_at) FROM point_lots WHERE customer_id = $1";
    sql!(db.read().await.expect("a connection"), scalar DateTime<Utc>, query, customer).expect("a lot")
}

crate::db_test!(each_reminder_is_sent_once_at_ten_in_the_morning, |db| {
    let customer = owner(&db, 1).await;
    let mut tx = db.write().await?;
    earn(&mut tx, customer, 1_200, 1).await?;
    earn(&mut tx, customer, 34, 1).await?;
    tx.commit().await?;
    let expiry = expiry_of(&db, customer).await;
    let last = last_day(expiry);
    for (days, count) in [(91, 0), (90, 1), (60, 1), (30, 2), (8, 2), (7, 3), (0, 3)] {
        let morning = clock::start_of(last - TimeDelta::days(days)) + TimeDelta::hours(10);
        remind(&db, morning - TimeDelta::seconds(1)).await?;
        let before = sent_messages(&db).await.len();
        remind(&db, morning).await?;
        remind(&db, morning + TimeDelta::hours(3)).await?;
        assert_eq!(sent_messages(&db).await.len(), count, "{days} days before");
        assert!(count - before <= 1);
    }
    remind(&db, expiry).await?;
    let sent = sent_messages(&db).await;
    assert_eq!(sent.len(), 3, "nothing after");
    assert!(sent[0].1.contains("1,234") && sent[0].1.contains("¥12.34"), "{}", sent[0].1);
    assert_eq!(sent[2].0, format!("expiry:1:{}:7", expiry.timestamp_micros()));
});

crate::db_test!(a_missed_reminder_is_replaced_by_the_nearer_one, |db| {
    let customer = owner(&db, 1).await;
    let mut tx = db.write().await?;
    earn(&mut tx, customer, 100, 1).await?;
    tx.commit().await?;
    let expiry = expiry_of(&db, customer).await;
    remind(&db, expiry - TimeDelta::days(20)).await?;
    let sent = sent_messages(&db).await;
    assert_eq!(sent.len(), 1);
    assert!(sent[0].0.ends_with(":30"), "{}", sent[0].0);
});

crate::db_test!(members_without_points_or_account_get_no_reminder, |db| {
    let (spent, stranger) = (owner(&db, 1).await, member(&db, 2).await);
    let mut tx = db.write().await?;
    earn(&mut tx, spent, 100, 1).await?;
    earn(&mut tx, stranger, 100, 1).await?;
    let all = movement(spent, 100, "all");
    ops::spend(&mut tx, &all, PointAccount::Redeemed).await?;
    tx.commit().await?;
    assert_eq!(remind(&db, expiry_of(&db, stranger).await - TimeDelta::days(5)).await?, 0);
    assert!(sent_messages(&db).await.is_empty());
});

crate::db_test!(an_interrupted_wave_continues, |db| {
    let mut expiry = DateTime::UNIX_EPOCH;
    for id in 1..=4 {
        let customer = owner(&db, id).await;
        let mut tx = db.write().await?;
        earn(&mut tx, customer, 100, 1).await?;
        tx.commit().await?;
        expiry = expiry_of(&db, customer).await;
    }
    for statement in 0.. {
        if let Some(done) = fail_at(&db, statement, remind(&db, expiry - TimeDelta::days(6))).await {
            done?;
            break;
        }
    }
    assert_eq!(sent_messages(&db).await.len(), 4);
    let (first, second) = tokio::join!(remind(&db, expiry - TimeDelta::days(6)), remind(&db, expiry));
    assert_eq!((first?, second?), (0, 0));
});

crate::db_test!(before_ten_a_reminder_waits_and_no_earlier_one_is_sent, |db| {
    let customer = owner(&db, 1).await;
    let mut tx = db.write().await?;
    earn(&mut tx, customer, 100, 1).await?;
    tx.commit().await?;
    let expiry = expiry_of(&db, customer).await;
    // As for returned points, whose thirty days begin on this morning.
    let midnight = clock::start_of(last_day(expiry) - TimeDelta::days(30));
    for (hour, count) in [(0, 0), (9, 0), (10, 1), (11, 1), (23, 1), (24, 1)] {
        remind(&db, midnight + TimeDelta::hours(hour)).await?;
        assert_eq!(sent_messages(&db).await.len(), count, "at {hour}");
    }
    assert!(sent_messages(&db).await[0].0.ends_with(":30"));
});

/// Messages sent so far: customer and number of points.
async fn sent_points(db: &Db) -> Vec<(i64, String)> {
    let query = "SELECT customer_id, body FROM outbox WHERE topic = 'expiry' ORDER BY customer_id, id";
    let found = sql!(db.read().await.expect("a connection"), all(i64, String), query).expect("messages");
    let number =
        |body: &str| body.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    found.into_iter().map(|(customer, body)| (customer, number(&body))).collect()
}

crate::db_test!(points_that_arrive_after_the_wave_are_announced_once, |db| {
    let mut members = Vec::new();
    for id in 1..=6 {
        members.push(owner(&db, id).await);
    }
    let mut tx = db.write().await?;
    // The sixth member has nothing in this wave and the fifth will be merged into it; the fourth was notified.
    for customer in &members[..5] {
        earn(&mut tx, *customer, 100, 1).await?;
    }
    tx.commit().await?;
    let expiry = expiry_of(&db, members[0]).await;
    let wave = morning(expiry, 30);
    let mut tx = db.write().await?;
    let at = |n: usize, points, key, hours| Movement {
        at: wave + TimeDelta::hours(hours),
        ..movement(members[n], points, key)
    };
    let spent = ops::spend(&mut tx, &at(0, 100, "spend", -5), PointAccount::Redeemed).await?.transfer;
    let held = ops::hold(&mut tx, &at(1, 100, "hold", -5), TimeDelta::days(9)).await?.hold;
    ops::spend(&mut tx, &at(2, 100, "other", -5), PointAccount::Redeemed).await?;
    tx.commit().await?;
    assert_eq!(remind(&db, wave).await?, 2);
    let mut tx = db.write().await?;
    ops::refund(&mut tx, spent, &at(0, 100, "refund", 1), PointAccount::Redeemed).await?;
    ops::release(&mut tx, held, &at(1, 100, "release", 1)).await?;
    ops::lock(&mut tx, members[2]).await?;
    ops::lock(&mut tx, members[3]).await?;
    ops::send(&mut tx, &at(3, 40, "gift", 1), members[2], Bilingual { zh: "收到", en: "Received" }, "gift".to_owned())
        .await?;
    let both =
        Merge { duplicate: members[4], survivor: members[5], by: None, reason: "", now: wave + TimeDelta::hours(1) };
    merge(&mut tx, &both).await?;
    tx.commit().await?;
    for (hours, count) in [(2, 4), (3, 0), (30, 0)] {
        assert_eq!(remind(&db, wave + TimeDelta::hours(hours)).await?, count, "{hours} hours later");
    }
    let sent_points = sent_points(&db).await;
    let expected = [(1, "100"), (2, "100"), (3, "40"), (4, "100"), (5, "100"), (6, "100")];
    assert_eq!(sent_points, expected.map(|(customer, points)| (customer, points.to_owned())));
});

//! Deliveries and survey answers.

use super::*;
use crate::db::fault_injection::fail_at;

async fn run(db: &Db, what: &'static str, at: DateTime<Utc>) {
    let mut tx = db.write().await.expect("a transaction");
    sql!(tx, execute, what, at).expect(what);
    tx.commit().await.expect("committed");
}

/// Writes the delivery of a car to member 1 on that day.
async fn delivered(db: &Db, car: i64, id: i64, day: &str, at: DateTime<Utc>) {
    let mut tx = db.write().await.expect("a transaction");
    let insert = "INSERT INTO deliveries (id, vehicle_id, customer_id, dealer_id, delivered_on, updated_at) \
                  SELECT $1, $2, 1, MIN(id), $3, $4 FROM dealers";
    let day: chrono::NaiveDate = day.parse().expect("a day");
    sql!(tx, execute, insert, id, car, day, at).expect("a delivery");
    tx.commit().await.expect("committed");
}

/// Writes an answer of member 1 to a new survey.
async fn answered(db: &Db, id: i64, at: DateTime<Utc>) {
    let mut tx = db.write().await.expect("a transaction");
    let insert = "INSERT INTO survey_answers (id, customer_id, survey, answered_at, score, updated_at) \
                  VALUES ($1, 1, $2, $3, 9, $3)";
    sql!(tx, execute, insert, id, format!("S{id}"), at).expect("an answer");
    tx.commit().await.expect("committed");
}

/// The day on which member 1 joined.
const JOINED: &str = "2026-03-04";

const RETURN: &str = "UPDATE deliveries SET status = 'returned', version = version + 1, updated_at = $1";
const WITHDRAW: &str = "UPDATE survey_answers SET status = 'withdrawn', version = version + 1, updated_at = $1";

crate::db_test!(a_delivery_earns_until_it_is_returned, |db| {
    let (customer, car) = garage(&db).await;
    delivered(&db, car, 1, JOINED, hour(1)).await;
    assert_eq!(book_new(&db, hour(1)).await?, 1);
    assert_eq!(book_new(&db, hour(1)).await?, 0);
    assert_eq!(account(&db).await, (5_000, 0, 0));
    let mut tx = db.write().await?;
    let spending = Movement { at: hour(1), ..movement(customer, 3_000, "spend") };
    ops::spend(&mut tx, &spending, PointAccount::Redeemed).await?;
    tx.commit().await?;
    run(&db, RETURN, hour(2)).await;
    assert_eq!(book_new(&db, hour(2)).await?, 1);
    assert_eq!(account(&db).await, (0, 3_000, 0), "spent points become debt");
    // Sold again: another row, and the debt is settled first.
    delivered(&db, car, 2, "2026-03-05", hour(20)).await;
    assert_eq!(book_new(&db, hour(20)).await?, 1);
    assert_eq!(account(&db).await, (2_000, 0, 0));
    assert_whole(&db).await;
});

crate::db_test!(an_answer_earns_until_it_is_withdrawn, |db| {
    garage(&db).await;
    answered(&db, 1, hour(1)).await;
    assert_eq!(book_new(&db, hour(1)).await?, 1);
    assert_eq!(account(&db).await, (50, 0, 0));
    run(&db, "UPDATE survey_answers SET score = 2, version = version + 1, updated_at = $1", hour(2)).await;
    assert_eq!(book_new(&db, hour(2)).await?, 1);
    assert_eq!(account(&db).await, (50, 0, 0));
    run(&db, WITHDRAW, hour(3)).await;
    assert_eq!(book_new(&db, hour(3)).await?, 1);
    assert_eq!(account(&db).await, (0, 0, 0));
    assert_whole(&db).await;
});

crate::db_test!(documents_from_before_joining_earn_nothing, |db| {
    let (_, car) = garage(&db).await;
    delivered(&db, car, 1, "2026-03-03", hour(1)).await;
    answered(&db, 1, hour(-1)).await;
    book_new(&db, hour(1)).await?;
    book_new(&db, hour(40)).await?;
    assert_eq!(account(&db).await, (0, 0, 0));
    let transfers = "SELECT COUNT(*) FROM point_transfers";
    assert_eq!(sql!(db.read().await?, scalar i64, transfers)?, 0);
});

crate::db_test!(joining_on_the_day_of_delivery_earns_it, |db| {
    let (_, car) = garage(&db).await;
    // Early on that day in Shanghai, while it is still the previous day in UTC.
    for (joined_at, points) in [("2026-03-05T16:30:00Z", 0), ("2026-03-04T16:30:00Z", 5_000)] {
        let joined_at: DateTime<Utc> = joined_at.parse()?;
        run(&db, "UPDATE members SET joined_at = $1", joined_at).await;
        run(&db, "DELETE FROM deliveries WHERE updated_at <= $1", hour(100)).await;
        delivered(&db, car, 5_000 + points, "2026-03-05", hour(60)).await;
        book_new(&db, hour(60)).await?;
        assert_eq!(account(&db).await.0, points, "{joined_at}");
    }
});

crate::db_test!(points_follow_the_documents_customer, |db| {
    let (_, car) = garage(&db).await;
    let other = member(&db, 2).await;
    delivered(&db, car, 1, JOINED, hour(1)).await;
    answered(&db, 1, hour(1)).await;
    book_new(&db, hour(1)).await?;
    assert_eq!(account(&db).await, (5_050, 0, 0));
    run(&db, "UPDATE deliveries SET customer_id = 2, version = version + 1, updated_at = $1", hour(2)).await;
    run(&db, "UPDATE survey_answers SET customer_id = 2, version = version + 1, updated_at = $1", hour(2)).await;
    assert_eq!(book_new(&db, hour(2)).await?, 2);
    assert_eq!(account(&db).await, (0, 0, 0));
    assert_eq!(available(&mut db.read().await?, other).await, 5_050);
    assert_whole(&db).await;
    // A customer who is not a member earns nothing, but the previous one still loses the points.
    run(&db, "DELETE FROM members WHERE customer_id = 2 AND joined_at < $1", hour(9)).await;
    run(&db, "UPDATE deliveries SET customer_id = 1, version = version + 1, updated_at = $1", hour(3)).await;
    book_new(&db, hour(3)).await?;
    assert_eq!((account(&db).await.0, available(&mut db.read().await?, other).await), (5_000, 50));
});

crate::db_test!(campaigns_and_caps_apply_to_all_documents, |db| {
    let (_, car) = garage(&db).await;
    run(
        &db,
        "INSERT INTO point_campaigns (id, rule_code, percent, title_zh, title_en, starts_at, ends_at, status, written_at) \
         VALUES (1, 'delivery', 200, '双倍', 'Double', '2026-03-03T16:00:00+00:00', '2026-03-10T16:00:00+00:00', \
         'published', $1), (2, 'delivery', 300, '三倍', 'Triple', '2026-03-03T16:00:00+00:00', \
         '2026-03-10T16:00:00+00:00', 'published', $1)",
        noon(),
    )
    .await;
    // The better campaign is limited to another dealer.
    dealer(&db, "D2", "西城店").await;
    let elsewhere = "INSERT INTO point_campaign_dealers (campaign_id, dealer_id) \
                     SELECT 2, MAX(id) FROM dealers WHERE $1 IS NOT NULL";
    run(&db, elsewhere, noon()).await;
    run(
        &db,
        "INSERT INTO point_rules (code, version, value, cap, title_zh, title_en, valid_from) \
         VALUES ('survey', 2, 50, 80, '问卷', 'Survey answered', $1)",
        hour(-1),
    )
    .await;
    delivered(&db, car, 1, JOINED, hour(1)).await;
    answered(&db, 1, hour(1)).await;
    answered(&db, 2, hour(2)).await;
    book_new(&db, hour(2)).await?;
    assert_eq!(account(&db).await.0, 10_000 + 50 + 30);
    let cut_before = "SELECT SUM(cut) || '/' || MAX(campaign_id) FROM point_transfers WHERE kind = 'earn'";
    assert_eq!(sql!(db.read().await?, scalar String, cut_before)?, "20/1");
    assert_whole(&db).await;
});

crate::db_test!(documents_written_late_are_found, |db| {
    let (_, car) = garage(&db).await;
    answered(&db, 1, hour(4)).await;
    book_new(&db, hour(4)).await?;
    answered(&db, 2, hour(4) - TimeDelta::minutes(30)).await;
    assert_eq!(book_new(&db, hour(4)).await?, 1, "within the overlap");
    answered(&db, 3, hour(1)).await;
    delivered(&db, car, 1, JOINED, hour(1)).await;
    assert_eq!(book_new(&db, hour(5)).await?, 0);
    assert_eq!(book_new(&db, hour(29)).await?, 2, "by the daily scan");
    assert_eq!(account(&db).await.0, 5_150);
});

/// The same number of orders, answers and deliveries.
async fn many(db: &Db, each: i64) {
    let (_, first) = garage(db).await;
    for id in 1..=each {
        let (home, kind) =
            (dealer(db, &format!("H{id}"), "店").await, model(db, &format!("K{id}"), "山", "petrol").await);
        let car = vehicle(db, &format!("LCYAA0000S{id:07}"), &format!("京B{id:05}"), kind, home, "2026-03-04").await;
        delivered(db, car, id, JOINED, hour(1)).await;
        answered(db, id, hour(1)).await;
        closed(db, first, id, hour(1)).await;
    }
}

/// Asserts that each document of the three kinds is booked once.
async fn assert_booked(db: &Db, each: i64) {
    let mut tx = db.read().await.expect("a connection");
    let counts = "SELECT source, COUNT(*), COUNT(DISTINCT source_id) FROM point_transfers WHERE kind = 'earn' \
                  GROUP BY source ORDER BY source";
    let found = sql!(tx, all(String, i64, i64), counts).expect("counts");
    let kinds = ["delivery", "service_order", "survey"];
    assert_eq!(found, kinds.map(|kind| (kind.to_owned(), each, each)));
    drop(tx);
    assert_whole(db).await;
}

crate::db_test!(two_concurrent_workers_book_each_document_once, |db| {
    many(&db, 17).await;
    let work = || {
        let db = db.clone();
        tokio::spawn(async move { book_new(&db, hour(2)).await })
    };
    let (one, two) = (work(), work());
    assert_eq!(one.await?? + two.await??, 3 * 17);
    assert_booked(&db, 17).await;
});

crate::db_test!(a_worker_killed_at_any_statement_loses_nothing, |db| {
    many(&db, 1).await;
    let mut killed = 0;
    for statement in 0.. {
        match fail_at(&db, statement, book_new(&db, hour(2))).await {
            None => killed += 1,
            Some(done) => {
                done?;
                break;
            }
        }
    }
    assert!(killed > 20, "{killed}");
    assert_booked(&db, 1).await;
    // The same when everything is taken back.
    run(&db, RETURN, hour(3)).await;
    run(&db, WITHDRAW, hour(3)).await;
    for statement in 0.. {
        if let Some(done) = fail_at(&db, statement, book_new(&db, hour(3))).await {
            done?;
            break;
        }
    }
    assert_eq!(account(&db).await, (100, 0, 0));
    assert_whole(&db).await;
});

crate::db_test!(concurrent_workers_book_an_answer_once, |db| {
    let (customer, _) = garage(&db).await;
    answered(&db, 1, hour(1)).await;
    let booked =
        race(&db, |db, _| async move { book_one(&db, DocumentId { source: &SOURCES[2], id: 1 }, hour(1)).await });
    let booked = booked.await.into_iter().collect::<Result<Vec<_>>>()?;
    assert_eq!(booked.iter().filter(|new| **new).count(), 1);
    assert_eq!(available(&mut db.read().await?, customer).await, 50);
});

crate::db_test!(verify_finds_points_that_should_have_been_taken_back, |db| {
    garage(&db).await;
    answered(&db, 1, hour(1)).await;
    book_new(&db, hour(1)).await?;
    run(&db, "UPDATE survey_answers SET status = 'withdrawn', updated_at = $1", hour(2)).await;
    let found = crate::app::violations(&mut db.read().await?).await?;
    assert!(found.len() == 1 && found[0].contains("withdrawn"), "{found:#?}");
    run(&db, "UPDATE survey_answers SET status = 'answered', updated_at = $1", hour(2)).await;
    run(&db, "UPDATE point_rules SET value = 60 WHERE code = 'survey' AND valid_from < $1", hour(2)).await;
    let found = crate::app::violations(&mut db.read().await?).await?;
    assert!(found.len() == 1 && found[0].contains("worth"), "{found:#?}");
});

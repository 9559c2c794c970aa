use super::model::{self, Challenge, Holder, Purpose, Request};
use super::request::issue;
use super::store;
use crate::db::Db;
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::members::testing::{PHONE, count, member, wrong};
use crate::points::testing::{assert_won, race};
use crate::values::{BadValue, CustomerId};
use crate::web::testing::noon;
use chrono::{DateTime, TimeDelta, Utc};

async fn request(db: &Db) -> Request {
    let customer = member(db, "张伟", PHONE).await;
    let holder = Holder { customer: Some(CustomerId(customer)), account: None };
    Request { purpose: Purpose::Login, target: PHONE.to_owned(), holder, notice: None, memo: String::new() }
}

async fn sent(db: &Db, request: &Request, now: DateTime<Utc>) -> Result<(Challenge, String)> {
    let mut tx = db.write().await?;
    let sent = issue(&mut tx, request.clone(), Locale::Zh, now).await?;
    tx.commit().await?;
    Ok(sent)
}

async fn tried(db: &Db, challenge: &Challenge, code: &str, now: DateTime<Utc>) -> bool {
    let mut tx = db.write().await.expect("a transaction");
    let holder = store::use_code(&mut tx, challenge, code, now).await.expect("an answer");
    tx.commit().await.expect("committed");
    holder.is_some()
}

crate::db_test!(a_code_works_once_within_ten_minutes, |db| {
    let request = request(&db).await;
    let (challenge, code) = sent(&db, &request, noon()).await?;
    assert!(!tried(&db, &challenge, &wrong(&code), noon()).await);
    assert!(tried(&db, &challenge, &code, noon() + TimeDelta::minutes(9)).await);
    assert!(!tried(&db, &challenge, &code, noon()).await, "used");
    let later = noon() + TimeDelta::minutes(2);
    let (challenge, code) = sent(&db, &request, later).await?;
    assert!(!tried(&db, &challenge, &code, later + TimeDelta::minutes(10)).await, "too old");
    let other = Challenge { request: Request { purpose: Purpose::Password, ..request }, ..challenge.clone() };
    assert!(!tried(&db, &other, &code, later).await, "another purpose");
    let unsalted = Challenge { salt: String::new(), ..challenge.clone() };
    assert!(!tried(&db, &unsalted, &code, later).await, "another session");
    assert!(tried(&db, &challenge, &code, later).await);
});

crate::db_test!(five_wrong_attempts_invalidate_a_code, |db| {
    let request = request(&db).await;
    let (challenge, code) = sent(&db, &request, noon()).await?;
    for _ in 0..5 {
        assert!(!tried(&db, &challenge, &wrong(&code), noon()).await);
    }
    assert!(!tried(&db, &challenge, &code, noon()).await);
});

crate::db_test!(a_code_without_a_holder_cannot_be_used, |db| {
    let request = Request { holder: Holder::default(), ..request(&db).await };
    let (challenge, code) = sent(&db, &request, noon()).await?;
    assert!(!tried(&db, &challenge, &code, noon()).await);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM outbox").await, 0);
});

crate::db_test!(codes_are_limited_to_one_a_minute_and_ten_a_day, |db| {
    let request = request(&db).await;
    sent(&db, &request, noon()).await?;
    let soon = sent(&db, &request, noon() + TimeDelta::seconds(59)).await;
    assert_eq!(soon.err(), Some(AppError::TooMany { retry_s: 60 }));
    for n in 1..10 {
        sent(&db, &request, noon() + TimeDelta::minutes(n)).await?;
    }
    let eleventh = sent(&db, &request, noon() + TimeDelta::minutes(10)).await;
    assert!(matches!(eleventh, Err(AppError::TooMany { retry_s }) if retry_s > 3600));
});

crate::db_test!(concurrent_requests_send_one_code, |db| {
    let request = request(&db).await;
    let outcomes = race(&db, move |db, _| {
        let request = request.clone();
        async move { sent(&db, &request, noon()).await.map(drop) }
    });
    assert_won(&outcomes.await, 1, AppError::TooMany { retry_s: 60 });
    assert_eq!(count(&db, "SELECT COUNT(*) FROM outbox").await, 1);
});

/// Runs fifty concurrent checks of one code; returns how many succeeded.
async fn successes(db: &Db, challenge: &Challenge, code: &str, now: DateTime<Utc>) -> usize {
    let (challenge, code) = (challenge.clone(), code.to_owned());
    let checks = race(db, move |db, _| {
        let (challenge, code) = (challenge.clone(), code.clone());
        async move { Ok(tried(&db, &challenge, &code, now).await) }
    });
    checks.await.into_iter().filter(|right| *right == Ok(true)).count()
}

crate::db_test!(only_one_of_many_concurrent_checks_succeeds, |db| {
    let (challenge, code) = sent(&db, &request(&db).await, noon()).await?;
    assert_eq!(successes(&db, &challenge, &code, noon()).await, 1);
    // Of the concurrent wrong attempts no more than five are counted, and the code is invalid afterwards.
    let at = noon() + TimeDelta::minutes(2);
    let (challenge, code) = sent(&db, &challenge.request, at).await?;
    assert_eq!(successes(&db, &challenge, &wrong(&code), at).await, 0);
    assert_eq!(count(&db, "SELECT MAX(failed_attempts) FROM one_time_codes").await, 5);
    assert!(!tried(&db, &challenge, &code, at).await);
});

#[test]
fn codes_are_read_as_people_type_them() {
    for typed in ["123456", "123 456", "123-456", "１２３４５６"] {
        assert_eq!(model::parse_code(typed).as_deref(), Ok("123456"), "{typed}");
    }
    for typed in ["12345", "1234567", "12345a", "一二三四五六", &"1".repeat(10_000)] {
        assert_eq!(model::parse_code(typed), Err(BadValue::NotSixDigits));
    }
}

#[test]
fn a_message_starts_with_the_six_digits_of_the_code() {
    for l in [Locale::Zh, Locale::En] {
        let digits: String = model::text(l, "012345").chars().filter(char::is_ascii_digit).take(6).collect();
        assert_eq!(digits, "012345");
    }
    assert!(model::new_code().bytes().all(|b| b.is_ascii_digit()) && model::new_code().len() == 6);
}

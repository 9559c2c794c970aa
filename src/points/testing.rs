//! Fixtures for tests of points and of features that move points.

use super::model::PointSource;
use super::ops::{self, Moved, Movement};
use crate::db::{Db, Tx};
use crate::error::{AppError, Result};
use crate::i18n::{Bilingual, Locale};
use crate::outbox::sign;
use crate::points::rules::RuleCode;
use crate::sql;
use crate::values::CustomerId;
use crate::web::testing::noon;
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt::Debug;
use std::future::Future;
use std::sync::Arc;
use tokio::sync::Barrier;

/// Adds a member without points.
pub async fn member(db: &Db, id: i64) -> CustomerId {
    let mut tx = db.write().await.expect("a transaction");
    sql!(
        tx,
        execute,
        "INSERT INTO customers (id, customer_no, name, created_at, updated_at) VALUES ($1, $2, '张三', $3, $3)",
        id,
        format!("C{id}"),
        noon()
    )
    .expect("a customer");
    sql!(
        tx,
        execute,
        "INSERT INTO members (customer_id, member_no, referral_code, joined_at) VALUES ($1, $2, $3, $4)",
        id,
        format!("M{id:09}"),
        format!("R{id}"),
        noon()
    )
    .expect("a member");
    tx.commit().await.expect("committed");
    CustomerId(id)
}

/// A movement of a member, made by the member; override what matters.
pub fn movement(customer: CustomerId, points: i64, idempotency_key: &str) -> Movement<'_> {
    Movement {
        customer,
        points,
        actor: "tester",
        idempotency_key,
        rule: None,
        source: PointSource::Manual,
        source_id: 1,
        label: Bilingual { zh: "测试", en: "Test" },
        at: noon(),
    }
}

/// Earns points that many months before [`noon`]; the earliest expire first.
pub async fn earn(tx: &mut Tx, customer: CustomerId, points: i64, months_ago: u32) -> Result<Moved> {
    let at = months_before(months_ago);
    let idempotency_key = format!("earn:{customer}:{points}:{months_ago}");
    ops::earn(tx, &Movement { at, rule: Some(RuleCode::Workshop), ..movement(customer, points, &idempotency_key) })
        .await
}

/// A member with these lots: points, and how many months ago they were earned.
pub async fn member_with(db: &Db, id: i64, lots: &[(i64, u32)]) -> CustomerId {
    let customer = member(db, id).await;
    let mut tx = db.write().await.expect("a transaction");
    for (points, months_ago) in lots {
        earn(&mut tx, customer, *points, *months_ago).await.expect("points");
    }
    tx.commit().await.expect("committed");
    customer
}

fn months_before(months: u32) -> DateTime<Utc> {
    noon() - TimeDelta::days(30 * i64::from(months))
}

pub async fn available(tx: &mut Tx, customer: CustomerId) -> i64 {
    let found = sql!(tx, optional_scalar i64, "SELECT available FROM point_balances WHERE customer_id = $1", customer);
    found.expect("a balance").unwrap_or(0)
}

/// What is left in the lots, in order of expiry.
pub async fn lots(tx: &mut Tx, customer: CustomerId) -> Vec<i64> {
    let query = "SELECT remaining FROM point_lots WHERE customer_id = $1 ORDER BY expires_at, id";
    sql!(tx, scalars i64, query, customer).expect("lots")
}

/// Fails if any invariant is violated, or if a feature signed a message itself, which the outbox does.
pub async fn assert_whole(db: &Db) {
    let mut tx = db.read().await.expect("a connection");
    let violations = crate::app::violations(&mut tx).await.expect("the checks run");
    assert!(violations.is_empty(), "{violations:#?}");
    for body in sql!(tx, scalars String, "SELECT body FROM outbox WHERE body <> ''").expect("messages") {
        let signatures = [Locale::Zh, Locale::En].map(|l| body.matches(sign(l, "").trim()).count());
        assert_eq!(signatures.iter().sum::<usize>(), 1, "each message is signed once: {body}");
    }
}

/// Expects so many of the outcomes to be successes, and all others this error.
pub fn assert_won<T: Debug>(outcomes: &[Result<T>], won: usize, lost: impl Into<AppError>) {
    let lost = lost.into();
    let errors: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    assert_eq!(outcomes.len() - errors.len(), won, "{outcomes:?}");
    assert!(errors.iter().all(|error| **error == lost), "{errors:?}");
}

/// The pause of a naive operation between reading and writing: long enough for all others to have read.
pub async fn think() {
    tokio::time::sleep(std::time::Duration::from_millis(150)).await;
}

pub const RUNNERS: i64 = 50;

/// Runs the same operation fifty times concurrently, each in its own transaction that is retried on conflicts; returns
/// the outcomes.
pub async fn race<T, F, R>(db: &Db, run: F) -> Vec<Result<T>>
where
    T: Send + 'static,
    F: Fn(Db, i64) -> R + Clone + Send + 'static,
    R: Future<Output = Result<T>> + Send + 'static,
{
    let start = Arc::new(Barrier::new(RUNNERS as usize));
    let runners: Vec<_> = (0..RUNNERS)
        .map(|n| {
            let (db, run, start) = (db.clone(), run.clone(), Arc::clone(&start));
            tokio::spawn(async move {
                start.wait().await;
                loop {
                    match run(db.clone(), n).await {
                        Err(AppError::Busy) => {}
                        done => return done,
                    }
                }
            })
        })
        .collect();
    let mut outcomes = Vec::new();
    for runner in runners {
        outcomes.push(runner.await.expect("no panic"));
    }
    outcomes
}

//! Simulates a process that is killed between two statements: nothing uncommitted may leave a trace.

use super::Db;
use super::testing::fingerprint;
use futures_util::FutureExt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The number of statements and commits that succeed on a database handle and its clones; negative: all.
#[derive(Clone, Debug)]
pub struct FailPoint(Arc<AtomicI64>);

impl Default for FailPoint {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(-1)))
    }
}

struct InjectedFault;

impl FailPoint {
    /// Called before every statement and every commit.
    pub fn hit(&self) {
        if self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| (left >= 0).then(|| left - 1)) == Ok(0) {
            // Unlike a panic this prints nothing.
            resume_unwind(Box::new(InjectedFault));
        }
    }
}

/// Runs a future, killed before its `statement`-th statement, counted from 0; `None` if it was killed.
pub async fn fail_at<T>(db: &Db, statement: i64, run: impl Future<Output = T>) -> Option<T> {
    db.fail_point.0.store(statement, Ordering::SeqCst);
    let outcome = AssertUnwindSafe(run).catch_unwind().await;
    db.fail_point.0.store(-1, Ordering::SeqCst);
    match outcome {
        Ok(done) => Some(done),
        Err(cause) if cause.is::<InjectedFault>() => None,
        Err(cause) => resume_unwind(cause),
    }
}

/// Runs an operation that is one transaction, killed at each of its statements and at its commit in turn, and expects
/// every table to stay unchanged each time. Returns the result of the complete run and the number of kills.
pub async fn fail_everywhere<T, F: Future<Output = T>>(db: &Db, run: impl Fn(Db) -> F) -> (T, i64) {
    let before = fingerprint(db).await.expect("tables can be read");
    for statement in 0.. {
        if let Some(done) = fail_at(db, statement, run(db.clone())).await {
            return (done, statement);
        }
        assert_eq!(fingerprint(db).await.expect("tables can be read"), before, "killed at statement {statement}");
    }
    unreachable!("every operation ends")
}

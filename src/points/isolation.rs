//! Runs background work on many items, each in its own transaction: an item that fails is logged and skipped, and does
//! not block the others.

use crate::db::{Db, Tx};
use crate::error::{AppError, Result};
use crate::points::Refusal;
use std::fmt::Display;
use std::pin::Pin;

pub type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Does one piece of work and commits it, retrying on conflicts with other transactions. `None` if it failed, or
/// another process was faster.
pub async fn run_isolated<T>(
    db: &Db,
    (job, id): (&'static str, impl Display),
    work: impl for<'a> Fn(&'a mut Tx) -> Work<'a, T>,
) -> Option<T> {
    const ATTEMPTS: usize = 3;
    let mut done = Err(AppError::Busy);
    for _ in 0..ATTEMPTS {
        done = once(db, &work).await;
        if !matches!(done, Err(AppError::Busy)) {
            break;
        }
    }
    if let Err(error) = &done
        && !error.is(Refusal::HoldEnded)
    {
        tracing::error!(job, %id, %error, "background work skipped an item");
    }
    done.ok()
}

async fn once<T>(db: &Db, work: &impl for<'a> Fn(&'a mut Tx) -> Work<'a, T>) -> Result<T> {
    let mut tx = db.write().await?;
    let done = work(&mut tx).await?;
    tx.commit().await?;
    Ok(done)
}

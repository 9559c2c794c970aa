//! Background work on many, each in a transaction of its own: whoever fails is logged and left out, and keeps nobody
//! else waiting.

use crate::db::{Db, Tx};
use crate::error::{AppError, Refusal, Result};
use std::fmt::Display;
use std::pin::Pin;

pub type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Does one piece of work and commits it, again where another transaction was in the way. `None` where it failed, or
/// somebody else was faster.
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
        && *error != AppError::Refused(Refusal::HoldEnded)
    {
        tracing::error!(job, %id, %error, "background work left one out");
    }
    done.ok()
}

async fn once<T>(db: &Db, work: &impl for<'a> Fn(&'a mut Tx) -> Work<'a, T>) -> Result<T> {
    let mut tx = db.write().await?;
    let done = work(&mut tx).await?;
    tx.commit().await?;
    Ok(done)
}

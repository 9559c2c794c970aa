//! Generates codes in batches: stock that redemptions draw from, like codes imported from a partner. They are generated
//! in slices, one transaction each, and become stock only when the whole batch is accepted; a batch left by a process
//! that ended is continued by the next.

use super::batches::{self, Found};
use crate::clock::Clock;
use crate::crypto::{Keys, Sealed};
use crate::db::{Db, Tx};
use crate::error::{AppError, Conflict, Result};
use crate::rewards::admin::ops::{Step, note};
use crate::rewards::store::lock_reward;
use crate::values::code::voucher_code;
use crate::values::{BatchId, RewardId};
use crate::{for_update, sql};

/// Maximum codes per batch.
pub const MOST: i64 = 100_000;
/// Codes per transaction, so that others can write in between.
const SLICE: i64 = 500;

/// Orders codes; the same administrator and key is the same batch, whatever has become of it.
pub async fn order(tx: &mut Tx, step: Step, count: i64, idempotency_key: &str) -> Result<BatchId> {
    lock_reward(tx, step.id).await?.ok_or(AppError::NotFound)?;
    let before = "SELECT id, lines FROM code_batches WHERE reward_id = $1 AND account_id = $2 AND idempotency_key = $3";
    match sql!(tx, optional(BatchId, i64), before, step.id, step.by, idempotency_key)? {
        Some((id, lines)) if lines == count => return Ok(id),
        Some(_) => return Err(Conflict::KeyReused.into()),
        None => {}
    }
    let id = batches::begin(tx, step, Some(idempotency_key), count).await?;
    note(tx, step, "order_codes", &format!("× {count}")).await?;
    Ok(id)
}

#[derive(sqlx::FromRow)]
struct Waiting {
    id: BatchId,
    reward_id: RewardId,
    lines: i64,
    checked: i64,
}

/// Generates the next slice of the longest-waiting batch; false if none is waiting.
pub async fn make_next(db: &Db, keys: &Keys, clock: &Clock) -> Result<bool> {
    let any = "SELECT EXISTS (SELECT 1 FROM code_batches WHERE origin = 'generated' AND state = 'checking') AS waiting";
    if !sql!(db.read().await?, scalar bool, any)? {
        return Ok(false);
    }
    let mut tx = db.write().await?;
    let Some(batch) = lock_waiting(&mut tx).await? else { return Ok(false) };
    let codes = seal_some(keys, batch.reward_id, SLICE.min(batch.lines - batch.checked))?;
    let mut found = Found::default();
    for (line, code) in (batch.checked + 1..).zip(&codes) {
        // Two codes of 80 random bits do not collide; if they did, the slice would be generated again.
        if batches::insert_code(&mut tx, (batch.id, line), code).await?.is_some() {
            return Err(AppError::Internal);
        }
        found.note(line, None);
    }
    let now = clock.now();
    batches::advance(&mut tx, batch.id, &found, now).await?;
    if batch.checked + codes.len() as i64 == batch.lines {
        batches::set_checked(&mut tx, batch.id, now).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// Locks the longest-waiting batch, skipping those that another process has locked.
async fn lock_waiting(tx: &mut Tx) -> Result<Option<Waiting>> {
    Ok(for_update!(
        tx,
        optional Waiting,
        skip_locked "SELECT id, reward_id, lines, checked FROM code_batches \
         WHERE origin = 'generated' AND state = 'checking' ORDER BY id LIMIT 1"
    )?)
}

fn seal_some(keys: &Keys, reward: RewardId, count: i64) -> Result<Vec<Sealed>> {
    let mut rng = rand::rng();
    let codes = (0..count).map(|_| {
        let code = voucher_code(&mut rng);
        keys.seal(&mut rng, reward, &code).ok_or(AppError::Internal)
    });
    codes.collect()
}

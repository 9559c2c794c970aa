//! Batches of codes: checked or generated, then accepted or discarded as a whole.

use super::files::Fault;
use crate::crypto::Sealed;
use crate::db::Tx;
use crate::error::{AppError, Conflict, Result};
use crate::rewards::Refusal;
use crate::rewards::admin::ops::{Step, note};
use crate::rewards::model::CodeOrigin;
use crate::rewards::store::lock_reward;
use crate::text_enum;
use crate::values::{BatchId, RewardId};
use crate::{for_update, sql};
use chrono::{DateTime, TimeDelta, Utc};
use std::ops::RangeInclusive;

text_enum! {
    pub enum BatchState {
        /// Being checked or generated.
        Checking = "checking",
        Checked = "checked",
        Taken = "taken",
        Dropped = "dropped",
    }
}

/// The results of checking some lines.
#[derive(Debug, Default)]
pub struct Found {
    good: i64,
    faults: Vec<(i64, Fault)>,
    lines: Option<RangeInclusive<i64>>,
}

impl Found {
    pub fn note(&mut self, line: i64, fault: Option<Fault>) {
        self.lines = Some(self.lines.as_ref().map_or(line, |lines| *lines.start())..=line);
        match fault {
            Some(fault) => self.faults.push((line, fault)),
            None => self.good += 1,
        }
    }

    fn count(&self, fault: Fault) -> i64 {
        self.faults.iter().filter(|(_, other)| *other == fault).count() as i64
    }
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Batch {
    pub id: BatchId,
    pub reward_id: RewardId,
    pub state: BatchState,
    pub origin: CodeOrigin,
    pub lines: i64,
    pub checked: i64,
    pub good: i64,
    pub repeated: i64,
    pub known: i64,
    pub bad: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// When its list was downloaded, by whom, for whom, and the hash of the file.
    pub handed_at: Option<DateTime<Utc>>,
    pub handed_by: Option<String>,
    pub handed_to: Option<String>,
    pub handed_digest: Option<String>,
}

impl Batch {
    pub fn is_open(&self) -> bool {
        matches!(self.state, BatchState::Checking | BatchState::Checked)
    }

    /// Whether the check was abandoned because its process ended. Generated batches are continued by the next process.
    pub fn is_stuck(&self, now: DateTime<Utc>) -> bool {
        self.state == BatchState::Checking
            && self.origin == CodeOrigin::Imported
            && now - self.updated_at > TimeDelta::minutes(2)
    }
}

/// Begins a batch for a reward with prepared codes; one at a time. `made` is the form's key for generated codes.
pub async fn begin(tx: &mut Tx, step: Step, made: Option<&str>, lines: i64) -> Result<BatchId> {
    let reward = lock_reward(tx, step.id).await?.ok_or(AppError::NotFound)?;
    if reward.codes != CodeOrigin::Imported || is_open(tx, step.id).await? {
        return Err(Conflict::WrongState.into());
    }
    Ok(sql!(
        tx,
        scalar BatchId,
        "INSERT INTO code_batches (reward_id, account_id, state, origin, idempotency_key, lines, created_at, updated_at) \
         VALUES ($1, $2, 'checking', $3, $4, $5, $6, $6) RETURNING id",
        step.id,
        step.by,
        if made.is_some() { CodeOrigin::Generated } else { CodeOrigin::Imported },
        made,
        lines,
        step.now
    )?)
}

/// Whether a reward has an open batch; the reward's lock keeps others from beginning one.
pub async fn is_open(tx: &mut Tx, reward: RewardId) -> Result<bool> {
    let open = "SELECT COUNT(*) FROM code_batches WHERE reward_id = $1 AND state IN ('checking', 'checked')";
    Ok(sql!(tx, scalar i64, open, reward)? > 0)
}

/// Stores a code in the batch; returns `Repeated` if the file already contained it.
pub async fn insert_code(tx: &mut Tx, (batch, line): (BatchId, i64), code: &Sealed) -> Result<Option<Fault>> {
    let inserted = sql!(
        tx,
        execute,
        "INSERT INTO code_batch_codes (batch_id, line, lookup, sealed, last_four) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (batch_id, lookup) DO NOTHING",
        batch,
        line,
        &code.lookup,
        &code.sealed,
        &code.last_four
    )?;
    Ok((inserted == 0).then_some(Fault::Repeated))
}

/// Removes the codes in these lines that some reward already has.
pub async fn reject_known(tx: &mut Tx, batch: BatchId, found: &mut Found) -> Result<()> {
    let Some(lines) = &found.lines else { return Ok(()) };
    let known = sql!(
        tx,
        scalars i64,
        "DELETE FROM code_batch_codes WHERE batch_id = $1 AND line BETWEEN $2 AND $3 \
         AND EXISTS (SELECT 1 FROM voucher_codes v WHERE v.lookup = code_batch_codes.lookup) RETURNING line",
        batch,
        lines.start(),
        lines.end()
    )?;
    found.good -= known.len() as i64;
    found.faults.extend(known.into_iter().map(|line| (line, Fault::Known)));
    Ok(())
}

/// Records the progress of the check and the first faulty lines; false if the batch was discarded.
pub async fn advance(tx: &mut Tx, batch: BatchId, found: &Found, now: DateTime<Utc>) -> Result<bool> {
    const NAMED: i64 = 200;
    let changed = sql!(
        tx,
        execute,
        "UPDATE code_batches SET checked = checked + $2, good = good + $3, repeated = repeated + $4, \
         known = known + $5, bad = bad + $6, updated_at = $7 WHERE id = $1 AND state = 'checking'",
        batch,
        found.good + found.faults.len() as i64,
        found.good,
        found.count(Fault::Repeated),
        found.count(Fault::Known),
        found.count(Fault::Length) + found.count(Fault::Characters),
        now
    )?;
    let named = "SELECT COUNT(*) FROM code_batch_problems WHERE batch_id = $1";
    let room = NAMED - if found.faults.is_empty() { NAMED } else { sql!(tx, scalar i64, named, batch)? };
    let insert = "INSERT INTO code_batch_problems (batch_id, line, problem) VALUES ($1, $2, $3)";
    for (line, fault) in found.faults.iter().take(usize::try_from(room).unwrap_or(0)) {
        sql!(tx, execute, insert, batch, line, fault)?;
    }
    Ok(changed == 1)
}

pub async fn set_checked(tx: &mut Tx, batch: BatchId, now: DateTime<Utc>) -> Result<()> {
    let query = "UPDATE code_batches SET state = 'checked', updated_at = $2 WHERE id = $1 AND state = 'checking'";
    sql!(tx, execute, query, batch, now)?;
    Ok(())
}

/// Adds all good codes of a checked batch to the stock, or none: if one of them has been added otherwise meanwhile, the
/// file must be checked again. Refused if the portal generates the reward's codes on redemption.
pub async fn accept(tx: &mut Tx, step: Step, batch: BatchId) -> Result<i64> {
    let (codes, batch) = open_one(tx, step, batch).await?;
    if codes != CodeOrigin::Imported {
        return Err(Conflict::WrongState.into());
    }
    if batch.state != BatchState::Checked || batch.good == 0 {
        return Err(Conflict::Handled.into());
    }
    let inserted = sql!(
        tx,
        execute,
        "INSERT INTO voucher_codes (reward_id, origin, batch_id, lookup, sealed, last_four, added_at) \
         SELECT $2, $4, batch_id, lookup, sealed, last_four, $3 FROM code_batch_codes WHERE batch_id = $1 \
         ORDER BY line ON CONFLICT (lookup) DO NOTHING",
        batch.id,
        step.id,
        step.now,
        batch.origin
    )?;
    if i64::try_from(inserted) != Ok(batch.good) {
        return Err(Refusal::CodesKnown.into());
    }
    let stock = "UPDATE rewards SET stock_received = stock_received + $2, stock_left = stock_left + $2 WHERE id = $1";
    sql!(tx, execute, stock, step.id, batch.good)?;
    close(tx, batch.id, BatchState::Taken, step.now).await?;
    let action = if batch.origin == CodeOrigin::Generated { "make" } else { "import" };
    note(tx, step, action, &format!("+{}", batch.good)).await?;
    Ok(batch.good)
}

/// Discards a batch, even while it is being checked.
pub async fn discard(tx: &mut Tx, step: Step, batch: BatchId) -> Result<()> {
    let (_, batch) = open_one(tx, step, batch).await?;
    close(tx, batch.id, BatchState::Dropped, step.now).await
}

/// Locks a reward and its open batch; returns the origin of its codes, and the batch.
async fn open_one(tx: &mut Tx, step: Step, batch: BatchId) -> Result<(CodeOrigin, Batch)> {
    let reward = lock_reward(tx, step.id).await?.ok_or(AppError::NotFound)?;
    let found = for_update!(
        tx,
        optional Batch,
        "SELECT id, reward_id, state, origin, lines, checked, good, repeated, known, bad, created_at, updated_at, \
         handed_at, (SELECT name FROM accounts WHERE id = handed_by) AS handed_by, handed_to, handed_digest \
         FROM code_batches WHERE id = $1 AND reward_id = $2 AND state IN ('checking', 'checked')",
        batch,
        step.id
    )?;
    Ok((reward.codes, found.ok_or(Conflict::Handled)?))
}

async fn close(tx: &mut Tx, batch: BatchId, state: BatchState, now: DateTime<Utc>) -> Result<()> {
    let query = "UPDATE code_batches SET state = $2, updated_at = $3 WHERE id = $1";
    sql!(tx, execute, query, batch, state, now)?;
    sql!(tx, execute, "DELETE FROM code_batch_codes WHERE batch_id = $1", batch)?;
    Ok(())
}

/// The head of a reward's page of codes.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Pool {
    pub title_zh: String,
    pub title_en: String,
    pub codes: CodeOrigin,
    pub free: i64,
    pub given: i64,
}

pub async fn find_pool(tx: &mut Tx, reward: RewardId) -> Result<Option<Pool>> {
    Ok(sql!(
        tx,
        optional Pool,
        "SELECT w.title_zh, w.title_en, w.codes, \
         (SELECT COUNT(*) FROM voucher_codes WHERE reward_id = w.id AND redemption_id IS NULL) AS free, \
         (SELECT COUNT(*) FROM voucher_codes WHERE reward_id = w.id AND redemption_id IS NOT NULL) AS given \
         FROM rewards w WHERE w.id = $1",
        reward
    )?)
}

/// Lists a reward's latest batches, newest first.
pub async fn list_batches(tx: &mut Tx, reward: RewardId) -> Result<Vec<Batch>> {
    Ok(sql!(
        tx,
        all Batch,
        "SELECT id, reward_id, state, origin, lines, checked, good, repeated, known, bad, created_at, updated_at, \
         handed_at, (SELECT name FROM accounts WHERE id = handed_by) AS handed_by, handed_to, handed_digest \
         FROM code_batches WHERE reward_id = $1 ORDER BY id DESC LIMIT 10",
        reward
    )?)
}

/// Lists the first faulty lines of a reward's newest batch.
pub async fn list_problems(tx: &mut Tx, reward: RewardId) -> Result<Vec<(i64, Fault)>> {
    Ok(sql!(
        tx,
        all(i64, Fault),
        "SELECT line, problem FROM code_batch_problems WHERE batch_id = \
         (SELECT MAX(id) FROM code_batches WHERE reward_id = $1) ORDER BY line LIMIT 50",
        reward
    )?)
}

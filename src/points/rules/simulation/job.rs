//! The job that runs waiting simulations, one at a time.

use super::description::Description;
use super::lines::next_lines;
use super::outcome::Outcome;
use super::progress::Progress;
use super::replay::{Replay, Tried};
use super::store::{self, Run};
use super::tiers::Ladder;
use super::{expiry_run, value};
use crate::clock::{self, Clock};
use crate::db::Db;
use crate::error::Result;
use crate::points::rules::RuleCode;
use crate::points::rules::model::month_of;
use crate::points::rules::store::{in_force, tiers};
use crate::values::SimulationId;
use chrono::{DateTime, Months, Utc};

/// Runs the simulation that has waited longest; false if none waits.
pub async fn run_next(db: &Db, clock: &Clock) -> Result<bool> {
    let mut tx = db.write().await?;
    let Some(id) = store::claim(&mut tx, clock.now()).await? else { return Ok(false) };
    store::note_revision(&mut tx, id).await?;
    tx.commit().await?;
    let found = run(db, clock, id).await;
    let result = match &found {
        Ok(Some(outcome)) => serde_json::to_string(outcome).ok(),
        Ok(None) => return Ok(true),
        Err(error) => {
            tracing::error!(simulation = %id, %error, "a simulation failed");
            None
        }
    };
    let mut tx = db.write().await?;
    store::end(&mut tx, id, result.as_deref(), clock.now()).await?;
    tx.commit().await?;
    Ok(true)
}

/// `None` if another process has taken it over.
async fn run(db: &Db, clock: &Clock, id: SimulationId) -> Result<Option<Outcome>> {
    let mut tx = db.read().await?;
    let (run, tried) = store::load(&mut tx, id).await?;
    let points_per_yuan = in_force(&mut tx, RuleCode::PointValue, run.started_at).await?.value;
    drop(tx);
    let description = Description::from(&tried);
    let progress = Progress { db, clock, id };
    let found = match tried {
        Tried::PointValue(per_yuan) => value::run(&progress, window(&run), per_yuan).await?,
        Tried::Validity(months) => expiry_run::run(&progress, window(&run), months).await?,
        Tried::Version(_) | Tried::Tiers(_) | Tried::Campaign(_) => earnings(&progress, &run, tried).await?,
    };
    Ok(found.map(|outcome| Outcome { points_per_yuan, description: Some(description), ..outcome }))
}

/// Replays earnings. For other tiers it replays all that members ever earned, since tier points decide their tiers.
async fn earnings(progress: &Progress<'_>, run: &Run, tried: Tried) -> Result<Option<Outcome>> {
    let (db, window) = (progress.db, window(run));
    let mut tx = db.read().await?;
    let last = store::last_member(&mut tx).await?;
    let ladder = match &tried {
        Tried::Tiers(draft) => {
            let now = tiers(&mut tx, run.started_at).await?;
            Some(Ladder::new(now, draft.clone(), store::count_members(&mut tx).await?))
        }
        _ => None,
    };
    drop(tx);
    let all = ladder.is_some();
    let code = if all { RuleCode::Workshop } else { run.code };
    let (only, from) = if all { (None, DateTime::UNIX_EPOCH) } else { (Some(code), window.0) };
    let history = store::load_history(&mut db.read().await?, code).await?;
    let mut replay = Replay::new(tried, (code, history), window, ladder);
    let mut cursor = (0, 0);
    loop {
        let lines = next_lines(&mut db.read().await?, only, (from, window.1), cursor).await?;
        let Some(newest) = lines.last() else { return Ok(Some(replay.finish())) };
        cursor = (newest.customer_id, newest.id);
        lines.iter().for_each(|line| replay.take(line));
        if !progress.at(cursor.0, last).await? {
            return Ok(None);
        }
    }
}

/// From the first day of a month, so that caps see whole months, until it was requested.
pub fn window(run: &Run) -> (DateTime<Utc>, DateTime<Utc>) {
    let first = month_of(run.started_at);
    let back = Months::new(u32::try_from(run.months).unwrap_or(1));
    (clock::start_of(first.checked_sub_months(back).unwrap_or(first)), run.started_at)
}

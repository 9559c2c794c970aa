//! The work behind a simulation, on one that waits at a time.

use super::outcome::Outcome;
use super::replay::{Replay, Tried};
use super::store::{self, Run};
use crate::clock::{self, Clock};
use crate::db::Db;
use crate::error::Result;
use crate::points::rules::model::month_of;
use crate::points::rules::store::in_force;
use crate::values::SimulationId;
use chrono::{DateTime, Months, Utc};

/// Runs the simulation that waits longest; false where none does.
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

/// `None` where somebody else has taken it over.
async fn run(db: &Db, clock: &Clock, id: SimulationId) -> Result<Option<Outcome>> {
    let mut tx = db.read().await?;
    let (run, tried) = store::load(&mut tx, id).await?;
    let last = store::last_member(&mut tx).await?.max(1);
    let points_per_yuan = in_force(&mut tx, "worth", run.started_at).await?.value;
    drop(tx);
    let code = if run.code == "tiers" { "workshop" } else { &run.code };
    let said = said(&tried);
    let (window, mut place) = (window(&run), (0, 0));
    let mut replay = Replay::new(tried, code);
    loop {
        let lines = store::next_lines(&mut db.read().await?, code, window, place).await?;
        let Some(newest) = lines.last() else { break };
        place = (newest.customer_id, newest.id);
        lines.iter().for_each(|line| replay.take(line));
        let mut tx = db.write().await?;
        if !store::beat(&mut tx, id, (place.0 * 100 / last).min(99), clock.now()).await? {
            return Ok(None);
        }
        tx.commit().await?;
    }
    Ok(Some(Outcome { points_per_yuan, tried: said, ..replay.finish() }))
}

/// From the first of a month on, so that caps see whole months, until it was asked for.
pub fn window(run: &Run) -> (DateTime<Utc>, DateTime<Utc>) {
    let first = month_of(run.started_at);
    let back = Months::new(u32::try_from(run.months).unwrap_or(1));
    (clock::start_of(first.checked_sub_months(back).unwrap_or(first)), run.started_at)
}

/// What was tried, for whoever compares results after the draft has changed.
fn said(tried: &Tried) -> String {
    match tried {
        Tried::Version(terms) => {
            format!("{}{}", terms.value, terms.cap.map(|cap| format!(" ≤ {cap}")).unwrap_or_default())
        }
        Tried::Tiers(tiers) => {
            let percents: Vec<_> = tiers.iter().map(|tier| format!("{}%", tier.multiplier_percent)).collect();
            percents.join(" / ")
        }
        Tried::Campaign(campaign) => format!("{}%", campaign.percent),
    }
}

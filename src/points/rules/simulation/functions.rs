//! Forms that start and restart simulations.

use super::store::{self, Subject};
use crate::error::{Conflict, Problem, Result};
use crate::points::Flash;
use crate::protocol::Post;
use crate::values::{CampaignId, RuleId, SimulationId};
use crate::web::{Ctx, Redirect, as_serde_error, use_ctx};
use leptos::prelude::*;
use serde::{Deserialize, Deserializer, Serialize};

/// A campaign is simulated on its days of the previous year, which fewer months would not contain.
const A_YEAR: i64 = 12;

/// How many past months are replayed, out of a fixed choice.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Months<const FEWEST: i64>(i64);

impl<'de, const FEWEST: i64> Deserialize<'de> for Months<FEWEST> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        months(&String::deserialize(from)?, FEWEST).map(Self).map_err(as_serde_error)
    }
}

fn months(chosen: &str, min: i64) -> Result<i64, Problem> {
    const MOST: i64 = 24;
    if chosen.is_empty() {
        return Err(Problem::NotChosen);
    }
    let months: i64 = chosen.parse().map_err(|_| Problem::NotANumber)?;
    if (min..=MOST).contains(&months) { Ok(months) } else { Err(Problem::OutOfRange { min, max: MOST }) }
}

/// Simulates a rule's draft on past data.
#[server(prefix = "", endpoint = "/admin/points/versions/{id}/simulation", protocol = Post)]
pub async fn simulate_version(id: RuleId, months: Months<1>) -> Result<Redirect> {
    start(&use_ctx(), Subject::Rule(id), months.0).await
}

/// Simulates a campaign's draft on the same days of the previous year.
#[server(prefix = "", endpoint = "/admin/points/campaigns/{id}/simulation", protocol = Post)]
pub async fn simulate_campaign(id: CampaignId, months: Months<A_YEAR>) -> Result<Redirect> {
    start(&use_ctx(), Subject::Campaign(id), months.0).await
}

async fn start(ctx: &Ctx, subject: Subject, months: i64) -> Result<Redirect> {
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    let id = store::insert(&mut tx, me.account, subject, months, ctx.now).await?.ok_or(Conflict::WrongState)?;
    tx.commit().await?;
    Ok(done(id))
}

/// Restarts a simulation that has stopped.
#[server(prefix = "", endpoint = "/admin/points/simulations/{id}", protocol = Post)]
pub async fn restart_simulation(id: SimulationId) -> Result<Redirect> {
    let ctx = use_ctx();
    ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    if !store::restart(&mut tx, id, ctx.now).await? {
        return Err(Conflict::WrongState.into());
    }
    tx.commit().await?;
    Ok(done(id))
}

fn done(id: SimulationId) -> Redirect {
    Redirect::to(format!("/admin/points/simulations/{id}")).with(Flash::SimulationStarted)
}

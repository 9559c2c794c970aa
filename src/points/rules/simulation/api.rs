//! Starting a simulation, and starting one again.

use super::store::{self, Subject};
use crate::error::{Problem, Refusal, Result};
use crate::values::{CampaignId, RuleId, SimulationId};
use crate::web::{Admin, Ctx, Done, Flash, Form, Id};

/// A campaign is tried on its days of a year before: less than a year holds none of them.
const A_YEAR: i64 = 12;

pub async fn post_version(ctx: Ctx, me: Admin, Id(id): Id<RuleId>, form: Form) -> Result<Done> {
    start(&ctx, me, Subject::Rule(id), &form, 1).await
}

pub async fn post_campaign(ctx: Ctx, me: Admin, Id(id): Id<CampaignId>, form: Form) -> Result<Done> {
    start(&ctx, me, Subject::Campaign(id), &form, A_YEAR).await
}

async fn start(ctx: &Ctx, me: Admin, subject: Subject, form: &Form, fewest: i64) -> Result<Done> {
    let mut f = form.reader();
    let months = f.choose("months", |typed| {
        let months: i64 = typed.parse().map_err(|_| Problem::NotANumber)?;
        let (min, max) = (fewest, 24);
        if (min..=max).contains(&months) { Ok(months) } else { Err(Problem::OutOfRange { min, max }) }
    });
    let months = f.finish(|| months)?;
    let mut tx = ctx.app.db.write().await?;
    let id = store::insert(&mut tx, me.account, subject, months, ctx.now).await?.ok_or(Refusal::WrongState)?;
    tx.commit().await?;
    Ok(done(id))
}

pub async fn post_again(ctx: Ctx, _: Admin, Id(id): Id<SimulationId>) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    if !store::restart(&mut tx, id, ctx.now).await? {
        return Err(Refusal::WrongState.into());
    }
    tx.commit().await?;
    Ok(done(id))
}

fn done(id: SimulationId) -> Done {
    Done::to(format!("/admin/points/simulations/{id}")).with(Flash::SimulationStarted)
}

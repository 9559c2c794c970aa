use super::model::month_end;
use super::ops::{self, Gift};
use super::store::find_purse;
use crate::error::{Refusal, Result};
use crate::values::ProjectId;
use crate::web::{Ctx, Done, Flash, Form, Id, Owner};
use uuid::Uuid;

pub async fn give(ctx: Ctx, me: Owner, Id(project): Id<ProjectId>, form: Form) -> Result<Done> {
    const MOST: i64 = 1_000_000_000;
    let all_lapsing = form.has("lapsing");
    let points = match all_lapsing {
        // It stands in the page.
        true => form.get("lapsing").parse().ok().filter(|points| (1..=MOST).contains(points)).ok_or(Refusal::Stale)?,
        false => {
            let purse = (ctx.now, month_end(ctx.now));
            let (have, _) = find_purse(&mut ctx.app.db.read().await?, me.customer, purse).await?;
            let mut f = form.reader();
            let amount = f.number_naming("amount", 1..=MOST, have);
            f.finish(|| amount)?
        }
    };
    let key = Uuid::parse_str(form.get("key")).map_err(|_| Refusal::Stale)?.to_string();
    let gift = Gift { customer: me.customer, project, points, all_lapsing, key: &key, now: ctx.now };
    let mut tx = ctx.app.db.write().await?;
    let given = ops::give(&mut tx, &gift).await?;
    tx.commit().await?;
    Ok(Done::to(format!("/me/donations/{}", given.id)).with(Flash::Donated))
}

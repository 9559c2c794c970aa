use super::ops::{self, Gift};
use crate::error::{Refusal, Result};
use crate::values::MemberNo;
use crate::web::{Ctx, Done, Flash, Form, Owner, throttle};
use chrono::TimeDelta;
use uuid::Uuid;

pub async fn post(ctx: Ctx, me: Owner, form: Form) -> Result<Done> {
    const MOST: i64 = 1_000_000;
    let mut f = form.reader();
    let to = f.parse("to", MemberNo::parse);
    let points = f.number("points", 1..=MOST);
    let (to, points) = f.finish(|| Some((to?, points?)))?;
    let key = Uuid::parse_str(form.get("key")).map_err(|_| Refusal::Stale)?.to_string();
    // Who lives where is not to be found out by trying numbers.
    throttle(&ctx.app.db, ctx.now, "household", &me.account.to_string(), 20, TimeDelta::days(1)).await?;
    let mut tx = ctx.app.db.write().await?;
    ops::give(&mut tx, &Gift { giver: me.customer, to: &to, points, key: &key, now: ctx.now }).await?;
    tx.commit().await?;
    Ok(Done::to("/me/points").with(Flash::PointsGiven))
}

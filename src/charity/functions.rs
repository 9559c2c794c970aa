use super::ops::{self, DonationRequest};
use super::store::find_funds;
use crate::charity::Flash;
use crate::error::{Conflict, Result};
use crate::protocol::Post;
use crate::values::ProjectId;
use crate::web::{Ctx, Form, IdempotencyKey, Owner, Redirect, use_ctx};
use leptos::prelude::*;

const MOST: i64 = 1_000_000_000;

/// Donates points to a project: an amount, or everything that expires this month.
#[server(prefix = "", endpoint = "/charity/{id}/donation", protocol = Post)]
pub async fn donate(id: ProjectId, idempotency_key: IdempotencyKey, form: Form) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.owner()?;
    let all_expiring = form.has("expiring");
    let points = if all_expiring { expiring(&form)? } else { amount(&ctx, me, &form).await? };
    let idempotency_key = idempotency_key.get()?;
    let request = DonationRequest {
        customer: me.customer,
        project: id,
        points,
        all_expiring,
        idempotency_key: &idempotency_key,
        now: ctx.now,
    };
    let mut tx = ctx.app.db.write().await?;
    let given = ops::donate(&mut tx, &request).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/me/donations/{}", given.id)).with(Flash::Donated))
}

/// The page always contains a valid number; anything else did not come from our form.
fn expiring(form: &Form) -> Result<i64> {
    let points = form.get("expiring").parse().ok().filter(|points| (1..=MOST).contains(points));
    points.ok_or(Conflict::Stale.into())
}

/// The amount that was typed; if it is invalid, the message names the member's available points.
async fn amount(ctx: &Ctx, me: Owner, form: &Form) -> Result<i64> {
    let have = find_funds(&mut ctx.app.db.read().await?, me.customer, ctx.now).await?.available;
    let mut f = form.reader();
    let amount = f.number_naming("amount", 1..=MOST, have);
    f.finish(|| amount)
}

//! `/dealer/vouchers`: staff type a code, see what it is good for, and mark it as used. Each try is on record, and
//! guessing is slowed down.

use super::store;
use crate::actions;
use crate::error::{AppError, Problem, Refusal, Result};
use crate::values::CheckId;
use crate::web::{Ctx, Dealer, Done, Flash, Form, Id, throttle};
use chrono::TimeDelta;

/// The try is committed before its outcome is said: a wrong one is on record too.
pub async fn check(ctx: Ctx, me: Dealer, form: Form) -> Result<Done> {
    const TRIES: i64 = 30;
    const LONGEST: usize = 80;
    let mut f = form.reader();
    let code = f.text("code", LONGEST);
    let code = f.finish(|| code)?;
    let (app, window) = (&ctx.app, TimeDelta::minutes(10));
    throttle(&app.db, ctx.now, "voucher", &me.account.to_string(), TRIES, window).await?;
    let lookup = app.voucher_keys.lookup(&code);
    let mut tx = app.db.write().await?;
    let found = store::find_given(&mut tx, &lookup).await?;
    let id = store::insert_check(&mut tx, (me.account, me.dealer), found, ctx.now).await?;
    tx.commit().await?;
    match found {
        Some(_) => Ok(Done::to(format!("/dealer/vouchers/{id}"))),
        None => {
            tracing::warn!(account = %me.account, "a voucher code that there is not");
            Err(AppError::field("code", Problem::WrongVoucher))
        }
    }
}

/// Once: of two who do it at the same time, one is told that it is used.
pub async fn use_it(ctx: Ctx, me: Dealer, Id(id): Id<CheckId>) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    let checked = store::find_checked(&mut tx, id, me.account).await?.ok_or(AppError::NotFound)?;
    if !store::set_used(&mut tx, checked.redemption_id, me.dealer, ctx.today(), ctx.now).await? {
        return Err(Refusal::VoucherVoid.into());
    }
    actions::insert(&mut tx, me.account, ("use", "redemption", checked.redemption_id.0), "", ctx.now).await?;
    tx.commit().await?;
    Ok(Done::to(format!("/dealer/vouchers/{id}")).with(Flash::VoucherUsed))
}

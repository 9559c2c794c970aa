//! `/dealer/vouchers`: staff type a code, see what it is good for, and mark it as used. Each try is on record, and
//! guessing is slowed down.

use super::{ops, store};
use crate::error::{AppError, Problem, Result};
use crate::protocol::Post;
use crate::values::CheckId;
use crate::web::{Ctx, Dealer, Flash, Line, Redirect, throttle, use_ctx};
use chrono::TimeDelta;
use leptos::prelude::*;

/// Looks a code up. The try is committed before its outcome is said: a wrong one is on record too.
#[server(prefix = "", endpoint = "/dealer/vouchers", protocol = Post)]
pub async fn check(code: Line<80>) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.dealer()?;
    bound_guesses(&ctx, me).await?;
    let lookup = ctx.app.voucher_keys.lookup(&code.0);
    let mut tx = ctx.app.db.write().await?;
    let found = store::find_given(&mut tx, &lookup).await?;
    let id = store::insert_check(&mut tx, (me.account, me.dealer), found, ctx.now).await?;
    tx.commit().await?;
    match found {
        Some(_) => Ok(Redirect::to(format!("/dealer/vouchers/{id}"))),
        None => {
            tracing::warn!(account = %me.account, "a voucher code that there is not");
            Err(AppError::field("code", Problem::WrongVoucher))
        }
    }
}

/// Every try counts, for the account and for the address.
async fn bound_guesses(ctx: &Ctx, me: Dealer) -> Result<()> {
    const BY_ACCOUNT: i64 = 30;
    const FROM_ADDRESS: i64 = 120;
    let window = TimeDelta::minutes(10);
    throttle(&ctx.app.db, ctx.now, "voucher", &me.account.to_string(), BY_ACCOUNT, window).await?;
    throttle(&ctx.app.db, ctx.now, "voucher-address", &ctx.address, FROM_ADDRESS, window).await
}

/// Marks what was checked as used.
#[server(prefix = "", endpoint = "/dealer/vouchers/{id}/use", protocol = Post)]
pub async fn use_voucher(id: CheckId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.dealer()?;
    let mut tx = ctx.app.db.write().await?;
    ops::use_up(&mut tx, (me.dealer, me.account), id, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/dealer/vouchers/{id}")).with(Flash::VoucherUsed))
}

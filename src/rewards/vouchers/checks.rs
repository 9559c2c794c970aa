//! `/dealer/vouchers`: staff enter a code, see what it is for, and mark it as used. Every attempt is recorded and
//! rate-limited.

use super::{ops, store};
use crate::error::{AppError, Problem, Result};
use crate::protocol::Post;
use crate::rewards::Flash;
use crate::values::CheckId;
use crate::web::{Ctx, Dealer, Line, Redirect, throttle, use_ctx};
use chrono::TimeDelta;
use leptos::prelude::*;

/// Looks up a code. The attempt is committed before the answer, so that wrong codes are recorded too.
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
            tracing::warn!(account = %me.account, "an unknown voucher code");
            Err(AppError::field("code", Problem::WrongVoucher))
        }
    }
}

/// Every attempt counts, per account and per address.
async fn bound_guesses(ctx: &Ctx, me: Dealer) -> Result<()> {
    const BY_ACCOUNT: i64 = 30;
    const FROM_ADDRESS: i64 = 120;
    let window = TimeDelta::minutes(10);
    throttle(&ctx.app.db, ctx.now, "voucher", &me.account.to_string(), BY_ACCOUNT, window).await?;
    throttle(&ctx.app.db, ctx.now, "voucher-address", &ctx.address, FROM_ADDRESS, window).await
}

/// Marks a checked voucher as used.
#[server(prefix = "", endpoint = "/dealer/vouchers/{id}/use", protocol = Post)]
pub async fn use_voucher(id: CheckId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.dealer()?;
    let mut tx = ctx.app.db.write().await?;
    ops::use_up(&mut tx, (me.dealer, me.account), id, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/dealer/vouchers/{id}")).with(Flash::VoucherUsed))
}

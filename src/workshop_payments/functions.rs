//! Server functions of members and dealer staff.

use super::ops::{self, HoldRequest};
use super::owner::keep;
use super::settlement::{self, Step};
use super::store;
use crate::error::{Problem, Result};
use crate::protocol::Post;
use crate::values::code::{parse_payment_code, payment_code};
use crate::values::{PaymentCodeCheckId, ServiceOrderId, WorkshopPaymentId};
use crate::web::{Ctx, Dealer, FromForm, Reader, Redirect, SeenValue, throttle, use_ctx, whole_number};
use crate::workshop_payments::Flash;
use crate::{field_argument, form_argument};
use chrono::TimeDelta;
use leptos::prelude::*;
use serde::Serialize;
use uuid::Uuid;

/// Issues a payment code to a member and voids the previous one.
#[server(prefix = "", endpoint = "/me/workshop-payments", protocol = Post)]
pub async fn make_code() -> Result<Redirect> {
    const AN_HOUR: i64 = 30;
    let ctx = use_ctx();
    let me = ctx.owner()?;
    throttle(&ctx.app.db, ctx.now, "payment-code", &me.customer.to_string(), AN_HOUR, TimeDelta::hours(1)).await?;
    let code = payment_code(&mut rand::rng());
    let hash = ops::hash(&ctx.app.voucher_keys, &code);
    let mut tx = ctx.app.db.write().await?;
    let made = ops::save_code(&mut tx, me.customer, &hash, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to("/me/workshop-payments").with(Flash::PaymentCodeCreated).cookie(keep(&ctx, &made, &code)))
}

/// A payment code as typed; any text is accepted here, so that every invalid code counts as an attempt.
#[derive(Clone, Debug, Serialize)]
pub struct TypedCode(String);
field_argument!(TypedCode, |typed: &str| {
    const LONGEST: usize = 40;
    Ok::<_, Problem>(Self(typed.chars().take(LONGEST).collect()))
});

/// Accepts a code and leads to its owner's orders. All invalid codes get the same answer, and each is recorded.
#[server(prefix = "", endpoint = "/dealer/redeem", protocol = Post)]
pub async fn check(code: TypedCode) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.dealer()?;
    bound_guesses(&ctx, me).await?;
    let hash = ops::hash(&ctx.app.voucher_keys, &parse_payment_code(&code.0).unwrap_or_default());
    let mut tx = ctx.app.db.write().await?;
    let checked = ops::check(&mut tx, (me.dealer, me.account), &hash, ctx.now).await;
    if checked.is_err() {
        store::note_wrong(&mut tx, me.dealer, me.account, ctx.now).await?;
    }
    tx.commit().await?;
    Ok(Redirect::to(format!("/dealer/redeem/checks/{}", checked?)))
}

/// Every attempt counts, per account and per address.
async fn bound_guesses(ctx: &Ctx, me: Dealer) -> Result<()> {
    const BY_ACCOUNT: i64 = 30;
    const FROM_ADDRESS: i64 = 120;
    let window = TimeDelta::minutes(15);
    throttle(&ctx.app.db, ctx.now, "payment-code-account", &me.account.to_string(), BY_ACCOUNT, window).await?;
    throttle(&ctx.app.db, ctx.now, "payment-code-address", &ctx.address, FROM_ADDRESS, window).await
}

/// The order and the whole yuan to pay with points; the maximum depends on the order and the balance.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    order: ServiceOrderId,
    yuan: i64,
}
form_argument!(Part);

impl FromForm for Part {
    fn read(f: &mut Reader<'_>) -> Option<Self> {
        let order = f.parse("order", |typed| typed.parse().map_err(|_| Problem::NoOpenOrder));
        let yuan = f.parse("yuan", whole_number);
        Some(Self { order: order?, yuan: yuan? })
    }
}

/// Holds points for the chosen order and uses up the code. A form without a key is a separate request.
#[server(prefix = "", endpoint = "/dealer/redeem/checks/{id}", protocol = Post)]
pub async fn hold(id: PaymentCodeCheckId, part: Part, rate: SeenValue, idempotency_key: String) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.dealer()?;
    let idempotency_key = Uuid::parse_str(&idempotency_key).unwrap_or_else(|_| Uuid::new_v4()).to_string();
    let request = HoldRequest {
        dealer: me.dealer,
        by: me.account,
        check: id,
        order: part.order,
        yuan: part.yuan,
        per_yuan: rate.get()?,
        idempotency_key: &idempotency_key,
        now: ctx.now,
    };
    let mut tx = ctx.app.db.write().await?;
    let held = ops::hold(&mut tx, &request).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/dealer/redeem/{}", held.id)).with(Flash::WorkshopPaymentHeld))
}

/// Settles the bill with the held points.
#[server(prefix = "", endpoint = "/dealer/redeem/{id}/capture", protocol = Post)]
pub async fn capture(id: WorkshopPaymentId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.dealer()?;
    let mut tx = ctx.app.db.write().await?;
    settlement::capture(&mut tx, step(&ctx, me, id)).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/dealer/redeem/{id}")).with(Flash::WorkshopPaymentCaptured))
}

/// Releases the held points.
#[server(prefix = "", endpoint = "/dealer/redeem/{id}/release", protocol = Post)]
pub async fn release(id: WorkshopPaymentId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.dealer()?;
    let mut tx = ctx.app.db.write().await?;
    settlement::release(&mut tx, step(&ctx, me, id)).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/dealer/redeem/{id}")).with(Flash::WorkshopPaymentReleased))
}

fn step(ctx: &Ctx, me: Dealer, id: WorkshopPaymentId) -> Step {
    Step { dealer: me.dealer, by: me.account, id, now: ctx.now }
}

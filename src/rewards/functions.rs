//! Server functions of rewards for owners.

use super::model::{Destination, Way, one_line};
use super::ops::{self, Order};
use super::store::catalogue::find_reward;
use crate::error::{AppError, Problem, Result};
use crate::protocol::Post;
use crate::rewards::Flash;
use crate::values::code::voucher_code;
use crate::values::{DealerId, Fen, PersonName, Phone, Price, RedemptionId, RewardId};
use crate::web::{Form, IdempotencyKey, Reader, Redirect, SeenValue, use_ctx};
use leptos::prelude::*;

/// Redeems a reward; the delivery fields depend on the reward.
#[server(prefix = "", endpoint = "/rewards/{id}/redemption", protocol = Post)]
pub async fn redeem(id: RewardId, idempotency_key: IdempotencyKey, price: SeenValue, form: Form) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.owner()?;
    let way = {
        let mut tx = ctx.app.db.read().await?;
        find_reward(&mut tx, id, None, ctx.now).await?.ok_or(AppError::NotFound)?.kind.way()
    };
    let mut f = form.reader();
    let destination = destination(&mut f, way);
    let destination = f.finish(|| destination)?;
    let (idempotency_key, points) = (idempotency_key.get()?, price.get()?);
    let pay = form.get("pay").parse().map_or(Fen(0), Fen);
    let code = voucher_code(&mut rand::rng());
    let order = Order {
        customer: me.customer,
        reward: id,
        price: Price { points, pay },
        destination: &destination,
        idempotency_key: &idempotency_key,
        code: &code,
        keys: &ctx.app.voucher_keys,
        now: ctx.now,
    };
    let mut tx = ctx.app.db.write().await?;
    let redeemed = ops::redeem(&mut tx, &order).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/me/redemptions/{}", redeemed.id)).with(Flash::Redeemed))
}

fn destination(f: &mut Reader<'_>, way: Way) -> Option<Destination> {
    const PLACE: usize = 20;
    const STREET: usize = 100;
    match way {
        Way::None => Some(Destination::None),
        Way::Post => {
            let recipient = f.parse("recipient", PersonName::parse);
            let phone = f.parse("phone", Phone::parse);
            let (province, city) = (f.text("province", PLACE), f.text("city", PLACE));
            let (district, street) = (f.text("district", PLACE), f.text("street", STREET));
            let address = one_line(&province?, &city?, &district?, &street?);
            Some(Destination::Post { recipient: recipient?, phone: phone?, address })
        }
        Way::Dealer => {
            let dealer = f.choose("dealer", |typed| typed.parse::<DealerId>().map_err(|_| Problem::NotAChoice));
            Some(Destination::Dealer(dealer?))
        }
    }
}

/// Cancels a redemption: points and stock are returned.
#[server(prefix = "", endpoint = "/me/redemptions/{id}/cancellation", protocol = Post)]
pub async fn cancel_redemption(id: RedemptionId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.owner()?;
    let mut tx = ctx.app.db.write().await?;
    ops::cancel(&mut tx, me.customer, id, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/me/redemptions/{id}")).with(Flash::RedemptionCancelled))
}

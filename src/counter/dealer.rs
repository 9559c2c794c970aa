//! `/dealer/redeem`: staff take a member's code for one of their open orders, then settle or cancel.

use super::dealer_list::{self, list};
use super::ending::{self, Step};
use super::ops::{self, Wish};
use super::store;
use crate::error::{AppError, Problem, Result};
use crate::members::password;
use crate::rewards::code::parse_counter;
use crate::values::CounterId;
use crate::web::{Ctx, Cursor, Dealer, Done, Flash, Form, Id, Page, throttle};
use chrono::TimeDelta;
use uuid::Uuid;

pub use super::dealer_show::show;

/// Longest order number.
pub const ORDER_NO: usize = 40;
/// The most that can be asked for at once, in yuan.
pub const MOST: i64 = 1_000_000;

pub async fn page(ctx: Ctx, me: Dealer) -> Result<Page> {
    let cursor = Cursor::read(&ctx.query(), |text| text.parse().ok());
    let mut tx = ctx.app.db.read().await?;
    let lines = list(&mut tx, me.dealer, cursor, ctx.now).await?;
    drop(tx);
    Ok(dealer_list::view_page(&ctx, lines))
}

/// Sets points aside. Whatever is wrong with the code, the answer is the same; each such try is recorded.
pub async fn hold(ctx: Ctx, me: Dealer, form: Form) -> Result<Done> {
    let mut f = form.reader();
    let typed = f.parse("code", |typed| Ok::<_, Problem>(typed.chars().take(40).collect::<String>()));
    let order_no = f.text("order_no", ORDER_NO);
    let yuan = f.number("yuan", 1..=MOST);
    let key = Uuid::parse_str(form.get("key")).unwrap_or_else(|_| Uuid::new_v4()).to_string();
    let (typed, order_no, yuan) = f.finish(|| Some((typed?, order_no?, yuan?)))?;
    bound_guesses(&ctx, me).await?;
    let found = store::find_order(&mut ctx.app.db.read().await?, me.dealer, &order_no).await?;
    let (order, hash) = found.ok_or(AppError::field("order_no", Problem::NoOpenOrder))?;
    // What cannot be a code takes as long as what can.
    let right = password::verify(&ctx.app, parse_counter(&typed).unwrap_or_default(), hash.clone()).await?;
    let hash = hash.filter(|_| right);
    let wish = Wish { dealer: me.dealer, by: me.account, order, hash: hash.as_deref(), yuan, key: &key, now: ctx.now };
    let mut tx = ctx.app.db.write().await?;
    match ops::hold(&mut tx, &wish).await {
        Ok(held) => {
            tx.commit().await?;
            Ok(Done::to(format!("/dealer/redeem/{}", held.id)).with(Flash::CounterHeld))
        }
        Err(error) => {
            drop(tx);
            if error == AppError::field("code", Problem::WrongCounterCode) {
                note_wrong(&ctx, me).await?;
            }
            Err(error)
        }
    }
}

/// Every try counts, for the account and for the address.
async fn bound_guesses(ctx: &Ctx, me: Dealer) -> Result<()> {
    const BY_ACCOUNT: i64 = 30;
    const FROM_ADDRESS: i64 = 120;
    let window = TimeDelta::minutes(15);
    throttle(&ctx.app.db, ctx.now, "counter-account", &me.account.to_string(), BY_ACCOUNT, window).await?;
    throttle(&ctx.app.db, ctx.now, "counter-address", &ctx.address, FROM_ADDRESS, window).await
}

async fn note_wrong(ctx: &Ctx, me: Dealer) -> Result<()> {
    let mut tx = ctx.app.db.write().await?;
    store::note_wrong(&mut tx, me.dealer, me.account, ctx.now).await?;
    tx.commit().await?;
    Ok(())
}

pub async fn capture(ctx: Ctx, me: Dealer, Id(id): Id<CounterId>) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    ending::capture(&mut tx, step(&ctx, me, id)).await?;
    tx.commit().await?;
    Ok(Done::to(format!("/dealer/redeem/{id}")).with(Flash::CounterCaptured))
}

pub async fn release(ctx: Ctx, me: Dealer, Id(id): Id<CounterId>) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    ending::release(&mut tx, step(&ctx, me, id)).await?;
    tx.commit().await?;
    Ok(Done::to(format!("/dealer/redeem/{id}")).with(Flash::CounterReleased))
}

fn step(ctx: &Ctx, me: Dealer, id: CounterId) -> Step {
    Step { dealer: me.dealer, by: me.account, id, now: ctx.now }
}

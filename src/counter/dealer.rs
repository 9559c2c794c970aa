//! `/dealer/redeem`: staff take a member's code, and later settle or cancel.

use super::dealer_list::{self, list};
use super::ending::{self, Step};
use super::ops;
use super::store;
use crate::error::{Problem, Result};
use crate::rewards::code::parse_counter;
use crate::values::CounterId;
use crate::web::{Ctx, Cursor, Dealer, Done, Flash, Form, Id, Page, throttle};
use chrono::TimeDelta;

pub use super::dealer_show::show;

pub async fn page(ctx: Ctx, me: Dealer) -> Result<Page> {
    let cursor = Cursor::read(&ctx.query(), |text| text.parse().ok());
    let mut tx = ctx.app.db.read().await?;
    let lines = list(&mut tx, me.dealer, cursor, ctx.now).await?;
    drop(tx);
    Ok(dealer_list::view_page(&ctx, lines))
}

/// Takes a code and leads to its owner's orders. Whatever is wrong with it, the answer is the same; each such try is
/// recorded.
pub async fn check(ctx: Ctx, me: Dealer, form: Form) -> Result<Done> {
    const LONGEST: usize = 40;
    let mut f = form.reader();
    let typed = f.parse("code", |typed| Ok::<_, Problem>(typed.chars().take(LONGEST).collect::<String>()));
    let typed = f.finish(|| typed)?;
    bound_guesses(&ctx, me).await?;
    let hash = ops::hash(&ctx.app.voucher_keys, &parse_counter(&typed).unwrap_or_default());
    let mut tx = ctx.app.db.write().await?;
    let checked = ops::check(&mut tx, (me.dealer, me.account), &hash, ctx.now).await;
    if checked.is_err() {
        store::note_wrong(&mut tx, me.dealer, me.account, ctx.now).await?;
    }
    tx.commit().await?;
    Ok(Done::to(format!("/dealer/redeem/checks/{}", checked?)))
}

/// Every try counts, for the account and for the address.
async fn bound_guesses(ctx: &Ctx, me: Dealer) -> Result<()> {
    const BY_ACCOUNT: i64 = 30;
    const FROM_ADDRESS: i64 = 120;
    let window = TimeDelta::minutes(15);
    throttle(&ctx.app.db, ctx.now, "counter-account", &me.account.to_string(), BY_ACCOUNT, window).await?;
    throttle(&ctx.app.db, ctx.now, "counter-address", &ctx.address, FROM_ADDRESS, window).await
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

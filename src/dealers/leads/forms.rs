use super::store;
use crate::error::{AppError, Problem, Result};
use crate::referrals::model::LeadState;
use crate::referrals::ops::{Move, move_lead};
use crate::values::{ReferralId, Vin};
use crate::web::{Ctx, Dealer, Done, Flash, Form};
use axum::extract::Path;

/// Longest note, in characters.
pub const NOTE: usize = 500;

/// Moves a lead on, or lets it lapse.
pub async fn advance(ctx: Ctx, me: Dealer, Path(id): Path<ReferralId>, form: Form) -> Result<Done> {
    let mut f = form.reader();
    let to = f.choose("to", |code| LeadState::from_code(code).ok_or(Problem::NotAChoice));
    let version = f.number("version", 1..=i64::MAX);
    let note = f.lines_optional("note", NOTE);
    let vin = if to == Some(LeadState::Delivered) { f.parse("vin", Vin::parse).map(Some) } else { Some(None) };
    let (to, version, note, vin) = f.finish(|| Some((to?, version?, note?, vin?)))?;
    let mut tx = ctx.app.db.write().await?;
    let m = Move { lead: id, dealer: me.dealer, by: me.account, version, to, note: &note, vin: vin.as_ref() };
    move_lead(&mut tx, &m, ctx.now).await?;
    tx.commit().await?;
    let back = if form.get("from") == "board" { "/dealer/leads".to_owned() } else { format!("/dealer/leads/{id}") };
    Ok(Done::to(back).with(Flash::LeadMoved))
}

/// Opens a lead: from here the reader sees name and phone in full for a while.
pub async fn show_phone(ctx: Ctx, me: Dealer, Path(id): Path<ReferralId>) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    if store::insert_opened(&mut tx, id, me.dealer, me.account, ctx.now).await? == 0 {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(Done::to(format!("/dealer/leads/{id}")).with(Flash::FileOpened))
}

use super::store;
use crate::dealers::Flash;
use crate::error::{AppError, Problem, Result};
use crate::files;
use crate::form_argument;
use crate::protocol::Post;
use crate::referrals::model::LeadState;
use crate::referrals::ops::{Move, move_lead};
use crate::values::{ReferralId, Vin};
use crate::web::{FromForm, Reader, Redirect, use_ctx};
use leptos::prelude::*;

/// Maximum length of a note, in characters.
pub const NOTE: usize = 500;

/// The next state of a lead. Only a delivery has a car.
#[derive(Clone, Debug)]
pub struct NextStep {
    to: LeadState,
    version: i64,
    note: String,
    vin: Option<Vin>,
}
form_argument!(NextStep);

impl FromForm for NextStep {
    fn read(f: &mut Reader<'_>) -> Option<Self> {
        let to = f.choose("to", |code| LeadState::from_code(code).ok_or(Problem::NotAChoice));
        let version = f.number("version", 1..=i64::MAX);
        let note = f.lines_optional("note", NOTE);
        let vin = if to == Some(LeadState::Delivered) { f.parse("vin", Vin::parse).map(Some) } else { Some(None) };
        Some(Self { to: to?, version: version?, note: note?, vin: vin? })
    }
}

/// Advances a lead, or lets it expire; `from` is the page the button was on.
#[server(prefix = "", endpoint = "/dealer/leads/{id}/state", protocol = Post)]
pub async fn advance(id: ReferralId, step: NextStep, from: String) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.dealer()?;
    let NextStep { to, version, note, vin } = step;
    let mut tx = ctx.app.db.write().await?;
    let m = Move { lead: id, dealer: me.dealer, by: me.account, version, to, note: &note, vin: vin.as_ref() };
    move_lead(&mut tx, &m, ctx.now).await?;
    tx.commit().await?;
    let back = if from == "board" { "/dealer/leads".to_owned() } else { format!("/dealer/leads/{id}") };
    Ok(Redirect::to(back).with(Flash::LeadMoved))
}

/// Opens a lead: for `OPEN_FOR` the reader sees name and phone in full.
#[server(prefix = "", endpoint = "/dealer/leads/{id}/phone", protocol = Post)]
pub async fn show_phone(id: ReferralId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.dealer()?;
    let mut tx = ctx.app.db.write().await?;
    if store::insert_opened(&mut tx, id, me.dealer, me.account, ctx.now).await? == 0 {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(Redirect::to(format!("/dealer/leads/{id}")).with(files::Flash::FileOpened))
}

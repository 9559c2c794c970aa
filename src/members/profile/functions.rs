//! Changes owners make to their details.

mod contact;

pub use contact::{ConfirmEmail, ConfirmPhone, SendEmailCode, SendPhoneCode};

use super::model::{Address, Field};
use super::ops::{self, Change, Removable, Saved};
use super::pages::PROVINCES;
use crate::error::{AppError, Problem, Result};
use crate::members::Flash;
use crate::protocol::Post;
use crate::values::fold::compact;
use crate::values::{DealerId, PersonName};
use crate::web::{Ctx, Day, FromForm, Number, Reader, Redirect, Viewer, session, use_ctx};
use leptos::prelude::*;

/// The version of the data when the form was opened.
type Opened = Number<0, { i64::MAX }>;

/// Saves the name, also in the session.
#[server(prefix = "", endpoint = "/me/profile/name", protocol = Post)]
pub async fn save_name(version: Opened, name: PersonName) -> Result<Redirect> {
    let ctx = use_ctx();
    let done = save(&ctx, version, Change::Name(name.clone())).await?;
    if let Some(viewer) = &ctx.viewer {
        session::put(&ctx, "viewer", &Viewer { name: name.to_string(), ..Viewer::clone(viewer) }).await?;
    }
    Ok(done)
}

/// Saves the birthday.
#[server(prefix = "", endpoint = "/me/profile/birthday", protocol = Post)]
pub async fn save_birthday(version: Opened, birthday: Day) -> Result<Redirect> {
    let ctx = use_ctx();
    if birthday.0 > ctx.today() {
        return Err(AppError::field("birthday", Problem::InTheFuture));
    }
    save(&ctx, version, Change::Birthday(birthday.0)).await
}

impl FromForm for Address {
    fn read(f: &mut Reader<'_>) -> Option<Self> {
        let province = f.choose("province", |typed| {
            let known = PROVINCES.iter().find(|(name, _)| *name == typed);
            known.map(|(name, _)| (*name).to_owned()).ok_or(Problem::NotAChoice)
        });
        let (city, district, street) = (f.text("city", 40), f.text("district", 40), f.text("street", 100));
        let postcode = f.parse_optional("postcode", |typed| {
            let code = compact(typed, &[]);
            let six = code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
            if six { Ok(code) } else { Err(Problem::NotSixDigits) }
        });
        let postcode = postcode?.unwrap_or_default();
        Some(Self { province: province?, city: city?, district: district?, street: street?, postcode })
    }
}

crate::form_argument!(Address);

/// Saves the address.
#[server(prefix = "", endpoint = "/me/profile/address", protocol = Post)]
pub async fn save_address(version: Opened, address: Address) -> Result<Redirect> {
    save(&use_ctx(), version, Change::Address(address)).await
}

/// Saves the preferred dealer.
#[server(prefix = "", endpoint = "/me/profile/dealer", protocol = Post)]
pub async fn save_dealer(version: Opened, dealer: DealerId) -> Result<Redirect> {
    save(&use_ctx(), version, Change::Dealer(dealer)).await
}

/// Confirms that a field is still correct.
#[server(prefix = "", endpoint = "/me/profile/verification", protocol = Post)]
pub async fn confirm_field(version: Opened, field: String) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.owner()?;
    let field = Field::from_code(&field).ok_or(AppError::NotFound)?;
    let mut tx = ctx.app.db.write().await?;
    let saved = ops::confirm(&mut tx, me, version.0, field, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to("/me/profile").with(flash(saved, Flash::FieldConfirmed)))
}

/// Removes the mail address from the profile.
#[server(prefix = "", endpoint = "/me/profile/email/removal", protocol = Post)]
pub async fn remove_email(version: Opened) -> Result<Redirect> {
    remove(&use_ctx(), version, Removable::Email).await
}

/// Removes the postal address from the profile.
#[server(prefix = "", endpoint = "/me/profile/address/removal", protocol = Post)]
pub async fn remove_address(version: Opened) -> Result<Redirect> {
    remove(&use_ctx(), version, Removable::Address).await
}

async fn remove(ctx: &Ctx, version: Opened, what: Removable) -> Result<Redirect> {
    let me = ctx.owner()?;
    let mut tx = ctx.app.db.write().await?;
    ops::remove(&mut tx, me, version.0, what, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to("/me/profile").with(Flash::ContactRemoved))
}

async fn save(ctx: &Ctx, version: Opened, change: Change) -> Result<Redirect> {
    let me = ctx.owner()?;
    let mut tx = ctx.app.db.write().await?;
    let saved = ops::change(&mut tx, me, Some(version.0), &change, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to("/me/profile").with(flash(saved, Flash::ProfileSaved)))
}

fn flash(saved: Saved, otherwise: Flash) -> Flash {
    if saved.rewarded { Flash::ProfileRewarded } else { otherwise }
}

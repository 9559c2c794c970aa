use super::model::{Address, Field};
use super::ops::{self, Change, Removable, Saved};
use super::pages::PROVINCES;
use crate::error::{AppError, Problem, Result};
use crate::values::{DealerId, PersonName, parse_date};
use crate::web::{Ctx, Done, Flash, Form, Owner, Reader, Viewer, session};

pub async fn save_name(ctx: Ctx, owner: Owner, form: Form) -> Result<Done> {
    let mut f = form.reader();
    let (version, name) = (version(&mut f), f.parse("name", PersonName::parse));
    let (version, name) = f.finish(|| Some((version?, name?)))?;
    let done = save(&ctx, owner, version, Change::Name(name.clone())).await?;
    if let Some(viewer) = &ctx.viewer {
        session::put(&ctx, "viewer", &Viewer { name: name.to_string(), ..Viewer::clone(viewer) }).await?;
    }
    Ok(done)
}

pub async fn save_birthday(ctx: Ctx, owner: Owner, form: Form) -> Result<Done> {
    let mut f = form.reader();
    let (version, day) = (version(&mut f), f.parse("birthday", parse_date));
    if day.is_some_and(|day| day > ctx.today()) {
        f.wrong::<()>("birthday", Problem::InTheFuture);
    }
    let (version, day) = f.finish(|| Some((version?, day?)))?;
    save(&ctx, owner, version, Change::Birthday(day)).await
}

pub async fn save_address(ctx: Ctx, owner: Owner, form: Form) -> Result<Done> {
    let mut f = form.reader();
    let version = version(&mut f);
    let province = f.choose("province", |typed| {
        let known = PROVINCES.iter().find(|(name, _)| *name == typed);
        known.map(|(name, _)| (*name).to_owned()).ok_or(Problem::NotAChoice)
    });
    let (city, district, street) = (f.text("city", 40), f.text("district", 40), f.text("street", 100));
    let postcode = f.parse_optional("postcode", |typed| {
        let six = typed.len() == 6 && typed.bytes().all(|b| b.is_ascii_digit());
        if six { Ok(typed.to_owned()) } else { Err(Problem::Malformed) }
    });
    let (version, address) = f.finish(|| {
        let postcode = postcode?.unwrap_or_default();
        Some((version?, Address { province: province?, city: city?, district: district?, street: street?, postcode }))
    })?;
    save(&ctx, owner, version, Change::Address(address)).await
}

pub async fn save_dealer(ctx: Ctx, owner: Owner, form: Form) -> Result<Done> {
    let mut f = form.reader();
    let version = version(&mut f);
    let dealer = f.choose("dealer", |typed| typed.parse::<DealerId>().map_err(|_| Problem::NotAChoice));
    let (version, dealer) = f.finish(|| Some((version?, dealer?)))?;
    save(&ctx, owner, version, Change::Dealer(dealer)).await
}

/// "Still correct".
pub async fn confirm_field(ctx: Ctx, owner: Owner, form: Form) -> Result<Done> {
    let mut f = form.reader();
    let version = version(&mut f);
    let version = f.finish(|| version)?;
    let field = Field::from_code(form.get("field")).ok_or(AppError::NotFound)?;
    let mut tx = ctx.app.db.write().await?;
    let saved = ops::confirm(&mut tx, owner, version, field, ctx.now).await?;
    tx.commit().await?;
    Ok(Done::to("/me/profile").with(flash(saved, Flash::FieldConfirmed)))
}

pub async fn remove_email(ctx: Ctx, owner: Owner, form: Form) -> Result<Done> {
    remove(&ctx, owner, &form, Removable::Email).await
}

pub async fn remove_address(ctx: Ctx, owner: Owner, form: Form) -> Result<Done> {
    remove(&ctx, owner, &form, Removable::Address).await
}

async fn remove(ctx: &Ctx, owner: Owner, form: &Form, what: Removable) -> Result<Done> {
    let mut f = form.reader();
    let version = version(&mut f);
    let version = f.finish(|| version)?;
    let mut tx = ctx.app.db.write().await?;
    ops::remove(&mut tx, owner, version, what, ctx.now).await?;
    tx.commit().await?;
    Ok(Done::to("/me/profile").with(Flash::ContactRemoved))
}

async fn save(ctx: &Ctx, owner: Owner, version: i64, change: Change) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    let saved = ops::change(&mut tx, owner, Some(version), &change, ctx.now).await?;
    tx.commit().await?;
    Ok(Done::to("/me/profile").with(flash(saved, Flash::ProfileSaved)))
}

pub(super) fn flash(saved: Saved, otherwise: Flash) -> Flash {
    if saved.rewarded { Flash::ProfileRewarded } else { otherwise }
}

/// The version of the data that the form was opened with.
fn version(f: &mut Reader<'_>) -> Option<i64> {
    f.number("version", 0..=i64::MAX)
}

use super::api::flash;
use super::ops::{self, Change};
use super::store;
use crate::error::{AppError, Problem, Result};
use crate::i18n::Locale;
use crate::members::codes::{self, Holder, Purpose, Request, parse_code};
use crate::values::{Email, Phone};
use crate::web::{Ctx, Done, Flash, Form, Owner};

const PHONE_CODE: &str = "/me/profile/phone/code";
const EMAIL_CODE: &str = "/me/profile/email/code";

/// Sends a code to the new phone. Where it is somebody else's sign-in number that one is told instead, and the page
/// looks the same.
pub async fn start_phone(ctx: Ctx, owner: Owner, form: Form) -> Result<Done> {
    let mut f = form.reader();
    let phone = f.parse("phone", Phone::parse);
    let phone = f.finish(|| phone)?;
    let taken = {
        let mut tx = ctx.app.db.read().await?;
        store::is_taken(&mut tx, &phone, owner.account).await?
    };
    let request = Request {
        purpose: Purpose::Phone,
        target: phone.to_string(),
        holder: if taken { Holder::default() } else { holder(owner) },
        notice: taken.then(|| phone_in_use(ctx.locale)),
        memo: String::new(),
    };
    codes::begin(&ctx, request).await?;
    Ok(Done::to(PHONE_CODE))
}

pub async fn confirm_phone(ctx: Ctx, owner: Owner, form: Form) -> Result<Done> {
    let change = |target: &str| Phone::parse(target).ok().map(Change::Phone);
    confirm(&ctx, owner, &form, (Purpose::Phone, PHONE_CODE, Flash::PhoneChanged), change).await
}

pub async fn start_email(ctx: Ctx, owner: Owner, form: Form) -> Result<Done> {
    let mut f = form.reader();
    let email = f.parse("email", Email::parse);
    let email = f.finish(|| email)?;
    let (target, holder) = (email.to_string(), holder(owner));
    codes::begin(&ctx, Request { purpose: Purpose::Email, target, holder, notice: None, memo: String::new() }).await?;
    Ok(Done::to(EMAIL_CODE))
}

pub async fn confirm_email(ctx: Ctx, owner: Owner, form: Form) -> Result<Done> {
    let change = |target: &str| Email::parse(target).ok().map(Change::Email);
    confirm(&ctx, owner, &form, (Purpose::Email, EMAIL_CODE, Flash::EmailChanged), change).await
}

async fn confirm(
    ctx: &Ctx,
    owner: Owner,
    form: &Form,
    (purpose, path, done): (Purpose, &'static str, Flash),
    change: impl FnOnce(&str) -> Option<Change>,
) -> Result<Done> {
    if form.get("do") == "resend" {
        codes::resend(ctx, purpose).await?;
        return Ok(Done::to(path).with(Flash::CodeSent));
    }
    let mut f = form.reader();
    let code = f.parse("code", parse_code);
    let code = f.finish(|| code)?;
    let (mut tx, used_by, challenge) = codes::pass(ctx, purpose, &code).await?;
    if used_by != holder(owner) {
        return Err(AppError::field("code", Problem::WrongCode));
    }
    let change = change(&challenge.request.target).ok_or(AppError::Internal)?;
    // The code itself is the proof, whatever others changed meanwhile.
    let saved = ops::change(&mut tx, owner, None, &change, ctx.now).await?;
    tx.commit().await?;
    codes::forget(ctx).await?;
    Ok(Done::to("/me/profile").with(flash(saved, done)))
}

fn holder(owner: Owner) -> Holder {
    Holder { customer: Some(owner.customer), account: Some(owner.account) }
}

/// Only the phone's owner reads this.
fn phone_in_use(l: Locale) -> String {
    tr!(
        l,
        "有人申请把本号码绑定到另一会员账号，而它已是您的登录手机号，申请未通过。如为本人操作，请先用本号码登录并更换手机号。",
        "Somebody asked to use this number for another member; it is your sign-in number, so nothing was changed. If it was you, sign in with this number and change it there first."
    )
}

//! Changing the phone or mail address, which takes effect only once the code sent to it is entered.

use super::super::ops::{self, Change};
use super::super::store;
use super::flash;
use crate::error::{AppError, Problem, Result};
use crate::i18n::Locale;
use crate::members::Flash;
use crate::members::codes::{self, Answer, Holder, Purpose, Request};
use crate::protocol::Post;
use crate::values::{Email, Phone};
use crate::web::{Ctx, Owner, Redirect, use_ctx};
use leptos::prelude::*;

const PHONE_CODE: &str = "/me/profile/phone/code";
const EMAIL_CODE: &str = "/me/profile/email/code";

/// Sends a code to the new phone. If another account signs in with it, its owner is notified instead, and the page
/// looks the same.
#[server(prefix = "", endpoint = "/me/profile/phone", protocol = Post)]
pub async fn send_phone_code(phone: Phone) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.owner()?;
    let taken = {
        let mut tx = ctx.app.db.read().await?;
        store::is_taken(&mut tx, &phone, me.account).await?
    };
    let request = Request {
        purpose: Purpose::Phone,
        target: phone.to_string(),
        holder: if taken { Holder::default() } else { holder(me) },
        notice: taken.then(|| phone_in_use(ctx.locale)),
        memo: String::new(),
    };
    codes::begin(&ctx, request).await?;
    Ok(Redirect::to(PHONE_CODE))
}

/// Changes the phone if the code is right, or sends another one.
#[server(prefix = "", endpoint = "/me/profile/phone/code", protocol = Post)]
pub async fn confirm_phone(answer: Answer) -> Result<Redirect> {
    let change = |target: &str| Phone::parse(target).ok().map(Change::Phone);
    confirm(&use_ctx(), &answer, (Purpose::Phone, PHONE_CODE, Flash::PhoneChanged), change).await
}

/// Sends a code to the new mail address.
#[server(prefix = "", endpoint = "/me/profile/email", protocol = Post)]
pub async fn send_email_code(email: Email) -> Result<Redirect> {
    let ctx = use_ctx();
    let (target, holder) = (email.to_string(), holder(ctx.owner()?));
    codes::begin(&ctx, Request { purpose: Purpose::Email, target, holder, notice: None, memo: String::new() }).await?;
    Ok(Redirect::to(EMAIL_CODE))
}

/// Changes the mail address if the code is right, or sends another one.
#[server(prefix = "", endpoint = "/me/profile/email/code", protocol = Post)]
pub async fn confirm_email(answer: Answer) -> Result<Redirect> {
    let change = |target: &str| Email::parse(target).ok().map(Change::Email);
    confirm(&use_ctx(), &answer, (Purpose::Email, EMAIL_CODE, Flash::EmailChanged), change).await
}

async fn confirm(
    ctx: &Ctx,
    answer: &Answer,
    (purpose, path, done): (Purpose, &'static str, Flash),
    change: impl FnOnce(&str) -> Option<Change>,
) -> Result<Redirect> {
    let me = ctx.owner()?;
    if answer.wants_another() {
        codes::resend(ctx, purpose).await?;
        return Ok(Redirect::to(path).with(Flash::CodeSent));
    }
    let (mut tx, used_by, challenge) = codes::pass(ctx, purpose, &answer.code()?).await?;
    if used_by != holder(me) {
        return Err(AppError::field("code", Problem::WrongCode));
    }
    let change = change(&challenge.request.target).ok_or(AppError::Internal)?;
    // No version check: the code itself is the proof, whatever else has changed meanwhile.
    let saved = ops::change(&mut tx, me, None, &change, ctx.now).await?;
    tx.commit().await?;
    codes::forget(ctx).await?;
    Ok(Redirect::to("/me/profile").with(flash(saved, done)))
}

fn holder(owner: Owner) -> Holder {
    Holder { customer: Some(owner.customer), account: Some(owner.account) }
}

/// Sent by SMS, so only the owner of the phone reads it.
fn phone_in_use(l: Locale) -> String {
    tr!(
        l,
        "有人申请把本号码绑定到另一会员账号，因已是您的登录手机号，申请未通过。如为本人操作，请先用本号码登录并更换手机号。",
        "Someone asked to use this number for another account. As it is your sign-in number, nothing was changed. If it was you, sign in with this number and change it first."
    )
}

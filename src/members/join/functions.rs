use super::ops::{self, Joined, NewMember};
use super::pages::{DOUBTFUL, Joining};
use crate::error::{AppError, Problem, Result, both};
use crate::i18n::Locale;
use crate::members::Flash;
use crate::members::codes::{self, Answer, Purpose, Request};
use crate::members::consents::Granted;
use crate::members::password;
use crate::protocol::Post;
use crate::values::{Phone, Vin};
use crate::web::{Redirect, Rights, Secret, Viewer, session, use_ctx};
use chrono::TimeDelta;
use leptos::prelude::*;

/// Sends a code if VIN and phone match; the answer is the same if they do not.
#[server(prefix = "", endpoint = "/join", protocol = Post)]
pub async fn start_joining(vin: Vin, phone: Phone) -> Result<Redirect> {
    let ctx = use_ctx();
    let found = {
        let mut tx = ctx.app.db.read().await?;
        ops::find_match(&mut tx, &vin, &phone).await?
    };
    let request = Request {
        purpose: Purpose::Join,
        target: phone.to_string(),
        holder: found.holder,
        notice: found.member.then(|| already_member(ctx.locale)),
        memo: if vin.check_digit_ok() { String::new() } else { DOUBTFUL.to_owned() },
    };
    codes::begin(&ctx, request).await?;
    Ok(Redirect::to("/join/code"))
}

/// Goes on to the password page if the code is right, or sends another code.
#[server(prefix = "", endpoint = "/join/code", protocol = Post)]
pub async fn confirm_joining(answer: Answer) -> Result<Redirect> {
    let ctx = use_ctx();
    if answer.wants_another() {
        codes::resend(&ctx, Purpose::Join).await?;
        return Ok(Redirect::to("/join/code").with(Flash::CodeSent));
    }
    let (tx, holder, challenge) = codes::pass(&ctx, Purpose::Join, &answer.code()?).await?;
    let customer = holder.customer.ok_or(AppError::Internal)?;
    tx.commit().await?;
    codes::forget(&ctx).await?;
    let phone = Phone::parse(&challenge.request.target).map_err(|_| AppError::Internal)?;
    Joining { customer, phone, until: ctx.now + TimeDelta::minutes(30) }.keep(&ctx).await?;
    Ok(Redirect::to("/join/password"))
}

/// Makes the customer a member and signs in.
#[server(prefix = "", endpoint = "/join/password", protocol = Post)]
pub async fn finish_joining(password: Secret, privacy: bool, granted: Granted) -> Result<Redirect> {
    let ctx = use_ctx();
    let Some(joining) = Joining::find(&ctx).await? else { return Ok(Redirect::to("/join")) };
    let agreed = if privacy { Ok(()) } else { Err(AppError::field("privacy", Problem::NotAgreed)) };
    both(password::check_typed(&password, &[joining.phone.as_str()]), agreed)?;
    let password_hash = &password::hash(&ctx.app, password.0).await?;
    let mut tx = ctx.app.db.write().await?;
    let (customer, phone, locale) = (joining.customer, &joining.phone, ctx.locale);
    let new = NewMember { customer, phone, password_hash, locale, granted: &granted.0 };
    let Joined { account, name } = ops::join(&mut tx, &new, ctx.now).await?;
    tx.commit().await?;
    tracing::info!(%account, "joined");
    Joining::forget(&ctx).await?;
    let rights = Rights::Owner(customer);
    session::sign_in(&ctx, &Viewer { account, name, rights, since: ctx.now }).await?;
    Ok(Redirect::to(rights.home()).with(Flash::Welcome))
}

/// Sent by SMS, so only the owner of the phone reads it.
fn already_member(l: Locale) -> String {
    tr!(
        l,
        "您已是会员，请直接用本手机号登录；忘记密码可用短信验证码登录。",
        "You’re already a member. Please sign in with this number, or use a code if you forgot your password."
    )
}

use super::ops::{self, Joined, NewMember};
use super::pages::{DOUBTFUL, Joining};
use crate::error::{AppError, Problem, Result};
use crate::i18n::Locale;
use crate::members::codes::{self, Purpose, Request, parse_code};
use crate::members::{consents, password};
use crate::values::{Phone, Vin};
use crate::web::{Ctx, Done, Flash, Form, Rights, Viewer, session};
use chrono::TimeDelta;

/// Sends a code if the pair is right, and answers the same if it is not.
pub async fn start(ctx: Ctx, form: Form) -> Result<Done> {
    let mut f = form.reader();
    let (vin, phone) = (f.parse("vin", Vin::parse), f.parse("phone", Phone::parse));
    let (vin, phone) = f.finish(|| Some((vin?, phone?)))?;
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
    Ok(Done::to("/join/code"))
}

pub async fn confirm(ctx: Ctx, form: Form) -> Result<Done> {
    if form.get("do") == "resend" {
        codes::resend(&ctx, Purpose::Join).await?;
        return Ok(Done::to("/join/code").with(Flash::CodeSent));
    }
    let mut f = form.reader();
    let code = f.parse("code", parse_code);
    let code = f.finish(|| code)?;
    let (tx, holder, challenge) = codes::pass(&ctx, Purpose::Join, &code).await?;
    let customer = holder.customer.ok_or(AppError::Internal)?;
    tx.commit().await?;
    codes::forget(&ctx).await?;
    let phone = Phone::parse(&challenge.request.target).map_err(|_| AppError::Internal)?;
    Joining { customer, phone, until: ctx.now + TimeDelta::minutes(30) }.keep(&ctx).await?;
    Ok(Done::to("/join/password"))
}

pub async fn finish(ctx: Ctx, form: Form) -> Result<Done> {
    let Some(joining) = Joining::find(&ctx).await? else { return Ok(Done::to("/join")) };
    let mut f = form.reader();
    let chosen = form.verbatim("password");
    if let Err(problem) = password::check(chosen, &[joining.phone.as_str()]) {
        f.wrong::<()>("password", if chosen.is_empty() { Problem::Empty } else { problem });
    }
    if !f.ticked("privacy") {
        f.wrong::<()>("privacy", Problem::NotAgreed);
    }
    let granted: Vec<_> = consents::OPTIONAL.into_iter().filter(|purpose| f.ticked(purpose.code())).collect();
    f.finish(|| Some(()))?;
    let password_hash = &password::hash(&ctx.app, chosen.to_owned()).await?;
    let mut tx = ctx.app.db.write().await?;
    let (customer, phone, locale) = (joining.customer, &joining.phone, ctx.locale);
    let new = NewMember { customer, phone, password_hash, locale, granted: &granted };
    let Joined { account, name } = ops::join(&mut tx, &new, ctx.now).await?;
    tx.commit().await?;
    tracing::info!(%account, "joined");
    Joining::forget(&ctx).await?;
    let rights = Rights::Owner(customer);
    session::sign_in(&ctx, &Viewer { account, name, rights, since: ctx.now }).await?;
    Ok(Done::to(rights.home()).with(Flash::Welcome))
}

/// Only the phone's owner reads this.
fn already_member(l: Locale) -> String {
    tr!(
        l,
        "您已是会员，无需再次激活。请用本手机号登录，忘记密码可用短信验证码登录。",
        "You are a member already. Please sign in with this number, by code if you forgot the password."
    )
}

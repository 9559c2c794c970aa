//! `/login/code`: signing in with a phone number and a code instead of a password.

use super::codes::{self, Answer, CodeField, Holder, Purpose, Request, Resend};
use super::sign_in::{self, Next, find_account};
use crate::error::Result;
use crate::members::Flash;
use crate::protocol::Post;
use crate::ui::{TextField, own_path};
use crate::values::Phone;
use crate::web::{Ctx, Query, Redirect, use_ctx};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, Query(next): Query<Next>) -> Response {
    if let Some(rights) = ctx.rights() {
        return Redirect::to(rights.home()).into_response();
    }
    let l = ctx.locale;
    let next = next.after_form(&ctx);
    let title = tr!(l, "验证码登录", "Sign in with a code");
    let page = ctx.page(title.clone(), || view! {
        <div class="auth">
            <h1>{title}</h1>
            <form class="form" method="post" novalidate action="/login/code">
                <input type="hidden" name="next" value=own_path(&next).to_owned()/>
                <TextField name="phone" label=tr!(l, "手机号", "Phone") kind="tel" autocomplete="username" inputmode="tel" maxlength=20/>
                <div class="form-actions"><button class="btn btn-primary btn-block">{tr!(l, "获取短信验证码", "Send me a code")}</button></div>
            </form>
            <sign_in::OtherWays next with_code=false/>
        </div>
    });
    page.into_response()
}

/// Sends a code if an account has this phone; the answer is the same if none has.
#[server(prefix = "", endpoint = "/login/code", protocol = Post)]
pub async fn send_code(phone: Phone, next: String) -> Result<Redirect> {
    begin(&use_ctx(), Purpose::Login, &phone, own_path(&next)).await?;
    Ok(Redirect::to("/login/code/confirm"))
}

pub async fn confirm_page(ctx: Ctx) -> Result<Response> {
    let Some(challenge) = codes::current(&ctx, Purpose::Login).await? else {
        return Ok(Redirect::to("/login/code").into_response());
    };
    let l = ctx.locale;
    let title = tr!(l, "输入验证码", "Enter the code");
    let page = ctx.page(title.clone(), || view! {
        <div class="auth">
            <h1>{title}</h1>
            <SentTo phone=challenge.request.target/>
            <form class="form" method="post" novalidate action="/login/code/confirm">
                <CodeField/>
                <div class="form-actions"><button class="btn btn-primary btn-block">{tr!(l, "登录", "Sign in")}</button></div>
            </form>
            <Resend action="/login/code/confirm"/>
            <p class="cluster"><a href="/login/code">{tr!(l, "换一个手机号", "Use another phone")}</a></p>
        </div>
    });
    Ok(page.into_response())
}

/// Signs in with the code that was sent, or sends a new one.
#[server(prefix = "", endpoint = "/login/code/confirm", protocol = Post)]
pub async fn sign_in_with_code(answer: Answer) -> Result<Redirect> {
    let ctx = use_ctx();
    if answer.wants_another() {
        codes::resend(&ctx, Purpose::Login).await?;
        return Ok(Redirect::to("/login/code/confirm").with(Flash::CodeSent));
    }
    let (mut tx, holder, challenge) = codes::pass(&ctx, Purpose::Login, &answer.code()?).await?;
    let account = sign_in::get_account(&mut tx, holder.account).await?;
    tx.commit().await?;
    codes::forget(&ctx).await?;
    sign_in::enter(&ctx, account, &challenge.request.memo).await
}

/// Sends a code if an account has this phone number; otherwise sends nothing.
pub async fn begin(ctx: &Ctx, purpose: Purpose, phone: &Phone, next: &str) -> Result<()> {
    let account = {
        let mut tx = ctx.app.db.read().await?;
        find_account(&mut tx, phone).await?
    };
    let holder = account
        .map_or(Holder::default(), |account| Holder { customer: account.customer_id, account: Some(account.id) });
    let request = Request { purpose, target: phone.to_string(), holder, notice: None, memo: next.to_owned() };
    codes::begin(ctx, request).await
}

/// Names the number the code was sent to, without revealing whether one was sent.
#[component]
pub fn SentTo(phone: String) -> impl IntoView {
    let l = crate::web::use_locale();
    let phone = Phone::parse(&phone).map(|phone| phone.masked()).unwrap_or_default();
    view! {
        <p>{tr!(l,
            "若 {phone} 是会员登录手机号，验证码 1 分钟内送达。",
            "If {phone} is a member’s sign-in number, a code will arrive within a minute.")}</p>
    }
}

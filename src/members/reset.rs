//! `/password`: sets a new password by a code sent to the account's phone.

use super::code_sign_in::{SentTo, begin};
use super::codes::{self, Answer, CodeField, Purpose, Resend};
use super::sign_in;
use super::{password, security};
use crate::error::{AppError, Result, both};
use crate::members::Flash;
use crate::protocol::Post;
use crate::ui::TextField;
use crate::values::Phone;
use crate::web::{Ctx, Redirect, Secret, use_ctx};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;

pub async fn page(ctx: Ctx) -> Response {
    if ctx.viewer.is_some() {
        return Redirect::to("/me/security").into_response();
    }
    let l = ctx.locale;
    let title = tr!(l, "重设密码", "Reset your password");
    let page = ctx.page(title.clone(), || view! {
        <div class="auth">
            <h1>{title}</h1>
            <p class="lead">{tr!(l, "验证码将发到您的登录手机号。", "We’ll send a code to your sign-in phone.")}</p>
            <form class="form" method="post" novalidate action="/password">
                <TextField name="phone" label=tr!(l, "手机号", "Phone") kind="tel" autocomplete="username" inputmode="tel" maxlength=20/>
                <div class="form-actions"><button class="btn btn-primary btn-block">{tr!(l, "获取短信验证码", "Send me a code")}</button></div>
            </form>
            <p class="cluster"><a href="/login">{tr!(l, "返回登录", "Back to sign-in")}</a></p>
        </div>
    });
    page.into_response()
}

/// Sends a code if an account has this phone; the answer is the same if none has.
#[server(prefix = "", endpoint = "/password", protocol = Post)]
pub async fn send_code(phone: Phone) -> Result<Redirect> {
    begin(&use_ctx(), Purpose::Password, &phone, "").await?;
    Ok(Redirect::to("/password/code"))
}

pub async fn code_page(ctx: Ctx) -> Result<Response> {
    let Some(challenge) = codes::current(&ctx, Purpose::Password).await? else {
        return Ok(Redirect::to("/password").into_response());
    };
    let l = ctx.locale;
    let title = tr!(l, "设置新密码", "Choose a new password");
    let phone = challenge.request.target;
    let page = ctx.page(title.clone(), || view! {
        <div class="auth">
            <h1>{title}</h1>
            <SentTo phone=phone.clone()/>
            <form class="form" method="post" novalidate action="/password/code">
                <input type="hidden" name="username" value=phone autocomplete="username"/>
                <CodeField/>
                <TextField name="password" label=tr!(l, "新密码", "New password") kind="password" autocomplete="new-password"
                    hint=tr!(l, "至少 8 个字符，不要用常见密码或手机号", "At least 8 characters. No common passwords or your phone number")/>
                <div class="form-actions"><button class="btn btn-primary btn-block">{tr!(l, "保存并登录", "Save and sign in")}</button></div>
            </form>
            <Resend action="/password/code"/>
            <p class="cluster"><a href="/password">{tr!(l, "换一个手机号", "Use another phone")}</a></p>
        </div>
    });
    Ok(page.into_response())
}

/// Sets the password, ends every session of the account and starts a new one here.
#[server(prefix = "", endpoint = "/password/code", protocol = Post)]
pub async fn reset_password(answer: Answer, password: Secret) -> Result<Redirect> {
    let ctx = use_ctx();
    if answer.wants_another() {
        codes::resend(&ctx, Purpose::Password).await?;
        return Ok(Redirect::to("/password/code").with(Flash::CodeSent));
    }
    let Some(challenge) = codes::current(&ctx, Purpose::Password).await? else { return Ok(Redirect::to("/password")) };
    let acceptable = password::check_typed(&password, &[&challenge.request.target]);
    let (code, ()) = both(answer.code(), acceptable)?;
    // Hash before checking the code: timing then reveals nothing, and no transaction is held open for it.
    let hash = password::hash(&ctx.app, password.0).await?;
    let (mut tx, holder, _) = codes::pass(&ctx, Purpose::Password, &code).await?;
    let account = holder.account.ok_or(AppError::Internal)?;
    security::set_password(&mut tx, account, &hash, None, ctx.now).await?;
    let account = sign_in::get_account(&mut tx, Some(account)).await?;
    tx.commit().await?;
    codes::forget(&ctx).await?;
    Ok(sign_in::enter(&ctx, account, "/").await?.with(Flash::PasswordChanged))
}

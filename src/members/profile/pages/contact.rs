//! `/me/profile/phone` and `/me/profile/email`, each with the page for its code.

use super::super::model::Field;
use super::super::store;
use super::Removal;
use crate::error::Result;
use crate::i18n::Locale;
use crate::members::codes::{self, CodeField, Purpose, Resend};
use crate::ui::{PageHead, TextField};
use crate::values::{Email, Phone};
use crate::web::{Ctx, Owner, Page, Redirect, use_locale};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;

pub async fn phone(ctx: Ctx) -> Page {
    let l = ctx.locale;
    ctx.page(Field::Phone.title(l), || {
        let hint = tr!(
            l,
            "验证码将发到新号码。验证后用新号码登录，旧号码会收到通知。",
            "We’ll send a code to the new number. You’ll then sign in with it, and your old number gets a notice."
        );
        view! {
            <Frame title=tr!(l, "更换手机号", "Change phone") action="/me/profile/phone" button=tr!(l, "获取短信验证码", "Send me a code")>
                <TextField name="phone" label=tr!(l, "新手机号", "New phone") hint kind="tel" autocomplete="tel" inputmode="tel" maxlength=20/>
            </Frame>
        }
    })
}

pub async fn email(ctx: Ctx, me: Owner) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let there = store::get_profile(&mut tx, me.customer, ctx.now).await?.email.is_some();
    drop(tx);
    let l = ctx.locale;
    Ok(ctx.page(Field::Email.title(l), || {
        let hint = tr!(l, "验证码将发到新邮箱。", "We’ll send a code to the new address.");
        view! {
            <Frame title=tr!(l, "更换邮箱", "Change e-mail") action="/me/profile/email" button=tr!(l, "获取验证码", "Send me a code")>
                <TextField name="email" label=tr!(l, "新邮箱", "New e-mail") hint kind="email" autocomplete="email" inputmode="email" maxlength=254/>
            </Frame>
            {there.then(|| view! { <Removal field=Field::Email/> })}
        }
    }))
}

pub async fn phone_code(ctx: Ctx) -> Result<Response> {
    code(ctx, Purpose::Phone, Field::Phone, "/me/profile/phone/code").await
}

pub async fn email_code(ctx: Ctx) -> Result<Response> {
    code(ctx, Purpose::Email, Field::Email, "/me/profile/email/code").await
}

async fn code(ctx: Ctx, purpose: Purpose, field: Field, path: &'static str) -> Result<Response> {
    let Some(challenge) = codes::current(&ctx, purpose).await? else {
        return Ok(Redirect::to(field.path()).into_response());
    };
    let l = ctx.locale;
    let target = masked(&challenge.request.target);
    let page = ctx.page(field.title(l), || view! {
        <Frame title=tr!(l, "输入验证码", "Enter the code") action=path button=tr!(l, "确认更换", "Confirm") after=path>
            <p>{sent_to(l, &target)}</p>
            <CodeField/>
        </Frame>
    });
    Ok(page.into_response())
}

fn sent_to(l: Locale, target: &str) -> String {
    tr!(
        l,
        "验证码已发送到 {target}，请在一分钟内查收。",
        "A code is on its way to {target}. It should arrive within a minute."
    )
}

fn masked(target: &str) -> String {
    let phone = Phone::parse(target).ok().map(|phone| phone.masked());
    phone.or_else(|| Email::parse(target).ok().map(|email| email.masked())).unwrap_or_default()
}

#[component]
fn Frame(
    title: String,
    action: &'static str,
    button: String,
    /// The path that sends another code, on the pages that wait for one.
    #[prop(optional)]
    after: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let l = use_locale();
    let crumbs = vec![("/me/profile".to_owned(), tr!(l, "个人资料", "My details"))];
    view! {
        <div class="wrap-narrow">
            <PageHead title crumbs/>
            <div class="card stack">
                <form class="form" method="post" data-live="" novalidate action=action>
                    {children()}
                    <div class="form-actions">
                        <button class="btn btn-primary">{button}</button>
                        <a class="btn btn-quiet" href="/me/profile">{tr!(l, "取消", "Cancel")}</a>
                    </div>
                </form>
                {after.map(|action| view! { <Resend action/> })}
            </div>
        </div>
    }
}

//! `/login`, `/logout`, `/language`.

use super::password;
use crate::error::{Problem, Result};
use crate::i18n::Locale;
use crate::members::{Flash, Refusal};
use crate::protocol::Post;
use crate::sql;
use crate::ui::{Icon, TextField, encode, own_path};
use crate::values::{AccountId, CustomerId, DealerId, Phone};
use crate::web::{
    Cookie, Ctx, FromForm, Query, Reader, Redirect, Rights, Secret, Viewer, cookie, session, throttle, use_ctx,
    use_locale,
};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use serde::Deserialize;

#[derive(Default, Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

impl Next {
    /// Where to go after signing in; a form shown again has it among its submitted values.
    pub fn after_form(self, ctx: &Ctx) -> String {
        ctx.form.as_ref().map_or(self.next, |form| form.typed.get("next").to_owned())
    }
}

pub async fn page(ctx: Ctx, Query(next): Query<Next>) -> Response {
    if let Some(rights) = ctx.rights() {
        return Redirect::to(rights.home()).into_response();
    }
    let l = ctx.locale;
    let next = next.after_form(&ctx);
    let title = tr!(l, "登录", "Sign in");
    let page = ctx.page(title.clone(), || {
        view! {
            <div class="auth">
                <h1>{title}</h1>
                <form class="form" method="post" novalidate action="/login">
                    <input type="hidden" name="next" value=own_path(&next).to_owned()/>
                    <TextField name="phone" label=tr!(l, "手机号", "Phone") kind="tel" autocomplete="username" inputmode="tel" maxlength=20/>
                    <TextField name="password" label=tr!(l, "密码", "Password") kind="password" autocomplete="current-password"/>
                    <div class="form-actions"><button class="btn btn-primary btn-block">{tr!(l, "登录", "Sign in")}</button></div>
                </form>
                <OtherWays next with_code=true/>
            </div>
        }
    });
    page.into_response()
}

/// Links to the other ways in: code or password, a forgotten password, joining.
#[component]
pub fn OtherWays(next: String, with_code: bool) -> impl IntoView {
    let l = use_locale();
    let (path, icon) = if with_code { ("/login/code", "message") } else { ("/login", "key") };
    let other = if with_code {
        tr!(l, "用短信验证码登录", "Sign in with a code")
    } else {
        tr!(l, "用密码登录", "Sign in with a password")
    };
    let href =
        if own_path(&next) == "/" { path.to_owned() } else { format!("{path}?next={}", encode(own_path(&next))) };
    view! {
        <a class="btn btn-block" href=href><Icon name=icon/>{other}</a>
        <p class="cluster cluster-between">
            <a href="/join">{tr!(l, "还不是会员？立即激活", "Not a member yet? Join")}</a>
            <a href="/password">{tr!(l, "忘记密码", "Forgot your password?")}</a>
        </p>
    }
}

/// Phone and password. The password is taken verbatim; one of nothing but spaces counts as empty.
#[derive(Clone, Debug)]
pub struct Credentials {
    phone: Phone,
    password: Secret,
}

impl FromForm for Credentials {
    fn read(f: &mut Reader<'_>) -> Option<Self> {
        let typed = f.form().verbatim("password");
        let phone = f.parse("phone", Phone::parse);
        let password = f.parse("password", |_| Ok::<_, Problem>(Secret(typed.to_owned())));
        Some(Self { phone: phone?, password: password? })
    }
}

crate::form_argument!(Credentials);

/// Signs in. A wrong phone, a wrong password and a disabled account look alike and take the same time.
#[server(prefix = "", endpoint = "/login", protocol = Post)]
pub async fn sign_in(credentials: Credentials, next: String) -> Result<Redirect> {
    let ctx = use_ctx();
    let Credentials { phone, password } = credentials;
    let quarter = TimeDelta::minutes(15);
    throttle(&ctx.app.db, ctx.now, "login-phone", phone.as_str(), 10, quarter).await?;
    throttle(&ctx.app.db, ctx.now, "login-address", &ctx.address, 100, quarter).await?;
    let account = {
        let mut tx = ctx.app.db.read().await?;
        find_account(&mut tx, &phone).await?
    };
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    let right = password::verify(&ctx.app, password.0, hash).await?;
    let account = account.filter(|_| right).ok_or(Refusal::WrongLogin)?;
    enter(&ctx, account, &next).await
}

/// Ends the session of this browser.
#[server(prefix = "", endpoint = "/logout", protocol = Post)]
pub async fn sign_out() -> Result<Redirect> {
    session::sign_out(&use_ctx()).await?;
    Ok(Redirect::to("/").with(Flash::SignedOut))
}

/// Sets the language: a cookie, and the account's language for messages.
#[server(prefix = "", endpoint = "/language", protocol = Post)]
pub async fn choose_language(locale: String, next: String) -> Result<Redirect> {
    let ctx = use_ctx();
    let locale = Locale::parse(&locale).unwrap_or(ctx.locale);
    if let Some(viewer) = &ctx.viewer {
        let mut tx = ctx.app.db.write().await?;
        sql!(tx, execute, "UPDATE accounts SET locale = $2 WHERE id = $1", viewer.account, locale.code())?;
        tx.commit().await?;
    }
    Ok(Redirect::to(own_path(&next)).cookie(locale_cookie(locale)))
}

#[derive(sqlx::FromRow)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    pub customer_id: Option<CustomerId>,
    pub dealer_id: Option<DealerId>,
    pub password_hash: Option<String>,
    pub locale: Option<String>,
}

/// Finds the enabled account with this phone.
pub async fn find_account(tx: &mut crate::db::Tx, phone: &Phone) -> Result<Option<Account>> {
    Ok(sql!(
        tx,
        optional Account,
        "SELECT id, name, customer_id, dealer_id, password_hash, locale FROM accounts \
         WHERE phone = $1 AND disabled_at IS NULL",
        phone
    )?)
}

/// The account that a code belongs to; refused if it was disabled meanwhile.
pub async fn get_account(tx: &mut crate::db::Tx, id: Option<AccountId>) -> Result<Account> {
    let account = sql!(
        tx,
        optional Account,
        "SELECT id, name, customer_id, dealer_id, password_hash, locale FROM accounts \
         WHERE id = $1 AND disabled_at IS NULL",
        id
    )?;
    account.ok_or(Refusal::WrongLogin.into())
}

/// Starts a session and redirects to `next`, or to the account's home.
pub async fn enter(ctx: &Ctx, account: Account, next: &str) -> Result<Redirect> {
    let viewer = viewer(&account, ctx.now);
    session::sign_in(ctx, &viewer).await?;
    tracing::info!(account = %account.id, "signed in");
    let next = own_path(next);
    let done = Redirect::to(if next == "/" { viewer.rights.home() } else { next });
    Ok(match account.locale.as_deref().and_then(Locale::parse) {
        Some(locale) => done.cookie(locale_cookie(locale)),
        None => done,
    })
}

fn viewer(account: &Account, now: DateTime<Utc>) -> Viewer {
    let rights = match (account.customer_id, account.dealer_id) {
        (Some(customer), _) => Rights::Owner(customer),
        (None, Some(dealer)) => Rights::Dealer(dealer),
        (None, None) => Rights::Admin,
    };
    Viewer { account: account.id, name: account.name.clone(), rights, since: now }
}

fn locale_cookie(locale: Locale) -> Cookie<'static> {
    cookie("locale", locale.code().to_owned(), TimeDelta::days(365)).build()
}

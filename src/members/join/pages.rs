use crate::error::Result;
use crate::members::codes::{self, CodeField, Purpose, Resend};
use crate::members::consents::ConsentBoxes;
use crate::sql;
use crate::ui::{CheckBox, Notice, TextField};
use crate::values::{CustomerId, Phone};
use crate::web::{Ctx, Redirect, session, use_locale};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The code's memo if the check digit of the VIN does not match.
pub const DOUBTFUL: &str = "check-digit";

/// A customer whose code was right and who now chooses a password; kept in the session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Joining {
    pub customer: CustomerId,
    pub phone: Phone,
    pub until: DateTime<Utc>,
}

impl Joining {
    const KEY: &str = "joining";

    pub async fn find(ctx: &Ctx) -> Result<Option<Self>> {
        let joining: Option<Self> = session::find(ctx, Self::KEY).await?;
        Ok(joining.filter(|joining| joining.until > ctx.now))
    }

    pub async fn keep(&self, ctx: &Ctx) -> Result<()> {
        session::put(ctx, Self::KEY, self).await
    }

    pub async fn forget(ctx: &Ctx) -> Result<()> {
        session::remove(ctx, Self::KEY).await
    }
}

pub async fn start_page(ctx: Ctx) -> Response {
    if let Some(rights) = ctx.rights() {
        return Redirect::to(rights.home()).into_response();
    }
    let l = ctx.locale;
    let title = tr!(l, "激活会员", "Join the club");
    let page = ctx.page(title.clone(), || view! {
        <div class="auth">
            <h1>{title}</h1>
            <p class="lead">{tr!(l, "用车架号和购车手机号激活，约 1 分钟。", "All you need is your VIN and the phone number on file. It takes about 1 minute.")}</p>
            <Steps at=1/>
            <form class="form" method="post" novalidate action="/join">
                <TextField name="vin" label=tr!(l, "车架号（VIN）", "Vehicle identification number (VIN)")
                    hint=tr!(l, "17 位，见行驶证或前风挡玻璃左下角", "17 characters, on the vehicle licence or behind the windscreen")
                    autocomplete="off" maxlength=24/>
                <TextField name="phone" label=tr!(l, "购车时登记的手机号", "Phone number given at purchase") kind="tel"
                    autocomplete="tel" inputmode="tel" maxlength=20/>
                <div class="form-actions"><button class="btn btn-primary btn-block">{tr!(l, "获取短信验证码", "Send me a code")}</button></div>
            </form>
            <p class="cluster"><a href="/login">{tr!(l, "已是会员？登录", "Already a member? Sign in")}</a></p>
        </div>
    });
    page.into_response()
}

pub async fn code_page(ctx: Ctx) -> Result<Response> {
    let Some(challenge) = codes::current(&ctx, Purpose::Join).await? else {
        return Ok(Redirect::to("/join").into_response());
    };
    let l = ctx.locale;
    let phone = Phone::parse(&challenge.request.target).map(|phone| phone.masked()).unwrap_or_default();
    let doubtful = challenge.request.memo == DOUBTFUL;
    let title = tr!(l, "输入验证码", "Enter the code");
    let page = ctx.page(title.clone(), || view! {
        <div class="auth">
            <h1>{title}</h1>
            <Steps at=2/>
            {doubtful.then(|| view! {
                <Notice kind="warn">{tr!(l,
                    "车架号可能输错了，请核对；确认无误可继续。",
                    "This VIN may contain a typo. Please check it. If it’s right, continue.")}</Notice>
            })}
            <p>{tr!(l,
                "车架号和手机号 {phone} 与登记信息一致时，验证码 1 分钟内送达。",
                "If the VIN and {phone} match our records, a code will arrive within a minute.")}</p>
            <form class="form" method="post" novalidate action="/join/code">
                <CodeField/>
                <div class="form-actions"><button class="btn btn-primary btn-block">{tr!(l, "继续", "Continue")}</button></div>
            </form>
            <Resend action="/join/code"/>
            <p class="cluster">
                <a href="/join">{tr!(l, "修改车架号或手机号", "Change VIN or phone")}</a>
                <a href="/login/code">{tr!(l, "已是会员？用验证码登录", "Already a member? Sign in with a code")}</a>
            </p>
            <p class="hint">{tr!(l,
                "登记的手机号已停用？请致电 400-820-0000 或联系您的经销商更新。",
                "No longer have that phone? Call 400-820-0000 or ask your dealer to update it.")}</p>
        </div>
    });
    Ok(page.into_response())
}

pub async fn password_page(ctx: Ctx) -> Result<Response> {
    let Some(joining) = Joining::find(&ctx).await? else { return Ok(Redirect::to("/join").into_response()) };
    let name = {
        let mut tx = ctx.app.db.read().await?;
        sql!(tx, optional_scalar String, "SELECT name FROM customers WHERE id = $1", joining.customer)?
    };
    let (l, name) = (ctx.locale, name.unwrap_or_default());
    let title = tr!(l, "设置密码", "Choose a password");
    let page = ctx.page(title.clone(), || view! {
        <div class="auth">
            <h1>{title}</h1>
            <Steps at=3/>
            <p>{tr!(l, "{name}，您好！还差最后一步。", "Welcome, {name}. One last step.")}</p>
            <form class="form" method="post" novalidate action="/join/password">
                <input type="hidden" name="username" value=joining.phone.to_string() autocomplete="username"/>
                <TextField name="password" label=tr!(l, "密码", "Password") kind="password" autocomplete="new-password"
                    hint=tr!(l, "至少 8 个字符，不要用常见密码或手机号", "At least 8 characters. No common passwords or your phone number")/>
                <fieldset class="field">
                    <legend>{tr!(l, "授权同意", "Consents")}</legend>
                    <CheckBox name="privacy" label=tr!(l, "我已阅读并同意", "I have read and accept the ") required=true note=tr!(l, "必选", "Required")>
                        <a href="/privacy" target="_blank">{tr!(l, "《隐私政策》", "privacy policy")}</a>
                        {tr!(l, "和", " and the ")}
                        <a href="/terms" target="_blank">{tr!(l, "《会员章程》", "club rules")}</a>
                    </CheckBox>
                    <ConsentBoxes granted=Vec::new()/>
                </fieldset>
                <div class="form-actions"><button class="btn btn-primary btn-block">{tr!(l, "完成激活", "Join")}</button></div>
            </form>
        </div>
    });
    Ok(page.into_response())
}

/// The three steps, with the current one marked.
#[component]
fn Steps(at: usize) -> impl IntoView {
    let l = use_locale();
    let names = [tr!(l, "核对车辆", "Your car"), tr!(l, "短信验证", "Code"), tr!(l, "设置密码", "Password")];
    let steps = names.into_iter().enumerate().map(|(index, name)| {
        let class = match (index + 1).cmp(&at) {
            std::cmp::Ordering::Less => "is-done",
            std::cmp::Ordering::Equal => "is-current",
            std::cmp::Ordering::Greater => "",
        };
        view! { <li class=class aria-current=(index + 1 == at).then_some("step")>{name}</li> }
    });
    view! { <ol class="stepper" aria-label=tr!(l, "激活步骤", "Steps")>{steps.collect_view()}</ol> }
}

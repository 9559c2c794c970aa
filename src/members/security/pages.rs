use super::device::{coarse, device};
use super::store::{self, OpenSession};
use crate::error::{AppError, Result};
use crate::ui::{Badge, Icon, PageHead, TextField};
use crate::web::{Ctx, Page, session, use_ctx, use_locale};
use leptos::prelude::*;

pub async fn page(ctx: Ctx) -> Result<Page> {
    let account = ctx.viewer.as_ref().map(|viewer| viewer.account).ok_or(AppError::SignIn)?;
    let (sessions, has_password) = {
        let mut tx = ctx.app.db.read().await?;
        let sessions = store::list_sessions(&mut tx, account, &session::row_of(&ctx), ctx.now).await?;
        (sessions, store::find_password_hash(&mut tx, account).await?.is_some())
    };
    let l = ctx.locale;
    let title = tr!(l, "登录与安全", "Security");
    Ok(ctx.page(title.clone(), || {
        view! {
            <PageHead title lead=tr!(l, "密码，以及正在登录的设备。", "Your password and where you’re signed in.")/>
            <div class="split split-even">
                <PasswordForm has_password/>
                <Sessions sessions/>
            </div>
        }
    }))
}

#[component]
fn PasswordForm(has_password: bool) -> impl IntoView {
    let l = use_locale();
    view! {
        <section class="card" aria-labelledby="pw">
            <div class="card-head">
                <h2 id="pw">{if has_password { tr!(l, "修改密码", "Change password") } else { tr!(l, "设置密码", "Set a password") }}</h2>
            </div>
            <form class="form" method="post" novalidate action="/me/security/password">
                {has_password.then(|| view! {
                    <TextField name="present" label=tr!(l, "当前密码", "Current password") kind="password" autocomplete="current-password"/>
                })}
                <TextField name="password" label=tr!(l, "新密码", "New password") kind="password" autocomplete="new-password"
                    hint=tr!(l, "至少 8 个字符，不要用常见密码", "At least 8 characters. No common passwords")/>
                <p class="hint">{tr!(l, "保存后，其他设备会退出登录。", "Saving signs you out on all other devices.")}</p>
                <div class="form-actions"><button class="btn btn-primary">{tr!(l, "保存新密码", "Save password")}</button></div>
            </form>
        </section>
    }
}

#[component]
fn Sessions(sessions: Vec<OpenSession>) -> impl IntoView {
    let l = use_locale();
    let others = sessions.iter().filter(|session| !session.here).count();
    let rows = sessions.into_iter().map(|session| view! { <SessionRow session/> }).collect_view();
    view! {
        <section class="card" aria-labelledby="se">
            <div class="card-head"><h2 id="se">{tr!(l, "登录中的设备", "Signed-in devices")}</h2></div>
            <ul class="list">{rows}</ul>
            {if others > 0 {
                view! {
                    <form class="card-foot" method="post" action="/me/security/sessions">
                        <button class="btn btn-sm" name="session" value="others">{tr!(l, "退出其他所有设备", "Sign out everywhere else")}</button>
                    </form>
                }.into_any()
            } else {
                view! { <p class="card-foot hint">{tr!(l, "没有在其他设备上登录。", "You’re not signed in on any other device.")}</p> }.into_any()
            }}
        </section>
    }
}

#[component]
fn SessionRow(session: OpenSession) -> impl IntoView {
    let l = use_ctx().locale;
    let name = device(l, &session.agent);
    let phone = ["iPhone", "Android", "HarmonyOS"].iter().any(|mark| session.agent.contains(mark));
    let (since, seen) = (l.date_time(session.created_at), l.date_time(session.seen_at));
    let network = coarse(&session.address);
    let label = tr!(l, "在{name}上退出登录", "Sign out on {name}");
    view! {
        <li>
            <span class="list-icon"><Icon name=if phone { "phone" } else { "shield" }/></span>
            <div class="list-body">
                <strong>{name}</strong>
                <span>{tr!(l, "最近活动 {seen}", "Last active {seen}")}</span>
                <span>{tr!(l, "登录于 {since}", "Signed in {since}")}" · "{network}</span>
            </div>
            <div class="list-end">
                {if session.here {
                    view! { <Badge kind="good" text=tr!(l, "本机", "This device")/> }.into_any()
                } else {
                    view! {
                        <form method="post" action="/me/security/sessions">
                            <button class="btn btn-sm" name="session" value=session.handle aria-label=label>{tr!(l, "退出", "Sign out")}</button>
                        </form>
                    }.into_any()
                }}
            </div>
        </li>
    }
}

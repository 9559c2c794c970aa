use super::parts::{Icon, Notice};
use super::{encode, staff};
use crate::error::AppError;
use crate::i18n::{Locale, error_text, problem_text};
use crate::web::{Ctx, Page, Rights, use_ctx, use_locale};
use leptos::config::LeptosOptions;
use leptos::hydration::HydrationScripts;
use leptos::prelude::*;
use std::sync::{Arc, Mutex};

/// Fields of the page under way and their labels, for the summary of what is wrong with them.
#[derive(Clone, Default)]
pub struct Labels(pub Arc<Mutex<Vec<(String, String)>>>);

/// The whole document around a rendered body.
pub fn document(ctx: &Ctx, title: &str, body: String) -> String {
    let l = ctx.locale;
    let site = tr!(l, "车主俱乐部", "Owners’ Club");
    let title = if title.is_empty() { site } else { format!("{title} · {site}") };
    let scripts = body.contains("<leptos-island").then(|| ctx.app.assets.output().map(hydration)).flatten();
    let css = ctx.app.assets.css().map(|href| view! { <link rel="stylesheet" href=href/> });
    let html = view! {
        <html lang=l.code()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f6f7f7"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0f1416"/>
                <title>{title}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/apple-touch-icon.png"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                {css}
                {scripts}
            </head>
            <body>
                <a class="skip" href="#main">{tr!(l, "跳到主要内容", "Skip to main content")}</a>
                <Header/>
                {if staff::is_staff_page(ctx) {
                    view! {
                        <div class="app">
                            <staff::Side/>
                            <main class="app-main" id="main" tabindex="-1" inner_html=body></main>
                        </div>
                    }.into_any()
                } else {
                    view! {
                        <main class="main" id="main" tabindex="-1" inner_html=body></main>
                        <Footer/>
                        {matches!(ctx.rights(), Some(Rights::Owner(_))).then(|| view! { <TabBar/> })}
                    }.into_any()
                }}
            </body>
        </html>
    };
    format!("<!DOCTYPE html>{}", html.to_html())
}

/// What stands above every page: the message of the form before, or what was wrong with this one.
#[component]
pub fn Messages() -> impl IntoView {
    let ctx = use_ctx();
    let Labels(labels) = expect_context();
    let l = ctx.locale;
    let flash = ctx.flash.map(|flash| view! { <Notice kind="good">{flash.text(l)}</Notice> });
    let errors = ctx.form.as_ref().map(|form| (form.error.clone(), error_text(l, &form.error)));
    let errors = errors.map(|(error, said)| match error {
        AppError::Invalid(errors) => {
            let labels = labels.lock().map(|labels| labels.clone()).unwrap_or_default();
            let items = errors
                .iter()
                .map(|error| {
                    let label = labels.iter().find(|(name, _)| *name == error.field).map(|(_, label)| label.clone());
                    let text = problem_text(l, error.problem);
                    let text = label.map_or(text.clone(), |label| tr!(l, "{label}：{text}", "{label}: {text}"));
                    view! { <li><a href=format!("#f-{}", error.field)>{text}</a></li> }
                })
                .collect_view();
            view! {
                <div class="error-summary" role="alert" tabindex="-1" autofocus aria-labelledby="es">
                    <h2 id="es">{said}</h2>
                    <ul>{items}</ul>
                </div>
            }
            .into_any()
        }
        _ => view! { <Notice kind="bad">{said}</Notice> }.into_any(),
    });
    view! { {flash}{errors} }
}

/// A page that says what went wrong, and how to go on.
pub fn error_page(ctx: &Ctx, error: &AppError) -> Page {
    let l = ctx.locale;
    let missing = matches!(error, AppError::NotFound);
    let title = if missing {
        tr!(l, "这条路不通", "No road here")
    } else {
        tr!(l, "出了点状况", "Something is in the way")
    };
    let text = error_text(l, error);
    let picture = if missing { "/img/404.svg" } else { "/img/error.svg" };
    ctx.page(title.clone(), move || view! {
        <div class="error-page">
            <img src=picture alt="" width="480" height="270"/>
            <h1>{title}</h1>
            <p>{text}</p>
            <div class="btn-row"><a class="btn btn-primary" href="/">{tr!(l, "回到首页", "Back to the start")}</a></div>
        </div>
    })
}

fn hydration(output: &str) -> impl IntoView + use<> {
    let options = LeptosOptions::builder().output_name(output.to_owned()).site_root("target/site").build();
    view! { <HydrationScripts options=options islands=true/> }
}

/// The link's mark of being where one is: `page` on the page itself, `true` on those below it.
pub fn current(ctx: &Ctx, href: &str) -> Option<&'static str> {
    let path = ctx.path();
    if path == href {
        return Some("page");
    }
    let below = path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'));
    (below && !["/me", "/admin", "/dealer"].contains(&href)).then_some("true")
}

/// Main navigation: address, icon, name.
fn main_links(ctx: &Ctx) -> Vec<(&'static str, &'static str, String)> {
    let l = ctx.locale;
    match ctx.rights() {
        Some(Rights::Owner(_)) => vec![
            ("/me", "home", tr!(l, "首页", "Home")),
            ("/me/vehicles", "car", tr!(l, "车辆", "Cars")),
            ("/me/points", "points", tr!(l, "积分", "Points")),
            ("/rewards", "gift", tr!(l, "商城", "Rewards")),
            ("/events", "calendar", tr!(l, "活动", "Events")),
        ],
        Some(Rights::Admin) => vec![("/admin", "gauge", tr!(l, "管理后台", "Administration"))],
        Some(Rights::Dealer(_)) => vec![("/dealer", "store", tr!(l, "经销商后台", "Dealer desk"))],
        None => vec![
            ("/rewards", "gift", tr!(l, "积分商城", "Rewards")),
            ("/events", "calendar", tr!(l, "活动", "Events")),
            ("/offers", "ticket", tr!(l, "售后优惠", "Offers")),
        ],
    }
}

#[component]
fn Header() -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let links = main_links(&ctx)
        .into_iter()
        .map(|(href, _, name)| view! { <li><a href=href aria-current=current(&ctx, href)>{name}</a></li> })
        .collect_view();
    view! {
        <header class="header">
            <div class="wrap">
                <a class="brand" href="/">
                    <img src="/favicon.svg" alt="" width="36" height="36"/>
                    <span><span class="brand-name">{tr!(l, "车主俱乐部", "Owners’ Club")}</span></span>
                </a>
                <nav class="nav" aria-label=tr!(l, "主导航", "Main")><ul>{links}</ul></nav>
                <div class="header-end">
                    <LanguageSwitch/>
                    {match &ctx.viewer {
                        Some(viewer) => view! { <AccountMenu name=viewer.name.clone()/> }.into_any(),
                        None => view! {
                            <a class="header-link" href=sign_in_link(&ctx)>{tr!(l, "登录", "Sign in")}</a>
                            <a class="btn btn-primary btn-sm" href="/join">{tr!(l, "入会", "Join")}</a>
                        }.into_any(),
                    }}
                </div>
            </div>
        </header>
    }
}

fn sign_in_link(ctx: &Ctx) -> String {
    match ctx.path() {
        "/" | "/login" | "/join" | "/logout" | "/password" => "/login".to_owned(),
        _ => format!("/login?next={}", encode(&ctx.uri)),
    }
}

#[component]
fn LanguageSwitch() -> impl IntoView {
    let ctx = use_ctx();
    let (other, name) = match ctx.locale {
        Locale::Zh => (Locale::En, "English"),
        Locale::En => (Locale::Zh, "中文"),
    };
    view! {
        <form method="post" action="/language">
            <input type="hidden" name="next" value=ctx.uri.to_string()/>
            <button class="lang" name="locale" value=other.code() lang=other.code()><Icon name="globe"/>{name}</button>
        </form>
    }
}

#[component]
fn AccountMenu(name: String) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let owner = matches!(ctx.rights(), Some(Rights::Owner(_)));
    let links =
        if owner { owner_links(l) } else { vec![("/me/security", "lock", tr!(l, "登录与安全", "Security"))] };
    let links =
        links.into_iter().map(|(href, icon, name)| view! { <a href=href><Icon name=icon/>{name}</a> }).collect_view();
    let initial = name.chars().next().map(String::from).unwrap_or_default();
    view! {
        <details class="menu menu-account" name="menu">
            <summary>
                <span class="avatar" aria-hidden="true">{initial}</span>
                <span class="menu-name">{name}</span>
                <svg class="icon icon-sm chevron" aria-hidden="true"><use href="/icons.svg#chevron-down"></use></svg>
            </summary>
            <div class="menu-panel">
                {links}
                <hr/>
                <form method="post" action="/logout">
                    <button><Icon name="logout"/>{tr!(l, "退出登录", "Sign out")}</button>
                </form>
            </div>
        </details>
    }
}

fn owner_links(l: Locale) -> Vec<(&'static str, &'static str, String)> {
    vec![
        ("/me/profile", "user", tr!(l, "个人资料", "My details")),
        ("/me/service", "wrench", tr!(l, "维保记录", "Service history")),
        ("/me/redemptions", "gift", tr!(l, "我的兑换", "My redemptions")),
        ("/me/events", "ticket", tr!(l, "我的活动", "My events")),
        ("/me/referrals", "share", tr!(l, "推荐有礼", "Refer a friend")),
        ("/offers", "ticket", tr!(l, "售后优惠", "Offers")),
        ("/me/security", "lock", tr!(l, "登录与安全", "Security")),
        ("/me/privacy", "eye", tr!(l, "谁看过我的资料", "Who saw my file")),
    ]
}

#[component]
fn Footer() -> impl IntoView {
    let l = use_locale();
    view! {
        <footer class="footer">
            <div class="wrap">
                <div class="footer-cols">
                    <div>
                        <h2>{tr!(l, "24 小时服务热线", "Round-the-clock line")}</h2>
                        <p class="footer-hotline">"400-820-0000"</p>
                        <p>{tr!(l, "咨询、投诉与道路救援", "Questions, complaints and rescue")}</p>
                    </div>
                    <nav aria-label=tr!(l, "俱乐部", "Club")>
                        <h2>{tr!(l, "俱乐部", "Club")}</h2>
                        <ul>
                            <li><a href="/events">{tr!(l, "活动", "Events")}</a></li>
                            <li><a href="/rewards">{tr!(l, "积分商城", "Rewards")}</a></li>
                            <li><a href="/offers">{tr!(l, "售后优惠", "Offers")}</a></li>
                        </ul>
                    </nav>
                    <nav aria-label=tr!(l, "条款", "Legal")>
                        <h2>{tr!(l, "条款", "Legal")}</h2>
                        <ul>
                            <li><a href="/privacy">{tr!(l, "隐私政策", "Privacy")}</a></li>
                            <li><a href="/terms">{tr!(l, "会员章程", "Club rules")}</a></li>
                        </ul>
                    </nav>
                </div>
                <p class="footer-fine">{tr!(l, "© 车主俱乐部", "© Owners’ Club")}</p>
            </div>
        </footer>
    }
}

#[component]
fn TabBar() -> impl IntoView {
    let ctx = use_ctx();
    let links = main_links(&ctx)
        .into_iter()
        .map(|(href, icon, name)| {
            view! { <li><a href=href aria-current=current(&ctx, href)><Icon name=icon/>{name}</a></li> }
        })
        .collect_view();
    view! { <nav class="tabbar" aria-label=tr!(ctx.locale, "底部导航", "Tabs")><ul>{links}</ul></nav> }
}

use super::components::Icon;
use super::frame::blank;
use super::staff;
use crate::i18n::Locale;
use crate::values::{CustomerId, DealerId};
use crate::web::{Ctx, Rights, use_ctx};
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The `aria-current` of a link on the page of this request.
pub fn current(ctx: &Ctx, href: &str) -> Option<&'static str> {
    mark(ctx.path(), href)
}

/// `page` for the page itself, `true` for a parent of it.
pub fn mark(path: &str, href: &str) -> Option<&'static str> {
    if path == href {
        return Some("page");
    }
    let below = path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'));
    (below && !["/me", "/admin", "/dealer"].contains(&href)).then_some("true")
}

/// A link: address, icon, name.
pub type Link = (&'static str, &'static str, String);

/// Main navigation.
pub fn main_links(ctx: &Ctx) -> Vec<Link> {
    links_of(ctx.rights(), ctx.locale)
}

fn links_of(rights: Option<Rights>, l: Locale) -> Vec<Link> {
    match rights {
        Some(Rights::Owner(_)) => vec![
            ("/me", "home", tr!(l, "首页", "Home")),
            ("/me/vehicles", "car", tr!(l, "车辆", "Cars")),
            ("/me/points", "points", tr!(l, "积分", "Points")),
            ("/rewards", "gift", tr!(l, "商城", "Rewards")),
            ("/events", "calendar", tr!(l, "活动", "Events")),
        ],
        Some(Rights::Admin) => vec![("/admin", "gauge", tr!(l, "管理后台", "Administration"))],
        Some(Rights::Dealer(_)) => vec![("/dealer", "store", tr!(l, "经销商工作台", "Dealer workspace"))],
        None => vec![
            ("/events", "calendar", tr!(l, "活动", "Events")),
            ("/rewards", "gift", tr!(l, "积分商城", "Rewards")),
            ("/offers", "ticket", tr!(l, "售后优惠", "Offers")),
        ],
    }
}

/// Links that do not fit into the main navigation.
fn menu_links_of(rights: Option<Rights>, l: Locale) -> Vec<Link> {
    let security = ("/me/security", "lock", tr!(l, "登录与安全", "Security"));
    match rights {
        Some(Rights::Owner(_)) => vec![
            ("/me/profile", "user", tr!(l, "个人资料", "My details")),
            ("/me/service", "wrench", tr!(l, "维保记录", "Service history")),
            ("/me/redemptions", "gift", tr!(l, "我的兑换", "My redemptions")),
            ("/me/events", "ticket", tr!(l, "我的活动", "My events")),
            ("/me/referrals", "share", tr!(l, "推荐有礼", "Refer a friend")),
            ("/offers", "bell", tr!(l, "售后优惠", "Offers")),
            security,
            ("/me/privacy", "eye", tr!(l, "谁看过我的资料", "Who saw my file")),
        ],
        Some(_) => {
            let mut links = links_of(rights, l);
            links.push(security);
            links
        }
        None => {
            let mut links = links_of(rights, l);
            links.push(("/join", "user", tr!(l, "激活会员", "Join the club")));
            links
        }
    }
}

/// The addresses of all links that can be marked as current.
pub fn link_addresses() -> &'static [&'static str] {
    static ALL: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let owner = Rights::Owner(CustomerId(0));
        let everybody = [None, Some(owner), Some(Rights::Dealer(DealerId(0))), Some(Rights::Admin)];
        let l = Locale::default();
        let links = everybody.into_iter().flat_map(|rights| {
            let aside = rights.map(|rights| staff::links_of(rights, l)).unwrap_or_default();
            [links_of(rights, l), menu_links_of(rights, l), aside].concat()
        });
        links.map(|(href, ..)| href).collect::<BTreeSet<_>>().into_iter().collect()
    });
    &ALL
}

#[component]
pub fn Header() -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let other = ctx.locale.other();
    let links = main_links(&ctx)
        .into_iter()
        .map(|(href, _, name)| view! { <li><a href=href aria-current=current(&ctx, href)>{name}</a></li> })
        .collect_view();
    view! {
        <header class="header">
            <div class="wrap">
                <a class="brand" href="/">
                    <img src="/favicon.svg" alt="" width="36" height="36"/>
                    <span>
                        <span class="brand-name">{tr!(l, "车主俱乐部", "Owners’ Club")}</span>
                        <span class="brand-sub" lang=other.code()>{tr!(l, "Owners’ Club", "车主俱乐部")}</span>
                    </span>
                </a>
                <nav class="nav" aria-label=tr!(l, "主导航", "Main")><ul>{links}</ul></nav>
                <div class="header-end">
                    <LanguageSwitch/>
                    <SignIn/>
                    <Menus/>
                </div>
            </div>
        </header>
    }
}

#[component]
fn LanguageSwitch() -> impl IntoView {
    let ctx = use_ctx();
    let other = ctx.locale.other();
    let name = other.pick("中文", "English");
    view! {
        <form method="post" action="/language">
            <input type="hidden" name="next" value=blank::ADDRESS/>
            <button class="lang" name="locale" value=other.code() lang=other.code()><Icon name="globe"/>{name}</button>
        </form>
    }
}

/// Links to sign in or join, for strangers.
#[component]
fn SignIn() -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    ctx.viewer.is_none().then(|| {
        view! {
            <a class="header-link" href=blank::SIGN_IN>{tr!(l, "登录", "Sign in")}</a>
            <a class="btn btn-primary btn-sm" href="/join">{tr!(l, "激活会员", "Join")}</a>
        }
    })
}

/// One menu for wide windows, one for phones; both open without JavaScript.
#[component]
fn Menus() -> impl IntoView {
    let ctx = use_ctx();
    let wide = ctx.viewer.is_some().then(|| {
        view! {
            <details class="menu menu-account" name="menu">
                <summary>
                    <span class="avatar" aria-hidden="true">{blank::INITIAL}</span>
                    <span>{blank::NAME}</span>
                    <svg class="icon icon-sm chevron" aria-hidden="true"><use href="/icons.svg#chevron-down"></use></svg>
                </summary>
                <MenuPanel/>
            </details>
        }
    });
    view! {
        {wide}
        <details class="menu menu-phone" name="menu">
            <summary><Icon name="menu"/><span class="sr-only">{tr!(ctx.locale, "菜单", "Menu")}</span></summary>
            <MenuPanel/>
        </details>
    }
}

#[component]
fn MenuPanel() -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let links = menu_links_of(ctx.rights(), l)
        .into_iter()
        .map(|(href, icon, name)| view! { <a href=href aria-current=current(&ctx, href)><Icon name=icon/>{name}</a> })
        .collect_view();
    let sign_out = ctx.viewer.is_some().then(|| {
        view! {
            <hr/>
            <form method="post" action="/logout">
                <button><Icon name="logout"/>{tr!(l, "退出登录", "Sign out")}</button>
            </form>
        }
    });
    view! { <div class="menu-panel">{links}{sign_out}</div> }
}

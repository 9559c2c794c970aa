use crate::error::Problem;
use crate::i18n::Locale;
use crate::web::{as_serde_error, use_locale};
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use serde::{Deserialize, Deserializer, Serialize};

/// A line icon from `public/icons.svg`.
#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    view! { <svg class="icon" aria-hidden="true"><use href=format!("/icons.svg#{name}")></use></svg> }
}

/// A message in the page's flow. `kind` is `good`, `warn`, `bad` or `info`.
#[component]
pub fn Notice(kind: &'static str, children: Children) -> impl IntoView {
    let icon = match kind {
        "good" => "check",
        "info" => "info",
        _ => "alert",
    };
    let role = if kind == "bad" { "alert" } else { "status" };
    let class = if kind == "info" { "notice".to_owned() } else { format!("notice notice-{kind}") };
    view! { <div class=class role=role><Icon name=icon/><p>{children()}</p></div> }
}

/// The head of a page: breadcrumbs, title, lead and actions.
#[component]
pub fn PageHead(
    #[prop(into)] title: String,
    #[prop(optional, into)] lead: Option<String>,
    /// The parents of this page, as address and name, outermost first.
    #[prop(optional)]
    crumbs: Vec<(String, String)>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let l = use_locale();
    let here = title.clone();
    let crumbs = (!crumbs.is_empty()).then(|| {
        view! {
            <nav class="crumbs" aria-label=tr!(l, "路径", "Path")>
                <ol>
                    {crumbs.into_iter().map(|(href, name)| view! { <li><a href=href>{name}</a></li> }).collect_view()}
                    <li aria-current="page">{here}</li>
                </ol>
            </nav>
        }
    });
    view! {
        <div class="page-head">
            {crumbs}
            <h1>{title}</h1>
            {lead.filter(|lead| !lead.is_empty()).map(|lead| view! { <p class="lead">{lead}</p> })}
            {children.map(|children| view! { <div class="page-actions">{children()}</div> })}
        </div>
    }
}

/// The empty state of a list: says that it is empty, and what to do about it.
#[component]
pub fn Empty(
    /// A picture in `public/img`: `car`, `points`, `search`, `events` or `messages`.
    picture: &'static str,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <img src=format!("/img/empty-{picture}.svg") alt="" width="240" height="180"/>
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}

/// A small coloured label. `kind` is `info`, `good`, `warn`, `bad`, or empty for neutral.
#[component]
pub fn Badge(kind: &'static str, #[prop(into)] text: String) -> impl IntoView {
    let class = if kind.is_empty() { "badge".to_owned() } else { format!("badge badge-{kind}") };
    view! { <span class=class>{text}</span> }
}

/// Links to the previous and the next page; keyset paging has no page numbers.
#[component]
pub fn Pager(newer: Option<String>, older: Option<String>, #[prop(optional, into)] label: String) -> impl IntoView {
    let l = use_locale();
    (newer.is_some() || older.is_some()).then(|| {
        let newer = match newer {
            Some(href) => view! {
                <a class="btn btn-sm" href=href rel="prev"><Icon name="chevron-left"/>{tr!(l, "上一页", "Previous")}</a>
            }
            .into_any(),
            None => view! { <span></span> }.into_any(),
        };
        let older = match older {
            Some(href) => view! {
                <a class="btn btn-sm" href=href rel="next">{tr!(l, "下一页", "Next")}<Icon name="chevron-right"/></a>
            }
            .into_any(),
            None => view! { <span></span> }.into_any(),
        };
        view! { <nav class="pager" aria-label=tr!(l, "分页", "Pages")>{newer}<span>{label}</span>{older}</nav> }
    })
}

/// The period from its first day to its last as text; `until` is exclusive.
pub fn on_show(l: Locale, from: DateTime<Utc>, until: Option<DateTime<Utc>>) -> String {
    let from = l.day(from);
    match until.map(|until| l.day(until - TimeDelta::seconds(1))) {
        Some(until) => tr!(l, "{from} 至 {until}", "{from} to {until}"),
        None => tr!(l, "{from} 起", "from {from}"),
    }
}

/// Buttons that move a row up or down where possible. `seen` is the row's position when the page was rendered.
#[component]
pub fn MoveButtons(
    action: String,
    title: String,
    up: bool,
    down: bool,
    #[prop(optional, into)] seen: Option<i64>,
) -> impl IntoView {
    let l = use_locale();
    let button = |to: &'static str, icon: &'static str, label: String, can: bool| {
        can.then(|| {
            view! { <button class="btn btn-sm btn-icon" name="to" value=to aria-label=label><Icon name=icon/></button> }
        })
    };
    view! {
        <form class="btn-row" method="post" action=action>
            {seen.map(|seen| view! { <input type="hidden" name="seen" value=seen.to_string()/> })}
            {button("up", "chevron-up", tr!(l, "上移：{title}", "Move up: {title}"), up)}
            {button("down", "chevron-down", tr!(l, "下移：{title}", "Move down: {title}"), down)}
        </form>
    }
}

/// Which of the [`MoveButtons`] was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum MoveTo {
    Up,
    Down,
}

impl<'de> Deserialize<'de> for MoveTo {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match String::deserialize(from)?.as_str() {
            "up" => Ok(Self::Up),
            "down" => Ok(Self::Down),
            _ => Err(as_serde_error(Problem::NotAChoice)),
        }
    }
}

/// Deletes an unpublished draft, in the version that is on the page.
#[component]
pub fn DeleteDraft(action: String, version: i64) -> impl IntoView {
    let l = use_locale();
    view! {
        <form class="form" method="post" action=action>
            <input type="hidden" name="version" value=version.to_string()/>
            <p class="hint">{tr!(l, "草稿未公开，可以删除；删除会留下记录。", "Drafts are not public yet and can be deleted. The deletion is recorded.")}</p>
            <div class="form-actions"><button class="btn btn-quiet btn-block">{tr!(l, "删除草稿", "Delete draft")}</button></div>
        </form>
    }
}

/// A date as text, with a machine-readable `datetime`.
#[component]
pub fn Day(day: chrono::NaiveDate) -> impl IntoView {
    let l = use_locale();
    view! { <time class="nowrap" datetime=day.to_string()>{l.date(day)}</time> }
}

/// A QR code as inline SVG, dark on light in either colour scheme.
#[component]
pub fn Qr(#[prop(into)] text: String, #[prop(into)] label: String) -> impl IntoView {
    let code = qrcode::QrCode::new(text.as_bytes()).ok();
    code.map(|code| {
        let width = code.width();
        let modules = code.to_colors();
        let mut path = String::new();
        for (at, _) in modules.iter().enumerate().filter(|(_, color)| **color == qrcode::Color::Dark) {
            path.push_str(&format!("M{} {}h1v1h-1z", at % width + 4, at / width + 4));
        }
        let side = width + 8;
        view! {
            <div class="qr">
                <svg viewBox=format!("0 0 {side} {side}") role="img" aria-label=label shape-rendering="crispEdges">
                    <path d=path></path>
                </svg>
            </div>
        }
    })
}

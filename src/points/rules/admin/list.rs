//! `/admin/points/rules`: each rule as it is now, and its coming version.

use super::messages::{rule_name, value_text};
use super::queries::{self, Version};
use crate::error::Result;
use crate::i18n::Locale;
use crate::points::rules::model::Status;
use crate::row;
use crate::ui::{Chip, Chips, Column, EmptyList, Icon, ListAddress, PageHead, Row, Table};
use crate::web::{Admin, Ctx, Page, use_ctx};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

const PATH: &str = "/admin/points/rules";

/// Which rules are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    All,
    /// With a published version that is not in force yet.
    Upcoming,
    WithDrafts,
}

pub async fn page(ctx: Ctx, _: Admin) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let versions = queries::list_all(&mut tx).await?;
    drop(tx);
    let here = Part::read(ctx.query().get("status"));
    let l = ctx.locale;
    let title = tr!(l, "积分规则", "Points rules");
    Ok(ctx.page(title.clone(), || {
        let lead = tr!(l, "新版本先试算，再发布；已经获得的积分不受影响。",
            "Simulate a new version, then publish it. Points already earned are not affected.");
        let rules = grouped(versions);
        let count = |part: Part| rules.iter().filter(|versions| part.has(versions, ctx.now)).count();
        let chips = [Part::All, Part::Upcoming, Part::WithDrafts].map(|part| part.chip(l, here, count(part)));
        let rows: Vec<Row> = rules.iter().filter(|versions| here.has(versions, ctx.now)).map(|rule| row(rule)).collect();
        view! {
            <PageHead title lead>
                <a class="btn btn-sm" href="/admin/points/campaigns"><Icon name="calendar"/>{tr!(l, "加倍活动", "Campaigns")}</a>
            </PageHead>
            <Chips chips=chips.into()/>
            {if rows.is_empty() { view! { <Nothing/> }.into_any() } else { view! { <Rules rows/> }.into_any() }}
        }
    }))
}

impl Part {
    fn read(code: &str) -> Self {
        match code {
            "upcoming" => Self::Upcoming,
            "draft" => Self::WithDrafts,
            _ => Self::All,
        }
    }

    /// Whether a rule with these versions belongs to this part.
    fn has(self, versions: &[Version], now: DateTime<Utc>) -> bool {
        match self {
            Self::All => true,
            Self::Upcoming => versions.iter().any(|version| version.valid_from.is_some_and(|from| from > now)),
            Self::WithDrafts => versions.iter().any(|version| version.status == Status::Draft),
        }
    }

    fn chip(self, l: Locale, here: Self, count: usize) -> Chip {
        let (code, name) = match self {
            Self::All => ("", tr!(l, "全部", "All")),
            Self::Upcoming => ("upcoming", tr!(l, "即将生效", "Upcoming")),
            Self::WithDrafts => ("draft", tr!(l, "有草稿", "With drafts")),
        };
        let href = ListAddress::new(PATH).with("status", code).href();
        Chip::new(href, name, self == here).counted(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

#[component]
fn Nothing() -> impl IntoView {
    let l = use_ctx().locale;
    let address = ListAddress::new(PATH);
    view! {
        <EmptyList picture="points" title=tr!(l, "这里没有规则", "No rules here")
            text=tr!(l, "打开一条规则，即可起草新版本。", "Open a rule to draft a new version.") address>
            <a class="btn btn-primary" href=PATH>{tr!(l, "全部规则", "All rules")}</a>
        </EmptyList>
    }
}

#[component]
fn Rules(rows: Vec<Row>) -> impl IntoView {
    let l = use_ctx().locale;
    let columns = vec![
        Column::main(tr!(l, "规则", "Rule")),
        Column::text(tr!(l, "现行", "In force")),
        Column::text(tr!(l, "生效日期", "Effective from")),
        Column::text(tr!(l, "即将生效", "Upcoming")),
        Column::number(tr!(l, "草稿", "Drafts")),
    ];
    view! { <Table caption=tr!(l, "积分规则", "Points rules") columns rows/> }
}

fn grouped(versions: Vec<Version>) -> Vec<Vec<Version>> {
    let mut groups: Vec<Vec<Version>> = Vec::new();
    for version in versions {
        match groups.last_mut().filter(|group| group[0].code == version.code) {
            Some(group) => group.push(version),
            None => groups.push(vec![version]),
        }
    }
    groups.sort_by_key(|group| group[0].code);
    groups
}

fn row(versions: &[Version]) -> Row {
    let ctx = use_ctx();
    let l = ctx.locale;
    let code = versions[0].code;
    let now = queries::in_force(versions, ctx.now);
    let since = now.and_then(|version| version.valid_from).map(|from| l.day(from));
    let held = now.map(|version| describe(l, version));
    let coming = versions.iter().rev().filter(|version| version.valid_from.is_some_and(|from| from > ctx.now));
    let coming = coming
        .map(|version| {
            let from = version.valid_from.map(|from| l.day(from));
            view! { <div>{describe(l, version)}<small>{from}</small></div> }
        })
        .collect_view();
    let drafts = versions.iter().filter(|version| version.status == Status::Draft).count();
    row![
        view! { <a href=format!("/admin/points/rules/{code}")>{rule_name(l, code)}</a> },
        held,
        view! { <span class="nowrap">{since}</span> },
        coming,
        drafts,
    ]
}

fn describe(l: Locale, version: &Version) -> String {
    value_text(l, version.code, version.value, version.cap)
}

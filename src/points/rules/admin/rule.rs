//! `/admin/points/rules/{code}`: a rule's versions, and a new draft.

use super::messages::{rule_name, status, value_text};
use super::queries::{self, Version};
use super::version_form::DraftForm;
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::points::rules::RuleCode;
use crate::row;
use crate::ui::{Badge, Column, PageHead, Row, Table};
use crate::values::RuleId;
use crate::web::{Admin, Ctx, Page, use_ctx};
use axum::extract::Path;
use leptos::prelude::*;

pub async fn page(ctx: Ctx, _: Admin, Path(code): Path<String>) -> Result<Page> {
    let code = RuleCode::from_code(&code).ok_or(AppError::NotFound)?;
    let mut tx = ctx.app.db.read().await?;
    let versions = queries::list_versions(&mut tx, code).await?;
    let held = queries::in_force(&versions, ctx.now).cloned();
    drop(tx);
    let l = ctx.locale;
    let title = rule_name(l, code);
    Ok(ctx.page(title.clone(), || {
        let action = format!("/admin/points/rules/{code}");
        view! {
            <PageHead title crumbs=crumbs(l, None)/>
            <div class="split split-even">
                <section class="stack" aria-labelledby="history">
                    <h2 id="history">{tr!(l, "全部版本", "All versions")}</h2>
                    <Versions versions/>
                </section>
                <aside class="stack" aria-label=tr!(l, "新版本", "New version")>
                    <section class="card stack" aria-labelledby="new">
                        <h2 id="new">{tr!(l, "新建版本", "Create a new version")}</h2>
                        <p class="hint">{tr!(l, "先存为草稿，试算后再发布。", "Saved as a draft first. Simulate it, then publish.")}</p>
                        <DraftForm code action start=held conflicts=Vec::new() new=true/>
                    </section>
                </aside>
            </div>
        }
    }))
}

/// Breadcrumbs of the rule pages.
pub fn crumbs(l: Locale, code: Option<RuleCode>) -> Vec<(String, String)> {
    let all = ("/admin/points/rules".to_owned(), tr!(l, "积分规则", "Points rules"));
    let rule = code.map(|code| (format!("/admin/points/rules/{code}"), rule_name(l, code)));
    std::iter::once(all).chain(rule).collect()
}

#[component]
fn Versions(versions: Vec<Version>) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let held = queries::in_force(&versions, ctx.now).map(|version| version.id);
    let columns = vec![
        Column::main(tr!(l, "版本", "Version")),
        Column::text(tr!(l, "状态", "Status")),
        Column::text(tr!(l, "生效日期", "Effective from")),
        Column::text(tr!(l, "原因", "Reason")),
    ];
    let rows = versions.iter().map(|version| row(version, held)).collect();
    view! { <Table caption=tr!(l, "全部版本", "All versions") columns rows/> }
}

/// `held` is the version in force.
fn row(version: &Version, held: Option<RuleId>) -> Row {
    let ctx = use_ctx();
    let l = ctx.locale;
    let begun = version.valid_from.is_some_and(|from| from <= ctx.now);
    // A version that was superseded has ended.
    let ends = (begun && held != Some(version.id)).then_some(ctx.now);
    let (kind, badge) = status(l, version.status, (version.valid_from, ends), ctx.now);
    let from = version.valid_from.map(|from| l.day(from)).or(version.starts_on.map(|day| l.date(day)));
    let n = version.version;
    row![
        view! {
            <a href=format!("/admin/points/versions/{}", version.id)>{tr!(l, "第 {n} 版", "Version {n}")}</a>
            <small>{value_text(l, version.code, version.value, version.cap)}</small>
        },
        view! { <Badge kind text=badge/> },
        view! { <span class="nowrap">{from}</span> },
        view! { {version.note.clone()}<small>{who(l, version)}</small> },
    ]
}

/// Who wrote and who published it, and when.
fn who(l: Locale, version: &Version) -> String {
    let step = |name: &Option<String>, at| Some((name.clone()?, l.date_time(at?)));
    let written = step(&version.written_name, version.written_at)
        .map(|(name, at)| tr!(l, "{name} 于 {at} 创建", "created by {name}, {at}"));
    let published = step(&version.published_name, version.published_at)
        .map(|(name, at)| tr!(l, "{name} 于 {at} 发布", "published by {name}, {at}"));
    [written, published].into_iter().flatten().collect::<Vec<_>>().join(&tr!(l, "，", "; "))
}

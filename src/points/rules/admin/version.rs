//! `/admin/points/versions/{id}`: one version; a draft can be edited, simulated, published and withdrawn.

use super::messages::{action, rule_name, status, value_text};
use super::ops::{RULE, takes_two};
use super::queries::{self, Version};
use super::rule::crumbs;
use super::version_fields::TEXTS;
use super::version_form::{DraftForm, stale_draft};
use crate::actions::{self, Conflict, History, list_conflicts};
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::points::rules::model::Status;
use crate::points::rules::simulation::{self, Runs, Subject};
use crate::ui::{Badge, Notice, PageHead, multiplier, tier_name};
use crate::values::{AccountId, RuleId, points};
use crate::web::{Admin, Ctx, Id, Page, use_ctx};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Admin, Id(id): Id<RuleId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let version = queries::find_version(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let runs = simulation::list_runs(&mut tx, version.code).await?;
    let done = actions::list(&mut tx, (RULE, id.0), 12).await?;
    let conflicts = list_conflicts(&mut tx, RULE, id.0, stale_draft(&ctx)).await?;
    drop(tx);
    let l = ctx.locale;
    let (name, n) = (rule_name(l, version.code), version.version);
    let title = tr!(l, "{name} · 第 {n} 版", "{name} · version {n}");
    Ok(ctx.page(title.clone(), || {
        let (kind, badge) = status(l, version.status, (version.valid_from, None), ctx.now);
        let subject = Subject::rule(&version);
        let steps = May::of(&version, me.account, ctx.now);
        let body = match version.status {
            Status::Draft => view! { <Draft version=version.clone() conflicts/> }.into_any(),
            _ => view! { <Summary version=version.clone()/> }.into_any(),
        };
        view! {
            <PageHead title crumbs=crumbs(l, Some(version.code))><Badge kind text=badge/></PageHead>
            <div class="split">
                <div class="stack">{body}</div>
                <aside class="stack" aria-label=tr!(l, "操作", "Actions")>
                    {subject.map(|subject| view! { <simulation::Start subject draft=version.status == Status::Draft/> })}
                    {takes_two(version.code).then(|| publishing_hint(l, version.written_by == Some(me.account)))}
                    <Steps base=format!("/admin/points/versions/{id}") revision=version.revision status=version.status may=steps/>
                    <History done name=action texts=TEXTS/>
                </aside>
            </div>
            {subject.map(|subject| view! { <Runs runs subject/> })}
        }
    }))
}

#[component]
fn Draft(version: Version, conflicts: Vec<Conflict>) -> impl IntoView {
    let l = use_ctx().locale;
    let action = format!("/admin/points/versions/{}", version.id);
    view! {
        <section class="card stack" aria-labelledby="draft">
            <h2 id="draft">{tr!(l, "草稿", "Draft")}</h2>
            <DraftForm code=version.code action start=Some(version) conflicts/>
        </section>
    }
}

#[component]
fn Summary(version: Version) -> impl IntoView {
    let l = use_ctx().locale;
    let from = version.valid_from.map(|from| l.day(from)).or(version.starts_on.map(|day| l.date(day)));
    let by = version.published_name.clone().zip(version.published_at).map(|(name, at)| {
        let at = l.date_time(at);
        format!("{name} · {at}")
    });
    let tiers = version
        .tiers
        .0
        .iter()
        .map(|rule| {
            let (from, times) = (points(rule.min_tier_points), multiplier(rule.multiplier_percent));
            let text = tr!(l, "成长值 {from} 起，{times}", "from {from} tier points, {times}");
            view! { <div><dt>{tier_name(l, rule.tier)}</dt><dd>{text}</dd></div> }
        })
        .collect_view();
    let note = (!version.note.is_empty())
        .then(|| view! { <div><dt>{tr!(l, "原因", "Reason")}</dt><dd>{version.note.clone()}</dd></div> });
    view! {
        <section class="card stack" aria-labelledby="says">
            <h2 id="says">{tr!(l, "内容", "Details")}</h2>
            <dl class="spec spec-1">
                <div><dt>{tr!(l, "规则", "Rule")}</dt><dd>{value_text(l, version.code, version.value, version.cap)}</dd></div>
                {tiers}
                <div><dt>{tr!(l, "生效日期", "Effective from")}</dt><dd>{from}</dd></div>
                {by.map(|by| view! { <div><dt>{tr!(l, "发布", "Published")}</dt><dd>{by}</dd></div> })}
                {note}
            </dl>
        </section>
    }
}

/// Explains who must publish a version of a rule that takes two administrators.
fn publishing_hint(l: Locale, own: bool) -> impl IntoView {
    let text = if own {
        tr!(
            l,
            "复核线须由两位管理员决定：您创建的版本由另一位管理员发布，发布后不能撤回。",
            "This limit takes two administrators: another one must publish your version. Once published it cannot be withdrawn."
        )
    } else {
        tr!(
            l,
            "复核线须由两位管理员决定：创建者不能自己发布，发布后不能撤回。",
            "This limit takes two administrators: the author cannot publish it. Once published it cannot be withdrawn."
        )
    };
    view! { <Notice kind="info">{text}</Notice> }
}

/// What the reader may do with a draft, or with a version that has not begun.
#[derive(Clone, Copy, Debug)]
pub struct May {
    pub publish: bool,
    pub withdraw: bool,
}

impl May {
    fn of(version: &Version, me: AccountId, now: DateTime<Utc>) -> Self {
        let two = takes_two(version.code);
        let withdraw = version.status == Status::Draft || (!two && version.valid_from.is_some_and(|from| from > now));
        Self { publish: !(two && version.written_by == Some(me)), withdraw }
    }
}

/// Buttons to publish and withdraw, while these are possible.
#[component]
pub fn Steps(base: String, revision: i64, status: Status, may: May) -> impl IntoView {
    let l = use_ctx().locale;
    let button = |to: &str, class: &'static str, text: String| {
        view! {
            <form method="post" action=format!("{base}/{to}")>
                <input type="hidden" name="version" value=revision.to_string()/>
                <button class=class>{text}</button>
            </form>
        }
        .into_any()
    };
    let publish = (status == Status::Draft && may.publish)
        .then(|| button("publication", "btn btn-primary btn-block", tr!(l, "发布", "Publish")));
    let withdraw = (status != Status::Withdrawn && may.withdraw)
        .then(|| button("withdrawal", "btn btn-danger btn-block", tr!(l, "撤回", "Withdraw")));
    (publish.is_some() || withdraw.is_some()).then(|| {
        view! {
            <section class="card stack" aria-labelledby="steps">
                <h2 id="steps">{tr!(l, "发布与撤回", "Publish or withdraw")}</h2>
                <p class="hint">{tr!(l, "发布的是已保存的内容。生效前可以撤回，生效后不能再改，只能发布新版本。",
                    "The saved version is published. You can withdraw it until it takes effect. After that, publish a new version.")}</p>
                {publish}{withdraw}
            </section>
        }
    })
}

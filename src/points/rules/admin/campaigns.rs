//! `/admin/points/campaigns`: all campaigns, newest first.

use super::messages::{rule_name, status};
use super::queries::{self, Campaign};
use super::rule::crumbs;
use crate::clock::day;
use crate::error::Result;
use crate::i18n::Locale;
use crate::ui::{Badge, Empty, Icon, PageHead, Pager, multiplier};
use crate::web::{Admin, Ctx, Cursor, Page, use_ctx};
use chrono::TimeDelta;
use leptos::prelude::*;

pub async fn page(ctx: Ctx, _: Admin) -> Result<Page> {
    let cursor = Cursor::read(&ctx.query(), |text| text.parse().ok());
    let mut tx = ctx.app.db.read().await?;
    let rows = queries::list_campaigns(&mut tx, cursor).await?;
    drop(tx);
    let (newer, older) = rows.links("/admin/points/campaigns?", |row| row.id.to_string());
    let rows = rows.rows;
    let l = ctx.locale;
    let title = tr!(l, "加倍活动", "Points campaigns");
    Ok(ctx.page(title.clone(), || {
        let lead = tr!(l, "限时多得积分；多个同时有效时，按倍数最高的计算。",
            "More points for a limited time. If several apply, the highest multiplier counts.");
        view! {
            <PageHead title lead crumbs=crumbs(l, None)>
                <a class="btn btn-primary btn-sm" href="/admin/points/campaigns/new"><Icon name="plus"/>{tr!(l, "新建", "New")}</a>
            </PageHead>
            {if rows.is_empty() { view! { <Nothing l/> }.into_any() } else { view! { <Rows rows/> }.into_any() }}
            <Pager newer older/>
        }
    }))
}

#[component]
fn Nothing(l: Locale) -> impl IntoView {
    view! {
        <div class="card"><Empty picture="points" title=tr!(l, "还没有加倍活动", "No campaigns yet")
            text=tr!(l, "例如周年庆期间维保双倍积分。", "For example, double workshop points during the anniversary.")/></div>
    }
}

#[component]
fn Rows(rows: Vec<Campaign>) -> impl IntoView {
    let l = use_ctx().locale;
    view! {
        <div class="table-wrap">
            <table class="table">
                <caption class="sr-only">{tr!(l, "加倍活动", "Points campaigns")}</caption>
                <thead><tr>
                    <th scope="col">{tr!(l, "加倍活动", "Campaign")}</th><th scope="col">{tr!(l, "状态", "Status")}</th>
                    <th scope="col">{tr!(l, "时间", "When")}</th><th scope="col" class="num">{tr!(l, "倍数", "Multiplier")}</th>
                </tr></thead>
                <tbody>{rows.into_iter().map(|campaign| view! { <Row campaign/> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(campaign: Campaign) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let span = (Some(campaign.starts_at), Some(campaign.ends_at));
    let (kind, badge) = status(l, campaign.status, span, ctx.now);
    view! {
        <tr>
            <th scope="row"><a href=format!("/admin/points/campaigns/{}", campaign.id)>
                {l.pick(&campaign.title_zh, &campaign.title_en).to_owned()}</a><small>{scope(l, &campaign)}</small></th>
            <td data-label=tr!(l, "状态", "Status")><Badge kind text=badge/></td>
            <td data-label=tr!(l, "时间", "When")>{days(l, &campaign)}</td>
            <td class="num" data-label=tr!(l, "倍数", "Multiplier")>{multiplier(campaign.percent)}</td>
        </tr>
    }
}

/// First and last day.
pub fn days(l: Locale, campaign: &Campaign) -> String {
    let (from, until) = (l.date(day(campaign.starts_at)), l.date(day(campaign.ends_at - TimeDelta::seconds(1))));
    tr!(l, "{from} 至 {until}", "{from} to {until}")
}

/// The rule, models and dealers it applies to.
pub fn scope(l: Locale, campaign: &Campaign) -> String {
    let rule = rule_name(l, campaign.rule_code);
    let (models, dealers) = (campaign.models.lines().count(), campaign.dealers.lines().count());
    match (models, dealers) {
        (0, 0) => rule,
        (_, 0) => tr!(l, "{rule}，限 {models} 款车型", "{rule}, {models} models"),
        (0, _) => tr!(l, "{rule}，限 {dealers} 家经销商", "{rule}, {dealers} dealers"),
        _ => tr!(l, "{rule}，限 {models} 款车型、{dealers} 家经销商", "{rule}, {models} models at {dealers} dealers"),
    }
}

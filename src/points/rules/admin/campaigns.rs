//! `/admin/points/campaigns`: the campaigns by status, by their first day.

use super::messages::{rule_name, status};
use super::queries::{self, Campaign, Filter, SortBy};
use super::rule::crumbs;
use crate::clock::day;
use crate::error::Result;
use crate::i18n::Locale;
use crate::points::rules::model::Status;
use crate::row;
use crate::ui::{
    Badge, Chips, Column, EmptyList, Icon, PageHead, Pager, Row, SearchBar, Table, multiplier, status_chips,
};
use crate::web::{Admin, Ctx, Page, cursor_text, use_ctx};
use chrono::TimeDelta;
use leptos::prelude::*;

const PATH: &str = "/admin/points/campaigns";
const STATUSES: [Status; 3] = [Status::Published, Status::Draft, Status::Withdrawn];

pub async fn page(ctx: Ctx, _: Admin) -> Result<Page> {
    let query = ctx.query();
    let filter = queries::filter_of(&query);
    let mut tx = ctx.app.db.read().await?;
    let campaigns = queries::list_campaigns(&mut tx, &filter, &query).await?;
    let counts = queries::count_by_status(&mut tx).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "加倍活动", "Points campaigns");
    Ok(ctx.page(title.clone(), || {
        let address = filter.address(PATH);
        let (newer, older) = campaigns.links(&address.base(), |row| cursor_text(row.starts_at, row.id.0));
        let lead = tr!(l, "限时多得积分；多个同时有效时，按倍数最高的计算。",
            "More points for a limited time. If several apply, the highest multiplier counts.");
        let chips = status_chips(l, &address, filter.status, &STATUSES, |status| status_name(l, status), &counts);
        view! {
            <PageHead title lead crumbs=crumbs(l, None)>
                <a class="btn btn-primary btn-sm" href="/admin/points/campaigns/new"><Icon name="plus"/>{tr!(l, "新建加倍活动", "New campaign")}</a>
            </PageHead>
            <Chips chips/>
            <SearchBar address label=tr!(l, "查找加倍活动", "Find a campaign") placeholder=tr!(l, "加倍活动名称", "Title") q=filter.q.clone()/>
            <Lines filter rows=campaigns.rows/>
            <Pager newer older/>
        }
    }))
}

fn status_name(l: Locale, status: Status) -> String {
    match status {
        Status::Draft => tr!(l, "草稿", "Draft"),
        Status::Published => tr!(l, "已发布", "Published"),
        Status::Withdrawn => tr!(l, "已撤回", "Withdrawn"),
    }
}

#[component]
fn Lines(filter: Filter, rows: Vec<Campaign>) -> impl IntoView {
    let l = use_ctx().locale;
    let address = filter.address(PATH);
    if rows.is_empty() {
        return view! {
            <EmptyList picture="points" title=tr!(l, "这里没有加倍活动", "No campaigns here")
                text=tr!(l, "例如周年庆期间维保双倍积分。", "For example, double workshop points during the anniversary.") address>
                <a class="btn btn-primary" href="/admin/points/campaigns/new">{tr!(l, "新建加倍活动", "New campaign")}</a>
            </EmptyList>
        }
        .into_any();
    }
    let columns = vec![
        Column::main(tr!(l, "加倍活动", "Campaign")),
        Column::text(tr!(l, "状态", "Status")),
        Column::text(tr!(l, "时间", "When")).sorted(&address, filter.order, SortBy::Start),
        Column::number(tr!(l, "倍数", "Multiplier")),
    ];
    let rows = rows.iter().map(row).collect();
    view! { <Table caption=tr!(l, "加倍活动", "Points campaigns") columns rows/> }.into_any()
}

fn row(campaign: &Campaign) -> Row {
    let ctx = use_ctx();
    let l = ctx.locale;
    let span = (Some(campaign.starts_at), Some(campaign.ends_at));
    let (kind, badge) = status(l, campaign.status, span, ctx.now);
    row![
        view! {
            <a href=format!("/admin/points/campaigns/{}", campaign.id)>{l.pick(&campaign.title_zh, &campaign.title_en).to_owned()}</a>
            <small>{scope(l, campaign)}</small>
        },
        view! { <Badge kind text=badge/> },
        days(l, campaign),
        multiplier(campaign.percent),
    ]
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

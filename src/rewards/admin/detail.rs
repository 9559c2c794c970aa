//! `/admin/rewards/{id}`: a reward's figures, and the actions available on it.

use super::detail_components::{Manage, StockOrCodes, action, detail};
use super::fields::TEXTS;
use super::list::status_name;
use super::queries::{self, RewardDraft};
use crate::actions::{self, History};
use crate::clock::day;
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::rewards::components::Picture;
use crate::rewards::messages;
use crate::ui::{Badge, Icon, PageHead, tier_name};
use crate::values::{RewardId, Tier, points};
use crate::web::{Admin, Ctx, Id, Page, use_ctx};
use chrono::TimeDelta;
use leptos::prelude::*;

pub async fn page(ctx: Ctx, _: Admin, Id(id): Id<RewardId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let reward = queries::find_draft(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let mut done = actions::list(&mut tx, ("reward", id.0), 12).await?;
    drop(tx);
    let l = ctx.locale;
    for row in &mut done {
        row.detail = detail(l, &row.action, &row.detail);
    }
    let title = l.pick(&reward.title_zh, &reward.title_en).to_owned();
    Ok(ctx.page(title.clone(), || {
        let (kind, status) = status_name(l, reward.status);
        view! {
            <PageHead title crumbs=crumbs(l, None)>
                <Badge kind text=status/>
                <a class="btn btn-sm" href=format!("/admin/rewards/{id}/edit")><Icon name="edit"/>{tr!(l, "编辑", "Edit")}</a>
                <a class="btn btn-sm" href=format!("/admin/rewards/{id}/preview")><Icon name="eye"/>{tr!(l, "预览", "Preview")}</a>
            </PageHead>
            <Numbers reward=reward.clone()/>
            <div class="split">
                <div class="stack"><Overview reward=reward.clone()/></div>
                <aside class="stack" aria-label=tr!(l, "管理", "Manage")>
                    <Manage reward=reward.clone()/><StockOrCodes reward/><History done name=action texts=TEXTS/>
                </aside>
            </div>
        }
    }))
}

/// Breadcrumbs to a reward's pages, or to the list.
pub fn crumbs(l: Locale, reward: Option<(RewardId, &str)>) -> Vec<(String, String)> {
    let all = ("/admin/rewards".to_owned(), tr!(l, "积分商城管理", "Catalogue"));
    let reward = reward.map(|(id, title)| (format!("/admin/rewards/{id}"), title.to_owned()));
    std::iter::once(all).chain(reward).collect()
}

#[component]
fn Numbers(reward: RewardDraft) -> impl IntoView {
    let l = use_ctx().locale;
    let redeemed = reward.stock_received - reward.stock_left;
    let tiles = [
        (tr!(l, "库存", "In stock"), reward.stock_left),
        (tr!(l, "已兑", "Redeemed"), redeemed),
        (tr!(l, "累计入库", "Total received"), reward.stock_received),
    ];
    let tiles = tiles.map(|(label, n)| {
        view! { <div class="stat"><p class="stat-label">{label}</p><p class="numeral">{points(n)}</p></div> }
    });
    view! { <div class="stats">{tiles}</div> }
}

#[component]
fn Overview(reward: RewardDraft) -> impl IntoView {
    let l = use_ctx().locale;
    let until = reward.visible_until.map(|until| l.date(day(until - TimeDelta::seconds(1))));
    let fact = |what: String, is: String| view! { <div><dt>{what}</dt><dd>{is}</dd></div> };
    let prices = reward.prices;
    let tiers = Tier::ALL.iter().skip(1).filter_map(|tier| {
        let price = prices.of(Some(*tier));
        (price != prices.of(None)).then(|| fact(tier_name(l, *tier), price.text(l)))
    });
    let limit = reward.limit_each.map(|limit| fact(tr!(l, "每人限兑", "Limit per member"), limit.to_string()));
    let days = reward.code_days;
    let code =
        reward.kind.has_code().then(|| fact(tr!(l, "券码有效期", "Code validity"), tr!(l, "{days} 天", "{days} days")));
    let retail_value = (reward.value_fen.0 > 0).then(|| fact(tr!(l, "价值", "Value"), reward.value_fen.to_string()));
    view! {
        <section class="card media-card" aria-labelledby="overview">
            <Picture src=reward.picture.clone() badge=messages::kind(l, reward.kind)/>
            <div class="media-body">
                <h2 id="overview">{tr!(l, "当前展示", "Current listing")}</h2>
                <p>{l.pick(&reward.body_zh, &reward.body_en).to_owned()}</p>
                <dl class="spec spec-1">
                    {fact(tr!(l, "价格", "Price"), prices.of(None).text(l))}
                    {tiers.collect_view()}{retail_value}{limit}{code}
                    {fact(tr!(l, "展示第一天", "First day"), l.day(reward.visible_from))}
                    {until.map(|until| fact(tr!(l, "展示最后一天", "Last day"), until))}
                </dl>
            </div>
        </section>
    }
}

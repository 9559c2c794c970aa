//! `/admin/rewards/{id}/preview`: the reward as owners of each tier see it.

use super::detail::crumbs;
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::rewards::components::RewardFrame;
use crate::rewards::store::catalogue::find_any_reward;
use crate::ui::{Chip, Chips, Icon, Notice, tier_name};
use crate::values::{RewardId, Tier};
use crate::web::{Admin, Ctx, Id, Page};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, _: Admin, Id(id): Id<RewardId>) -> Result<Page> {
    let tier = Tier::from_code(ctx.query().get("tier")).unwrap_or(Tier::Basic);
    let mut tx = ctx.app.db.read().await?;
    let mut reward = find_any_reward(&mut tx, id, ctx.now).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    reward.tier = Some(tier);
    let l = ctx.locale;
    let title = l.pick(&reward.title_zh, &reward.title_en).to_owned();
    Ok(ctx.page(tr!(l, "预览", "Preview"), move || {
        let said = tr!(
            l,
            "预览：车主端页面。切换语言可查看英文版。",
            "Preview: what owners see. Switch language to check the Chinese version."
        );
        let above = crumbs(l, Some((id, &title)));
        let above = above.into_iter().map(|(href, name)| view! { <li><a href=href>{name}</a></li> }).collect_view();
        view! {
            <Notice kind="info">{said}</Notice>
            <div class="page-head">
                <nav class="crumbs" aria-label=tr!(l, "路径", "Path")>
                    <ol>{above}<li aria-current="page">{tr!(l, "预览", "Preview")}</li></ol>
                </nav>
                <div class="page-actions">
                    <a class="btn btn-sm" href=format!("/admin/rewards/{id}/edit")><Icon name="edit"/>{tr!(l, "编辑", "Edit")}</a>
                    <a class="btn btn-sm" href=format!("/admin/rewards/{id}")>{tr!(l, "库存与上下架", "Stock and status")}</a>
                </div>
            </div>
            {tiers(l, id, tier)}
            <div class="section"><RewardFrame reward/></div>
        }
    }))
}

fn tiers(l: Locale, id: RewardId, chosen: Tier) -> impl IntoView {
    let chips = Tier::ALL.iter().map(|tier| {
        let href = format!("/admin/rewards/{id}/preview?tier={tier}");
        Chip::new(href, tier_name(l, *tier), *tier == chosen)
    });
    view! { <Chips chips=chips.collect() label=tr!(l, "会员等级", "Tier")/> }
}

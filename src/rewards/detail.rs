//! `/rewards/{id}`, public.

use super::components::RewardFrame;
use super::store::catalogue::{Reward, find_reward};
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::points::summary::{Summary, summary};
use crate::ui::{Icon, Notice};
use crate::values::{RewardId, points};
use crate::web::{Ctx, Id, Owner, Page};
use leptos::prelude::*;

/// The same page at an address for owners only.
pub async fn detail_for_owner(ctx: Ctx, _: Owner, id: Id<RewardId>) -> Result<Page> {
    detail(ctx, id).await
}

pub async fn detail(ctx: Ctx, Id(id): Id<RewardId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let customer = super::catalogue::owner(&ctx);
    let reward = find_reward(&mut tx, id, customer, ctx.now).await?.ok_or(AppError::NotFound)?;
    let mine = match customer {
        Some(customer) => Some(summary(&mut tx, customer, ctx.now).await?),
        None => None,
    };
    drop(tx);
    let l = ctx.locale;
    let title = l.pick(&reward.title_zh, &reward.title_en).to_owned();
    let signed_in = ctx.rights().is_some();
    Ok(ctx.page(title.clone(), move || {
        let action = match &mine {
            Some(mine) => view! { {offer(l, &reward, mine)}{wishlist_form(l, &reward)} }.into_any(),
            None if signed_in => ().into_any(),
            None => match unavailable_reason(l, &reward, i64::MAX) {
                Some(reason) => view! { <Notice kind="info">{reason}</Notice> }.into_any(),
                None => invitation(l, id).into_any(),
            },
        };
        view! {
            {crumbs(l, title)}
            <RewardFrame reward>{action}</RewardFrame>
        }
    }))
}

pub fn crumbs(l: Locale, title: String) -> impl IntoView {
    view! {
        <div class="page-head">
            <nav class="crumbs" aria-label=tr!(l, "路径", "Path")>
                <ol><li><a href="/rewards">{tr!(l, "积分商城", "Rewards")}</a></li><li aria-current="page">{title}</li></ol>
            </nav>
        </div>
    }
}

/// What visitors who are not signed in can do.
fn invitation(l: Locale, id: RewardId) -> impl IntoView {
    view! {
        <div class="btn-row">
            <a class="btn btn-primary" href=format!("/login?next=/rewards/{id}/redemption")>{tr!(l, "登录后兑换", "Sign in to redeem")}</a>
            <a class="btn" href="/join">{tr!(l, "还不是会员？", "Not a member yet?")}</a>
        </div>
    }
}

/// What an owner can do: redeem, or see why not.
fn offer(l: Locale, reward: &Reward, mine: &Summary) -> impl IntoView + use<> {
    let id = reward.id;
    match unavailable_reason(l, reward, mine.available) {
        Some(reason) => view! { <Notice kind="info">{reason}</Notice> }.into_any(),
        None => {
            let name = tr!(l, "立即兑换", "Redeem");
            let rest = points(mine.available - reward.price().points);
            view! {
                <p class="muted">{tr!(l, "兑换后剩余 {rest} 积分。", "You’ll have {rest} points left.")}</p>
                <div class="btn-row"><a class="btn btn-primary" href=format!("/rewards/{id}/redemption")>{name}</a></div>
            }
            .into_any()
        }
    }
}

/// Adds to the wishlist, or shows that it is there.
fn wishlist_form(l: Locale, reward: &Reward) -> impl IntoView + use<> {
    if reward.is_on_wishlist {
        return view! {
            <form class="btn-row" method="post" novalidate action=format!("/me/wishlist/{}/removal", reward.id)>
                <input type="hidden" name="back" value="reward"/>
                <a class="btn btn-quiet" href="/me/wishlist"><Icon name="heart"/>{tr!(l, "已在心愿单", "On your wishlist")}</a>
                <button class="btn btn-quiet">{tr!(l, "移出心愿单", "Remove")}</button>
            </form>
        }
        .into_any();
    }
    let name = match reward.stock_left {
        0 => tr!(l, "到货通知我", "Notify me when it’s back"),
        _ => tr!(l, "加入心愿单", "Add to wishlist"),
    };
    (!reward.is_over)
        .then(|| {
            view! {
                <form method="post" novalidate action=format!("/rewards/{}/wishlist", reward.id)>
                    <button class="btn btn-quiet"><Icon name="heart"/>{name}</button>
                </form>
            }
        })
        .into_any()
}

/// Why a member cannot redeem it now. For display only; the decision is made on redemption.
pub fn unavailable_reason(l: Locale, reward: &Reward, available: i64) -> Option<String> {
    let missing = reward.price().points - available;
    if reward.is_over {
        Some(tr!(l, "此礼品已下架。", "This reward is no longer offered."))
    } else if reward.stock_left == 0 {
        Some(tr!(l, "已兑完，可设到货通知。", "Out of stock. You can ask to be notified when it’s back."))
    } else if reward.is_at_limit() {
        Some(tr!(l, "您已达到每人限兑数量，看看别的礼品吧。", "You have reached the limit per member."))
    } else if missing > 0 {
        let missing = points(missing);
        Some(tr!(l, "还差 {missing} 积分。", "You need {missing} more points."))
    } else {
        None
    }
}

//! Components that several reward pages share.

use super::messages;
use super::model::{CodeOrigin, RewardKind};
use super::price::Prices;
use super::store::catalogue::{Card, Reward};
use crate::i18n::Locale;
use crate::ui::tier_name;
use crate::values::{Fen, Price, Tier, points};
use crate::web::use_locale;
use leptos::prelude::*;

/// A price: points, and the amount paid at the dealer's.
#[component]
pub fn Cost(price: Price, #[prop(optional)] large: bool) -> impl IntoView {
    let l = use_locale();
    let class = if large { "cost numeral" } else { "cost" };
    let pay = (price.pay.0 > 0).then(|| {
        let pay = price.pay;
        view! { <small class="nowrap">{tr!(l, "+ {pay} 到店付", "+ {pay} at the dealer")}</small> }
    });
    view! { <span class=class>{points(price.points)}<small>{tr!(l, "积分", "points")}</small>{pay}</span> }
}

/// A picture with its badge.
#[component]
pub fn Picture(#[prop(into)] src: String, #[prop(into)] badge: String, #[prop(optional)] lazy: bool) -> impl IntoView {
    let loading = lazy.then_some("lazy");
    let src: String = src;
    let class = if crate::pictures::is_address(&src) { "media media-photo" } else { "media" };
    view! {
        <div class=class>
            <img src=src alt="" width="240" height="150" loading=loading/>
            <span class="badge">{badge}</span>
        </div>
    }
}

#[component]
pub fn RewardCard(card: Card) -> impl IntoView {
    let l = use_locale();
    let badge = if card.stock_left == 0 { tr!(l, "已兑完", "Out of stock") } else { messages::kind(l, card.kind) };
    let retail_value = retail_value(l, card.value_fen);
    let stock = stock(l, card.kind, card.stock_left, card.stock_received);
    let price = card.price();
    let note =
        [retail_value, cheaper(l, &card.prices, card.tier)].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let note = (!note.is_empty()).then(|| view! { <p class="muted small">{note}</p> });
    view! {
        <li class="card card-link media-card">
            <Picture src=card.picture badge lazy=true/>
            <div class="media-body">
                <h3><a class="stretch" href=format!("/rewards/{}", card.id)>{l.pick(&card.title_zh, &card.title_en).to_owned()}</a></h3>
                {note}
                <div class="media-foot"><Cost price/><span>{stock}</span></div>
            </div>
        </li>
    }
}

/// The retail value, if known.
pub fn retail_value(l: Locale, retail_value: Fen) -> Option<String> {
    (retail_value.0 > 0).then(|| tr!(l, "价值 {retail_value}", "worth {retail_value}"))
}

/// The first tier at which it costs less than for the viewer.
pub fn cheaper(l: Locale, prices: &Prices, tier: Option<Tier>) -> Option<String> {
    let (tier, less) = prices.cheaper_from(tier)?;
    let (tier, less) = (tier_name(l, tier), points(less));
    Some(tr!(l, "{tier}只需 {less} 积分", "{less} points for {tier}"))
}

/// What is left, shown once it is running out.
pub fn stock(l: Locale, kind: RewardKind, left: i64, received: i64) -> String {
    const FEW: i64 = 10;
    match left {
        0 => tr!(l, "已兑完", "Out of stock"),
        _ if left <= FEW || left * 10 <= received => match kind {
            RewardKind::Goods | RewardKind::Accessory => tr!(l, "仅剩 {left} 件", "Only {left} left"),
            RewardKind::Evoucher | RewardKind::Voucher | RewardKind::Workshop => {
                tr!(l, "仅剩 {left} 张", "Only {left} left")
            }
        },
        _ => {
            let left = points(left);
            tr!(l, "剩 {left}", "{left} left")
        }
    }
}

/// Picture, title and text of a reward, beside the viewer's actions.
#[component]
pub fn RewardFrame(reward: Reward, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let l = use_locale();
    let (overview, price) = (overview(l, &reward), reward.price());
    let cheaper = cheaper(l, &reward.prices, reward.tier);
    let cheaper = cheaper.map(|cheaper| view! { <p class="hint">{cheaper}</p> });
    let title = l.pick(&reward.title_zh, &reward.title_en).to_owned();
    view! {
        <div class="split split-even">
            <div class="card media-card"><Picture src=reward.picture badge=messages::kind(l, reward.kind)/></div>
            <div class="stack">
                <div><h1>{title}</h1><p class="lead">{l.pick(&reward.body_zh, &reward.body_en).to_owned()}</p></div>
                <p class="cluster"><Cost price large=true/><span class="muted">{overview}</span></p>
                {cheaper}
                {children.map(|children| children())}
            </div>
        </div>
    }
}

/// Value, stock and delivery in one line.
fn overview(l: Locale, reward: &Reward) -> String {
    let stock = stock(l, reward.kind, reward.stock_left, reward.stock_received);
    let limit = reward.limit_each.map(|limit| tr!(l, "每人限兑 {limit} 份", "limit {limit} per member"));
    let days = reward.code_days;
    let validity = reward.kind.has_code().then(|| tr!(l, "有效期 {days} 天", "valid {days} days"));
    let way = Some(messages::way(l, reward.kind));
    let partner = (reward.codes == CodeOrigin::Imported)
        .then(|| tr!(l, "合作方券码，兑换后不能取消", "partner’s code, cannot be cancelled once redeemed"));
    let parts = [retail_value(l, reward.value_fen), Some(stock), limit, validity, way, partner];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A negative number with a minus sign: `−2,800`.
pub fn minus(n: i64) -> String {
    format!("−{}", points(n))
}

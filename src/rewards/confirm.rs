//! `/rewards/{id}/redemption`: the cost, the balance after it, the lots that are spent, and the delivery address.

use super::components::{RewardFrame, minus};
use super::detail::{crumbs, unavailable_reason};
use super::model::Way;
use super::store::catalogue::{Reward, find_reward};
use super::store::ordering::{Contact, DealerChoice, Source, get_contact, list_dealers, list_sources};
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::points::model::{last_day, value_fen};
use crate::ui::{Icon, Notice, SelectField, TextField};
use crate::values::{Fen, RewardId, points};
use crate::web::{Ctx, Id, Owner, Page};
use leptos::prelude::*;

/// The fields that the reward's delivery requires.
enum Fields {
    None,
    Post(Contact),
    Dealer(Vec<DealerChoice>),
}

pub async fn page(ctx: Ctx, me: Owner, Id(id): Id<RewardId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let reward = find_reward(&mut tx, id, Some(me.customer), ctx.now).await?.ok_or(AppError::NotFound)?;
    let sources = list_sources(&mut tx, me.customer, ctx.now).await?;
    let fields = match reward.kind.way() {
        Way::None => Fields::None,
        Way::Post => Fields::Post(get_contact(&mut tx, me.customer).await?),
        Way::Dealer => Fields::Dealer(list_dealers(&mut tx, me.customer).await?),
    };
    drop(tx);
    let l = ctx.locale;
    let title = l.pick(&reward.title_zh, &reward.title_en).to_owned();
    let idempotency_key = ctx.idempotency_key();
    let latest = reward.latest.zip(reward.latest_at);
    let repeat = ctx.is_recent_repeat(latest.map(|(latest, at)| (latest.0, at)));
    Ok(ctx.page(tr!(l, "确认兑换", "Confirm redemption"), move || {
        let available = sources.first().map_or(0, |source| source.available);
        let body = match unavailable_reason(l, &reward, available) {
            None if repeat => repeat_notice(l, &reward).into_any(),
            Some(reason) => view! {
                <Notice kind="warn">{reason}</Notice>
                <div class="btn-row"><a class="btn" href="/rewards">{tr!(l, "看看别的礼品", "View other rewards")}</a></div>
            }
            .into_any(),
            None => confirm(l, &reward, &sources, available, fields, idempotency_key).into_any(),
        };
        let before = before(l, &reward);
        view! {
            {crumbs(l, title)}
            <RewardFrame reward>{before}{body}</RewardFrame>
        }
    }))
}

fn repeat_notice(l: Locale, reward: &Reward) -> impl IntoView + use<> {
    let (id, latest) = (reward.id, reward.latest.map_or(0, |latest| latest.0));
    view! {
        <div class="btn-row">
            <a class="btn" href=format!("/rewards/{id}/redemption?again={latest}")>{tr!(l, "再兑换一份", "Redeem another")}</a>
            <a class="btn btn-quiet" href="/rewards">{tr!(l, "看看别的礼品", "View other rewards")}</a>
        </div>
    }
}

/// Points out an earlier redemption of the same reward.
fn before(l: Locale, reward: &Reward) -> Option<impl IntoView + use<>> {
    let (id, at) = reward.latest.zip(reward.latest_at)?;
    let at = l.date_time(at);
    Some(view! {
        <div class="notice">
            <Icon name="info"/>
            <p>
                {tr!(l, "您已于 {at} 兑换过此礼品。", "You redeemed this on {at}.")}" "
                <a href=format!("/me/redemptions/{id}")>{tr!(l, "查看该兑换", "View redemption")}</a>
            </p>
        </div>
    })
}

fn confirm(
    l: Locale,
    reward: &Reward,
    sources: &[Source],
    available: i64,
    fields: Fields,
    idempotency_key: String,
) -> impl IntoView + use<> {
    let price = reward.price();
    let point_value = Fen(value_fen(price.points, reward.points_per_yuan));
    let pay = (price.pay.0 > 0).then(|| {
        view! { <div><dt>{tr!(l, "到店另付", "Pay at the dealer")}</dt><dd>{price.pay.yuan()}</dd></div> }
    });
    view! {
        <section class="confirm" aria-labelledby="cf">
            <h2 id="cf">{tr!(l, "确认兑换", "Confirm redemption")}</h2>
            <dl class="spec spec-1 spec-total">
                <div><dt>{tr!(l, "现有积分", "Your points")}</dt><dd>{points(available)}</dd></div>
                <div><dt>{tr!(l, "本次使用", "Points to spend")}</dt><dd>{minus(price.points)}<small>{point_value.yuan()}</small></dd></div>
                {pay}
                <div><dt>{tr!(l, "剩余积分", "Points left")}</dt><dd>{points(available - price.points)}</dd></div>
            </dl>
            {lots(l, sources, price.points)}
            <form class="form" method="post" data-live="" novalidate action=format!("/rewards/{}/redemption", reward.id)>
                <input type="hidden" name="idempotency_key" value=idempotency_key/>
                <input type="hidden" name="price" value=price.points.to_string()/>
                <input type="hidden" name="pay" value=price.pay.0.to_string()/>
                {inputs(l, fields)}
                <div class="form-actions">
                    <button class="btn btn-primary">{tr!(l, "确认兑换", "Redeem")}</button>
                    <a class="btn btn-quiet" href=format!("/rewards/{}", reward.id)>{tr!(l, "返回", "Back")}</a>
                </div>
            </form>
        </section>
    }
}

/// The lots that will be spent, in order; a long list is collapsed.
fn lots(l: Locale, sources: &[Source], mut missing: i64) -> impl IntoView + use<> {
    const SHOWN: usize = 4;
    let mut rows = Vec::new();
    for source in sources.iter().take_while(|_| missing > 0).collect::<Vec<_>>() {
        let taken = source.remaining.min(missing);
        missing -= taken;
        if taken > 0 {
            rows.push(lot(l, source, taken));
        }
    }
    let folded = rows.split_off(rows.len().min(SHOWN));
    let count = folded.len();
    let folded = (count > 0).then(|| {
        view! {
            <div class="faq">
                <details>
                    <summary>{tr!(l, "还有 {count} 笔", "{count} more")}<Icon name="chevron-down"/></summary>
                    <ul class="list">{folded}</ul>
                </details>
            </div>
        }
    });
    view! {
        <div class="stack stack-sm">
            <h3>{tr!(l, "使用这些积分（先到期的先用）", "Points to be spent (first to expire first)")}</h3>
            <ul class="list">{rows}</ul>
            {folded}
        </div>
    }
}

fn lot(l: Locale, source: &Source, taken: i64) -> AnyView {
    let (earned, expiries) = (l.day(source.earned_at), l.date(last_day(source.expires_at)));
    let from = l.pick(&source.label_zh, &source.label_en).to_owned();
    let left = source.remaining - taken;
    let left = (left > 0).then(|| {
        let left = points(left);
        view! { <span>{tr!(l, "该笔还剩 {left}", "{left} of these remain")}</span> }
    });
    view! {
        <li>
            <div class="list-body">
                <span>{from}</span>
                <span>
                    <span class="nowrap">{tr!(l, "{expiries} 到期", "use by {expiries}")}</span>" · "
                    <span class="nowrap">{tr!(l, "{earned} 获得", "earned {earned}")}</span>
                </span>
            </div>
            <div class="list-end"><strong class="neg num">{minus(taken)}</strong>{left}</div>
        </li>
    }
    .into_any()
}

fn inputs(l: Locale, fields: Fields) -> AnyView {
    match fields {
        Fields::None => ().into_any(),
        Fields::Post(contact) => post(l, contact).into_any(),
        Fields::Dealer(dealers) => dealer(l, &dealers).into_any(),
    }
}

fn post(l: Locale, contact: Contact) -> impl IntoView {
    view! {
        <div class="form-grid">
            <TextField name="recipient" label=tr!(l, "收件人", "Recipient") value=contact.name autocomplete="name" maxlength=40/>
            <TextField name="phone" label=tr!(l, "手机号", "Phone") value=contact.phone kind="tel" inputmode="tel" autocomplete="tel" maxlength=20/>
            <TextField name="province" label=tr!(l, "省 / 直辖市", "Province") value=contact.province autocomplete="address-level1" maxlength=20/>
            <TextField name="city" label=tr!(l, "城市", "City") value=contact.city autocomplete="address-level2" maxlength=20/>
            <TextField name="district" label=tr!(l, "区 / 县", "District") value=contact.district autocomplete="address-level3" maxlength=20/>
        </div>
        <TextField name="street" label=tr!(l, "详细地址", "Street and number") value=contact.street autocomplete="street-address" maxlength=100/>
    }
}

fn dealer(l: Locale, dealers: &[DealerChoice]) -> impl IntoView + use<> {
    let preferred = dealers.iter().find(|dealer| dealer.preferred).map(|dealer| dealer.id.to_string());
    let options = dealers.iter().map(|dealer| {
        let city = l.pick(&dealer.city, &dealer.city_en);
        (dealer.id.to_string(), format!("{city} · {}", l.pick(&dealer.name_zh, &dealer.name_en)))
    });
    let choose = (String::new(), tr!(l, "请选择", "Please choose"));
    view! {
        <SelectField name="dealer" label=tr!(l, "经销商", "Dealer") value=preferred.unwrap_or_default()
            options=std::iter::once(choose).chain(options).collect()/>
    }
}

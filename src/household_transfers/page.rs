//! `/me/points/transfer`.

use super::store::{self, Giver};
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::points::ops::rule_value;
use crate::points::rules::RuleCode;
use crate::ui::{Notice, PageHead, TextField};
use crate::values::points;
use crate::web::{Ctx, Owner, Page, use_ctx};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Owner) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let most = rule_value(&mut tx, RuleCode::Household, ctx.now).await?;
    if most == 0 {
        return Err(AppError::NotFound);
    }
    let giver = store::find_giver(&mut tx, me.customer, ctx.now).await?;
    let left = (most - store::given_this_month(&mut tx, me.customer, ctx.now).await?).max(0);
    drop(tx);
    let l = ctx.locale;
    let repeat = ctx.is_recent_repeat(giver.latest.zip(giver.latest_at));
    let title = tr!(l, "转赠家人", "Give points to family");
    Ok(ctx.page(title.clone(), move || {
        let crumbs = vec![("/me/points".to_owned(), tr!(l, "积分", "Points"))];
        let hint = (!giver.at_home).then(|| {
            let text = tr!(l, "双方须在个人资料中核实同一住址，且名下都有车辆。", "You both need the same verified address in your details and a car in your name.");
            view! { <Notice kind="warn">{text}" "<a href="/me/profile">{tr!(l, "去核实住址", "Verify address")}</a></Notice> }
        });
        let form = match repeat {
            true => once_more(l, &giver).into_any(),
            false => view! { <TransferForm available=giver.available most left/> }.into_any(),
        };
        view! {
            <PageHead title crumbs lead=tr!(l, "转给同住家人，即时到账。", "To family at your address, instantly.")/>
            <div class="stack wrap-narrow">
                {hint}
                {form}
            </div>
        }
    }))
}

/// Shown after a transfer: the member decides whether to make another one.
fn once_more(l: Locale, giver: &Giver) -> impl IntoView + use<> {
    let given = points(giver.latest_points.unwrap_or_default());
    let at = giver.latest_at.map(|at| l.date_time(at)).unwrap_or_default();
    let label = l.pick(giver.latest_zh.as_deref().unwrap_or_default(), giver.latest_en.as_deref().unwrap_or_default());
    let latest = giver.latest.unwrap_or_default();
    let said = tr!(l, "{at} 已{label}：{given} 积分。", "{label} on {at}: {given} points.");
    view! {
        <Notice kind="info">{said}</Notice>
        <div class="btn-row">
            <a class="btn" href=format!("/me/points/transfer?again={latest}")>{tr!(l, "再转赠一次", "Give again")}</a>
            <a class="btn btn-quiet" href="/me/points">{tr!(l, "查看积分明细", "View statement")}</a>
        </div>
    }
}

/// The balance, the rest of this month's limit, and the form. Submitting it twice transfers once.
#[component]
fn TransferForm(available: i64, most: i64, left: i64) -> impl IntoView {
    let ctx = use_ctx();
    let (l, idempotency_key) = (ctx.locale, ctx.idempotency_key());
    let (have, most, left) = (points(available), points(most), points(left));
    view! {
        <section class="confirm" aria-labelledby="transfer">
            <h2 id="transfer">{tr!(l, "转赠积分", "Give points")}</h2>
            <dl class="spec spec-1">
                <div><dt>{tr!(l, "现有积分", "Your points")}</dt><dd>{have}</dd></div>
                <div><dt>{tr!(l, "本月还可转赠", "Left to give this month")}</dt><dd>{left}<small>{tr!(l, "每月至多 {most}", "up to {most} a month")}</small></dd></div>
            </dl>
            <p><strong>{tr!(l, "转赠后不能撤回。", "Transfers cannot be undone.")}</strong>" "
                {tr!(l, "先到期的先转出，有效期不变；家人收到即可使用，不计入成长值。", "Points expiring first go first and keep their expiry date. They can be spent but don’t count towards tier.")}</p>
            <form class="form" method="post" data-live="" novalidate action="/me/points/transfer">
                <input type="hidden" name="idempotency_key" value=idempotency_key/>
                <TextField name="to" label=tr!(l, "家人的会员号", "Their member number") autocomplete="off" class="control-short"
                    hint=tr!(l, "如 M000000123，见对方“积分”页面的会员卡", "E.g. M000000123, on the member card of their Points page")/>
                <TextField name="points" label=tr!(l, "转赠积分数", "Amount") inputmode="numeric" class="control-short"
                    affix=tr!(l, "积分", "points")/>
                <div class="form-actions"><button class="btn btn-primary">{tr!(l, "确认转赠", "Give points")}</button></div>
            </form>
        </section>
    }
}

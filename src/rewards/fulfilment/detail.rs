//! `/admin/redemptions/{id}`: one redemption and its next step.

use super::detail_components::{Next, Where, action, detail};
use super::model::number;
use super::queries::{self, RedemptionDetail};
use crate::actions::{self, History};
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::rewards::messages;
use crate::ui::{Badge, PageHead};
use crate::values::{RedemptionId, points};
use crate::web::{Admin, Ctx, Id, Page, use_ctx};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Admin, Id(id): Id<RedemptionId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let redemption = queries::find_detail(&mut tx, id, me.account, ctx.now).await?.ok_or(AppError::NotFound)?;
    let mut done = actions::list(&mut tx, ("redemption", id.0), 12).await?;
    drop(tx);
    let (l, today) = (ctx.locale, ctx.today());
    for row in done.iter_mut().filter(|row| matches!(row.action.as_str(), "ship" | "correct_parcel")) {
        row.detail = detail(l, &row.detail);
    }
    let title = number(id);
    Ok(ctx.page(title.clone(), || {
        let (kind, state) = redemption.state_name(l, today);
        view! {
            <PageHead title crumbs=crumbs(l, None)><Badge kind text=state/></PageHead>
            <div class="split">
                <div class="stack"><What redemption=redemption.clone()/><Where redemption=redemption.clone()/></div>
                <aside class="stack" aria-label=tr!(l, "操作", "Actions")><Next redemption/><History done name=action/></aside>
            </div>
        }
    }))
}

/// Breadcrumbs to a redemption's pages, or to the queue.
pub fn crumbs(l: Locale, id: Option<RedemptionId>) -> Vec<(String, String)> {
    let queue = ("/admin/redemptions".to_owned(), tr!(l, "兑换履约", "Redemptions"));
    std::iter::once(queue).chain(id.map(|id| (format!("/admin/redemptions/{id}"), number(id)))).collect()
}

#[component]
fn What(redemption: RedemptionDetail) -> impl IntoView {
    let l = use_ctx().locale;
    let member = format!("/admin/members/{}", redemption.customer_id);
    let retail_value = (redemption.value_fen.0 > 0).then(|| redemption.value_fen.yuan());
    let pay = (redemption.pay_fen.0 > 0).then(|| redemption.pay_fen.yuan());
    let until = redemption.code_expires_on.map(|day| l.date(day));
    view! {
        <section class="card stack" aria-labelledby="what">
            <div><p class="eyebrow">{messages::kind(l, redemption.kind)}</p>
                <h2 id="what">{l.pick(&redemption.title_zh, &redemption.title_en).to_owned()}</h2></div>
            <dl class="spec spec-1">
                <div><dt>{tr!(l, "会员", "Member")}</dt>
                    <dd><a href=member>{redemption.name.masked()}</a>" "<span class="muted num">{redemption.member_no.to_string()}</span></dd></div>
                <div><dt>{tr!(l, "积分", "Points")}</dt><dd>{points(redemption.points)}</dd></div>
                {pay.map(|pay| view! { <div><dt>{tr!(l, "到店另付", "Pay at the dealer")}</dt><dd>{pay}</dd></div> })}
                {retail_value.map(|retail_value| view! { <div><dt>{tr!(l, "价值", "Value")}</dt><dd>{retail_value}</dd></div> })}
                <div><dt>{tr!(l, "兑换时间", "Redeemed")}</dt><dd>{l.date_time(redemption.created_at)}</dd></div>
                {until.map(|until| view! { <div><dt>{tr!(l, "有效期至", "Valid until")}</dt><dd>{until}</dd></div> })}
            </dl>
        </section>
    }
}

//! `/admin/redemptions/{id}/tracking`: corrects the recorded carrier and tracking number.

use super::cancellation::too_late;
use super::detail::crumbs;
use super::detail_components::ParcelFields;
use super::functions::{done, step};
use super::model::Shipment;
use super::ops;
use super::queries::find_detail;
use crate::error::{AppError, Result};
use crate::protocol::Post;
use crate::rewards::Flash;
use crate::rewards::model::RedemptionState;
use crate::ui::PageHead;
use crate::values::RedemptionId;
use crate::web::{Admin, Ctx, Id, Page, Redirect, use_ctx};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Admin, Id(id): Id<RedemptionId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let redemption = find_detail(&mut tx, id, me.account, ctx.now).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "更正运单号", "Correct tracking number");
    Ok(ctx.page(title.clone(), || {
        let back = format!("/admin/redemptions/{id}");
        let sent = redemption.carrier.zip(redemption.tracking_no.clone()).filter(|_| redemption.state == RedemptionState::Fulfilled);
        let body = match sent {
            Some((carrier, tracking_no)) => view! {
                <form class="form card" method="post" novalidate>
                    <p class="hint">{tr!(l, "更正后，新运单号会短信通知车主。", "The owner will be notified of the new number by SMS.")}</p>
                    <input type="hidden" name="seen" value=format!("{carrier} {tracking_no}")/>
                    <ParcelFields carrier=Some(carrier) tracking_no/>
                    <div class="form-actions">
                        <button class="btn btn-primary">{tr!(l, "更正并通知车主", "Correct and notify")}</button>
                        <a class="btn btn-quiet" href=back>{tr!(l, "返回", "Back")}</a>
                    </div>
                </form>
            }
            .into_any(),
            None => {
                too_late(l, id, tr!(l, "此兑换没有在途的包裹。", "This redemption has no parcel in transit."))
            }
        };
        view! { <PageHead title crumbs=crumbs(l, Some(id))/>{body} }
    }))
}

/// Replaces the parcel that was `seen` with another carrier and tracking number.
#[server(prefix = "", endpoint = "/admin/redemptions/{id}/tracking", protocol = Post)]
pub async fn correct_parcel(id: RedemptionId, shipment: Shipment, seen: String) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::correct_parcel(&mut tx, step(&ctx, me, id), &seen, &shipment).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::ParcelCorrected))
}

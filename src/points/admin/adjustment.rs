//! `/admin/points/adjustments/{id}`: an adjustment, its reason, and the second administrator's decision.

use super::account::crumbs;
use super::model::{AdjustmentState, REASON};
use super::queries::{self, AdjustmentDetail};
use crate::error::{AppError, Result};
use crate::ui::{Badge, Notice, PageHead, TextField};
use crate::values::{AdjustmentId, points, points_signed};
use crate::web::{Admin, Ctx, Id, Page, use_locale};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Admin, Id(id): Id<AdjustmentId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let detail = queries::find_detail(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "积分调整 #{id}", "Adjustment #{id}");
    Ok(ctx.page(title.clone(), move || {
        let (kind, state) = detail.state.badge(l);
        let own = detail.proposed_by == me.account;
        let next = (detail.state == AdjustmentState::Proposed).then(|| {
            view! { <aside class="stack" aria-label=tr!(l, "复核", "Approval")><Decide id own/></aside> }
        });
        let class = if next.is_some() { "split" } else { "stack" };
        view! {
            <PageHead title crumbs=crumbs(l)><Badge kind text=state/></PageHead>
            <div class=class><What detail/>{next}</div>
        }
    }))
}

#[component]
fn What(detail: AdjustmentDetail) -> impl IntoView {
    let l = use_locale();
    let account = format!("/admin/points/members/{}", detail.customer_id);
    let (single_limit, version) = (points(detail.single_limit), detail.rule_version);
    let decided = detail.decided_at.map(|at| {
        let name =
            detail.decider.clone().unwrap_or_else(|| tr!(l, "额度以内，无需复核", "within the single-approver limit"));
        let what = match detail.state {
            AdjustmentState::Declined => tr!(l, "驳回", "Declined"),
            _ => tr!(l, "入账", "Posted"),
        };
        view! { <div><dt>{what}</dt><dd>{name}<small>{l.date_time(at)}</small></dd></div> }
    });
    let declined = detail.decline_reason.map(|reason| {
        view! { <div><dt>{tr!(l, "驳回原因", "Reason for declining")}</dt><dd>{reason}</dd></div> }
    });
    view! {
        <section class="card stack" aria-labelledby="what">
            <h2 id="what">{points_signed(detail.points)}" "{tr!(l, "积分", "points")}</h2>
            <dl class="spec spec-1">
                <div><dt>{tr!(l, "会员", "Member")}</dt>
                    <dd><a href=account>{detail.name.masked()}</a>" "<span class="muted num">{detail.member_no.to_string()}</span></dd></div>
                <div><dt>{tr!(l, "原因", "Reason")}</dt><dd>{detail.reason}</dd></div>
                <div><dt>{tr!(l, "会员看到的说明", "Shown to the member")}</dt><dd>{detail.reason_code.name(l)}</dd></div>
                <div><dt>{tr!(l, "提出", "Proposed")}</dt><dd>{detail.proposer}<small>{l.date_time(detail.proposed_at)}</small></dd></div>
                {decided}{declined}
                <div><dt>{tr!(l, "复核线", "Single-approver limit")}</dt>
                    <dd>{tr!(l, "{single_limit} 分（规则第 {version} 版）", "{single_limit} points (rule v{version})")}</dd></div>
            </dl>
        </section>
    }
}

/// Approves or declines; a proposer can only withdraw their own.
#[component]
fn Decide(id: AdjustmentId, own: bool) -> impl IntoView {
    let l = use_locale();
    let base = format!("/admin/points/adjustments/{id}");
    let approve = if own {
        let text = tr!(
            l,
            "这是您提出的调整，须由另一位管理员批准；您可以撤回。",
            "You proposed this, so another administrator must approve it. You can withdraw it."
        );
        view! { <Notice kind="info">{text}</Notice> }.into_any()
    } else {
        view! {
            <form class="form" method="post" novalidate action=format!("{base}/approval")>
                <p class="hint">{tr!(l, "批准后立即入账，不能撤销；如有误，须另做一笔反向调整。",
                    "Posted at once and cannot be undone. To correct it, make an opposite adjustment.")}</p>
                <div class="form-actions"><button class="btn btn-primary btn-block">{tr!(l, "批准并入账", "Approve and post")}</button></div>
            </form>
        }
        .into_any()
    };
    let (label, verb) = if own {
        (tr!(l, "撤回原因", "Reason for withdrawing"), tr!(l, "撤回", "Withdraw"))
    } else {
        (tr!(l, "驳回原因", "Reason for declining"), tr!(l, "驳回", "Decline"))
    };
    view! {
        <section class="card stack" aria-labelledby="next">
            <h2 id="next">{tr!(l, "复核", "Approval")}</h2>
            {approve}
            <form class="form" method="post" novalidate action=format!("{base}/rejection")>
                <TextField name="reason" label maxlength=REASON as u32/>
                <div class="form-actions"><button class="btn btn-danger btn-block">{verb}</button></div>
            </form>
        </section>
    }
}

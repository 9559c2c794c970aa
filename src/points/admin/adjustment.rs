//! `/admin/points/adjustments/{id}`: what is to be adjusted and why, and what a second administrator says to it.

use super::account::crumbs;
use super::look::{self, Shown};
use super::model::{AdjustmentState, REASON};
use crate::error::{AppError, Result};
use crate::ui::{Badge, Notice, PageHead, TextField};
use crate::values::{AdjustmentId, points, points_signed};
use crate::web::{Admin, Ctx, Id, Page, use_locale};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Admin, Id(id): Id<AdjustmentId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let shown = look::find_shown(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "积分调整 #{id}", "Adjustment #{id}");
    Ok(ctx.page(title.clone(), move || {
        let (kind, state) = shown.state.badge(l);
        let own = shown.proposed_by == me.account;
        let next = (shown.state == AdjustmentState::Proposed).then(|| {
            view! { <aside class="stack" aria-label=tr!(l, "复核", "Approval")><Decide id own/></aside> }
        });
        let class = if next.is_some() { "split" } else { "stack" };
        view! {
            <PageHead title crumbs=crumbs(l)><Badge kind text=state/></PageHead>
            <div class=class><What shown/>{next}</div>
        }
    }))
}

#[component]
fn What(shown: Shown) -> impl IntoView {
    let l = use_locale();
    let account = format!("/admin/points/members/{}", shown.customer_id);
    let (alone, version) = (points(shown.alone), shown.rule_version);
    let decided = shown.decided_at.map(|at| {
        let name =
            shown.decider.clone().unwrap_or_else(|| tr!(l, "额度以内，无需复核", "within what one may do alone"));
        let what = match shown.state {
            AdjustmentState::Declined => tr!(l, "驳回", "Declined"),
            _ => tr!(l, "入账", "Posted"),
        };
        view! { <div><dt>{what}</dt><dd>{name}<small>{l.date_time(at)}</small></dd></div> }
    });
    let declined = shown.decline_reason.map(|reason| {
        view! { <div><dt>{tr!(l, "驳回原因", "Declined because")}</dt><dd>{reason}</dd></div> }
    });
    view! {
        <section class="card stack" aria-labelledby="what">
            <h2 id="what">{points_signed(shown.points)}" "{tr!(l, "积分", "points")}</h2>
            <dl class="spec spec-1">
                <div><dt>{tr!(l, "会员", "Member")}</dt>
                    <dd><a href=account>{shown.name.masked()}</a>" "<span class="muted num">{shown.member_no.to_string()}</span></dd></div>
                <div><dt>{tr!(l, "原因", "Reason")}</dt><dd>{shown.reason}</dd></div>
                <div><dt>{tr!(l, "会员看到的说明", "What the member reads")}</dt><dd>{shown.told.name(l)}</dd></div>
                <div><dt>{tr!(l, "提出", "Proposed")}</dt><dd>{shown.proposer}<small>{l.date_time(shown.proposed_at)}</small></dd></div>
                {decided}{declined}
                <div><dt>{tr!(l, "复核线", "Alone up to")}</dt>
                    <dd>{tr!(l, "{alone} 分（规则第 {version} 版）", "{alone} points (rule v{version})")}</dd></div>
            </dl>
        </section>
    }
}

/// Approve or decline; one's own can only be withdrawn.
#[component]
fn Decide(id: AdjustmentId, own: bool) -> impl IntoView {
    let l = use_locale();
    let base = format!("/admin/points/adjustments/{id}");
    let approve = if own {
        let text = tr!(
            l,
            "这是您提出的调整，须由另一位管理员批准；您可以撤回。",
            "You proposed this: another administrator has to approve it. You can withdraw it."
        );
        view! { <Notice kind="info">{text}</Notice> }.into_any()
    } else {
        view! {
            <form class="form" method="post" novalidate action=format!("{base}/approval")>
                <p class="hint">{tr!(l, "批准后立即入账，不能撤销，只能再做一笔相反的调整。",
                    "It is posted at once. It cannot be undone, only made up for by another adjustment.")}</p>
                <div class="form-actions"><button class="btn btn-primary btn-block">{tr!(l, "批准并入账", "Approve and post")}</button></div>
            </form>
        }
        .into_any()
    };
    let (label, verb) = if own {
        (tr!(l, "撤回原因", "Why it is withdrawn"), tr!(l, "撤回", "Withdraw"))
    } else {
        (tr!(l, "驳回原因", "Why it is declined"), tr!(l, "驳回", "Decline"))
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

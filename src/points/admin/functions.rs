//! Administrators' forms for points.

use super::model::{AdjustmentReason, AdjustmentState, Direction, MOST, REASON};
use super::ops::{self, Proposal};
use crate::error::{Problem, Result};
use crate::files::{self, Why, need_open};
use crate::points::Flash;
use crate::protocol::Post;
use crate::values::{AdjustmentId, CustomerId};
use crate::web::{Form, FromForm, IdempotencyKey, Line, Reader, Redirect, use_ctx};
use leptos::prelude::*;

/// Opens a member's file, and the account with it, for half an hour.
#[server(prefix = "", endpoint = "/admin/points/members/{id}", protocol = Post)]
pub async fn open_account(id: CustomerId, why: Why) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    files::open(&ctx, me.account, id, &why).await?;
    Ok(Redirect::to(format!("/admin/points/members/{id}")))
}

/// An adjustment as typed.
struct Asked {
    /// Positive gives, negative takes.
    points: i64,
    reason: String,
    reason_code: AdjustmentReason,
}

impl FromForm for Asked {
    fn read(f: &mut Reader<'_>) -> Option<Self> {
        let direction = f.choose("direction", |code| Direction::from_code(code).ok_or(Problem::NotAChoice));
        let points = f.number("points", 1..=MOST);
        let reason = f.text("reason", REASON);
        let mut reason_code =
            f.parse("reason_code", |code| AdjustmentReason::from_code(code).ok_or(Problem::NotAChoice));
        if reason_code.zip(direction).is_some_and(|(reason_code, direction)| !reason_code.suits(direction)) {
            reason_code = f.wrong("reason_code", Problem::NotAChoice);
        }
        Some(Self { points: direction?.signed(points?), reason: reason?, reason_code: reason_code? })
    }
}

/// Adjusts points of a member whose file is open, which is checked before anything else in the form.
#[server(prefix = "", endpoint = "/admin/points/members/{id}/adjustments", protocol = Post)]
pub async fn adjust_points(id: CustomerId, idempotency_key: IdempotencyKey, form: Form) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    need_open(&ctx, &form, me.account, id).await?;
    let mut f = form.reader();
    let asked = Asked::read(&mut f);
    let Asked { points, reason, reason_code } = f.finish(|| asked)?;
    let idempotency_key = idempotency_key.get()?;
    let mut tx = ctx.app.db.write().await?;
    let proposal = Proposal {
        customer: id,
        points,
        reason: &reason,
        reason_code,
        by: me.account,
        idempotency_key: &idempotency_key,
        now: ctx.now,
    };
    let proposed = ops::propose(&mut tx, &proposal).await?;
    tx.commit().await?;
    Ok(match proposed.state {
        AdjustmentState::Proposed => Redirect::to(address(proposed.id)).with(Flash::AdjustmentProposed),
        _ => Redirect::to(format!("/admin/points/members/{id}")).with(Flash::PointsAdjusted),
    })
}

/// Posts what another administrator proposed.
#[server(prefix = "", endpoint = "/admin/points/adjustments/{id}/approval", protocol = Post)]
pub async fn approve_adjustment(id: AdjustmentId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::approve(&mut tx, id, me.account, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(address(id)).with(Flash::AdjustmentApproved))
}

/// Declines a proposal for a reason.
#[server(prefix = "", endpoint = "/admin/points/adjustments/{id}/rejection", protocol = Post)]
pub async fn decline_adjustment(id: AdjustmentId, reason: Line<REASON>) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::decline(&mut tx, id, me.account, &reason.0, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(address(id)).with(Flash::AdjustmentDeclined))
}

fn address(id: AdjustmentId) -> String {
    format!("/admin/points/adjustments/{id}")
}

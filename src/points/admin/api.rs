//! Administrators' forms.

use super::model::{AdjustmentState, Direction, MOST, REASON, Told};
use super::ops::{self, Proposal};
use crate::error::{AppError, Problem, Refusal, Result};
use crate::files::{insert_access, need_open, read_why};
use crate::values::{AdjustmentId, CustomerId};
use crate::web::{Admin, Ctx, Done, Flash, Form, Id};
use uuid::Uuid;

/// Opens a member's file for half an hour, and the account with it.
pub async fn open(ctx: Ctx, me: Admin, Id(id): Id<CustomerId>, form: Form) -> Result<Done> {
    let why = read_why(&form)?;
    let mut tx = ctx.app.db.write().await?;
    if insert_access(&mut tx, (me.account, id), &why, ctx.now).await? == 0 {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(Done::to(format!("/admin/points/members/{id}")))
}

/// Gives or takes points of a member whose file is open.
pub async fn adjust(ctx: Ctx, me: Admin, Id(id): Id<CustomerId>, form: Form) -> Result<Done> {
    need_open(&ctx, &form, me.account, id).await?;
    let mut f = form.reader();
    let direction = f.choose("direction", |code| Direction::from_code(code).ok_or(Problem::NotAChoice));
    let points = f.number("points", 1..=MOST);
    let reason = f.text("reason", REASON);
    let mut told = f.parse("told", |code| Told::from_code(code).ok_or(Problem::NotAChoice));
    if told.zip(direction).is_some_and(|(told, direction)| !told.suits(direction)) {
        told = f.wrong("told", Problem::NotAChoice);
    }
    let (points, reason, told) = f.finish(|| Some((direction?.signed(points?), reason?, told?)))?;
    // It stands in the page; without it, the page is not one of ours.
    let key = Uuid::parse_str(form.get("key")).map_err(|_| Refusal::Stale)?.to_string();
    let mut tx = ctx.app.db.write().await?;
    let proposal = Proposal { customer: id, points, reason: &reason, told, by: me.account, key: &key, now: ctx.now };
    let proposed = ops::propose(&mut tx, &proposal).await?;
    tx.commit().await?;
    Ok(match proposed.state {
        AdjustmentState::Proposed => Done::to(address(proposed.id)).with(Flash::AdjustmentProposed),
        _ => Done::to(format!("/admin/points/members/{id}")).with(Flash::PointsAdjusted),
    })
}

pub async fn approve(ctx: Ctx, me: Admin, Id(id): Id<AdjustmentId>) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    ops::approve(&mut tx, id, me.account, ctx.now).await?;
    tx.commit().await?;
    Ok(Done::to(address(id)).with(Flash::AdjustmentApproved))
}

pub async fn decline(ctx: Ctx, me: Admin, Id(id): Id<AdjustmentId>, form: Form) -> Result<Done> {
    let mut f = form.reader();
    let reason = f.text("reason", REASON);
    let reason = f.finish(|| reason)?;
    let mut tx = ctx.app.db.write().await?;
    ops::decline(&mut tx, id, me.account, &reason, ctx.now).await?;
    tx.commit().await?;
    Ok(Done::to(address(id)).with(Flash::AdjustmentDeclined))
}

fn address(id: AdjustmentId) -> String {
    format!("/admin/points/adjustments/{id}")
}

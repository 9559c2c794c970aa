//! What administrators do with a project; each is on record.

use super::input::{ProjectInput, Report};
use super::store as admin_store;
use crate::actions;
use crate::charity::model::{ProjectStatus, moved};
use crate::charity::store::{LockedProject, lock_project};
use crate::db::Tx;
use crate::drafts::{self, Subject, Submission};
use crate::error::{AppError, Problem, Refusal, Result};
use crate::pictures;
use crate::values::{AccountId, ProjectId, points};
use chrono::{DateTime, Utc};

/// Who does it, to which project, seen in which version, when.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub by: AccountId,
    pub id: ProjectId,
    pub version: i64,
    pub now: DateTime<Utc>,
}

/// A draft: one for one form.
pub async fn create(tx: &mut Tx, sent: &Submission, input: &ProjectInput) -> Result<ProjectId> {
    if let Some(id) = drafts::find_or_claim(tx, sent, Subject::CharityProject).await? {
        return Ok(ProjectId(id));
    }
    pictures::may_show(tx, sent.by, &input.picture, None).await?;
    let id = admin_store::insert_project(tx, input).await?;
    drafts::settle(tx, sent, id.0).await?;
    actions::insert(tx, sent.by, ("create", "charity", id.0), &points(input.goal_points), sent.now).await?;
    Ok(id)
}

/// Saves what was typed, if nobody changed the project since this version. Its total stays what was given.
pub async fn save(tx: &mut Tx, step: Step, input: &ProjectInput) -> Result<()> {
    let before = step.lock(tx).await?;
    // Whoever gave must find it where it was.
    if before.donated_points > 0 && input.visible_from > step.now {
        return Err(AppError::field("visible_from", Problem::Donated));
    }
    pictures::may_show(tx, step.by, &input.picture, Some(&before.picture)).await?;
    if !admin_store::update_project(tx, (step.id, step.version), input).await? {
        return Err(Refusal::Stale.into());
    }
    let detail = match before.goal_points == input.goal_points {
        true => String::new(),
        false => format!("{} → {}", points(before.goal_points), points(input.goal_points)),
    };
    step.note(tx, "edit", &detail).await
}

/// Puts a draft on show, from its first day on.
pub async fn publish(tx: &mut Tx, step: Step) -> Result<()> {
    let before = step.lock(tx).await?;
    if admin_store::publish(tx, (step.id, step.version), step.now).await? {
        return step.note(tx, "publish", "").await;
    }
    Err(match before {
        _ if before.status != ProjectStatus::Draft => Refusal::Handled,
        _ if before.visible_until.is_some_and(|until| until <= step.now) => Refusal::WrongState,
        _ => Refusal::Stale,
    }
    .into())
}

/// Removes a draft; that it was there stays on record.
pub async fn delete(tx: &mut Tx, step: Step) -> Result<()> {
    let before = step.lock(tx).await?;
    if before.status != ProjectStatus::Draft {
        return Err(Refusal::WrongState.into());
    }
    if !admin_store::delete_draft(tx, (step.id, step.version)).await? {
        return Err(Refusal::Stale.into());
    }
    step.note(tx, "delete", &before.title_zh).await
}

/// Ends a project that is on show and says what the money did; one that has ended gets a newer report.
pub async fn close(tx: &mut Tx, step: Step, report: &Report) -> Result<()> {
    let before = step.lock(tx).await?;
    if admin_store::close(tx, (step.id, step.version), report, step.now).await? {
        let action = if before.status == ProjectStatus::Closed { "report" } else { "close" };
        return step.note(tx, action, "").await;
    }
    Err(if before.status == ProjectStatus::Draft { Refusal::WrongState } else { Refusal::Stale }.into())
}

/// A button beside a project: one place up or down, from the place where it was seen.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    pub by: AccountId,
    pub id: ProjectId,
    pub up: bool,
    pub seen: i64,
    pub now: DateTime<Utc>,
}

/// Changes places with the neighbour among those of its status, which is returned; nothing at the end. A button pressed
/// twice, or by two, counts once.
pub async fn reorder(tx: &mut Tx, step: Move) -> Result<ProjectStatus> {
    let (status, _) = admin_store::find_position(tx, step.id).await?.ok_or(AppError::NotFound)?;
    let mut positions = admin_store::lock_positions(tx, status).await?;
    positions.sort_by_key(|(id, position)| (*position, *id));
    // It may have moved, or got another status, before the lock.
    if !positions.contains(&(step.id, step.seen)) {
        return Err(Refusal::Stale.into());
    }
    let changed = moved(&positions, step.id, step.up);
    for (id, position) in &changed {
        admin_store::set_position(tx, *id, *position).await?;
    }
    if !changed.is_empty() {
        let arrow = if step.up { "↑" } else { "↓" };
        actions::insert(tx, step.by, ("move", "charity", step.id.0), arrow, step.now).await?;
    }
    Ok(status)
}

impl Step {
    async fn lock(self, tx: &mut Tx) -> Result<LockedProject> {
        lock_project(tx, self.id).await?.ok_or(AppError::NotFound)
    }

    async fn note(self, tx: &mut Tx, action: &str, detail: &str) -> Result<()> {
        actions::insert(tx, self.by, (action, "charity", self.id.0), detail, self.now).await
    }
}

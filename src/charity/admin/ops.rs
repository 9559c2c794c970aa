//! What administrators do with a project; every action is recorded.

use super::fields;
use super::input::{ProjectInput, Report};
use super::store as admin_store;
use crate::actions::{self, Edit, Tally, Values, in_lock_order, insert_edit};
use crate::charity::model::{ProjectStatus, moved};
use crate::charity::store::{LockedProject, find_any_project, lock_project};
use crate::db::Tx;
use crate::drafts::{self, Subject, Submission};
use crate::error::{AppError, Conflict, Problem, Result};
use crate::pictures;
use crate::values::{AccountId, ProjectId, points};
use chrono::{DateTime, Utc};

/// Who acts on which project, which version they saw, and when.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub by: AccountId,
    pub id: ProjectId,
    pub version: i64,
    pub now: DateTime<Utc>,
}

/// Creates a draft; resubmitting the same form returns the same draft.
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

/// Saves an edit if the project has not changed since the version that was seen. The total is unaffected.
pub async fn save(tx: &mut Tx, step: Step, input: &ProjectInput) -> Result<()> {
    let before = step.lock(tx).await?;
    // Donors must still find the project.
    if before.donated_points > 0 && input.visible_from > step.now {
        return Err(AppError::field("visible_from", Problem::Donated));
    }
    pictures::may_show(tx, step.by, &input.picture, Some(&before.picture)).await?;
    let values_before = step.values(tx).await?;
    if !admin_store::update_project(tx, (step.id, step.version), input).await? {
        return Err(Conflict::Stale.into());
    }
    let after = step.values(tx).await?;
    let edit = Edit {
        by: step.by,
        action: "edit",
        subject: "charity",
        id: step.id.0,
        version: step.version + 1,
        at: step.now,
    };
    insert_edit(tx, edit, &values_before, &after).await
}

/// Publishes a draft, visible from its first day on.
pub async fn publish(tx: &mut Tx, step: Step) -> Result<()> {
    let before = step.lock(tx).await?;
    if admin_store::publish(tx, (step.id, step.version), step.now).await? {
        return step.note(tx, "publish", "").await;
    }
    Err(match before {
        _ if before.status != ProjectStatus::Draft => Conflict::Handled,
        _ if before.visible_until.is_some_and(|until| until <= step.now) => Conflict::WrongState,
        _ => Conflict::Stale,
    }
    .into())
}

/// Publishes each of these drafts if possible; returns how many were published and how many were left.
pub async fn publish_several(
    tx: &mut Tx,
    by: AccountId,
    ids: Vec<ProjectId>,
    now: DateTime<Utc>,
) -> Result<(i64, i64)> {
    let mut tally = Tally::default();
    for id in in_lock_order(ids) {
        let version = admin_store::lock_version(tx, id).await?.unwrap_or_default();
        tally.count(publish(tx, Step { by, id, version, now }).await)?;
    }
    tally.finish()
}

/// Deletes a draft; the action remains on record.
pub async fn delete(tx: &mut Tx, step: Step) -> Result<()> {
    let before = step.lock(tx).await?;
    if before.status != ProjectStatus::Draft {
        return Err(Conflict::WrongState.into());
    }
    if !admin_store::delete_draft(tx, (step.id, step.version)).await? {
        return Err(Conflict::Stale.into());
    }
    step.note(tx, "delete", &before.title_zh).await
}

/// Closes a published project with a report, or replaces the report of a closed one.
pub async fn close(tx: &mut Tx, step: Step, report: &Report) -> Result<()> {
    let before = step.lock(tx).await?;
    if admin_store::close(tx, (step.id, step.version), report, step.now).await? {
        let action = if before.status == ProjectStatus::Closed { "report" } else { "close" };
        return step.note(tx, action, "").await;
    }
    Err(if before.status == ProjectStatus::Draft { Conflict::WrongState } else { Conflict::Stale }.into())
}

/// A press of a move button: up or down by one, from the position where the project was seen.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    pub by: AccountId,
    pub id: ProjectId,
    pub up: bool,
    pub seen: i64,
    pub now: DateTime<Utc>,
}

/// Swaps a project with its neighbour of the same status, if there is one, and returns that status. A button pressed
/// twice, or by two people, moves it once.
pub async fn reorder(tx: &mut Tx, step: Move) -> Result<ProjectStatus> {
    let (status, _) = admin_store::find_position(tx, step.id).await?.ok_or(AppError::NotFound)?;
    let mut positions = admin_store::lock_positions(tx, status).await?;
    positions.sort_by_key(|(id, position)| (*position, *id));
    // It may have moved or changed status before the lock was taken.
    if !positions.contains(&(step.id, step.seen)) {
        return Err(Conflict::Stale.into());
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

    /// The form's field values of the project, which must be locked.
    async fn values(self, tx: &mut Tx) -> Result<Values> {
        let project = find_any_project(tx, self.id, self.now).await?.ok_or(AppError::NotFound)?;
        Ok(fields::values(&project))
    }

    async fn note(self, tx: &mut Tx, action: &str, detail: &str) -> Result<()> {
        actions::insert(tx, self.by, (action, "charity", self.id.0), detail, self.now).await
    }
}

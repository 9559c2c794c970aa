//! What administrators do with a project; each is on record.

use super::input::{ProjectInput, Report};
use super::store as desk;
use crate::actions;
use crate::charity::model::ProjectStatus;
use crate::charity::store::{LockedProject, lock_project};
use crate::db::Tx;
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

pub async fn create(tx: &mut Tx, by: AccountId, input: &ProjectInput, now: DateTime<Utc>) -> Result<ProjectId> {
    check_picture(tx, input).await?;
    let id = desk::insert_project(tx, input).await?;
    actions::insert(tx, by, ("create", "charity", id.0), "", now).await?;
    Ok(id)
}

/// Saves what was typed, if nobody changed the project since this version. Its total stays what was given.
pub async fn save(tx: &mut Tx, step: Step, input: &ProjectInput) -> Result<()> {
    let before = step.lock(tx).await?;
    check_picture(tx, input).await?;
    if !desk::update_project(tx, (step.id, step.version), input).await? {
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
    if desk::publish(tx, (step.id, step.version), step.now).await? {
        return step.note(tx, "publish", "").await;
    }
    Err(match before {
        _ if before.status != ProjectStatus::Draft => Refusal::Handled,
        _ if before.visible_until.is_some_and(|until| until <= step.now) => Refusal::WrongState,
        _ => Refusal::Stale,
    }
    .into())
}

/// Ends a project that is on show and says what the money did; one that has ended gets a newer report.
pub async fn close(tx: &mut Tx, step: Step, report: &Report) -> Result<()> {
    let before = step.lock(tx).await?;
    if desk::close(tx, (step.id, step.version), report, step.now).await? {
        let action = if before.status == ProjectStatus::Closed { "report" } else { "close" };
        return step.note(tx, action, "").await;
    }
    Err(if before.status == ProjectStatus::Draft { Refusal::WrongState } else { Refusal::Stale }.into())
}

/// What is drawn is there; what was uploaded may not be.
async fn check_picture(tx: &mut Tx, input: &ProjectInput) -> Result<()> {
    if pictures::is_address(&input.picture) && !pictures::is_there(tx, &input.picture).await? {
        return Err(AppError::field("picture", Problem::NotAChoice));
    }
    Ok(())
}

impl Step {
    async fn lock(self, tx: &mut Tx) -> Result<LockedProject> {
        lock_project(tx, self.id).await?.ok_or(AppError::NotFound)
    }

    async fn note(self, tx: &mut Tx, action: &str, detail: &str) -> Result<()> {
        actions::insert(tx, self.by, (action, "charity", self.id.0), detail, self.now).await
    }
}

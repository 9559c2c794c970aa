//! SQL of charity administration. Each change applies only to the version that was seen.

use super::input::{ProjectInput, Report};
use crate::charity::model::ProjectStatus;
use crate::clock::Span;
use crate::db::Tx;
use crate::error::Result;
use crate::values::{Fen, MemberNo, ProjectId};
use crate::{for_update, sql};
use chrono::{DateTime, Utc};

/// Inserts a draft after all others.
pub async fn insert_project(tx: &mut Tx, p: &ProjectInput) -> Result<ProjectId> {
    Ok(sql!(
        tx,
        scalar ProjectId,
        "INSERT INTO charity_projects (status, title_zh, title_en, body_zh, body_en, partner_zh, partner_en, picture, \
         goal_points, visible_from, visible_until, position) \
         SELECT 'draft', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, COALESCE(MAX(position), 0) + 10 \
         FROM charity_projects RETURNING id",
        &p.title_zh,
        &p.title_en,
        &p.body_zh,
        &p.body_en,
        &p.partner_zh,
        &p.partner_en,
        &p.picture,
        p.goal_points,
        p.visible_from,
        p.visible_until
    )?)
}

/// Returns false if the version has changed.
pub async fn update_project(tx: &mut Tx, (id, version): (ProjectId, i64), p: &ProjectInput) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE charity_projects SET title_zh = $3, title_en = $4, body_zh = $5, body_en = $6, partner_zh = $7, \
         partner_en = $8, picture = $9, goal_points = $10, visible_from = $11, visible_until = $12, \
         version = version + 1 WHERE id = $1 AND version = $2",
        id,
        version,
        &p.title_zh,
        &p.title_en,
        &p.body_zh,
        &p.body_en,
        &p.partner_zh,
        &p.partner_en,
        &p.picture,
        p.goal_points,
        p.visible_from,
        p.visible_until
    )?;
    Ok(changed == 1)
}

/// Returns false if it is not a draft of that version.
pub async fn delete_draft(tx: &mut Tx, (id, version): (ProjectId, i64)) -> Result<bool> {
    let query = "DELETE FROM charity_projects WHERE id = $1 AND version = $2 AND status = 'draft'";
    Ok(sql!(tx, execute, query, id, version)? == 1)
}

/// Returns false if it is not a draft of that version, or its period is over.
pub async fn publish(tx: &mut Tx, (id, version): (ProjectId, i64), now: DateTime<Utc>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE charity_projects SET status = 'published', version = version + 1 WHERE id = $1 AND version = $2 \
         AND status = 'draft' AND (visible_until IS NULL OR visible_until > $3)",
        id,
        version,
        now
    )?;
    Ok(changed == 1)
}

/// Locks a project and returns its version.
pub async fn lock_version(tx: &mut Tx, id: ProjectId) -> Result<Option<i64>> {
    Ok(for_update!(tx, optional_scalar i64, "SELECT version FROM charity_projects WHERE id = $1", id)?)
}

/// Closes a project with a report, or replaces the report of a closed one; false if the version has changed.
pub async fn close(tx: &mut Tx, (id, version): (ProjectId, i64), report: &Report, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE charity_projects SET status = 'closed', closed_at = COALESCE(closed_at, $3), report_zh = $4, \
         report_en = $5, version = version + 1 WHERE id = $1 AND version = $2 AND status IN ('published', 'closed')",
        id,
        version,
        now,
        &report.zh,
        &report.en
    )?;
    Ok(changed == 1)
}

/// Returns the status and position of a project.
pub async fn find_position(tx: &mut Tx, id: ProjectId) -> Result<Option<(ProjectStatus, i64)>> {
    let query = "SELECT status, position FROM charity_projects WHERE id = $1";
    Ok(sql!(tx, optional(ProjectStatus, i64), query, id)?)
}

/// Locks the projects of a status against reordering and returns their positions.
pub async fn lock_positions(tx: &mut Tx, status: ProjectStatus) -> Result<Vec<(ProjectId, i64)>> {
    Ok(for_update!(
        tx,
        all(ProjectId, i64),
        "SELECT id, position FROM charity_projects WHERE status = $1 ORDER BY id",
        status
    )?)
}

pub async fn set_position(tx: &mut Tx, id: ProjectId, position: i64) -> Result<()> {
    sql!(tx, execute, "UPDATE charity_projects SET position = $2 WHERE id = $1", id, position)?;
    Ok(())
}

/// Counts the projects in each status.
pub async fn count_by_status(tx: &mut Tx) -> Result<Vec<(ProjectStatus, i64)>> {
    Ok(sql!(tx, all(ProjectStatus, i64), "SELECT status, COUNT(*) FROM charity_projects GROUP BY status")?)
}

/// A donation as it is exported; the member number is masked later.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Exported {
    pub receipt_no: String,
    /// The project's title at the time of the donation.
    pub title_zh: String,
    pub title_en: String,
    pub member_no: Option<MemberNo>,
    pub points: i64,
    pub fen: Fen,
    pub at: DateTime<Utc>,
}

/// Lists a project's donations in a span, newest first.
pub async fn list_exported(tx: &mut Tx, id: ProjectId, span: Span, most: i64) -> Result<Vec<Exported>> {
    Ok(sql!(
        tx,
        all Exported,
        "SELECT d.receipt_no, d.title_zh, d.title_en, m.member_no, d.points, d.fen, d.at FROM donations d \
         LEFT JOIN members m ON m.customer_id = d.customer_id WHERE d.project_id = $1 AND d.at >= $2 AND d.at < $3 \
         ORDER BY d.id DESC LIMIT $4",
        id,
        span.from,
        span.until,
        most
    )?)
}

//! SQL of projects and donations.

mod donations;

pub use donations::{Donation, Funds, Latest, find_donation, find_funds, find_latest, list_donations, sum_donations};

use super::model::ProjectStatus;
use super::ops::DonationRequest;
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::values::{DonationId, Fen, ProjectId, TransferId};
use crate::web::{Cursor, Slice};
use crate::{for_update, sql};
use chrono::{DateTime, Utc};

/// A project that is locked against donations and changes until the transaction ends.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LockedProject {
    pub id: ProjectId,
    pub status: ProjectStatus,
    pub title_zh: String,
    pub title_en: String,
    pub partner_zh: String,
    pub partner_en: String,
    pub picture: String,
    pub goal_points: i64,
    pub donated_points: i64,
    pub visible_from: DateTime<Utc>,
    pub visible_until: Option<DateTime<Utc>>,
}

pub async fn lock_project(tx: &mut Tx, id: ProjectId) -> Result<Option<LockedProject>> {
    Ok(for_update!(
        tx,
        optional LockedProject,
        "SELECT id, status, title_zh, title_en, partner_zh, partner_en, picture, goal_points, donated_points, \
         visible_from, visible_until FROM charity_projects WHERE id = $1",
        id
    )?)
}

/// Adds to the published totals, and counts a first-time donor; false if the project is not open.
pub async fn add_to_total(tx: &mut Tx, request: &DonationRequest<'_>, fen: Fen) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE charity_projects SET donated_points = donated_points + $2, donated_fen = donated_fen + $5, donors = donors + CASE WHEN EXISTS \
         (SELECT 1 FROM donations d WHERE d.project_id = $1 AND d.customer_id = $3) THEN 0 ELSE 1 END \
         WHERE id = $1 AND status = 'published' AND visible_from <= $4 AND (visible_until IS NULL OR visible_until > $4)",
        request.project,
        request.points,
        request.customer,
        request.now,
        fen
    )?;
    Ok(changed == 1)
}

/// The columns of a new donation.
pub struct NewDonation<'a> {
    pub id: DonationId,
    pub receipt_no: &'a str,
    pub points_per_yuan: i64,
    pub fen: Fen,
    /// Its current titles are copied to the receipt.
    pub project: &'a LockedProject,
    pub transfer: TransferId,
}

pub async fn insert_donation(tx: &mut Tx, request: &DonationRequest<'_>, new: NewDonation<'_>) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO donations (id, receipt_no, project_id, customer_id, points, points_per_yuan, fen, title_zh, \
         title_en, partner_zh, partner_en, transfer_id, idempotency_key, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        new.id,
        new.receipt_no,
        request.project,
        request.customer,
        request.points,
        new.points_per_yuan,
        new.fen,
        &new.project.title_zh,
        &new.project.title_en,
        &new.project.partner_zh,
        &new.project.partner_en,
        new.transfer,
        request.idempotency_key,
        request.now
    )?;
    Ok(())
}

/// Returns the donation that a transfer paid for.
pub async fn get_donation_of(tx: &mut Tx, transfer: TransferId) -> Result<DonationId> {
    let query = "SELECT id FROM donations WHERE transfer_id = $1";
    sql!(tx, optional_scalar DonationId, query, transfer)?.ok_or(AppError::Internal)
}

/// A project for display.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Project {
    pub id: ProjectId,
    pub status: ProjectStatus,
    pub title_zh: String,
    pub title_en: String,
    pub body_zh: String,
    pub body_en: String,
    pub partner_zh: String,
    pub partner_en: String,
    pub picture: String,
    pub goal_points: i64,
    pub donated_points: i64,
    /// The sum of its receipts, which the club owes to the partner.
    pub donated_fen: Fen,
    pub donors: i64,
    pub position: i64,
    pub visible_from: DateTime<Utc>,
    pub visible_until: Option<DateTime<Utc>>,
    pub report_zh: String,
    pub report_en: String,
    pub closed_at: Option<DateTime<Utc>>,
    pub version: i64,
    /// The current rule; each donation stores its own.
    pub points_per_yuan: i64,
}

impl Project {
    /// Whether it accepts donations.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        let begun = self.status == ProjectStatus::Published && self.visible_from <= now;
        begun && self.visible_until.is_none_or(|until| until > now)
    }
}

/// Selects projects, with the points per yuan in force at `$1`.
macro_rules! projects {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.status, p.title_zh, p.title_en, p.body_zh, p.body_en, p.partner_zh, p.partner_en, \
             p.picture, p.goal_points, p.donated_points, p.donated_fen, p.donors, p.position, p.visible_from, p.visible_until, \
             p.report_zh, p.report_en, p.closed_at, p.version, (SELECT value FROM point_rules WHERE code = 'point_value' \
             AND valid_from <= $1 ORDER BY valid_from DESC, version DESC LIMIT 1) AS points_per_yuan \
             FROM charity_projects p ",
            $rest
        )
    };
}
pub(super) use projects;

/// Lists the open projects in the administrators' order: few at any time, so they fit on one page.
pub async fn list_open(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<Project>> {
    const OPEN: &str = projects!(
        "WHERE p.status = 'published' AND p.visible_from <= $1 AND (p.visible_until IS NULL OR p.visible_until > $1) \
         ORDER BY p.position, p.id LIMIT 50"
    );
    Ok(sql!(tx, all Project, OPEN, now)?)
}

/// Lists closed and past projects, newest first.
pub async fn list_over(tx: &mut Tx, now: DateTime<Utc>, cursor: Cursor<ProjectId>) -> Result<Slice<Project>> {
    const SIZE: usize = 12;
    const OLDER: &str = projects!(
        "WHERE p.visible_from <= $1 AND (p.status = 'closed' OR (p.status = 'published' AND p.visible_until <= $1)) \
         AND p.id < $2 ORDER BY p.id DESC LIMIT 13"
    );
    const NEWER: &str = projects!(
        "WHERE p.visible_from <= $1 AND (p.status = 'closed' OR (p.status = 'published' AND p.visible_until <= $1)) \
         AND p.id > $2 ORDER BY p.id LIMIT 13"
    );
    let (query, id) = match cursor {
        Cursor::Start => (OLDER, ProjectId(i64::MAX)),
        Cursor::After(id) => (OLDER, id),
        Cursor::Before(id) => (NEWER, id),
    };
    Ok(Slice::cut(sql!(tx, all Project, query, now, id)?, SIZE, &cursor))
}

/// Finds a project that is or was public.
pub async fn find_project(tx: &mut Tx, id: ProjectId, now: DateTime<Utc>) -> Result<Option<Project>> {
    const VISIBLE: &str = projects!("WHERE p.id = $2 AND p.status <> 'draft' AND p.visible_from <= $1");
    Ok(sql!(tx, optional Project, VISIBLE, now, id)?)
}

/// Finds any project, drafts included.
pub async fn find_any_project(tx: &mut Tx, id: ProjectId, now: DateTime<Utc>) -> Result<Option<Project>> {
    const ANY: &str = projects!("WHERE p.id = $2");
    Ok(sql!(tx, optional Project, ANY, now, id)?)
}

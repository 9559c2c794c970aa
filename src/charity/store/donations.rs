//! A member's side of charity: points to donate, and past donations.

use crate::charity::model::month_end;
use crate::db::Tx;
use crate::error::Result;
use crate::sql;
use crate::values::{CustomerId, DonationId, Fen, PersonName, ProjectId};
use crate::web::{Cursor, Slice};
use chrono::{DateTime, Utc};

/// What a member can donate.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Funds {
    pub available: i64,
    /// Of these, points that expire this month.
    pub expiring: i64,
}

pub async fn find_funds(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<Funds> {
    Ok(sql!(
        tx,
        one Funds,
        "SELECT CAST(COALESCE(SUM(remaining), 0) AS BIGINT) AS available, \
         CAST(COALESCE(SUM(CASE WHEN expires_at <= $3 THEN remaining ELSE 0 END), 0) AS BIGINT) AS expiring \
         FROM point_lots WHERE customer_id = $1 AND remaining > 0 AND expires_at > $2",
        customer,
        now,
        month_end(now)
    )?)
}

/// A member's latest donation to a project.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Latest {
    pub id: DonationId,
    pub points: i64,
    pub at: DateTime<Utc>,
}

/// Finds a member's latest donation to a project.
pub async fn find_latest(tx: &mut Tx, customer: CustomerId, project: ProjectId) -> Result<Option<Latest>> {
    let query =
        "SELECT id, points, at FROM donations WHERE project_id = $2 AND customer_id = $1 ORDER BY id DESC LIMIT 1";
    Ok(sql!(tx, optional Latest, query, customer, project)?)
}

/// A member's donation, with the project's texts at the time.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Donation {
    pub id: DonationId,
    pub receipt_no: String,
    pub project_id: ProjectId,
    pub title_zh: String,
    pub title_en: String,
    pub partner_zh: String,
    pub partner_en: String,
    pub name: PersonName,
    pub points: i64,
    pub points_per_yuan: i64,
    pub fen: Fen,
    pub at: DateTime<Utc>,
}

macro_rules! donations {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.receipt_no, d.project_id, d.title_zh, d.title_en, d.partner_zh, d.partner_en, c.name, \
             d.points, d.points_per_yuan, d.fen, d.at FROM donations d JOIN customers c ON c.id = d.customer_id WHERE d.customer_id = $1 ",
            $rest
        )
    };
}

pub async fn find_donation(tx: &mut Tx, customer: CustomerId, id: DonationId) -> Result<Option<Donation>> {
    const ONE: &str = donations!("AND d.id = $2");
    Ok(sql!(tx, optional Donation, ONE, customer, id)?)
}

/// Lists a member's donations, newest first.
pub async fn list_donations(tx: &mut Tx, customer: CustomerId, cursor: Cursor<DonationId>) -> Result<Slice<Donation>> {
    const SIZE: usize = 20;
    const OLDER: &str = donations!("AND d.id < $2 ORDER BY d.id DESC LIMIT 21");
    const NEWER: &str = donations!("AND d.id > $2 ORDER BY d.id LIMIT 21");
    let (query, id) = match cursor {
        Cursor::Start => (OLDER, DonationId(i64::MAX)),
        Cursor::After(id) => (OLDER, id),
        Cursor::Before(id) => (NEWER, id),
    };
    Ok(Slice::cut(sql!(tx, all Donation, query, customer, id)?, SIZE, &cursor))
}

/// The points that a member has donated, and their value according to the receipts.
pub async fn sum_donations(tx: &mut Tx, customer: CustomerId) -> Result<(i64, Fen)> {
    Ok(sql!(
        tx,
        one(i64, Fen),
        "SELECT CAST(COALESCE(SUM(points), 0) AS BIGINT), CAST(COALESCE(SUM(fen), 0) AS BIGINT) FROM donations \
         WHERE customer_id = $1",
        customer
    )?)
}

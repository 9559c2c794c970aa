//! Test fixtures: projects, and donations to them.

use super::ops::DonationRequest;
use crate::db::{Db, Tx};
use crate::sql;
use crate::values::{CustomerId, ProjectId};
use crate::web::testing::noon;
use chrono::TimeDelta;

/// Inserts a project that has been public since yesterday.
pub async fn project(db: &Db, id: i64) -> ProjectId {
    let mut tx = db.write().await.expect("a transaction");
    sql!(
        tx,
        execute,
        "INSERT INTO charity_projects (id, status, title_zh, title_en, body_zh, body_en, partner_zh, partner_en, \
         picture, goal_points, position, visible_from) VALUES ($1, 'published', $2, $3, '种树', 'Trees', '基金会', \
         'Foundation', '/img/rewards.svg#trees', 1000, $1, $4)",
        id,
        format!("项目{id}"),
        format!("Project {id}"),
        noon() - TimeDelta::days(1)
    )
    .expect("a project");
    tx.commit().await.expect("committed");
    ProjectId(id)
}

/// Updates a project: `assignments` is the SET clause.
pub async fn change(db: &Db, id: ProjectId, assignments: &str) {
    let mut tx = db.write().await.expect("a transaction");
    let query = sqlx::AssertSqlSafe(format!("UPDATE charity_projects SET {assignments} WHERE id = $1"));
    sql!(tx, execute, query, id).expect("a change");
    tx.commit().await.expect("committed");
}

pub fn request(customer: CustomerId, project: ProjectId, points: i64, idempotency_key: &str) -> DonationRequest<'_> {
    DonationRequest { customer, project, points, all_expiring: false, idempotency_key, now: noon() }
}

/// A project's published total and its number of donors.
pub async fn total(tx: &mut Tx, id: ProjectId) -> (i64, i64) {
    let query = "SELECT donated_points, donors FROM charity_projects WHERE id = $1";
    sql!(tx, one(i64, i64), query, id).expect("a project")
}

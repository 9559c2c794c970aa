use crate::db::Tx;
use crate::error::Result;
use crate::members::consents::{Consent, Purpose};
use crate::sql;
use crate::values::CustomerId;
use chrono::{DateTime, Utc};

/// One access to the file.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Access {
    pub id: i64,
    pub what: String,
    pub reason: String,
    pub at: DateTime<Utc>,
    pub role: String,
    pub name: String,
    pub dealer_zh: Option<String>,
    pub dealer_en: Option<String>,
}

/// One answer as the history records it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Answer {
    pub purpose: Purpose,
    pub granted: bool,
    pub wording: String,
    pub changed_by: String,
    pub changed_at: DateTime<Utc>,
}

/// Accesses before this id, newest first: up to one more than a page shows.
pub async fn list_accesses(tx: &mut Tx, customer: CustomerId, before: i64, page: i64) -> Result<Vec<Access>> {
    Ok(sql!(
        tx,
        all Access,
        "SELECT f.id, f.what, f.reason, f.at, a.role, a.name, d.name_zh AS dealer_zh, d.name_en AS dealer_en \
         FROM file_accesses f JOIN accounts a ON a.id = f.account_id LEFT JOIN dealers d ON d.id = f.dealer_id \
         WHERE f.customer_id = $1 AND f.id < $2 ORDER BY f.id DESC LIMIT $3",
        customer,
        before,
        page + 1
    )?)
}

pub async fn list_consents(tx: &mut Tx, customer: CustomerId) -> Result<Vec<Consent>> {
    let select = "SELECT purpose, granted, changed_at FROM consents WHERE customer_id = $1";
    Ok(sql!(tx, all Consent, select, customer)?)
}

pub async fn list_answers(tx: &mut Tx, customer: CustomerId) -> Result<Vec<Answer>> {
    Ok(sql!(
        tx,
        all Answer,
        "SELECT purpose, granted, wording, changed_by, changed_at FROM consent_changes \
         WHERE customer_id = $1 ORDER BY id DESC LIMIT 12",
        customer
    )?)
}

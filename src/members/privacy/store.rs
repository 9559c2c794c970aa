use crate::db::Tx;
use crate::error::Result;
use crate::members::consents::{Consent, Purpose};
use crate::sql;
use crate::values::CustomerId;
use crate::web::{Cursor, Slice};
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

/// Selects a page of accesses before or after an id.
macro_rules! accesses {
    ($beyond:literal) => {
        concat!(
            "SELECT f.id, f.what, f.reason, f.at, a.role, a.name, d.name_zh AS dealer_zh, d.name_en AS dealer_en \
             FROM file_accesses f JOIN accounts a ON a.id = f.account_id LEFT JOIN dealers d ON d.id = f.dealer_id \
             WHERE f.customer_id = $1 AND f.id ",
            $beyond,
            " LIMIT 21"
        )
    };
}

/// Lists the accesses to a member's file page by page, newest first.
pub async fn list_accesses(tx: &mut Tx, customer: CustomerId, cursor: Cursor<i64>) -> Result<Slice<Access>> {
    const SIZE: usize = 20;
    const OLDER: &str = accesses!("< $2 ORDER BY f.id DESC");
    const NEWER: &str = accesses!("> $2 ORDER BY f.id");
    let query = if cursor.is_backwards() { NEWER } else { OLDER };
    Ok(Slice::cut(sql!(tx, all Access, query, customer, cursor.key(true, 0, i64::MAX))?, SIZE, &cursor))
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

//! Queries of the member search.

use super::Search;
use crate::db::{DbResult, Tx};
use crate::sql;
use crate::values::{CustomerId, MemberNo, PersonName, Phone, Tier};
use crate::web::{Cursor, Slice};
use chrono::{DateTime, Utc};
use std::ops::Range;

/// A member in the results of a search.
#[derive(Clone, sqlx::FromRow)]
pub struct MemberRow {
    pub id: CustomerId,
    pub name: PersonName,
    pub phone: Option<Phone>,
    pub member_no: MemberNo,
    pub tier: Tier,
    pub joined_at: DateTime<Utc>,
    pub plate: Option<String>,
    pub model_zh: Option<String>,
    pub model_en: Option<String>,
}

/// The columns of the list, for the customers in `shown (customer_id)`.
macro_rules! columns {
    () => {
        " SELECT c.id, c.name, p.value AS phone, mb.member_no, mb.tier, mb.joined_at, v.plate, \
         d.name_zh AS model_zh, d.name_en AS model_en \
         FROM shown x JOIN customers c ON c.id = x.customer_id JOIN members mb ON mb.customer_id = c.id \
         LEFT JOIN contact_points p ON p.customer_id = c.id AND p.kind = 'phone' AND p.is_primary \
         LEFT JOIN vehicles v ON v.id = (SELECT MAX(o.vehicle_id) FROM ownerships o \
         WHERE o.customer_id = c.id AND o.until_on IS NULL) LEFT JOIN models d ON d.id = v.model_id "
    };
}

/// Members with this phone, member number (or that of a duplicate merged into them), VIN or plate; not former owners.
pub async fn find_exact(tx: &mut Tx, search: &Search, limit: i64) -> DbResult<Vec<MemberRow>> {
    sql!(
        tx,
        all MemberRow,
        concat!(
            "WITH found (customer_id) AS (SELECT customer_id FROM members WHERE member_no = $1 \
             UNION SELECT survivor_id FROM customer_merges WHERE member_no = $1 \
             UNION SELECT customer_id FROM contact_points WHERE kind = 'phone' AND value = $2 \
             UNION SELECT o.customer_id FROM vehicles v JOIN ownerships o ON o.vehicle_id = v.id \
             AND o.until_on IS NULL WHERE v.vin = $3 \
             UNION SELECT o.customer_id FROM vehicles v JOIN ownerships o ON o.vehicle_id = v.id \
             AND o.until_on IS NULL WHERE v.plate = $4), \
             shown AS (SELECT customer_id FROM found ORDER BY customer_id LIMIT $5)",
            columns!(), "ORDER BY c.id"
        ),
        search.member_no(), search.phone(), search.vin(), search.plate(), limit
    )
}

/// The cursor of a member in a list by name or of all members.
pub type Position = (i64, String);

pub const ROWS: usize = 20;

/// After (name, id), with names before $3.
const NAMED_FORWARDS: &str = concat!(
    "WITH shown AS (SELECT n.id AS customer_id FROM customers n JOIN members m ON m.customer_id = n.id \
     WHERE (n.name, n.id) > ($1, $2) AND n.name < $3 ORDER BY n.name, n.id LIMIT 21)",
    columns!(),
    "ORDER BY c.name, c.id"
);
/// Before (name, id), with names from $3 on.
const NAMED_BACKWARDS: &str = concat!(
    "WITH shown AS (SELECT n.id AS customer_id FROM customers n JOIN members m ON m.customer_id = n.id \
     WHERE (n.name, n.id) < ($1, $2) AND n.name >= $3 ORDER BY n.name DESC, n.id DESC LIMIT 21)",
    columns!(),
    "ORDER BY c.name DESC, c.id DESC"
);

/// A page of members whose names have a prefix, in name order.
pub async fn find_named(tx: &mut Tx, names: &Range<String>, cursor: Cursor<Position>) -> DbResult<Slice<MemberRow>> {
    let (query, (id, name), end) = match &cursor {
        Cursor::After((id, name)) if *name >= names.start => (NAMED_FORWARDS, (*id, name), &names.end),
        Cursor::Start | Cursor::After(_) => (NAMED_FORWARDS, (0, &names.start), &names.end),
        Cursor::Before((id, name)) => (NAMED_BACKWARDS, (*id, name.min(&names.end)), &names.start),
    };
    Ok(Slice::cut(sql!(tx, all MemberRow, query, name, id, end)?, ROWS, &cursor))
}

/// A page of all members, newest first.
pub async fn list_newest(tx: &mut Tx, cursor: Cursor<Position>) -> DbResult<Slice<MemberRow>> {
    const FORWARDS: &str = concat!(
        "WITH shown AS (SELECT customer_id FROM members WHERE customer_id < $1 ORDER BY customer_id DESC LIMIT 21)",
        columns!(),
        "ORDER BY c.id DESC"
    );
    const BACKWARDS: &str = concat!(
        "WITH shown AS (SELECT customer_id FROM members WHERE customer_id > $1 ORDER BY customer_id LIMIT 21)",
        columns!(),
        "ORDER BY c.id"
    );
    let (query, id) = match cursor {
        Cursor::Start => (FORWARDS, i64::MAX),
        Cursor::After((id, _)) => (FORWARDS, id),
        Cursor::Before((id, _)) => (BACKWARDS, id),
    };
    Ok(Slice::cut(sql!(tx, all MemberRow, query, id)?, ROWS, &cursor))
}

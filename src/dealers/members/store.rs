//! Queries of a dealer's pages. A [`scan`](super::scan) says which rows to look at; a member is shown only if bound to
//! the dealer, consenting, and in the list at the moment of the query.

use super::bonds::{Bond, bindings, consenting, own_bindings};
use super::work_lists::{Window, WorkList, work};
use crate::db::{DbResult, Tx};
use crate::files::Search;
use crate::garage::model::OrderStatus;
use crate::sql;
use crate::values::{CustomerId, DealerId, PersonName, Phone, Plate, Tier};
use crate::web::{Cursor, Slice};
use chrono::{DateTime, NaiveDate, Utc};
use std::ops::Range;

/// A member in a list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct MemberRow {
    pub id: CustomerId,
    pub name: PersonName,
    pub phone: Option<Phone>,
    pub tier: Tier,
    pub reason: Bond,
    pub birthday: Option<NaiveDate>,
    pub plate: Option<Plate>,
    pub model_zh: Option<String>,
    pub model_en: Option<String>,
    /// The inspection of the car shown: the one that is due first.
    pub inspection_due_on: Option<NaiveDate>,
    /// The last visit to this dealer.
    pub seen_at: Option<DateTime<Utc>>,
    /// Points that expire within 30 days.
    pub expiring: i64,
    /// Status of the order that is in this workshop now.
    pub order_status: Option<OrderStatus>,
}

/// A member in one of the lists of a dealer's home.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct HomeRow {
    pub list: WorkList,
    #[sqlx(flatten)]
    pub member: MemberRow,
}

/// A position in a list: its sort key, and the customer.
pub type Position = (String, i64);

/// A page of a list, and the positions that the pages before and after it begin at. Members who have left the list since
/// the last scan are missing from the rows, but not from the positions.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    pub rows: Vec<MemberRow>,
    pub previous: Option<Position>,
    pub next: Option<Position>,
}

/// Rows on a page.
pub const ROWS: usize = 20;
/// Sorts after every key.
const LAST: &str = "\u{10FFFF}";

/// The columns a list shows of those in `shown (…, customer_id, reason)`: looked up for these few rows only.
/// `$1` dealer, `$3` today, `$4` now, `$5` end of the expiry window.
macro_rules! columns {
    () => {
        "c.id, c.name, p.value AS phone, mb.tier, x.reason, c.birthday, v.plate, d.name_zh AS model_zh, \
         d.name_en AS model_en, v.inspection_due_on, (SELECT MAX(s.opened_at) FROM service_orders s \
         WHERE s.customer_id = c.id AND +s.dealer_id = $1) AS seen_at, \
         CAST(COALESCE((SELECT SUM(l.remaining) FROM point_lots l WHERE l.customer_id = c.id AND l.remaining > 0 \
         AND l.expires_at > $4 AND l.expires_at <= $5), 0) AS BIGINT) AS expiring, \
         (SELECT MIN(s.status) FROM service_orders s WHERE s.customer_id = c.id AND s.dealer_id = $1 \
         AND s.closed_at IS NULL) AS order_status \
         FROM shown x CROSS JOIN customers c CROSS JOIN members mb \
         LEFT JOIN contact_points p ON p.customer_id = c.id AND p.kind = 'phone' AND p.is_primary \
         LEFT JOIN vehicles v ON v.id = (SELECT w.id FROM ownerships o CROSS JOIN vehicles w \
         WHERE w.id = o.vehicle_id AND o.customer_id = c.id AND o.until_on IS NULL \
         ORDER BY CASE WHEN w.inspection_due_on >= $3 THEN 0 ELSE 1 END, w.inspection_due_on, w.id LIMIT 1) \
         LEFT JOIN models d ON d.id = v.model_id WHERE c.id = x.customer_id AND mb.customer_id = c.id "
    };
}

/// Selects the positions of a page. Parameters: dealer, list, the key (sort, customer) to begin after or before, the other
/// end of the range of sort keys.
macro_rules! positions {
    ($beyond:literal, $sort:literal, $end:literal, $direction:literal) => {
        concat!(
            "SELECT p.sort, p.customer_id FROM dealer_list_members p WHERE p.dealer_id = $1 AND p.list = $2 \
             AND (p.sort, p.customer_id) ",
            $beyond,
            " (",
            $sort,
            ", $4) AND p.sort ",
            $end,
            " $5 ORDER BY p.sort",
            $direction,
            ", p.customer_id",
            $direction,
            " LIMIT 21"
        )
    };
}

/// Forwards and backwards.
pub const POSITIONS: [&str; 2] = [positions!(">", "$3", "<", ""), positions!("<", "$3", ">=", " DESC")];
/// For names, which never appear in addresses: continues at the customer's own sort key, or from `$3`.
pub const NAMES: [&str; 2] = [
    positions!(
        ">",
        "COALESCE((SELECT n.sort FROM dealer_list_members n WHERE n.customer_id = $4 AND n.dealer_id = $1 \
         AND n.list = $2 AND n.sort >= $3), $3)",
        "<",
        ""
    ),
    positions!(
        "<",
        "COALESCE((SELECT n.sort FROM dealer_list_members n WHERE n.customer_id = $4 AND n.dealer_id = $1 \
         AND n.list = $2 AND n.sort < $3), $3)",
        ">=",
        " DESC"
    ),
];

/// Arguments 1 to 10 as in `work`, list, (sort, customer) of the first and of the last row, sort from and before.
pub const MEMBERS: &str = concat!(
    "WITH ",
    consenting!(
        "(SELECT customer_id FROM dealer_list_members WHERE dealer_id = $1 AND list = $11 \
         AND (sort, customer_id) >= ($12, $13) AND (sort, customer_id) <= ($14, $15))"
    ),
    own_bindings!(),
    work!(),
    ", shown AS (SELECT k.customer_id, m.reason, k.sort FROM work k JOIN bindings m ON m.customer_id = k.customer_id \
     WHERE k.list = $11 AND k.sort >= $16 AND k.sort < $17) SELECT ",
    columns!(),
    "ORDER BY x.sort, c.id"
);

/// Lists the members of a list page by page, in its order.
pub async fn list_members(
    tx: &mut Tx,
    dealer: DealerId,
    list: WorkList,
    cursor: Cursor<Position>,
    now: DateTime<Utc>,
) -> DbResult<Listed> {
    let backwards = cursor.is_backwards();
    let (sort, id) = cursor.clone().key(false, Position::default(), Position::default());
    let end = if backwards { "" } else { LAST };
    let positions = sql!(tx, all Position, POSITIONS[usize::from(backwards)], dealer, list, sort, id, end)?;
    list_at(tx, dealer, list.code(), ""..LAST, Slice::cut(positions, ROWS, &cursor), now).await
}

/// Lists a dealer's members whose name starts with the given text page by page, sorted by name.
async fn list_named(
    tx: &mut Tx,
    dealer: DealerId,
    names: &Range<String>,
    cursor: Cursor<Position>,
    now: DateTime<Utc>,
) -> DbResult<Listed> {
    const LIST: &str = "name";
    let backwards = cursor.is_backwards();
    let (_, id) = cursor.clone().key(false, Position::default(), Position::default());
    let (start, end) = if backwards { (&names.end, &names.start) } else { (&names.start, &names.end) };
    let positions = sql!(tx, all Position, NAMES[usize::from(backwards)], dealer, LIST, start, id, end)?;
    let mut listed =
        list_at(tx, dealer, LIST, &names.start..&names.end, Slice::cut(positions, ROWS, &cursor), now).await?;
    for position in [&mut listed.previous, &mut listed.next].into_iter().flatten() {
        position.0.clear();
    }
    Ok(listed)
}

/// Those at these positions who are in this range of the list at this moment.
async fn list_at(
    tx: &mut Tx,
    dealer: DealerId,
    list: &str,
    sorts: Range<&str>,
    positions: Slice<Position>,
    now: DateTime<Utc>,
) -> DbResult<Listed> {
    let Slice { rows: positions, has_before, has_after } = positions;
    let (Some(first), Some(last)) = (positions.first(), positions.last()) else { return Ok(Listed::default()) };
    let w = Window::at(now);
    let rows = sql!(
        tx, all MemberRow, MEMBERS,
        dealer, w.serviced_since, w.today, w.now, w.expiring_until, w.inspection_until, w.unseen_since,
        w.unseen_since_day, w.birthdays.first, w.birthdays.last, list, &first.0, first.1, &last.0, last.1, sorts.start, sorts.end
    )?;
    let previous = has_before.then(|| first.clone());
    Ok(Listed { rows, previous, next: has_after.then(|| last.clone()) })
}

/// The first rows of a list as the last scan found it; more than are shown, since some members may have left it.
macro_rules! first {
    ($list:literal) => {
        concat!(
            "SELECT * FROM (SELECT list, sort, customer_id FROM dealer_list_members WHERE dealer_id = $1 AND list = '",
            $list,
            "' ORDER BY sort, customer_id LIMIT $11 + 2) AS of_",
            $list
        )
    };
}

/// Arguments 1 to 10 as in `work`, rows per list.
pub const HOME: &str = concat!(
    "WITH first (list, sort, customer_id) AS MATERIALIZED (",
    first!("inspection"),
    " UNION ALL ",
    first!("unseen"),
    " UNION ALL ",
    first!("birthday"),
    " UNION ALL ",
    first!("expiring"),
    " UNION ALL ",
    first!("workshop"),
    "), ",
    consenting!("(SELECT DISTINCT customer_id FROM first)"),
    own_bindings!(),
    work!(),
    ", shown AS (SELECT k.list, k.customer_id, m.reason, \
     ROW_NUMBER() OVER (PARTITION BY k.list ORDER BY k.sort, k.customer_id) AS position \
     FROM first f JOIN work k ON k.list = f.list AND k.customer_id = f.customer_id \
     JOIN bindings m ON m.customer_id = k.customer_id) SELECT x.list, ",
    columns!(),
    "AND x.position <= $11 ORDER BY x.list, x.position"
);

/// The first rows of every list except [`WorkList::All`].
pub async fn list_home(tx: &mut Tx, dealer: DealerId, each: i64, now: DateTime<Utc>) -> DbResult<Vec<HomeRow>> {
    let w = Window::at(now);
    sql!(
        tx, all HomeRow, HOME,
        dealer, w.serviced_since, w.today, w.now, w.expiring_until, w.inspection_until, w.unseen_since,
        w.unseen_since_day, w.birthdays.first, w.birthdays.last, each
    )
}

/// Selects a page of the members found. Parameters: dealer, serviced since, today, now, expiring until, member number,
/// phone, VIN, plate, the customer to begin after or before.
macro_rules! found {
    ($beyond:literal, $direction:literal) => {
        concat!(
            "WITH ",
            consenting!(
                "(SELECT customer_id FROM members WHERE member_no = $6 \
                 UNION SELECT customer_id FROM contact_points WHERE kind = 'phone' AND value = $7 \
                 UNION SELECT o.customer_id FROM vehicles v JOIN ownerships o ON o.vehicle_id = v.id \
                 AND o.until_on IS NULL WHERE v.vin = $8 \
                 UNION SELECT o.customer_id FROM vehicles v JOIN ownerships o ON o.vehicle_id = v.id \
                 AND o.until_on IS NULL WHERE v.plate = $9)"
            ),
            own_bindings!(),
            ", shown AS (SELECT customer_id, reason FROM bindings WHERE customer_id ",
            $beyond,
            " $10 ORDER BY customer_id",
            $direction,
            " LIMIT 21) SELECT ",
            columns!(),
            "ORDER BY c.id",
            $direction
        )
    };
}

/// Forwards and backwards.
pub const FOUND: [&str; 2] = [found!(">", ""), found!("<", " DESC")];

/// Searches a dealer's members: by name from the lists, by anything else from the present data.
pub async fn search(
    tx: &mut Tx,
    dealer: DealerId,
    search: &Search,
    cursor: Cursor<Position>,
    now: DateTime<Utc>,
) -> DbResult<Listed> {
    if let Some(names) = search.names() {
        return list_named(tx, dealer, &names, cursor, now).await;
    }
    let w = Window::at(now);
    let (_, id) = cursor.clone().key(false, Position::default(), Position::default());
    let rows = sql!(
        tx, all MemberRow, FOUND[usize::from(cursor.is_backwards())],
        dealer, w.serviced_since, w.today, w.now, w.expiring_until, search.member_no(), search.phone(), search.vin(),
        search.plate(), id
    )?;
    let Slice { rows, has_before, has_after } = Slice::cut(rows, ROWS, &cursor);
    let position = |row: Option<&MemberRow>| row.map(|row| (String::new(), row.id.0));
    let (previous, next) = (position(rows.first()), position(rows.last()));
    Ok(Listed { previous: previous.filter(|_| has_before), next: next.filter(|_| has_after), rows })
}

//! The lists that bring work.

use super::bound::{self, Bond, agreed, bond, mine};
use crate::clock;
use crate::db::{DbResult, Tx};
use crate::files::Search;
use crate::garage::model::OrderStatus;
use crate::points::model::Tier;
use crate::sql;
use crate::text_enum;
use crate::values::{CustomerId, DealerId, PersonName, Phone, Plate};
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc};

text_enum! {
    /// Which members.
    pub enum WorkList {
        All = "all",
        Inspection = "inspection",
        Unseen = "unseen",
        Birthday = "birthday",
        Lapsing = "lapsing",
        Workshop = "workshop",
    }
}

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
    /// Of the car shown: the one that is due first.
    pub inspection_due_on: Option<NaiveDate>,
    /// The last visit to this dealer.
    pub seen_at: Option<DateTime<Utc>>,
    /// Points that lapse within 30 days.
    pub lapsing: i64,
    /// The state of an order that is in this workshop now.
    pub order_status: Option<OrderStatus>,
    /// What the list is sorted by, beside the id.
    pub sort: String,
}

/// A member in one of the lists of a dealer's home, and how many there are in it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct HomeRow {
    pub list: WorkList,
    pub total: i64,
    #[sqlx(flatten)]
    pub member: MemberRow,
}

/// The moments and days that the lists compare with.
struct Window {
    serviced_since: DateTime<Utc>,
    today: NaiveDate,
    now: DateTime<Utc>,
    lapsing_until: DateTime<Utc>,
    inspection_until: NaiveDate,
    unseen_since: DateTime<Utc>,
    unseen_since_day: NaiveDate,
    /// 100 × month + day of today and of six days later; smaller than today's across the new year.
    birthdays: (i64, i64),
}

impl Window {
    fn at(now: DateTime<Utc>) -> Self {
        let today = clock::day(now);
        let unseen_since = now.checked_sub_months(Months::new(9)).unwrap_or(now);
        Self {
            serviced_since: bound::serviced_since(now),
            today,
            now,
            lapsing_until: now + TimeDelta::days(30),
            inspection_until: today + Days::new(60),
            unseen_since,
            unseen_since_day: clock::day(unseen_since),
            birthdays: week_of_birthdays(today),
        }
    }
}

/// Birthdays from today for seven days, as 100 × month + day. Who was born on 29 February is greeted on the 28th in
/// other years.
pub fn week_of_birthdays(today: NaiveDate) -> (i64, i64) {
    let md = |day: NaiveDate| i64::from(day.month() * 100 + day.day());
    let last = today + Days::new(6);
    let until = if md(last) == 228 && !last.leap_year() { 229 } else { md(last) };
    (md(today), until)
}

/// `work (list, customer_id, sort)` from `mine`: every list at once; one that is not asked for costs nothing.
/// `$1` dealer, `$3` today, `$4` now, `$5` lapsing until, `$6` inspection until, `$7` and `$8` unseen since (instant,
/// day), `$9` and `$10` birthdays from and to.
macro_rules! work {
    () => {
        ", work (list, customer_id, sort) AS ( \
         SELECT 'inspection', m.customer_id, MIN(CAST(v.inspection_due_on AS TEXT)) FROM mine m \
         JOIN ownerships o ON o.customer_id = m.customer_id AND o.until_on IS NULL \
         JOIN vehicles v ON v.id = o.vehicle_id WHERE v.inspection_due_on BETWEEN $3 AND $6 GROUP BY m.customer_id \
         UNION ALL SELECT 'unseen', m.customer_id, COALESCE((SELECT MAX(CAST(s.opened_at AS TEXT)) \
         FROM service_orders s WHERE s.customer_id = m.customer_id AND s.dealer_id = $1), '9999') FROM mine m \
         WHERE NOT EXISTS (SELECT 1 FROM service_orders s WHERE s.customer_id = m.customer_id AND s.dealer_id = $1 \
         AND s.opened_at >= $7) AND NOT EXISTS (SELECT 1 FROM ownerships o JOIN vehicles v ON v.id = o.vehicle_id \
         WHERE o.customer_id = m.customer_id AND o.until_on IS NULL AND v.delivered_on >= $8) \
         UNION ALL SELECT 'birthday', m.customer_id, \
         CAST(c.birthday_md + CASE WHEN c.birthday_md < $9 THEN 20000 ELSE 10000 END AS TEXT) \
         FROM mine m JOIN customers c ON c.id = m.customer_id \
         WHERE ($9 <= $10 AND c.birthday_md BETWEEN $9 AND $10) \
         OR ($9 > $10 AND (c.birthday_md >= $9 OR c.birthday_md <= $10)) \
         UNION ALL SELECT 'lapsing', m.customer_id, MIN(CAST(p.expires_at AS TEXT)) FROM mine m \
         JOIN point_lots p ON p.customer_id = m.customer_id AND p.remaining > 0 \
         WHERE p.expires_at > $4 AND p.expires_at <= $5 GROUP BY m.customer_id \
         UNION ALL SELECT 'workshop', m.customer_id, MIN(CAST(s.opened_at AS TEXT)) FROM service_orders s \
         JOIN mine m ON m.customer_id = s.customer_id WHERE s.dealer_id = $1 AND s.closed_at IS NULL \
         GROUP BY m.customer_id \
         UNION ALL SELECT 'all', customer_id, '' FROM mine)"
    };
}

/// What a list shows of those in `shown (…, customer_id, reason, sort)`: only for these few the rest is looked up.
/// `$1` dealer, `$3` today, `$4` now, `$5` lapsing until.
macro_rules! columns {
    () => {
        "c.id, c.name, p.value AS phone, mb.tier, x.reason, c.birthday, v.plate, d.name_zh AS model_zh, \
         d.name_en AS model_en, v.inspection_due_on, (SELECT MAX(s.opened_at) FROM service_orders s \
         WHERE s.customer_id = c.id AND s.dealer_id = $1) AS seen_at, \
         CAST(COALESCE((SELECT SUM(l.remaining) FROM point_lots l WHERE l.customer_id = c.id AND l.remaining > 0 \
         AND l.expires_at > $4 AND l.expires_at <= $5), 0) AS BIGINT) AS lapsing, \
         (SELECT MIN(s.status) FROM service_orders s WHERE s.customer_id = c.id AND s.dealer_id = $1 \
         AND s.closed_at IS NULL) AS order_status, x.sort \
         FROM shown x JOIN customers c ON c.id = x.customer_id JOIN members mb ON mb.customer_id = c.id \
         LEFT JOIN contact_points p ON p.customer_id = c.id AND p.kind = 'phone' AND p.is_primary \
         LEFT JOIN vehicles v ON v.id = (SELECT w.id FROM ownerships o JOIN vehicles w ON w.id = o.vehicle_id \
         WHERE o.customer_id = c.id AND o.until_on IS NULL \
         ORDER BY CASE WHEN w.inspection_due_on >= $3 THEN 0 ELSE 1 END, w.inspection_due_on, w.id LIMIT 1) \
         LEFT JOIN models d ON d.id = v.model_id "
    };
}

/// A list's members after (`sort`, id), in its order.
pub async fn list_members(
    tx: &mut Tx,
    dealer: DealerId,
    list: WorkList,
    (sort, after): (&str, i64),
    limit: i64,
    now: DateTime<Utc>,
) -> DbResult<Vec<MemberRow>> {
    let w = Window::at(now);
    sql!(
        tx,
        all MemberRow,
        concat!(
            "WITH ", mine!(), work!(),
            ", shown AS (SELECT k.customer_id, m.reason, k.sort FROM work k JOIN mine m ON m.customer_id = k.customer_id \
             WHERE k.list = $11 AND (k.sort > $12 OR (k.sort = $12 AND k.customer_id > $13)) \
             ORDER BY k.sort, k.customer_id LIMIT $14) SELECT ", columns!(), "ORDER BY x.sort, c.id"
        ),
        dealer, w.serviced_since, w.today, w.now, w.lapsing_until, w.inspection_until, w.unseen_since,
        w.unseen_since_day, w.birthdays.0, w.birthdays.1, list, sort, after, limit
    )
}

/// The first few of every list but the one of all, with how many there are.
pub async fn list_home(tx: &mut Tx, dealer: DealerId, each: i64, now: DateTime<Utc>) -> DbResult<Vec<HomeRow>> {
    let w = Window::at(now);
    sql!(
        tx,
        all HomeRow,
        concat!(
            "WITH ", mine!(), work!(),
            ", ranked AS (SELECT list, customer_id, sort, COUNT(*) OVER (PARTITION BY list) AS total, \
             ROW_NUMBER() OVER (PARTITION BY list ORDER BY sort, customer_id) AS place FROM work), \
             shown AS (SELECT r.list, r.total, r.place, r.customer_id, m.reason, r.sort \
             FROM ranked r JOIN mine m ON m.customer_id = r.customer_id \
             WHERE r.place <= CASE WHEN r.list = 'all' THEN 1 ELSE $11 END) \
             SELECT x.list, x.total, ", columns!(), "ORDER BY x.list, x.place"
        ),
        dealer, w.serviced_since, w.today, w.now, w.lapsing_until, w.inspection_until, w.unseen_since,
        w.unseen_since_day, w.birthdays.0, w.birthdays.1, each
    )
}

/// A dealer's members whom a search finds, after an id. `CROSS JOIN` keeps SQLite from walking through everybody of a
/// common surname: the dealer's members are few.
pub async fn search(
    tx: &mut Tx,
    dealer: DealerId,
    search: &Search,
    after: i64,
    limit: i64,
    now: DateTime<Utc>,
) -> DbResult<Vec<MemberRow>> {
    let w = Window::at(now);
    let (from, before) = search.names().unzip();
    sql!(
        tx,
        all MemberRow,
        concat!(
            "WITH ", mine!(),
            ", found (customer_id) AS (SELECT customer_id FROM members WHERE member_no = $6 \
             UNION SELECT customer_id FROM contact_points WHERE kind = 'phone' AND value = $7 \
             UNION SELECT o.customer_id FROM vehicles v JOIN ownerships o ON o.vehicle_id = v.id \
             AND o.until_on IS NULL WHERE v.vin = $8 \
             UNION SELECT o.customer_id FROM vehicles v JOIN ownerships o ON o.vehicle_id = v.id \
             AND o.until_on IS NULL WHERE v.plate = $9 \
             UNION SELECT m.customer_id FROM mine m CROSS JOIN customers c WHERE c.id = m.customer_id \
             AND c.name >= $10 AND c.name < $11), \
             shown AS (SELECT m.customer_id, m.reason, '' AS sort FROM mine m \
             WHERE m.customer_id IN (SELECT customer_id FROM found) AND m.customer_id > $12 \
             ORDER BY m.customer_id LIMIT $13) SELECT ", columns!(), "ORDER BY c.id"
        ),
        dealer, w.serviced_since, w.today, w.now, w.lapsing_until, search.member_no(), search.phone(), search.vin(),
        search.plate(), from, before, after, limit
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_of_birthdays_crosses_the_year_and_keeps_leap_days() {
        let week = |y, m, d| week_of_birthdays(NaiveDate::from_ymd_opt(y, m, d).unwrap());
        assert_eq!(week(2026, 3, 4), (304, 310));
        assert_eq!(week(2026, 12, 28), (1228, 103));
        assert_eq!(week(2026, 2, 22), (222, 229), "no 29 February in 2026");
        assert_eq!(week(2028, 2, 22), (222, 228), "it is greeted on its own day");
        assert_eq!(week(2026, 2, 23), (223, 301), "the 29th lies between");
    }
}

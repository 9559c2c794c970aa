//! The work lists, and the query that computes who is in them now.

use super::bonds;
use crate::clock;
use crate::text_enum;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc};

text_enum! {
    /// The lists of members.
    pub enum WorkList {
        All = "all",
        Inspection = "inspection",
        Unseen = "unseen",
        Birthday = "birthday",
        Expiring = "expiring",
        Workshop = "workshop",
    }
}

/// The instants and days that the lists compare with: arguments 2 to 10 of [`work`].
pub struct Window {
    pub serviced_since: DateTime<Utc>,
    pub today: NaiveDate,
    pub now: DateTime<Utc>,
    pub expiring_until: DateTime<Utc>,
    pub inspection_until: NaiveDate,
    pub unseen_since: DateTime<Utc>,
    pub unseen_since_day: NaiveDate,
    pub birthdays: Birthdays,
}

/// Days of the year as 100 × month + day; the last is smaller than the first across the new year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Birthdays {
    pub first: i64,
    pub last: i64,
}

impl Window {
    pub fn at(now: DateTime<Utc>) -> Self {
        let today = clock::day(now);
        let unseen_since = now.checked_sub_months(Months::new(9)).unwrap_or(now);
        Self {
            serviced_since: bonds::serviced_since(now),
            today,
            now,
            expiring_until: now + TimeDelta::days(30),
            inspection_until: today + Days::new(60),
            unseen_since,
            unseen_since_day: clock::day(unseen_since),
            birthdays: week_of_birthdays(today),
        }
    }
}

/// Birthdays from today for seven days. In non-leap years 29 February counts as the 28th.
fn week_of_birthdays(today: NaiveDate) -> Birthdays {
    let md = |day: NaiveDate| i64::from(day.month() * 100 + day.day());
    let end = today + Days::new(6);
    let last = if md(end) == 228 && !end.leap_year() { 229 } else { md(end) };
    Birthdays { first: md(today), last }
}

/// `work (dealer_id, list, customer_id, sort)` from `mine`: all lists at once; one that is not selected costs nothing.
/// `$2` serviced since, `$3` today, `$4` now, `$5` expiring until, `$6` inspection until, `$7` and `$8` not seen since
/// (instant, day), `$9` and `$10` first and last birthday.
macro_rules! work {
    () => {
        ", work (dealer_id, list, customer_id, sort) AS ( \
         SELECT m.dealer_id, 'inspection', m.customer_id, MIN(CAST(v.inspection_due_on AS TEXT)) FROM bindings m \
         CROSS JOIN ownerships o CROSS JOIN vehicles v WHERE o.customer_id = m.customer_id AND o.until_on IS NULL \
         AND v.id = o.vehicle_id \
         AND CAST(v.inspection_due_on AS TEXT) BETWEEN CAST($3 AS TEXT) AND CAST($6 AS TEXT) \
         GROUP BY m.dealer_id, m.customer_id \
         UNION ALL SELECT m.dealer_id, 'unseen', m.customer_id, COALESCE((SELECT MAX(CAST(s.opened_at AS TEXT)) \
         FROM service_orders s WHERE s.customer_id = m.customer_id AND +s.dealer_id = m.dealer_id), '9999') FROM bindings m \
         WHERE NOT EXISTS (SELECT 1 FROM service_orders s WHERE s.customer_id = m.customer_id \
         AND +s.dealer_id = m.dealer_id AND s.opened_at >= $7) \
         AND NOT EXISTS (SELECT 1 FROM ownerships o CROSS JOIN vehicles v WHERE v.id = o.vehicle_id \
         AND o.customer_id = m.customer_id AND o.until_on IS NULL AND v.delivered_on >= $8) \
         UNION ALL SELECT m.dealer_id, 'birthday', m.customer_id, \
         CAST(c.birthday_md + CASE WHEN c.birthday_md < $9 THEN 20000 ELSE 10000 END AS TEXT) \
         FROM bindings m CROSS JOIN customers c WHERE c.id = m.customer_id \
         AND (($9 <= $10 AND +c.birthday_md BETWEEN $9 AND $10) \
         OR ($9 > $10 AND (+c.birthday_md >= $9 OR +c.birthday_md <= $10))) \
         UNION ALL SELECT dealer_id, 'expiring', customer_id, first FROM (SELECT m.dealer_id, m.customer_id, \
         (SELECT MIN(CAST(p.expires_at AS TEXT)) FROM point_lots p WHERE p.customer_id = m.customer_id \
         AND p.remaining > 0 AND p.expires_at > $4 AND p.expires_at <= $5) AS first FROM bindings m) AS ends \
         WHERE first IS NOT NULL \
         UNION ALL SELECT m.dealer_id, 'workshop', m.customer_id, MIN(CAST(s.opened_at AS TEXT)) FROM bindings m \
         CROSS JOIN service_orders s WHERE s.customer_id = m.customer_id AND s.dealer_id = m.dealer_id \
         AND s.closed_at IS NULL GROUP BY m.dealer_id, m.customer_id \
         UNION ALL SELECT dealer_id, 'all', customer_id, '' FROM bindings \
         UNION ALL SELECT m.dealer_id, 'name', m.customer_id, c.name FROM bindings m CROSS JOIN customers c \
         WHERE c.id = m.customer_id)"
    };
}

pub(super) use work;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_of_birthdays_crosses_the_year_and_keeps_leap_days() {
        let week = |y, m, d| {
            let Birthdays { first, last } = week_of_birthdays(NaiveDate::from_ymd_opt(y, m, d).unwrap());
            (first, last)
        };
        assert_eq!(week(2026, 3, 4), (304, 310));
        assert_eq!(week(2026, 12, 28), (1228, 103));
        assert_eq!(week(2026, 2, 22), (222, 229), "no 29 February in 2026");
        assert_eq!(week(2028, 2, 22), (222, 228), "a leap year: 29 February is its own day");
        assert_eq!(week(2026, 2, 23), (223, 301), "the range includes the 29th");
    }
}

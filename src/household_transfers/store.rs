use crate::clock;
use crate::db::Tx;
use crate::error::Result;
use crate::sql;
use crate::values::{CustomerId, MemberNo, PersonName, add_months};
use chrono::{DateTime, Datelike, Utc};

/// A member who may receive points.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Relative {
    pub id: CustomerId,
    pub name: PersonName,
    /// Name of the giving member.
    pub giver: PersonName,
}

macro_rules! owner_at_home {
    ($member:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM ownerships o WHERE o.customer_id = ",
            $member,
            " AND o.until_on IS NULL) \
             AND EXISTS (SELECT 1 FROM field_verifications f WHERE f.customer_id = ",
            $member,
            " AND f.field = 'address')"
        )
    };
}

/// Finds the member with this number in the giver's household; `None` in all other cases, whatever the reason.
pub async fn find_relative(tx: &mut Tx, giver: CustomerId, number: &MemberNo) -> Result<Option<Relative>> {
    const QUERY: &str = concat!(
        "SELECT c.id, c.name, y.name AS giver FROM members m JOIN customers y ON y.id = $1 JOIN customers c ON c.id = m.customer_id \
         JOIN accounts a ON a.customer_id = c.id AND a.disabled_at IS NULL \
         JOIN contact_points t ON t.customer_id = c.id AND t.kind = 'address' AND t.is_primary \
         JOIN contact_points g ON g.customer_id = $1 AND g.kind = 'address' AND g.is_primary \
         AND g.value = t.value AND COALESCE(g.province, '') = COALESCE(t.province, '') \
         AND COALESCE(g.city, '') = COALESCE(t.city, '') AND COALESCE(g.district, '') = COALESCE(t.district, '') \
         WHERE m.member_no = $2 AND c.id <> $1 AND ",
        owner_at_home!("c.id"),
        " AND ",
        owner_at_home!("g.customer_id")
    );
    Ok(sql!(tx, optional Relative, QUERY, giver, number.as_str())?)
}

/// Points that a member and their duplicates gave in the calendar month around `now`. The account must be locked.
pub async fn given_this_month(tx: &mut Tx, giver: CustomerId, now: DateTime<Utc>) -> Result<i64> {
    let today = clock::day(now);
    let first = today.with_day(1).unwrap_or(today);
    Ok(sql!(
        tx,
        scalar i64,
        "SELECT CAST(COALESCE(-SUM(amount), 0) AS BIGINT) FROM point_entries \
         WHERE customer_id IN (SELECT $1 UNION ALL SELECT customer_id FROM customer_merges WHERE survivor_id = $1) \
         AND kind = 'send' AND at >= $2 AND at < $3",
        giver,
        clock::start_of(first),
        clock::start_of(add_months(first, 1))
    )?)
}

/// The giving member.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Giver {
    /// Points that can be spent now.
    pub available: i64,
    /// Whether the giver has a confirmed address and owns a car.
    pub at_home: bool,
    /// The newest transfer, if any: its id, points, recipient and time.
    pub latest: Option<i64>,
    pub latest_points: Option<i64>,
    pub latest_zh: Option<String>,
    pub latest_en: Option<String>,
    pub latest_at: Option<DateTime<Utc>>,
}

pub async fn find_giver(tx: &mut Tx, giver: CustomerId, now: DateTime<Utc>) -> Result<Giver> {
    const QUERY: &str = concat!(
        "SELECT CAST(COALESCE((SELECT SUM(remaining) FROM point_lots WHERE customer_id = m.customer_id \
         AND remaining > 0 AND expires_at > $2), 0) AS BIGINT) AS available, ",
        owner_at_home!("m.customer_id"),
        " AS at_home, t.id AS latest, -e.amount AS latest_points, t.label_zh AS latest_zh, t.label_en AS latest_en, \
         e.at AS latest_at FROM members m LEFT JOIN point_entries e ON e.id = (SELECT MAX(s.id) FROM point_entries s \
         WHERE s.customer_id = m.customer_id AND s.kind = 'send') LEFT JOIN point_transfers t ON t.id = e.transfer_id \
         WHERE m.customer_id = $1"
    );
    Ok(sql!(tx, one Giver, QUERY, giver, now)?)
}

use crate::db::Tx;
use crate::error::Result;
use crate::files::OPEN_FOR;
use crate::sql;
use crate::values::fold::ascii;
use crate::values::{AccountId, CustomerId, MemberNo, PersonName, Phone, Tier};
use chrono::{DateTime, NaiveDate, Utc};

/// What helps to tell whether two rows are the same person, and what would move.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Side {
    pub id: CustomerId,
    pub customer_no: String,
    pub version: i64,
    pub name: PersonName,
    pub birthday: Option<NaiveDate>,
    pub phone: Option<Phone>,
    pub member_no: Option<MemberNo>,
    pub tier: Option<Tier>,
    pub joined_at: Option<DateTime<Utc>>,
    pub available: i64,
    pub held: i64,
    pub debt: i64,
    pub tier_points: i64,
    pub cars: i64,
    pub orders: i64,
    pub redemptions: i64,
    pub has_account: bool,
    /// Maximum number of points that one administrator may adjust alone.
    pub single_limit: i64,
}

macro_rules! side {
    ($where:literal) => {
        concat!(
            "SELECT c.id, c.customer_no, c.version, c.name, c.birthday, p.value AS phone, m.member_no, m.tier, \
             m.joined_at, COALESCE(b.available, 0) AS available, COALESCE(b.held, 0) AS held, \
             COALESCE(b.debt, 0) AS debt, COALESCE(b.tier_points, 0) AS tier_points, \
             (SELECT COUNT(*) FROM ownerships o WHERE o.customer_id = c.id AND o.until_on IS NULL) AS cars, \
             (SELECT COUNT(*) FROM service_orders o WHERE o.customer_id = c.id) AS orders, \
             (SELECT COUNT(*) FROM redemptions r WHERE r.customer_id = c.id) AS redemptions, \
             EXISTS (SELECT 1 FROM accounts a WHERE a.customer_id = c.id) AS has_account, \
             (SELECT r.value FROM point_rules r WHERE r.code = 'four_eyes' AND r.valid_from <= $2 \
             ORDER BY r.valid_from DESC, r.version DESC LIMIT 1) AS single_limit FROM customers c \
             LEFT JOIN members m ON m.customer_id = c.id LEFT JOIN point_balances b ON b.customer_id = c.id \
             LEFT JOIN contact_points p ON p.customer_id = c.id AND p.kind = 'phone' AND p.is_primary WHERE ",
            $where,
            " AND NOT EXISTS (SELECT 1 FROM customer_merges g WHERE g.customer_id = c.id)"
        )
    };
}

/// Finds a member, and whether this reader has the file open.
pub async fn find_member(
    tx: &mut Tx,
    id: CustomerId,
    reader: AccountId,
    now: DateTime<Utc>,
) -> Result<Option<(Side, bool)>> {
    const OPENED: &str = "SELECT COUNT(*) FROM file_accesses WHERE account_id = $1 AND customer_id = $2 AND at > $3 \
        AND what = 'file'";
    let opened = sql!(tx, scalar i64, OPENED, reader, id, now - OPEN_FOR)? > 0;
    let side = sql!(tx, optional Side, side!("c.id = $1 AND m.customer_id IS NOT NULL"), id, now)?;
    Ok(side.map(|side| (side, opened)))
}

/// Finds the customer with this customer or member number.
pub async fn find_numbered(tx: &mut Tx, number: &str, now: DateTime<Utc>) -> Result<Option<Side>> {
    const NUMBERED: &str = side!(
        "c.id IN (SELECT id FROM customers WHERE customer_no = $1 UNION ALL \
        SELECT customer_id FROM members WHERE member_no = $3)"
    );
    let number = ascii(number).to_ascii_uppercase();
    let member_no =
        Some(&number).filter(|number| number.starts_with('M')).and_then(|number| MemberNo::parse(number).ok());
    Ok(sql!(tx, optional Side, NUMBERED, &number, now, member_no)?)
}

/// Points that moved with the duplicate.
pub async fn went_over(tx: &mut Tx, duplicate: CustomerId) -> Result<i64> {
    let query = "SELECT CAST(COALESCE(SUM(v.amount), 0) AS BIGINT) FROM point_transfers t \
        JOIN point_lot_moves v ON v.out_transfer_id = t.id WHERE t.source = 'merge' AND t.source_id = $1";
    Ok(sql!(tx, scalar i64, query, duplicate)?)
}

impl Side {
    /// Whether both have the same name, phone and birthday; the more match, the likelier they are one person.
    pub fn agrees(&self, other: &Self) -> [bool; 3] {
        let same_day = self.birthday.is_some() && self.birthday == other.birthday;
        let same_phone = self.phone.is_some() && self.phone == other.phone;
        [self.name == other.name, same_phone, same_day]
    }

    /// Whether one administrator may merge this row if `points` move: any number if two of three fields match,
    /// otherwise up to the limit of an adjustment. An account that moves gains the survivor's points, so these count
    /// too.
    pub fn may_join(&self, survivor: &Self, points: i64) -> bool {
        let exposed = if self.has_account && !survivor.has_account { survivor.available } else { 0 };
        self.agrees(survivor).iter().filter(|same| **same).count() >= 2
            || points.saturating_add(exposed) <= self.single_limit
    }
}

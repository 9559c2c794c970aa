//! Queries of fulfilment.

use super::model::Filter;
use crate::db::Tx;
use crate::error::Result;
use crate::files::OPEN_FOR;
use crate::i18n::Locale;
use crate::rewards::messages;
use crate::rewards::model::{CancelReason, Carrier, Fulfilment, RedemptionState, RewardKind};
use crate::rewards::store::redemptions::is_over;
use crate::sql;
use crate::values::{AccountId, CustomerId, Fen, MemberNo, PersonName, Phone, RedemptionId, TransferId};
use crate::web::{Cursor, Form, Slice, cursor_text, parse_cursor};
use chrono::{DateTime, NaiveDate, Utc};

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    pub id: RedemptionId,
    pub kind: RewardKind,
    pub title_zh: String,
    pub title_en: String,
    pub points: i64,
    pub state: RedemptionState,
    pub created_at: DateTime<Utc>,
    pub customer_id: CustomerId,
    pub name: PersonName,
    pub dealer_zh: Option<String>,
    pub dealer_en: Option<String>,
}

impl Line {
    pub fn cursor(&self) -> String {
        cursor_text(self.created_at, self.id.0)
    }

    /// Whether its next step can be taken for several at once; parcels cannot, since each has its own tracking number.
    pub fn goes_together(&self) -> bool {
        self.state != RedemptionState::Picked || self.kind.fulfilment() != Fulfilment::Shipment
    }
}

/// Selects a page of a part of the queue before or after the key `($3, $4)`.
macro_rules! lines {
    ($beyond:literal, $direction:literal) => {
        concat!(
            "SELECT r.id, w.kind, w.title_zh, w.title_en, r.points, r.state, r.created_at, r.customer_id, c.name, \
             d.name_zh AS dealer_zh, d.name_en AS dealer_en FROM redemptions r JOIN rewards w ON w.id = r.reward_id \
             JOIN customers c ON c.id = r.customer_id LEFT JOIN dealers d ON d.id = r.pickup_dealer_id \
             WHERE r.state IN ('ordered', 'picked', 'ready') AND r.state = $1 AND ($2 = '' OR w.kind = $2) \
             AND (r.created_at, r.id) ",
            $beyond,
            " ($3, $4) ORDER BY r.created_at",
            $direction,
            ", r.id",
            $direction,
            " LIMIT 26"
        )
    };
}

pub const BY_TIME: [&str; 2] = [lines!(">", ""), lines!("<", " DESC")];

/// Lists one part of the queue, page by page, in the filter's order.
pub async fn list_lines(tx: &mut Tx, filter: Filter, query: &Form) -> Result<Slice<Line>> {
    const SIZE: usize = 25;
    let cursor = Cursor::read(query, parse_cursor);
    let down = filter.order.reads_down(&cursor);
    let (at, id) = cursor.instant(down);
    let kind = filter.kind.map_or("", RewardKind::code);
    let statement = BY_TIME[usize::from(down)];
    Ok(Slice::cut(sql!(tx, all Line, statement, filter.state, kind, at, id)?, SIZE, &cursor))
}

/// How many of a kind wait in a state, and since when.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Waiting {
    pub kind: RewardKind,
    pub state: RedemptionState,
    pub count: i64,
    pub since: DateTime<Utc>,
}

pub async fn list_waiting(tx: &mut Tx) -> Result<Vec<Waiting>> {
    Ok(sql!(
        tx,
        all Waiting,
        "SELECT w.kind, r.state, COUNT(*) AS count, MIN(r.created_at) AS since FROM redemptions r \
         JOIN rewards w ON w.id = r.reward_id WHERE r.state IN ('ordered', 'picked', 'ready') GROUP BY w.kind, r.state"
    )?)
}

/// A redemption with everything that the viewer may see.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct RedemptionDetail {
    pub id: RedemptionId,
    pub customer_id: CustomerId,
    pub name: PersonName,
    pub member_no: MemberNo,
    pub kind: RewardKind,
    pub title_zh: String,
    pub title_en: String,
    pub value_fen: Fen,
    pub points: i64,
    pub transfer_id: TransferId,
    /// The amount to be paid at the dealer's.
    pub pay_fen: Fen,
    pub state: RedemptionState,
    pub recipient: Option<PersonName>,
    pub recipient_phone: Option<Phone>,
    pub dealer_zh: Option<String>,
    pub dealer_en: Option<String>,
    pub dealer_phone: Option<String>,
    pub created_at: DateTime<Utc>,
    pub fulfilled_at: Option<DateTime<Utc>>,
    /// The last day on which its code is valid.
    pub code_expires_on: Option<NaiveDate>,
    pub carrier: Option<Carrier>,
    pub tracking_no: Option<String>,
    pub cancel_reason: Option<String>,
    pub cancel_reason_code: Option<CancelReason>,
    /// Only while it has to be shipped, and only for an administrator whose access is recorded.
    pub address: Option<String>,
    pub opened_at: Option<DateTime<Utc>>,
}

impl RedemptionDetail {
    /// Badge colour and name of its state on a day.
    pub fn state_name(&self, l: Locale, today: NaiveDate) -> (&'static str, String) {
        messages::state(l, self.kind, self.state, is_over(self.state, self.code_expires_on, today))
    }

    /// Whether its goods were shipped or handed over.
    pub fn can_be_returned(&self) -> bool {
        self.state == RedemptionState::Fulfilled && !self.kind.has_code()
    }
}

pub async fn find_detail(
    tx: &mut Tx,
    id: RedemptionId,
    by: AccountId,
    now: DateTime<Utc>,
) -> Result<Option<RedemptionDetail>> {
    Ok(sql!(
        tx,
        optional RedemptionDetail,
        "SELECT r.id, r.customer_id, c.name, m.member_no, w.kind, w.title_zh, w.title_en, w.value_fen, \
         r.points, r.transfer_id, r.pay_fen, r.state, r.recipient, r.recipient_phone, d.name_zh AS dealer_zh, \
         d.name_en AS dealer_en, d.phone AS dealer_phone, r.created_at, r.fulfilled_at, r.code_expires_on, r.carrier, \
         r.tracking_no, r.cancel_reason, r.cancel_reason_code, \
         CASE WHEN f.at IS NULL THEN NULL ELSE r.address END AS address, f.at AS opened_at \
         FROM redemptions r JOIN rewards w ON w.id = r.reward_id JOIN customers c ON c.id = r.customer_id \
         JOIN members m ON m.customer_id = r.customer_id LEFT JOIN dealers d ON d.id = r.pickup_dealer_id \
         LEFT JOIN file_accesses f ON f.id = (SELECT MAX(a.id) FROM file_accesses a WHERE r.state = 'picked' \
         AND a.account_id = $2 AND a.customer_id = r.customer_id AND a.at > $4 AND a.what = 'address' AND a.reason = $3) \
         WHERE r.id = $1",
        id,
        by,
        super::ops::reason(id),
        now - OPEN_FOR
    )?)
}

/// A redemption as it is exported.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Exported {
    pub id: RedemptionId,
    pub kind: RewardKind,
    pub title_zh: String,
    pub title_en: String,
    pub points: i64,
    pub pay_fen: Fen,
    pub state: RedemptionState,
    pub created_at: DateTime<Utc>,
    pub name: PersonName,
    pub member_no: MemberNo,
    pub recipient: Option<PersonName>,
    pub recipient_phone: Option<Phone>,
    pub address: Option<String>,
    pub dealer_zh: Option<String>,
    pub dealer_en: Option<String>,
}

/// The maximum number of redemptions in one file.
pub const MOST_EXPORTED: i64 = 5_000;

/// Records the export and its reason for every member in it. `what` is `export`, or `address` for those whose address
/// is in the file.
pub async fn insert_exports(
    tx: &mut Tx,
    (by, what, reason): (AccountId, &str, &str),
    filter: Filter,
    now: DateTime<Utc>,
) -> Result<u64> {
    Ok(sql!(
        tx,
        execute,
        "INSERT INTO file_accesses (customer_id, account_id, what, reason, at) \
         SELECT DISTINCT q.customer_id, $3, $4, $5, $6 FROM (SELECT r.customer_id, r.address FROM redemptions r \
         JOIN rewards w ON w.id = r.reward_id WHERE r.state IN ('ordered', 'picked', 'ready') AND r.state = $1 \
         AND ($2 = '' OR w.kind = $2) ORDER BY r.created_at, r.id LIMIT $7) AS q \
         WHERE $4 = 'export' OR q.address IS NOT NULL",
        filter.state,
        filter.kind.map_or("", RewardKind::code),
        by,
        what,
        reason,
        now,
        MOST_EXPORTED
    )?)
}

/// Lists the redemptions whose access was recorded by this export: nobody is in the file without a record.
pub async fn list_exported(
    tx: &mut Tx,
    (by, with_addresses): (AccountId, bool),
    filter: Filter,
    now: DateTime<Utc>,
) -> Result<Vec<Exported>> {
    Ok(sql!(
        tx,
        all Exported,
        "SELECT r.id, w.kind, w.title_zh, w.title_en, r.points, r.pay_fen, r.state, r.created_at, c.name, \
         m.member_no, r.recipient, r.recipient_phone, CASE WHEN $6 AND EXISTS (SELECT 1 FROM file_accesses f \
         WHERE f.account_id = $3 AND f.customer_id = r.customer_id AND f.at = $4 AND f.what = 'address') \
         THEN r.address END AS address, d.name_zh AS dealer_zh, d.name_en AS dealer_en FROM redemptions r \
         JOIN rewards w ON w.id = r.reward_id JOIN customers c ON c.id = r.customer_id \
         JOIN members m ON m.customer_id = r.customer_id LEFT JOIN dealers d ON d.id = r.pickup_dealer_id \
         WHERE r.state IN ('ordered', 'picked', 'ready') AND r.state = $1 AND ($2 = '' OR w.kind = $2) \
         AND EXISTS (SELECT 1 FROM file_accesses f WHERE f.account_id = $3 AND f.customer_id = r.customer_id \
         AND f.at = $4 AND f.what = 'export') ORDER BY r.created_at, r.id LIMIT $5",
        filter.state,
        filter.kind.map_or("", RewardKind::code),
        by,
        now,
        MOST_EXPORTED,
        with_addresses
    )?)
}

use crate::db::{DbResult, Tx};
use crate::referrals::model::LeadState;
use crate::values::{AccountId, DealerId, PersonName, Phone, ReferralId};
use crate::web::{Cursor, Slice};
use crate::{counted, sql};
use chrono::{DateTime, TimeDelta, Utc};

/// How long a lead stays open for the reader who opened it.
pub const OPEN_FOR: TimeDelta = TimeDelta::minutes(30);

/// A lead in a list.
#[derive(Clone, sqlx::FromRow)]
pub struct LeadRow {
    pub id: ReferralId,
    pub state: LeadState,
    pub friend_name: PersonName,
    pub friend_phone: Phone,
    pub version: i64,
    pub updated_at: DateTime<Utc>,
    pub model_zh: Option<String>,
    pub model_en: Option<String>,
    /// On the board: the number of leads in this state, [counted](crate::counted) up to a limit.
    #[sqlx(default)]
    pub total: i64,
}

/// The first leads of one state, each row with their total.
macro_rules! first {
    ($state:literal, $order:literal) => {
        concat!(
            "SELECT * FROM (SELECT id, state, friend_name, friend_phone, version, updated_at, model_id, ",
            counted!(concat!("referrals WHERE dealer_id = $1 AND state = '", $state, "'")),
            " AS total FROM referrals WHERE dealer_id = $1 AND state = '",
            $state,
            "' ORDER BY ",
            $order,
            " LIMIT $2) AS of_",
            $state
        )
    };
}

/// Parameters: dealer, leads per state.
pub const BOARD: &str = concat!(
    "SELECT f.id, f.state, f.friend_name, f.friend_phone, f.version, f.updated_at, \
     m.name_zh AS model_zh, m.name_en AS model_en, f.total FROM (",
    first!("invited", "id"),
    " UNION ALL ",
    first!("contacted", "id"),
    " UNION ALL ",
    first!("test_drive", "id"),
    " UNION ALL ",
    first!("delivered", "id DESC"),
    " UNION ALL ",
    first!("expired", "id DESC"),
    ") f LEFT JOIN models m ON m.id = f.model_id \
     ORDER BY CASE WHEN f.state IN ('delivered', 'expired') THEN -f.id ELSE f.id END"
);

/// The first leads of each state: of open ones those waiting longest, of closed ones the newest.
pub async fn list_board(tx: &mut Tx, dealer: DealerId, each: i64) -> DbResult<Vec<LeadRow>> {
    sql!(tx, all LeadRow, BOARD, dealer, each)
}

macro_rules! leads {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.state, r.friend_name, r.friend_phone, r.version, r.updated_at, \
             m.name_zh AS model_zh, m.name_en AS model_en \
             FROM referrals r LEFT JOIN models m ON m.id = r.model_id WHERE r.dealer_id = $1 AND r.state = $2 ",
            $rest
        )
    };
}

/// Parameters: dealer, state, id before or after.
pub const OLDER: &str = leads!("AND r.id < $3 ORDER BY r.id DESC LIMIT 21");
pub const NEWER: &str = leads!("AND r.id > $3 ORDER BY r.id LIMIT 21");

/// A page of the leads of one state, newest first.
pub async fn list_state(
    tx: &mut Tx,
    dealer: DealerId,
    state: LeadState,
    cursor: Cursor<i64>,
) -> DbResult<Slice<LeadRow>> {
    const SIZE: usize = 20;
    let (query, id) = match cursor {
        Cursor::Start => (OLDER, i64::MAX),
        Cursor::After(id) => (OLDER, id),
        Cursor::Before(id) => (NEWER, id),
    };
    Ok(Slice::cut(sql!(tx, all LeadRow, query, dealer, state, id)?, SIZE, &cursor))
}

/// One lead in full.
#[derive(sqlx::FromRow)]
pub struct Lead {
    pub id: ReferralId,
    pub state: LeadState,
    pub friend_name: PersonName,
    pub friend_phone: Phone,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub consent_wording: String,
    pub delivered_vin: Option<String>,
    pub friend_is_customer: bool,
    pub referrer_name: PersonName,
    pub model_zh: Option<String>,
    pub model_en: Option<String>,
    /// What the referrer earns for the next state, and the friend on delivery.
    pub next_pays: i64,
    pub friend_gets: i64,
    /// Whether the reader has the lead open.
    pub opened: bool,
}

pub async fn find_lead(
    tx: &mut Tx,
    id: ReferralId,
    dealer: DealerId,
    reader: AccountId,
    now: DateTime<Utc>,
) -> DbResult<Option<Lead>> {
    sql!(
        tx,
        optional Lead,
        "SELECT r.id, r.state, r.friend_name, r.friend_phone, r.version, r.created_at, r.consent_wording, \
         r.delivered_vin, r.friend_customer_id IS NOT NULL AS friend_is_customer, c.name AS referrer_name, \
         m.name_zh AS model_zh, m.name_en AS model_en, \
         COALESCE((SELECT value FROM point_rules WHERE code = CASE r.state WHEN 'contacted' THEN 'referral_test_drive' \
         WHEN 'test_drive' THEN 'referral_delivery' ELSE '' END AND valid_from <= $4 ORDER BY valid_from DESC, version DESC LIMIT 1), 0) \
         AS next_pays, \
         COALESCE((SELECT value FROM point_rules WHERE code = 'referral_friend' AND valid_from <= $4 \
         ORDER BY valid_from DESC, version DESC LIMIT 1), 0) AS friend_gets, \
         EXISTS (SELECT 1 FROM staff_actions a WHERE a.subject = 'referral' AND a.subject_id = r.id \
         AND a.action = 'lead_opened' AND a.account_id = $3 AND a.at > $5) AS opened \
         FROM referrals r JOIN customers c ON c.id = r.referrer_id LEFT JOIN models m ON m.id = r.model_id \
         WHERE r.id = $1 AND r.dealer_id = $2 AND r.state <> 'declined'",
        id,
        dealer,
        reader,
        now,
        now - OPEN_FOR
    )
}

/// A step in a lead's history, with its author if that was one of the dealer's staff.
#[derive(sqlx::FromRow)]
pub struct Change {
    pub state: LeadState,
    pub note: String,
    pub changed_by: String,
    pub staff: Option<String>,
    pub at: DateTime<Utc>,
}

pub async fn list_changes(tx: &mut Tx, id: ReferralId, dealer: DealerId) -> DbResult<Vec<Change>> {
    sql!(
        tx,
        all Change,
        "SELECT h.state, h.note, h.changed_by, a.name AS staff, h.at FROM referral_changes h \
         LEFT JOIN accounts a ON a.dealer_id = $2 AND h.changed_by = 'staff:' || CAST(a.id AS TEXT) \
         WHERE h.referral_id = $1 ORDER BY h.id DESC LIMIT 50",
        id,
        dealer
    )
}

/// Records that a reader opens a lead; returns 0 if the lead is not this dealer's.
pub async fn insert_opened(
    tx: &mut Tx,
    id: ReferralId,
    dealer: DealerId,
    reader: AccountId,
    now: DateTime<Utc>,
) -> DbResult<u64> {
    sql!(
        tx,
        execute,
        "INSERT INTO staff_actions (account_id, action, subject, subject_id, at) \
         SELECT $3, 'lead_opened', 'referral', id, $4 FROM referrals \
         WHERE id = $1 AND dealer_id = $2 AND state <> 'declined'",
        id,
        dealer,
        reader,
        now
    )
}

//! SQL of a member's redemptions.

use crate::crypto::Keys;
use crate::db::Tx;
use crate::error::Result;
use crate::rewards::model::{CancelReason, Carrier, CodeOrigin, RedemptionState, RewardKind};
use crate::sql;
use crate::values::{CustomerId, Fen, RedemptionId, RewardId, TransferId};
use crate::web::{Cursor, Slice};
use chrono::{DateTime, NaiveDate, Utc};

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    pub id: RedemptionId,
    pub kind: RewardKind,
    pub title_zh: String,
    pub title_en: String,
    pub points: i64,
    pub pay_fen: Fen,
    pub state: RedemptionState,
    pub created_at: DateTime<Utc>,
    pub code_expires_on: Option<NaiveDate>,
}

/// Lists a member's redemptions, newest first.
pub async fn list_redemptions(tx: &mut Tx, customer: CustomerId, cursor: Cursor<RedemptionId>) -> Result<Slice<Line>> {
    const SIZE: usize = 20;
    const OLDER: &str = "SELECT r.id, w.kind, w.title_zh, w.title_en, r.points, r.pay_fen, r.state, r.created_at, \
        r.code_expires_on FROM redemptions r JOIN rewards w ON w.id = r.reward_id \
        WHERE r.customer_id = $1 AND r.id < $2 ORDER BY r.id DESC LIMIT 21";
    const NEWER: &str = "SELECT r.id, w.kind, w.title_zh, w.title_en, r.points, r.pay_fen, r.state, r.created_at, \
        r.code_expires_on FROM redemptions r JOIN rewards w ON w.id = r.reward_id \
        WHERE r.customer_id = $1 AND r.id > $2 ORDER BY r.id LIMIT 21";
    let (query, id) = match cursor {
        Cursor::Start => (OLDER, RedemptionId(i64::MAX)),
        Cursor::After(id) => (OLDER, id),
        Cursor::Before(id) => (NEWER, id),
    };
    Ok(Slice::cut(sql!(tx, all Line, query, customer, id)?, SIZE, &cursor))
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Redemption {
    pub id: RedemptionId,
    pub kind: RewardKind,
    pub title_zh: String,
    pub title_en: String,
    pub picture: String,
    pub value_fen: Fen,
    pub points: i64,
    pub pay_fen: Fen,
    pub state: RedemptionState,
    pub reward_id: RewardId,
    pub transfer_id: TransferId,
    pub codes: CodeOrigin,
    pub lookup: Option<String>,
    pub sealed: Option<String>,
    pub code_expires_on: Option<NaiveDate>,
    pub recipient: Option<String>,
    pub recipient_phone: Option<String>,
    pub address: Option<String>,
    pub dealer_zh: Option<String>,
    pub dealer_en: Option<String>,
    pub dealer_address: Option<String>,
    pub dealer_phone: Option<String>,
    pub created_at: DateTime<Utc>,
    pub picked_at: Option<DateTime<Utc>>,
    pub ready_at: Option<DateTime<Utc>>,
    pub fulfilled_at: Option<DateTime<Utc>>,
    pub cancelled_at: Option<DateTime<Utc>>,
    pub carrier: Option<Carrier>,
    pub tracking_no: Option<String>,
    /// The dealer where it was used or handed over.
    pub at_zh: Option<String>,
    pub at_en: Option<String>,
    /// Why the club cancelled it or took it back.
    pub cancel_reason_code: Option<CancelReason>,
}

impl Redemption {
    /// Whether its code expired unused.
    pub fn is_over(&self, today: NaiveDate) -> bool {
        is_over(self.state, self.code_expires_on, today)
    }

    /// Decrypts its code, for its owner's page only.
    pub fn code(&self, keys: &Keys) -> Option<String> {
        keys.open(self.reward_id, self.lookup.as_deref()?, self.sealed.as_deref()?)
    }

    pub fn can_be_cancelled(&self, today: NaiveDate) -> bool {
        self.codes == CodeOrigin::Generated && self.state.can_be_cancelled(self.code_expires_on, today)
    }
}

pub fn is_over(state: RedemptionState, code_expires_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    state == RedemptionState::Issued && code_expires_on.is_some_and(|last| last < today)
}

/// Finds a member's own redemption.
pub async fn find_redemption(tx: &mut Tx, customer: CustomerId, id: RedemptionId) -> Result<Option<Redemption>> {
    Ok(sql!(
        tx,
        optional Redemption,
        "SELECT r.id, w.kind, w.title_zh, w.title_en, w.picture, w.value_fen, r.points, r.pay_fen, r.state, \
         r.reward_id, r.transfer_id, w.codes, v.lookup, v.sealed, r.code_expires_on, r.recipient, r.recipient_phone, r.address, \
         d.name_zh AS dealer_zh, d.name_en AS dealer_en, d.address AS dealer_address, d.phone AS dealer_phone, \
         r.created_at, r.picked_at, r.ready_at, r.fulfilled_at, r.cancelled_at, r.carrier, r.tracking_no, \
         r.cancel_reason_code, a.name_zh AS at_zh, a.name_en AS at_en \
         FROM redemptions r JOIN rewards w ON w.id = r.reward_id LEFT JOIN dealers d ON d.id = r.pickup_dealer_id \
         LEFT JOIN redemption_handovers h ON h.redemption_id = r.id LEFT JOIN dealers a ON a.id = h.dealer_id \
         LEFT JOIN voucher_codes v ON v.redemption_id = r.id WHERE r.id = $1 AND r.customer_id = $2",
        id,
        customer
    )?)
}

/// A lot that a redemption spent from, or was refunded to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Used {
    pub amount: i64,
    pub earned_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub label_zh: String,
    pub label_en: String,
}

/// Lists the lots that a redemption spent from, in order.
pub async fn list_used(tx: &mut Tx, id: RedemptionId) -> Result<Vec<Used>> {
    Ok(sql!(
        tx,
        all Used,
        "SELECT u.amount, l.earned_at, l.expires_at, t.label_zh, t.label_en FROM redemptions r \
         JOIN point_lot_uses u ON u.transfer_id = r.transfer_id JOIN point_lots l ON l.id = u.lot_id \
         JOIN point_transfers t ON t.id = l.transfer_id WHERE r.id = $1 ORDER BY u.id",
        id
    )?)
}

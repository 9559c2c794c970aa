use crate::i18n::Bilingual;
use crate::text_enum;
use crate::values::{CustomerId, Fen, HoldId, ServiceOrderId, WorkshopPaymentId};
use chrono::{DateTime, TimeDelta, Utc};

/// How long a code is valid.
pub const CODE_LIFE: TimeDelta = TimeDelta::minutes(10);
/// How long points are held.
pub const HOLD_FOR: TimeDelta = TimeDelta::minutes(30);

/// The whole yuan that points can pay; 0 if points have no value.
pub fn whole_yuan(points: i64, points_per_yuan: i64) -> i64 {
    if points_per_yuan <= 0 { 0 } else { points / points_per_yuan }
}

text_enum! {
    /// The state of points held for a bill.
    pub enum WorkshopPaymentState {
        Open = "open",
        Captured = "captured",
        Released = "released",
        TimedOut = "timed_out",
        /// Was captured before the order was credited.
        Refunded = "refunded",
    }
}

/// A member's latest code. The code itself is only in the member's browser.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Code {
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
}

impl Code {
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.used_at.is_none() && self.expires_at > now
    }
}

/// An order as a workshop payment sees it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Bill {
    pub order_id: ServiceOrderId,
    pub order_no: String,
    pub customer_id: CustomerId,
    pub total_fen: i64,
    pub paid_fen: i64,
    pub is_open: bool,
    pub is_credited: bool,
    #[sqlx(flatten)]
    pub dealer: Bilingual,
    /// Held or captured for this order so far.
    pub engaged_fen: i64,
    pub is_held: bool,
}

impl Bill {
    /// The amount in fen that points may still pay.
    pub fn left_fen(&self) -> i64 {
        (self.total_fen - self.paid_fen - self.engaged_fen).max(0)
    }

    /// Whether the engaged points still fit beside the money paid: other systems may change both at any time.
    pub fn still_fits(&self) -> bool {
        self.total_fen - self.paid_fen >= self.engaged_fen
    }
}

/// A payment that is about to end; its row is locked.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Locked {
    pub id: WorkshopPaymentId,
    pub order_id: ServiceOrderId,
    pub customer_id: CustomerId,
    pub hold_id: HoldId,
    pub state: WorkshopPaymentState,
    pub points: i64,
    pub fen: Fen,
    pub order_no: String,
    #[sqlx(flatten)]
    pub dealer: Bilingual,
}

//! Lots, and what is taken from and returned to them.

use super::{Gain, LotExpiry, PointAccount};
use crate::values::LotId;
use chrono::{DateTime, Utc};

/// A lot with something left in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OpenLot {
    pub id: LotId,
    pub remaining: i64,
    pub expires_at: DateTime<Utc>,
}

/// An amount taken from one lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotUse {
    pub lot_id: LotId,
    pub amount: i64,
}

/// The present state of the points that an earning gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Earned {
    pub lot_id: LotId,
    pub issued: i64,
    /// Still in the lot.
    pub remaining: i64,
    /// Expired from the lot, and not taken back since.
    pub expired: i64,
    /// Taken back before.
    pub reversed: i64,
}

/// Where the points of a reversal come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reversal {
    pub from_lot: i64,
    /// Had expired: the member could not use them, and owes nothing for them.
    pub from_expired: i64,
    /// Had been spent: the member owes them.
    pub owed: i64,
}

impl Reversal {
    /// What the other accounts gain.
    pub fn gains(self) -> [Gain; 3] {
        let points = self.from_lot + self.from_expired + self.owed;
        [(PointAccount::Issue, points), (PointAccount::Expired, -self.from_expired), (PointAccount::Debt, -self.owed)]
    }
}

impl Earned {
    /// What can still be taken back.
    pub fn left(&self) -> i64 {
        self.issued - self.reversed
    }

    /// Splits a reversal of so many points; `None` if fewer are left to take back.
    pub fn take_back(&self, points: i64) -> Option<Reversal> {
        if points > self.left() {
            return None;
        }
        let from_lot = points.min(self.remaining);
        let from_expired = (points - from_lot).min(self.expired);
        Some(Reversal { from_lot, from_expired, owed: points - from_lot - from_expired })
    }
}

/// What a capture of so many points leaves of a hold: the capture consumes the hold in the order in which it took from
/// lots, as a spending would have, and the rest is released.
pub fn rest_of(held: &[LotUse], captured: i64) -> Vec<LotUse> {
    let mut left = captured;
    let rest = held.iter().map(|LotUse { lot_id, amount }| {
        let taken = left.min(*amount);
        left -= taken;
        LotUse { lot_id: *lot_id, amount: amount - taken }
    });
    rest.filter(|back| back.amount > 0).collect()
}

/// What was taken from a lot, and the lot's expiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Taken {
    pub lot_id: LotId,
    pub amount: i64,
    #[sqlx(flatten)]
    pub expiry: LotExpiry,
    /// Whether points already expired from it at its present expiry.
    pub has_expired: bool,
}

/// The lots do not hold enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Short {
    pub have: i64,
}

/// Chooses the lots that an amount is taken from, in order of (expires_at, id). `lots` may be in any order; the caller
/// must leave out expired ones.
pub fn draw(lots: &[OpenLot], amount: i64) -> Result<Vec<LotUse>, Short> {
    let mut ordered: Vec<&OpenLot> = lots.iter().filter(|lot| lot.remaining > 0).collect();
    ordered.sort_unstable_by_key(|lot| (lot.expires_at, lot.id));
    let mut missing = amount;
    let mut uses = Vec::new();
    for lot in &ordered {
        if missing <= 0 {
            break;
        }
        let taken = lot.remaining.min(missing);
        missing -= taken;
        uses.push(LotUse { lot_id: lot.id, amount: taken });
    }
    if missing > 0 { Err(Short { have: ordered.iter().map(|lot| lot.remaining).sum() }) } else { Ok(uses) }
}

//! Lots, and what is taken from them and comes back.

use crate::values::LotId;
use chrono::{DateTime, Utc};

/// A lot with something left in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OpenLot {
    pub id: LotId,
    pub remaining: i64,
    pub expires_at: DateTime<Utc>,
}

/// How much is taken from one lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotUse {
    pub lot_id: LotId,
    pub amount: i64,
}

/// What became so far of the points that an earning gave.
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
    /// Had expired: the member never had any use of them, and owes nothing for them.
    pub from_expired: i64,
    /// Had been spent: the member owes them.
    pub owed: i64,
}

impl Earned {
    /// What can still be taken back.
    pub fn left(&self) -> i64 {
        self.issued - self.reversed
    }

    /// How so many points are taken back; `None` if it gave fewer, or they went back before.
    pub fn take_back(&self, points: i64) -> Option<Reversal> {
        if points > self.left() {
            return None;
        }
        let from_lot = points.min(self.remaining);
        let from_expired = (points - from_lot).min(self.expired);
        Some(Reversal { from_lot, from_expired, owed: points - from_lot - from_expired })
    }
}

/// What a capture of so many points leaves of a hold: it takes what was held in the order in which it was held, as a
/// spending would have, and the rest goes back.
pub fn rest_of(held: &[LotUse], captured: i64) -> Vec<LotUse> {
    let mut left = captured;
    let rest = held.iter().map(|LotUse { lot_id, amount }| {
        let taken = left.min(*amount);
        left -= taken;
        LotUse { lot_id: *lot_id, amount: amount - taken }
    });
    rest.filter(|back| back.amount > 0).collect()
}

/// What was taken from a lot, and when that lot expires: at first, and as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Taken {
    pub lot_id: LotId,
    pub amount: i64,
    pub first_expires_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// Points expired from it at that end already.
    pub has_expired: bool,
}

/// The lots do not hold that much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Short {
    pub have: i64,
}

/// Which lots an amount takes, in the order (expires_at, id). `lots` come in any order; expired ones must be left
/// out by the caller.
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

//! Replays one member's lots with another validity; no I/O.
//!
//! Amounts that were taken are taken again, from the lots still open, in order of expiry; returned amounts go back to
//! the lots they came from. Missing amounts are counted, and nobody uses more than they used. Merged accounts count as
//! one from the beginning.

use crate::clock::{self, Span};
use crate::points::model::{LotExpiry, LotUse, OpenLot, TransferKind, draw, last_day, lot_expiry, rest_of};
use crate::points::rules::model::month_of;
use crate::values::LotId;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{BTreeMap, HashMap};

/// A lot as it is.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Lot {
    pub id: LotId,
    pub customer_id: i64,
    pub member_no: String,
    pub transfer_id: i64,
    /// The kind of transfer that created it.
    pub kind: TransferKind,
    pub issued: i64,
    pub remaining: i64,
    pub earned_at: DateTime<Utc>,
    #[sqlx(flatten)]
    pub expiry: LotExpiry,
}

/// What a transfer took from a lot, or, if negative, returned to it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Use {
    pub customer_id: i64,
    pub transfer_id: i64,
    pub lot_id: LotId,
    pub amount: i64,
    pub kind: TransferKind,
    pub at: DateTime<Utc>,
    /// When the lot expired, as recorded.
    pub expires_at: DateTime<Utc>,
    /// The spending or hold that was returned.
    pub root: Option<i64>,
}

/// Points expired per month, by its first day; points left at the end; and points that were used but would be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpiryOutcome {
    pub expired: BTreeMap<NaiveDate, i64>,
    pub left: i64,
    pub short: i64,
}

impl ExpiryOutcome {
    fn expire(&mut self, window: Span, expires_at: DateTime<Utc>, points: i64) {
        if points > 0 && expires_at > window.from && expires_at <= window.until {
            *self.expired.entry(month_of(clock::start_of(last_day(expires_at)))).or_default() += points;
        }
    }
}

/// The outcome as it was; only expiry within the window is counted. Overdue points that are not recorded as expired yet count as expired.
pub fn as_it_was(lots: &[Lot], uses: &[Use], window: Span) -> ExpiryOutcome {
    let mut expiry = ExpiryOutcome { left: lots.iter().map(|lot| lot.remaining).sum(), ..ExpiryOutcome::default() };
    for one in uses.iter().filter(|one| one.kind == TransferKind::Expire) {
        expiry.expire(window, one.expires_at, one.amount);
    }
    for lot in lots.iter().filter(|lot| lot.remaining > 0 && lot.expiry.expires_at <= window.until) {
        expiry.left -= lot.remaining;
        expiry.expire(window, lot.expiry.expires_at, lot.remaining);
    }
    expiry
}

/// The outcome as it would have been; only expiry and use within the window are counted. Lots and uses of one member, in any order.
pub fn as_tried(lots: &[Lot], uses: &[Use], months: u32, window: Span) -> ExpiryOutcome {
    let mut steps: BTreeMap<i64, (Vec<&Lot>, Vec<&Use>)> = BTreeMap::new();
    for lot in lots {
        steps.entry(lot.transfer_id).or_default().0.push(lot);
    }
    for one in uses {
        steps.entry(one.transfer_id).or_default().1.push(one);
    }
    let mut purse = Purse::new(window);
    for (transfer, (lots, uses)) in steps {
        for lot in lots {
            purse.expire_until(lot.earned_at);
            // A lot received within a household keeps the expiry that it had with its giver.
            let is_received = lot.kind == TransferKind::Receive;
            let tried = LotExpiry::new(lot_expiry(lot.earned_at, months));
            let LotExpiry { first_expires_at, expires_at } = if is_received { lot.expiry } else { tried };
            purse.first_ends.insert(lot.id, first_expires_at);
            purse.open.push(OpenLot { id: lot.id, remaining: lot.issued, expires_at });
        }
        purse.step(transfer, &uses);
    }
    purse.expire_until(window.until);
    purse.expiry.left = purse.open.iter().map(|lot| lot.remaining).sum();
    purse.expiry
}

struct Purse {
    window: Span,
    open: Vec<OpenLot>,
    /// Each lot's expiry before any grace period.
    first_ends: HashMap<LotId, DateTime<Utc>>,
    /// What each spending or hold took and has not returned.
    taken: HashMap<i64, Vec<LotUse>>,
    expiry: ExpiryOutcome,
}

impl Purse {
    fn new(window: Span) -> Self {
        let (open, expiry) = (Vec::new(), ExpiryOutcome::default());
        Self { window, open, first_ends: HashMap::new(), taken: HashMap::new(), expiry }
    }

    fn step(&mut self, transfer: i64, uses: &[&Use]) {
        let Some(first) = uses.first() else { return };
        let points: i64 = uses.iter().map(|one| one.amount).sum();
        self.expire_until(first.at);
        match first.kind {
            TransferKind::Expire => {}
            kind if kind.takes_in_order() => self.take(transfer, points, first.at),
            _ if points < 0 => self.restore(first.root.unwrap_or(transfer), -points, first.at),
            _ => uses.iter().for_each(|one| self.take_from(one.lot_id, one.amount)),
        }
    }

    fn expire_until(&mut self, at: DateTime<Utc>) {
        for lot in self.open.iter_mut().filter(|lot| lot.expires_at <= at) {
            self.expiry.expire(self.window, lot.expires_at, lot.remaining);
            lot.remaining = 0;
        }
    }

    fn take(&mut self, transfer: i64, points: i64, at: DateTime<Utc>) {
        let have: i64 = self.open.iter().map(|lot| lot.remaining).sum();
        let uses = draw(&self.open, points.min(have)).unwrap_or_default();
        if self.window.contains(at) {
            self.expiry.short += points - points.min(have);
        }
        uses.iter().for_each(|one| self.take_from(one.lot_id, one.amount));
        self.taken.insert(transfer, uses);
    }

    fn take_from(&mut self, lot_id: LotId, amount: i64) {
        if let Some(lot) = self.open.iter_mut().find(|lot| lot.id == lot_id) {
            lot.remaining -= amount.min(lot.remaining);
        }
    }

    /// Returns no more than was taken, last taken first; a lot that expired since gets thirty days, once.
    fn restore(&mut self, root: i64, points: i64, at: DateTime<Utc>) {
        let Some(taken) = self.taken.get_mut(&root) else { return };
        let whole: i64 = taken.iter().map(|one| one.amount).sum();
        let back = rest_of(taken, whole - points.min(whole));
        for one in &back {
            taken.iter_mut().filter(|kept| kept.lot_id == one.lot_id).for_each(|kept| kept.amount -= one.amount);
            if let Some(lot) = self.open.iter_mut().find(|lot| lot.id == one.lot_id) {
                lot.remaining += one.amount;
                let first_expires_at = self.first_ends.get(&lot.id).copied().unwrap_or(lot.expires_at);
                lot.expires_at = LotExpiry { first_expires_at, expires_at: lot.expires_at }.once_back(false, at);
            }
        }
    }
}

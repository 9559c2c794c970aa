//! A member's book: balance, lots and hash chain, written row by row.

use super::rows;
use super::world::{World, next};
use crate::points::model::{
    Earned, LotUse, OpenLot, PointAccount, PointSource, TransferKind, draw, lot_expiry, tier_window_start,
};
use crate::points::rules::RuleCode;
use crate::points::rules::model::month_around;
use crate::values::LotId;
use chrono::{DateTime, Utc};

/// The actor of automatic movements.
pub const PORTAL: &str = "portal";

/// The rule version a posting applied, and when; the campaign, and the part removed by the cap.
#[derive(Clone, Debug)]
pub struct Followed {
    pub id: i64,
    pub code: RuleCode,
    pub at: DateTime<Utc>,
    pub campaign_id: Option<i64>,
    pub cut: i64,
}

/// A transfer without its amount.
pub struct Posting {
    pub kind: TransferKind,
    /// The account points come from or go to.
    pub other: PointAccount,
    pub actor: String,
    pub idempotency_key: String,
    pub rule: Option<Followed>,
    pub source: PointSource,
    pub source_id: i64,
    pub zh: String,
    pub en: String,
    pub at: DateTime<Utc>,
}

pub struct Book {
    pub(super) customer_id: i64,
    pub(super) balance: i64,
    pub(super) debt: i64,
    held: i64,
    pub(super) head: String,
    lots: Vec<Lot>,
    /// Amounts earned, less reversals, with their times.
    earned: Vec<(DateTime<Utc>, i64)>,
    /// The same per rule, at the time whose rules applied.
    by_rule: Vec<(RuleCode, DateTime<Utc>, i64)>,
    /// Indexes of the limited rewards already redeemed, followed by projects donated to.
    taken: Vec<usize>,
}

struct Lot {
    row: rows::PointLot,
    source: (PointSource, i64),
    rule: Option<Followed>,
    expired: i64,
}

impl Book {
    pub fn new(customer_id: i64) -> Self {
        Self {
            customer_id,
            balance: 0,
            debt: 0,
            held: 0,
            head: String::new(),
            lots: Vec::new(),
            earned: Vec::new(),
            by_rule: Vec::new(),
            taken: Vec::new(),
        }
    }

    pub fn balance(&self) -> i64 {
        self.balance
    }

    /// Marks a reward as redeemed; false if it was already.
    pub fn first_of(&mut self, reward: usize) -> bool {
        let first = !self.taken.contains(&reward);
        self.taken.push(reward);
        first
    }

    pub fn tier_points_since(&self, since: DateTime<Utc>) -> i64 {
        self.earned.iter().filter(|(at, _)| *at >= since).map(|(_, amount)| amount).sum()
    }

    /// Points earned by a rule in the calendar month of an instant, less reversals.
    pub fn earned_in_month(&self, code: RuleCode, at: DateTime<Utc>) -> i64 {
        let month = month_around(at);
        let here = self.by_rule.iter().filter(|(rule, at, _)| *rule == code && month.contains(*at));
        here.map(|(_, _, amount)| amount).sum()
    }

    /// Earns an amount; 0 writes a line without a lot.
    pub fn earn(&mut self, world: &mut World, posting: Posting, amount: i64, months: u32) {
        self.earned.push((posting.at, amount));
        self.issue(world, posting, amount, months);
    }

    /// Creates a lot; returns the id of its transfer.
    pub fn issue(&mut self, world: &mut World, posting: Posting, amount: i64, months: u32) -> i64 {
        let (source, earned_at) = ((posting.source, posting.source_id), posting.at);
        let rule = posting.rule.clone();
        self.count(&rule, amount);
        let transfer_id = self.transfer(world, posting, amount, None);
        if amount == 0 {
            return transfer_id;
        }
        let (lot_id, expires_at) = (next(&mut world.ids.lot), lot_expiry(earned_at, months));
        let row = rows::PointLot {
            id: lot_id,
            customer_id: self.customer_id,
            transfer_id,
            issued: amount,
            remaining: amount,
            earned_at,
            first_expires_at: expires_at,
            expires_at,
        };
        self.lots.push(Lot { row, source, rule, expired: 0 });
        self.settle(world, transfer_id, LotUse { lot_id: LotId(lot_id), amount }, earned_at);
        transfer_id
    }

    fn count(&mut self, rule: &Option<Followed>, amount: i64) {
        if let Some(rule) = rule {
            self.by_rule.push((rule.code, rule.at, amount));
        }
    }

    /// Takes an amount from the lots in order; `None` if there is not enough.
    pub fn spend(&mut self, world: &mut World, posting: Posting, amount: i64) -> Option<(i64, Vec<LotUse>)> {
        let uses = draw(&self.open(), amount).ok()?;
        let transfer_id = self.transfer(world, posting, -amount, None);
        for used in &uses {
            self.take(world, transfer_id, used.lot_id.0, used.amount);
        }
        Some((transfer_id, uses))
    }

    /// Returns what the transfer `spent` took to the same lots.
    pub fn give_back(&mut self, world: &mut World, posting: Posting, spent: i64, uses: &[LotUse]) -> i64 {
        let at = posting.at;
        let transfer_id = self.transfer(world, posting, uses.iter().map(|used| used.amount).sum(), Some(spent));
        for used in uses {
            self.take(world, transfer_id, used.lot_id.0, -used.amount);
        }
        for used in uses {
            self.settle(world, transfer_id, *used, at);
        }
        transfer_id
    }

    /// Transfers this many of the points held by `hold` to the dealers.
    pub fn capture(&mut self, world: &mut World, posting: Posting, hold: i64, points: i64) -> i64 {
        self.post(world, posting, &[(PointAccount::Held, -points), (PointAccount::Dealer, points)], Some(hold), points)
    }

    /// Whether no lot expires before an instant, so that points spent now could be returned unchanged.
    pub fn all_live_until(&self, at: DateTime<Utc>) -> bool {
        self.lots.iter().all(|lot| lot.row.remaining == 0 || lot.row.expires_at > at)
    }

    /// Takes back everything earned from the posting's source, if anything.
    pub fn reverse(&mut self, world: &mut World, posting: Posting) {
        let source = (posting.source, posting.source_id);
        let Some(lot) = self.lots.iter().find(|lot| lot.source == source) else { return };
        let (lot_id, earned, issued) = (lot.row.id, lot.row.transfer_id, lot.row.issued);
        let earned_at = lot.row.earned_at;
        let state =
            Earned { lot_id: LotId(lot_id), issued, remaining: lot.row.remaining, expired: lot.expired, reversed: 0 };
        let Some(parts) = state.take_back(issued) else { return };
        let rule = lot.rule.clone().map(|rule| Followed { cut: 0, ..rule });
        let posting = Posting { rule: rule.clone(), ..posting };
        self.count(&rule, -issued);
        let others =
            [(posting.other, issued), (PointAccount::Expired, -parts.from_expired), (PointAccount::Debt, -parts.owed)];
        let transfer_id = self.post(world, posting, &others, Some(earned), issued);
        if parts.from_lot > 0 {
            self.take(world, transfer_id, lot_id, parts.from_lot);
        }
        self.earned.push((earned_at, -issued));
    }

    /// Uses points that came into a lot to pay the member's debt.
    fn settle(&mut self, world: &mut World, came: i64, lot: LotUse, at: DateTime<Utc>) {
        let points = self.debt.min(lot.amount);
        if points == 0 {
            return;
        }
        let posting = Posting {
            kind: TransferKind::Settle,
            other: PointAccount::Debt,
            actor: PORTAL.to_owned(),
            idempotency_key: format!("settle:{came}:{}", lot.lot_id),
            rule: None,
            source: PointSource::Lot,
            source_id: lot.lot_id.0,
            zh: "补扣已收回的积分".to_owned(),
            en: "Makes up for points taken back".to_owned(),
            at,
        };
        let transfer_id = self.transfer(world, posting, -points, None);
        self.take(world, transfer_id, lot.lot_id.0, points);
    }

    /// Writes off expired lots, each at its own time.
    pub fn expire_until(&mut self, world: &mut World, now: DateTime<Utc>, rule: Option<Followed>) {
        let mut expired: Vec<OpenLot> = self.open();
        expired.retain(|lot| lot.expires_at <= now);
        expired.sort_unstable_by_key(|lot| (lot.expires_at, lot.id));
        for lot in expired {
            let posting = Posting {
                kind: TransferKind::Expire,
                other: PointAccount::Expired,
                actor: PORTAL.to_owned(),
                idempotency_key: format!("expire:{}:{}", lot.id, lot.expires_at.timestamp_micros()),
                rule: rule.clone().map(|rule| Followed { at: lot.expires_at, ..rule }),
                source: PointSource::Lot,
                source_id: lot.id.0,
                zh: "积分过期".to_owned(),
                en: "Points expired".to_owned(),
                at: lot.expires_at,
            };
            let transfer_id = self.transfer(world, posting, -lot.remaining, None);
            self.take(world, transfer_id, lot.id.0, lot.remaining);
            if let Some(own) = self.lots.iter_mut().find(|own| own.row.id == lot.id.0) {
                own.expired += lot.remaining;
            }
        }
    }

    /// Writes the lots and the balance in their final state.
    pub fn close(self, world: &mut World, tier_points: i64, pending: i64) {
        for lot in &self.lots {
            world.push(&lot.row);
        }
        world.push(&rows::PointBalance {
            customer_id: self.customer_id,
            available: self.balance,
            pending,
            debt: self.debt,
            held: self.held,
            tier_points,
            tier_points_since: tier_window_start(world.now),
            chain_head: self.head,
        });
    }

    fn open(&self) -> Vec<OpenLot> {
        let open = self.lots.iter().filter(|lot| lot.row.remaining > 0);
        open.map(|lot| OpenLot { id: LotId(lot.row.id), remaining: lot.row.remaining, expires_at: lot.row.expires_at })
            .collect()
    }

    fn take(&mut self, world: &mut World, transfer_id: i64, lot_id: i64, amount: i64) {
        let Some(lot) = self.lots.iter_mut().find(|lot| lot.row.id == lot_id) else { return };
        lot.row.remaining -= amount;
        let expires_at = lot.row.expires_at;
        let id = next(&mut world.ids.lot_use);
        world.push(&rows::PointLotUse { id, lot_id, transfer_id, amount, expires_at });
    }

    /// Writes both sides of a movement; `amount` is the member's gain, `undoes_id` the movement it reverses.
    fn transfer(&mut self, world: &mut World, posting: Posting, amount: i64, undoes_id: Option<i64>) -> i64 {
        let others = [(posting.other, -amount)];
        self.post(world, posting, &others, undoes_id, amount.abs())
    }

    /// Writes all sides of a movement; `others` are the gains of other accounts.
    fn post(
        &mut self,
        world: &mut World,
        posting: Posting,
        others: &[(PointAccount, i64)],
        undoes_id: Option<i64>,
        points: i64,
    ) -> i64 {
        let id = next(&mut world.ids.transfer);
        let amount = -others.iter().map(|(_, gain)| gain).sum::<i64>();
        self.balance += amount;
        let gained = |wanted| others.iter().filter(|(account, _)| *account == wanted).map(|(_, n)| n).sum::<i64>();
        self.debt -= gained(PointAccount::Debt);
        self.held += gained(PointAccount::Held);
        self.write_transfer(world, (id, undoes_id, points), &posting);
        self.write_sides(world, (id, &posting), amount, others);
        id
    }
}

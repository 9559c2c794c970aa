//! A member's book: the ledger's operations in memory, for the bulk load of a whole club. Balances, lots, expiry and
//! contents are computed by the ledger itself; `write` is the only place that turns its values into rows.

use super::rows;
use super::world::{World, next};
use crate::points::model::{
    Balance, Earned, Gain, LotUse, OpenLot, PointAccount, PointSource, TransferKind, draw, entered, lot_expiry,
    tier_window_start,
};
use crate::points::ops::{Movement, Opening, expiry, settlement};
use crate::points::rules::RuleCode;
use crate::points::rules::model::month_around;
use crate::values::{CampaignId, CustomerId, LotId, TransferId};
use chrono::{DateTime, Utc};

pub struct Book {
    customer: CustomerId,
    balance: Balance,
    lots: Vec<Lot>,
    earnings: Vec<Earning>,
    /// Indexes of the limited rewards already redeemed, followed by projects donated to.
    taken: Vec<usize>,
}

struct Lot {
    row: rows::PointLot,
    /// What gave it.
    source: (PointSource, i64),
    followed: Followed,
    expired: i64,
}

/// Points that were earned or, if negative, taken back.
struct Earning {
    followed: Followed,
    at: DateTime<Utc>,
    points: i64,
}

/// The rule that an earning followed, in its version of that moment, and the campaign.
#[derive(Clone, Copy)]
struct Followed {
    rule: Option<RuleCode>,
    at: DateTime<Utc>,
    campaign: Option<CampaignId>,
}

/// Points drawn from lots.
pub struct Drawn {
    pub transfer: TransferId,
    pub uses: Vec<LotUse>,
}

impl Book {
    pub fn new(customer: CustomerId) -> Self {
        Self { customer, balance: Balance::default(), lots: Vec::new(), earnings: Vec::new(), taken: Vec::new() }
    }

    pub fn customer(&self) -> CustomerId {
        self.customer
    }

    pub fn balance(&self) -> i64 {
        self.balance.available
    }

    /// Marks a reward as redeemed; false if it was already.
    pub fn first_of(&mut self, reward: usize) -> bool {
        let first = !self.taken.contains(&reward);
        self.taken.push(reward);
        first
    }

    /// The tier points at a moment.
    pub fn tier_points(&self, at: DateTime<Utc>) -> i64 {
        let since = tier_window_start(at);
        self.earnings.iter().filter(|earning| earning.at >= since).map(|earning| earning.points).sum()
    }

    /// Points earned by a rule in the calendar month of an instant, less reversals.
    pub fn earned_in_month(&self, code: RuleCode, at: DateTime<Utc>) -> i64 {
        let month = month_around(at);
        let here = self.earnings.iter().filter(|earning| {
            let Followed { rule, at, .. } = earning.followed;
            rule == Some(code) && month.contains(at)
        });
        here.map(|earning| earning.points).sum()
    }

    /// Whether no lot expires before an instant, so that points spent now could be returned unchanged.
    pub fn all_live_until(&self, at: DateTime<Utc>) -> bool {
        self.lots.iter().all(|lot| lot.row.remaining == 0 || lot.row.expires_at > at)
    }

    /// Creates a lot, unless a cap left nothing; settles debt at once.
    pub fn issue(&mut self, world: &mut World, opening: &Opening<'_>) -> TransferId {
        let Movement { points, source, source_id, rule, at, .. } = *opening.movement;
        let transfer = self.write(world, opening, &[(PointAccount::Issue, -points)]);
        if points == 0 {
            return transfer;
        }
        let followed = Followed { rule, at: opening.rule_at, campaign: opening.campaign };
        if opening.kind == TransferKind::Earn {
            self.earnings.push(Earning { followed, at, points });
        }
        let id = next(&mut world.ids.lot);
        let expires_at = lot_expiry(at, world.rules.validity_months(at));
        let row = rows::PointLot {
            id,
            customer_id: self.customer.0,
            transfer_id: transfer.0,
            issued: points,
            remaining: points,
            earned_at: at,
            first_expires_at: expires_at,
            expires_at,
        };
        self.lots.push(Lot { row, source: (source, source_id), followed, expired: 0 });
        self.settle(world, transfer, LotUse { lot_id: LotId(id), amount: points }, at);
        transfer
    }

    /// Moves points from the lots that expire first to an account; `None` if there are not enough.
    pub fn draw_off(&mut self, world: &mut World, opening: &Opening<'_>, to: PointAccount) -> Option<Drawn> {
        let points = opening.movement.points;
        let uses = draw(&self.filled(), points).ok()?;
        let transfer = self.write(world, opening, &[(to, points)]);
        uses.iter().for_each(|used| self.take(world, transfer, *used));
        Some(Drawn { transfer, uses })
    }

    /// Returns points from an account to the lots they came from, none of which has expired.
    pub fn restore(
        &mut self,
        world: &mut World,
        opening: &Opening<'_>,
        uses: &[LotUse],
        from: PointAccount,
    ) -> TransferId {
        let Movement { points, at, .. } = *opening.movement;
        let transfer = self.write(world, opening, &[(from, -points)]);
        uses.iter().for_each(|used| self.take(world, transfer, LotUse { amount: -used.amount, ..*used }));
        uses.iter().for_each(|used| self.settle(world, transfer, *used, at));
        transfer
    }

    /// Moves held points to the dealers.
    pub fn capture(&mut self, world: &mut World, opening: &Opening<'_>) -> TransferId {
        let points = opening.movement.points;
        self.write(world, opening, &[(PointAccount::Held, -points), (PointAccount::Dealer, points)])
    }

    /// Takes back everything earned from the movement's source, if anything.
    pub fn reverse(&mut self, world: &mut World, movement: &Movement<'_>) {
        let source = (movement.source, movement.source_id);
        let Some(lot) = self.lots.iter().find(|lot| lot.source == source) else { return };
        let rows::PointLot { id, transfer_id, issued, remaining, earned_at, .. } = lot.row;
        let followed = lot.followed;
        let lot_id = LotId(id);
        let earned = Earned { lot_id, issued, remaining, expired: lot.expired, reversed: 0 };
        let Some(parts) = earned.take_back(issued) else { return };
        let movement = Movement { points: issued, rule: followed.rule, ..movement.clone() };
        let opening = Opening::undoing(TransferKind::Reverse, &movement, TransferId(transfer_id));
        let opening = Opening { rule_at: followed.at, campaign: followed.campaign, ..opening };
        let transfer = self.write(world, &opening, &parts.gains());
        if parts.from_lot > 0 {
            self.take(world, transfer, LotUse { lot_id, amount: parts.from_lot });
        }
        self.earnings.push(Earning { followed, at: earned_at, points: -issued });
    }

    /// Settles debt with points that came into a lot.
    fn settle(&mut self, world: &mut World, came: TransferId, lot: LotUse, at: DateTime<Utc>) {
        let amount = self.balance.debt.min(lot.amount);
        if amount == 0 {
            return;
        }
        let settled = LotUse { amount, ..lot };
        let idempotency_key = format!("settle:{came}:{}", lot.lot_id);
        let movement = settlement(self.customer, settled, &idempotency_key, at);
        let opening = Opening::new(TransferKind::Settle, &movement);
        let transfer = self.write(world, &opening, &[(PointAccount::Debt, amount)]);
        self.take(world, transfer, settled);
    }

    /// Writes off expired lots, each at its own time.
    pub fn expire_until(&mut self, world: &mut World, now: DateTime<Utc>) {
        let mut expired = self.filled();
        expired.retain(|lot| lot.expires_at <= now);
        expired.sort_unstable_by_key(|lot| (lot.expires_at, lot.id));
        for lot in expired {
            let idempotency_key = format!("expire:{}:{}", lot.id, self.balance.chain_head);
            let movement = expiry(self.customer, &lot, &idempotency_key, lot.expires_at);
            let opening = Opening::new(TransferKind::Expire, &movement);
            let transfer = self.write(world, &opening, &[(PointAccount::Expired, lot.remaining)]);
            self.take(world, transfer, LotUse { lot_id: lot.id, amount: lot.remaining });
            if let Some(own) = self.lots.iter_mut().find(|own| own.row.id == lot.id.0) {
                own.expired += lot.remaining;
            }
        }
    }

    /// Writes the lots and the balance in their final state.
    pub fn close(self, world: &mut World, pending: i64) {
        for lot in &self.lots {
            world.push(&lot.row);
        }
        world.push(&rows::PointBalance {
            customer_id: self.customer.0,
            available: self.balance.available,
            pending,
            debt: self.balance.debt,
            held: self.balance.held,
            tier_points: self.tier_points(world.now),
            tier_points_since: tier_window_start(world.now),
            chain_head: self.balance.chain_head,
        });
    }

    /// The lots with something left in them.
    fn filled(&self) -> Vec<OpenLot> {
        let filled = self.lots.iter().map(|lot| &lot.row).filter(|lot| lot.remaining > 0);
        filled.map(|lot| OpenLot { id: LotId(lot.id), remaining: lot.remaining, expires_at: lot.expires_at }).collect()
    }

    fn take(&mut self, world: &mut World, transfer: TransferId, LotUse { lot_id, amount }: LotUse) {
        let Some(lot) = self.lots.iter_mut().find(|lot| lot.row.id == lot_id.0) else { return };
        lot.row.remaining -= amount;
        let expires_at = lot.row.expires_at;
        let id = next(&mut world.ids.lot_use);
        world.push(&rows::PointLotUse { id, lot_id: lot_id.0, transfer_id: transfer.0, amount, expires_at });
    }

    /// Writes a transfer and its entries.
    fn write(&mut self, world: &mut World, opening: &Opening<'_>, others: &[Gain]) -> TransferId {
        let (kind, movement) = (opening.kind, opening.movement);
        let transfer = TransferId(next(&mut world.ids.transfer));
        let rule = movement.rule.and_then(|code| world.rules.at(code, opening.rule_at)).map(|rule| rule.id);
        world.push(&rows::PointTransfer {
            id: transfer.0,
            kind,
            customer_id: movement.customer.0,
            actor: movement.actor.to_owned(),
            idempotency_key: movement.idempotency_key.to_owned(),
            body_hash: opening.body_hash(),
            rule_id: rule,
            undoes_id: opening.undoes.map(|undone| undone.0),
            source: movement.source,
            source_id: movement.source_id,
            label_zh: movement.label.zh.to_owned(),
            label_en: movement.label.en.to_owned(),
            at: movement.at,
            rule_at: rule.map(|_| opening.rule_at),
            campaign_id: opening.campaign.map(|campaign| campaign.0),
            cut: opening.cut,
        });
        let Some(member) = self.balance.enter(self.customer, transfer, others, movement.at) else { return transfer };
        let entry = rows::PointEntry {
            id: next(&mut world.ids.entry),
            transfer_id: transfer.0,
            account: PointAccount::Member,
            customer_id: Some(member.customer_id.0),
            amount: member.amount,
            balance_after: Some(member.balance_after),
            debt_after: Some(member.debt_after),
            kind,
            at: member.at,
            hash: self.balance.chain_head.clone(),
        };
        world.push(&entry);
        let other =
            rows::PointEntry { customer_id: None, balance_after: None, debt_after: None, hash: String::new(), ..entry };
        for (account, amount) in entered(kind, others) {
            let id = next(&mut world.ids.entry);
            world.push(&rows::PointEntry { id, account, amount, ..other.clone() });
        }
        transfer
    }
}

//! A member's book: balance, lots and chain, written row by row.

use super::rows;
use super::world::{World, next};
use crate::points::model::{
    ChainedEntry, LotUse, OpenLot, PointAccount, PointSource, TransferKind, draw, entry_hash, lot_expiry,
};
use crate::values::{CustomerId, LotId, TransferId};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

/// Who moves points where nobody does it by hand.
pub const PORTAL: &str = "portal";

/// One transfer before it has an amount.
pub struct Posting {
    pub kind: TransferKind,
    /// Where points come from or go to.
    pub other: PointAccount,
    pub actor: String,
    pub key: String,
    pub rule_id: Option<i64>,
    pub source: PointSource,
    pub source_id: i64,
    pub zh: String,
    pub en: String,
    pub at: DateTime<Utc>,
}

pub struct Book {
    customer_id: i64,
    balance: i64,
    head: String,
    lots: Vec<Lot>,
    /// When how much was earned or reversed.
    earned: Vec<(DateTime<Utc>, i64)>,
    /// Limited rewards taken before, by their place in the catalogue.
    taken: Vec<usize>,
}

struct Lot {
    row: rows::PointLot,
    source: (PointSource, i64),
}

impl Book {
    pub fn new(customer_id: i64) -> Self {
        Self { customer_id, balance: 0, head: String::new(), lots: Vec::new(), earned: Vec::new(), taken: Vec::new() }
    }

    pub fn balance(&self) -> i64 {
        self.balance
    }

    /// Remembers a reward; false if it was there before.
    pub fn first_of(&mut self, reward: usize) -> bool {
        let first = !self.taken.contains(&reward);
        self.taken.push(reward);
        first
    }

    /// Never below zero, even where a reversal is younger than what it reverses.
    pub fn growth_since(&self, since: DateTime<Utc>) -> i64 {
        self.earned.iter().filter(|(at, _)| *at >= since).map(|(_, amount)| amount).sum::<i64>().max(0)
    }

    pub fn earn(&mut self, world: &mut World, posting: Posting, amount: i64, months: u32) {
        let (source, earned_at) = ((posting.source, posting.source_id), posting.at);
        let transfer_id = self.transfer(world, posting, amount, None);
        let row = rows::PointLot {
            id: next(&mut world.ids.lot),
            customer_id: self.customer_id,
            transfer_id,
            issued: amount,
            remaining: amount,
            earned_at,
            expires_at: lot_expiry(earned_at, months),
        };
        self.lots.push(Lot { row, source });
        self.earned.push((earned_at, amount));
    }

    /// Takes an amount from the lots in order; `None` where there is not enough.
    pub fn spend(&mut self, world: &mut World, posting: Posting, amount: i64) -> Option<(i64, Vec<LotUse>)> {
        let uses = draw(&self.open(), amount).ok()?;
        let transfer_id = self.transfer(world, posting, -amount, None);
        for used in &uses {
            self.take(world, transfer_id, used.lot_id.0, used.amount);
        }
        Some((transfer_id, uses))
    }

    /// Gives back to the same lots what the transfer `spent` had taken from them.
    pub fn give_back(&mut self, world: &mut World, posting: Posting, spent: i64, uses: &[LotUse]) -> i64 {
        let transfer_id = self.transfer(world, posting, uses.iter().map(|used| used.amount).sum(), Some(spent));
        for used in uses {
            self.take(world, transfer_id, used.lot_id.0, -used.amount);
        }
        transfer_id
    }

    /// Whether nothing lapses before a moment: what is spent now can then be given back as it was.
    pub fn all_live_until(&self, at: DateTime<Utc>) -> bool {
        self.lots.iter().all(|lot| lot.row.remaining == 0 || lot.row.expires_at > at)
    }

    /// Takes what is left of the lot that came from the posting's source; nothing if it is used up or never was.
    pub fn reverse(&mut self, world: &mut World, posting: Posting) {
        let source = (posting.source, posting.source_id);
        let lot = self.lots.iter().find(|lot| lot.source == source && lot.row.remaining > 0);
        let Some((lot_id, amount, earned)) = lot.map(|lot| (lot.row.id, lot.row.remaining, lot.row.transfer_id)) else {
            return;
        };
        let at = posting.at;
        let transfer_id = self.transfer(world, posting, -amount, Some(earned));
        self.take(world, transfer_id, lot_id, amount);
        self.earned.push((at, -amount));
    }

    /// Writes off every lot that has lapsed, each when it did.
    pub fn lapse_until(&mut self, world: &mut World, now: DateTime<Utc>, rule_id: Option<i64>) {
        let mut lapsed: Vec<OpenLot> = self.open();
        lapsed.retain(|lot| lot.expires_at <= now);
        lapsed.sort_unstable_by_key(|lot| (lot.expires_at, lot.id));
        for lot in lapsed {
            let posting = Posting {
                kind: TransferKind::Lapse,
                other: PointAccount::Lapsed,
                actor: PORTAL.to_owned(),
                key: format!("lapse:{}:{}", lot.id, lot.expires_at.timestamp_micros()),
                rule_id,
                source: PointSource::Lot,
                source_id: lot.id.0,
                zh: "积分过期".to_owned(),
                en: "Points lapsed".to_owned(),
                at: lot.expires_at,
            };
            let transfer_id = self.transfer(world, posting, -lot.remaining, None);
            self.take(world, transfer_id, lot.id.0, lot.remaining);
        }
    }

    /// Writes the lots and the balance as they stand now.
    pub fn close(self, world: &mut World, growth: i64, pending: i64) {
        for lot in &self.lots {
            world.push(&lot.row);
        }
        world.push(&rows::PointBalance {
            customer_id: self.customer_id,
            available: self.balance,
            pending,
            growth,
            chain_head: self.head,
        });
    }

    fn open(&self) -> Vec<OpenLot> {
        let open = self.lots.iter().filter(|lot| lot.row.remaining > 0);
        open.map(|lot| OpenLot { id: LotId(lot.row.id), remaining: lot.row.remaining, expires_at: lot.row.expires_at })
            .collect()
    }

    fn take(&mut self, world: &mut World, transfer_id: i64, lot_id: i64, amount: i64) {
        if let Some(lot) = self.lots.iter_mut().find(|lot| lot.row.id == lot_id) {
            lot.row.remaining -= amount;
        }
        let id = next(&mut world.ids.lot_use);
        world.push(&rows::PointLotUse { id, lot_id, transfer_id, amount });
    }

    /// Both sides of a movement; `amount` is what the member gains, `undoes_id` the movement that it takes back.
    fn transfer(&mut self, world: &mut World, posting: Posting, amount: i64, undoes_id: Option<i64>) -> i64 {
        let id = next(&mut world.ids.transfer);
        let Posting { kind, other, actor, key, rule_id, source, source_id, zh, en, at } = posting;
        self.balance += amount;
        // As the ledger's operations do it.
        let undone = undoes_id.map(|id| format!("\n{id}")).unwrap_or_default();
        let body = format!("{kind}\n{}\n{}\n{source}\n{source_id}{undone}", self.customer_id, amount.unsigned_abs());
        let chained = ChainedEntry {
            customer_id: CustomerId(self.customer_id),
            transfer_id: TransferId(id),
            amount,
            balance_after: self.balance,
            at,
        };
        self.head = entry_hash(&self.head, &chained);
        world.push(&rows::PointTransfer {
            id,
            kind,
            customer_id: self.customer_id,
            actor,
            idempotency_key: key,
            body_hash: hex::encode(Sha256::digest(body)),
            rule_id,
            undoes_id,
            source,
            source_id,
            label_zh: zh,
            label_en: en,
            at,
        });
        let (customer_id, balance_after) = (Some(self.customer_id), Some(self.balance));
        let (account, hash) = (PointAccount::Member, self.head.clone());
        let member = Side { account, customer_id, amount, balance_after, hash };
        let elsewhere =
            Side { account: other, customer_id: None, amount: -amount, balance_after: None, hash: String::new() };
        for side in [member, elsewhere] {
            side.write(world, id, kind, at);
        }
        id
    }
}

/// One entry of a transfer.
struct Side {
    account: PointAccount,
    customer_id: Option<i64>,
    amount: i64,
    balance_after: Option<i64>,
    hash: String,
}

impl Side {
    fn write(self, world: &mut World, transfer_id: i64, kind: TransferKind, at: DateTime<Utc>) {
        let Self { account, customer_id, amount, balance_after, hash } = self;
        let id = next(&mut world.ids.entry);
        world.push(&rows::PointEntry { id, transfer_id, account, customer_id, amount, balance_after, kind, at, hash });
    }
}

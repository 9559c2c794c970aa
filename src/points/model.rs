//! The pure rules of points: no I/O, no clock. Points are whole, money is fen, instants are UTC.

use crate::clock;
use crate::text_enum;
use crate::values::{CustomerId, LotId, TransferId, add_months_end};
use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use sha2::{Digest, Sha256};

text_enum! {
    /// Ordered: a later one has more rights.
    pub enum Tier { Basic = "basic", Silver = "silver", Gold = "gold", Platinum = "platinum" }
}

text_enum! {
    /// Why points moved.
    pub enum TransferKind {
        Earn = "earn",
        Spend = "spend",
        /// A cancelled redemption or registration; the same lots come back.
        Refund = "refund",
        Lapse = "lapse",
        /// What was earned by something that was undone, such as a credited service order.
        Reverse = "reverse",
        /// What came in paid for points that had been taken back after they were spent.
        Settle = "settle",
        Adjust = "adjust",
        Donate = "donate",
        /// Set aside until it is known whether they are spent.
        Hold = "hold",
        /// What was held went where it belongs.
        Capture = "capture",
        /// What was held came back into its lots.
        Release = "release",
        /// Two rows of the same customer became one: what the one had left, or came to the other.
        Merge = "merge",
        /// Given to somebody of the same household.
        Send = "send",
        /// Given by somebody of the same household.
        Receive = "receive",
    }
}

impl TransferKind {
    /// Those that a statement is chosen by: a hold stands for how it ends, too.
    pub fn choices() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|kind| !matches!(kind, Self::Capture | Self::Release))
    }

    /// Whether it takes from a member's lots in their order, not from one of its own choice.
    pub fn takes_in_order(self) -> bool {
        matches!(self, Self::Spend | Self::Donate | Self::Adjust | Self::Hold | Self::Send)
    }
}

text_enum! {
    /// Where points come from and go to.
    pub enum PointAccount {
        Member = "member",
        Issue = "issue",
        Redeemed = "redeemed",
        Lapsed = "lapsed",
        /// What members owe, below zero: the only place where points can be missing.
        Debt = "debt",
        Charity = "charity",
        Dealer = "dealer",
        /// Taken out of lots by holds that are still open.
        Held = "held",
        /// On the way from one member to another; nothing ever stays there.
        Between = "between",
    }
}

text_enum! {
    /// What a transfer is about; `point_transfers.source_id` is the id of one.
    pub enum PointSource {
        ServiceOrder = "service_order",
        Delivery = "delivery",
        Referral = "referral",
        Registration = "registration",
        Redemption = "redemption",
        Donation = "donation",
        Profile = "profile",
        Lot = "lot",
        Survey = "survey",
        Manual = "manual",
        Adjustment = "adjustment",
        /// A workshop bill paid with points at the counter: the id of its service order.
        Counter = "counter",
        /// The id of the customer who is gone.
        Merge = "merge",
        /// Points given within a household: the id of the other member.
        Household = "household",
    }
}

/// What a tier is reached with, and what it multiplies workshop points by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TierRule {
    #[sqlx(rename = "code")]
    pub tier: Tier,
    /// Growth from which the tier holds.
    pub growth_from: i64,
    pub multiplier_percent: i64,
}

/// The tiers that the club begins with, lowest first.
pub const DEFAULT_TIERS: [TierRule; 4] = [
    TierRule { tier: Tier::Basic, growth_from: 0, multiplier_percent: 100 },
    TierRule { tier: Tier::Silver, growth_from: 2_000, multiplier_percent: 110 },
    TierRule { tier: Tier::Gold, growth_from: 8_000, multiplier_percent: 125 },
    TierRule { tier: Tier::Platinum, growth_from: 20_000, multiplier_percent: 150 },
];

/// Growth counts what was earned in this many months.
pub const GROWTH_MONTHS: u32 = 24;

/// From when on points earned count as growth: the first instant of the day `GROWTH_MONTHS` ago, in Shanghai.
pub fn growth_since(now: DateTime<Utc>) -> DateTime<Utc> {
    let day = clock::day(now);
    clock::start_of(day.checked_sub_months(Months::new(GROWTH_MONTHS)).unwrap_or(day))
}

/// The rule that holds at this growth. `tiers` in any order, with one that starts at 0.
pub fn tier_for(tiers: &[TierRule], growth: i64) -> TierRule {
    let reached = tiers.iter().filter(|rule| rule.growth_from <= growth);
    *reached.max_by_key(|rule| rule.growth_from).unwrap_or(&DEFAULT_TIERS[0])
}

/// The next tier and the growth still missing to it; `None` at the top.
pub fn missing_to_next(tiers: &[TierRule], growth: i64) -> Option<(Tier, i64)> {
    let above = tiers.iter().filter(|rule| rule.growth_from > growth);
    above.min_by_key(|rule| rule.growth_from).map(|rule| (rule.tier, rule.growth_from - growth))
}

/// When a lot lapses: the first instant in Shanghai after the month that is `months` after the one it was earned in.
/// A hundred years are as long as it gets.
pub fn lot_expiry(earned_at: DateTime<Utc>, months: u32) -> DateTime<Utc> {
    const LONGEST: u32 = 1_200;
    let last = add_months_end(clock::day(earned_at), months.min(LONGEST));
    clock::start_of(last + TimeDelta::days(1))
}

/// When points lapse that came back after their time: at the end of the thirtieth day from now, in Shanghai.
pub fn grace_end(now: DateTime<Utc>) -> DateTime<Utc> {
    const DAYS: i64 = 30;
    clock::start_of(clock::day(now) + TimeDelta::days(DAYS + 1))
}

/// When a lot lapses into which something comes back: at its own end or, where that is over, with 30 days. It may be
/// over before `at`, which was looked up earlier: what has lapsed at an end has lapsed.
pub fn end_once_back(end: DateTime<Utc>, has_lapsed: bool, at: DateTime<Utc>) -> DateTime<Utc> {
    if end > at && !has_lapsed { end } else { grace_end(at.max(end)) }
}

/// The last day in Shanghai on which a lot with this expiry can be spent: what people call the day it lapses.
pub fn last_day(expires_at: DateTime<Utc>) -> NaiveDate {
    clock::day(expires_at - TimeDelta::microseconds(1))
}

/// What points are worth, in fen, cut to whole fen. 0 where the rule has no sense.
pub fn worth_fen(points: i64, points_per_yuan: i64) -> i64 {
    if points_per_yuan <= 0 {
        return 0;
    }
    saturated(i128::from(points) * 100 / i128::from(points_per_yuan))
}

fn saturated(n: i128) -> i64 {
    i64::try_from(n).unwrap_or(if n < 0 { i64::MIN } else { i64::MAX })
}

/// One member's entry as the chain of hashes sees it.
#[derive(Clone, Copy, Debug)]
pub struct ChainedEntry {
    pub customer_id: CustomerId,
    pub transfer_id: TransferId,
    pub amount: i64,
    pub balance_after: i64,
    pub debt_after: i64,
    /// Whole microseconds: what both databases keep.
    pub at: DateTime<Utc>,
}

/// The hash of a member's entry: 64 hex digits of SHA-256 over ASCII text, seven fields each ended by a line feed:
/// the previous entry's hash (empty for the first), customer id, transfer id, amount, balance after,
/// debt after, and the instant in microseconds since 1970. Numbers are decimal, without plus sign or leading zeros.
pub fn entry_hash(previous: &str, entry: &ChainedEntry) -> String {
    let ChainedEntry { customer_id, transfer_id, amount, balance_after, debt_after, at } = entry;
    let micros = at.timestamp_micros();
    let text = format!("{previous}\n{customer_id}\n{transfer_id}\n{amount}\n{balance_after}\n{debt_after}\n{micros}\n");
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// A lot with something left in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OpenLot {
    pub id: LotId,
    pub remaining: i64,
    pub expires_at: DateTime<Utc>,
}

text_enum! {
    /// What became of points that were set aside.
    pub enum HoldState { Open = "open", Captured = "captured", Released = "released" }
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
    /// Lapsed from the lot, and not taken back since.
    pub lapsed: i64,
    /// Taken back before.
    pub reversed: i64,
}

/// Where the points of a reversal come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reversal {
    pub from_lot: i64,
    /// Had lapsed: the member never had any use of them, and owes nothing for them.
    pub from_lapsed: i64,
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
        let from_lapsed = (points - from_lot).min(self.lapsed);
        Some(Reversal { from_lot, from_lapsed, owed: points - from_lot - from_lapsed })
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

/// What was taken from a lot, and when that lot lapses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Taken {
    pub lot_id: LotId,
    pub amount: i64,
    pub expires_at: DateTime<Utc>,
    /// Points lapsed from it at that end already.
    pub has_lapsed: bool,
}

/// The lots do not hold that much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Short {
    pub have: i64,
}

/// Which lots an amount takes, in the order (expires_at, id). `lots` come in any order; lapsed ones must be left
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

#[cfg(test)]
mod tests;

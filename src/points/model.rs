//! Pure rules of points: no I/O, no clock. Points are whole numbers, money is in fen, instants are UTC.

mod balance;
mod lots;

pub use balance::{Balance, Gain, entered};
pub use lots::{Earned, LotUse, OpenLot, Reversal, Short, Taken, draw, rest_of};

use crate::clock;
use crate::text_enum;
use crate::values::{CustomerId, Tier, TransferId, add_months_end};
use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

text_enum! {
    /// Why points moved.
    pub enum TransferKind {
        Earn = "earn",
        Spend = "spend",
        /// A cancelled redemption or registration; the same lots get their points back.
        Refund = "refund",
        Expire = "expire",
        /// Earned points taken back because their source was undone, such as a credited service order.
        Reverse = "reverse",
        /// Points that came in and paid off debt.
        Settle = "settle",
        Adjust = "adjust",
        Donate = "donate",
        /// Set aside until it is known whether they are spent.
        Hold = "hold",
        /// Held points moved to their destination.
        Capture = "capture",
        /// Held points returned to their lots.
        Release = "release",
        /// Two rows of a customer were merged: points that left the duplicate, or reached the survivor.
        Merge = "merge",
        /// Given to a member of the same household.
        Send = "send",
        /// Received from a member of the same household.
        Receive = "receive",
    }
}

impl TransferKind {
    /// Kinds offered as filters of a statement; a hold also stands for its capture or release.
    pub fn choices() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|kind| !matches!(kind, Self::Capture | Self::Release))
    }

    /// Whether it takes from a member's lots in order of expiry, rather than from a particular one.
    pub fn takes_in_order(self) -> bool {
        matches!(self, Self::Spend | Self::Donate | Self::Adjust | Self::Hold | Self::Send)
    }
}

text_enum! {
    /// Accounts that points come from and go to.
    pub enum PointAccount {
        Member = "member",
        Issue = "issue",
        Redeemed = "redeemed",
        Expired = "expired",
        /// Members' debt, as a negative balance: points that were reversed after they had been spent.
        Debt = "debt",
        Charity = "charity",
        Dealer = "dealer",
        /// Taken out of lots by holds that are still open.
        Held = "held",
        /// In transit from one member to another; always sums to zero.
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
        /// A workshop bill paid with points at a dealer; the id of its service order.
        WorkshopPayment = "workshop_payment",
        /// The customer id of the duplicate.
        Merge = "merge",
        /// Points given within a household; the id of the other member.
        Household = "household",
    }
}

/// The threshold of a tier, and its multiplier for workshop points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct TierRule {
    #[sqlx(rename = "code")]
    pub tier: Tier,
    /// Tier points needed to reach the tier.
    pub min_tier_points: i64,
    pub multiplier_percent: i64,
}

impl TierRule {
    /// The values that a club starts with.
    pub const fn initial(tier: Tier) -> Self {
        let (min_tier_points, multiplier_percent) = match tier {
            Tier::Basic => (0, 100),
            Tier::Silver => (2_000, 110),
            Tier::Gold => (8_000, 125),
            Tier::Platinum => (20_000, 150),
        };
        Self { tier, min_tier_points, multiplier_percent }
    }

    /// The tiers that a club starts with, lowest first.
    pub fn all_initial() -> Vec<Self> {
        Tier::ALL.iter().copied().map(Self::initial).collect()
    }
}

/// Tier points count earnings of this many months.
pub const TIER_POINTS_MONTHS: u32 = 24;

/// Start of the window for tier points: the first instant of the day `TIER_POINTS_MONTHS` ago, in Shanghai.
pub fn tier_window_start(now: DateTime<Utc>) -> DateTime<Utc> {
    let day = clock::day(now);
    clock::start_of(day.checked_sub_months(Months::new(TIER_POINTS_MONTHS)).unwrap_or(day))
}

/// The highest tier reached with `tier_points`. `tiers` may be in any order and must have one that starts at 0.
pub fn tier_for(tiers: &[TierRule], tier_points: i64) -> TierRule {
    let reached = tiers.iter().filter(|rule| rule.min_tier_points <= tier_points);
    reached.max_by_key(|rule| rule.min_tier_points).copied().unwrap_or(TierRule::initial(Tier::LOWEST))
}

/// When a lot expires: the first instant in Shanghai after the month that is `months` after the month of earning, at
/// most a hundred years.
pub fn lot_expiry(earned_at: DateTime<Utc>, months: u32) -> DateTime<Utc> {
    const LONGEST: u32 = 1_200;
    let last = add_months_end(clock::day(earned_at), months.min(LONGEST));
    clock::start_of(last + TimeDelta::days(1))
}

/// When points expire that were returned after their expiry: at the end of the thirtieth day from now, in Shanghai.
pub fn grace_end(now: DateTime<Utc>) -> DateTime<Utc> {
    const DAYS: i64 = 30;
    clock::start_of(clock::day(now) + TimeDelta::days(DAYS + 1))
}

/// When a lot expires, and when it would have without any grace period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LotExpiry {
    pub first_expires_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

impl LotExpiry {
    pub fn new(expires_at: DateTime<Utc>) -> Self {
        Self { first_expires_at: expires_at, expires_at }
    }

    /// When the lot expires after points are returned to it: unchanged if that is still to come, otherwise after a grace
    /// period of 30 days. That is given once: a lot that already had it keeps its end, and what is returned after that
    /// expires at once. A lot may have expired before `at`, if `at` was read earlier: what has expired stays expired.
    pub fn once_back(self, has_expired: bool, at: DateTime<Utc>) -> DateTime<Utc> {
        let Self { first_expires_at, expires_at } = self;
        let is_kept = expires_at > first_expires_at || (expires_at > at && !has_expired);
        if is_kept { expires_at } else { grace_end(at.max(expires_at)) }
    }
}

/// The last day in Shanghai on which a lot with this expiry can be spent, which pages call its expiry day.
pub fn last_day(expires_at: DateTime<Utc>) -> NaiveDate {
    clock::day(expires_at - TimeDelta::microseconds(1))
}

/// The value of points in fen, rounded down. 0 if the rule's value is not positive.
pub fn value_fen(points: i64, points_per_yuan: i64) -> i64 {
    if points_per_yuan <= 0 {
        return 0;
    }
    saturated(i128::from(points) * 100 / i128::from(points_per_yuan))
}

fn saturated(n: i128) -> i64 {
    i64::try_from(n).unwrap_or(if n < 0 { i64::MIN } else { i64::MAX })
}

/// A member's entry as hashed into the chain.
#[derive(Clone, Copy, Debug)]
pub struct ChainedEntry {
    pub customer_id: CustomerId,
    pub transfer_id: TransferId,
    pub amount: i64,
    pub balance_after: i64,
    pub debt_after: i64,
    /// In whole microseconds, the precision of both databases.
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

text_enum! {
    /// State of a hold.
    pub enum HoldState { Open = "open", Captured = "captured", Released = "released" }
}

#[cfg(test)]
mod tests;

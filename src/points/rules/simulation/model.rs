//! What is simulated, and the outcome, which is stored as JSON.

use crate::points::model::{PointAccount, TierRule, value_fen};
use crate::points::rules::model::Terms;
use crate::values::{Fen, PerTier, Tier, points, points_signed};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Draft {
    Version(Terms),
    Tiers(Vec<TierRule>),
    Campaign(Campaign),
    /// Points per yuan.
    PointValue(i64),
    /// Months.
    Validity(u32),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Campaign {
    pub percent: i64,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// Empty means all.
    #[sqlx(skip)]
    pub models: Vec<i64>,
    #[sqlx(skip)]
    pub dealers: Vec<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub points: Pair,
    /// Points cut by caps.
    pub cut: Pair,
    pub gaining: i64,
    pub losing: i64,
    pub unchanged: i64,
    /// The largest first, at most ten.
    pub most_gained: Vec<Moved>,
    pub most_lost: Vec<Moved>,
    /// By the first day of the month.
    pub months: BTreeMap<NaiveDate, Pair>,
    /// The value of points when it ran.
    pub points_per_yuan: i64,
    /// What was simulated; the draft itself may change later.
    #[serde(default)]
    pub draft: Option<Draft>,
    /// For other tiers.
    #[serde(default)]
    pub tiers: Option<TierOutcome>,
    /// For another validity: `points` are those that expired.
    #[serde(default)]
    pub expiry: Option<Left>,
    /// For another value: `months` are then the value, in fen, of what was used.
    #[serde(default)]
    pub value: Option<ValueOutcome>,
}

/// As it was, and as simulated: points or fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    pub before: i64,
    pub after: i64,
}

/// A customer who gains or, if negative, loses points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub customer: i64,
    /// Masked.
    pub member_no: String,
    pub difference: i64,
}

/// Number of members per tier at the end, lowest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierOutcome {
    /// As they are.
    pub actual: PerTier<i64>,
    /// By the rule in force and by the draft, both replayed.
    pub before: PerTier<i64>,
    pub after: PerTier<i64>,
    pub rising: i64,
    pub falling: i64,
    /// Whether no tier of the draft is easier to reach or has a higher multiplier.
    #[serde(default)]
    pub dearer: bool,
}

/// Points left at the end, and points used in the window that would have expired before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    pub points: Pair,
    pub short: i64,
}

/// The value of points, in fen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueOutcome {
    /// Points that members have, including held ones, and the number of these members.
    pub outstanding: i64,
    pub members: i64,
    pub liability: Pair,
    pub redeemed: PointValue,
    pub donated: PointValue,
    /// Workshop bills.
    pub paid: PointValue,
}

/// Points used, less points returned, and their value in fen: by the rule of that day, and by the draft.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointValue {
    pub points: i64,
    pub fen: Pair,
}

impl Pair {
    pub fn difference(self) -> i64 {
        self.after - self.before
    }

    pub fn add(&mut self, other: Self) {
        self.before += other.before;
        self.after += other.after;
    }
}

impl Outcome {
    /// Counts a member who gains or loses that many points.
    pub fn rank(&mut self, customer: i64, member_no: &str, difference: i64) {
        const SHOWN: usize = 10;
        let (members, largest) = match difference {
            0 => return self.unchanged += 1,
            1.. => (&mut self.gaining, &mut self.most_gained),
            ..0 => (&mut self.losing, &mut self.most_lost),
        };
        *members += 1;
        largest.push(Moved { customer, member_no: masked(member_no), difference });
        largest.sort_by_key(|moved| Reverse(moved.difference.abs()));
        largest.truncate(SHOWN);
    }
}

/// The end of a member number.
fn masked(member_no: &str) -> String {
    let end: String = member_no.chars().skip(member_no.chars().count().saturating_sub(4)).collect();
    format!("****{end}")
}

impl TierOutcome {
    /// How many members the replay of the rule in force places in another tier than they have, net per tier.
    pub fn astray(&self) -> i64 {
        self.actual.iter().zip(self.before).map(|(is, played)| (is - played).abs()).sum::<i64>() / 2
    }

    pub fn count(&mut self, before: Tier, after: Tier) {
        self.before[before as usize] += 1;
        self.after[after as usize] += 1;
        self.rising += i64::from(after > before);
        self.falling += i64::from(after < before);
    }
}

impl ValueOutcome {
    pub fn used(&self) -> Pair {
        let mut used = self.redeemed.fen;
        used.add(self.donated.fen);
        used.add(self.paid.fen);
        used
    }

    pub fn add_used(&mut self, account: PointAccount, points: i64, fen: Pair) {
        let used = match account {
            PointAccount::Charity => &mut self.donated,
            PointAccount::Dealer => &mut self.paid,
            _ => &mut self.redeemed,
        };
        used.points += points;
        used.fen.add(fen);
    }
}

/// The value in fen; points that are returned have a negative one.
pub fn signed_fen(points: i64, points_per_yuan: i64) -> i64 {
    points.signum() * value_fen(points.saturating_abs(), points_per_yuan)
}

/// What a [`Pair`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Points,
    Fen,
}

impl Unit {
    pub fn show(self, n: i64) -> String {
        match self {
            Self::Points => points(n),
            Self::Fen => Fen(n).yuan(),
        }
    }

    pub fn signed(self, n: i64) -> String {
        match self {
            Self::Points => points_signed(n),
            Self::Fen if n > 0 => format!("+{}", self.show(n)),
            Self::Fen => self.show(n),
        }
    }
}

/// The value of points, with a sign.
pub fn yuan(difference: i64, points_per_yuan: i64) -> String {
    Unit::Fen.signed(signed_fen(difference, points_per_yuan))
}

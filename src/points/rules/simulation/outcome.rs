//! The outcome of a simulation.

use super::description::Description;
use crate::values::{PerTier, Tier};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Points before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    pub before: i64,
    pub after: i64,
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
    /// What was simulated.
    #[serde(default)]
    pub description: Option<Description>,
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

/// A customer, the masked member number, and the difference.
pub type Moved = (i64, String, i64);

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
}

impl Outcome {
    /// Adds a member's totals.
    pub fn add_member(&mut self, member: (i64, &str), pair: Pair) {
        self.points.add(pair);
        self.rank(member, pair.difference());
    }

    /// Counts a member who gains or loses that many points.
    pub fn rank(&mut self, (customer, member_no): (i64, &str), difference: i64) {
        match difference.signum() {
            1 => self.gaining += 1,
            -1 => self.losing += 1,
            _ => self.unchanged += 1,
        }
        let largest = if difference > 0 { &mut self.most_gained } else { &mut self.most_lost };
        if difference != 0 {
            largest.push((customer, masked(member_no), difference));
            keep_ten(largest);
        }
    }
}

fn keep_ten(largest: &mut Vec<Moved>) {
    const SHOWN: usize = 10;
    if largest.len() > SHOWN {
        largest.sort_by_key(|(.., difference)| Reverse(difference.abs()));
        largest.truncate(SHOWN);
    }
}

/// The end of a member number.
fn masked(member_no: &str) -> String {
    let end: String = member_no.chars().skip(member_no.chars().count().saturating_sub(4)).collect();
    format!("****{end}")
}

impl Outcome {
    /// Sorts the lists; call it last.
    pub fn finished(mut self) -> Self {
        self.most_gained.sort_by_key(|(.., difference)| Reverse(*difference));
        self.most_lost.sort_by_key(|(.., difference)| *difference);
        self
    }
}

//! Computes what an earning is worth; shared by the ledger and the simulation. Pure.

use crate::clock::{self, Span};
use crate::text_enum;
use crate::values::{CampaignId, RuleId};
use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// State of a version or a campaign.
    pub enum Status { Draft = "draft", Published = "published", Withdrawn = "withdrawn" }
}

/// Terms of a version: its value, and the maximum that a member earns by it in a calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Terms {
    pub value: i64,
    pub cap: Option<i64>,
}

/// A version that was in force at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct InForce {
    pub id: RuleId,
    pub value: i64,
    pub cap: Option<i64>,
}

/// A campaign that applies; `percent` is more than 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Applied {
    pub id: CampaignId,
    pub percent: i64,
}

/// What points are computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The rule's value, once.
    Once,
    /// An amount given by the source, such as an event.
    Points(i64),
    /// The rule's value per yuan paid, times a tier's multiplier.
    Paid { fen: i64, percent: i64 },
}

/// What a member gets, and what the cap cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given {
    pub points: i64,
    pub cut: i64,
}

impl InForce {
    pub fn terms(&self) -> Terms {
        Terms { value: self.value, cap: self.cap }
    }
}

impl Given {
    /// The amount without the cap.
    pub fn whole(&self) -> i64 {
        self.points + self.cut
    }
}

/// Computes an earning from what the member has earned by the same rule in the same month: value × basis × campaign,
/// rounded down once, at the end; then the cap. Never negative. `campaign` is in percent, 100 for none.
pub fn give(terms: Terms, basis: Basis, campaign: i64, earned_before: i64) -> Given {
    let whole = whole(terms.value, basis, campaign);
    let room = terms.cap.map_or(i64::MAX, |cap| cap.saturating_sub(earned_before).max(0));
    let points = whole.min(room);
    Given { points, cut: whole - points }
}

/// What several documents earn in one month, one after the other; each is a basis and a campaign.
pub fn give_all(terms: Terms, documents: impl IntoIterator<Item = (Basis, i64)>, earned_before: i64) -> i64 {
    let add = |points, (basis, campaign)| points + give(terms, basis, campaign, earned_before + points).points;
    documents.into_iter().fold(0, add)
}

/// What an earning is worth without a cap.
pub fn whole(value: i64, basis: Basis, campaign: i64) -> i64 {
    let (factors, divisor): ([i64; 4], i128) = match basis {
        Basis::Once => ([value, 1, 1, campaign], 100),
        Basis::Points(points) => ([points, 1, 1, campaign], 100),
        Basis::Paid { fen, percent } => ([value, fen, percent, campaign], 100 * 100 * 100),
    };
    let product = factors.iter().fold(1_i128, |product, factor| product.saturating_mul(i128::from(*factor)));
    i64::try_from(product.div_euclid(divisor).max(0)).unwrap_or(i64::MAX)
}

/// The calendar month in Shanghai around a moment.
pub fn month_around(at: DateTime<Utc>) -> Span {
    let first = month_of(at);
    let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
    Span { from: clock::start_of(first), until: clock::start_of(next) }
}

/// The first day of a moment's month in Shanghai.
pub fn month_of(at: DateTime<Utc>) -> NaiveDate {
    let day = clock::day(at);
    day.with_day(1).unwrap_or(day)
}

#[cfg(test)]
mod tests;

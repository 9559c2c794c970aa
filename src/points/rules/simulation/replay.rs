//! The past once more, line by line; no I/O.

use super::climb::{Key, Ladder};
use super::outcome::{Outcome, Pair};
use crate::clock;
use crate::points::model::{PointSource, Tier, TierRule, TransferKind};
use crate::points::rules::model::{Basis, Terms, give, month_of};
use chrono::{DateTime, Months, NaiveDate, Utc};
use std::collections::HashMap;

/// What is tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    Version(Terms),
    Tiers(Vec<TierRule>),
    Campaign(Campaign),
    /// Points for a yuan.
    Worth(i64),
    /// Months.
    Validity(u32),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    pub percent: i64,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// Empty: all.
    pub models: Vec<i64>,
    pub dealers: Vec<i64>,
}

/// An earning as it was booked, or a taking back of one.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    pub id: i64,
    pub customer_id: i64,
    pub member_no: String,
    pub kind: TransferKind,
    /// The rule's.
    pub code: String,
    pub at: DateTime<Utc>,
    pub rule_at: DateTime<Utc>,
    pub source: PointSource,
    pub source_id: i64,
    pub undoes_id: Option<i64>,
    /// Given, or taken back below zero.
    pub points: i64,
    pub cut: i64,
    pub value: i64,
    pub cap: Option<i64>,
    pub campaign: Option<i64>,
    /// Of a service order: paid, still the member's and not credited, and what it was booked with.
    pub paid_fen: Option<i64>,
    pub stands: bool,
    pub percent: Option<i64>,
    pub tier: Option<Tier>,
    pub dealer_id: Option<i64>,
    pub model_id: Option<i64>,
    /// What the event gives, of a registration.
    pub award: Option<i64>,
}

/// Counts members one after the other: lines must come by member, and of each in the order in which they were booked.
pub struct Replay {
    tried: Tried,
    rule: String,
    /// Earnings of moments within are counted again.
    window: (DateTime<Utc>, DateTime<Utc>),
    ladder: Option<Ladder>,
    member: Member,
    outcome: Outcome,
}

#[derive(Default)]
struct Member {
    id: i64,
    number: String,
    /// At least one line of the window.
    counted: bool,
    points: Pair,
    /// Earned in each month, as tried.
    months: HashMap<NaiveDate, i64>,
    /// What each order or other earning gave, as tried.
    given: HashMap<(PointSource, i64), i64>,
}

impl Replay {
    /// `rule` is the one whose earnings are counted again: that of the workshop for tiers. A ladder needs all others
    /// too, from the first on.
    pub fn new(tried: Tried, rule: &str, window: (DateTime<Utc>, DateTime<Utc>), ladder: Option<Ladder>) -> Self {
        let (member, outcome) = Default::default();
        Self { tried, rule: rule.to_owned(), window, ladder, member, outcome }
    }

    pub fn take(&mut self, line: &Line) {
        if line.customer_id != self.member.id {
            self.close_member();
            self.member = Member { id: line.customer_id, number: line.member_no.clone(), ..Member::default() };
        }
        let counts = line.code == self.rule && line.rule_at >= self.window.0;
        let after = if counts { self.count(line) } else { line.points };
        if let Some(ladder) = &mut self.ladder {
            ladder.add(line, after);
        }
    }

    fn count(&mut self, line: &Line) -> i64 {
        let month = month_of(line.rule_at);
        let after = if line.kind == TransferKind::Earn { self.earn(line, month) } else { self.take_back(line) };
        let pair = Pair { before: line.points, after };
        *self.member.months.entry(month).or_default() += after;
        self.member.points.add(pair);
        self.outcome.months.entry(month).or_default().add(pair);
        self.member.counted = true;
        after
    }

    pub fn finish(mut self) -> Outcome {
        self.close_member();
        Outcome { climbed: self.ladder.map(Ladder::finish), ..self.outcome }.finished()
    }

    fn close_member(&mut self) {
        let member = std::mem::take(&mut self.member);
        if member.counted {
            self.outcome.add_member(&member.number, member.points);
        }
        if let Some(ladder) = &mut self.ladder {
            ladder.close(clock::day(self.window.1), !member.number.is_empty());
        }
    }

    /// What an earning would have given. A document's first earning stands for all of it, as it is worth now.
    fn earn(&mut self, line: &Line, month: NaiveDate) -> i64 {
        let key = line.key();
        self.outcome.cut.before += line.cut;
        if self.member.given.contains_key(&key) {
            return 0;
        }
        let Some(basis) = self.basis(line) else {
            self.outcome.cut.after += line.cut;
            self.member.given.insert(key, line.points);
            return line.points;
        };
        let terms = match &self.tried {
            Tried::Version(terms) => *terms,
            _ => Terms { value: line.value, cap: line.cap },
        };
        let before = self.member.months.get(&month).copied().unwrap_or(0);
        let given = give(terms, basis, self.campaign(line), before);
        self.outcome.cut.after += given.cut;
        self.member.given.insert(key, given.points);
        given.points
    }

    /// A correction is in what the document is worth now; what is gone altogether takes all back that it gave.
    fn take_back(&mut self, line: &Line) -> i64 {
        if line.paid_fen.is_some() && line.stands {
            return 0;
        }
        -self.member.given.insert(line.key(), 0).unwrap_or(0)
    }

    /// What points are counted from; `None` where somebody gave them by hand.
    fn basis(&mut self, line: &Line) -> Option<Basis> {
        match (line.source, self.rule.as_str()) {
            (PointSource::ServiceOrder, "workshop") => {
                let booked = line.percent?;
                let percent = match (&self.tried, &mut self.ladder) {
                    (Tried::Tiers(tiers), Some(ladder)) => {
                        let tier = ladder.tier_of(line).and_then(|tier| tiers.iter().find(|rule| rule.tier == tier));
                        tier.map_or(booked, |rule| rule.multiplier_percent)
                    }
                    _ => booked,
                };
                Some(Basis::Paid { fen: line.paid_fen?, percent })
            }
            (_, "workshop") | (PointSource::Manual, _) => None,
            (PointSource::Registration, _) => {
                let whole = line.points + line.cut;
                Some(Basis::Points(if line.campaign.is_none() { whole } else { line.award? }))
            }
            _ => Some(Basis::Once),
        }
    }

    /// The better one of the campaign that applied and of the one that is tried, in percent.
    fn campaign(&self, line: &Line) -> i64 {
        let applied = line.campaign.unwrap_or(100);
        match &self.tried {
            Tried::Campaign(campaign) if campaign.covers(line) => applied.max(campaign.percent),
            _ => applied,
        }
    }
}

impl Line {
    /// A service order may be booked in several parts; everything else is itself.
    pub fn key(&self) -> Key {
        let own = self.undoes_id.unwrap_or(self.id);
        (self.source, if self.source == PointSource::ServiceOrder { self.source_id } else { own })
    }
}

impl Campaign {
    /// On the same days of a year before, where it will hold.
    fn covers(&self, line: &Line) -> bool {
        let Some(later) = line.rule_at.checked_add_months(Months::new(12)) else { return false };
        let among = |limit: &[i64], id: Option<i64>| limit.is_empty() || id.is_some_and(|id| limit.contains(&id));
        (self.starts_at..self.ends_at).contains(&later)
            && among(&self.models, line.model_id)
            && among(&self.dealers, line.dealer_id)
    }
}

//! Replays the ledger line by line; no I/O.

use super::outcome::{Outcome, Pair};
use super::rule_history::RuleHistory;
use super::scenario::{By, Scenario};
use super::tiers::{Key, Ladder};
use crate::clock;
use crate::points::model::{PointSource, TierRule, TransferKind};
use crate::points::rules::RuleCode;
use crate::points::rules::model::{Basis, Terms, month_of};
use crate::values::Tier;
use chrono::{DateTime, Months, NaiveDate, Utc};

/// What is simulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    Version(Terms),
    Tiers(Vec<TierRule>),
    Campaign(Campaign),
    /// Points per yuan.
    PointValue(i64),
    /// Months.
    Validity(u32),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    pub percent: i64,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// Empty means all.
    pub models: Vec<i64>,
    pub dealers: Vec<i64>,
}

/// An earning as booked, or a reversal of one.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    pub id: i64,
    /// The present owner.
    pub customer_id: i64,
    pub member_no: String,
    /// The owner when it was booked, and when that one was merged into the present owner.
    pub booked_for: i64,
    pub merged_at: Option<DateTime<Utc>>,
    pub kind: TransferKind,
    /// Code of the rule.
    pub code: RuleCode,
    pub at: DateTime<Utc>,
    pub rule_at: DateTime<Utc>,
    pub source: PointSource,
    pub undoes_id: Option<i64>,
    /// Given or, if negative, taken back.
    pub points: i64,
    pub cut: i64,
    pub value: i64,
    pub cap: Option<i64>,
    pub campaign: Option<i64>,
    /// Of a document: its id, whether it still stands and belongs to the member, and when it happened.
    pub document_id: Option<i64>,
    pub stands: bool,
    pub happened_at: Option<DateTime<Utc>>,
    pub happened_on: Option<NaiveDate>,
    pub joined_at: Option<DateTime<Utc>>,
    /// Of a service order: the amount paid, and the multiplier and tier it was booked with.
    pub paid_fen: Option<i64>,
    pub percent: Option<i64>,
    pub tier: Option<Tier>,
    pub dealer_id: Option<i64>,
    pub model_id: Option<i64>,
    /// Of a registration: the points that the event gives.
    pub award: Option<i64>,
}

/// Replays members one after the other: lines must be ordered by member, and then as they were booked.
///
/// Each line is computed twice, as it was and as simulated; the difference is added to what was booked, so that
/// simulating an unchanged rule changes nothing.
pub struct Replay {
    tried: Tried,
    rule: RuleCode,
    history: RuleHistory,
    /// Earnings at moments in this window are replayed.
    window: (DateTime<Utc>, DateTime<Utc>),
    ladder: Option<Ladder>,
    member: Member,
    outcome: Outcome,
}

#[derive(Default)]
struct Member {
    id: i64,
    number: String,
    /// Whether at least one line was in the window.
    counted: bool,
    points: Pair,
    was: Scenario,
    tried: Scenario,
}

impl Replay {
    /// `rule` is the rule whose earnings are replayed: workshop spending for tiers. A ladder needs the lines of all
    /// other rules too, from the first on.
    pub fn new(
        tried: Tried,
        (rule, history): (RuleCode, RuleHistory),
        window: (DateTime<Utc>, DateTime<Utc>),
        ladder: Option<Ladder>,
    ) -> Self {
        let (member, outcome) = Default::default();
        Self { tried, rule, history, window, ladder, member, outcome }
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
        let (by, tried) = self.ways(line);
        let (was, is) = (self.member.was.count(line, by), self.member.tried.count(line, tried));
        let pair = Pair { before: line.points, after: line.points + is.points - was.points };
        self.outcome.cut.add(Pair { before: line.cut, after: line.cut + is.cut - was.cut });
        self.member.points.add(pair);
        self.outcome.months.entry(month_of(line.rule_at)).or_default().add(pair);
        self.member.counted = true;
        pair.after
    }

    pub fn finish(mut self) -> Outcome {
        self.close_member();
        Outcome { tiers: self.ladder.map(Ladder::finish), ..self.outcome }.finished()
    }

    fn close_member(&mut self) {
        let member = std::mem::take(&mut self.member);
        if member.counted {
            self.outcome.add_member((member.id, &member.number), member.points);
        }
        if let Some(ladder) = &mut self.ladder {
            ladder.close(clock::day(self.window.1), !member.number.is_empty());
        }
    }

    /// The terms as they were, and as simulated.
    fn ways(&mut self, line: &Line) -> (By, By) {
        let was =
            By { terms: self.history.terms(line), basis: self.basis(line), campaign: self.history.campaign(line) };
        let tried = match &self.tried {
            Tried::Version(terms) => By { terms: *terms, ..was },
            Tried::Campaign(campaign) if campaign.is_held_by(line) => {
                By { campaign: was.campaign.max(campaign.percent), ..was }
            }
            Tried::Tiers(_) => By { basis: self.tiers(line, was.basis), ..was },
            _ => was,
        };
        (was, tried)
    }

    /// Applies the multiplier of the tier that the member would have had.
    fn tiers(&mut self, line: &Line, basis: Option<Basis>) -> Option<Basis> {
        let (Tried::Tiers(tiers), Some(ladder), Some(Basis::Paid { fen, percent })) =
            (&self.tried, &mut self.ladder, basis)
        else {
            return basis;
        };
        let tier = ladder.tier_of(line).and_then(|tier| tiers.iter().find(|rule| rule.tier == tier));
        Some(Basis::Paid { fen, percent: tier.map_or(percent, |rule| rule.multiplier_percent) })
    }

    /// What points are computed from; `None` if they were given manually.
    fn basis(&self, line: &Line) -> Option<Basis> {
        match (line.source, self.rule) {
            (PointSource::ServiceOrder, RuleCode::Workshop) => {
                Some(Basis::Paid { fen: line.paid_fen?, percent: line.percent? })
            }
            (_, RuleCode::Workshop) | (PointSource::Manual, _) => None,
            (PointSource::Registration, _) => {
                let whole = line.points + line.cut;
                Some(Basis::Points(if line.campaign.is_none() { whole } else { line.award? }))
            }
            _ => Some(Basis::Once),
        }
    }
}

impl Line {
    /// A document may be booked in several parts; any other earning is its own key.
    pub fn key(&self) -> Key {
        (self.source, self.document_id.or(self.undoes_id).unwrap_or(self.id))
    }

    /// Of a document that stands: the moment whose rules apply.
    pub fn happened(&self) -> Option<DateTime<Utc>> {
        self.happened_at.or(self.happened_on.map(clock::start_of)).filter(|_| self.has_value())
    }

    /// A document has no value if it happened before its customer joined, or no longer belongs to the customer.
    pub fn has_value(&self) -> bool {
        let Some(joined_at) = self.joined_at.filter(|_| self.stands) else { return false };
        self.happened_at.is_some_and(|at| at >= joined_at)
            || self.happened_on.is_some_and(|day| day >= clock::day(joined_at))
    }

    /// The month whose cap it counts towards.
    pub fn month(&self) -> NaiveDate {
        month_of(self.happened().unwrap_or(self.rule_at))
    }
}

impl Campaign {
    pub fn covers(&self, line: &Line, at: DateTime<Utc>) -> bool {
        let among = |limit: &[i64], id: Option<i64>| limit.is_empty() || id.is_some_and(|id| limit.contains(&id));
        (self.starts_at..self.ends_at).contains(&at)
            && among(&self.models, line.model_id)
            && among(&self.dealers, line.dealer_id)
    }

    /// Whether the campaign would apply to the line, one year later.
    fn is_held_by(&self, line: &Line) -> bool {
        let later = line.happened().unwrap_or(line.rule_at).checked_add_months(Months::new(12));
        later.is_some_and(|later| self.covers(line, later))
    }
}

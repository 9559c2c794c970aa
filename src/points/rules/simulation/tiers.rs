//! Replays a member's tiers from what was earned; no I/O.

use super::model::TierOutcome;
use super::replay::Line;
use crate::clock;
use crate::points::model::{PointSource, TierRule, TransferKind, tier_for, tier_window_start};
use crate::points::tiers::period_end;
use crate::values::{PerTier, Tier};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// Identifies an earning when it is taken back.
pub type Key = (PointSource, i64);

/// The tiers in force and the draft, replayed side by side, member by member.
pub struct Ladder {
    now: TierReplay,
    draft: TierReplay,
    tiers: TierOutcome,
}

/// One member under one version of the tiers, as if it had always been in force: a tier is reached at once and reviewed
/// when its period ends.
pub struct TierReplay {
    rules: Vec<TierRule>,
    tier: Tier,
    until: Option<NaiveDate>,
    earnings: Vec<Earning>,
}

struct Earning {
    key: Key,
    at: DateTime<Utc>,
    points: i64,
}

impl Ladder {
    /// `members` is the actual number of members per tier.
    pub fn new(now: Vec<TierRule>, draft: Vec<TierRule>, members: PerTier<i64>) -> Self {
        let dearer = now.len() == draft.len()
            && now.iter().zip(&draft).all(|(now, draft)| {
                draft.min_tier_points >= now.min_tier_points && draft.multiplier_percent <= now.multiplier_percent
            });
        let tiers = TierOutcome { actual: members, dearer, ..TierOutcome::default() };
        Self { now: TierReplay::new(now), draft: TierReplay::new(draft), tiers }
    }

    /// The draft's multiplier of the tier that an order would have been booked with: the recorded one unless the two
    /// replays differ.
    pub fn multiplier(&mut self, line: &Line) -> Option<i64> {
        let day = clock::day(line.at);
        let (now, draft) = (self.now.tier_on(day), self.draft.tier_on(day));
        let tier = if now == draft { line.tier } else { Some(draft) };
        self.draft.rules.iter().find(|rule| Some(rule.tier) == tier).map(|rule| rule.multiplier_percent)
    }

    /// `after` is what the line gives, or takes, under the draft.
    pub fn add(&mut self, line: &Line, after: i64) {
        self.now.add(line, line.points);
        self.draft.add(line, after);
    }

    /// Closes a member with the tier on a day and starts the next one. Counts only customers who are still members.
    pub fn close(&mut self, day: NaiveDate, member: bool) {
        let (now, draft) = (self.now.tier_on(day), self.draft.tier_on(day));
        if member {
            self.tiers.count(now, draft);
        }
        self.now.restart();
        self.draft.restart();
    }

    /// The outcome for all members, including those who never earned anything.
    pub fn finish(mut self) -> TierOutcome {
        let seen: i64 = self.tiers.before.iter().sum();
        let rest = (self.tiers.actual.iter().sum::<i64>() - seen).max(0);
        self.tiers.before[Tier::LOWEST as usize] += rest;
        self.tiers.after[Tier::LOWEST as usize] += rest;
        self.tiers
    }
}

impl TierReplay {
    pub fn new(rules: Vec<TierRule>) -> Self {
        Self { rules, tier: Tier::LOWEST, until: None, earnings: Vec::new() }
    }

    /// The tier on a day, after ending the periods that were over by then.
    pub fn tier_on(&mut self, day: NaiveDate) -> Tier {
        while let Some(until) = self.until.filter(|until| *until < day) {
            let next = until + TimeDelta::days(1);
            self.tier = self.tier.min(self.reached(clock::start_of(next)));
            self.until = (self.tier > Tier::LOWEST).then(|| period_end(next));
        }
        self.tier
    }

    pub fn earn(&mut self, key: Key, points: i64, at: DateTime<Utc>) {
        let day = clock::day(at);
        self.tier_on(day);
        self.earnings.push(Earning { key, at, points });
        let reached = self.reached(at);
        if reached > self.tier {
            self.tier = reached;
            self.until = Some(period_end(day));
        }
    }

    /// Starts with the newest earning.
    pub fn take_back(&mut self, key: Key, points: i64) {
        let mut missing = points;
        for earning in self.earnings.iter_mut().rev().filter(|earning| earning.key == key) {
            let taken = missing.min(earning.points);
            earning.points -= taken;
            missing -= taken;
        }
    }

    /// The tier that the tier points of that moment are enough for.
    fn reached(&self, now: DateTime<Utc>) -> Tier {
        let since = tier_window_start(now);
        let counted = self.earnings.iter().filter(|earning| earning.at >= since);
        tier_for(&self.rules, counted.map(|earning| earning.points).sum()).tier
    }

    fn add(&mut self, line: &Line, points: i64) {
        if line.kind == TransferKind::Earn && points >= 0 {
            self.earn(line.key(), points, line.at);
        } else {
            self.take_back(line.key(), -points);
        }
    }

    fn restart(&mut self) {
        self.tier = Tier::LOWEST;
        self.until = None;
        self.earnings.clear();
    }
}

//! Replays a member's tiers from what was earned; no I/O.

use super::outcome::TierOutcome;
use super::replay::Line;
use crate::clock;
use crate::points::model::{PointSource, TierRule, TransferKind, tier_for, tier_window_start};
use crate::points::tiers::period_end;
use crate::values::{PerTier, Tier};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// Identifies an earning when it is taken back.
pub type Key = (PointSource, i64);

/// One member under one version of the tiers, as if it had always been in force: a tier is reached at once and reviewed
/// when its period ends.
#[derive(Clone, Debug)]
pub struct TierReplay {
    rules: Vec<TierRule>,
    tier: Tier,
    until: Option<NaiveDate>,
    earned: Vec<(Key, DateTime<Utc>, i64)>,
}

impl TierReplay {
    pub fn new(rules: Vec<TierRule>) -> Self {
        Self { rules, tier: Tier::LOWEST, until: None, earned: Vec::new() }
    }

    /// The tier on a day, after ending the periods that were over by then.
    pub fn tier_on(&mut self, day: NaiveDate) -> Tier {
        while let Some(until) = self.until.filter(|until| *until < day) {
            let next = until + TimeDelta::days(1);
            let reached = tier_for(&self.rules, self.tier_points(clock::start_of(next))).tier;
            self.tier = self.tier.min(reached);
            self.until = (self.tier > Tier::LOWEST).then(|| period_end(next));
        }
        self.tier
    }

    pub fn earn(&mut self, key: Key, points: i64, at: DateTime<Utc>) {
        let day = clock::day(at);
        self.tier_on(day);
        self.earned.push((key, at, points));
        let reached = tier_for(&self.rules, self.tier_points(at)).tier;
        if reached > self.tier {
            self.tier = reached;
            self.until = Some(period_end(day));
        }
    }

    /// Starts with the newest earning.
    pub fn take_back(&mut self, key: Key, points: i64) {
        let mut missing = points;
        for (_, _, earned) in self.earned.iter_mut().rev().filter(|(own, _, _)| *own == key) {
            let taken = missing.min(*earned);
            *earned -= taken;
            missing -= taken;
        }
    }

    fn tier_points(&self, now: DateTime<Utc>) -> i64 {
        let since = tier_window_start(now);
        self.earned.iter().filter(|(_, at, _)| *at >= since).map(|(_, _, points)| points).sum()
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
        self.earned.clear();
    }
}

/// The tiers in force and the draft, replayed side by side, member by member.
#[derive(Debug)]
pub struct Ladder {
    now: TierReplay,
    draft: TierReplay,
    tiers: TierOutcome,
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

    /// The tier that an order would have been booked with: the recorded one unless the two replays differ.
    pub fn tier_of(&mut self, line: &Line) -> Option<Tier> {
        let day = clock::day(line.at);
        let (now, draft) = (self.now.tier_on(day), self.draft.tier_on(day));
        if now == draft { line.tier } else { Some(draft) }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::points::model::TierRule;

    fn at(day: &str) -> DateTime<Utc> {
        clock::start_of(day.parse().unwrap())
    }

    fn on(climb: &mut TierReplay, day: &str) -> Tier {
        climb.tier_on(day.parse().unwrap())
    }

    #[test]
    fn a_tier_holds_for_its_period_and_is_renewed_or_lost_at_its_end() {
        let mut climb = TierReplay::new(TierRule::all_initial());
        climb.earn((PointSource::Survey, 1), 8_000, at("2024-01-10"));
        assert_eq!(on(&mut climb, "2025-01-31"), Tier::Gold);
        // Renewed on 1 February 2025, while the points still count; a year later they do not.
        assert_eq!(on(&mut climb, "2026-02-28"), Tier::Gold);
        climb.earn((PointSource::Survey, 2), 2_500, at("2026-02-28"));
        assert_eq!(on(&mut climb, "2026-03-01"), Tier::Silver);
        assert_eq!(on(&mut climb, "2028-04-30"), Tier::Silver, "renewed again");
        assert_eq!(on(&mut climb, "2028-05-01"), Tier::Basic);
    }

    #[test]
    fn reversed_points_no_longer_count() {
        let mut climb = TierReplay::new(TierRule::all_initial());
        climb.earn((PointSource::ServiceOrder, 1), 1_500, at("2025-01-10"));
        climb.take_back((PointSource::ServiceOrder, 1), 1_000);
        climb.earn((PointSource::ServiceOrder, 2), 1_000, at("2025-02-10"));
        assert_eq!(on(&mut climb, "2025-02-10"), Tier::Basic);
        climb.earn((PointSource::ServiceOrder, 3), 500, at("2025-02-11"));
        assert_eq!(on(&mut climb, "2025-02-11"), Tier::Silver, "from the day it is reached");
    }
}

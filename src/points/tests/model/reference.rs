//! The reference model: lots in a list.

use super::HELD_DAYS;
use crate::points::model::{grace_end, lot_expiry};
use chrono::{DateTime, TimeDelta, Utc};

/// A lot: its expiry, and what is left.
pub type Lot = (DateTime<Utc>, i64);

/// The history of an earning, apart from what is left in its lot.
#[derive(Clone, Copy)]
pub struct LotHistory {
    /// What can still be taken back.
    pub earned: i64,
    pub expired: i64,
    /// Whether points were returned to it late before.
    pub extended: bool,
}

pub struct Model {
    pub now: DateTime<Utc>,
    pub lots: Vec<Lot>,
    pub history: Vec<LotHistory>,
    pub debt: i64,
    pub tier_points: i64,
    /// What each spending took, by index of the lot; `None` after a refund.
    pub spent: Vec<Option<Vec<(usize, i64)>>>,
    pub holds: Vec<Set>,
    /// Adjustments made by one administrator alone, and when.
    pub small_adjustments: Vec<(DateTime<Utc>, i64)>,
}

/// A hold: until when, and what it took by index of the lot; `None` after it ended.
pub struct Set {
    pub until: DateTime<Utc>,
    pub points: i64,
    pub uses: Option<Vec<(usize, i64)>>,
}

impl Model {
    pub fn expire(&mut self) {
        let now = self.now;
        for ((_, left), history) in
            self.lots.iter_mut().zip(&mut self.history).filter(|((expiry, _), _)| *expiry <= now)
        {
            history.expired += std::mem::take(left);
        }
    }

    pub fn earn(&mut self, points: i64) {
        self.lots.push((lot_expiry(self.now, 36), points));
        self.history.push(LotHistory { earned: points, expired: 0, extended: false });
        self.tier_points += points;
        self.settle(self.lots.len() - 1, points);
    }

    /// Giving adds a lot that does not count as tier points and cannot be taken back; taking draws from lots in order.
    pub fn adjust(&mut self, points: i64, small_adjustments: bool) {
        if small_adjustments {
            self.small_adjustments.push((self.now, points.abs()));
        }
        if points < 0 {
            self.take(-points);
            return;
        }
        self.receive(points);
    }

    /// Points from another member do not count as tier points and cannot be taken back.
    pub fn receive(&mut self, points: i64) {
        self.lots.push((lot_expiry(self.now, 36), points));
        self.history.push(LotHistory { earned: 0, expired: 0, extended: false });
        self.settle(self.lots.len() - 1, points);
    }

    /// Everything stays, except that the moved points settle debt; ended spendings and holds are forgotten.
    pub fn merge(&mut self) {
        self.expire();
        let mut order: Vec<usize> = (0..self.lots.len()).collect();
        order.sort_by_key(|at| (self.lots[*at].0, *at));
        for at in order {
            self.settle(at, self.lots[at].1);
        }
        self.spent.retain(Option::is_some);
        self.holds.clear();
    }

    /// What one administrator adjusted alone within a day.
    pub fn small_adjustments(&self) -> i64 {
        let since = self.now - TimeDelta::days(1);
        self.small_adjustments.iter().filter(|(at, _)| *at > since).map(|(_, points)| points).sum()
    }

    /// Points that come into a lot settle debt.
    pub fn settle(&mut self, at: usize, came: i64) {
        let points = self.debt.min(came);
        self.lots[at].1 -= points;
        self.debt -= points;
    }

    pub fn reverse(&mut self, at: usize, points: i64) {
        self.expire();
        let (left, history) = (&mut self.lots[at].1, &mut self.history[at]);
        let from_lot = points.min(*left);
        let from_expired = (points - from_lot).min(history.expired);
        *left -= from_lot;
        history.expired -= from_expired;
        history.earned -= points;
        self.debt += points - from_lot - from_expired;
        self.tier_points = (self.tier_points - points).max(0);
    }

    pub fn open(&self) -> i64 {
        self.lots.iter().filter(|(expiry, _)| *expiry > self.now).map(|(_, left)| left).sum()
    }

    pub fn spend(&mut self, points: i64) {
        let uses = self.take(points);
        self.spent.push(Some(uses));
    }

    pub fn hold(&mut self, points: i64) {
        let uses = Some(self.take(points));
        self.holds.push(Set { until: self.now + TimeDelta::days(HELD_DAYS), points, uses });
    }

    /// Captured points count as spent; the rest is released.
    pub fn capture(&mut self, at: usize, mut points: i64) {
        let (mut spent, mut rest) = (Vec::new(), Vec::new());
        for (lot, held) in self.holds[at].uses.take().unwrap_or_default() {
            let taken = points.min(held);
            points -= taken;
            spent.extend((taken > 0).then_some((lot, taken)));
            rest.extend((held > taken).then_some((lot, held - taken)));
        }
        self.spent.push(Some(spent));
        if !rest.is_empty() {
            self.refund(rest);
        }
    }

    pub fn release(&mut self, at: usize) {
        let uses = self.holds[at].uses.take().unwrap_or_default();
        self.refund(uses);
    }

    pub fn held(&self) -> i64 {
        self.holds.iter().filter(|set| set.uses.is_some()).map(|set| set.points).sum()
    }

    /// Takes from the lots in order.
    pub fn take(&mut self, mut points: i64) -> Vec<(usize, i64)> {
        self.expire();
        let mut order: Vec<usize> = (0..self.lots.len()).collect();
        order.sort_by_key(|at| (self.lots[*at].0, *at));
        let mut uses = Vec::new();
        for at in order {
            let taken = points.min(self.lots[at].1);
            self.lots[at].1 -= taken;
            points -= taken;
            if taken > 0 {
                uses.push((at, taken));
            }
        }
        uses
    }

    pub fn refund(&mut self, uses: Vec<(usize, i64)>) {
        self.expire();
        for (at, points) in &uses {
            let (expiry, left) = &mut self.lots[*at];
            *left += points;
            if *expiry <= self.now && !std::mem::replace(&mut self.history[*at].extended, true) {
                *expiry = grace_end(self.now);
            }
        }
        for (at, points) in uses {
            self.settle(at, points);
        }
        // For lots whose thirty days were over too.
        self.expire();
    }
}

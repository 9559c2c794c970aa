//! A rule's versions and campaigns over time; no I/O.

use super::replay::{Campaign, Line};
use crate::points::rules::model::Terms;
use chrono::{DateTime, Utc};

#[derive(Debug, Default)]
pub struct RuleHistory {
    /// When each version came into force, latest first.
    pub versions: Vec<(DateTime<Utc>, Terms)>,
    pub campaigns: Vec<Campaign>,
}

impl RuleHistory {
    /// The terms for a line; for a document that stands, those in force when, by its present data, it happened.
    pub fn terms(&self, line: &Line) -> Terms {
        let held = line.happened().and_then(|at| self.versions.iter().find(|(from, _)| *from <= at));
        held.map_or(Terms { value: line.value, cap: line.cap }, |(_, terms)| *terms)
    }

    /// The best campaign that applied, in percent; 100 for none.
    pub fn campaign(&self, line: &Line) -> i64 {
        let Some(at) = line.happened() else { return line.campaign.unwrap_or(100) };
        let held = self.campaigns.iter().filter(|one| one.covers(line, at));
        held.map(|one| one.percent).max().unwrap_or(100)
    }
}

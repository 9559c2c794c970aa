//! What a feature adds to the whole besides its pages, which are in the table of routes.

use crate::invariants::{Rule, Scan};
use crate::jobs::Job;

pub struct Feature {
    /// Its background work.
    pub jobs: &'static [Job],
    /// What always holds of its rows, as queries for those that break it.
    pub rules: &'static [&'static [Rule]],
    /// What always holds, but has to be read row by row.
    pub scans: &'static [Scan],
}

impl Feature {
    pub const NONE: Self = Self { jobs: &[], rules: &[], scans: &[] };
}

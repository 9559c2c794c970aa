//! What a feature contributes besides its pages, which are in the table of routes.

use crate::invariants::{Rule, Scan};
use crate::jobs::Job;
use crate::web::FlashMessages;

pub struct Feature {
    /// Background jobs.
    pub jobs: &'static [Job],
    /// Invariants as queries for the rows that violate them.
    pub rules: &'static [&'static [Rule]],
    /// Invariants that have to be checked row by row.
    pub scans: &'static [Scan],
    /// What its forms say when they succeeded.
    pub flash: Option<FlashMessages>,
}

impl Feature {
    pub const NONE: Self = Self { jobs: &[], rules: &[], scans: &[], flash: None };
}

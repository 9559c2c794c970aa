//! What a project is, and what it says of itself.

use crate::points::rules::model::month_around;
use crate::text_enum;
use crate::values::DonationId;
use chrono::{DateTime, Datelike, Utc};

text_enum! {
    pub enum ProjectStatus { Draft = "draft", Published = "published", Closed = "closed" }
}

/// The number on a receipt, such as `GY2026-000042`.
pub fn receipt_no(id: DonationId, at: DateTime<Utc>) -> String {
    format!("GY{}-{:06}", crate::clock::day(at).year(), id.0)
}

/// The first instant of the next month in Shanghai: what lapses this month lapses by then.
pub fn month_end(now: DateTime<Utc>) -> DateTime<Utc> {
    month_around(now).1
}

/// How much of the goal there is, in whole percent; more than 100 where it is exceeded.
pub fn percent(donated: i64, goal: i64) -> i64 {
    i64::try_from(i128::from(donated) * 100 / i128::from(goal.max(1))).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_bears_the_year_in_shanghai() {
        let at = "2025-12-31T16:00:00Z".parse().unwrap();
        assert_eq!(receipt_no(DonationId(42), at), "GY2026-000042");
        assert_eq!(month_end(at).to_rfc3339(), "2026-01-31T16:00:00+00:00");
    }

    #[test]
    fn a_goal_can_be_exceeded() {
        assert_eq!((percent(0, 100), percent(999, 1_000), percent(250, 100)), (0, 99, 250));
        assert_eq!(percent(i64::MAX, 1), i64::MAX);
    }
}

//! Types and pure rules of charity projects.

use crate::points::rules::model::month_around;
use crate::text_enum;
use crate::values::{DonationId, ProjectId};
use chrono::{DateTime, Datelike, Utc};

text_enum! {
    pub enum ProjectStatus { Draft = "draft", Published = "published", Closed = "closed" }
}

/// A receipt number, such as `GY2026-000042`.
pub fn receipt_no(id: DonationId, at: DateTime<Utc>) -> String {
    format!("GY{}-{:06}", crate::clock::day(at).year(), id.0)
}

/// The first instant of the next month in Shanghai: points that expire this month expire by then.
pub fn month_end(now: DateTime<Utc>) -> DateTime<Utc> {
    month_around(now).until
}

/// Progress towards the goal in whole percent; above 100 once the goal is exceeded.
pub fn percent(donated: i64, goal: i64) -> i64 {
    i64::try_from(i128::from(donated) * 100 / i128::from(goal.max(1))).unwrap_or(i64::MAX)
}

/// The positions that change when project `id` of this ordered list swaps with a neighbour. Afterwards no two projects
/// share a position.
pub fn moved(positions: &[(ProjectId, i64)], id: ProjectId, up: bool) -> Vec<(ProjectId, i64)> {
    let mut order: Vec<ProjectId> = positions.iter().map(|(id, _)| *id).collect();
    let at = order.iter().position(|other| *other == id);
    let to = at.and_then(|at| if up { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < order.len()) });
    let Some((at, to)) = at.zip(to) else { return Vec::new() };
    order.swap(at, to);
    let free = positions.iter().scan(i64::MIN, |last, (_, position)| {
        *last = (*position).max(last.saturating_add(1));
        Some(*last)
    });
    order.into_iter().zip(free).filter(|one| !positions.contains(one)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_swaps_neighbouring_positions() {
        let of = |positions: &[(i64, i64)]| {
            positions.iter().map(|(id, position)| (ProjectId(*id), *position)).collect::<Vec<_>>()
        };
        let apart = of(&[(1, 10), (2, 20), (3, 30)]);
        assert_eq!(moved(&apart, ProjectId(3), true), of(&[(3, 20), (2, 30)]));
        assert_eq!(moved(&apart, ProjectId(1), false), of(&[(2, 10), (1, 20)]));
        assert_eq!(moved(&apart, ProjectId(1), true), []);
        assert_eq!(moved(&apart, ProjectId(3), false), []);
        assert_eq!(moved(&apart, ProjectId(9), true), []);
        let together = of(&[(1, 0), (2, 0), (3, 0)]);
        assert_eq!(moved(&together, ProjectId(3), true), of(&[(3, 1), (2, 2)]));
    }

    #[test]
    fn a_receipt_number_has_the_year_in_shanghai() {
        let at = "2025-12-31T16:00:00Z".parse().unwrap();
        assert_eq!(receipt_no(DonationId(42), at), "GY2026-000042");
        assert_eq!(month_end(at).to_rfc3339(), "2026-01-31T16:00:00+00:00");
    }

    #[test]
    fn progress_can_exceed_the_goal() {
        assert_eq!((percent(0, 100), percent(999, 1_000), percent(250, 100)), (0, 99, 250));
        assert_eq!(percent(i64::MAX, 1), i64::MAX);
    }
}

use crate::clock;
use crate::points::model::{PointSource, TierRule};
use crate::points::rules::simulation::tiers::TierReplay;
use crate::values::Tier;
use chrono::{DateTime, Utc};

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

//! The period for which a tier is valid.

use super::book::Book;
use super::dice::Dice;
use super::world::World;
use crate::clock;
use crate::points::model::TierRule;
use crate::points::tiers::Notice;
use crate::values::{add_months, add_months_end};
use chrono::{NaiveDate, TimeDelta};

/// When the tier's period ends, within the coming year, and the notice already sent if that is soon.
pub fn period(world: &World, id: i64, tier: TierRule, book: &Book) -> (Option<NaiveDate>, Option<Notice>) {
    if tier.min_tier_points == 0 {
        return (None, None);
    }
    let months = u32::try_from(Dice::of(world.seed, "tier", id).below(12)).unwrap_or(0);
    let until = add_months_end(world.today, months);
    let tier_points = book.tier_points(clock::start_of(until + TimeDelta::days(1)));
    let found = if tier_points >= tier.min_tier_points { Notice::Safe } else { Notice::Warned };
    let notice = (until <= add_months(world.today, 1)).then_some(found);
    (Some(until), notice)
}

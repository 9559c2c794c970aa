//! How long tiers hold.

use super::dice::Dice;
use super::posting::Book;
use super::world::World;
use crate::clock;
use crate::points::model::{TierRule, growth_since};
use crate::values::{add_months, add_months_end};
use chrono::{NaiveDate, TimeDelta};

/// When the tier's period ends, in the coming year, and what was said of it if that is soon.
pub fn period(world: &World, id: i64, tier: TierRule, book: &Book) -> (Option<NaiveDate>, Option<&'static str>) {
    if tier.growth_from == 0 {
        return (None, None);
    }
    let months = u32::try_from(Dice::of(world.seed, "tier", id).below(12)).unwrap_or(0);
    let until = add_months_end(world.today, months);
    let then = growth_since(clock::start_of(until + TimeDelta::days(1)));
    let keeps = book.growth_since(then) >= tier.growth_from;
    let notice = (until <= add_months(world.today, 1)).then_some(if keeps { "safe" } else { "warned" });
    (Some(until), notice)
}

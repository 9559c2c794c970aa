//! A statement of any length, for benchmarks: the second demo owner earns small amounts very often and donates half of
//! them.

use super::catalog::rewards::REWARDS;
use super::fact::Fact;
use super::people::Person;
use super::redemptions::Preference;
use super::world::World;
use crate::i18n::Bilingual;
use crate::points::model::PointSource;
use crate::points::rules::RuleCode;
use chrono::{DateTime, TimeDelta, Utc};

/// Points earned in all, whatever the number of lines, so that statements of different lengths lead to the same tier.
const EARNED: u64 = 40_000;
const REDEMPTIONS: u64 = 20;
const REWARD: &str = "为荒漠种一棵梭梭树";

/// Adds the number of facts in `World::history`, evenly spread from joining until now.
pub fn lengthen(world: &World, person: &mut Person) {
    let Some(joined_at) = person.membership.as_ref().map(|membership| membership.joined_at) else { return };
    let earnings = world.history.saturating_sub(REDEMPTIONS);
    if earnings == 0 {
        return;
    }
    let points = i64::try_from((EARNED / earnings).max(1)).unwrap_or(1);
    let earned = moments(joined_at, world.now, earnings).zip(1..);
    person.facts.extend(earned.map(|(at, number)| (at, earning(number, points))));
    // Donations begin in the second half, when enough has been earned.
    let half = joined_at + (world.now - joined_at) / 2;
    let reward = REWARDS.iter().position(|reward| reward.zh == REWARD).unwrap_or(0);
    let given = moments(half, world.now, REDEMPTIONS);
    person.facts.extend(given.map(|at| (at, Fact::Redeem(Preference::Exactly(reward)))));
}

fn earning(number: i64, points: i64) -> Fact {
    Fact::Earn {
        rule: RuleCode::Profile,
        source: PointSource::Manual,
        source_id: number,
        points: Some(points),
        label: Bilingual { zh: "资料核对", en: "Details confirmed" }.to_owned(),
    }
}

/// `count` evenly spaced instants, the last one at the end.
fn moments(from: DateTime<Utc>, until: DateTime<Utc>, count: u64) -> impl Iterator<Item = DateTime<Utc>> {
    let seconds = (until - from).num_seconds();
    let count = i64::try_from(count).unwrap_or(i64::MAX).max(1);
    (1..=count).map(move |nth| from + TimeDelta::seconds(seconds * nth / count))
}

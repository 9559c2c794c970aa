//! Members' wishlists.

use super::catalog::dealers::row_id;
use super::catalog::rewards::{Kind, REWARDS};
use super::dice::Dice;
use super::people::Person;
use super::rows;
use super::world::World;
use chrono::TimeDelta;

/// Indexes in the catalogue; the first is the savings goal.
const OWNERS: [&[usize]; 2] = [&[20, 7, 15], &[17, 2]];

/// Whether owners see the reward.
fn is_on_show(index: usize) -> bool {
    REWARDS[index].status == "published" && !matches!(REWARDS[index].kind, Kind::Charity(_))
}

pub fn write(world: &mut World, person: &Person) {
    let mut own = Dice::of(world.seed, "wish", person.id);
    let fixed = usize::try_from(person.id - 1).ok().and_then(|at| OWNERS.get(at));
    let items: Vec<usize> = match fixed {
        Some(fixed) => fixed.to_vec(),
        None if own.chance(60) => vec![own.index(REWARDS.len())],
        None => return,
    };
    for (at, index) in items.into_iter().enumerate().filter(|(_, index)| is_on_show(*index)) {
        let created_at = world.now - TimeDelta::hours(own.between(2, 900));
        world.push(&rows::WishlistItem {
            customer_id: person.id,
            reward_id: row_id(index),
            created_at,
            is_savings_goal: at == 0,
            out_of_stock_since: (REWARDS[index].stock == 0).then_some(created_at),
        });
    }
}

//! Codes of vouchers, sealed as the portal does it.

use super::catalog::dealers::row_id;
use super::catalog::rewards::REWARDS;
use super::dice::Dice;
use super::rows;
use super::world::{ADMIN_ACCOUNT, World, at, next};
use crate::rewards::code::voucher_code;
use crate::values::RewardId;
use chrono::{DateTime, TimeDelta, Utc};

/// A code of a reward, by its place in the catalogue, for a redemption or for nobody yet.
pub fn give(world: &mut World, reward: usize, redemption: Option<i64>, code: &str, at: DateTime<Utc>) {
    let id = next(&mut world.ids.voucher_code);
    let mut dice = Dice::of(world.seed, "voucher", id);
    let Some(sealed) = world.keys.seal(dice.rng(), RewardId(row_id(reward)), code) else { return };
    let row = rows::VoucherCode {
        id,
        reward_id: row_id(reward),
        origin: if REWARDS[reward].is_imported() { "imported" } else { "generated" },
        lookup: sealed.lookup,
        sealed: sealed.sealed,
        last_four: sealed.last_four,
        redemption_id: redemption,
        added_at: at,
    };
    world.push(&row);
}

/// What a partner brought and nobody has yet, which key it is all sealed with, and what the first dealers looked at.
pub fn finish(world: &mut World) {
    let since = at(world.months_ago(2), 600);
    for index in (0..REWARDS.len()).filter(|index| REWARDS[*index].is_imported()) {
        for n in 0..world.shelf[index] {
            let code = voucher_code(Dice::of(world.seed, "partner", n).rng());
            give(world, index, None, &code, since);
        }
    }
    let fingerprint = world.keys.fingerprint().to_owned();
    world.push(&rows::VoucherKey { id: 1, fingerprint });
    for dealer in 1..=2.min(world.ids.voucher_code) {
        let at = world.now - TimeDelta::hours(12 + dealer);
        let row = rows::VoucherCheck {
            id: dealer,
            account_id: ADMIN_ACCOUNT + dealer,
            dealer_id: dealer,
            code_id: dealer,
            at,
        };
        world.push(&row);
    }
}

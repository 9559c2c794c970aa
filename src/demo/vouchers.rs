//! Codes of vouchers, sealed as the portal does it.

use super::catalog::dealers::row_id;
use super::catalog::rewards::REWARDS;
use super::dice::Dice;
use super::rows;
use super::staff::act;
use super::world::{ADMIN_ACCOUNT, World, at, next};
use crate::rewards::code::voucher_code;
use crate::values::RewardId;
use chrono::{DateTime, TimeDelta, Utc};

/// A code of a reward, by its place in the catalogue, for a redemption or for nobody yet.
pub fn give(world: &mut World, reward: usize, redemption: Option<i64>, code: &str, at: DateTime<Utc>) {
    let id = next(&mut world.ids.voucher_code);
    let mut dice = Dice::of(world.seed, "voucher", id);
    let Some(sealed) = world.keys.seal(dice.rng(), RewardId(row_id(reward)), code) else { return };
    let imported = REWARDS[reward].is_imported();
    let row = rows::VoucherCode {
        id,
        reward_id: row_id(reward),
        origin: if imported { "imported" } else { "generated" },
        batch_id: imported.then_some(row_id(reward)),
        lookup: sealed.lookup,
        sealed: sealed.sealed,
        last_four: sealed.last_four,
        redemption_id: redemption,
        added_at: if imported { brought_at(world) } else { at },
    };
    world.push(&row);
}

/// When the partner's file came: before the first redemption.
fn brought_at(world: &World) -> DateTime<Utc> {
    at(world.months_ago(75), 0) - TimeDelta::hours(8)
}

/// The partner's file with all codes of a reward; there is one such file a reward.
pub fn bring(world: &mut World, reward_id: i64, lines: i64) {
    let at = brought_at(world);
    let (account_id, state) = (ADMIN_ACCOUNT, "taken");
    let (checked, good, created_at, updated_at) = (lines, lines, at, at);
    world.push(&rows::CodeBatch {
        id: reward_id,
        reward_id,
        account_id,
        state,
        lines,
        checked,
        good,
        created_at,
        updated_at,
    });
    act(world, ("import", "reward", reward_id), format!("+{lines}"), at);
}

/// What a partner brought and nobody has yet, which key it is all sealed with, and what the first dealers looked at.
pub fn finish(world: &mut World) {
    for index in (0..REWARDS.len()).filter(|index| REWARDS[*index].is_imported()) {
        for n in 0..world.shelf[index] {
            let code = voucher_code(Dice::of(world.seed, "partner", n).rng());
            give(world, index, None, &code, world.now);
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

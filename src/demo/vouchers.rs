//! Codes of vouchers, sealed as the portal does it.

use super::catalog::dealers::row_id;
use super::catalog::rewards::REWARDS;
use super::dice::Dice;
use super::rows;
use super::staff::{act, act_by};
use super::world::{ADMIN_ACCOUNT, World, at, next};
use crate::values::RewardId;
use crate::values::code::voucher_code;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

/// Codes in the batch that the portal made.
const MADE: i64 = 20;

/// A code of a reward, by its place in the catalogue, for a redemption or for nobody yet.
pub fn give(world: &mut World, reward: usize, redemption: Option<i64>, code: &str, at: DateTime<Utc>) {
    let id = next(&mut world.ids.voucher_code);
    let mut dice = Dice::of(world.seed, "voucher", id);
    let Some(sealed) = world.keys.seal(dice.rng(), RewardId(row_id(reward)), code) else { return };
    let imported = REWARDS[reward].is_imported();
    let batch_id = imported.then(|| batch_of(world, row_id(reward)));
    let row = rows::VoucherCode {
        id,
        reward_id: row_id(reward),
        origin: if imported && batch_id == Some(row_id(reward)) { "imported" } else { "generated" },
        batch_id,
        lookup: sealed.lookup,
        sealed: sealed.sealed,
        last_four: sealed.last_four,
        redemption_id: redemption,
        added_at: if imported { brought_at(world) } else { at },
    };
    world.push(&row);
}

/// The first few are of the portal's own batch, the others of the partner's file.
fn batch_of(world: &mut World, reward_id: i64) -> i64 {
    if next(&mut world.ids.made_code) > MADE { reward_id } else { made_batch(reward_id) }
}

/// There is one file and one batch a reward.
fn made_batch(reward_id: i64) -> i64 {
    1_000 + reward_id
}

/// When the partner's file came: before the first redemption.
fn brought_at(world: &World) -> DateTime<Utc> {
    at(world.months_ago(75), 0) - TimeDelta::hours(8)
}

/// All codes of a reward: the partner's file, and a batch that the portal made, whose list the partner has.
pub fn bring(world: &mut World, reward_id: i64, lines: i64) {
    let at = brought_at(world);
    let file = rows::CodeBatch {
        id: reward_id,
        reward_id,
        account_id: ADMIN_ACCOUNT,
        state: "taken",
        origin: "imported",
        idempotency_key: None,
        lines: lines - MADE,
        checked: lines - MADE,
        good: lines - MADE,
        created_at: at,
        updated_at: at,
        handed_at: None,
        handed_by: None,
        handed_to: None,
        handed_for: None,
        handed_digest: None,
    };
    world.push(&rows::CodeBatch {
        id: made_batch(reward_id),
        origin: "generated",
        idempotency_key: Some(format!("demo:{reward_id}")),
        lines: MADE,
        checked: MADE,
        good: MADE,
        handed_at: Some(at),
        handed_by: Some(ADMIN_ACCOUNT),
        handed_to: Some("合作影院"),
        handed_for: Some("影院核销"),
        handed_digest: Some(hex::encode(Sha256::digest(format!("codes of {reward_id}")))),
        ..file
    });
    act(world, ("import", "reward", reward_id), format!("+{}", file.lines), at);
    act(world, ("make", "reward", reward_id), format!("+{MADE}"), at);
    world.push(&file);
}

/// What a partner brought and nobody has yet, which key it is all sealed with, and what the first dealers looked at.
pub fn finish(world: &mut World) {
    for index in (0..REWARDS.len()).filter(|index| REWARDS[*index].is_imported()) {
        for n in 0..world.stock_left[index] {
            let code = voucher_code(Dice::of(world.seed, "partner", n).rng());
            give(world, index, None, &code, world.now);
        }
    }
    let fingerprint = world.keys.fingerprint().to_owned();
    world.push(&rows::VoucherKey { id: 1, fingerprint });
    for dealer in 1..=2.min(world.ids.voucher_code) {
        look(world, dealer, (dealer, Some(dealer)), world.now - TimeDelta::hours(12 + dealer));
    }
    slip(world);
}

fn look(world: &mut World, dealer_id: i64, (id, code_id): (i64, Option<i64>), at: DateTime<Utc>) {
    world.push(&rows::VoucherCheck { id, account_id: ADMIN_ACCOUNT + dealer_id, dealer_id, code_id, at });
}

/// Now and then somebody types a code that there is not.
fn slip(world: &mut World) {
    for (n, dealer) in [1, 1, 1, 2].into_iter().enumerate() {
        let n = n as i64;
        look(world, dealer, (3 + n, None), world.now - TimeDelta::hours(13 + 40 * n));
        let wrong = ("payment_code_wrong", "dealer", dealer);
        act_by(world, ADMIN_ACCOUNT + dealer, wrong, String::new(), world.now - TimeDelta::hours(20 + 90 * n));
    }
}

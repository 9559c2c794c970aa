//! What members redeem from the catalogue.

use super::book::Drawn;
use super::catalog::dealers::row_id;
use super::catalog::offers::shifted;
use super::catalog::rewards::{CODE_DAYS, Kind, REWARDS, Reward};
use super::dice::Dice;
use super::fulfilment::{self, Steps};
use super::ledger::{Fact, Ledger, PORTAL};
use super::people::Person;
use super::world::{World, next};
use super::{donations, rows, vouchers};
use crate::clock;
use crate::i18n::Bilingual;
use crate::points::model::{LotUse, PointAccount, PointSource, TransferKind};
use crate::points::ops::{Movement, Opening};
use crate::values::TransferId;
use crate::values::code::voucher_code;
use chrono::{DateTime, TimeDelta, Utc};

/// What a member is looking for.
#[derive(Clone, Copy, Debug)]
pub enum Preference {
    /// Anything affordable.
    Anything,
    /// An item that is sent or picked up at a dealer; not cancelled.
    Moved,
    /// The reward at this index; not cancelled.
    Exactly(usize),
}

/// A redemption that will be cancelled.
pub struct Redeemed {
    row: rows::Redemption,
    reward: usize,
    uses: Vec<LotUse>,
}

/// Codes are used within this many days, if ever.
const USED_WITHIN_DAYS: i64 = 6;
/// Redemptions of the demo owners younger than this are still open.
const RECENT: TimeDelta = TimeDelta::days(10);
const CANCELLED_PERMILLE: u64 = 70;

/// Schedules when a member browses the catalogue: now and then.
pub fn plan(world: &World, dice: &mut Dice, person: &mut Person) {
    let Some(membership) = &person.membership else { return };
    let days = (world.now - membership.joined_at).num_days();
    if days < 20 {
        return;
    }
    let mut own = Dice::of(world.seed, "waiting", person.id);
    if own.chance(open_permille(world.customers)) {
        person.facts.push((world.now - TimeDelta::hours(own.between(1, 5 * 24)), Fact::Redeem(Preference::Moved)));
    }
    if !dice.chance(450) {
        return;
    }
    for _ in 0..dice.between(1, 1 + days / 600) {
        let at =
            membership.joined_at + TimeDelta::days(dice.between(15, days)) + TimeDelta::minutes(dice.between(0, 700));
        person.facts.push((at, Fact::Redeem(Preference::Anything)));
    }
}

/// How many of a thousand members wait for an item: enough for a queue in a small club too.
fn open_permille(customers: u64) -> u64 {
    const QUEUE: u64 = 400_000;
    (QUEUE / customers.max(1)).clamp(6, 200)
}

pub fn redeem(ledger: &mut Ledger<'_>, at: DateTime<Utc>, preference: &Preference) {
    let Some(index) = choose(ledger, preference) else { return };
    let reward = &REWARDS[index];
    let id = next(&mut ledger.world.ids.redemption);
    let cancelled_at = at + TimeDelta::hours(ledger.dice.between(2, 60));
    if let Kind::Charity(project) = reward.kind {
        // Throw the same dice as for a redemption, so that this member's later redemptions do not change.
        steps(ledger, reward.kind, preference, at);
        return donations::give(ledger, project, reward.points, at);
    }
    let actor = format!("member:{}", ledger.person.id);
    let idempotency_key = format!("redemption:{id}");
    let movement = Movement { actor: &actor, idempotency_key: &idempotency_key, ..movement(ledger, reward, id, at) };
    let may_cancel = cancelled_at <= ledger.world.now && ledger.book.all_live_until(cancelled_at);
    let opening = Opening::new(TransferKind::Spend, &movement);
    let drawn = ledger.book.draw_off(ledger.world, &opening, PointAccount::Redeemed);
    let Some(Drawn { transfer, uses }) = drawn else { return };
    let row = row(ledger, (index, preference), (id, transfer.0), at);
    let cancels = matches!(preference, Preference::Anything)
        && ledger.dice.chance(CANCELLED_PERMILLE)
        && may_cancel
        && !reward.is_imported();
    if cancels {
        ledger.later(cancelled_at, Fact::CancelRedemption(Box::new(Redeemed { row, reward: index, uses })));
    } else {
        fulfilment::note(ledger.world, &row);
        fulfilment::hand_over(ledger.world, &row, row_id(ledger.person.dealer));
        ledger.world.push(&row);
    }
    ledger.world.stock_left[index] -= 1;
}

pub fn cancel(ledger: &mut Ledger<'_>, at: DateTime<Utc>, redeemed: Redeemed) {
    let Redeemed { row, reward, uses } = redeemed;
    let actor = format!("member:{}", ledger.person.id);
    let idempotency_key = format!("cancel:redemption:{}", row.id);
    let movement = movement(ledger, &REWARDS[reward], row.id, at);
    let movement = Movement { actor: &actor, idempotency_key: &idempotency_key, ..movement };
    let opening = Opening::undoing(TransferKind::Refund, &movement, TransferId(row.transfer_id));
    let refund = ledger.book.restore(ledger.world, &opening, &uses, PointAccount::Redeemed).0;
    ledger.world.stock_left[reward] += 1;
    ledger.world.push(&rows::Redemption {
        state: "cancelled",
        refund_transfer_id: Some(refund),
        picked_at: None,
        ready_at: None,
        fulfilled_at: None,
        cancelled_at: Some(at),
        carrier: None,
        tracking_no: None,
        ..row
    });
}

/// An affordable reward in stock that matches the preference.
fn choose(ledger: &mut Ledger<'_>, preference: &Preference) -> Option<usize> {
    let attempts = if matches!(preference, Preference::Moved) { 80 } else { 6 };
    let fits = |ledger: &Ledger<'_>, index: usize| {
        let reward = &REWARDS[index];
        reward.status == "published" && ledger.world.stock_left[index] > 0 && reward.points <= ledger.book.balance()
    };
    if let Preference::Exactly(index) = *preference {
        return Some(index).filter(|index| fits(ledger, *index));
    }
    for attempt in 0..attempts {
        let index = ledger.dice.index(REWARDS.len());
        let kind = REWARDS[index].kind;
        // Prefer accessories if affordable: they are expensive and otherwise rare.
        if matches!(preference, Preference::Moved)
            && (!kind.is_moved() || (attempt < attempts / 2 && kind != Kind::Accessory))
        {
            continue;
        }
        // Limited rewards only once per member, which satisfies every limit.
        let unlimited = REWARDS[index].limit_each.is_none();
        if fits(ledger, index) && (unlimited || ledger.book.first_of(index)) {
            return Some(index);
        }
    }
    None
}

/// Still without its actor and key.
fn movement<'a>(ledger: &Ledger<'_>, reward: &'static Reward, id: i64, at: DateTime<Utc>) -> Movement<'a> {
    Movement {
        customer: ledger.book.customer(),
        points: reward.points,
        actor: PORTAL,
        idempotency_key: "",
        rule: None,
        source: PointSource::Redemption,
        source_id: id,
        label: Bilingual { zh: reward.zh, en: reward.en },
        at,
    }
}

fn row(
    ledger: &mut Ledger<'_>,
    (index, preference): (usize, &Preference),
    (id, transfer_id): (i64, i64),
    at: DateTime<Utc>,
) -> rows::Redemption {
    let (reward, person) = (&REWARDS[index], ledger.person);
    let steps = steps(ledger, reward.kind, preference, at);
    let (steps, pickup_dealer) = match (preference, reward.kind) {
        (Preference::Anything | Preference::Moved, Kind::Accessory) => {
            let dealer = fulfilment::pickup_dealer(ledger.world, id, row_id(person.dealer));
            (fulfilment::left_waiting(steps, dealer, ledger.world.now), dealer)
        }
        _ => (steps, row_id(person.dealer)),
    };
    // The status of a partner's code is known only to the partner.
    let steps = if reward.is_imported() { Steps::only("issued", None) } else { steps };
    let has_code = reward.kind.has_code();
    let code = has_code.then(|| voucher_code(ledger.dice.rng()));
    if let Some(code) = code {
        vouchers::give(ledger.world, index, Some(id), &code, at);
    }
    let is_sent = reward.kind.is_sent();
    rows::Redemption {
        id,
        customer_id: person.id,
        reward_id: row_id(index),
        points: reward.points,
        pay_fen: reward.pay_fen(),
        state: steps.state,
        transfer_id,
        refund_transfer_id: None,
        code_expires_on: has_code.then(|| shifted(clock::day(at), CODE_DAYS)),
        recipient: is_sent.then(|| person.name.clone()),
        recipient_phone: is_sent.then(|| person.phone.clone()),
        address: is_sent.then(|| address(ledger.world, ledger.dice, person)),
        pickup_dealer_id: matches!(reward.kind, Kind::Accessory | Kind::Workshop).then_some(pickup_dealer),
        created_at: at,
        picked_at: steps.picked_at,
        ready_at: steps.ready_at,
        fulfilled_at: steps.fulfilled_at,
        cancelled_at: None,
        carrier: steps.parcel.as_ref().map(|(carrier, _)| *carrier),
        tracking_no: steps.parcel.map(|(_, number)| number),
    }
}

/// How far fulfilment has come by now.
fn steps(ledger: &mut Ledger<'_>, kind: Kind, preference: &Preference, at: DateTime<Utc>) -> Steps {
    let done_at = at + TimeDelta::hours(ledger.dice.between(20, USED_WITHIN_DAYS * 24));
    let exact = matches!(preference, Preference::Exactly(_));
    let done = done_at <= ledger.world.now && !(exact && at > ledger.world.now - RECENT);
    let used = done && (exact || ledger.dice.chance(700));
    match kind {
        Kind::Charity(_) => Steps::only("issued", None),
        Kind::Evoucher | Kind::Workshop if used => Steps::only("fulfilled", Some(done_at)),
        Kind::Evoucher | Kind::Workshop => Steps::only("issued", None),
        _ if exact && !done => Steps::only("ordered", None),
        kind => fulfilment::steps(ledger.dice, kind, at, ledger.world.now),
    }
}

fn address(world: &World, dice: &mut Dice, person: &Person) -> String {
    let city = world.dealers[person.dealer].city;
    let (street, district) =
        person.address.clone().unwrap_or_else(|| (super::places::street(dice), dice.index(city.districts.len())));
    let province = if city.province.ends_with('市') { "" } else { city.province };
    let name = if city.province.ends_with('市') { city.province.to_owned() } else { format!("{}市", city.name) };
    format!("{province}{name}{}{street}", city.districts[district])
}

//! The fulfilment of redemptions: how far each item has come on its way to the member.

use super::catalog::rewards::Kind;
use super::dice::Dice;
use super::rows;
use super::staff;
use super::workshop_payments::DEMO_DEALERS;
use super::world::{ADMIN_ACCOUNT, World};
use chrono::{DateTime, TimeDelta, Utc};

/// The steps completed so far.
pub struct Steps {
    pub state: &'static str,
    pub picked_at: Option<DateTime<Utc>>,
    pub ready_at: Option<DateTime<Utc>>,
    pub fulfilled_at: Option<DateTime<Utc>>,
    /// Carrier and tracking number.
    pub parcel: Option<(&'static str, String)>,
}

impl Steps {
    pub fn only(state: &'static str, fulfilled_at: Option<DateTime<Utc>>) -> Self {
        Self { state, picked_at: None, ready_at: None, fulfilled_at, parcel: None }
    }
}

/// The pick-up dealer of an accessory: in a small club mostly a demo dealer, so that its staff have some to hand over.
pub fn pickup_dealer(world: &World, redemption_id: i64, usual: i64) -> i64 {
    let mut own = Dice::of(world.seed, "pickup", redemption_id);
    let permille = (20_000_000 / world.customers.max(1)).clamp(10, 900);
    if own.chance(permille) { own.between(1, DEMO_DEALERS) } else { usual }
}

/// Leaves recent accessories at the demo dealers uncollected, so that some are waiting there.
pub fn left_waiting(steps: Steps, dealer_id: i64, now: DateTime<Utc>) -> Steps {
    const LATELY: TimeDelta = TimeDelta::days(60);
    let waits = dealer_id <= DEMO_DEALERS && steps.ready_at.is_some_and(|at| now - at < LATELY);
    if waits { Steps { state: "ready", fulfilled_at: None, ..steps } } else { steps }
}

/// Goods are picked within three days and sent within two more; deliveries to a dealer take longer.
pub fn steps(dice: &mut Dice, kind: Kind, at: DateTime<Utc>, now: DateTime<Utc>) -> Steps {
    let mut after = |from: DateTime<Utc>, low, high| from + TimeDelta::hours(dice.between(low, high));
    let picked = after(at, 10, 72);
    let ready = after(picked, 24, 72);
    let done = if kind.is_sent() { after(picked, 4, 48) } else { after(ready, 20, 120) };
    let reached = |step: DateTime<Utc>| (step <= now).then_some(step);
    let (picked_at, fulfilled_at) = (reached(picked), reached(done));
    let ready_at = reached(ready).filter(|_| !kind.is_sent());
    let state = match (picked_at, ready_at, fulfilled_at) {
        (.., Some(_)) => "fulfilled",
        (_, Some(_), _) => "ready",
        (Some(_), ..) => "picked",
        _ => "ordered",
    };
    let parcel = fulfilled_at.filter(|_| kind.is_sent()).map(|_| parcel(dice));
    Steps { state, picked_at, ready_at, fulfilled_at, parcel }
}

fn parcel(dice: &mut Dice) -> (&'static str, String) {
    const CARRIERS: [(&str, &str); 4] = [("sf", "SF"), ("sf", "SF"), ("jd", "JD"), ("ems", "EA")];
    let (carrier, prefix) = *dice.pick(&CARRIERS);
    (carrier, format!("{prefix}{}", dice.between(100_000_000_000, 999_999_999_999)))
}

/// Records each step with its author.
pub fn note(world: &mut World, row: &rows::Redemption) {
    let act = |world: &mut World, action, detail, at| staff::act(world, (action, "redemption", row.id), detail, at);
    if let Some(at) = row.picked_at {
        act(world, "pick", String::new(), at);
    }
    if let Some(at) = row.ready_at {
        act(world, "arrive", String::new(), at);
    }
    if let Some(((carrier, number), at)) = row.carrier.zip(row.tracking_no.as_ref()).zip(row.fulfilled_at) {
        act(world, "ship", format!("{carrier} {number}"), at);
    }
}

/// Records how dealer staff redeem a voucher or hand over an accessory, at the dealer chosen or usually visited.
pub fn hand_over(world: &mut World, row: &rows::Redemption, usual_dealer: i64) {
    let action = if row.ready_at.is_some() { "hand_over" } else { "use" };
    let Some(at) = row.fulfilled_at.filter(|_| row.carrier.is_none()) else { return };
    let dealer_id = row.pickup_dealer_id.unwrap_or(usual_dealer);
    let account_id = ADMIN_ACCOUNT + dealer_id;
    staff::act_by(world, account_id, (action, "redemption", row.id), String::new(), at);
    world.push(&rows::RedemptionHandover { redemption_id: row.id, dealer_id, account_id, at });
}

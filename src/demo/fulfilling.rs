//! How far things have come on their way from the shelf to their members.

use super::catalog::rewards::Kind;
use super::dice::Dice;
use super::rows;
use super::staff;
use super::world::World;
use chrono::{DateTime, TimeDelta, Utc};

/// What has happened so far.
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

/// Goods are picked within three days and sent within two more; what goes to a dealer takes longer.
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

/// Who did it: every step is on record.
pub fn note(world: &mut World, row: &rows::Redemption) {
    let parcel = row.tracking_no.clone().unwrap_or_default();
    let last = if row.tracking_no.is_some() { "ship" } else { "hand_over" };
    let done = row.fulfilled_at.filter(|_| row.picked_at.is_some());
    for (action, at, detail) in
        [("pick", row.picked_at, String::new()), ("arrive", row.ready_at, String::new()), (last, done, parcel)]
    {
        if let Some(at) = at {
            staff::act(world, (action, "redemption", row.id), detail, at);
        }
    }
}

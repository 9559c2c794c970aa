//! Points that were set aside at a dealer's counter: some still are, others were used, used in part, or came back.

use super::dice::Dice;
use super::ledger::{Fact, Ledger};
use super::people::Person;
use super::posting::{PORTAL, Posting};
use super::rows;
use super::world::{RESERVED_CUSTOMERS, World, next};
use crate::points::model::{LotUse, PointAccount, PointSource, TransferKind, rest_of};
use chrono::{DateTime, TimeDelta, Utc};

/// Points set aside that somebody will decide on.
pub struct SetAside {
    row: rows::PointHold,
    uses: Vec<LotUse>,
}

/// A hold that is still open stays so for some days after the demo's day.
const OPEN_FOR: TimeDelta = TimeDelta::days(5);
const MOST: i64 = 800;

/// When a member's points are set aside, and whether they still are.
pub fn plan(world: &World, person: &Person) -> Option<(DateTime<Utc>, Fact)> {
    if person.id <= RESERVED_CUSTOMERS {
        return None;
    }
    let mut own = Dice::of(world.seed, "counter", person.id);
    let permille = (300_000 / world.customers.max(1)).clamp(5, 150);
    if !own.chance(permille) {
        return None;
    }
    let open = own.chance(400);
    let hours = if open { own.between(3, 9) } else { own.between(24, 90) };
    Some((world.now - TimeDelta::hours(hours), Fact::SetAside { open }))
}

pub fn set_aside(ledger: &mut Ledger<'_>, at: DateTime<Utc>, open: bool) {
    let mut own = Dice::of(ledger.world.seed, "set aside", ledger.person.id);
    let points = (ledger.book.balance() * own.between(20, 70) / 100).min(MOST) / 50 * 50;
    let ends_at = at + TimeDelta::minutes(own.between(4, 25));
    if points == 0 || !ledger.book.all_live_until(ends_at + OPEN_FOR) {
        return;
    }
    let id = next(&mut ledger.world.ids.hold);
    let posting = posting(TransferKind::Hold, id, at);
    let Some((transfer_id, uses)) = ledger.book.spend(ledger.world, posting, points) else { return };
    let row = rows::PointHold {
        id,
        customer_id: ledger.person.id,
        transfer_id,
        points,
        state: "open",
        captured: 0,
        settled_transfer_id: None,
        created_at: at,
        expires_at: if open { at + OPEN_FOR } else { at + TimeDelta::minutes(30) },
        settled_at: None,
    };
    if open {
        ledger.world.push(&row);
    } else {
        ledger.later(ends_at, Fact::Decide(Box::new(SetAside { row, uses })));
    }
}

/// Half of them are used, a quarter in part, a quarter not at all.
pub fn decide(ledger: &mut Ledger<'_>, at: DateTime<Utc>, set: SetAside) {
    let SetAside { row, uses } = set;
    let mut own = Dice::of(ledger.world.seed, "decide", ledger.person.id);
    let captured = match own.below(4) {
        0 => 0,
        1 => row.points / 100 * 50,
        _ => row.points,
    };
    let (book, world) = (&mut ledger.book, &mut *ledger.world);
    let capture = (captured > 0).then(|| {
        let posting = posting(TransferKind::Capture, row.id, at);
        book.capture(world, posting, row.transfer_id, captured)
    });
    let rest = rest_of(&uses, captured);
    let release = (!rest.is_empty()).then(|| {
        let posting = posting(TransferKind::Release, row.id, at);
        book.give_back(world, posting, row.transfer_id, &rest)
    });
    let state = if captured > 0 { "captured" } else { "released" };
    let settled_transfer_id = capture.or(release);
    world.push(&rows::PointHold { state, captured, settled_transfer_id, settled_at: Some(at), ..row });
}

fn posting(kind: TransferKind, hold: i64, at: DateTime<Utc>) -> Posting {
    let (zh, en) = match kind {
        TransferKind::Capture => ("到店抵扣", "Used at the dealer’s counter"),
        TransferKind::Release => ("到店抵扣未使用", "Not used at the dealer’s counter"),
        _ => ("到店抵扣预留", "Set aside at the dealer’s counter"),
    };
    Posting {
        kind,
        other: PointAccount::Held,
        actor: PORTAL.to_owned(),
        key: format!("counter:{hold}:{kind}"),
        rule: None,
        source: PointSource::Manual,
        source_id: hold,
        zh: zh.to_owned(),
        en: en.to_owned(),
        at,
    }
}

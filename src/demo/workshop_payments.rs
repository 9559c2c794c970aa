//! Bills paid partly with points at a dealer: most are settled, some cancelled, and where the car is still in the
//! workshop the points are still held.

use super::dice::Dice;
use super::ledger::{Fact, Ledger};
use super::people::Person;
use super::postings::{Followed, Posting};
use super::rows;
use super::world::{ADMIN_ACCOUNT, RESERVED_CUSTOMERS, World, next};
use crate::points::model::{LotUse, PointAccount, PointSource, TransferKind};
use crate::points::rules::RuleCode;
use crate::workshop_payments::HOLD_FOR;
use chrono::{DateTime, TimeDelta, Utc};

/// An order that points can pay a part of.
#[derive(Clone, Debug)]
pub struct Bill {
    order_id: i64,
    order_no: String,
    dealer_id: i64,
    total_fen: i64,
    left_fen: i64,
    opened_at: DateTime<Utc>,
    /// `None` while the car is in the workshop.
    closed_at: Option<DateTime<Utc>>,
}

/// Held points awaiting a decision.
pub struct SetAside {
    bill: Bill,
    hold: rows::PointHold,
    row: rows::WorkshopPayment,
    uses: Vec<LotUse>,
}

/// Open holds end several days after the day of the demo data, at the time of day at which they would have expired.
const OPEN_FOR: TimeDelta = TimeDelta::days(5);
const MOST: i64 = 3_000;
/// The dealers of the demo staff accounts.
pub const DEMO_DEALERS: i64 = 2;

/// Keeps the newest order not paid completely in money.
pub fn present(person: &mut Person, order: &rows::ServiceOrder) {
    let left_fen = order.total_fen - order.paid_fen;
    let newer = person.bill.as_ref().is_none_or(|bill| bill.opened_at < order.opened_at);
    if left_fen >= 2_000 && newer {
        person.bill = Some(Bill {
            order_id: order.id,
            order_no: order.order_no.clone(),
            dealer_id: order.dealer_id,
            total_fen: order.total_fen,
            left_fen,
            opened_at: order.opened_at,
            closed_at: order.closed_at,
        });
    }
}

/// When points are held for a member's bill.
pub fn plan(world: &World, person: &Person) -> Option<(DateTime<Utc>, Fact)> {
    let bill = person.bill.clone().filter(|_| person.id > RESERVED_CUSTOMERS)?;
    let mut own = Dice::of(world.seed, "counter", person.id);
    let permille = match (bill.closed_at, bill.dealer_id) {
        (None, _) | (_, ..=DEMO_DEALERS) => (2_000_000 / world.customers.max(1)).clamp(5, 900),
        _ => (600_000 / world.customers.max(1)).clamp(5, 250),
    };
    if !own.chance(permille) {
        return None;
    }
    let at = match bill.closed_at {
        Some(closed_at) => closed_at - TimeDelta::minutes(own.between(18, 28)),
        None => (world.now - TimeDelta::minutes(own.between(3, 25))).max(bill.opened_at),
    };
    Some((at, Fact::SetAside(Box::new(bill))))
}

pub fn set_aside(ledger: &mut Ledger<'_>, at: DateTime<Utc>, bill: Bill) {
    let mut own = Dice::of(ledger.world.seed, "set aside", ledger.person.id);
    let per_yuan = ledger.world.rules.value_or(RuleCode::PointValue, at, 100).max(1);
    let wanted = (ledger.book.balance() * own.between(20, 70) / 100).min(MOST);
    let yuan = (wanted / per_yuan).min(bill.left_fen / 100);
    let (points, open) = (yuan * per_yuan, bill.closed_at.is_none());
    let ends_at = at + TimeDelta::minutes(own.between(4, 15));
    if points == 0 || !ledger.book.all_live_until(ends_at + OPEN_FOR + HOLD_FOR) {
        return;
    }
    let id = next(&mut ledger.world.ids.workshop_payment);
    let by = ADMIN_ACCOUNT + bill.dealer_id;
    let posting = posting(TransferKind::Hold, &bill, (id, by), ledger.world, at);
    let Some((transfer_id, uses)) = ledger.book.spend(ledger.world, posting, points) else { return };
    let hold = hold(ledger, transfer_id, points, (at, at + HOLD_FOR + if open { OPEN_FOR } else { TimeDelta::zero() }));
    let row = row(id, &bill, &hold, yuan * 100);
    if open {
        ledger.world.push(&hold);
        ledger.world.push(&row);
    } else {
        ledger.later(ends_at, Fact::Decide(Box::new(SetAside { bill, hold, row, uses })));
    }
}

fn hold(
    ledger: &mut Ledger<'_>,
    transfer_id: i64,
    points: i64,
    (created_at, expires_at): (DateTime<Utc>, DateTime<Utc>),
) -> rows::PointHold {
    rows::PointHold {
        id: next(&mut ledger.world.ids.hold),
        customer_id: ledger.person.id,
        transfer_id,
        points,
        state: "open",
        captured: 0,
        settled_transfer_id: None,
        created_at,
        expires_at,
        settled_at: None,
    }
}

fn row(id: i64, bill: &Bill, hold: &rows::PointHold, fen: i64) -> rows::WorkshopPayment {
    rows::WorkshopPayment {
        id,
        order_id: bill.order_id,
        customer_id: hold.customer_id,
        dealer_id: bill.dealer_id,
        hold_id: hold.id,
        state: "open",
        points: hold.points,
        fen,
        bill_fen: bill.total_fen,
        held_by: ADMIN_ACCOUNT + bill.dealer_id,
        idempotency_key: format!("demo-{id}"),
        held_at: hold.created_at,
        expires_at: hold.expires_at,
        settled_by: None,
        settled_at: None,
    }
}

/// Settles four out of five, and cancels the others.
pub fn decide(ledger: &mut Ledger<'_>, at: DateTime<Utc>, set: SetAside) {
    let SetAside { bill, hold, row, uses } = set;
    let mut own = Dice::of(ledger.world.seed, "decide", ledger.person.id);
    let settled = own.chance(800);
    let by = (row.id, row.held_by);
    let (book, world) = (&mut ledger.book, &mut *ledger.world);
    let (state, transfer_id) = if settled {
        let posting = posting(TransferKind::Capture, &bill, by, world, at);
        ("captured", book.capture(world, posting, hold.transfer_id, hold.points))
    } else {
        let posting = posting(TransferKind::Release, &bill, by, world, at);
        ("released", book.give_back(world, posting, hold.transfer_id, &uses))
    };
    let captured = if settled { hold.points } else { 0 };
    let (settled_transfer_id, settled_at) = (Some(transfer_id), Some(at));
    world.push(&rows::PointHold { state, captured, settled_transfer_id, settled_at, ..hold });
    world.push(&rows::WorkshopPayment { state, settled_by: Some(row.held_by), settled_at, ..row });
}

fn posting(kind: TransferKind, bill: &Bill, (id, by): (i64, i64), world: &World, at: DateTime<Utc>) -> Posting {
    let dealer = usize::try_from(bill.dealer_id - 1).ok().and_then(|index| world.dealers.get(index));
    let (zh, en) = dealer.map(|dealer| (dealer.name_zh.clone(), dealer.name_en.clone())).unwrap_or_default();
    let rule = world.rules.at(RuleCode::PointValue, at).cloned();
    Posting {
        kind,
        other: PointAccount::Held,
        actor: format!("dealer:{by}"),
        idempotency_key: format!("workshop_payment:{id}:{kind}"),
        rule: rule.map(|rule| Followed { id: rule.id, code: rule.code, at, campaign_id: None, cut: 0 }),
        source: PointSource::WorkshopPayment,
        source_id: bill.order_id,
        zh: format!("到店抵扣 {} · {zh}", bill.order_no),
        en: format!("Workshop bill {} · {en}", bill.order_no),
        at,
    }
}

//! Bills paid partly with points at a dealer: most are settled, some cancelled, and where the car is still in the
//! workshop the points are still held.

use super::book::Drawn;
use super::dice::Dice;
use super::ledger::{Fact, Ledger, PORTAL};
use super::people::Person;
use super::rows;
use super::world::{ADMIN_ACCOUNT, RESERVED_CUSTOMERS, World, next};
use crate::clock::Span;
use crate::i18n::Bilingual;
use crate::points::model::{LotUse, PointAccount, PointSource, TransferKind};
use crate::points::ops::{Movement, capturing, holding, releasing};
use crate::points::rules::RuleCode;
use crate::values::{HoldId, TransferId};
use crate::workshop_payments::{HOLD_FOR, label};
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
    let lasts = HOLD_FOR + if open { OPEN_FOR } else { TimeDelta::zero() };
    let (actor, label) = (format!("dealer:{by}"), bill.label(ledger.world));
    let movement = Movement {
        actor: &actor,
        idempotency_key: &format!("workshop_payment:{id}:{}", TransferKind::Hold),
        label: label.as_deref(),
        ..bill.movement(ledger, points, at)
    };
    let drawn = ledger.book.draw_off(ledger.world, &holding(&movement, lasts), PointAccount::Held);
    let Some(Drawn { transfer, uses }) = drawn else { return };
    let hold = hold(ledger, transfer, points, Span { from: at, until: at + lasts });
    let row = row(id, &bill, &hold, yuan * 100);
    if open {
        ledger.world.push(&hold);
        ledger.world.push(&row);
    } else {
        ledger.later(ends_at, Fact::Decide(Box::new(SetAside { bill, hold, row, uses })));
    }
}

fn hold(ledger: &mut Ledger<'_>, transfer: TransferId, points: i64, lasts: Span) -> rows::PointHold {
    rows::PointHold {
        id: next(&mut ledger.world.ids.hold),
        customer_id: ledger.person.id,
        transfer_id: transfer.0,
        points,
        state: "open",
        captured: 0,
        settled_transfer_id: None,
        created_at: lasts.from,
        expires_at: lasts.until,
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
    let kind = if settled { TransferKind::Capture } else { TransferKind::Release };
    let (actor, label) = (format!("dealer:{}", row.held_by), bill.label(ledger.world));
    let movement = Movement {
        actor: &actor,
        idempotency_key: &format!("workshop_payment:{}:{kind}", row.id),
        label: label.as_deref(),
        ..bill.movement(ledger, hold.points, at)
    };
    let (book, world) = (&mut ledger.book, &mut *ledger.world);
    let (id, held) = (HoldId(hold.id), TransferId(hold.transfer_id));
    let (state, transfer) = if settled {
        ("captured", book.capture(world, &capturing(&movement, id, held, PointAccount::Dealer)))
    } else {
        ("released", book.restore(world, &releasing(&movement, id, held), &uses, PointAccount::Held))
    };
    let captured = if settled { hold.points } else { 0 };
    let (settled_transfer_id, settled_at) = (Some(transfer.0), Some(at));
    world.push(&rows::PointHold { state, captured, settled_transfer_id, settled_at, ..hold });
    world.push(&rows::WorkshopPayment { state, settled_by: Some(row.held_by), settled_at, ..row });
}

impl Bill {
    fn label(&self, world: &World) -> Bilingual {
        let dealer = usize::try_from(self.dealer_id - 1).ok().and_then(|index| world.dealers.get(index));
        let dealer = dealer.map(|dealer| Bilingual { zh: dealer.name_zh.clone(), en: dealer.name_en.clone() });
        label(&self.order_no, &dealer.unwrap_or_default())
    }

    /// Still without its actor, key and label.
    fn movement<'a>(&self, ledger: &Ledger<'_>, points: i64, at: DateTime<Utc>) -> Movement<'a> {
        Movement {
            customer: ledger.book.customer(),
            points,
            actor: PORTAL,
            idempotency_key: "",
            rule: Some(RuleCode::PointValue),
            source: PointSource::WorkshopPayment,
            source_id: self.order_id,
            label: Bilingual::default(),
            at,
        }
    }
}

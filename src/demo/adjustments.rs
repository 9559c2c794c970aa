//! Points given and taken by administrators: small adjustments alone, larger ones with approval, and some pending.

use super::dice::Dice;
use super::ledger::{Fact, Ledger};
use super::people::Person;
use super::rows;
use super::staff::act_by;
use super::world::{ADMIN_ACCOUNT, World, next};
use crate::i18n::Bilingual;
use crate::points::admin::AdjustmentReason;
use crate::points::model::{PointAccount, PointSource};
use crate::points::ops::{Movement, giving, taking};
use crate::points::rules::RuleCode;
use chrono::{DateTime, TimeDelta, Utc};

/// The outcome of a proposed adjustment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Small,
    Approved,
    Declined,
    Waits,
}

/// The note by staff, and the reason shown to the member.
const GIVEN: [(&str, AdjustmentReason); 4] = [
    ("活动现场排队过久的补偿", AdjustmentReason::Compensation),
    ("维修延误补偿", AdjustmentReason::Compensation),
    ("问卷积分漏发补记", AdjustmentReason::Missed),
    ("投诉和解补偿", AdjustmentReason::Compensation),
];
const TAKEN: [(&str, AdjustmentReason); 2] =
    [("活动签到积分重复发放", AdjustmentReason::Correction), ("误发的生日积分收回", AdjustmentReason::Correction)];
const DECLINED: [&str; 2] = ["金额与投诉记录不符，请核对", "该会员上月已补偿过"];

/// When a member's points are adjusted, and with which outcome.
pub fn plan(world: &World, person: &Person) -> Option<(DateTime<Utc>, Fact)> {
    let fixed = match person.id {
        1 | 2 => Some(Outcome::Waits),
        3 | 4 => None,
        id => {
            let mut own = Dice::of(world.seed, "adjust", id);
            let permille = (240_000 / world.customers.max(1)).clamp(4, 160);
            let outcomes = [Outcome::Small, Outcome::Small, Outcome::Approved, Outcome::Declined];
            own.chance(permille).then(|| *own.pick(&outcomes))
        }
    };
    let hours = Dice::of(world.seed, "adjust at", person.id).between(10, 70);
    fixed.map(|outcome| (world.now - TimeDelta::hours(hours), Fact::Adjust(outcome)))
}

pub fn adjust(ledger: &mut Ledger<'_>, at: DateTime<Utc>, outcome: Outcome) {
    let mut own = Dice::of(ledger.world.seed, "adjusted", ledger.person.id);
    let Some(rule) = ledger.world.rules.at(RuleCode::FourEyes, at).cloned() else { return };
    let wanted = match outcome {
        Outcome::Small => own.between(1, (rule.value / 50).max(1)) * 50,
        _ => (rule.value / 100 + own.between(2, 40)) * 100,
    };
    if outcome == Outcome::Small && wanted > rule.value {
        return;
    }
    let taken = own.chance(300) && ledger.book.balance() >= wanted;
    let (first, second) = match own.chance(500) {
        true => (ADMIN_ACCOUNT, ledger.world.other_admin),
        false => (ledger.world.other_admin, ADMIN_ACCOUNT),
    };
    let id = next(&mut ledger.world.ids.adjustment);
    let (reason, reason_code) = if taken { *own.pick(&TAKEN) } else { *own.pick(&GIVEN) };
    let row = rows::PointAdjustment {
        id,
        customer_id: ledger.person.id,
        points: if taken { -wanted } else { wanted },
        reason,
        reason_code,
        state: "proposed",
        rule_id: rule.id,
        proposed_by: first,
        idempotency_key: format!("demo-{id}"),
        proposed_at: at - TimeDelta::hours(own.between(1, 9)),
        decided_by: None,
        decided_at: None,
        decline_reason: None,
        transfer_id: None,
    };
    decide(ledger, at, outcome, (row, second, *own.pick(&DECLINED)));
}

fn decide(
    ledger: &mut Ledger<'_>,
    at: DateTime<Utc>,
    outcome: Outcome,
    (row, second, decline_reason): (rows::PointAdjustment, i64, &'static str),
) {
    let (id, first, reason) = (row.id, row.proposed_by, row.reason);
    let proposed_at = if outcome == Outcome::Small { at } else { row.proposed_at };
    let action = if outcome == Outcome::Small { "post" } else { "propose" };
    act_by(ledger.world, first, (action, "adjustment", id), reason.to_owned(), proposed_at);
    let row = rows::PointAdjustment { proposed_at, ..row };
    let row = match outcome {
        Outcome::Waits => row,
        Outcome::Small => {
            let transfer_id = Some(post(ledger, at, &row, first));
            rows::PointAdjustment { state: "done", decided_at: Some(at), transfer_id, ..row }
        }
        Outcome::Approved => {
            let transfer_id = Some(post(ledger, at, &row, second));
            act_by(ledger.world, second, ("approve", "adjustment", id), reason.to_owned(), at);
            let decided_by = Some(second);
            rows::PointAdjustment { state: "done", decided_by, decided_at: Some(at), transfer_id, ..row }
        }
        Outcome::Declined => {
            act_by(ledger.world, second, ("decline", "adjustment", id), decline_reason.to_owned(), at);
            let (decided_by, decline_reason) = (Some(second), Some(decline_reason));
            rows::PointAdjustment { state: "declined", decided_by, decided_at: Some(at), decline_reason, ..row }
        }
    };
    ledger.world.push(&row);
}

/// Posts the transfer; a deduction never exceeds the balance.
fn post(ledger: &mut Ledger<'_>, at: DateTime<Utc>, row: &rows::PointAdjustment, by: i64) -> i64 {
    let label = Bilingual::of(|l| row.reason_code.label(l));
    let movement = Movement {
        customer: ledger.book.customer(),
        points: row.points.abs(),
        actor: &format!("admin:{by}"),
        idempotency_key: &format!("adjustment:{}", row.id),
        rule: Some(RuleCode::FourEyes),
        source: PointSource::Adjustment,
        source_id: row.id,
        label: label.as_deref(),
        at,
    };
    let (book, world) = (&mut ledger.book, &mut *ledger.world);
    if row.points > 0 {
        return book.issue(world, &giving(&movement, row.proposed_at)).0;
    }
    let drawn = book.draw_off(world, &taking(&movement, row.proposed_at), PointAccount::Issue);
    drawn.map_or(0, |drawn| drawn.transfer.0)
}

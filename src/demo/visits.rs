//! Service orders: the workshop visits of each car.

use super::cars::Car;
use super::catalog::dealers::{advisor, row_id};
use super::catalog::offers::shifted;
use super::catalog::workshop::{Job, STEPS, jobs, request};
use super::dice::Dice;
use super::ledger::Fact;
use super::people::Person;
use super::rows;
use super::workshop_payments::{self, DEMO_DEALERS};
use super::world::{World, at, next, working_after, working_hours};
use crate::clock;
use crate::garage::model::ServiceKind as Kind;
use crate::values::add_months;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

/// A visit before it is written.
pub struct Visit {
    pub kind: Kind,
    pub opened_at: DateTime<Utc>,
    pub stage: Stage,
    /// Jobs to use instead of the usual ones.
    pub jobs: Option<Vec<Job>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Closed,
    /// Closed, and reversed some days later.
    Credited,
    /// In the workshop now, at this step of `STEPS`.
    Now(usize),
}

/// How long after a visit its steps are kept.
const STEPS_DAYS: i64 = 30;
/// Minimum age of closed visits, so that even the longest has ended.
const QUIET_DAYS: i64 = 7;

/// Generates the visits of a car since its delivery.
pub fn history(world: &mut World, dice: &mut Dice, people: &mut [Person], car: &mut Car) {
    let mut planned = maintenance(world, dice, car);
    planned.extend(occasional(world, dice, car));
    planned.sort_unstable_by_key(|(day, kind)| (*day, kind.code()));
    let last = world.days_ago(QUIET_DAYS);
    for (day, kind) in planned.into_iter().filter(|(day, _)| *day <= last) {
        let stage = if dice.chance(10) && day < world.days_ago(40) { Stage::Credited } else { Stage::Closed };
        let opened_at = working_hours(day, dice);
        record(world, dice, people, car, Visit { kind, opened_at, stage, jobs: None });
    }
    if dice.chance(15) {
        let kind = *dice.pick(&[Kind::Maintenance, Kind::Repair, Kind::Repair, Kind::Bodywork]);
        let day = world.days_ago(dice.between(1, 2));
        let stage = Stage::Now(dice.index(5));
        let opened_at = working_hours(day, dice);
        record(world, dice, people, car, Visit { kind, opened_at, stage, jobs: None });
    } else {
        perhaps_about_to_pay(world, people, car);
    }
}

/// At the demo dealers some members' cars are almost finished and nothing is paid yet, so that a workshop payment can
/// be tried there.
fn perhaps_about_to_pay(world: &mut World, people: &mut [Person], car: &mut Car) {
    let mut own = Dice::of(world.seed, "about to pay", car.id);
    let Some(owner) = car.owner_on(world.today) else { return };
    let person = &people[owner];
    let permille = (120_000 / world.customers.max(1)).clamp(1, 250);
    if person.membership.is_none() || row_id(person.dealer) > DEMO_DEALERS || !own.chance(permille) {
        return;
    }
    let checked = STEPS.iter().position(|(status, _)| *status == "check").unwrap_or(0);
    let opened_at = working_hours(world.days_ago(own.between(1, 2)), &mut own);
    let visit = Visit { kind: Kind::Maintenance, opened_at, stage: Stage::Now(checked), jobs: None };
    // Keep the previous bill: no points are held for this one yet.
    let before = people[owner].bill.take();
    record(world, &mut own, people, car, visit);
    people[owner].bill = before;
}

/// Some owners never come, most come a little late, and some switch to another workshop after the warranty.
fn maintenance(world: &World, dice: &mut Dice, car: &Car) -> Vec<(NaiveDate, Kind)> {
    let every = car.model().service_every_months();
    let warranty = add_months(car.delivered_on, car.model().warranty_months());
    let mut all = Vec::new();
    for times in 1.. {
        let due = add_months(car.delivered_on, every * times);
        if due > world.today {
            break;
        }
        let faithful = if due < warranty { 820 } else { 580 };
        if dice.chance(faithful) {
            all.push((shifted(due, dice.between(-15, 40)), Kind::Maintenance));
        }
    }
    all
}

fn occasional(world: &World, dice: &mut Dice, car: &Car) -> Vec<(NaiveDate, Kind)> {
    let age = (world.today - car.delivered_on).num_days();
    let mut all = Vec::new();
    for year in 0..=age / 365 {
        let mut some_day = || shifted(car.delivered_on, (year * 365 + dice.between(20, 360)).min(age));
        let (repaired_on, crashed_on) = (some_day(), some_day());
        if dice.chance(120 + 25 * year.unsigned_abs()) {
            all.push((repaired_on, Kind::Repair));
        }
        if dice.chance(75) {
            all.push((crashed_on, Kind::Bodywork));
        }
        if year > 0 && year % 2 == 0 && dice.chance(350) {
            all.push((shifted(car.delivered_on, year * 365 - 20), Kind::Inspection));
        }
    }
    if car.model == 0 && age > 400 && dice.chance(250) {
        all.push((world.days_ago(dice.between(200, 320)), Kind::Recall));
    }
    all
}

/// Writes a visit for the car's owner on that day, and what it earned.
pub fn record(world: &mut World, dice: &mut Dice, people: &mut [Person], car: &mut Car, visit: Visit) {
    let day = clock::day(visit.opened_at);
    let Some(owner) = car.owner_on(day) else { return };
    let person = &mut people[owner];
    let jobs = visit.jobs.clone().unwrap_or_else(|| jobs(visit.kind, car.model().energy, dice));
    let total_fen: i64 = jobs.iter().map(cost).sum();
    let paid_fen = paid(dice, car, &visit, day, total_fen);
    let id = next(&mut world.ids.order);
    let order = row(world, dice, car, person, &visit, (id, total_fen, paid_fen));
    write_lines(world, id, &jobs);
    write_steps(world, id, &visit, &order);
    let latest = car.serviced.is_none_or(|(before, _)| before < day);
    if visit.kind == Kind::Maintenance && order.closed_at.is_some() && latest {
        car.serviced = Some((day, order.odometer_km));
    }
    if let Some(closed_at) = order.closed_at {
        let (order_no, kind) = (order.order_no.clone(), visit.kind);
        person.facts.push((closed_at, Fact::Workshop { order_id: id, order_no: order_no.clone(), kind, paid_fen }));
        if visit.stage == Stage::Credited {
            person.facts.push((order.updated_at, Fact::Credit { order_id: id, order_no, kind }));
        }
    } else {
        person.pending_fen.push(paid_fen);
    }
    if visit.stage != Stage::Credited {
        workshop_payments::present(person, &order);
    }
    world.push(&order);
}

fn cost(job: &Job) -> i64 {
    job.quantity_milli * job.unit_fen / 1000
}

/// Warranty and insurance pay a part; regulars get a discount. Nothing is paid before the car is ready.
fn paid(dice: &mut Dice, car: &Car, visit: &Visit, day: NaiveDate, total_fen: i64) -> i64 {
    let in_warranty = day < add_months(car.delivered_on, car.model().warranty_months());
    let by_others = match visit.kind {
        Kind::Repair => in_warranty && dice.chance(500),
        Kind::Bodywork => dice.chance(600),
        Kind::Maintenance | Kind::Inspection | Kind::Recall => false,
    };
    let before = matches!(visit.stage, Stage::Now(step) if STEPS[step].0 != "ready");
    if by_others || before {
        return 0;
    }
    let percent = if dice.chance(250) { 90 } else { 100 };
    total_fen * percent / 100
}

fn row(
    world: &World,
    dice: &mut Dice,
    car: &Car,
    person: &Person,
    visit: &Visit,
    (id, total_fen, paid_fen): (i64, i64, i64),
) -> rows::ServiceOrder {
    let day = clock::day(visit.opened_at);
    let minutes = minutes(visit.kind, dice);
    let done_at = working_after(visit.opened_at, minutes);
    let dealer = if dice.chance(900) { person.dealer } else { car.dealer };
    let (status, closed_at, updated_at) = match visit.stage {
        Stage::Closed => ("closed", Some(done_at), done_at),
        Stage::Credited => ("credited", Some(done_at), done_at + TimeDelta::days(dice.between(1, 20))),
        Stage::Now(step) => (STEPS[step].0, None, step_at(visit, step, world.now)),
    };
    let promised_at = working_after(visit.opened_at, minutes + dice.between(-30, 90));
    let dealer_id = row_id(dealer);
    rows::ServiceOrder {
        id,
        order_no: format!("WO{:02}{:02}{:02}{id:08}", day.year() % 100, day.month(), day.day()),
        vehicle_id: car.id,
        customer_id: person.id,
        dealer_id,
        kind: visit.kind.code(),
        status,
        opened_at: visit.opened_at,
        promised_at: Some(if closed_at.is_none() { at(world.today, 17 * 60) } else { promised_at }),
        closed_at,
        odometer_km: car.odometer_on(day),
        advisor: Some(advisor(dealer_id, dice)),
        request: Some(request(visit.kind, dice)),
        total_fen,
        paid_fen,
        version: 1,
        updated_at,
    }
}

/// Duration in minutes of opening hours.
fn minutes(kind: Kind, dice: &mut Dice) -> i64 {
    match kind {
        Kind::Maintenance => dice.between(80, 200),
        Kind::Repair => dice.between(150, 900),
        Kind::Bodywork => dice.between(700, 2_400),
        Kind::Inspection | Kind::Recall => dice.between(60, 240),
    }
}

fn write_lines(world: &mut World, order_id: i64, jobs: &[Job]) {
    for (position, job) in (1..).zip(jobs) {
        world.push(&rows::ServiceLine {
            order_id,
            position,
            kind: if job.is_part { "part" } else { "work" },
            code: job.code,
            title_zh: job.title.zh,
            title_en: job.title.en,
            quantity_milli: job.quantity_milli,
            unit_fen: job.unit_fen,
            total_fen: cost(job),
        });
    }
}

fn write_steps(world: &mut World, order_id: i64, visit: &Visit, order: &rows::ServiceOrder) {
    let last = match visit.stage {
        Stage::Now(step) => step,
        Stage::Closed | Stage::Credited if clock::day(visit.opened_at) >= world.days_ago(STEPS_DAYS) => STEPS.len() - 1,
        Stage::Closed | Stage::Credited => return,
    };
    let end = order.closed_at.unwrap_or(order.updated_at);
    for (index, (status, note)) in STEPS.iter().enumerate().take(last + 1) {
        let part = i32::try_from(index).unwrap_or(0);
        let whole = i32::try_from(last).unwrap_or(1).max(1);
        let seconds = (end - visit.opened_at).num_seconds() * i64::from(part) / i64::from(whole);
        let step = rows::RepairStep {
            id: next(&mut world.ids.step),
            order_id,
            status,
            note: Some(note),
            at: visit.opened_at + TimeDelta::seconds(seconds),
        };
        world.push(&step);
    }
}

/// When a car still in the workshop reached a step.
fn step_at(visit: &Visit, step: usize, now: DateTime<Utc>) -> DateTime<Utc> {
    let minutes = 70 * i64::try_from(step).unwrap_or(0);
    (visit.opened_at + TimeDelta::minutes(minutes)).min(now)
}

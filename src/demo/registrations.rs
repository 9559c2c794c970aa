//! Registrations for events, and the waitlist.

use super::book::Drawn;
use super::catalog::dealers::row_id;
use super::catalog::events::{EVENTS, Event};
use super::dice::Dice;
use super::ledger::{Fact, Ledger, PORTAL};
use super::names;
use super::people::Person;
use super::rows;
use super::world::{World, next};
use crate::clock;
use crate::i18n::Locale;
use crate::outbox::sign;
use crate::points::model::{LotUse, PointAccount, PointSource, TransferKind};
use crate::points::ops::{Movement, Opening};
use crate::points::rules::RuleCode;
use crate::points::rules::model::Basis;
use crate::values::code::ticket_code;
use crate::values::{Tier, TransferId};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// The seats of an event, first come, first served.
pub struct Door {
    pub taken: i64,
    /// Seats reserved for the demo owners, who register last.
    pub held: i64,
    /// Registrations so far, and the number wanted.
    asked: i64,
    wanted: i64,
    /// How many of a million members are interested.
    per_million: u64,
    cancelled: i64,
    /// When seats were freed that nobody from the waitlist has taken yet.
    freed: Vec<DateTime<Utc>>,
}

/// A member's interest in an event.
#[derive(Clone, Copy, Debug)]
pub struct Interest {
    pub event: usize,
    pub seats: i64,
    /// Neither cancels nor fails to attend.
    pub sure: bool,
}

/// A registration that will be cancelled.
pub struct Booking {
    row: rows::Registration,
    event: usize,
    uses: Vec<LotUse>,
}

const CANCELLED_PERMILLE: u64 = 80;
const MAKE_WAY: i64 = 2;
const SHOWS_UP_PERMILLE: u64 = 880;
const HELD: i64 = 5;

impl Door {
    pub fn all(customers: u64, today: NaiveDate) -> Vec<Self> {
        let now = clock::start_of(today);
        EVENTS.iter().map(|event| Self::of(event, customers, event.opens_at(today) < now)).collect()
    }

    fn of(event: &Event, customers: u64, open: bool) -> Self {
        let seats_each = if event.companions_max > 0 { 160 } else { 100 };
        let wanted = if open { event.capacity * event.demand_percent / seats_each } else { 0 };
        // In percent: the interested members who may attend, and the members who may be interested.
        let may_come = match event.tier_from {
            Some(tier) if tier >= Tier::Gold => 8,
            Some(_) => 38,
            None => 90,
        };
        let may_ask = if event.model.is_some() { 22 } else { 95 };
        let wanted = wanted * 100 / may_come;
        let members = (customers * 4 / 10).max(1);
        let per_million = wanted.unsigned_abs() * 140 * 1_000_000 / (members * may_ask);
        let held = if event.demand_percent > 100 { 0 } else { HELD };
        Self {
            taken: 0,
            held,
            asked: 0,
            cancelled: 0,
            wanted,
            per_million: per_million.min(600_000),
            freed: Vec::new(),
        }
    }

    /// The time of the next registration, later than the previous one.
    fn next_time(&mut self, event: &Event, world_now: DateTime<Utc>, today: NaiveDate) -> DateTime<Utc> {
        let opens = event.opens_at(today);
        let end = event.closes_at(today).min(world_now);
        let seconds = (end - opens).num_seconds() * self.asked.min(self.wanted + 8) / (self.wanted + 9);
        self.asked += 1;
        opens + TimeDelta::seconds(seconds.max(0))
    }
}

/// Chooses the events a member is interested in.
pub fn plan(world: &mut World, dice: &mut Dice, person: &mut Person) {
    let Some(joined_at) = person.membership.as_ref().map(|membership| membership.joined_at) else { return };
    for (index, event) in EVENTS.iter().enumerate() {
        let door = &world.doors[index];
        let may = event.model.is_none_or(|model| person.models.contains(&model))
            && joined_at < event.opens_at(world.today)
            && door.asked < door.wanted;
        if may && dice.below(1_000_000) < door.per_million {
            let companions = if dice.chance(450) { dice.between(0, event.companions_max) } else { 0 };
            want(world, person, Interest { event: index, seats: 1 + companions, sure: false });
        }
    }
}

/// Schedules a registration.
pub fn want(world: &mut World, person: &mut Person, interest: Interest) {
    let (now, today) = (world.now, world.today);
    let at = world.doors[interest.event].next_time(&EVENTS[interest.event], now, today);
    person.facts.push((at, Fact::Register(interest)));
}

pub fn register(ledger: &mut Ledger<'_>, at: DateTime<Utc>, interest: &Interest) {
    let event = &EVENTS[interest.event];
    let cancelled_at = cancelled_at(ledger, interest, at);
    let allowed = event.tier_from.is_none_or(|tier| ledger.tier_at(at).tier >= tier)
        && event.fee_points <= ledger.book.balance()
        && cancelled_at.is_none_or(|cancelled_at| ledger.book.all_live_until(cancelled_at));
    let door = &ledger.world.doors[interest.event];
    let free = event.capacity - door.taken - if interest.sure { 0 } else { door.held };
    let waits = free <= 0 && event.demand_percent > 100;
    if !allowed || (free <= 0 && !waits) {
        return;
    }
    let (state, seats) = if waits { ("waiting", interest.seats) } else { ("confirmed", interest.seats.min(free)) };
    let row = row(ledger, interest.event, (state, seats), at);
    match cancelled_at {
        Some(cancelled_at) if !waits => book_to_cancel(ledger, interest.event, row, cancelled_at),
        _ => book(ledger, interest, row),
    }
}

/// When a registration is cancelled: with the event, or by the member.
fn cancelled_at(ledger: &mut Ledger<'_>, interest: &Interest, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let event = &EVENTS[interest.event];
    let own = at + TimeDelta::hours(ledger.dice.between(5, 90));
    let in_time = own < ledger.world.now.min(event.starts_at(ledger.world.today));
    // In an overbooked event the first registrations are cancelled, so that others move up.
    let makes_way = event.demand_percent > 100 && ledger.world.doors[interest.event].cancelled < MAKE_WAY;
    let cancels = !interest.sure && in_time && (makes_way || ledger.dice.chance(CANCELLED_PERMILLE));
    let own = cancels.then_some(own);
    event.cancelled_at(ledger.world.today).or(own)
}

fn row(
    ledger: &mut Ledger<'_>,
    event: usize,
    (state, seats): (&'static str, i64),
    at: DateTime<Utc>,
) -> rows::Registration {
    let companions: Vec<String> = (1..seats).map(|_| names::person(ledger.dice)).collect();
    let row = rows::Registration {
        id: next(&mut ledger.world.ids.registration),
        event_id: row_id(event),
        customer_id: ledger.person.id,
        state,
        seats,
        companions: companions.join("\n"),
        ticket_code: ticket_code(ledger.dice.rng()),
        fee_transfer_id: None,
        created_at: at,
        promoted_at: None,
        cancelled_at: None,
        checked_in_at: None,
    };
    answer(ledger, event, row.id);
    row
}

fn answer(ledger: &mut Ledger<'_>, event: usize, registration_id: i64) {
    let before: usize = EVENTS[..event].iter().map(|event| event.questions.len()).sum();
    for (index, question) in EVENTS[event].questions.iter().enumerate() {
        if question.required || ledger.dice.chance(300) {
            let answer = ledger.dice.pick(question.answers);
            let question_id = row_id(before + index);
            ledger.world.push(&rows::RegistrationAnswer { registration_id, question_id, answer });
        }
    }
}

fn book(ledger: &mut Ledger<'_>, interest: &Interest, mut row: rows::Registration) {
    let event = &EVENTS[interest.event];
    if row.state == "confirmed" {
        row.fee_transfer_id = pay_fee(ledger, event, &row).map(|fee| fee.transfer.0);
        promote(ledger, interest.event, &mut row);
        let door = &mut ledger.world.doors[interest.event];
        door.taken += row.seats;
        let arrived_at = event.starts_at(ledger.world.today) + TimeDelta::minutes(ledger.dice.between(-25, 20));
        if arrived_at <= ledger.world.now && (interest.sure || ledger.dice.chance(SHOWS_UP_PERMILLE)) {
            row.state = "attended";
            row.checked_in_at = Some(arrived_at);
            ledger.later(arrived_at, Fact::CheckIn { event: interest.event, registration_id: row.id });
        }
    }
    ledger.world.push(&row);
}

fn book_to_cancel(ledger: &mut Ledger<'_>, event: usize, mut row: rows::Registration, cancelled_at: DateTime<Utc>) {
    let fee = pay_fee(ledger, &EVENTS[event], &row);
    row.fee_transfer_id = fee.as_ref().map(|fee| fee.transfer.0);
    let uses = fee.map(|fee| fee.uses).unwrap_or_default();
    row.cancelled_at = Some(cancelled_at);
    let door = &mut ledger.world.doors[event];
    door.cancelled += 1;
    door.freed.push(cancelled_at);
    ledger.later(cancelled_at, Fact::CancelRegistration(Box::new(Booking { row, event, uses })));
}

pub fn cancel(ledger: &mut Ledger<'_>, at: DateTime<Utc>, booking: Booking) {
    let Booking { mut row, event, uses } = booking;
    row.state = "cancelled";
    if let Some(spent) = row.fee_transfer_id.filter(|_| !uses.is_empty()) {
        let idempotency_key = format!("registration:{}:refund", row.id);
        let movement = fee(ledger, &EVENTS[event], row.id, &idempotency_key, at);
        let opening = Opening::undoing(TransferKind::Refund, &movement, TransferId(spent));
        ledger.book.restore(ledger.world, &opening, &uses, PointAccount::Redeemed);
    }
    if EVENTS[event].cancelled_at(ledger.world.today) == Some(at) {
        let body = format!("很抱歉，活动“{}”已取消，报名积分已退回。", EVENTS[event].title.zh);
        notify(ledger, body, format!("registration:{}:event_cancelled", row.id), at);
    }
    ledger.world.push(&row);
}

pub fn check_in(ledger: &mut Ledger<'_>, at: DateTime<Utc>, event: usize, registration_id: i64) {
    let event = &EVENTS[event];
    let source = (PointSource::Registration, registration_id);
    ledger.earn(at, RuleCode::Event, source, Basis::Points(event.award_points), event.title);
}

fn pay_fee(ledger: &mut Ledger<'_>, event: &Event, row: &rows::Registration) -> Option<Drawn> {
    if event.fee_points == 0 {
        return None;
    }
    let idempotency_key = format!("registration:{}:fee", row.id);
    let movement = fee(ledger, event, row.id, &idempotency_key, row.created_at);
    let opening = Opening::new(TransferKind::Spend, &movement);
    ledger.book.draw_off(ledger.world, &opening, PointAccount::Redeemed)
}

fn fee<'a>(
    ledger: &Ledger<'_>,
    event: &Event,
    registration_id: i64,
    idempotency_key: &'a str,
    at: DateTime<Utc>,
) -> Movement<'a> {
    Movement {
        customer: ledger.book.customer(),
        points: event.fee_points,
        actor: PORTAL,
        idempotency_key,
        rule: None,
        source: PointSource::Registration,
        source_id: registration_id,
        label: event.title,
        at,
    }
}

/// In an overbooked event, gives a freed seat to the next on the waitlist.
fn promote(ledger: &mut Ledger<'_>, event: usize, row: &mut rows::Registration) {
    let door = &mut ledger.world.doors[event];
    if EVENTS[event].demand_percent <= 100 || door.freed.last().is_none_or(|freed_at| *freed_at <= row.created_at) {
        return;
    }
    let Some(promoted_at) = door.freed.pop() else { return };
    row.promoted_at = Some(promoted_at);
    let body = format!("您候补的活动“{}”已为您确认席位。", EVENTS[event].title.zh);
    notify(ledger, body, format!("registration:{}:promoted", row.id), promoted_at);
}

fn notify(ledger: &mut Ledger<'_>, body: String, dedupe_key: String, at: DateTime<Utc>) {
    let message = rows::Message {
        id: next(&mut ledger.world.ids.message),
        channel: "sms",
        recipient: ledger.person.phone.clone(),
        customer_id: ledger.person.id,
        topic: "event",
        body: sign(Locale::Zh, &body),
        dedupe_key,
        created_at: at,
        due_at: at,
        sent_at: at,
        attempts: 1,
    };
    ledger.world.push(&message);
}

//! The demo owners, with histories that show every feature.

use super::cars::{self, Car, Owner};
use super::catalog::dealers::row_id;
use super::catalog::events_list::{CAMPING, FULL};
use super::catalog::models::{CRANE, EGRET, WHALE};
use super::catalog::offers::shifted;
use super::catalog::rewards::REWARDS;
use super::catalog::workshop::{STEPS, jobs};
use super::dice::Dice;
use super::history;
use super::ledger::{self, Fact};
use super::people::{self, Membership, Person, Whose};
use super::redemptions::Preference;
use super::referrals::{self, Friend};
use super::registrations::{self, Interest};
use super::staff;
use super::visits::{Stage, Visit, record};
use super::world::{World, at};
use crate::garage::model::ServiceKind::{self as Kind, Bodywork, Inspection, Maintenance, Repair};
use crate::values::MemberNo;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

/// VIN and phone for trying to join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TryToJoin {
    pub phone: String,
    pub vin: String,
}

/// Writes customers 1 to 4: the two demo owners, one customer who has not joined yet, and a friend of the first.
pub fn write(world: &mut World, password_hash: &str) -> TryToJoin {
    let mut dice = Dice::new(world.seed, 1);
    world.doors.iter_mut().for_each(|door| door.held = 0);
    let mut people = introduce(world, &mut dice, password_hash);
    let mut cars = buy(world, &mut dice);
    for car in &cars {
        cars::introduce(world, &mut people, car);
        cars::reward_delivery(&mut people, car);
    }
    visit_workshops(world, &mut dice, &mut people, &mut cars);
    recommend(world, &mut people, &cars);
    take_part(world, &mut people);
    history::lengthen(world, &mut people[1]);
    for car in &cars {
        cars::write(world, &people, car);
    }
    record_access(world, &people);
    for person in &mut people {
        people::write(world, &mut dice, person);
        ledger::play(world, person);
    }
    TryToJoin { phone: people[2].phone.clone(), vin: cars[3].vin.clone() }
}

/// Statements that give the two owners the same address, so that they can transfer points to each other.
pub fn household() -> [String; 2] {
    let address = "UPDATE contact_points SET (value, province, city, district, postcode) = (SELECT f.value, f.province, \
        f.city, f.district, f.postcode FROM contact_points f WHERE f.customer_id = 1 AND f.kind = 'address') \
        WHERE customer_id = 2 AND kind = 'address'";
    let confirmed = "INSERT INTO field_verifications (customer_id, field, verified_at, source) \
        SELECT m.customer_id, 'address', m.joined_at, 'member' FROM members m WHERE m.customer_id IN (1, 2) AND NOT EXISTS (\
        SELECT 1 FROM field_verifications f WHERE f.customer_id = m.customer_id AND f.field = 'address')";
    [address, confirmed].map(str::to_owned)
}

fn introduce(world: &World, dice: &mut Dice, password_hash: &str) -> Vec<Person> {
    let person = |id: i64, name: &str, phone: String, dealer: usize, birthday| Person {
        id,
        name: name.to_owned(),
        phone,
        email: Some(format!("owner{id}@example.com")),
        birthday,
        address: Some((super::places::street(&mut Dice::new(world.seed, id.unsigned_abs())), 0)),
        dealer,
        since: world.now,
        membership: None,
        models: Vec::new(),
        facts: Vec::new(),
        pending_fen: Vec::new(),
        bill: None,
    };
    let day = NaiveDate::from_ymd_opt;
    let member = |person: &mut Person, joined_at| {
        person.membership = Some(Membership {
            joined_at,
            account_id: person.id,
            member_no: MemberNo::nth(person.id.unsigned_abs()).to_string(),
            referral_code: people::referral_code(person.id.unsigned_abs(), world.seed),
            password_hash: Some(password_hash.to_owned()),
            locale: None,
        });
    };
    let mut first = person(1, "陈思远", "13800138001".to_owned(), 0, day(1986, 5, 17));
    let mut second = person(2, "林晓雯", "13800138002".to_owned(), 1, day(1991, 11, 3));
    member(&mut first, at(world.months_ago(66), 11 * 60));
    member(&mut second, at(world.months_ago(34), 15 * 60));
    let third = person(3, "周建国", "13800138003".to_owned(), 0, None);
    let friend = person(4, "何嘉怡", people::phone(dice.between(1, 3), Whose::Customers), 0, day(1988, 9, 9));
    vec![first, second, third, friend]
}

/// A sedan and an electric SUV for the first owner, one car for each of the others.
fn buy(world: &mut World, dice: &mut Dice) -> Vec<Car> {
    let bought: [(usize, usize, u32, usize, i64); 5] = [
        (CRANE, 0, 66, 0, 38_000),
        (WHALE, 0, 14, 0, 42_000),
        (EGRET, 1, 34, 1, 29_000),
        (CRANE, 0, 19, 2, 33_000),
        (WHALE, 0, 5, 3, 36_000),
    ];
    let mut cars = Vec::new();
    for (id, (model, dealer, months, person, metres_per_day)) in (1..).zip(bought) {
        let delivered_on = world.months_ago(months);
        let mut car = cars::build(world, dice, id, model, delivered_on, dealer);
        car.metres_per_day = metres_per_day;
        car.owners = vec![Owner { person, from: delivered_on, until: None }];
        cars.push(car);
    }
    cars
}

/// Visits: car, how many months ago, and kind.
#[rustfmt::skip]
const VISITS: &[(usize, u32, Kind)] = &[
    (0, 58, Maintenance), (0, 50, Maintenance), (0, 46, Repair), (0, 42, Maintenance), (0, 41, Inspection),
    (0, 31, Repair), (0, 28, Maintenance), (0, 25, Bodywork), (0, 20, Maintenance), (0, 17, Inspection),
    (0, 15, Repair), (0, 12, Maintenance), (0, 7, Repair), (0, 4, Maintenance),
    (1, 10, Repair), (1, 2, Maintenance),
    (2, 22, Maintenance), (2, 16, Repair), (2, 10, Maintenance), (2, 8, Inspection), (2, 3, Repair),
    (3, 11, Maintenance), (3, 3, Maintenance),
];

fn visit_workshops(world: &mut World, dice: &mut Dice, people: &mut [Person], cars: &mut [Car]) {
    for (car, months, kind) in VISITS {
        let opened_at = at(shifted(world.months_ago(*months), -8), 9 * 60 + 20);
        record(
            world,
            dice,
            people,
            &mut cars[*car],
            Visit { kind: *kind, opened_at, stage: Stage::Closed, jobs: None },
        );
    }
    // A large one whose points expire at the end of this month.
    let expiring = world.months_ago(36);
    let opened_at = at(expiring.with_day(1).unwrap_or(expiring), 9 * 60);
    let big =
        [jobs(Maintenance, cars[0].model().energy, dice), jobs(Repair, cars[0].model().energy, dice), large(dice)];
    let visit = Visit { kind: Maintenance, opened_at, stage: Stage::Closed, jobs: Some(big.concat()) };
    record(world, dice, people, &mut cars[0], visit);
    let now = Stage::Now(STEPS.iter().position(|(status, _)| *status == "repair").unwrap_or(2));
    let opened_at = at(world.days_ago(1), 10 * 60 + 30);
    record(world, dice, people, &mut cars[0], Visit { kind: Repair, opened_at, stage: now, jobs: None });
}

/// Four new tyres and shock absorbers.
fn large(dice: &mut Dice) -> Vec<super::catalog::workshop::Job> {
    let energy = super::catalog::models::Energy::Petrol;
    let costly =
        |jobs: &Vec<super::catalog::workshop::Job>| jobs.iter().any(|job| job.code == "P303" || job.code == "P304");
    (0..200).map(|_| jobs(Kind::Repair, energy, dice)).filter(costly).take(3).flatten().collect()
}

fn recommend(world: &mut World, people: &mut [Person], cars: &[Car]) {
    let ago = |days: i64| at(world.days_ago(days), 15 * 60);
    let delivered_at = at(cars[4].delivered_on, 14 * 60);
    let before = |days: i64| delivered_at - TimeDelta::days(days);
    let path = [("contacted", before(43)), ("test_drive", before(38)), ("delivered", delivered_at)];
    let bought = friend(0, "delivered", before(45), &path);
    let (name, phone) = (people[3].name.clone(), people[3].phone.clone());
    let of_first = [
        Friend { name, phone, person: Some(3), vin: Some(cars[4].vin.clone()), ..bought },
        friend(1, "expired", ago(300), &[("contacted", ago(298)), ("expired", ago(200))]),
        friend(2, "declined", ago(120), &[]),
        friend(3, "test_drive", ago(30), &[("contacted", ago(28)), ("test_drive", ago(20))]),
        friend(4, "contacted", ago(9), &[("contacted", ago(7))]),
        friend(5, "invited", ago(2), &[]),
    ];
    let of_second = friend(6, "contacted", ago(15), &[("contacted", ago(12))]);
    for friend in of_first {
        referrals::write(world, people, 0, friend);
    }
    referrals::write(world, people, 1, of_second);
}

fn friend(
    number: usize,
    state: &'static str,
    created_at: DateTime<Utc>,
    reached: &[(&'static str, DateTime<Utc>)],
) -> Friend {
    const NAMES: [&str; 7] = ["何嘉怡", "孙博文", "马晓燕", "高志伟", "吴欣怡", "徐浩然", "郑文静"];
    Friend {
        name: NAMES[number].to_owned(),
        phone: people::phone(10_000_000 + row_id(number), Whose::Friends),
        model: Some(WHALE),
        state,
        decline_reason: (state == "declined").then_some("customer"),
        person: None,
        vin: None,
        created_at,
        reached: reached.to_vec(),
    }
}

/// Adds rewards, profile points and events.
fn take_part(world: &mut World, people: &mut [Person]) {
    let ago = |days: i64| at(world.days_ago(days), 20 * 60);
    let reward = |zh: &str| REWARDS.iter().position(|reward| reward.zh == zh).unwrap_or(0);
    let redeemed = [
        (0, 1_700, "充电电子券 50 元"),
        (0, 800, "咖啡电子券"),
        (0, 400, "为荒漠种一棵梭梭树"),
        (0, 150, "咖啡电子券"),
        (0, 4, "随行咖啡杯"),
        (0, 3, "咖啡电子券"),
        (1, 200, "精致洗车一次"),
        (1, 25, "咖啡电子券"),
        (1, 6, "为荒漠种一棵梭梭树"),
    ];
    for (person, days, zh) in redeemed {
        people[person].facts.push((ago(days), Fact::Redeem(Preference::Exactly(reward(zh)))));
    }
    for (person, days) in [(0, 1_980), (0, 900), (0, 430), (1, 1_000), (1, 340)] {
        let id = people[person].id;
        people[person].facts.push((ago(days), Fact::profile(id)));
    }
    // Past, upcoming, full and cancelled events; the second owner goes camping too.
    for (person, event, seats) in
        [(0, 0, 2), (0, 1, 3), (0, 2, 1), (0, 10, 2), (0, CAMPING, 3), (0, FULL, 2), (1, 2, 1), (1, CAMPING, 2)]
    {
        registrations::want(world, &mut people[person], Interest { event, seats, sure: true });
    }
}

fn record_access(world: &mut World, people: &[Person]) {
    let accesses = [
        (0, Some(0), "file", "核对保养记录", 128),
        (0, None, "file", "积分咨询来电", 60),
        (0, Some(0), "phone", "预约确认", 5),
        (0, Some(0), "file", "维修进度沟通", 1),
        (1, Some(1), "file", "跟进预约", 90),
        (1, None, "file", "活动报名咨询", 20),
    ];
    for (person, dealer, what, reason, days) in accesses {
        let looked_at = at(world.days_ago(days), 10 * 60);
        staff::look(world, &people[person], dealer, (what, reason), looked_at);
    }
}

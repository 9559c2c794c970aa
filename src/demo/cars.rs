//! Vehicles and their ownerships.

use super::catalog::dealers::row_id;
use super::catalog::models::{COLOURS, Energy, MODELS, Model};
use super::catalog::{Text, offers::shifted};
use super::dice::{Dice, scattered};
use super::ledger::Fact;
use super::people::Person;
use super::rows;
use super::world::{World, at, next};
use crate::clock;
use crate::values::{Vin, add_months};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

pub struct Car {
    pub id: i64,
    pub vin: String,
    pub plate: Option<String>,
    pub model: usize,
    pub colour: &'static Text,
    pub delivered_on: NaiveDate,
    pub dealer: usize,
    pub metres_per_day: i64,
    pub owners: Vec<Owner>,
    /// Day and odometer of the last maintenance.
    pub serviced: Option<(NaiveDate, i64)>,
}

#[derive(Clone, Copy, Debug)]
pub struct Owner {
    /// Index among the people of the street.
    pub person: usize,
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
}

/// Six years of history.
const OLDEST_DAYS: i64 = 6 * 365;
const NEWEST_DAYS: i64 = 6;
const COLLECTED_DAYS: i64 = 690;
/// Cars older than this may be resold.
const RESOLD_AFTER_DAYS: i64 = 2 * 365;

impl Car {
    pub fn model(&self) -> &'static Model {
        &MODELS[self.model]
    }

    /// The odometer reading on a day, in km.
    pub fn odometer_on(&self, day: NaiveDate) -> i64 {
        (day - self.delivered_on).num_days().max(0) * self.metres_per_day / 1000 + 8
    }

    pub fn owner_on(&self, day: NaiveDate) -> Option<usize> {
        let holds = |owner: &&Owner| owner.from <= day && owner.until.is_none_or(|until| day < until);
        self.owners.iter().find(holds).map(|owner| owner.person)
    }
}

/// Gives each person one to three cars; some are resold within the street.
pub fn deliver(world: &mut World, dice: &mut Dice, people: &mut [Person]) -> Vec<Car> {
    let mut cars = Vec::with_capacity(people.len() + 2);
    for buyer in 0..people.len() {
        // A few buy all their cars within two years and reach the top tier.
        let (count, oldest) = match dice.weighted([865, 105, 30].into_iter()) {
            2 if dice.chance(700) => (3 + dice.weighted([7, 3].into_iter()), COLLECTED_DAYS),
            more => (1 + more, OLDEST_DAYS),
        };
        for _ in 0..count {
            let delivered_on = world.days_ago(dice.between(NEWEST_DAYS, oldest));
            let model = dice.weighted(MODELS.iter().map(|model| model.popularity));
            let dealer = if dice.chance(880) { people[buyer].dealer } else { world.any_dealer(dice) };
            let id = next(&mut world.ids.vehicle);
            let mut car = build(world, dice, id, model, delivered_on, dealer);
            car.owners = owners(world, dice, delivered_on, buyer, people.len());
            cars.push(car);
        }
    }
    for car in &cars {
        introduce(world, people, car);
    }
    cars
}

fn owners(world: &World, dice: &mut Dice, delivered_on: NaiveDate, buyer: usize, people: usize) -> Vec<Owner> {
    let age = (world.today - delivered_on).num_days();
    let first = Owner { person: buyer, from: delivered_on, until: None };
    if people < 2 || age <= RESOLD_AFTER_DAYS || !dice.chance(90) {
        return vec![first];
    }
    let sold_on = shifted(delivered_on, dice.between(RESOLD_AFTER_DAYS / 2, age - 30));
    let next_owner = (buyer + 1 + dice.index(people - 1)) % people;
    vec![Owner { until: Some(sold_on), ..first }, Owner { person: next_owner, from: sold_on, until: None }]
}

pub fn build(world: &mut World, dice: &mut Dice, id: i64, model: usize, delivered_on: NaiveDate, dealer: usize) -> Car {
    Car {
        id,
        vin: vin(id, model, delivered_on),
        plate: Some(plate(world, world.dealers[dealer].city_index, MODELS[model].energy)),
        model,
        colour: dice.pick(COLOURS),
        delivered_on,
        dealer,
        metres_per_day: dice.between(18_000, 62_000),
        owners: Vec::new(),
        serviced: None,
    }
}

/// Sets when each owner became a customer: on the day of their first car.
pub fn introduce(world: &World, people: &mut [Person], car: &Car) {
    for owner in &car.owners {
        let person = &mut people[owner.person];
        person.since = person.since.min(at(owner.from, 10 * 60)).min(world.now);
        if owner.until.is_none() {
            person.models.push(car.model);
        }
    }
}

/// Many join because of a new car: a joining date within a month of a delivery is moved to the hand-over.
pub fn join_at_hand_over(people: &mut [Person], cars: &[Car]) {
    const A_MONTH: TimeDelta = TimeDelta::days(30);
    for car in cars {
        let Some(first) = car.owners.first() else { continue };
        let noon = at(car.delivered_on, 12 * 60);
        if let Some(membership) = &mut people[first.person].membership
            && membership.joined_at > noon
            && membership.joined_at <= noon + A_MONTH
        {
            membership.joined_at = noon;
        }
    }
}

/// Adds the points for a new car, if its buyer is a member by that day.
pub fn reward_delivery(people: &mut [Person], car: &Car) {
    let Some(first) = car.owners.first() else { return };
    let person = &mut people[first.person];
    let Some(membership) = &person.membership else { return };
    if clock::day(membership.joined_at) <= car.delivered_on {
        let paid_at = recorded_at(person, car);
        person.facts.push((paid_at, Fact::delivery(car.id, car.model().full_name())));
    }
}

/// Noon of the hand-over day, or later that day if the owner joined then.
fn recorded_at(person: &Person, car: &Car) -> DateTime<Utc> {
    let noon = at(car.delivered_on, 12 * 60);
    let joined_at = person.membership.as_ref().map(|membership| membership.joined_at);
    joined_at.filter(|joined_at| clock::day(*joined_at) == car.delivered_on).map_or(noon, |at| at.max(noon))
}

/// LCY (the code of a fictitious Chinese manufacturer), model, check digit, year, plant, serial number.
fn vin(id: i64, model: usize, delivered_on: NaiveDate) -> String {
    const YEARS: &[u8; 30] = b"ABCDEFGHJKLMNPRSTVWXY123456789";
    let year = char::from(YEARS[usize::try_from((delivered_on.year() - 1980).rem_euclid(30)).unwrap_or(0)]);
    let variant = id / 1_000_000 % 10;
    let raw = format!("LCY{}{variant}0{year}A{:06}", MODELS[model].vds, id % 1_000_000);
    Vin::parse(&raw).map(|vin| vin.with_check_digit().to_string()).unwrap_or(raw)
}

/// The next plate of a city; green (new-energy) plates for plug-in cars.
fn plate(world: &mut World, city: usize, energy: Energy) -> String {
    let given = &mut world.plates[city];
    *given += 1;
    let offset = 20_261 + 37_139 * city as u64;
    let prefix = super::places::CITIES[city].plate;
    let green = |letters: &[u8; 5]| {
        let letter = char::from(letters[usize::try_from(*given / 100_000 % 5).unwrap_or(0)]);
        format!("{prefix}{letter}{:05}", scattered(*given, 61_379, offset, 100_000))
    };
    match energy {
        Energy::Electric => green(b"DABCE"),
        Energy::Hybrid => green(b"FGHJK"),
        Energy::Petrol => {
            const LETTERS: &[u8; 34] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
            let number = scattered(*given, 700_001, offset, 34 * 34 * 1_000);
            let letter = |n: u64| char::from(LETTERS[usize::try_from(n % 34).unwrap_or(0)]);
            format!("{prefix}{}{:03}{}", letter(number / 34_000), number / 34 % 1_000, letter(number))
        }
    }
}

/// Writes the car in its present state.
pub fn write(world: &mut World, people: &[Person], car: &Car) {
    let model = car.model();
    let (serviced_on, serviced_km) = car.serviced.unwrap_or((car.delivered_on, 0));
    let row = rows::Vehicle {
        id: car.id,
        vin: car.vin.clone(),
        plate: car.plate.clone(),
        model_id: row_id(car.model),
        colour_zh: car.colour.zh,
        colour_en: car.colour.en,
        built_on: shifted(car.delivered_on, -35),
        delivered_on: car.delivered_on,
        selling_dealer_id: row_id(car.dealer),
        price_fen: model.price_fen,
        warranty_until: add_months(car.delivered_on, model.warranty_months()),
        inspection_due_on: inspection_due(car.delivered_on, world.today),
        service_due_on: add_months(serviced_on, model.service_every_months()),
        service_due_km: serviced_km + model.service_every_km(),
        odometer_km: car.odometer_on(world.today),
        updated_at: world.now - TimeDelta::hours(6),
    };
    world.push(&row);
    hand_over(world, people, car);
    for owner in &car.owners {
        let ownership = rows::Ownership {
            id: next(&mut world.ids.ownership),
            vehicle_id: car.id,
            customer_id: people[owner.person].id,
            from_on: owner.from,
            until_on: owner.until,
        };
        world.push(&ownership);
    }
}

/// Writes the delivery document of the dealer.
fn hand_over(world: &mut World, people: &[Person], car: &Car) {
    let Some(first) = car.owners.first() else { return };
    let person = &people[first.person];
    let delivery = rows::Delivery {
        id: car.id,
        vehicle_id: car.id,
        customer_id: person.id,
        dealer_id: row_id(car.dealer),
        delivered_on: car.delivered_on,
        status: "delivered",
        version: 1,
        updated_at: recorded_at(person, car),
    };
    world.push(&delivery);
}

/// The first inspection date from today on; inspections are due every 24 months.
fn inspection_due(delivered_on: NaiveDate, today: NaiveDate) -> NaiveDate {
    let due = |times: u32| add_months(delivered_on, 24 * times);
    (1..).map(due).find(|day| *day >= today || *day == NaiveDate::MAX).unwrap_or(today)
}

//! Customers: identity, contacts and consents.

use super::catalog::dealers::row_id;
use super::dice::{Dice, scattered};
use super::ledger::Fact;
use super::workshop_payments::Bill;
use super::world::{World, next};
use super::{names, places, rows};
use crate::clock;
use crate::members::consents::WORDING;
use crate::points::rules::RuleCode;
use crate::values::MemberNo;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

pub struct Person {
    pub id: i64,
    pub name: String,
    pub phone: String,
    pub email: Option<String>,
    pub birthday: Option<NaiveDate>,
    /// Street and number, and the index of the district in the dealer's city.
    pub address: Option<(String, usize)>,
    /// Index of their dealer in `World::dealers`.
    pub dealer: usize,
    /// When they became known as a customer.
    pub since: DateTime<Utc>,
    pub membership: Option<Membership>,
    /// Models they own today.
    pub models: Vec<usize>,
    /// Facts that moved or may have moved their points, in any order.
    pub facts: Vec<(DateTime<Utc>, Fact)>,
    /// Amounts of orders that are paid but not closed.
    pub pending_fen: Vec<i64>,
    /// The newest order that may have been paid partly with points.
    pub bill: Option<Bill>,
}

pub struct Membership {
    pub joined_at: DateTime<Utc>,
    pub account_id: i64,
    pub member_no: String,
    pub referral_code: String,
    pub password_hash: Option<String>,
    pub locale: Option<&'static str>,
}

const PREFIXES: &[&str] = &[
    "134", "135", "136", "137", "138", "139", "150", "151", "152", "157", "158", "159", "178", "182", "183", "187",
    "188", "130", "131", "132", "155", "156", "166", "185", "186", "133", "153", "177", "180", "181", "189", "199",
];
const MEMBERS_PERMILLE: u64 = 400;

/// The kinds of phone owners. Numbers are unique within a kind and never equal a demo account's.
#[derive(Clone, Copy, Debug)]
pub enum Whose {
    Customers = 0,
    /// A customer's former number.
    Former = 1,
    Friends = 2,
    Staff = 3,
}

/// The `n`-th phone number of a kind; up to 20 million per kind.
pub fn phone(n: i64, whose: Whose) -> String {
    const ALL: u64 = 100_000_000;
    const DEMO: std::ops::RangeInclusive<u64> = 138_000..=138_099;
    // Scatter twice with the halves swapped in between, or neighbours would share their last digits.
    let number = |n: u64| {
        let once = scattered(n, 73_939_133, 48_271_337, ALL);
        scattered(once % 10_000 * 10_000 + once / 10_000, 61_803_399, 16_180_339, ALL)
    };
    let n = n.unsigned_abs() % 20_000_000 + 20_000_000 * whose as u64;
    let digits = Some(number(n)).filter(|digits| !DEMO.contains(digits)).unwrap_or_else(|| number(n + 80_000_000));
    let prefix = PREFIXES[usize::try_from(digits / 977 % PREFIXES.len() as u64).unwrap_or(0)];
    format!("{prefix}{digits:08}")
}

/// Creates a customer; when they came and whether they joined is decided by their cars.
pub fn meet(world: &World, dice: &mut Dice, id: i64) -> Person {
    let age_days = dice.between(22 * 365, 68 * 365);
    Person {
        id,
        name: names::person(dice),
        phone: phone(id, Whose::Customers),
        email: dice.chance(450).then(|| names::email(dice)),
        birthday: dice.chance(820).then(|| world.days_ago(age_days)),
        address: dice.chance(620).then(|| (places::street(dice), dice.index(3))),
        dealer: world.any_dealer(dice),
        since: world.now,
        membership: None,
        models: Vec::new(),
        facts: Vec::new(),
        pending_fen: Vec::new(),
        bill: None,
    }
}

/// Makes some customers members, most of them soon after their first car.
pub fn perhaps_join(world: &mut World, dice: &mut Dice, person: &mut Person) {
    if !dice.chance(MEMBERS_PERMILLE) {
        return;
    }
    let days_here = (world.now - person.since).num_days().max(0);
    let wait = if dice.chance(650) { dice.between(0, 10.min(days_here)) } else { dice.between(0, days_here) };
    let joined_at = (person.since + TimeDelta::days(wait) + TimeDelta::minutes(dice.between(0, 300))).min(world.now);
    let locale = if dice.chance(40) { Some("en") } else { None };
    join(world, person, joined_at, locale);
    if dice.chance(550) {
        let verified = joined_at + TimeDelta::days(dice.between(0, 30));
        person.facts.push((verified, Fact::profile(person.id)));
    }
}

/// Makes a person the next member.
pub fn join(world: &mut World, person: &mut Person, joined_at: DateTime<Utc>, locale: Option<&'static str>) {
    let number = next(&mut world.ids.member).unsigned_abs();
    person.membership = Some(Membership {
        joined_at,
        account_id: next(&mut world.ids.account),
        member_no: MemberNo::nth(number).to_string(),
        referral_code: referral_code(number, world.seed),
        password_hash: None,
        locale,
    });
}

/// Eight characters of Crockford's base 32, unique per number.
pub fn referral_code(number: u64, seed: u64) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let scattered = scattered(number, 0x9E_3779_B97B, seed, 1 << 40);
    (0..8).map(|at| char::from(ALPHABET[usize::try_from(scattered >> (5 * at) & 31).unwrap_or(0)])).collect()
}

/// Writes everything about a person except cars and points.
pub fn write(world: &mut World, dice: &mut Dice, person: &Person) {
    let moved = dice.chance(80).then(|| person.since + (world.now - person.since) / 2);
    write_customer(world, dice, person, moved);
    write_contacts(world, person, moved);
    write_verifications(world, dice, person);
    if let Some(membership) = &person.membership {
        write_consents(world, dice, person, membership);
        world.push(&rows::Account {
            id: membership.account_id,
            role: "owner",
            phone: person.phone.clone(),
            name: person.name.clone(),
            customer_id: Some(person.id),
            dealer_id: None,
            password_hash: membership.password_hash.clone(),
            locale: membership.locale,
            created_at: membership.joined_at,
        });
    }
}

fn write_customer(world: &mut World, dice: &mut Dice, person: &Person, moved: Option<DateTime<Utc>>) {
    let prefers = dice.chance(if person.membership.is_some() { 750 } else { 200 }) || person.id <= 2;
    world.push(&rows::Customer {
        id: person.id,
        customer_no: format!("C{:09}", person.id),
        name: person.name.clone(),
        birthday: person.birthday,
        birthday_md: person.birthday.map(|day| i64::from(100 * day.month() + day.day())),
        preferred_dealer_id: prefers.then(|| row_id(person.dealer)),
        version: if moved.is_some() { 2 } else { 1 },
        created_at: person.since,
        updated_at: moved.unwrap_or(person.since),
    });
}

fn write_contacts(world: &mut World, person: &Person, moved: Option<DateTime<Utc>>) {
    let city = world.dealers[person.dealer].city;
    let mut contacts = vec![contact(person, "phone", person.phone.clone(), true, moved.unwrap_or(person.since))];
    if let Some(changed_at) = moved {
        let old = phone(person.id, Whose::Former);
        contacts.push(contact(person, "phone", old.clone(), false, person.since));
        let by_themselves = person.membership.as_ref().filter(|membership| membership.joined_at <= changed_at);
        let change = rows::CustomerChange {
            id: next(&mut world.ids.change),
            customer_id: person.id,
            field: "phone",
            old_value: Some(old),
            new_value: Some(person.phone.clone()),
            changed_by: by_themselves
                .map_or("crm".to_owned(), |membership| format!("member:{}", membership.account_id)),
            changed_at,
        };
        world.push(&change);
    }
    if let Some(email) = &person.email {
        contacts.push(contact(person, "email", email.clone(), true, person.since));
    }
    if let Some((street, district)) = &person.address {
        let place = contact(person, "address", street.clone(), true, person.since);
        contacts.push(rows::ContactPoint {
            province: Some(city.province),
            city: Some(city.name),
            district: Some(city.districts[*district]),
            postcode: Some(city.postcode),
            ..place
        });
    }
    for mut row in contacts {
        row.id = next(&mut world.ids.contact);
        world.push(&row);
    }
}

fn contact(
    person: &Person,
    kind: &'static str,
    value: String,
    is_primary: bool,
    updated_at: DateTime<Utc>,
) -> rows::ContactPoint {
    rows::ContactPoint {
        id: 0,
        customer_id: person.id,
        kind,
        value,
        province: None,
        city: None,
        district: None,
        postcode: None,
        is_primary,
        updated_at,
    }
}

/// Members have confirmed more fields, and more recently; fields not confirmed since the purchase are outdated. A
/// profile that earned points was confirmed completely at that time.
fn write_verifications(world: &mut World, dice: &mut Dice, person: &Person) {
    let joined = person.membership.as_ref().map(|membership| membership.joined_at);
    let is_profile = |fact: &Fact| matches!(fact, Fact::Earn { rule: RuleCode::Profile, .. });
    let complete = person.facts.iter().filter(|(_, fact)| is_profile(fact)).map(|(at, _)| *at).max();
    let known = [
        ("name", true),
        ("phone", true),
        ("birthday", person.birthday.is_some()),
        ("email", person.email.is_some()),
        ("address", person.address.is_some()),
        ("preferred_dealer", person.id <= 2),
        ("contact_preference", joined.is_some()),
    ];
    for (field, _) in known.into_iter().filter(|(_, known)| *known) {
        let often = if joined.is_some() { 800 } else { 250 };
        if complete.is_none() && !dice.chance(often) {
            continue;
        }
        let (from, source) = complete.or(joined).map_or((person.since, "dealer"), |from| (from, "member"));
        let days = (world.now - from).num_days().max(0);
        let later = if dice.chance(500) { dice.between(0, days) } else { 0 };
        // Leaves the first owner some fields to confirm, and points to earn by it.
        let later = match (person.id, field) {
            (1, "name" | "phone" | "email" | "birthday") => days - 60,
            (1, _) => 0,
            _ => later,
        };
        let verified_at = (from + TimeDelta::days(later)).min(world.now);
        world.push(&rows::FieldVerification { customer_id: person.id, field, verified_at, source });
    }
}

fn write_consents(world: &mut World, dice: &mut Dice, person: &Person, membership: &Membership) {
    let wanted = [("privacy", 1000), ("dealer", 850), ("sms", 700), ("email", 350), ("phone", 300)];
    for (purpose, permille) in wanted {
        let first = person.id <= 2 || dice.chance(permille);
        // Some change their mind later.
        let days = (world.now - membership.joined_at).num_days();
        let changed = purpose != "privacy" && person.id > 2 && days > 30 && dice.chance(60);
        let mut changes = vec![(first, membership.joined_at)];
        if changed {
            changes.push((!first, membership.joined_at + TimeDelta::days(dice.between(15, days - 1))));
        }
        for (granted, changed_at) in &changes {
            let change = rows::ConsentChange {
                id: next(&mut world.ids.consent_change),
                customer_id: person.id,
                purpose,
                granted: *granted,
                wording: WORDING,
                changed_by: format!("member:{}", membership.account_id),
                changed_at: *changed_at,
            };
            world.push(&change);
        }
        if let Some((granted, changed_at)) = changes.pop() {
            world.push(&rows::Consent { customer_id: person.id, purpose, granted, changed_at });
        }
    }
}

/// The day in Shanghai on which they became a customer.
pub fn first_day(person: &Person) -> NaiveDate {
    clock::day(person.since)
}

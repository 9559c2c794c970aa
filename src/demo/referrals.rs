//! Referrals: whom members refer, and with what result.

use super::cars::Car;
use super::catalog::dealers::row_id;
use super::catalog::models::MODELS;
use super::dice::Dice;
use super::ledger::Fact;
use super::names;
use super::people::{self, Person, Whose, phone};
use super::rows;
use super::world::{ADMIN_ACCOUNT, RESERVED_CUSTOMERS, World, at, next};
use crate::points::rules::RuleCode;
use crate::referrals::ops::{FRIEND_LABEL, label};
use crate::values::PersonName;
use chrono::{DateTime, TimeDelta, Utc};

/// A friend, and how far the referral went.
pub struct Friend {
    pub name: String,
    pub phone: String,
    pub model: Option<usize>,
    pub state: &'static str,
    pub decline_reason: Option<&'static str>,
    /// Index in the street, if the friend has become a customer.
    pub person: Option<usize>,
    /// VIN of the car they bought.
    pub vin: Option<String>,
    pub created_at: DateTime<Utc>,
    /// When each state after `invited` was reached.
    pub reached: Vec<(&'static str, DateTime<Utc>)>,
}

/// The consent text the friend agreed to.
const WORDING: &str = "我同意俱乐部把以上姓名、手机号和意向车型交给我选择的经销商，由其就看车、试驾和购车与我联系。";
/// Chosen to give dealers some leads while staying realistic.
const RECOMMENDS_PERMILLE: u64 = 130;
const BECOMES_OWNER_PERMILLE: u64 = 60;

/// Members refer strangers, and sometimes a neighbour who then buys.
pub fn recommend(world: &mut World, dice: &mut Dice, people: &mut [Person], cars: &[Car]) {
    for referrer in 0..people.len() {
        if people[referrer].membership.is_none() {
            continue;
        }
        if dice.chance(BECOMES_OWNER_PERMILLE) {
            recommend_neighbour(world, dice, people, referrer, cars);
        }
        if dice.chance(RECOMMENDS_PERMILLE) {
            for _ in 0..dice.between(1, 2) {
                let friend = stranger(world, dice, &people[referrer]);
                write(world, people, referrer, friend);
            }
        }
    }
}

/// Refers the next neighbour, if their first car came after the referrer joined. Referrals only go forward and each
/// person is referred at most once, so there are no cycles.
fn recommend_neighbour(world: &mut World, dice: &mut Dice, people: &mut [Person], referrer: usize, cars: &[Car]) {
    let friend = referrer + 1;
    let Some(joined_at) = people[referrer].membership.as_ref().map(|membership| membership.joined_at) else { return };
    let first = cars.iter().filter(|car| car.owners[0].person == friend).min_by_key(|car| car.delivered_on);
    let Some(car) = first.filter(|car| at(car.delivered_on, 0) > joined_at + TimeDelta::days(80)) else { return };
    if car.delivered_on != people::first_day(&people[friend]) {
        return;
    }
    let delivered_at = at(car.delivered_on, 13 * 60);
    let created_at = delivered_at - TimeDelta::days(dice.between(25, 70));
    let test_drive = created_at + TimeDelta::days(dice.between(4, 15));
    let state = Friend {
        name: people[friend].name.clone(),
        phone: people[friend].phone.clone(),
        model: Some(car.model),
        state: "delivered",
        decline_reason: None,
        person: Some(friend),
        vin: Some(car.vin.clone()),
        created_at,
        reached: vec![
            ("contacted", created_at + TimeDelta::days(1)),
            ("test_drive", test_drive),
            ("delivered", delivered_at),
        ],
    };
    write(world, people, referrer, state);
}

fn stranger(world: &World, dice: &mut Dice, referrer: &Person) -> Friend {
    let joined_at = referrer.membership.as_ref().map_or(world.now, |membership| membership.joined_at);
    let days = (world.now - joined_at).num_days().max(1);
    let age = dice.between(1, days.min(700));
    let created_at = world.now - TimeDelta::days(age) + TimeDelta::minutes(dice.between(1, 600));
    let state = match age {
        0..=5 => *dice.pick(&["invited", "invited", "contacted", "declined"]),
        6..=60 => *dice.pick(&["invited", "contacted", "contacted", "test_drive", "expired", "declined"]),
        _ => *dice.pick(&["expired", "expired", "test_drive", "expired", "declined"]),
    };
    let until = |state: &str| if state == "test_drive" { 2 } else { 1 };
    let path: &[&'static str] = match state {
        "contacted" | "test_drive" => &["contacted", "test_drive"][..until(state)],
        "expired" => &["contacted", "expired"],
        _ => &[],
    };
    let step = (world.now - created_at) / 4;
    let times = (1..).map(|times| created_at + step * times);
    let decline_reason = (state == "declined").then(|| *dice.pick(&["customer", "customer", "self"]));
    let somebody = i64::try_from(world.customers).unwrap_or(i64::MAX);
    let phone = match decline_reason {
        Some("self") => referrer.phone.clone(),
        Some(_) => phone(dice.between(RESERVED_CUSTOMERS + 1, somebody), Whose::Customers),
        None => phone(world.ids.referral + 1, Whose::Friends),
    };
    Friend {
        name: names::person(dice),
        phone,
        model: dice.chance(700).then(|| dice.index(MODELS.len())),
        state,
        decline_reason,
        person: None,
        vin: None,
        created_at,
        reached: path.iter().copied().zip(times).collect(),
    }
}

/// Writes the referral with its history and rewards: for the referrer, and for a friend who bought.
pub fn write(world: &mut World, people: &mut [Person], referrer: usize, friend: Friend) {
    let id = next(&mut world.ids.referral);
    let dealer_id = row_id(people[referrer].dealer);
    world.push(&rows::Referral {
        id,
        referrer_id: people[referrer].id,
        friend_name: friend.name.clone(),
        friend_phone: friend.phone,
        model_id: friend.model.map(row_id),
        dealer_id,
        state: friend.state,
        decline_reason: friend.decline_reason,
        friend_customer_id: friend.person.map(|person| people[person].id),
        delivered_vin: friend.vin,
        consent_wording: WORDING,
        note: "",
        version: 1 + i64::try_from(friend.reached.len()).unwrap_or(0),
        created_at: friend.created_at,
        updated_at: friend.reached.last().map_or(friend.created_at, |(_, at)| *at),
    });
    let first = if friend.state == "declined" { "declined" } else { "invited" };
    let mut states = vec![(first, friend.created_at)];
    states.extend(&friend.reached);
    for (state, at) in states {
        let by = if matches!(state, "invited" | "declined") {
            "friend".to_owned()
        } else {
            format!("staff:{}", ADMIN_ACCOUNT + dealer_id)
        };
        let id_of_change = next(&mut world.ids.referral_change);
        let change =
            rows::ReferralChange { id: id_of_change, referral_id: id, state, note: note(state), changed_by: by, at };
        world.push(&change);
        pay(people, (referrer, friend.person), (id, state), &friend.name, at);
    }
}

fn note(state: &str) -> &'static str {
    match state {
        "contacted" => "已电话联系，意向明确",
        "test_drive" => "到店试驾，反馈良好",
        "delivered" => "已交车",
        "expired" => "暂无购车计划",
        _ => "",
    }
}

/// Pays the points of the rules, as `referrals::ops` does.
fn pay(
    people: &mut [Person],
    (referrer, friend): (usize, Option<usize>),
    (id, state): (i64, &str),
    name: &str,
    at: DateTime<Utc>,
) {
    let rule = match state {
        "test_drive" => RuleCode::ReferralTestDrive,
        "delivered" => RuleCode::ReferralDelivery,
        _ => return,
    };
    let Ok(name) = PersonName::parse(name) else { return };
    people[referrer].facts.push((at, Fact::referral(rule, id, label(rule, &name))));
    let joined = |person: usize| people[person].membership.as_ref().map(|membership| membership.joined_at);
    if state == "delivered"
        && let Some((friend, joined_at)) = friend.and_then(|friend| Some((friend, joined(friend)?)))
    {
        let fact = Fact::referral(RuleCode::ReferralFriend, id, FRIEND_LABEL.to_owned());
        people[friend].facts.push((at.max(joined_at), fact));
    }
}

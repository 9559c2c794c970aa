//! What the club and its dealers set up: catalogue, events and staff accounts; and their accesses to members' files.

use super::catalog::dealers::{self, row_id};
use super::catalog::events::{EVENTS, Event, Status};
use super::catalog::models::MODELS;
use super::catalog::offers;
use super::catalog::rewards::{Kind, REWARDS};
use super::dice::Dice;
use super::people::{Person, Whose, phone};
use super::world::{ADMIN_ACCOUNT, World, at, next};
use super::{donations, names, rows, rulebook};
use crate::points::model::{lot_expiry, tier_window_start};
use crate::points::reminders;
use crate::values::points;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

const ADMIN_PHONE: &str = "13800138090";
const OTHER_ADMIN_PHONE: &str = "13800138091";
const DEALER_PHONES: [&str; 2] = ["13800138051", "13800138052"];
const DEALER_NAMES: [&str; 2] = ["王磊", "赵敏"];

/// Writes everything that precedes the first customer. `password_hash` is for the demo accounts.
pub fn set_up(world: &mut World, password_hash: &str) {
    let mut dice = Dice::new(world.seed, 0);
    for index in 0..dealers::count_for(world.customers) {
        let (dealer, row) = dealers::dealer(index, &mut dice);
        world.dealers.push(dealer);
        world.push(&row);
    }
    for (index, model) in MODELS.iter().enumerate() {
        world.push(&model.row(index));
        model.specification(index).iter().for_each(|row| world.push(row));
        model.service_plan(index).iter().for_each(|row| world.push(row));
    }
    offers::all(world.today).for_each(|row| world.push(&row));
    hire(world, &mut dice, password_hash);
    catch_up(world);
    let visible_from = at(world.months_ago(75), 0);
    for (index, reward) in REWARDS.iter().enumerate() {
        if matches!(reward.kind, Kind::Charity(_)) {
            continue;
        }
        let row = reward.row(index, world.stock_left[index], visible_from);
        stock_up(world, &row, reward.points, visible_from);
        world.push(&row);
        reward.prices(index).for_each(|price| world.push(&price));
    }
    donations::set_up(world);
    announce(world);
    rulebook::write(world);
}

/// Two administrators, and one account per dealer; accounts other than the demo's sign in by code only.
fn hire(world: &mut World, dice: &mut Dice, password_hash: &str) {
    let created_at = at(world.months_ago(72), 9 * 60);
    let account = |id, role, phone: String, name: String, dealer_id, password_hash| rows::Account {
        id,
        role,
        phone,
        name,
        customer_id: None,
        dealer_id,
        password_hash,
        locale: None,
        created_at,
    };
    let hash = Some(password_hash.to_owned());
    let admin = account(ADMIN_ACCOUNT, "admin", ADMIN_PHONE.to_owned(), "沈静".to_owned(), None, hash.clone());
    world.push(&admin);
    let name = "顾明远".to_owned();
    let other = account(world.other_admin, "admin", OTHER_ADMIN_PHONE.to_owned(), name, None, hash.clone());
    world.push(&other);
    let demo = DEALER_PHONES.into_iter().zip(DEALER_NAMES).map(Some).chain(std::iter::repeat(None));
    for (index, known) in (0..world.dealers.len()).zip(demo) {
        let id = row_id(index);
        let (phone, name, hash) = match known {
            Some((phone, name)) => (phone.to_owned(), name.to_owned(), hash.clone()),
            None => (phone(id, Whose::Staff), names::person(dice), None),
        };
        world.push(&account(ADMIN_ACCOUNT + id, "dealer", phone, name, Some(id), hash));
    }
}

/// Records the administrator's actions on a reward: drafted with its stock, published two hours later, perhaps retired.
fn stock_up(world: &mut World, row: &rows::Reward, price: i64, since: DateTime<Utc>) {
    let detail = format!("{}, {}", points(price), points(row.stock_received));
    act(world, ("create", "reward", row.id), detail, since - TimeDelta::hours(9));
    if row.status != "draft" {
        act(world, ("publish", "reward", row.id), String::new(), since - TimeDelta::hours(7));
    }
    if row.codes == "imported" {
        super::vouchers::bring(world, row.id, row.stock_received);
    }
    if row.status == "retired" {
        act(world, ("retire", "reward", row.id), String::new(), world.now - TimeDelta::days(40));
    }
}

/// Marks the background work as done until today, so that no reminders of expiring points are sent again.
fn catch_up(world: &mut World) {
    world.push(&rows::ScanCheckpoint { scope: "tier_points", begun_at: tier_window_start(world.now) });
    for months in 0..4 {
        let expires_at = lot_expiry(world.now, months);
        if let Some(days) = reminders::nearest(expires_at, world.now) {
            world.push(&rows::ExpiryReminder { expires_at, days, after_customer: i64::MAX, done: true });
        }
    }
}

fn announce(world: &mut World) {
    let mut questions = 0;
    for (index, event) in EVENTS.iter().enumerate() {
        let row = event.row(index, world.today);
        for (action, at) in steps(event, world.today, row.created_at) {
            let detail = row.title_zh.to_owned();
            act(world, (action, "event", row.id), detail, at);
        }
        for (position, question) in (1..).zip(event.questions) {
            world.push(&rows::EventQuestion {
                id: next(&mut questions),
                event_id: row.id,
                position,
                kind: question.kind,
                label_zh: question.label.zh,
                label_en: question.label.en,
                choices_zh: question.choices.zh,
                choices_en: question.choices.en,
                required: question.required,
            });
        }
        world.push(&row);
    }
}

/// Records an action of the administrator.
pub fn act(
    world: &mut World,
    (action, subject, subject_id): (&'static str, &'static str, i64),
    detail: String,
    at: DateTime<Utc>,
) {
    act_by(world, ADMIN_ACCOUNT, (action, subject, subject_id), detail, at);
}

/// Records an action of one of the administrators.
pub fn act_by(
    world: &mut World,
    account_id: i64,
    (action, subject, subject_id): (&'static str, &'static str, i64),
    detail: String,
    at: DateTime<Utc>,
) {
    let id = next(&mut world.ids.action);
    world.push(&rows::StaffAction { id, account_id, action, subject, subject_id, detail, at });
}

/// The administrator's actions on an event, with their times.
fn steps(event: &Event, today: NaiveDate, created_at: DateTime<Utc>) -> Vec<(&'static str, DateTime<Utc>)> {
    let published = (event.status != Status::Draft).then(|| ("publish", created_at + TimeDelta::hours(3)));
    let cancelled = event.cancelled_at(today).map(|cancelled_at| ("cancel", cancelled_at));
    [Some(("create", created_at)), published, cancelled].into_iter().flatten().collect()
}

const REASONS: [&str; 4] = ["客户来电咨询积分", "核对保养记录", "跟进预约", "处理投诉"];

/// Records occasional accesses to a member's file.
pub fn record_access(world: &mut World, dice: &mut Dice, person: &Person) {
    let Some(membership) = &person.membership else { return };
    let days = (world.now - membership.joined_at).num_days();
    if days < 2 || !dice.chance(40) {
        return;
    }
    let by_dealer = dice.chance(600).then_some(person.dealer);
    let looked_at = membership.joined_at + TimeDelta::days(dice.between(1, days - 1));
    let reason = *dice.pick(&REASONS);
    look(world, person, by_dealer, ("file", reason), looked_at);
    if dice.chance(300) {
        look(world, person, by_dealer, ("phone", reason), looked_at + TimeDelta::minutes(2));
    }
}

/// Records one access by dealer staff or the administrator.
pub fn look(
    world: &mut World,
    person: &Person,
    by_dealer: Option<usize>,
    (what, reason): (&'static str, &'static str),
    at: DateTime<Utc>,
) {
    let dealer_id = by_dealer.map(row_id);
    let row = rows::FileAccess {
        id: next(&mut world.ids.access),
        customer_id: person.id,
        account_id: ADMIN_ACCOUNT + dealer_id.unwrap_or(0),
        dealer_id,
        what,
        reason,
        at,
    };
    world.push(&row);
}

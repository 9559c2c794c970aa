//! State shared by all generated people: rules, dealers, id counters, and the output.

use super::catalog::dealers::{self, Dealer};
use super::catalog::projects::PROJECTS;
use super::catalog::rewards::{REWARDS, Reward, SCARCE};
use super::dice::Dice;
use super::donations::Total;
use super::registrations::Door;
use super::rulebook::Rules;
use crate::clock;
use crate::crypto::Keys;
use crate::db::bulk::{Batch, Row};
use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};

pub struct World {
    pub seed: u64,
    pub customers: u64,
    pub today: NaiveDate,
    /// The first instant of today; nothing generated is later.
    pub now: DateTime<Utc>,
    pub rules: Rules,
    pub dealers: Vec<Dealer>,
    pub ids: Ids,
    /// The account of the second administrator.
    pub other_admin: i64,
    /// Number of plates issued, by city.
    pub plates: Vec<u64>,
    /// Stock left, by reward.
    pub stock_left: Vec<i64>,
    /// Donations per project.
    pub given: Vec<Total>,
    pub doors: Vec<Door>,
    /// The keys that seal voucher codes.
    pub keys: Keys,
    /// Extra lines in the second demo owner's statement.
    pub history: u64,
    pub out: Batch,
}

/// The last id used, by table.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    pub account: i64,
    pub adjustment: i64,
    pub action: i64,
    pub change: i64,
    pub consent_change: i64,
    pub donation: i64,
    pub contact: i64,
    pub workshop_payment: i64,
    pub entry: i64,
    pub hold: i64,
    pub lot: i64,
    pub lot_use: i64,
    pub made_code: i64,
    pub member: i64,
    pub message: i64,
    pub order: i64,
    pub ownership: i64,
    pub redemption: i64,
    pub referral: i64,
    pub referral_change: i64,
    pub registration: i64,
    pub access: i64,
    pub voucher_code: i64,
    pub step: i64,
    pub transfer: i64,
    pub vehicle: i64,
}

/// Customers 1 to 4 and vehicles 1 to 9 belong to the demo accounts, whatever the club's size.
pub const RESERVED_CUSTOMERS: i64 = 4;
pub const RESERVED_VEHICLES: i64 = 9;
pub const RESERVED_MEMBERS: i64 = 2;
/// Accounts: two owners, one administrator, dealer staff in the order of dealers, then the second administrator.
pub const ADMIN_ACCOUNT: i64 = 3;

/// The next id of a counter.
pub fn next(counter: &mut i64) -> i64 {
    *counter += 1;
    *counter
}

impl World {
    pub fn new(customers: u64, seed: u64, now: DateTime<Utc>, rules: Rules, out: Batch) -> Self {
        let today = clock::day(now);
        let dealer_count = dealers::count_for(customers);
        let other_admin = ADMIN_ACCOUNT + i64::try_from(dealer_count).unwrap_or(0) + 1;
        let ids = Ids { account: other_admin, member: RESERVED_MEMBERS, vehicle: RESERVED_VEHICLES, ..Ids::default() };
        let scale = i64::try_from(customers / 2_000).unwrap_or(1).max(1);
        let stock = |reward: &Reward| {
            if reward.stock == SCARCE || reward.is_imported() { reward.stock } else { reward.stock * scale }
        };
        Self {
            seed,
            customers,
            today,
            now: clock::start_of(today),
            rules,
            dealers: Vec::with_capacity(dealer_count),
            ids,
            other_admin,
            plates: vec![0; super::places::CITIES.len()],
            stock_left: REWARDS.iter().map(stock).collect(),
            given: vec![Total::default(); PROJECTS.len()],
            doors: Door::all(customers, today),
            keys: Keys::demo(),
            history: 0,
            out,
        }
    }

    pub fn push<R: Row>(&mut self, row: &R) {
        self.out.push(row);
    }

    /// A random dealer, weighted by its number of customers.
    pub fn any_dealer(&self, dice: &mut Dice) -> usize {
        dice.weighted(self.dealers.iter().map(|dealer| dealer.weight))
    }

    pub fn months_ago(&self, months: u32) -> NaiveDate {
        self.today.checked_sub_months(Months::new(months)).unwrap_or(self.today)
    }

    pub fn days_ago(&self, days: i64) -> NaiveDate {
        super::catalog::offers::shifted(self.today, -days)
    }
}

/// The instant that many minutes after the day began in Shanghai.
pub fn at(day: NaiveDate, minutes: i64) -> DateTime<Utc> {
    clock::start_of(day) + TimeDelta::minutes(minutes)
}

/// The instant that many working minutes later; workshops are open from 8:30 to 18:00.
pub fn working_after(from: DateTime<Utc>, minutes: i64) -> DateTime<Utc> {
    const OPENS: i64 = 8 * 60 + 30;
    const CLOSES: i64 = 18 * 60;
    let day = clock::day(from);
    let passed = (from - at(day, OPENS)).num_minutes() + minutes;
    let (days, rest) = (passed / (CLOSES - OPENS), passed % (CLOSES - OPENS));
    at(super::catalog::offers::shifted(day, days), OPENS + rest)
}

/// A random instant within working hours.
pub fn working_hours(day: NaiveDate, dice: &mut Dice) -> DateTime<Utc> {
    at(day, dice.between(8 * 60 + 30, 16 * 60))
}

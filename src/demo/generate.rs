//! Generates the club street by street.

use super::catalog::dealers::row_id;
use super::catalog::rewards::{Kind, REWARDS};
use super::dice::Dice;
use super::owners::{self, TryToJoin};
use super::world::{RESERVED_CUSTOMERS, World};
use super::{Summary, cars, donations, ledger, people, redemptions, referrals, registrations, staff, visits, vouchers};
use crate::db::bulk::Batch;
use tokio::sync::mpsc::Sender;

/// A street: the people among whom cars and referrals pass.
const STREET: i64 = 8;
/// A batch is handed over at this many rows, a few megabytes.
const BATCH_ROWS: u64 = 20_000;

pub struct Generator {
    world: World,
    rows: u64,
    /// The first customer of the next street.
    next: i64,
    password_hash: String,
}

impl Generator {
    pub fn new(mut world: World, password_hash: &str) -> Self {
        staff::set_up(&mut world, password_hash);
        Self { world, rows: 0, next: RESERVED_CUSTOMERS + 1, password_hash: password_hash.to_owned() }
    }

    /// Sends batches with the number of customers so far; stops early if the receiver is gone. Also returns the
    /// statements that set values known only at the end.
    pub fn run(mut self, sender: &Sender<(Batch, u64)>) -> (Summary, Vec<String>) {
        while let Some(batch) = self.batch() {
            let done = u64::try_from(self.next - 1).unwrap_or(0);
            if sender.blocking_send((batch, done)).is_err() {
                break;
            }
        }
        let try_to_join = owners::write(&mut self.world, &self.password_hash);
        vouchers::finish(&mut self.world);
        let batch = self.take();
        // If the receiver is gone, the writer has failed and reports its own error.
        let _ = sender.blocking_send((batch, self.world.customers));
        (self.summary(try_to_join), self.corrections())
    }

    /// The rows of the next streets; `None` once all customers are written.
    pub fn batch(&mut self) -> Option<Batch> {
        let last = i64::try_from(self.world.customers).unwrap_or(i64::MAX);
        while self.next <= last && self.world.out.rows() < BATCH_ROWS {
            let end = (self.next + STREET - 1).min(last);
            self.street(self.next, end);
            self.next = end + 1;
        }
        (self.world.out.rows() > 0).then(|| self.take())
    }

    fn take(&mut self) -> Batch {
        let empty = self.world.out.renewed();
        let batch = std::mem::replace(&mut self.world.out, empty);
        self.rows += batch.rows();
        batch
    }

    fn street(&mut self, first: i64, last: i64) {
        let world = &mut self.world;
        let dice = &mut Dice::new(world.seed, first.unsigned_abs());
        let mut people: Vec<_> = (first..=last).map(|id| people::meet(world, dice, id)).collect();
        let mut cars = cars::deliver(world, dice, &mut people);
        for person in &mut people {
            people::perhaps_join(world, dice, person);
            redemptions::plan(world, dice, person);
            registrations::plan(world, dice, person);
        }
        referrals::recommend(world, dice, &mut people, &cars);
        cars::join_at_hand_over(&mut people, &cars);
        for car in &mut cars {
            cars::reward_delivery(&mut people, car);
            visits::history(world, dice, &mut people, car);
            cars::write(world, &people, car);
        }
        for person in &mut people {
            people::write(world, dice, person);
            staff::record_access(world, dice, person);
            ledger::play(world, person);
        }
    }

    /// Statements that set stock and seats as counted while generating.
    fn corrections(&self) -> Vec<String> {
        let stock_left = self.world.stock_left.iter().enumerate();
        let stock_left = stock_left.filter(|(index, _)| !matches!(REWARDS[*index].kind, Kind::Charity(_)));
        let stock = stock_left
            .map(|(index, left)| format!("UPDATE rewards SET stock_left = {left} WHERE id = {}", row_id(index)));
        let doors = self.world.doors.iter().enumerate();
        let seats =
            doors.map(|(index, door)| format!("UPDATE events SET taken = {} WHERE id = {}", door.taken, row_id(index)));
        stock.chain(seats).chain(donations::corrections(&self.world)).chain(owners::household()).collect()
    }

    fn summary(&self, try_to_join: TryToJoin) -> Summary {
        Summary {
            customers: self.world.customers,
            members: self.world.ids.member.unsigned_abs(),
            rows: self.rows,
            try_to_join,
        }
    }
}

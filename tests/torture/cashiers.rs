//! Dealer staff who enter owners' payment codes: they hold points for an order and capture or release them.

use crate::Result;
use crate::club::Club;
use crate::forms::{Answer, post};
use crate::journal::{Journal, Of, Outcome, Request};
use club_portal::clock::Clock;
use club_portal::sql;
use hyper::StatusCode;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::sleep;

const POINTS_PER_YUAN: i64 = 100;

/// One cashier of a dealer, and the owners who come to it.
pub struct Cashier {
    pub seed: u64,
    pub club: Arc<Club>,
    pub journal: Arc<Journal>,
    pub server: SocketAddr,
    /// The session of the dealer's staff.
    pub staff: String,
    pub dealer: i64,
    /// The sessions of the members.
    pub owners: Arc<Vec<String>>,
}

impl Cashier {
    /// Runs the cashier until the end. If SQLite's one writer was busy for too long, the workshop's system tries again.
    pub async fn live(self, until: Instant) -> Result<()> {
        let mut dice = Xoshiro256PlusPlus::seed_from_u64(self.seed);
        let mut number = 0;
        while Instant::now() < until {
            let one = dice.random_range(0..self.owners.len());
            let Ok(order) = self.open_order(self.club.members[one].id).await else { continue };
            let Some(check) = self.take_code(&self.owners[one]).await else {
                sleep(Duration::from_millis(50)).await;
                continue;
            };
            number += 1;
            let idempotency_key = format!("{:08x}-0000-7000-a000-{number:012x}", self.seed);
            let yuan = dice.random_range(1..20);
            let member = self.club.members[one].id;
            let (of, price) = (Of::Bill(order), yuan * POINTS_PER_YUAN);
            self.journal.begin(&idempotency_key, &Request { member, of, price, outcome: Outcome::Unknown, sent: 1 });
            if let Some(id) = self.hold(&idempotency_key, &check, order, yuan).await {
                self.end(id, &mut dice).await;
            }
            if dice.random_range(0..3) == 0 {
                while self.credit(order).await.is_err() && Instant::now() < until {}
            }
        }
        Ok(())
    }

    /// The workshop's system opens an order of ¥500.
    async fn open_order(&self, member: i64) -> Result<i64> {
        let id = self.journal.next_bill();
        let mut tx = self.club.db.write().await?;
        let opened = "INSERT INTO service_orders (id, order_no, vehicle_id, customer_id, dealer_id, kind, status, \
            opened_at, odometer_km, total_fen, updated_at) \
            SELECT $1, $2, MIN(id), $3, $4, 'repair', 'ready', $5, 100, 50000, $5 FROM vehicles";
        sql!(tx, execute, opened, id, format!("TB{id}"), member, self.dealer, Clock::System.now())?;
        // Owners of a real club create codes less often than the throttle allows.
        sql!(tx, execute, "DELETE FROM throttles WHERE key LIKE 'payment-code%'")?;
        tx.commit().await?;
        Ok(id)
    }

    /// The owner creates a code and staff enter it; returns the address of the owner's orders.
    async fn take_code(&self, owner: &str) -> Option<String> {
        let made = post(self.server, "/me/workshop-payments", owner, String::new()).await.ok()?;
        let shown = made.cookies.iter().find_map(|cookie| cookie.strip_prefix("workshop_payment="))?;
        let (_, code) = shown.split_once('.')?;
        let checked = self.post("/dealer/redeem", format!("code={code}")).await.ok()?;
        (checked.status == StatusCode::SEE_OTHER).then_some(checked.location)
    }

    /// Sends the form until there is an answer, as staff do, so perhaps more than once.
    async fn hold(&self, idempotency_key: &str, check: &str, order: i64, yuan: i64) -> Option<i64> {
        const TIMES: usize = 5;
        for _ in 0..TIMES {
            let answer =
                self.post(check, format!("idempotency_key={idempotency_key}&order={order}&yuan={yuan}&rate=100")).await;
            let outcome = match answer.as_ref().map(|answer| (answer.status, answer.id())) {
                Ok((StatusCode::SEE_OTHER, Some(id))) => Outcome::Done(id),
                Ok((StatusCode::CONFLICT, _)) => Outcome::Declined,
                _ => {
                    self.journal.note_resent(idempotency_key);
                    sleep(Duration::from_millis(200)).await;
                    continue;
                }
            };
            self.journal.answered(idempotency_key, outcome);
            return if let Outcome::Done(id) = outcome { Some(id) } else { None };
        }
        None
    }

    /// Captures, releases, or does both at once from two windows; one in six is left to time out.
    async fn end(&self, id: i64, dice: &mut Xoshiro256PlusPlus) {
        match dice.random_range(0..6) {
            0..=1 => self.end_by(id, "capture", "captured").await,
            2..=3 => self.end_by(id, "release", "released").await,
            4 => {
                tokio::join!(self.end_by(id, "capture", "captured"), self.end_by(id, "release", "released"));
            }
            _ => {}
        }
    }

    async fn end_by(&self, id: i64, button: &str, state: &'static str) {
        if let Ok(answer) = self.post(&format!("/dealer/redeem/{id}/{button}"), String::new()).await
            && answer.status == StatusCode::SEE_OTHER
        {
            self.journal.note_ended(id, state);
        }
    }

    /// The workshop's system credits the order, which refunds its points too.
    async fn credit(&self, order: i64) -> Result<()> {
        let mut tx = self.club.db.write().await?;
        let credited = "UPDATE service_orders SET status = 'credited', closed_at = $2, version = version + 1, \
            updated_at = $2 WHERE id = $1";
        sql!(tx, execute, credited, order, Clock::System.now())?;
        tx.commit().await?;
        Ok(())
    }

    async fn post(&self, path: &str, form: String) -> Result<Answer> {
        post(self.server, path, &self.staff, form).await
    }
}

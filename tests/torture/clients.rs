//! Owners who redeem, donate, cancel, register and resend forms, and a workshop that closes orders.

use crate::Result;
use crate::club::Club;
use crate::forms::post;
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

/// Runs one client until the end.
pub async fn live(
    seed: u64,
    club: Arc<Club>,
    cookies: Arc<Vec<String>>,
    journal: Arc<Journal>,
    server: SocketAddr,
    until: Instant,
) -> Result<()> {
    let mut dice = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut number = 0;
    while Instant::now() < until {
        let one = dice.random_range(0..club.members.len());
        let (member, cookie) = (club.members[one].id, cookies[one].as_str());
        number += 1;
        let client = Client { club: &club, journal: &journal, server, cookie };
        match dice.random_range(0..10) {
            0..=4 => {
                let (of, price) = wanted(&club, &mut dice);
                let request = Request { member, of, price, outcome: Outcome::Unknown, sent: 1 };
                let idempotency_key = format!("{seed:08x}-0000-7000-8000-{number:012x}");
                journal.begin(&idempotency_key, &request);
                client.fulfil(&idempotency_key, &request).await;
            }
            5 => {
                if let Some((idempotency_key, request)) = journal.again(member, dice.random()) {
                    client.fulfil(&idempotency_key, &request).await;
                }
            }
            6..=7 => {
                if let Some((_, Request { of: Of::Reward(_), outcome: Outcome::Done(id), .. })) =
                    journal.again(member, dice.random())
                {
                    client.cancel(id).await;
                }
            }
            _ => client.register_or_leave(&format!("{seed:08x}-0000-7000-9000-{number:012x}"), dice.random()).await,
        }
    }
    Ok(())
}

/// A reward at its price or, one time in four, any amount for a charity project.
fn wanted(club: &Club, dice: &mut Xoshiro256PlusPlus) -> (Of, i64) {
    if dice.random_range(0..4) == 0 {
        let project = club.projects[dice.random_range(0..club.projects.len())];
        return (Of::Project(project), dice.random_range(1..2_000));
    }
    let (reward, price) = club.rewards[dice.random_range(0..club.rewards.len())];
    (Of::Reward(reward), price)
}

struct Client<'a> {
    club: &'a Club,
    journal: &'a Journal,
    server: SocketAddr,
    cookie: &'a str,
}

impl Client<'_> {
    async fn fulfil(&self, idempotency_key: &str, request: &Request) {
        let (path, amount) = match request.of {
            Of::Reward(id) => (format!("/rewards/{id}/redemption"), "price"),
            Of::Project(id) => (format!("/charity/{id}/donation"), "amount"),
            Of::Bill(_) => return,
        };
        let answer = post(
            self.server,
            &path,
            self.cookie,
            format!("idempotency_key={idempotency_key}&{amount}={}", request.price),
        )
        .await;
        let outcome = match answer.as_ref().map(|answer| (answer.status, answer.id())) {
            Ok((StatusCode::SEE_OTHER, Some(id))) => Outcome::Done(id),
            Ok((StatusCode::CONFLICT, _)) => Outcome::Declined,
            Ok(_) => Outcome::Unknown,
            Err(_) => return sleep(Duration::from_millis(50)).await,
        };
        self.journal.answered(idempotency_key, outcome);
    }

    async fn cancel(&self, id: i64) {
        let path = format!("/me/redemptions/{id}/cancellation");
        if let Ok(answer) = post(self.server, &path, self.cookie, String::new()).await
            && answer.status == StatusCode::SEE_OTHER
        {
            self.journal.note_cancelled(id);
        }
    }

    async fn register_or_leave(&self, idempotency_key: &str, register: bool) {
        let path = format!("/events/{}/registration", self.club.event);
        let (path, form) = if register {
            (path, format!("idempotency_key={idempotency_key}"))
        } else {
            (format!("{path}/cancellation"), String::new())
        };
        // The result is read from the database.
        let _answer = post(self.server, &path, self.cookie, form).await;
    }
}

/// The workshop's system: closes orders and credits some of them.
pub async fn write_orders(club: Arc<Club>, journal: Arc<Journal>, until: Instant) -> Result<()> {
    let mut dice = Xoshiro256PlusPlus::seed_from_u64(u64::MAX);
    while Instant::now() < until {
        let member = club.members[dice.random_range(0..club.members.len())].id;
        let id = journal.next_order();
        let Ok(mut tx) = club.db.write().await else { continue };
        let closed = "INSERT INTO service_orders (id, order_no, vehicle_id, customer_id, dealer_id, kind, status, \
            opened_at, closed_at, odometer_km, total_fen, paid_fen, updated_at) \
            SELECT $1, $2, MIN(v.id), $3, MIN(d.id), 'maintenance', 'closed', $4, $4, 100, $5, $5, $4 \
            FROM vehicles v, dealers d";
        let fen: i64 = dice.random_range(10_000..90_000);
        sql!(tx, execute, closed, id, format!("TT{id}"), member, Clock::System.now(), fen)?;
        tx.commit().await?;
        if dice.random_range(0..4) == 0 {
            sleep(Duration::from_millis(dice.random_range(0..3_000))).await;
            let mut tx = club.db.write().await?;
            let credited = "UPDATE service_orders SET status = 'credited', version = version + 1, updated_at = $2 \
                WHERE id = $1";
            sql!(tx, execute, credited, id, Clock::System.now())?;
            tx.commit().await?;
        }
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

//! Owners who redeem, donate, cancel, register and send the same form again, and a workshop that closes orders.

use crate::Result;
use crate::club::Club;
use crate::journal::{Journal, Of, Outcome, Wish};
use club_portal::clock::Clock;
use club_portal::sql;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::handshake;
use hyper::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

const PATIENCE: Duration = Duration::from_secs(20);

/// One session for every member; it outlives the server.
pub async fn sign_in(club: &Club, server: SocketAddr) -> Result<Vec<String>> {
    let mut cookies = Vec::new();
    for member in &club.members {
        let form = format!("phone={}&password={}", member.phone, club_portal::demo::PASSWORD);
        let answer = post(server, "/login", "", form).await?;
        let cookie = answer.cookie.filter(|_| answer.status == StatusCode::SEE_OTHER);
        cookies.push(cookie.ok_or_else(|| format!("{} cannot sign in", member.phone))?);
    }
    Ok(cookies)
}

/// One client's life.
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
                let wish = Wish { member, of, price, outcome: Outcome::Unknown, sent: 1 };
                let key = format!("{seed:08x}-0000-7000-8000-{number:012x}");
                journal.begin(&key, &wish);
                client.fulfil(&key, &wish).await;
            }
            5 => {
                if let Some((key, wish)) = journal.again(member, dice.random()) {
                    client.fulfil(&key, &wish).await;
                }
            }
            6..=7 => {
                if let Some((_, Wish { of: Of::Reward(_), outcome: Outcome::Done(id), .. })) =
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

/// A reward at its price or, one time in four, any amount for a project.
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
    async fn fulfil(&self, key: &str, wish: &Wish) {
        let (path, amount) = match wish.of {
            Of::Reward(id) => (format!("/rewards/{id}/redemption"), "price"),
            Of::Project(id) => (format!("/charity/{id}/donation"), "amount"),
        };
        let answer = post(self.server, &path, self.cookie, format!("key={key}&{amount}={}", wish.price)).await;
        let outcome = match answer.as_ref().map(|answer| (answer.status, answer.id())) {
            Ok((StatusCode::SEE_OTHER, Some(id))) => Outcome::Done(id),
            Ok((StatusCode::CONFLICT, _)) => Outcome::Declined,
            Ok(_) => Outcome::Unknown,
            Err(_) => return sleep(Duration::from_millis(50)).await,
        };
        self.journal.answered(key, outcome);
    }

    async fn cancel(&self, id: i64) {
        let path = format!("/me/redemptions/{id}/cancellation");
        if let Ok(answer) = post(self.server, &path, self.cookie, String::new()).await
            && answer.status == StatusCode::SEE_OTHER
        {
            self.journal.note_cancelled(id);
        }
    }

    async fn register_or_leave(&self, key: &str, register: bool) {
        let path = format!("/events/{}/registration", self.club.event);
        let (path, form) =
            if register { (path, format!("key={key}")) } else { (format!("{path}/cancellation"), String::new()) };
        // What became of it, the database says.
        let _answer = post(self.server, &path, self.cookie, form).await;
    }
}

/// The workshop's system: closes orders, and credits some of them.
pub async fn write_orders(club: Arc<Club>, journal: Arc<Journal>, until: Instant) -> Result<()> {
    let mut dice = Xoshiro256PlusPlus::seed_from_u64(u64::MAX);
    while Instant::now() < until {
        let member = club.members[dice.random_range(0..club.members.len())].id;
        let id = journal.next_order();
        let mut tx = club.db.write().await?;
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

struct Answer {
    status: StatusCode,
    location: String,
    cookie: Option<String>,
}

impl Answer {
    /// The number at the end of where it leads.
    fn id(&self) -> Option<i64> {
        self.location.rsplit('/').next()?.parse().ok()
    }
}

/// Sends a form; an error is a lost answer.
async fn post(server: SocketAddr, path: &str, cookie: &str, form: String) -> Result<Answer> {
    timeout(PATIENCE, async {
        let (mut sender, connection) = handshake(TokioIo::new(TcpStream::connect(server).await?)).await?;
        tokio::spawn(connection);
        let request = Request::post(path)
            .header(header::HOST, server.to_string())
            .header(header::ORIGIN, format!("http://{server}"))
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, cookie)
            .body(Full::<Bytes>::from(form))?;
        let response = sender.send_request(request).await?;
        let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let cookie = text(header::SET_COOKIE).split(';').next().filter(|cookie| !cookie.is_empty()).map(str::to_owned);
        let answer = Answer { status: response.status(), location: text(header::LOCATION).to_owned(), cookie };
        response.into_body().collect().await?;
        Ok(answer)
    })
    .await?
}

//! A real server under 64 clients and 16 cashiers, killed again and again. Afterwards the ledger's invariants must
//! hold, every confirmed request must have taken effect once, and every unanswered one at most once.
//!
//! `TORTURE_SECONDS` is the duration for each database; `cargo xtask torture --minutes 30` sets it.

mod cashiers;
mod clients;
mod club;
mod forms;
mod journal;
mod server;

use cashiers::Cashier;
use club::Club;
use journal::Journal;
use server::Server;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

const CLIENTS: u64 = 64;
/// Cashiers of two dealers, in addition to the clients.
const CASHIERS: u64 = 16;
/// The maximum number of rounds; on a busy machine one round may not be enough.
const ROUNDS: u64 = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() -> Result<()> {
    let folder = std::env::temp_dir().join(format!("club-torture-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let outcome = torture(&format!("sqlite:{}", folder.join("club.db").display()), &folder).await;
    std::fs::remove_dir_all(&folder)?;
    outcome
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() -> Result<()> {
    let server =
        std::env::var("TEST_DATABASE_URL").map_err(|_| "TEST_DATABASE_URL must be the URL of a PostgreSQL server")?;
    let name = format!("torture_{}", std::process::id());
    let folder = std::env::temp_dir().join(&name);
    std::fs::create_dir_all(&folder)?;
    let url = club::create_database(&server, &name).await?;
    let outcome = torture(&url, &folder).await;
    club::drop_database(&server, &name).await?;
    std::fs::remove_dir_all(&folder)?;
    outcome
}

async fn torture(url: &str, folder: &Path) -> Result<()> {
    let length = std::env::var("TORTURE_SECONDS").map_or(Ok(15), |seconds| seconds.parse())?;
    let club = Arc::new(Club::found(url).await?);
    let mut server = Server::start(url, &folder.join("log")).await?;
    let phones = club.members.iter().map(|member| member.phone.as_str());
    let cookies = Arc::new(forms::sign_in(phones, server.address).await?);
    let staff = forms::sign_in(club::STAFF.into_iter(), server.address).await?;
    let scene = Scene { club, cookies, staff, journal: Arc::default(), address: server.address };
    let mut kills = 0;
    for round in 0..ROUNDS {
        kills += scene.play(round, Duration::from_secs(length), &mut server).await?;
        let seen = scene.journal.compare(&scene.club).await?;
        println!("{}: {kills} kills, {seen}", scene.club.db.dialect());
        if kills > 2 && seen.is_lively() {
            return scene.club.prove().await;
        }
        server.restart().await?;
    }
    Err("too little happened to prove anything".into())
}

/// The club, its sessions, and the journal.
struct Scene {
    club: Arc<Club>,
    cookies: Arc<Vec<String>>,
    staff: Vec<String>,
    journal: Arc<Journal>,
    address: SocketAddr,
}

impl Scene {
    /// Runs all clients while the server is killed and restarted; returns the number of kills, with the server killed.
    async fn play(&self, round: u64, length: Duration, server: &mut Server) -> Result<u64> {
        let until = Instant::now() + length;
        let shared = || (Arc::clone(&self.club), Arc::clone(&self.cookies), Arc::clone(&self.journal));
        let seeds = round * (CLIENTS + CASHIERS)..;
        let mut running = Vec::new();
        for seed in seeds.clone().take(CLIENTS as usize) {
            let (club, cookies, journal) = shared();
            running.push(tokio::spawn(clients::live(seed, club, cookies, journal, self.address, until)));
        }
        let (club, _, journal) = shared();
        running.push(tokio::spawn(clients::write_orders(club, journal, until)));
        for seed in seeds.skip(CLIENTS as usize).take(CASHIERS as usize) {
            let (club, owners, journal) = shared();
            let (staff, dealer) = (self.staff[(seed % 2) as usize].clone(), (seed % 2) as i64 + 1);
            let cashier = Cashier { seed, club, journal, server: self.address, staff, dealer, owners };
            running.push(tokio::spawn(cashier.live(until)));
        }
        let mut kills = 0;
        while Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(1_000 + 700 * (kills % 4))).await;
            server.kill().await?;
            kills += 1;
            server.restart().await?;
        }
        for client in running {
            client.await??;
        }
        self.club.wait_for_bookings().await?;
        server.kill().await?;
        Ok(kills)
    }
}

//! Closed-loop and open-loop load generators.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use futures_util::TryStreamExt;
use futures_util::stream::FuturesUnordered;
use hdrhistogram::Histogram;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::call::Call;
use super::client::Client;
use crate::interrupt;

/// Results: latencies in microseconds, and the total time.
pub struct Seen {
    latencies: Histogram<u64>,
    pub took: Duration,
}

impl Seen {
    pub fn requests(&self) -> u64 {
        self.latencies.len()
    }

    pub fn per_second(&self) -> f64 {
        self.requests() as f64 / self.took.as_secs_f64()
    }

    pub fn quantile(&self, quantile: f64) -> Duration {
        Duration::from_micros(self.latencies.value_at_quantile(quantile))
    }
}

/// Closed loop: each connection sends the next request as soon as it has its response.
pub async fn closed(server: SocketAddr, call: &Call, connections: usize, duration: Duration) -> Result<Seen> {
    let start = Instant::now();
    let workers = (0..connections).map(|_| async {
        let mut client = Client::connect(server).await?;
        let mut latencies = histogram()?;
        while start.elapsed() < duration {
            let sent = Instant::now();
            call.perform(&mut client).await?;
            record(&mut latencies, sent);
        }
        Ok(latencies)
    });
    let latencies = together(workers).await?;
    Ok(Seen { latencies, took: start.elapsed() })
}

/// Open loop: requests at a fixed rate, whatever the server does. Latency counts from when a request was due, so it
/// includes the wait for a free connection and slow responses hide nothing (no coordinated omission).
pub async fn open(
    server: SocketAddr,
    call: &Call,
    connections: usize,
    per_second: f64,
    duration: Duration,
) -> Result<Seen> {
    let mut clients = Vec::new();
    for _ in 0..connections {
        clients.push(Client::connect(server).await?);
    }
    let (due, queue) = unbounded_channel();
    let queue = Arc::new(Mutex::new(queue));
    let start = Instant::now();
    let clock = std::thread::spawn(move || tick(&due, start, per_second, duration));
    let workers = clients.into_iter().map(|client| answer(client, call, Arc::clone(&queue)));
    let latencies = together(workers).await?;
    clock.join().ok().context("the clock thread panicked")?;
    Ok(Seen { latencies, took: start.elapsed() })
}

/// Sends the due times from its own thread, since the runtime's timers have a resolution of a millisecond.
fn tick(due: &UnboundedSender<Instant>, start: Instant, per_second: f64, duration: Duration) {
    let requests = (per_second * duration.as_secs_f64()) as u64;
    for number in 0..requests {
        let at = start + Duration::from_secs_f64(number as f64 / per_second);
        std::thread::sleep(at.saturating_duration_since(Instant::now()));
        if interrupt::happened() || due.send(at).is_err() {
            return;
        }
    }
}

async fn answer(
    mut client: Client,
    call: &Call,
    queue: Arc<Mutex<UnboundedReceiver<Instant>>>,
) -> Result<Histogram<u64>> {
    let mut latencies = histogram()?;
    loop {
        let next = queue.lock().await.recv().await;
        let Some(due) = next else { return Ok(latencies) };
        call.perform(&mut client).await?;
        record(&mut latencies, due);
    }
}

/// Runs all workers on this thread and merges their histograms; the first failure ends them all.
async fn together(
    workers: impl Iterator<Item = impl Future<Output = Result<Histogram<u64>>>>,
) -> Result<Histogram<u64>> {
    let mut workers: FuturesUnordered<_> = workers.collect();
    let mut all = histogram()?;
    while let Some(latencies) = workers.try_next().await? {
        all.add(latencies)?;
    }
    interrupt::check()?;
    Ok(all)
}

/// A histogram up to one minute with three significant digits.
fn histogram() -> Result<Histogram<u64>> {
    Ok(Histogram::new_with_max(60_000_000, 3)?)
}

fn record(latencies: &mut Histogram<u64>, since: Instant) {
    latencies.saturating_record(u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX));
}

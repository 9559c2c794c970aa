//! Measures the ledger's operations in a small club and in one a hundred times its size; run by `cargo xtask bench`,
//! which stores the output. The baseline is a transaction that changes one row with the same durability.
//!
//! `CLUB_BENCH_CLUBS` lists the clubs, each as the URL of an empty database and a number of customers, such as
//! `sqlite:small.db 1900,sqlite:large.db 190000`.

use chrono::TimeDelta;
use club_portal::clock::Clock;
use club_portal::crypto::Keys;
use club_portal::db::Db;
use club_portal::i18n::Bilingual;
use club_portal::points::model::PointSource;
use club_portal::points::ops::{self, Movement};
use club_portal::rewards::model::Destination;
use club_portal::rewards::ops::{Order, redeem};
use club_portal::values::{CustomerId, Fen, Price, RewardId};
use club_portal::{app, demo, points, sql};
use std::time::{Duration, Instant};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

const OPERATIONS: i64 = 2_000;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let clubs = std::env::var("CLUB_BENCH_CLUBS").map_err(|_| "run this with cargo xtask bench --ledger")?;
    let mut columns = Vec::new();
    for club in clubs.split(',') {
        let (url, customers) = club.rsplit_once(' ').ok_or_else(|| format!("{club} is not a URL and a number"))?;
        columns.push(measure(url, customers.parse()?).await?);
    }
    print(&columns);
    Ok(())
}

struct Column {
    entries: i64,
    rows: Vec<Row>,
}

struct Row {
    name: &'static str,
    count: i64,
    took: Duration,
    /// p50 and p99 of one operation.
    latency: Option<(Duration, Duration)>,
}

async fn measure(url: &str, customers: u64) -> Result<Column> {
    let db = Db::connect(url, 2).await?;
    db.migrate().await?;
    demo::create(&db, demo::Options { customers, seed: 1, now: Clock::System.now(), progress: false }).await?;
    let entries = sql!(db.read().await?, scalar i64, "SELECT COUNT(*) FROM point_entries")?;
    let rows = vec![
        floor(&db).await?,
        redemptions(&db).await?,
        orders(&db).await?,
        comparison(&db).await?,
        simulation(&db).await?,
        expiries(&db).await?,
        proof(&db).await?,
    ];
    db.close().await;
    Ok(Column { entries, rows })
}

async fn floor(db: &Db) -> Result<Row> {
    let mut each = Vec::new();
    let start = Instant::now();
    for _ in 0..OPERATIONS {
        let begun = Instant::now();
        let mut tx = db.write().await?;
        sql!(tx, execute, "UPDATE dealers SET phone = phone WHERE id = 1")?;
        tx.commit().await?;
        each.push(begun.elapsed());
    }
    Ok(Row::of("floor: one row changed, committed", start.elapsed(), each))
}

/// Members throughout the club redeem the cheapest voucher, each in its own transaction.
async fn redemptions(db: &Db) -> Result<Row> {
    let cheapest = "SELECT w.id, p.points FROM rewards w JOIN reward_prices p ON p.reward_id = w.id AND p.tier = 'basic' \
        WHERE w.kind = 'evoucher' AND w.status = 'published' ORDER BY p.points, w.id LIMIT 1";
    let (reward, price) = sql!(db.read().await?, one(i64, i64), cheapest)?;
    let mut tx = db.write().await?;
    let plenty = "UPDATE rewards SET limit_each = NULL, stock_left = stock_left + $2, \
        stock_received = stock_received + $2 WHERE id = $1";
    sql!(tx, execute, plenty, reward, OPERATIONS)?;
    tx.commit().await?;
    let members = some_members(db).await?;
    for (number, customer) in members.iter().enumerate() {
        let mut tx = db.write().await?;
        let idempotency_key = format!("bench:{number}");
        ops::earn(&mut tx, &earning(CustomerId(*customer), price * 20, &idempotency_key)).await?;
        tx.commit().await?;
    }
    let keys = Keys::demo();
    let mut each = Vec::new();
    let start = Instant::now();
    for number in 0..OPERATIONS {
        let customer = CustomerId(members[usize::try_from(number)? % members.len()]);
        let (idempotency_key, code) = (format!("bench:{number}"), format!("BENCH-{number}"));
        let (destination, now) = (Destination::None, Clock::System.now());
        let (reward, price) = (RewardId(reward), Price { points: price, pay: Fen(0) });
        let order = Order {
            customer,
            reward,
            price,
            destination: &destination,
            idempotency_key: &idempotency_key,
            code: &code,
            keys: &keys,
            now,
        };
        let begun = Instant::now();
        let mut tx = db.write().await?;
        redeem(&mut tx, &order).await?;
        tx.commit().await?;
        each.push(begun.elapsed());
    }
    Ok(Row::of("redeem, committed", start.elapsed(), each))
}

fn earning(customer: CustomerId, points: i64, idempotency_key: &str) -> Movement<'_> {
    Movement {
        customer,
        points,
        actor: "bench",
        idempotency_key,
        rule: None,
        source: PointSource::Manual,
        source_id: 1,
        label: Bilingual { zh: "礼物", en: "Gift" },
        at: Clock::System.now(),
    }
}

/// About two hundred members, evenly distributed over all ids.
async fn some_members(db: &Db) -> Result<Vec<i64>> {
    let query = "SELECT customer_id FROM (SELECT customer_id, ROW_NUMBER() OVER (ORDER BY customer_id) AS n, \
        COUNT(*) OVER () AS all_of_them FROM members) m WHERE n % (1 + all_of_them / 200) = 0";
    Ok(sql!(db.read().await?, scalars i64, query)?)
}

/// Orders closed at once by the workshops, booked by the worker. The daily scan of all orders runs before.
async fn orders(db: &Db) -> Result<Row> {
    app::book_new(db, Clock::System.now()).await?;
    let members = some_members(db).await?;
    let mut tx = db.write().await?;
    for number in 0..OPERATIONS {
        let customer = members[usize::try_from(number)? % members.len()];
        let now = Clock::System.now();
        sql!(
            tx,
            execute,
            "INSERT INTO service_orders (order_no, vehicle_id, customer_id, dealer_id, kind, status, opened_at, \
             closed_at, odometer_km, total_fen, paid_fen, updated_at) \
             SELECT $1, (SELECT MIN(id) FROM vehicles), $2, 1, 'maintenance', 'closed', $3, $3, 100, 45600, 45600, $3",
            format!("BENCH{number}"),
            customer,
            now
        )?;
    }
    tx.commit().await?;
    let start = Instant::now();
    let booked = app::book_new(db, Clock::System.now()).await?;
    Ok(Row { name: "earning worker, documents", count: i64::try_from(booked)?, took: start.elapsed(), latency: None })
}

/// The daily comparison of every document with what was booked for it.
async fn comparison(db: &Db) -> Result<Row> {
    let documents = "SELECT (SELECT COUNT(*) FROM service_orders) + (SELECT COUNT(*) FROM deliveries) \
        + (SELECT COUNT(*) FROM survey_answers)";
    let count = sql!(db.read().await?, scalar i64, documents)?;
    let start = Instant::now();
    app::book_new(db, Clock::System.now() + TimeDelta::hours(25)).await?;
    Ok(Row { name: "daily comparison, documents", count, took: start.elapsed(), latency: None })
}

/// A simulation of another value of the workshop rule, on all earnings of two years.
async fn simulation(db: &Db) -> Result<Row> {
    let now = Clock::System.now();
    let mut tx = db.write().await?;
    let draft = "INSERT INTO point_rules (code, version, value, title_zh, title_en, status) \
        SELECT code, 999, value * 2, title_zh, title_en, 'draft' FROM point_rules WHERE code = 'workshop' \
        ORDER BY version LIMIT 1";
    sql!(tx, execute, draft)?;
    let waiting = "INSERT INTO rule_simulations (rule_id, revision, months, state, beat_at, started_by, started_at) \
        SELECT id, revision, 24, 'waiting', $1, (SELECT MIN(id) FROM accounts), $1 FROM point_rules WHERE version = 999";
    sql!(tx, execute, waiting, now)?;
    tx.commit().await?;
    let start = Instant::now();
    points::simulate_next(db, &Clock::System).await?;
    let took = start.elapsed();
    let query = "SELECT COUNT(*) FROM point_transfers t JOIN point_rules r ON r.id = t.rule_id \
        WHERE r.code = 'workshop' AND t.rule_at >= $1";
    let count = sql!(db.read().await?, scalar i64, query, now - TimeDelta::days(730))?;
    Ok(Row { name: "simulation, earnings", count, took, latency: None })
}

/// Expiry of the lots that expire next.
async fn expiries(db: &Db) -> Result<Row> {
    let due = "SELECT expires_at FROM point_lots WHERE remaining > 0 ORDER BY expires_at LIMIT 1 OFFSET $1";
    let then = sql!(db.read().await?, scalar chrono::DateTime<chrono::Utc>, due, OPERATIONS / 4)?;
    let expired = "SELECT COUNT(*) FROM point_transfers WHERE kind = 'expire'";
    let before = sql!(db.read().await?, scalar i64, expired)?;
    let start = Instant::now();
    points::expire_overdue(db, then).await?;
    let took = start.elapsed();
    let count = sql!(db.read().await?, scalar i64, expired)? - before;
    Ok(Row { name: "expiry, lots", count, took, latency: None })
}

async fn proof(db: &Db) -> Result<Row> {
    let mut tx = db.snapshot().await?;
    let start = Instant::now();
    let wrong = app::violations(&mut tx).await?;
    let took = start.elapsed();
    if !wrong.is_empty() {
        return Err(wrong.join("\n").into());
    }
    let count = sql!(tx, scalar i64, "SELECT COUNT(*) FROM point_entries")?;
    Ok(Row { name: "verify everything, entries", count, took, latency: None })
}

impl Row {
    fn of(name: &'static str, took: Duration, mut each: Vec<Duration>) -> Self {
        each.sort_unstable();
        let at = |percent: usize| each[(each.len() * percent / 100).min(each.len() - 1)];
        Self { name, count: each.len() as i64, took, latency: Some((at(50), at(99))) }
    }

    fn micros(&self) -> f64 {
        self.took.as_secs_f64() * 1e6 / self.count.max(1) as f64
    }

    fn cells(&self) -> String {
        let ms = |duration: Duration| duration.as_secs_f64() * 1e3;
        let latency = self.latency.map(|(p50, p99)| format!(", {:.2} / {:.2}", ms(p50), ms(p99))).unwrap_or_default();
        format!("{:.0}{latency} | {:.0}", self.micros(), 1e6 / self.micros())
    }
}

/// Prints a Markdown table: the cost of an operation in each club, and the growth in the larger one.
fn print(columns: &[Column]) {
    let heads: Vec<String> = columns
        .iter()
        .map(|column| format!("{} entries: µs each, p50 / p99 ms | per second", column.entries))
        .collect();
    println!("| work | {} | growth |", heads.join(" | "));
    println!("|---|{}---:|", "---:|---:|".repeat(columns.len()));
    for at in 0..columns[0].rows.len() {
        let rows: Vec<&Row> = columns.iter().map(|column| &column.rows[at]).collect();
        let cells: Vec<String> = rows.iter().map(|row| row.cells()).collect();
        let growth = rows[rows.len() - 1].micros() / rows[0].micros();
        println!("| {} | {} | {growth:.2} |", rows[0].name, cells.join(" | "));
    }
}

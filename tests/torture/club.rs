//! A small club: few members with points, few rewards with little stock, and an event with few seats.

use crate::Result;
use club_portal::app::violations;
use club_portal::clock::Clock;
use club_portal::db::Db;
use club_portal::i18n::Bilingual;
use club_portal::points::model::PointSource;
use club_portal::points::ops::{self, Movement};
use club_portal::points::rules::model::{Basis, whole};
use club_portal::sql;
use club_portal::values::CustomerId;
use club_portal::{demo, points};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::time::{Duration, Instant};

pub struct Member {
    pub id: i64,
    pub phone: String,
    /// Available points less the member's debt.
    pub points: i64,
}

pub struct Club {
    pub db: Db,
    pub members: Vec<Member>,
    /// Id and price.
    pub rewards: Vec<(i64, i64)>,
    /// Charity projects that members donate to.
    pub projects: Vec<i64>,
    /// An event that costs points and has few seats.
    pub event: i64,
}

impl Club {
    pub async fn found(url: &str) -> Result<Self> {
        const MEMBERS: i64 = 6;
        let db = Db::connect(url, 4).await?;
        db.migrate().await?;
        let options = demo::Options { customers: 300, seed: 3, now: Clock::System.now(), progress: false };
        demo::create(&db, options).await?;
        let members = give_passwords(&db, MEMBERS).await?;
        for id in &members {
            give(&db, *id).await?;
        }
        let rewards = make_scarce(&db).await?;
        let event = make_popular(&db).await?;
        let projects = "SELECT id FROM charity_projects WHERE status = 'published' ORDER BY id";
        let projects = sql!(db.read().await?, scalars i64, projects)?;
        let mut club = Self { db, members: Vec::new(), rewards, projects, event };
        for id in members {
            let phone = "SELECT phone FROM accounts WHERE customer_id = $1";
            let phone = sql!(club.db.read().await?, scalar String, phone, id)?;
            let points = club.net(id).await?;
            club.members.push(Member { id, phone, points });
        }
        Ok(club)
    }

    /// A member's available points less their debt.
    pub async fn net(&self, member: i64) -> Result<i64> {
        let query = "SELECT available - debt FROM point_balances WHERE customer_id = $1";
        Ok(sql!(self.db.read().await?, scalar i64, query, member)?)
    }

    /// The points that a member's orders from an id on have earned by now.
    pub async fn points_of_orders(&self, member: i64, from: i64) -> Result<i64> {
        let query = "SELECT o.paid_fen, d.percent FROM service_orders o JOIN point_documents d ON d.source = 'service_order' AND d.source_id = o.id \
            WHERE o.customer_id = $1 AND o.id >= $2 AND o.status = 'closed'";
        let orders = sql!(self.db.read().await?, all(i64, i64), query, member, from)?;
        let points = |(fen, percent)| whole(1, Basis::Paid { fen, percent }, 100);
        Ok(orders.into_iter().map(points).sum())
    }

    /// Waits until the worker has booked the newest version of every order.
    pub async fn wait_for_bookings(&self) -> Result<()> {
        let behind = "SELECT COUNT(*) FROM service_orders o LEFT JOIN point_documents d ON d.source = 'service_order' AND d.source_id = o.id \
            WHERE o.id >= $1 AND (d.version IS NULL OR d.version < o.version)";
        let deadline = Instant::now() + Duration::from_secs(60);
        while sql!(self.db.read().await?, scalar i64, behind, FIRST_BILL)? > 0 {
            if Instant::now() > deadline {
                return Err("the worker did not book all orders within a minute".into());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        Ok(())
    }

    /// Checks all invariants, as `club-portal verify` does.
    pub async fn prove(&self) -> Result<()> {
        let mut tx = self.db.snapshot().await?;
        assert_eq!(violations(&mut tx).await?, Vec::<String>::new());
        Ok(())
    }
}

/// The ids of orders that earn points begin here.
pub const FIRST_ORDER: i64 = 1_000_000;
/// The ids of orders that are partly paid with points begin here and end before [`FIRST_ORDER`].
pub const FIRST_BILL: i64 = 900_000;
/// The staff of the first and the second dealer.
pub const STAFF: [&str; 2] = ["13800138051", "13800138052"];

/// Members of the demo data, all of whom get the demo's password.
async fn give_passwords(db: &Db, count: i64) -> Result<Vec<i64>> {
    let mut tx = db.write().await?;
    let query = "SELECT m.customer_id FROM members m JOIN accounts a ON a.customer_id = m.customer_id \
        WHERE a.disabled_at IS NULL ORDER BY m.customer_id LIMIT $1";
    let members = sql!(tx, scalars i64, query, count)?;
    for id in &members {
        let same = "UPDATE accounts SET password_hash = (SELECT password_hash FROM accounts WHERE customer_id = 1) \
            WHERE customer_id = $1";
        sql!(tx, execute, same, *id)?;
    }
    tx.commit().await?;
    Ok(members)
}

async fn give(db: &Db, member: i64) -> Result<()> {
    let mut tx = db.write().await?;
    let gift = Movement {
        customer: CustomerId(member),
        points: 200_000,
        actor: "torture",
        idempotency_key: &format!("bonus:{member}"),
        rule: None,
        source: PointSource::Manual,
        source_id: 1,
        label: Bilingual { zh: "礼物", en: "Gift" },
        at: Clock::System.now(),
    };
    ops::earn(&mut tx, &gift).await?;
    tx.commit().await?;
    points::expire_overdue(db, Clock::System.now()).await?;
    Ok(())
}

/// Gives vouchers little stock.
async fn make_scarce(db: &Db) -> Result<Vec<(i64, i64)>> {
    let mut tx = db.write().await?;
    let few = "UPDATE rewards SET limit_each = NULL, stock_received = stock_received - stock_left + 200, stock_left = 200 \
        WHERE kind = 'evoucher' AND status = 'published' AND codes = 'generated'";
    sql!(tx, execute, few)?;
    let query = "SELECT w.id, p.points FROM rewards w JOIN reward_prices p ON p.reward_id = w.id AND p.tier = 'basic' \
        WHERE w.status = 'published' AND p.points <= 3000 AND w.codes = 'generated' AND w.kind = 'evoucher' \
        ORDER BY p.points, w.id";
    let rewards = sql!(tx, all(i64, i64), query)?;
    tx.commit().await?;
    Ok(rewards)
}

/// Leaves two seats in an event for which everybody may register.
async fn make_popular(db: &Db) -> Result<i64> {
    let mut tx = db.write().await?;
    let query = "SELECT MIN(e.id) FROM events e WHERE status = 'published' AND closes_at > $1 AND opens_at < $1 \
        AND NOT EXISTS (SELECT 1 FROM event_questions q WHERE q.event_id = e.id)";
    let event = sql!(tx, scalar i64, query, Clock::System.now())?;
    let popular = "UPDATE events SET capacity = taken + 2, fee_points = 100, tier_from = NULL, model_id = NULL \
        WHERE id = $1";
    sql!(tx, execute, popular, event)?;
    tx.commit().await?;
    Ok(event)
}

pub async fn create_database(server: &str, name: &str) -> Result<String> {
    run(server, format!("CREATE DATABASE {name}")).await?;
    let (base, query) = server.split_once('?').map_or((server, String::new()), |(b, q)| (b, format!("?{q}")));
    let (host, _) = base.rsplit_once('/').ok_or("the URL contains no database")?;
    Ok(format!("{host}/{name}{query}"))
}

pub async fn drop_database(server: &str, name: &str) -> Result<()> {
    run(server, format!("DROP DATABASE {name} WITH (FORCE)")).await
}

async fn run(server: &str, statement: String) -> Result<()> {
    let mut connection = PgConnection::connect(server).await?;
    sqlx::query(AssertSqlSafe(statement)).execute(&mut connection).await?;
    Ok(connection.close().await?)
}

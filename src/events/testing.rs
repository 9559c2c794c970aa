//! Test fixtures: events and members.

use super::model::{Event, EventStatus};
use super::ops::{self, Registering};
use super::store::{self, Party};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::i18n::Bilingual;
use crate::points::model::PointSource;
use crate::points::ops::{Movement, earn};
use crate::sql;
use crate::values::{CustomerId, EventId, PersonName, RegistrationId, Tier};
use crate::web::testing::{account, noon};
use chrono::{DateTime, TimeDelta, Utc};

/// Published, open, starts in ten days; 10 seats, up to 2 companions, for all members, no fee, no award.
pub fn plain_event() -> Event {
    let day = TimeDelta::days(1);
    Event {
        id: EventId(0),
        status: EventStatus::Published,
        title_zh: "春日自驾".into(),
        title_en: "Spring drive".into(),
        summary_zh: "去千岛湖".into(),
        summary_en: "To the lake".into(),
        body_zh: "第一段\n\n第二段".into(),
        body_en: "First\n\nSecond".into(),
        city: "杭州".into(),
        city_en: "Hangzhou".into(),
        place_zh: "游客中心".into(),
        place_en: "Visitor centre".into(),
        address: "湖滨路 1 号".into(),
        picture: "/img/event-drive.svg".into(),
        starts_at: noon() + day * 10,
        ends_at: noon() + day * 11,
        opens_at: noon() - day * 5,
        closes_at: noon() + day * 9,
        capacity: 10,
        taken: 0,
        companions_max: 2,
        tier_from: None,
        model_id: None,
        fee_points: 0,
        award_points: 0,
        cancel_reason: None,
        version: 1,
        updated_at: noon(),
    }
}

pub async fn insert_event(db: &Db, change: impl FnOnce(&mut Event)) -> EventId {
    let mut e = plain_event();
    change(&mut e);
    let mut tx = db.write().await.expect("a transaction");
    let id = sql!(
        tx,
        scalar EventId,
        "INSERT INTO events (status, title_zh, title_en, summary_zh, summary_en, body_zh, body_en, city, city_en, \
         place_zh, place_en, address, picture, starts_at, ends_at, opens_at, closes_at, capacity, companions_max, \
         tier_from, model_id, fee_points, award_points, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, \
         $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $24) RETURNING id",
        e.status,
        e.title_zh,
        e.title_en,
        e.summary_zh,
        e.summary_en,
        e.body_zh,
        e.body_en,
        e.city,
        e.city_en,
        e.place_zh,
        e.place_en,
        e.address,
        e.picture,
        e.starts_at,
        e.ends_at,
        e.opens_at,
        e.closes_at,
        e.capacity,
        e.companions_max,
        e.tier_from,
        e.model_id,
        e.fee_points,
        e.award_points,
        noon()
    )
    .expect("an event");
    tx.commit().await.expect("committed");
    id
}

/// The phone of the `n`-th member.
pub fn phone(n: i64) -> String {
    format!("139{n:08}")
}

/// Inserts a member with an account and this many points.
pub async fn insert_member(db: &Db, n: i64, points: i64) -> CustomerId {
    let mut tx = db.write().await.expect("a transaction");
    let customer = sql!(
        tx,
        scalar CustomerId,
        "INSERT INTO customers (customer_no, name, created_at, updated_at) VALUES ($1, $2, $3, $3) RETURNING id",
        format!("C{n}"),
        format!("张{n}"),
        noon()
    )
    .expect("a customer");
    sql!(
        tx,
        execute,
        "INSERT INTO members (customer_id, member_no, referral_code, joined_at) VALUES ($1, $2, $3, $4)",
        customer,
        format!("M{n:09}"),
        format!("R{n}"),
        noon()
    )
    .expect("a member");
    give(&mut tx, customer, points).await;
    tx.commit().await.expect("committed");
    account(db, "owner", &phone(n), Some(customer.0), None).await;
    customer
}

async fn give(tx: &mut Tx, customer: CustomerId, points: i64) {
    if points == 0 {
        return;
    }
    let bonus = Movement {
        customer,
        points,
        actor: "test",
        idempotency_key: &format!("bonus:{customer}"),
        rule: None,
        source: PointSource::Manual,
        source_id: 1,
        label: Bilingual { zh: "起始", en: "Start" },
        at: noon(),
    };
    earn(tx, &bonus).await.expect("points");
}

pub async fn set_tier(db: &Db, customer: CustomerId, tier: Tier) {
    let mut tx = db.write().await.expect("a transaction");
    sql!(tx, execute, "UPDATE members SET tier = $2 WHERE customer_id = $1", customer, tier).expect("a tier");
    tx.commit().await.expect("committed");
}

/// Generates a ticket code as the form does.
pub fn ticket() -> String {
    crate::values::code::ticket_code(&mut rand::rng())
}

/// Registers in its own transaction, retrying on serialization conflicts as the forms do.
pub async fn register(db: &Db, customer: CustomerId, event: EventId, companions: usize) -> Result<Party> {
    let names: Vec<_> = (0..companions).filter_map(|n| PersonName::parse(&format!("李{n}")).ok()).collect();
    let (idempotency_key, ticket_code) = (uuid::Uuid::new_v4().to_string(), ticket());
    let asked = Registering {
        event,
        customer,
        companions: &names,
        answers: &[],
        idempotency_key: &idempotency_key,
        ticket_code: &ticket_code,
        at: noon(),
    };
    loop {
        let mut tx = db.write().await?;
        match ops::register(&mut tx, &asked).await {
            Err(crate::error::AppError::Busy) => continue,
            Err(error) => return Err(error),
            Ok(party) => {
                tx.commit().await?;
                return Ok(party);
            }
        }
    }
}

pub async fn cancel(db: &Db, customer: CustomerId, event: EventId, now: DateTime<Utc>) -> Result<()> {
    loop {
        let mut tx = db.write().await?;
        match ops::cancel(&mut tx, customer, event, now).await {
            Err(crate::error::AppError::Busy) => continue,
            Err(error) => return Err(error),
            Ok(_) => {
                tx.commit().await?;
                return Ok(());
            }
        }
    }
}

pub async fn event(db: &Db, id: EventId) -> Event {
    let mut tx = db.read().await.expect("a connection");
    store::find_event(&mut tx, id).await.expect("a query").expect("an event")
}

pub async fn count(db: &Db, sql: &'static str) -> i64 {
    let mut tx = db.read().await.expect("a connection");
    sql!(tx, scalar i64, sql).expect("a count")
}

/// Asserts the invariants of events: each query counts the rows that violate one.
pub async fn assert_sound(db: &Db) {
    for (what, broken) in [
        (
            "`taken` is the sum of the confirmed and attended seats, and at most the capacity",
            "SELECT COUNT(*) FROM events e WHERE taken > capacity OR taken <> (SELECT CAST(COALESCE(SUM(seats), 0) \
             AS BIGINT) FROM registrations r WHERE r.event_id = e.id AND r.state IN ('confirmed', 'attended'))",
        ),
        (
            "no seats are free while a waiting party would fit",
            "SELECT COUNT(*) FROM events e JOIN registrations r ON r.event_id = e.id AND r.state = 'waiting' \
             WHERE e.status IN ('published', 'closed') AND r.seats <= e.capacity - e.taken",
        ),
        (
            "promoted parties are notified exactly once, others never",
            "SELECT (SELECT COUNT(*) FROM registrations r WHERE promoted_at IS NOT NULL AND (SELECT COUNT(*) FROM \
             outbox o WHERE o.dedupe_key = 'registration:' || r.id || ':promoted') <> 1) + (SELECT COUNT(*) FROM \
             outbox o WHERE o.dedupe_key LIKE '%:promoted' AND NOT EXISTS (SELECT 1 FROM registrations r WHERE \
             r.promoted_at IS NOT NULL AND o.dedupe_key = 'registration:' || r.id || ':promoted'))",
        ),
        (
            "balances are the sums of entries and of lots",
            "SELECT COUNT(*) FROM point_balances b WHERE available <> (SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) \
             FROM point_entries e WHERE e.customer_id = b.customer_id) OR available <> (SELECT \
             CAST(COALESCE(SUM(remaining), 0) AS BIGINT) FROM point_lots l WHERE l.customer_id = b.customer_id)",
        ),
    ] {
        assert_eq!(count(db, broken).await, 0, "{what}");
    }
}

pub async fn ticket_of(db: &Db, id: RegistrationId) -> String {
    let mut tx = db.read().await.expect("a connection");
    sql!(tx, scalar String, "SELECT ticket_code FROM registrations WHERE id = $1", id).expect("a code")
}

//! A small club of demo data, and the actors that use it.

use crate::db::{Db, Tx};
use crate::demo::{self, Options};
use crate::sql;
use crate::web::App;
use crate::web::testing::{self, Browser, noon};
use crate::workshop_payments::testing::pay;
use std::error::Error;

/// Who sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Actor {
    Stranger,
    Owner,
    OtherOwner,
    Dealer,
    OtherDealer,
    Admin,
}

impl Actor {
    pub const ALL: [Self; 6] =
        [Self::Stranger, Self::Owner, Self::OtherOwner, Self::Dealer, Self::OtherDealer, Self::Admin];

    fn phone(self) -> Option<&'static str> {
        Some(match self {
            Self::Stranger => return None,
            Self::Owner => "13800138001",
            Self::OtherOwner => "13800138002",
            Self::Dealer => "13800138051",
            Self::OtherDealer => "13800138052",
            Self::Admin => "13800138090",
        })
    }

    /// The customer or dealer of the actor, and another of the same kind.
    pub fn ids(self) -> (i64, i64) {
        match self {
            Self::OtherOwner | Self::OtherDealer => (2, 1),
            _ => (1, 2),
        }
    }
}

/// Fills the database with demo data, retires one reward to a draft, and puts the second owner on the waitlist of an
/// event that the first one is not registered for.
pub async fn club(db: &Db) -> Result<App, Box<dyn Error + Send + Sync>> {
    demo::create(db, Options { customers: 120, seed: 1, now: noon(), progress: false }).await?;
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE rewards SET status = 'draft' WHERE id = (SELECT MAX(id) FROM rewards)")?;
    sql!(
        tx,
        execute,
        "INSERT INTO registrations (event_id, customer_id, state, seats, ticket_code, created_at) \
         SELECT MIN(id), 2, 'waiting', 1, 'SECONDOWNER', $1 FROM events WHERE status = 'published' \
         AND id NOT IN (SELECT event_id FROM registrations WHERE customer_id IN (1, 2))",
        noon()
    )?;
    pay_bills(&mut tx).await?;
    bring_to_dealers(&mut tx).await?;
    tx.commit().await?;
    Ok(testing::app(db))
}

/// Both owners pay a bill with points, one at the first dealer, one at the second.
async fn pay_bills(tx: &mut Tx) -> Result<(), Box<dyn Error + Send + Sync>> {
    sql!(
        tx,
        execute,
        "INSERT INTO service_orders (order_no, vehicle_id, customer_id, dealer_id, kind, status, opened_at, \
         odometer_km, total_fen, updated_at) SELECT 'SECONDBILL', MIN(vehicle_id), 2, 2, 'repair', 'ready', $1, 1, \
         90000, $1 FROM ownerships WHERE customer_id = 2",
        noon()
    )?;
    for id in [1, 2] {
        let query = "SELECT MIN(o.id), MIN(a.id) FROM service_orders o JOIN accounts a ON a.dealer_id = o.dealer_id \
            WHERE o.customer_id = $1 AND o.dealer_id = $1 AND o.closed_at IS NULL";
        let (order, by) = sql!(tx, one(i64, i64), query, id)?;
        pay(tx, id, order, id, by).await?;
    }
    Ok(())
}

/// At each of the first two dealers, turns a shipped redemption into one that waits to be picked up.
async fn bring_to_dealers(tx: &mut Tx) -> Result<(), Box<dyn Error + Send + Sync>> {
    for dealer in [1, 2] {
        let waits = sql!(
            tx,
            execute,
            "UPDATE redemptions SET state = 'ready', ready_at = $2, fulfilled_at = NULL, carrier = NULL, \
             tracking_no = NULL, pickup_dealer_id = $1 WHERE id = (SELECT MAX(id) FROM redemptions \
             WHERE state = 'fulfilled' AND carrier IS NOT NULL AND customer_id > 2)",
            dealer,
            noon()
        )?;
        assert_eq!(waits, 1, "the demo data contain no shipped redemption");
    }
    Ok(())
}

/// A browser in which the actor is signed in.
pub async fn browser(app: &App, actor: Actor) -> Browser {
    let mut browser = Browser::new(app);
    if let Some(phone) = actor.phone() {
        browser.sign_in(phone, demo::PASSWORD).await;
    }
    browser
}

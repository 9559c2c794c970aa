//! The demo's club, small, and those who walk through it.

use crate::db::Db;
use crate::demo::{self, Options};
use crate::sql;
use crate::web::App;
use crate::web::testing::{self, Browser, noon};
use std::error::Error;

/// Who asks.
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

    /// The customer or dealer whom the actor stands for, and another of the same kind.
    pub fn ids(self) -> (i64, i64) {
        match self {
            Self::OtherOwner | Self::OtherDealer => (2, 1),
            _ => (1, 2),
        }
    }
}

/// Fills the database with the demo's club, takes one reward off the shelf, and lets the second owner wait for an
/// event that the first one has nothing to do with.
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
    tx.commit().await?;
    Ok(testing::app(db))
}

/// A browser in which the actor is signed in.
pub async fn browser(app: &App, actor: Actor) -> Browser {
    let mut browser = Browser::new(app);
    if let Some(phone) = actor.phone() {
        browser.sign_in(phone, demo::PASSWORD).await;
    }
    browser
}

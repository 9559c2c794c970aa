//! The layer between the network and the features: identity, access, input and representation.
//!
//! A request passes: log → headers → origin check → session → [`Ctx`] → access → page or form → error page.

mod arguments;
mod assets;
mod call;
mod compress;
mod cookies;
mod csv;
mod ctx;
mod decode;
mod flash;
mod form;
mod guard;
mod id;
mod keyset;
mod markers;
mod page;
mod query;
mod receive;
mod routes;
pub mod session;
#[cfg(test)]
pub mod testing;
mod throttle;
mod xlsx;

pub use arguments::{
    Day, FromForm, IdempotencyKey, Line, Lines, Number, Secret, SeenValue, Upload, Version, as_serde_error,
    read_argument,
};
pub use assets::Assets;
pub use cookies::{Cookie, cookie, find_cookie};
pub use csv::csv_file;
pub use ctx::{Admin, Ctx, Dealer, Owner, Rights, Viewer, use_ctx, use_locale};
pub use decode::decode;
pub use flash::{FlashCookie, FlashMessage, FlashMessages, ReceivedFlash};
pub use form::{Form, FormState, Reader, whole_number};
pub use id::Id;
pub use keyset::{Cursor, Order, Slice, cursor_text, parse_cursor};
pub use markers::outside_islands_removed;
pub use page::{Download, Page, Redirect};
pub use query::Query;
pub use receive::MOST_PHOTO;
pub use routes::{Access, Entry, Table};
pub use throttle::{count, throttle};
pub use xlsx::{Cell, Sheet, xlsx_file};

use crate::clock::Clock;
use crate::config::Config;
use crate::crypto::Keys;
use crate::db::Db;
use crate::feature::Feature;
use crate::ui::Frames;
use axum::Router;
use std::ops::Deref;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The state shared by all requests. A single pointer, because components clone it often.
#[derive(Clone)]
pub struct App(Arc<Shared>);

pub struct Shared {
    pub db: Db,
    pub clock: Clock,
    pub config: Config,
    pub assets: Assets,
    pub frames: Frames,
    /// The keys that voucher codes are sealed with.
    pub voucher_keys: Keys,
    /// Limits concurrent password hashing, which takes 19 MiB and a core each.
    pub hashing: Arc<Semaphore>,
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    pub fn new(db: Db, clock: Clock, config: Config) -> Self {
        const HASHES_AT_ONCE: usize = 2;
        Self(Arc::new(Shared {
            db,
            clock,
            voucher_keys: config.voucher_keys(),
            config,
            assets: Assets::load(),
            frames: Frames::default(),
            hashing: Arc::new(Semaphore::new(HASHES_AT_ONCE)),
        }))
    }
}

/// The whole application as a service: its routes, and the features whose messages its pages show.
pub fn router(app: App, table: Table, features: &'static [Feature]) -> Router {
    let (pages, files) = table.into_routers();
    let pages = session::layer(guard::inner(pages.fallback(routes::not_found), &app, features), &app);
    guard::outer(pages.with_state(app.clone()), files.with_state(app.clone()), &app)
}

//! Sessions in our own database. The table holds a hash of each session id, so a stolen table lets nobody sign in.

use super::ctx::Viewer;
use super::{App, Ctx};
use crate::clock::Clock;
use crate::db::{Db, DbError};
use crate::error::{AppError, Result};
use crate::sql;
use axum::Router;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{self, Error};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore};

const IDLE: TimeDelta = TimeDelta::days(14);
const ABSOLUTE: TimeDelta = TimeDelta::days(60);
/// GET requests require a new sign-in this long before the end, so that every form that was opened can still be sent.
const GRACE: TimeDelta = TimeDelta::hours(12);
/// How often activity is recorded.
const TOUCH: TimeDelta = TimeDelta::minutes(5);

#[derive(Clone, Debug)]
pub struct Store {
    db: Db,
    clock: Clock,
}

/// Adds sessions to a router.
pub fn layer(router: Router<App>, app: &App) -> Router<App> {
    let store = Store::new(app);
    let https = app.config.https();
    let layer = SessionManagerLayer::new(store)
        .with_name(if https { "__Host-club" } else { "club" })
        .with_secure(https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(time::Duration::seconds(IDLE.num_seconds())));
    router.layer(layer)
}

/// The viewer of this session unless it is too old; a sent form has `GRACE` more time.
pub async fn viewer(session: &Session, now: DateTime<Utc>, is_sent: bool) -> Option<Viewer> {
    let viewer: Viewer = session.get("viewer").await.ok()??;
    if now - viewer.since > (if is_sent { ABSOLUTE } else { ABSOLUTE - GRACE }) {
        session.flush().await.ok()?;
        return None;
    }
    let seen: Option<DateTime<Utc>> = session.get("seen").await.ok()?;
    if seen.is_none_or(|seen| now - seen > TOUCH) {
        session.insert("seen", now).await.ok()?;
    }
    Some(viewer)
}

/// Signs an account in under a new session id.
pub async fn sign_in(ctx: &Ctx, viewer: &Viewer) -> Result<()> {
    let begin = async {
        ctx.session.cycle_id().await?;
        ctx.session.insert("viewer", viewer).await?;
        ctx.session.insert("seen", ctx.now).await?;
        ctx.session.insert("agent", &*ctx.agent).await?;
        ctx.session.insert("address", &*ctx.address).await
    };
    begin.await.map_err(failed)
}

/// Changes the session's id, after its rights have changed or the old id may be known.
pub async fn renew(ctx: &Ctx) -> Result<()> {
    ctx.session.cycle_id().await.map_err(failed)
}

/// The primary key of this request's session; empty without one.
pub fn row_of(ctx: &Ctx) -> String {
    ctx.session.id().map(|id| row_id(&id)).unwrap_or_default()
}

pub async fn sign_out(ctx: &Ctx) -> Result<()> {
    ctx.session.flush().await.map_err(failed)
}

/// Reads a value of this browser's session.
pub async fn find<T: DeserializeOwned>(ctx: &Ctx, key: &str) -> Result<Option<T>> {
    ctx.session.get(key).await.map_err(failed)
}

/// Stores a value in this browser's session, even if nobody is signed in.
pub async fn put<T: Serialize>(ctx: &Ctx, key: &str, value: &T) -> Result<()> {
    ctx.session.insert(key, value).await.map_err(failed)
}

pub async fn remove(ctx: &Ctx, key: &str) -> Result<()> {
    ctx.session.remove_value(key).await.map(|_| ()).map_err(failed)
}

fn failed(error: tower_sessions::session::Error) -> AppError {
    tracing::error!(%error, "session");
    AppError::Internal
}

/// The primary key of a session.
pub fn row_id(id: &Id) -> String {
    hex::encode(Sha256::digest(id.to_string()))
}

impl Store {
    pub fn new(app: &App) -> Self {
        Self { db: app.db.clone(), clock: app.clock.clone() }
    }

    async fn insert(&self, record: &Record) -> Result<(), DbError> {
        let now = self.clock.now();
        let viewer = viewer_of(record);
        let mut tx = self.db.write().await?;
        sql!(
            tx,
            execute,
            "INSERT INTO sessions (id, account_id, data, agent, address, created_at, seen_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            row_id(&record.id),
            viewer.as_ref().map(|viewer| viewer.account),
            data(record),
            text(record, "agent"),
            text(record, "address"),
            viewer.map_or(now, |viewer| viewer.since),
            now,
            now + IDLE
        )?;
        tx.commit().await
    }

    /// Updates existing rows only: a request that is running while its session is ended must not bring it back.
    async fn update(&self, record: &Record) -> Result<(), DbError> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        sql!(
            tx,
            execute,
            "UPDATE sessions SET account_id = $2, data = $3, seen_at = $4, expires_at = $5 WHERE id = $1",
            row_id(&record.id),
            viewer_of(record).map(|viewer| viewer.account),
            data(record),
            now,
            now + IDLE
        )?;
        tx.commit().await
    }
}

fn data(record: &Record) -> String {
    serde_json::to_string(&record.data).unwrap_or_default()
}

fn text(record: &Record, key: &str) -> String {
    record.data.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}

fn viewer_of(record: &Record) -> Option<Viewer> {
    serde_json::from_value(record.data.get("viewer")?.clone()).ok()
}

fn backend(error: DbError) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait::async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        // Ids have 128 random bits, so they do not collide.
        self.insert(record).await.map_err(backend)
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        self.update(record).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let mut tx = self.db.read().await.map_err(backend)?;
        let row = sql!(
            tx,
            optional(String, DateTime<Utc>),
            // Also rejects a sign-in that was running while its account was disabled.
            "SELECT data, expires_at FROM sessions WHERE id = $1 AND expires_at > $2 AND NOT EXISTS \
             (SELECT 1 FROM accounts WHERE id = sessions.account_id AND disabled_at IS NOT NULL)",
            row_id(id),
            self.clock.now()
        )
        .map_err(backend)?;
        let Some((data, expires_at)) = row else { return Ok(None) };
        let data = serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date = time::OffsetDateTime::from_unix_timestamp(expires_at.timestamp())
            .map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        let mut tx = self.db.write().await.map_err(backend)?;
        sql!(tx, execute, "DELETE FROM sessions WHERE id = $1", row_id(id)).map_err(backend)?;
        tx.commit().await.map_err(backend)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::web::testing::{self, Browser, PASSWORD, noon};
    use axum::http::StatusCode;

    /// The same browser after `after`, with its session kept from idling out.
    async fn later(db: &Db, cookie: &str, after: TimeDelta) -> Browser {
        let mut tx = db.write().await.expect("a transaction");
        let keep_alive = "UPDATE sessions SET expires_at = $1";
        sql!(tx, execute, keep_alive, noon() + after + IDLE).expect("a session");
        tx.commit().await.expect("committed");
        let config = Config { demo: true, ..Config::default() };
        let mut browser = Browser::new(&App::new(db.clone(), Clock::fixed(noon() + after), config));
        browser.set_cookie("club", cookie);
        browser
    }

    crate::db_test!(a_form_opened_before_the_grace_period_can_still_be_sent, |db| {
        testing::account(&db, "admin", "13900000009", None, None).await;
        let mut admin = Browser::new(&testing::app(&db));
        admin.sign_in("13900000009", PASSWORD).await;
        let cookie = admin.cookie("club").expect("a session").to_owned();
        let form = "/admin/events/new";
        let mut early = later(&db, &cookie, ABSOLUTE - GRACE).await;
        assert_eq!(early.get(form).await.status, StatusCode::OK);
        let mut last = later(&db, &cookie, ABSOLUTE).await;
        let sent = last.post(form, &[("title_zh", "写了很久的活动")]).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sent.body.contains("写了很久的活动"), "what was typed is kept");
        let mut opening = later(&db, &cookie, ABSOLUTE - GRACE + TimeDelta::minutes(1)).await;
        assert_eq!(
            opening.get(form).await.location,
            format!("/login?next={form}"),
            "no form is opened within the grace period"
        );
        assert_eq!(opening.get("/admin").await.status, StatusCode::SEE_OTHER, "and the session has ended");
    });

    crate::db_test!(nothing_can_be_sent_after_the_absolute_expiry, |db| {
        testing::account(&db, "admin", "13900000009", None, None).await;
        let mut admin = Browser::new(&testing::app(&db));
        admin.sign_in("13900000009", PASSWORD).await;
        let cookie = admin.cookie("club").expect("a session").to_owned();
        let mut late = later(&db, &cookie, ABSOLUTE + TimeDelta::minutes(1)).await;
        assert_eq!(late.post("/admin/events/new", &[]).await.status, StatusCode::SEE_OTHER);
    });
}

//! Sessions over our own database. The table holds a hash of the session's id, so that a stolen table signs nobody in.

use super::ctx::Viewer;
use super::{App, Ctx};
use crate::clock::Clock;
use crate::db::{Db, DbError};
use crate::error::{AppError, Result};
use crate::sql;
use crate::values::AccountId;
use axum::Router;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{self, Error};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore};

const IDLE: TimeDelta = TimeDelta::days(14);
const ABSOLUTE: TimeDelta = TimeDelta::days(60);
/// How often being active is written down.
const TOUCH: TimeDelta = TimeDelta::minutes(5);

#[derive(Clone, Debug)]
pub struct Store {
    db: Db,
    clock: Clock,
}

/// Adds sessions to a router.
pub fn layer(router: Router<App>, app: &App) -> Router<App> {
    let store = Store { db: app.db.clone(), clock: app.clock.clone() };
    let https = app.config.https();
    let layer = SessionManagerLayer::new(store)
        .with_name(if https { "__Host-club" } else { "club" })
        .with_secure(https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(time::Duration::seconds(IDLE.num_seconds())));
    router.layer(layer)
}

/// Who is signed in with this session, if it is not too old.
pub async fn viewer(session: &Session, now: DateTime<Utc>) -> Option<Viewer> {
    let viewer: Viewer = session.get("viewer").await.ok()??;
    if now - viewer.since > ABSOLUTE {
        session.flush().await.ok()?;
        return None;
    }
    let seen: Option<DateTime<Utc>> = session.get("seen").await.ok()?;
    if seen.is_none_or(|seen| now - seen > TOUCH) {
        session.insert("seen", now).await.ok()?;
    }
    Some(viewer)
}

/// Signs somebody in, under a new session id.
pub async fn sign_in(ctx: &Ctx, viewer: &Viewer) -> Result<()> {
    let begin = async {
        ctx.session.cycle_id().await?;
        ctx.session.insert("viewer", viewer).await?;
        ctx.session.insert("seen", ctx.now).await?;
        ctx.session.insert("agent", &*ctx.agent).await?;
        ctx.session.insert("address", &*ctx.address).await
    };
    begin.await.map_err(|error| {
        tracing::error!(%error, "session");
        AppError::Internal
    })
}

pub async fn sign_out(ctx: &Ctx) -> Result<()> {
    ctx.session.flush().await.map_err(|error| {
        tracing::error!(%error, "session");
        AppError::Internal
    })
}

/// The name under which the table knows a session.
pub fn row_id(id: &Id) -> String {
    hex::encode(Sha256::digest(id.to_string()))
}

impl Store {
    async fn upsert(&self, record: &Record) -> Result<(), DbError> {
        let data = serde_json::to_string(&record.data).unwrap_or_default();
        let text = |key: &str| record.data.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
        let viewer = record.data.get("viewer").and_then(|v| serde_json::from_value::<Viewer>(v.clone()).ok());
        let account: Option<AccountId> = viewer.map(|viewer| viewer.account);
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        sql!(
            tx,
            execute,
            "INSERT INTO sessions (id, account_id, data, agent, address, created_at, seen_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $6, $7) ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id, \
             data = excluded.data, seen_at = excluded.seen_at, expires_at = excluded.expires_at",
            row_id(&record.id),
            account,
            data,
            text("agent"),
            text("address"),
            now,
            now + IDLE
        )?;
        tx.commit().await
    }
}

fn backend(error: DbError) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait::async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        // Ids have 128 random bits: two never meet.
        self.upsert(record).await.map_err(backend)
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        self.upsert(record).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let mut tx = self.db.read().await.map_err(backend)?;
        let row = sql!(
            tx,
            optional(String, DateTime<Utc>),
            "SELECT data, expires_at FROM sessions WHERE id = $1 AND expires_at > $2",
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

use super::{Db, DbError, DbResult, Pools, Tx};
use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// Fifty tests at once on a slow disk may take longer than a page may wait.
const WAIT: Duration = Duration::from_secs(if cfg!(test) { 60 } else { 10 });

/// Commits are durable, except in tests, whose data is temporary and need not wait for the disk.
const SYNCHRONOUS: SqliteSynchronous = if cfg!(test) { SqliteSynchronous::Off } else { SqliteSynchronous::Full };

impl Db {
    /// Connects to `sqlite:path` (the file is created if missing) or `postgres://…`.
    pub async fn connect(url: &str, connections: u32) -> DbResult<Self> {
        let pools = if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Pools::Postgres(postgres(url, connections).await?)
        } else {
            sqlite(url, connections).await?
        };
        Ok(Self {
            pools,
            statements: Arc::default(),
            #[cfg(test)]
            fail_point: super::fault_injection::FailPoint::default(),
        })
    }
}

impl Tx {
    /// Whether rows can be locked, for [`for_update!`](crate::for_update).
    pub fn locks_rows(&self) -> bool {
        matches!(self.inner, super::Inner::PostgresWrite(_))
    }
}

async fn sqlite(url: &str, connections: u32) -> DbResult<Pools> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SYNCHRONOUS)
        .foreign_keys(true)
        .busy_timeout(WAIT)
        .statement_cache_capacity(256)
        .pragma("cache_size", "-16000")
        .pragma("temp_store", "memory")
        // So that a row removed by REPLACE fires the delete triggers.
        .pragma("recursive_triggers", "on");
    // The writer connects first: it creates the file that the readers then open.
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(WAIT)
        .after_release(|connection, _| Box::pin(is_at_rest(connection)))
        .connect_with(options.clone().optimize_on_close(true, None))
        .await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(WAIT)
        .test_before_acquire(false)
        .after_release(|connection, _| Box::pin(is_at_rest(connection)))
        .connect_with(options.read_only(true).create_if_missing(false))
        .await?;
    Ok(Pools::Sqlite { readers, writer })
}

async fn postgres(url: &str, connections: u32) -> Result<sqlx::PgPool, DbError> {
    let options = PgConnectOptions::from_str(url)?.statement_cache_capacity(256);
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(WAIT)
        .after_release(|connection, _| Box::pin(is_at_rest(connection)))
        .connect_with(options);
    Ok(pool.await?)
}

/// Whether a connection may go back to its pool. After a failed `COMMIT` or `ROLLBACK`, on a full disk for example, it
/// is still in a transaction and would break the next one: then it is closed and replaced.
async fn is_at_rest<C: Connection>(connection: &mut C) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // The rollback of a dropped transaction is only queued; the ping waits for it.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

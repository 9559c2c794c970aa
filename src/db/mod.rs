//! Database access: SQLite in a file, or PostgreSQL. The only module that knows the dialects.
//!
//! Every query takes a [`Tx`] and is one SQL text for both databases, run by [`sql!`](crate::sql). `read` returns a
//! connection, `write` a transaction that is rolled back unless committed. SQLite has one writer: a write transaction
//! holds the lock from the start, so nothing read in it can become outdated. On PostgreSQL the first statement of an
//! operation takes the row lock that it needs.

pub mod bulk;
mod connect;
mod error;
#[cfg(test)]
pub mod fault_injection;
mod migrate;
pub mod pipeline;
mod run;
mod sql;
#[cfg(test)]
pub mod testing;

pub use error::{DbError, DbResult};
pub use migrate::MigrateError;
pub use run::{Argument, Rows};

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Clone, Debug)]
pub struct Db {
    pools: Pools,
    statements: Arc<AtomicU64>,
    #[cfg(test)]
    fail_point: fault_injection::FailPoint,
}

#[derive(Clone, Debug)]
enum Pools {
    Sqlite { readers: SqlitePool, writer: SqlitePool },
    Postgres(PgPool),
}

/// A connection, in a transaction if it came from [`Db::write`].
pub struct Tx {
    inner: Inner,
    statements: Arc<AtomicU64>,
    #[cfg(test)]
    fail_point: fault_injection::FailPoint,
}

/// The ids after one, up to and including another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdSlice<T = i64> {
    pub after: T,
    pub until: T,
}

enum Inner {
    SqliteRead(PoolConnection<Sqlite>),
    SqliteWrite(Transaction<'static, Sqlite>),
    PostgresRead(PoolConnection<Postgres>),
    PostgresWrite(Transaction<'static, Postgres>),
}

/// What a statement runs on.
enum Connection<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

impl Db {
    /// A connection for reading, outside any transaction.
    pub async fn read(&self) -> DbResult<Tx> {
        let inner = match &self.pools {
            Pools::Sqlite { readers, .. } => Inner::SqliteRead(readers.acquire().await?),
            Pools::Postgres(pool) => Inner::PostgresRead(pool.acquire().await?),
        };
        Ok(self.tx(inner))
    }

    /// A transaction for writing, rolled back when dropped without [`Tx::commit`].
    pub async fn write(&self) -> DbResult<Tx> {
        let inner = match &self.pools {
            Pools::Sqlite { writer, .. } => Inner::SqliteWrite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => Inner::PostgresWrite(pool.begin().await?),
        };
        Ok(self.tx(inner))
    }

    /// A read-only transaction on a consistent snapshot of the database.
    pub async fn snapshot(&self) -> DbResult<Tx> {
        const ONE_MOMENT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        let inner = match &self.pools {
            Pools::Sqlite { readers, .. } => Inner::SqliteWrite(readers.begin().await?),
            Pools::Postgres(pool) => Inner::PostgresWrite(pool.begin_with(ONE_MOMENT).await?),
        };
        Ok(self.tx(inner))
    }

    /// The number of statements run so far through this handle and its clones; tests use it to check budgets.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    pub fn dialect(&self) -> &'static str {
        match self.pools {
            Pools::Sqlite { .. } => "sqlite",
            Pools::Postgres(_) => "postgres",
        }
    }

    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    fn tx(&self, inner: Inner) -> Tx {
        Tx {
            inner,
            statements: Arc::clone(&self.statements),
            #[cfg(test)]
            fail_point: self.fail_point.clone(),
        }
    }
}

impl Tx {
    /// Commits a write transaction.
    pub async fn commit(self) -> DbResult<()> {
        #[cfg(test)]
        self.fail_point.hit();
        match self.inner {
            Inner::SqliteWrite(tx) => tx.commit().await?,
            Inner::PostgresWrite(tx) => tx.commit().await?,
            Inner::SqliteRead(_) | Inner::PostgresRead(_) => {}
        }
        Ok(())
    }

    /// Reserves an id for a row about to be inserted, for when other rows must refer to it before it exists. Ids are
    /// never reused, even after their row was deleted.
    pub async fn next_id(&mut self, table: &'static str) -> DbResult<i64> {
        if self.locks_rows() {
            return crate::sql!(self, scalar i64, "SELECT nextval(pg_get_serial_sequence($1, 'id'))", table);
        }
        // There is one writer, so nobody else can take the same id. The insert advances the sequence.
        let query = "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = $1), 0) + 1";
        crate::sql!(self, scalar i64, query, table)
    }

    /// Counts the statements that the connection is for.
    fn connection_for(&mut self, statements: usize) -> Connection<'_> {
        self.statements.fetch_add(statements as u64, Ordering::Relaxed);
        #[cfg(test)]
        self.fail_point.hit();
        match &mut self.inner {
            Inner::SqliteRead(c) => Connection::Sqlite(c),
            Inner::SqliteWrite(tx) => Connection::Sqlite(tx),
            Inner::PostgresRead(c) => Connection::Postgres(c),
            Inner::PostgresWrite(tx) => Connection::Postgres(tx),
        }
    }
}

//! Bulk inserts: `COPY` on PostgreSQL, multi-row inserts on SQLite.
//!
//! A [`Batch`] collects rows in the database's own format, on any thread; a [`Bulk`] writes batches. A small load is
//! one transaction with all checks. A big one commits after each batch, without secondary indexes and foreign keys,
//! and marks the schema as unfinished until it is done: if it is killed, the portal refuses that database.

mod batch;
mod indexes;

pub use batch::{Batch, Cell, Row, ToCell};

use super::{Db, DbResult, Pools};
use batch::Rows;
use sqlx::{AssertSqlSafe, PgConnection, SqliteConnection};

/// Writes batches over its own connection, which is closed afterwards. If dropped early, it rolls back.
pub struct Bulk {
    connection: Connection,
    /// The statements that recreate what was dropped; empty for a small load.
    indexes: Vec<String>,
    big: bool,
}

enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Db {
    /// An empty batch in this database's format.
    pub fn batch(&self) -> Batch {
        match &self.pools {
            Pools::Sqlite { .. } => Batch::of_arguments(),
            Pools::Postgres(_) => Batch::of_text(),
        }
    }

    /// Begins a load. `big` gives up atomicity and foreign key checks for speed.
    pub async fn bulk(&self, big: bool) -> DbResult<Bulk> {
        let connection = match &self.pools {
            Pools::Sqlite { writer, .. } => Connection::Sqlite(writer.acquire().await?.detach()),
            Pools::Postgres(pool) => Connection::Postgres(pool.acquire().await?.detach()),
        };
        let mut bulk = Bulk { connection, indexes: Vec::new(), big };
        if big {
            bulk.prepare_big().await?;
        }
        bulk.begin().await?;
        Ok(bulk)
    }
}

impl Bulk {
    /// Writes a batch, parents before children.
    pub async fn write(&mut self, batch: Batch) -> DbResult<()> {
        for rows in batch.into_tables() {
            match &mut self.connection {
                Connection::Sqlite(c) => insert(c, rows).await?,
                Connection::Postgres(c) => copy(c, rows).await?,
            }
        }
        if self.big {
            self.execute("COMMIT").await?;
            self.begin().await?;
        }
        Ok(())
    }

    /// Runs a trusted statement without arguments.
    pub async fn execute(&mut self, sql: impl Into<String>) -> DbResult<()> {
        let sql = AssertSqlSafe(sql.into());
        match &mut self.connection {
            Connection::Sqlite(c) => sqlx::raw_sql(sql).execute(c).await.map(drop)?,
            Connection::Postgres(c) => sqlx::raw_sql(sql).execute(c).await.map(drop)?,
        }
        Ok(())
    }

    /// Completes the load: sequences, commit, indexes, statistics.
    pub async fn finish(mut self) -> DbResult<()> {
        self.set_sequences().await?;
        self.execute("COMMIT").await?;
        if self.big {
            self.restore_indexes().await?;
        }
        match self.connection {
            Connection::Sqlite(ref mut c) => {
                sqlx::raw_sql("PRAGMA analysis_limit = 1000; ANALYZE").execute(&mut *c).await?;
            }
            Connection::Postgres(ref mut c) => {
                sqlx::raw_sql("ANALYZE").execute(&mut *c).await?;
            }
        }
        if self.big {
            self.mark_finished(true).await?;
        }
        match self.connection {
            Connection::Sqlite(c) => sqlx::Connection::close(c).await?,
            Connection::Postgres(c) => sqlx::Connection::close(c).await?,
        }
        Ok(())
    }

    async fn begin(&mut self) -> DbResult<()> {
        let sql = if matches!(self.connection, Connection::Sqlite(_)) { "BEGIN IMMEDIATE" } else { "BEGIN" };
        self.execute(sql).await
    }

    /// Advances PostgreSQL's sequences, which explicit ids do not move.
    async fn set_sequences(&mut self) -> DbResult<()> {
        let Connection::Postgres(c) = &mut self.connection else { return Ok(()) };
        let columns = "SELECT format('SELECT setval(pg_get_serial_sequence(%L, %L), max(%I)) FROM %I', \
                       quote_ident(table_name), column_name, column_name, table_name) \
                       FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES'";
        let statements: Vec<String> = sqlx::query_scalar(columns).fetch_all(&mut *c).await?;
        for statement in statements {
            sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *c).await?;
        }
        Ok(())
    }
}

async fn insert(connection: &mut SqliteConnection, rows: Rows) -> DbResult<()> {
    let names = rows.columns.join(", ");
    let one = format!("({})", vec!["?"; rows.columns.len()].join(", "));
    let table = rows.table;
    for (count, arguments) in rows.into_statements() {
        let values = vec![one.as_str(); count].join(", ");
        let sql = format!("INSERT INTO {} ({names}) VALUES {values}", table);
        sqlx::query_with(AssertSqlSafe(sql), arguments).execute(&mut *connection).await?;
    }
    Ok(())
}

async fn copy(connection: &mut PgConnection, rows: Rows) -> DbResult<()> {
    let sql = format!("COPY {} ({}) FROM STDIN", rows.table, rows.columns.join(", "));
    let mut copy = connection.copy_in_raw(&sql).await?;
    copy.send(rows.text.as_slice()).await?;
    copy.finish().await?;
    Ok(())
}

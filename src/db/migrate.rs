use super::{Db, DbError, Pools};
use sqlx::PgPool;
use sqlx::migrate::Migrator;

#[cfg(test)]
mod frozen;
#[cfg(test)]
mod parity;
#[cfg(test)]
mod tests;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    #[error(
        "此数据库由另一版本创建，1.0 之前的版本不升级旧库：请用 `club-portal migrate --fresh` 清空重建 / another version \
         made this database, and versions before 1.0 upgrade none: empty and remake it with `club-portal migrate --fresh`"
    )]
    OtherSchema,
    #[error("the database's schema has version {0}, which this program does not know: it is older than the database")]
    Newer(i64),
    #[error("migration {0} of this database differs from this program's: restore the program's migrations")]
    Changed(i64),
    #[error("the database is unfinished: loading demo data or a migration was interrupted; start over with --fresh")]
    Unfinished,
    #[error(transparent)]
    Failed(sqlx::migrate::MigrateError),
    #[error(transparent)]
    Database(#[from] DbError),
}

impl Db {
    /// Brings the schema up to this program's version; a newer one is refused and left alone.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        let done = match &self.pools {
            Pools::Sqlite { writer, .. } => SQLITE.run(writer).await,
            Pools::Postgres(pool) => migrate_postgres(pool).await,
        };
        done.map_err(|error| explain(VERSION, error))
    }

    /// Removes everything: all tables with all rows. For demo and test databases.
    pub async fn wipe(&self) -> Result<(), DbError> {
        let mut tx = self.write().await?;
        match &self.pools {
            Pools::Postgres(_) => {
                crate::sql!(tx, execute, "DROP SCHEMA public CASCADE")?;
                crate::sql!(tx, execute, "CREATE SCHEMA public")?;
            }
            Pools::Sqlite { .. } => {
                // A table comes after those that it refers to.
                let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
                    ORDER BY rowid DESC";
                let tables = crate::sql!(tx, scalars String, names)?;
                crate::sql!(tx, execute, "PRAGMA defer_foreign_keys = ON")?;
                for table in tables {
                    crate::sql!(tx, execute, sqlx::AssertSqlSafe(format!("DROP TABLE \"{table}\"")))?;
                }
            }
        }
        tx.commit().await
    }
}

/// A run that fails keeps the lock that it took, for as long as its connection lives.
async fn migrate_postgres(pool: &PgPool) -> Result<(), sqlx::migrate::MigrateError> {
    let mut connection = pool.acquire().await?;
    let done = POSTGRES.run(&mut *connection).await;
    if done.is_err() {
        connection.close().await?;
    }
    done
}

/// sqlx keeps a checksum of each migration that a database has had. Before 1.0.0 the migrations are edited in place, so a
/// checksum that differs, and a migration that is gone, mean another version of the portal.
fn explain(version: &str, error: sqlx::migrate::MigrateError) -> MigrateError {
    use sqlx::migrate::MigrateError as Error;
    match error {
        Error::VersionMissing(_) | Error::VersionMismatch(_) if !is_frozen(version) => MigrateError::OtherSchema,
        Error::VersionMissing(migration) => MigrateError::Newer(migration),
        Error::VersionMismatch(migration) => MigrateError::Changed(migration),
        Error::Dirty(_) => MigrateError::Unfinished,
        other => MigrateError::Failed(other),
    }
}

/// From 1.0.0 on a migration that was shipped never changes.
fn is_frozen(version: &str) -> bool {
    !version.starts_with("0.")
}

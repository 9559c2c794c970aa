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
        "此数据库由另一版本创建，1.0 之前的版本不升级旧库：请用 `club-portal migrate --fresh` 清空重建 / created by another \
         version, and versions before 1.0 do not upgrade a database: recreate it with `club-portal migrate --fresh`"
    )]
    OtherSchema,
    #[error("the database's schema has version {0}, which is newer than this program")]
    Newer(i64),
    #[error("migration {0} was changed since this database was migrated: restore the original file")]
    Changed(i64),
    #[error("the database is incomplete: a migration or a load of demo data was interrupted; start over with --fresh")]
    Unfinished,
    #[error(transparent)]
    Failed(sqlx::migrate::MigrateError),
    #[error(transparent)]
    Database(#[from] DbError),
}

impl Db {
    /// Brings the schema up to this program's version; refuses a newer one without changing it.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        let done = match &self.pools {
            Pools::Sqlite { writer, .. } => SQLITE.run(writer).await,
            Pools::Postgres(pool) => migrate_postgres(pool).await,
        };
        done.map_err(|error| explain(VERSION, error))
    }

    /// Drops all tables. For demo and test databases.
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

/// Closes the connection after a failed run, because the migration lock lives as long as the connection.
async fn migrate_postgres(pool: &PgPool) -> Result<(), sqlx::migrate::MigrateError> {
    let mut connection = pool.acquire().await?;
    let done = POSTGRES.run(&mut *connection).await;
    if done.is_err() {
        connection.close().await?;
    }
    done
}

/// sqlx stores a checksum of each applied migration. Before 1.0.0 migrations are edited in place, so a missing
/// migration or a different checksum means that another version of the portal made the database.
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

/// From 1.0.0 on, a shipped migration never changes.
fn is_frozen(version: &str) -> bool {
    !version.starts_with("0.")
}

use super::{Db, DbError, Pools};
use sqlx::migrate::Migrator;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    #[error("the database's schema has version {0}, which this program does not know: it is older than the database")]
    Newer(i64),
    #[error("the database was made by another version before 1.0 (migration {0} differs): start over with --fresh")]
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
            Pools::Postgres(pool) => POSTGRES.run(pool).await,
        };
        done.map_err(|error| match error {
            sqlx::migrate::MigrateError::VersionMissing(version) => MigrateError::Newer(version),
            sqlx::migrate::MigrateError::VersionMismatch(version) => MigrateError::Changed(version),
            sqlx::migrate::MigrateError::Dirty(_) => MigrateError::Unfinished,
            other => MigrateError::Failed(other),
        })
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
                let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_have_the_same_migrations() {
        let names =
            |migrator: &Migrator| migrator.iter().map(|m| (m.version, m.description.clone())).collect::<Vec<_>>();
        assert_eq!(names(&SQLITE), names(&POSTGRES));
    }

    crate::db_test!(a_newer_schema_is_refused, |db| {
        let mut tx = db.write().await?;
        let insert = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                      VALUES (9999, 'future', $1, $2, 0)";
        crate::sql!(tx, execute, insert, true, vec![0_u8])?;
        tx.commit().await?;
        assert!(matches!(db.migrate().await, Err(MigrateError::Newer(9999))));
    });

    const SQLITE_COLUMNS: &str = "SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c \
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE '_sqlx%' ORDER BY 1";
    const POSTGRES_COLUMNS: &str = "SELECT CAST(table_name || '.' || column_name AS TEXT) FROM information_schema.columns \
        WHERE table_schema = current_schema() AND table_name NOT LIKE '_sqlx%' ORDER BY CAST(table_name || '.' || column_name AS TEXT) COLLATE \"C\"";

    #[tokio::test]
    async fn both_databases_have_the_same_columns() {
        let (sqlite, _folder) = crate::db::testing::sqlite().await;
        let (postgres, _) = crate::db::testing::postgres().await;
        let mut tx = sqlite.read().await.unwrap();
        let ours = crate::sql!(tx, scalars String, SQLITE_COLUMNS).unwrap();
        let mut tx = postgres.read().await.unwrap();
        let theirs = crate::sql!(tx, scalars String, POSTGRES_COLUMNS).unwrap();
        assert!(ours.contains(&"customers.customer_no".to_owned()));
        assert_eq!(ours, theirs);
    }

    /// PostgreSQL's identities never come back; SQLite's do once the newest row is deleted, unless told otherwise. Ids
    /// stand in keys of messages, in histories and in links: given twice, one would be taken for the other.
    #[tokio::test]
    async fn no_id_is_given_twice() {
        const REUSING: &str = "SELECT t.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' \
            AND c.name = 'id' AND c.pk = 1 AND c.type = 'INTEGER' AND t.sql NOT LIKE '%id _%INTEGER PRIMARY KEY AUTOINCREMENT%' \
            AND t.sql NOT LIKE '%CHECK (id = 1)%'";
        let (db, _folder) = crate::db::testing::sqlite().await;
        let mut tx = db.read().await.unwrap();
        assert_eq!(crate::sql!(tx, scalars String, REUSING).unwrap(), Vec::<String>::new());
    }

    crate::db_test!(an_id_that_is_named_before_its_row_is_new_too, |db| {
        let mut tx = db.write().await?;
        let insert = "INSERT INTO dealers (code, name_zh, name_en, province, city, city_en, address, phone) \
            VALUES ($1, '', '', '', '', '', '', '') RETURNING id";
        let first = crate::sql!(tx, scalar i64, insert, "A")?;
        crate::sql!(tx, execute, "DELETE FROM dealers")?;
        assert!(tx.next_id("dealers").await? > first);
    });
}

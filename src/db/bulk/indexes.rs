//! Switches off indexes, triggers and checks for a big load, and restores them.

use super::{Bulk, Connection, DbResult};
use sqlx::AssertSqlSafe;

impl Bulk {
    pub(super) async fn prepare_big(&mut self) -> DbResult<()> {
        self.mark_finished(false).await?;
        self.loosen().await?;
        for (kind, name, definition) in self.set_aside().await? {
            self.execute(format!("DROP {kind} \"{name}\"")).await?;
            self.indexes.push(definition);
        }
        Ok(())
    }

    pub(super) async fn restore_indexes(&mut self) -> DbResult<()> {
        for definition in std::mem::take(&mut self.indexes) {
            self.execute(definition).await?;
        }
        Ok(())
    }

    /// Marks the schema. It is unfinished while its newest migration counts as failed; `Db::migrate` refuses it then.
    pub(super) async fn mark_finished(&mut self, finished: bool) -> DbResult<()> {
        let sql = format!(
            "UPDATE _sqlx_migrations SET success = {finished} WHERE version = (SELECT max(version) FROM _sqlx_migrations)"
        );
        self.execute(sql).await
    }

    /// Changes settings of this connection only. A crash may lose a partial load, and the database holds nothing else.
    async fn loosen(&mut self) -> DbResult<()> {
        match &mut self.connection {
            Connection::Sqlite(_) => {
                self.execute(
                    "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; \
                     PRAGMA cache_size = -100000; PRAGMA wal_autocheckpoint = 20000",
                )
                .await
            }
            Connection::Postgres(c) => {
                // Only a superuser may switch off foreign keys; without that a load is a little slower.
                let superuser: String =
                    sqlx::query_scalar("SELECT current_setting('is_superuser')").fetch_one(&mut *c).await?;
                if superuser == "on" {
                    self.execute("SET session_replication_role = replica").await?;
                }
                self.execute("SET synchronous_commit = off; SET maintenance_work_mem = '256MB'").await
            }
        }
    }

    /// Kind, name and definition of every index that is not part of a constraint, and of the BEFORE INSERT triggers.
    async fn set_aside(&mut self) -> DbResult<Vec<(String, String, String)>> {
        let found = match &mut self.connection {
            Connection::Sqlite(c) => {
                let sql = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL \
                           AND (type = 'index' OR (type = 'trigger' AND sql LIKE '%BEFORE INSERT%'))";
                sqlx::query_as(AssertSqlSafe(sql)).fetch_all(c).await?
            }
            Connection::Postgres(c) => {
                let sql = "SELECT 'index', CAST(indexname AS TEXT), indexdef FROM pg_indexes i \
                           WHERE schemaname = current_schema() AND tablename NOT LIKE '\\_sqlx%' AND NOT EXISTS \
                           (SELECT 1 FROM pg_constraint WHERE conname = i.indexname AND connamespace = \
                            (SELECT oid FROM pg_namespace WHERE nspname = i.schemaname))";
                sqlx::query_as(AssertSqlSafe(sql)).fetch_all(c).await?
            }
        };
        Ok(found)
    }
}

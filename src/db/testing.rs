//! `db_test!` makes two tests of one body: one on SQLite, one on PostgreSQL (`TEST_DATABASE_URL`).

use super::Db;
use std::sync::atomic::{AtomicU32, Ordering};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A migrated, empty SQLite database of one's own, removed with the returned folder.
pub async fn sqlite() -> (Db, TempFolder) {
    let folder = TempFolder::new();
    let url = format!("sqlite:{}", folder.0.join("test.db").display());
    let db = Db::connect(&url, 8).await.expect("SQLite opens");
    db.migrate().await.expect("the schema is created");
    (db, folder)
}

/// A migrated, empty PostgreSQL database of one's own. Missing `TEST_DATABASE_URL` fails the test, never skips it.
pub async fn postgres() -> Db {
    let server = std::env::var("TEST_DATABASE_URL")
        .expect("TEST_DATABASE_URL names a PostgreSQL server; `cargo xtask test` starts one");
    let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let admin = sqlx::PgPool::connect(&server).await.expect("PostgreSQL answers");
    for statement in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")] {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&admin).await.expect("a database is created");
    }
    admin.close().await;
    let (base, query) = server.split_once('?').map_or((server.as_str(), String::new()), |(b, q)| (b, format!("?{q}")));
    let (host, _) = base.rsplit_once('/').expect("the URL names a database");
    let db = Db::connect(&format!("{host}/{name}{query}"), 8).await.expect("PostgreSQL opens");
    db.migrate().await.expect("the schema is created");
    db
}

pub struct TempFolder(pub std::path::PathBuf);

impl TempFolder {
    pub fn new() -> Self {
        let name = format!("club-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a folder is created");
        Self(path)
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// `db_test!(name, |db| { … })`: the body may use `?` on anything that is an error.
#[macro_export]
macro_rules! db_test {
    ($name:ident, |$db:ident| $body:block) => {
        mod $name {
            #[expect(unused_imports, reason = "a body need not use what its module does")]
            use super::*;

            async fn body($db: $crate::db::Db) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
                $body
                Ok(())
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let (db, _folder) = $crate::db::testing::sqlite().await;
                body(db.clone()).await.expect("the test runs through");
                db.close().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let db = $crate::db::testing::postgres().await;
                body(db.clone()).await.expect("the test runs through");
                db.close().await;
            }
        }
    };
}

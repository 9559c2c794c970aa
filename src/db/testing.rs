//! `db_test!` makes two tests from one body: one on SQLite, one on PostgreSQL (`TEST_DATABASE_URL`).

use super::{Db, DbError, DbResult, Tx};
use crate::sql;
use futures_util::FutureExt;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::collections::BTreeMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;

static NEXT: AtomicU32 = AtomicU32::new(0);

pub type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// Runs a body on its own migrated, empty SQLite database.
pub async fn on_sqlite<F: Future<Output = Outcome>>(body: impl FnOnce(Db) -> F) {
    let (db, _folder) = sqlite().await;
    let outcome = caught(body(db.clone())).await;
    db.close().await;
    outcome.expect("the test does not panic").expect("the test succeeds");
}

/// The same on PostgreSQL. A missing `TEST_DATABASE_URL` fails the test instead of skipping it.
pub async fn on_postgres<F: Future<Output = Outcome>>(body: impl FnOnce(Db) -> F) {
    let (db, name) = postgres().await;
    let outcome = caught(body(db.clone())).await;
    db.close().await;
    run(&server(), &[format!("DROP DATABASE {name} WITH (FORCE)")]).await;
    outcome.expect("the test does not panic").expect("the test succeeds");
}

/// Whether the database refused a statement because of a CHECK.
pub fn breaks_a_check<T>(done: DbResult<T>) -> bool {
    matches!(done, Err(DbError::Other(sqlx::Error::Database(error))) if error.is_check_violation())
}

/// Catches a panic of the body, so that its database can be removed.
async fn caught(body: impl Future<Output = Outcome>) -> std::thread::Result<Outcome> {
    AssertUnwindSafe(body).catch_unwind().await
}

/// A migrated, empty SQLite database, copied from a template, and the folder that it is removed with.
pub async fn sqlite() -> (Db, TempFolder) {
    static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
    let template = TEMPLATE.get_or_init(sqlite_template).await;
    let folder = TempFolder::new();
    std::fs::write(folder.database(), template).expect("the template is copied");
    (folder.open().await, folder)
}

async fn sqlite_template() -> Vec<u8> {
    let folder = TempFolder::new();
    let db = folder.open().await;
    db.migrate().await.expect("the schema is created");
    // Closing the last connection merges the write-ahead log into the file.
    db.close().await;
    std::fs::read(folder.database()).expect("the template is read")
}

/// A migrated, empty PostgreSQL database, copied from a template, and its name.
pub async fn postgres() -> (Db, String) {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE.get_or_init(postgres_template).await;
    let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let create = format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy");
    run(&server(), &[format!("DROP DATABASE IF EXISTS {name}"), create]).await;
    (Db::connect(&url_of(&name), 8).await.expect("PostgreSQL opens"), name)
}

async fn postgres_template() -> String {
    let name = format!("test_{}_template", std::process::id());
    run(&server(), &[format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")]).await;
    let db = Db::connect(&url_of(&name), 1).await.expect("PostgreSQL opens");
    db.migrate().await.expect("the schema is created");
    db.close().await;
    name
}

fn server() -> String {
    std::env::var("TEST_DATABASE_URL")
        .expect("TEST_DATABASE_URL is the URL of a PostgreSQL server; `cargo xtask test` starts one")
}

fn url_of(database: &str) -> String {
    let server = server();
    let (base, query) = server.split_once('?').map_or((server.as_str(), String::new()), |(b, q)| (b, format!("?{q}")));
    let (host, _) = base.rsplit_once('/').expect("the URL contains a database");
    format!("{host}/{database}{query}")
}

async fn run(url: &str, statements: &[String]) {
    let mut connection = PgConnection::connect(url).await.expect("PostgreSQL answers");
    for statement in statements {
        sqlx::query(AssertSqlSafe(statement.clone())).execute(&mut connection).await.expect("the statement runs");
    }
    connection.close().await.expect("the connection is closed");
}

/// A digest of all rows of each table, for tests that must leave no trace.
pub async fn fingerprint(db: &Db) -> DbResult<BTreeMap<String, String>> {
    let mut tx = db.read().await?;
    let tables = match db.dialect() {
        "postgres" => "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'",
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    };
    let mut digests = BTreeMap::new();
    for table in sql!(tx, scalars String, tables)? {
        let query = all_rows(&mut tx, db.dialect(), &table).await?;
        let rows = sql!(tx, scalar String, AssertSqlSafe(query))?;
        digests.insert(table, hex::encode(Sha256::digest(rows)));
    }
    Ok(digests)
}

/// The query plan of a statement, with its arguments replaced by literals. Sequential scans are disabled on PostgreSQL,
/// which would prefer them for the small tables of a test.
pub async fn plan(db: &Db, statement: &str, literals: &[&str]) -> DbResult<String> {
    let statement = with_literals(statement, literals);
    let mut tx = db.write().await?;
    if db.dialect() == "postgres" {
        sql!(tx, execute, "SET LOCAL enable_seqscan = off")?;
        return Ok(sql!(tx, scalars String, AssertSqlSafe(format!("EXPLAIN {statement}")))?.join("\n"));
    }
    let steps = sql!(tx, all(i64, i64, i64, String), AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}")))?;
    Ok(steps.into_iter().map(|(.., step)| step).collect::<Vec<_>>().join("\n"))
}

/// Asserts that a statement reads its rows by this index, in the order in which it returns them. On PostgreSQL other ways
/// are disabled, because it would prefer them for the small tables of a test; so it sorts only what no index orders.
pub async fn assert_ordered_by(db: &Db, index: &str, statement: &str, literals: &[&str]) {
    let statement = with_literals(statement, literals);
    let mut tx = db.write().await.expect("a transaction");
    let steps: Vec<String> = match db.dialect() {
        "postgres" => {
            for way in ["seqscan", "bitmapscan", "sort"] {
                sql!(tx, execute, AssertSqlSafe(format!("SET LOCAL enable_{way} = off"))).expect("a setting");
            }
            let plan = sql!(tx, scalars String, AssertSqlSafe(format!("EXPLAIN {statement}"))).expect("a plan");
            // Subqueries are deeper than the scan, what sorts its rows is not.
            let depth = |step: &String| step.len() - step.trim_start().len();
            let scan = plan.iter().find(|step| step.contains(index)).map_or(0, depth);
            plan.into_iter().filter(|step| depth(step) <= scan).collect()
        }
        _ => {
            let plan = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
            let steps = sql!(tx, all(i64, i64, i64, String), plan).expect("a plan");
            steps.into_iter().filter(|(_, parent, ..)| *parent == 0).map(|(.., step)| step).collect()
        }
    };
    let is_sorting = |step: &String| step.trim_start().starts_with("->  Sort") || step.contains("TEMP B-TREE");
    let reads = steps.iter().any(|step| step.contains(index));
    assert!(reads && !steps.iter().any(is_sorting), "{statement}\n{}", steps.join("\n"));
}

fn with_literals(statement: &str, literals: &[&str]) -> String {
    let numbered = literals.iter().enumerate().rev();
    numbered.fold(statement.to_owned(), |text, (at, literal)| text.replace(&format!("${}", at + 1), literal))
}

/// A query that returns all rows of a table as one text.
async fn all_rows(tx: &mut Tx, dialect: &str, table: &str) -> DbResult<String> {
    if dialect == "postgres" {
        return Ok(format!("SELECT COALESCE(string_agg(t::text, ',' ORDER BY t::text), '') FROM {table} t"));
    }
    let columns = sql!(tx, scalars String, "SELECT name FROM pragma_table_info($1)", table)?;
    let row = columns.iter().map(|column| format!("quote({column})")).collect::<Vec<_>>().join("||','||");
    Ok(format!("SELECT COALESCE(group_concat(row), '') FROM (SELECT {row} AS row FROM {table} ORDER BY 1)"))
}

pub struct TempFolder(pub PathBuf);

impl TempFolder {
    fn new() -> Self {
        let name = format!("club-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a folder is created");
        Self(folder)
    }

    fn database(&self) -> PathBuf {
        self.0.join("test.db")
    }

    async fn open(&self) -> Db {
        Db::connect(&format!("sqlite:{}", self.database().display()), 8).await.expect("SQLite opens")
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// `db_test!(name, |db| { … })`: the body may use `?` on any error.
#[macro_export]
macro_rules! db_test {
    ($name:ident, |$db:ident| $body:block) => {
        async fn $name($db: $crate::db::Db) -> $crate::db::testing::Outcome {
            $body
            Ok(())
        }

        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::db::testing::on_sqlite(super::$name).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::db::testing::on_postgres(super::$name).await;
            }
        }
    };
}

//! Prepares every SQL text of the program on both databases, which checks its tables, columns and functions.
//!
//! The texts are read from the source: literals, and those composed of literals by `concat!` and macros of this crate.
//! Texts that `format!` composes cannot be read; their files are listed. PostgreSQL infers some types only from the
//! arguments; there a text counts as understood if nothing but an argument's type is missing.

pub mod source;

use crate::db::Db;
use crate::sql;
use source::Statement;
use sqlx::AssertSqlSafe;
use std::collections::BTreeSet;

/// Files in which `format!` composes statements: of table names, of settings for demo data, and of invariants.
const MADE_AT_RUN_TIME: [&str; 5] =
    ["db/bulk.rs", "db/bulk/indexes.rs", "demo/donations.rs", "demo/generate.rs", "invariants.rs"];

/// SQLSTATE codes for an argument whose type is undetermined, ambiguous, or not what an operator needs.
const UNTYPED: [&str; 5] = ["42P18", "42P08", "42804", "42883", "42725"];

#[test]
fn macros_and_literals_are_read() {
    let text = r###"
        macro_rules! rows { ($order:literal) => { concat!("SELECT a \
            FROM t ORDER BY ", $order) }; }
        const ROWS: &str = rows!("a"); // "SELECT comment"
        macro_rules! pair { ($kind:ident = $a:literal) => { Pair { kind: $kind, a: concat!($a, " LIMIT 1") } }; }
        const PAIR: Pair = pair!(Kind = "SELECT c FROM t");
        let x = sql!(tx, all Row, concat!("DELETE ", "FROM t"), 'a', '"');
        let y = for_update!(tx, one i64, skip_locked "SELECT b FROM t", id);
        let z = format!("SELECT {x}");
        let s = "Select nothing";
    "###;
    let macros = source::macros_of(text);
    let found = source::statements_of(text, &macros);
    let texts: Vec<(&str, bool)> = found.complete.iter().map(|s| (s.text.as_str(), s.locks)).collect();
    let rows = "SELECT a FROM t ORDER BY a";
    let paired = "SELECT c FROM t LIMIT 1";
    assert_eq!(texts, [(rows, false), (paired, false), ("DELETE FROM t", false), ("SELECT b FROM t", true)]);
    assert_eq!(found.partial, ["SELECT {x}"]);
}

#[test]
fn what_is_made_at_run_time_is_known() {
    let files: BTreeSet<String> = source::all().partial.into_iter().map(|(file, _)| file).collect();
    assert_eq!(files.iter().map(String::as_str).collect::<Vec<_>>(), MADE_AT_RUN_TIME);
}

crate::db_test!(every_statement_is_understood, |db| {
    let all = source::all().complete;
    assert!(all.len() > 500, "{}", all.len());
    let mut wrong = Vec::new();
    let mut untyped = 0;
    for (number, (file, statement)) in all.iter().enumerate() {
        if !is_for(db.dialect(), &statement.text) {
            continue;
        }
        match prepare(&db, number, statement).await {
            Ok(()) => {}
            Err(error) if db.dialect() == "postgres" && UNTYPED.iter().any(|code| error.contains(code)) => untyped += 1,
            Err(error) => wrong.push(format!("{file}: {error}\n    {}", statement.text)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(untyped * 10 < all.len(), "{untyped} of {} need their arguments", all.len());
});

/// Whether a text is for both databases, or for this one because it names something that only this one has.
fn is_for(dialect: &str, text: &str) -> bool {
    let sqlite = ["sqlite_", "pragma_"].iter().any(|name| text.contains(name));
    let postgres =
        ["pg_", "information_schema", "current_setting", "current_schema"].iter().any(|name| text.contains(name));
    if dialect == "postgres" { !sqlite } else { !postgres }
}

async fn prepare(db: &Db, number: usize, statement: &Statement) -> Result<(), String> {
    let text = match db.dialect() {
        "postgres" if statement.locks => format!("PREPARE s{number} AS {} FOR UPDATE", statement.text),
        "postgres" => format!("PREPARE s{number} AS {}", statement.text),
        _ => format!("EXPLAIN {}", statement.text),
    };
    let mut tx = db.read().await.map_err(|error| error.to_string())?;
    sql!(tx, execute, AssertSqlSafe(text)).map(drop).map_err(|error| format!("{error:?}"))
}

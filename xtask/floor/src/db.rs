//! One read-only connection per thread.

use std::cell::OnceCell;
use std::sync::OnceLock;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Result, Row, ToSql};

use crate::Outcome;

static FILE: OnceLock<String> = OnceLock::new();

thread_local! {
    static CONNECTION: OnceCell<Connection> = const { OnceCell::new() };
}

/// Sets the file all threads open, after checking that it is a database.
pub fn choose(file: &str) -> Result<()> {
    open(file)?.query_row("SELECT COUNT(*) FROM sessions", [], |_| Ok(()))?;
    FILE.get_or_init(|| file.to_owned());
    Ok(())
}

/// Runs `work` with this thread's connection.
pub fn with<T>(work: impl FnOnce(&Connection) -> Outcome<T>) -> Outcome<T> {
    CONNECTION.with(|connection| {
        if connection.get().is_none() {
            let opened = open(FILE.get().ok_or("no file was set")?)?;
            connection.get_or_init(|| opened);
        }
        work(connection.get().ok_or("no connection")?)
    })
}

/// Opens a connection with the same settings as the portal's readers.
fn open(file: &str) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update(None, "cache_size", -16_000)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    Ok(connection)
}

/// The rows of a statement. Values are bound to `$1`, `$2` and so on in order, wherever these occur in the text.
pub fn rows<T>(
    connection: &Connection,
    sql: &'static str,
    values: &[&dyn ToSql],
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    const NAMES: [&str; 8] = ["$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8"];
    let mut statement = connection.prepare_cached(sql)?;
    for (name, value) in NAMES.iter().zip(values) {
        let index = statement.parameter_index(name)?.ok_or(rusqlite::Error::InvalidQuery)?;
        statement.raw_bind_parameter(index, value)?;
    }
    statement.raw_query().mapped(read).collect()
}

/// The first column of each row, to look up what a page must contain.
pub fn ask(file: &str, question: &str) -> Outcome<Vec<String>> {
    let connection = open(file)?;
    let mut statement = connection.prepare(question)?;
    let lines = statement.query_map([], |row| {
        Ok(match row.get_ref(0)? {
            ValueRef::Null => String::new(),
            ValueRef::Integer(number) => number.to_string(),
            ValueRef::Real(number) => number.to_string(),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        })
    })?;
    Ok(lines.collect::<Result<_>>()?)
}

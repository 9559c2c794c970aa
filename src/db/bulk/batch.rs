use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Timelike, Utc};
use sqlx::Arguments;
use sqlx::sqlite::SqliteArguments;
use std::io::Write;

/// One value of a row.
#[derive(Clone, Copy, Debug)]
pub enum Cell<'a> {
    Null,
    Int(i64),
    Bool(bool),
    Text(&'a str),
    Day(NaiveDate),
    At(DateTime<Utc>),
}

/// A row of a table. `RANK` orders tables so that referenced rows come first.
pub trait Row {
    const RANK: usize;
    const TABLE: &'static str;
    const COLUMNS: &'static [&'static str];

    /// Calls `put` once for each column, in order.
    fn cells(&self, put: &mut dyn FnMut(Cell<'_>));
}

/// Rows of many tables, in the format of their database.
pub struct Batch {
    textual: bool,
    tables: Vec<Option<Rows>>,
    rows: u64,
}

/// The rows of one table.
pub(super) struct Rows {
    pub table: &'static str,
    pub columns: &'static [&'static str],
    /// PostgreSQL's text format of COPY.
    pub text: Vec<u8>,
    /// For SQLite: the arguments of multi-row inserts, all of them full except the last.
    full: Vec<SqliteArguments>,
    last: SqliteArguments,
    in_last: usize,
}

/// Rows per insert on SQLite; a fifth less work than with 64.
const ROWS_IN_INSERT: usize = 256;

impl Batch {
    /// For PostgreSQL, and to inspect what was generated.
    pub fn of_text() -> Self {
        Self { textual: true, tables: Vec::new(), rows: 0 }
    }

    /// For SQLite.
    pub fn of_arguments() -> Self {
        Self { textual: false, tables: Vec::new(), rows: 0 }
    }

    /// An empty batch in the same format.
    pub fn renewed(&self) -> Self {
        Self { textual: self.textual, tables: Vec::new(), rows: 0 }
    }

    pub fn push<R: Row>(&mut self, row: &R) {
        if self.tables.len() <= R::RANK {
            self.tables.resize_with(R::RANK + 1, || None);
        }
        let rows = self.tables[R::RANK].get_or_insert_with(|| Rows::new(R::TABLE, R::COLUMNS));
        if self.textual {
            rows.push_text(row);
        } else {
            rows.push_arguments(row);
        }
        self.rows += 1;
    }

    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The name and text of each table, in rank order; empty for SQLite.
    pub fn texts(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        self.tables.iter().flatten().map(|rows| (rows.table, rows.text.as_slice()))
    }

    pub(super) fn into_tables(self) -> impl Iterator<Item = Rows> {
        self.tables.into_iter().flatten()
    }
}

impl Rows {
    fn new(table: &'static str, columns: &'static [&'static str]) -> Self {
        Self { table, columns, text: Vec::new(), full: Vec::new(), last: SqliteArguments::default(), in_last: 0 }
    }

    fn push_text<R: Row>(&mut self, row: &R) {
        let text = &mut self.text;
        row.cells(&mut |cell| {
            match cell {
                Cell::Null => text.extend_from_slice(b"\\N"),
                Cell::Int(n) => write_int(text, n),
                Cell::Bool(yes) => text.push(if yes { b't' } else { b'f' }),
                Cell::Text(words) => write_escaped(text, words),
                Cell::Day(day) => write_day(text, day),
                Cell::At(at) => write_instant(text, at),
            }
            text.push(b'\t');
        });
        // The row ends with a newline instead of the last tab.
        if let Some(last) = text.last_mut() {
            *last = b'\n';
        }
    }

    fn push_arguments<R: Row>(&mut self, row: &R) {
        let arguments = &mut self.last;
        if self.in_last == 0 {
            arguments.reserve(ROWS_IN_INSERT * R::COLUMNS.len(), 0);
        }
        row.cells(&mut |cell| add(arguments, cell));
        self.in_last += 1;
        if self.in_last == ROWS_IN_INSERT {
            self.full.push(std::mem::take(&mut self.last));
            self.in_last = 0;
        }
    }

    /// For each insert the number of its rows, and their values.
    pub fn into_statements(self) -> impl Iterator<Item = (usize, SqliteArguments)> {
        let rest = (self.in_last > 0).then_some((self.in_last, self.last));
        self.full.into_iter().map(|arguments| (ROWS_IN_INSERT, arguments)).chain(rest)
    }
}

fn add(arguments: &mut SqliteArguments, cell: Cell<'_>) {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap_or_default();
    let added = match cell {
        Cell::Null => arguments.add(None::<i64>),
        Cell::Int(n) => arguments.add(n),
        Cell::Bool(yes) => arguments.add(yes),
        Cell::Text(words) => arguments.add(words.to_owned()),
        Cell::Day(day) => {
            let mut bytes = Vec::with_capacity(10);
            write_day(&mut bytes, day);
            arguments.add(text(bytes))
        }
        Cell::At(at) => {
            let mut bytes = Vec::with_capacity(32);
            write_instant(&mut bytes, at);
            arguments.add(text(bytes))
        }
    };
    debug_assert!(added.is_ok(), "whole numbers and texts always encode");
}

fn write_int(out: &mut Vec<u8>, n: i64) {
    // Writing into a vector cannot fail.
    let _ = write!(out, "{n}");
}

/// Escapes the four characters that have a meaning in COPY's text format.
fn write_escaped(out: &mut Vec<u8>, words: &str) {
    for &byte in words.as_bytes() {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            _ => out.push(byte),
        }
    }
}

fn write_day(out: &mut Vec<u8>, day: NaiveDate) {
    let _ = write!(out, "{:04}-{:02}-{:02}", day.year(), day.month(), day.day());
}

/// Writes instants as sqlx does on SQLite, so that they compare as text: RFC 3339, without a fraction if it is zero.
fn write_instant(out: &mut Vec<u8>, at: DateTime<Utc>) {
    if at.nanosecond() != 0 {
        out.extend_from_slice(at.to_rfc3339_opts(SecondsFormat::AutoSi, false).as_bytes());
        return;
    }
    write_day(out, at.date_naive());
    let _ = write!(out, "T{:02}:{:02}:{:02}+00:00", at.hour(), at.minute(), at.second());
}

/// Values that can be stored in a column.
pub trait ToCell {
    fn cell(&self) -> Cell<'_>;
}

impl ToCell for i64 {
    fn cell(&self) -> Cell<'_> {
        Cell::Int(*self)
    }
}

impl ToCell for bool {
    fn cell(&self) -> Cell<'_> {
        Cell::Bool(*self)
    }
}

impl ToCell for &str {
    fn cell(&self) -> Cell<'_> {
        Cell::Text(self)
    }
}

impl ToCell for String {
    fn cell(&self) -> Cell<'_> {
        Cell::Text(self)
    }
}

impl ToCell for NaiveDate {
    fn cell(&self) -> Cell<'_> {
        Cell::Day(*self)
    }
}

impl ToCell for DateTime<Utc> {
    fn cell(&self) -> Cell<'_> {
        Cell::At(*self)
    }
}

impl<T: ToCell> ToCell for Option<T> {
    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Null, ToCell::cell)
    }
}

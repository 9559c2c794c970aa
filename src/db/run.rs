//! Runs statements for [`sql!`](crate::sql) and [`pipeline!`](crate::pipeline).
//!
//! Nothing here depends on the types of a statement's arguments or rows, and what is awaited is a box. So the portal's
//! hundreds of statements share one compiled copy, and the compiler need not look through sqlx's futures in every
//! operation that awaits some.

use super::{Connection, DbError, DbResult, Tx};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, TryStreamExt};
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, Either, Encode, Executor, FromRow, Postgres, SqlSafeStr, SqlStr, Sqlite, Type, query_with};
use std::sync::OnceLock;

/// A value that can be bound in a statement, on both databases.
pub trait Argument<'q> {
    fn add_to_sqlite(&self, arguments: &mut SqliteArguments) -> Result<(), BoxDynError>;
    fn add_to_postgres(&self, arguments: &mut PgArguments) -> Result<(), BoxDynError>;
}

impl<'q, T> Argument<'q> for T
where
    T: Encode<'q, Sqlite> + Type<Sqlite> + Encode<'q, Postgres> + Type<Postgres>,
{
    fn add_to_sqlite(&self, arguments: &mut SqliteArguments) -> Result<(), BoxDynError> {
        arguments.add(self)
    }

    fn add_to_postgres(&self, arguments: &mut PgArguments) -> Result<(), BoxDynError> {
        arguments.add(self)
    }
}

/// The rows that a statement returned, not decoded yet.
pub enum Rows {
    Sqlite(Vec<SqliteRow>),
    Postgres(Vec<PgRow>),
}

/// A type that rows of both databases decode to.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> {}

impl<R> Row for R where R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> {}

impl Rows {
    pub fn all<R: Row>(self) -> DbResult<Vec<R>> {
        match self {
            Self::Sqlite(rows) => decoded(rows.iter().map(R::from_row)),
            Self::Postgres(rows) => decoded(rows.iter().map(R::from_row)),
        }
    }

    /// The first row.
    pub fn optional<R: Row>(self) -> DbResult<Option<R>> {
        match self {
            Self::Sqlite(rows) => Ok(rows.first().map(R::from_row).transpose()?),
            Self::Postgres(rows) => Ok(rows.first().map(R::from_row).transpose()?),
        }
    }

    /// The first row, which has to be there.
    pub fn one<R: Row>(self) -> DbResult<R> {
        self.optional()?.ok_or(DbError::Other(sqlx::Error::RowNotFound))
    }

    pub fn scalars<T>(self) -> DbResult<Vec<T>>
    where
        (T,): Row,
    {
        Ok(self.all::<(T,)>()?.into_iter().map(|(value,)| value).collect())
    }

    pub fn optional_scalar<T>(self) -> DbResult<Option<T>>
    where
        (T,): Row,
    {
        Ok(self.optional::<(T,)>()?.map(|(value,)| value))
    }

    pub fn scalar<T>(self) -> DbResult<T>
    where
        (T,): Row,
    {
        Ok(self.one::<(T,)>()?.0)
    }
}

fn decoded<R>(rows: impl Iterator<Item = sqlx::Result<R>>) -> DbResult<Vec<R>> {
    Ok(rows.collect::<sqlx::Result<_>>()?)
}

impl Tx {
    /// The transaction itself, whether a variable holds it or a reference to it.
    pub fn by_ref(&mut self) -> &mut Self {
        self
    }

    /// Runs a statement that returns rows.
    pub fn rows(&mut self, sql: impl SqlSafeStr, arguments: &[&dyn Argument<'_>]) -> BoxFuture<'_, DbResult<Rows>> {
        rows(self.connection_for(1), sql.into_sql_str(), arguments)
    }

    /// Runs a statement, and returns the number of rows that it changed.
    pub fn execute(&mut self, sql: impl SqlSafeStr, arguments: &[&dyn Argument<'_>]) -> BoxFuture<'_, DbResult<u64>> {
        execute(self.connection_for(1), sql.into_sql_str(), arguments)
    }

    /// Runs several statements, each with its number of arguments, and returns the rows of each. SQLite gets all of
    /// them at once, as the one text that is kept in `joined`.
    pub fn pipeline(
        &mut self,
        texts: &'static [(&'static str, usize)],
        joined: &'static OnceLock<String>,
        arguments: &[&dyn Argument<'_>],
    ) -> BoxFuture<'_, DbResult<Vec<Rows>>> {
        match self.connection_for(texts.len()) {
            Connection::Sqlite(c) => {
                let text = joined.get_or_init(|| super::pipeline::join(texts)).as_str();
                let arguments = for_sqlite(arguments);
                async move {
                    let mut answers = c.fetch_many(query_with(text, arguments?));
                    let mut all = Vec::with_capacity(texts.len());
                    let mut rows = Vec::new();
                    while let Some(answer) = answers.try_next().await? {
                        match answer {
                            Either::Right(row) => rows.push(row),
                            Either::Left(_end) => all.push(Rows::Sqlite(std::mem::take(&mut rows))),
                        }
                    }
                    Ok(all)
                }
                .boxed()
            }
            Connection::Postgres(c) => {
                let mut rest = arguments;
                let queries: DbResult<Vec<_>> = texts
                    .iter()
                    .map(|(text, count)| {
                        let (own, others) = rest.split_at(*count);
                        rest = others;
                        for_postgres(own).map(|own| query_with(*text, own))
                    })
                    .collect();
                async move {
                    let mut all = Vec::with_capacity(texts.len());
                    for query in queries? {
                        all.push(Rows::Postgres(c.fetch_all(query).await?));
                    }
                    Ok(all)
                }
                .boxed()
            }
        }
    }
}

fn rows<'a>(connection: Connection<'a>, sql: SqlStr, arguments: &[&dyn Argument<'_>]) -> BoxFuture<'a, DbResult<Rows>> {
    match connection {
        Connection::Sqlite(c) => {
            let arguments = for_sqlite(arguments);
            async move { Ok(Rows::Sqlite(c.fetch_all(query_with(sql, arguments?)).await?)) }.boxed()
        }
        Connection::Postgres(c) => {
            let arguments = for_postgres(arguments);
            async move { Ok(Rows::Postgres(c.fetch_all(query_with(sql, arguments?)).await?)) }.boxed()
        }
    }
}

fn execute<'a>(
    connection: Connection<'a>,
    sql: SqlStr,
    arguments: &[&dyn Argument<'_>],
) -> BoxFuture<'a, DbResult<u64>> {
    match connection {
        Connection::Sqlite(c) => {
            let arguments = for_sqlite(arguments);
            async move { Ok(c.execute(query_with(sql, arguments?)).await?.rows_affected()) }.boxed()
        }
        Connection::Postgres(c) => {
            let arguments = for_postgres(arguments);
            async move { Ok(c.execute(query_with(sql, arguments?)).await?.rows_affected()) }.boxed()
        }
    }
}

fn for_sqlite(arguments: &[&dyn Argument<'_>]) -> DbResult<SqliteArguments> {
    let mut all = SqliteArguments::default();
    let added = arguments.iter().try_for_each(|argument| argument.add_to_sqlite(&mut all));
    Ok(added.map(|()| all).map_err(sqlx::Error::Encode)?)
}

fn for_postgres(arguments: &[&dyn Argument<'_>]) -> DbResult<PgArguments> {
    let mut all = PgArguments::default();
    let added = arguments.iter().try_for_each(|argument| argument.add_to_postgres(&mut all));
    Ok(added.map(|()| all).map_err(sqlx::Error::Encode)?)
}

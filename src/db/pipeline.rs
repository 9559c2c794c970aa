//! Sends several statements at once.
//!
//! On SQLite every statement makes a round trip to the connection's thread, which costs a small page more than the
//! queries. [`pipeline!`](crate::pipeline) sends all of them in one. PostgreSQL runs them one after the other.

use super::DbResult;
use futures_util::TryStreamExt;
use futures_util::stream::BoxStream;
use sqlx::sqlite::{SqliteQueryResult, SqliteRow};
use sqlx::{Either, FromRow};

/// Runs several queries on one [`Tx`](crate::db::Tx) and returns a tuple of their results. The texts are constants,
/// and the arguments of each begin at `$1`.
///
/// ```ignore
/// let (who, cars) = pipeline!(tx,
///     optional Member, MEMBER, [customer];
///     all Car, CARS, [customer, None::<VehicleId>];
/// )?;
/// ```
#[macro_export]
macro_rules! pipeline {
    ($tx:expr, $($fetch:ident $row:ty, $sql:expr, [$($arg:expr),*]);+ $(;)?) => {{
        const TEXTS: &[(&str, usize)] = &[$(($sql, <[&str]>::len(&[$(stringify!($arg)),*]))),+];
        let answers: $crate::db::DbResult<_> = match $tx.connection_for(TEXTS.len()) {
            $crate::db::Connection::Sqlite(c) => {
                static JOINED: ::std::sync::OnceLock<String> = ::std::sync::OnceLock::new();
                let text = JOINED.get_or_init(|| $crate::db::pipeline::join(TEXTS));
                let question = ::sqlx::query::<::sqlx::Sqlite>(text.as_str())$($(.bind($arg))*)+;
                let mut answers = $crate::db::pipeline::Answers::new(::sqlx::Executor::fetch_many(c, question));
                async { Ok(($(answers.$fetch::<$row>().await?),+)) }.await
            }
            $crate::db::Connection::Postgres(c) => {
                async { Ok(($($crate::pipeline!(@one c, $fetch $row, $sql $(, $arg)*)),+)) }.await
            }
        };
        answers
    }};
    (@one $c:ident, all $row:ty, $sql:expr $(, $arg:expr)*) => {
        ::sqlx::query_as::<::sqlx::Postgres, $row>($sql)$(.bind($arg))*.fetch_all(&mut *$c).await?
    };
    (@one $c:ident, optional $row:ty, $sql:expr $(, $arg:expr)*) => {
        ::sqlx::query_as::<::sqlx::Postgres, $row>($sql)$(.bind($arg))*.fetch_optional(&mut *$c).await?
    };
}

/// Joins texts into one, renumbering their arguments consecutively.
pub fn join(texts: &[(&str, usize)]) -> String {
    let mut joined = String::new();
    let mut before = 0;
    for (text, arguments) in texts {
        let mut parts = text.split('$');
        joined.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, rest) = part.split_at(digits);
            let number: usize = number.parse().unwrap_or_default();
            joined.push_str(&format!("${}{rest}", number + before));
        }
        joined.push(';');
        before += arguments;
    }
    joined
}

/// SQLite's results of several statements: the rows of each, followed by its completion.
pub struct Answers<'a>(BoxStream<'a, sqlx::Result<Either<SqliteQueryResult, SqliteRow>>>);

impl<'a> Answers<'a> {
    pub fn new(stream: BoxStream<'a, sqlx::Result<Either<SqliteQueryResult, SqliteRow>>>) -> Self {
        Self(stream)
    }

    pub async fn all<R: for<'r> FromRow<'r, SqliteRow>>(&mut self) -> DbResult<Vec<R>> {
        let mut rows = Vec::new();
        while let Some(Either::Right(row)) = self.0.try_next().await? {
            rows.push(R::from_row(&row)?);
        }
        Ok(rows)
    }

    pub async fn optional<R: for<'r> FromRow<'r, SqliteRow>>(&mut self) -> DbResult<Option<R>> {
        Ok(self.all().await?.into_iter().next())
    }
}

#[cfg(test)]
mod tests {
    use super::join;
    use crate::error::Result;

    #[test]
    fn arguments_of_later_texts_are_renumbered() {
        let texts = [("SELECT $1, $2, $1", 2), ("SELECT 1", 0), ("SELECT $2 WHERE $1", 2)];
        assert_eq!(join(&texts), "SELECT $1, $2, $1;SELECT 1;SELECT $4 WHERE $3;");
    }

    crate::db_test!(each_query_gets_its_own_result, |db| {
        const TWO: &str = "SELECT CAST($1 AS BIGINT) UNION ALL SELECT CAST($2 AS BIGINT) ORDER BY 1";
        const NONE: &str = "SELECT CAST(1 AS BIGINT), 'x' WHERE 1 = 0";
        const ONE: &str = "SELECT CAST($1 AS TEXT)";
        let before = db.statements();
        let mut tx = db.read().await.expect("a connection");
        for text in ["first", "again"] {
            let answers = crate::pipeline!(tx, all (i64,), TWO, [2_i64, 1_i64]; optional (i64, String), NONE, []; optional (String,), ONE, [text]);
            assert_eq!(answers.expect("answers"), (vec![(1,), (2,)], None, Some((text.to_owned(),))));
        }
        assert_eq!(db.statements() - before, 6, "every statement is counted");
    });

    crate::db_test!(the_connection_is_usable_after_a_query_has_failed, |db| {
        const WRONG: &str = "SELECT CAST(1 AS BIGINT), CAST($1 AS TEXT)";
        const RIGHT: &str = "SELECT CAST(1 AS BIGINT)";
        let mut tx = db.read().await.expect("a connection");
        let answers = async { Ok(crate::pipeline!(tx, all (i64,), RIGHT, []; all (i64, i64), WRONG, ["x"])?) };
        let answers: Result<_> = answers.await;
        answers.expect_err("a text is not a number");
        let answers = crate::pipeline!(tx, all (i64,), RIGHT, []; optional (i64,), RIGHT, []);
        assert_eq!(answers.expect("answers"), (vec![(1,)], Some((1,))));
    });
}

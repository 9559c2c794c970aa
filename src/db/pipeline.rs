//! Sends several statements at once.
//!
//! On SQLite every statement makes a round trip to the connection's thread, which costs a small page more than the
//! queries. [`pipeline!`](crate::pipeline) sends all of them in one. PostgreSQL runs them one after the other.

use super::{DbError, DbResult, Rows};

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
        static JOINED: ::std::sync::OnceLock<String> = ::std::sync::OnceLock::new();
        let answers = $tx.pipeline(TEXTS, &JOINED, &[$($(&$arg,)*)+]);
        answers.await.and_then(|answers| {
            let mut answers = answers.into_iter();
            Ok(($($crate::db::pipeline::next(&mut answers)?.$fetch::<$row>()?),+))
        })
    }};
}

/// The rows of the next statement.
pub fn next(answers: &mut impl Iterator<Item = Rows>) -> DbResult<Rows> {
    answers.next().ok_or(DbError::Other(sqlx::Error::RowNotFound))
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

use sqlx::error::ErrorKind;

pub type DbResult<T> = Result<T, DbError>;

/// A database error, classified by what the caller can do about it.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A row with this key exists already.
    #[error("a row with this key exists already: {0}")]
    Unique(#[source] sqlx::Error),
    /// Conflict with another transaction; a retry may succeed.
    #[error("conflict with another transaction: {0}")]
    Conflict(#[source] sqlx::Error),
    /// No connection became available in time.
    #[error("no connection became available in time")]
    NoConnection,
    #[error(transparent)]
    Other(sqlx::Error),
}

impl DbError {
    pub fn is_unique(&self) -> bool {
        matches!(self, Self::Unique(_))
    }
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::PoolTimedOut) {
            return Self::NoConnection;
        }
        let Some(database) = error.as_database_error() else { return Self::Other(error) };
        // PostgreSQL: serialization failure, deadlock. SQLite: SQLITE_BUSY and its extended codes.
        let conflict = ["40001", "40P01", "5", "261", "517"];
        match database.kind() {
            ErrorKind::UniqueViolation => Self::Unique(error),
            _ if database.code().is_some_and(|code| conflict.contains(&code.as_ref())) => Self::Conflict(error),
            _ => Self::Other(error),
        }
    }
}

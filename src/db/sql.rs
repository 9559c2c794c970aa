/// Runs one SQL text on the database of the [`Tx`](crate::db::Tx).
///
/// ```ignore
/// let event: Option<Event> = sql!(tx, optional Event, "SELECT … FROM events WHERE id = $1", id)?;
/// let events: Vec<Event>   = sql!(tx, all Event, "SELECT … FROM events WHERE city = $1", city)?;
/// let event: Event         = sql!(tx, one Event, "SELECT … FROM events WHERE id = $1", id)?;
/// let taken: i64           = sql!(tx, scalar i64, "SELECT taken FROM events WHERE id = $1", id)?;
/// let taken: Option<i64>   = sql!(tx, optional_scalar i64, "SELECT …", id)?;
/// let cities: Vec<String>  = sql!(tx, scalars String, "SELECT …", id)?;
/// let rows_changed: u64    = sql!(tx, execute, "UPDATE events SET … WHERE id = $1", id)?;
/// ```
///
/// Portable SQL uses `$N`, `RETURNING`, `ON CONFLICT`, `CAST(COALESCE(SUM(x), 0) AS BIGINT)`, `lower(x) LIKE`, bound
/// booleans and instants, and `CASE` instead of `GREATEST`. For row locks see [`for_update!`](crate::for_update).
#[macro_export]
macro_rules! sql {
    ($tx:expr, execute, $sql:expr $(, $arg:expr)* $(,)?) => {
        // A match keeps a connection that is opened for this statement alone.
        match $tx.by_ref() {
            tx => {
                let done = tx.execute($sql, &[$(&$arg),*]);
                done.await
            }
        }
    };
    ($tx:expr, $fetch:ident $out:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        match $tx.by_ref() {
            tx => {
                // The references to the arguments end here, before anything is awaited.
                let rows = tx.rows($sql, &[$(&$arg),*]);
                rows.await.and_then($crate::db::Rows::$fetch::<$out>)
            }
        }
    };
}

/// A subquery that counts rows for a page, at most 1001 of them however many there are. The argument is what follows
/// `FROM`; [`values::counted`](crate::values::counted) formats the number.
#[macro_export]
macro_rules! counted {
    ($rows:expr) => {
        concat!("(SELECT COUNT(*) FROM (SELECT 1 FROM ", $rows, " LIMIT 1001) AS counted)")
    };
}

/// A `SELECT … FOR UPDATE` where rows can be locked; on SQLite the write transaction already holds the only lock.
///
/// ```ignore
/// let event: Event = for_update!(tx, optional Event, "SELECT … FROM events WHERE id = $1", id)?;
/// ```
/// `skip_locked` before the text leaves out rows that others have locked; `shared` lets others read and reference the
/// rows, but not lock them for a change.
#[macro_export]
macro_rules! for_update {
    ($tx:expr, $fetch:ident $row:ty, skip_locked $sql:literal $(, $arg:expr)* $(,)?) => {
        $crate::for_update!(@run $tx, $fetch $row, $sql, " FOR UPDATE SKIP LOCKED" $(, $arg)*)
    };
    ($tx:expr, $fetch:ident $row:ty, shared $sql:literal $(, $arg:expr)* $(,)?) => {
        $crate::for_update!(@run $tx, $fetch $row, $sql, " FOR KEY SHARE" $(, $arg)*)
    };
    ($tx:expr, $fetch:ident $row:ty, $sql:literal $(, $arg:expr)* $(,)?) => {
        $crate::for_update!(@run $tx, $fetch $row, $sql, " FOR UPDATE" $(, $arg)*)
    };
    (@run $tx:expr, $fetch:ident $row:ty, $sql:literal, $lock:literal $(, $arg:expr)*) => {
        if $tx.locks_rows() {
            $crate::sql!($tx, $fetch $row, concat!($sql, $lock) $(, $arg)*)
        } else {
            $crate::sql!($tx, $fetch $row, $sql $(, $arg)*)
        }
    };
}

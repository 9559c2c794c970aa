//! Keyset pagination: an address names the row after or before which a page begins, and nothing is counted.

use super::Form;
use chrono::{DateTime, Utc};
use std::fmt;

/// The order of a list: the column it is sorted by, and whether the largest value comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order<C> {
    pub by: C,
    pub down: bool,
}

/// Where a page of a list begins. Keys are unique and in the list's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor<K> {
    Start,
    After(K),
    Before(K),
}

/// One page of a list, and whether there are rows on either side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice<T> {
    pub rows: Vec<T>,
    pub has_before: bool,
    pub has_after: bool,
}

/// 1 January 2200 in microseconds: both databases handle all instants before it.
const LAST: i64 = 7_258_118_400_000_000;

/// Parses what [`cursor_text`] wrote: an instant, and the id of a row at that instant.
pub fn parse_cursor(text: &str) -> Option<(DateTime<Utc>, i64)> {
    let (micros, id) = text.split_once('~')?;
    let micros = micros.parse().ok().filter(|micros| (0..LAST).contains(micros))?;
    Some((DateTime::from_timestamp_micros(micros)?, id.parse().ok()?))
}

/// The cursor of a row in a list ordered by instant, for an address.
pub fn cursor_text(at: DateTime<Utc>, id: i64) -> String {
    format!("{}~{id}", at.timestamp_micros())
}

impl<K> Cursor<K> {
    /// Reads `after` and `before`, unchanged because a key may be a name as stored; without a valid key the list begins at the start.
    pub fn read(query: &Form, parse: impl Fn(&str) -> Option<K>) -> Self {
        let after = parse(query.verbatim("after")).map(Self::After);
        after.or_else(|| parse(query.verbatim("before")).map(Self::Before)).unwrap_or(Self::Start)
    }

    /// Whether the page is the one before a row, which is read against the list's order.
    pub const fn is_backwards(&self) -> bool {
        matches!(self, Self::Before(_))
    }

    /// The key that a statement begins after, which reads down or up; at the start, one beyond all keys.
    pub fn key(self, down: bool, least: K, most: K) -> K {
        match self {
            Self::After(key) | Self::Before(key) => key,
            Self::Start if down => most,
            Self::Start => least,
        }
    }
}

impl Cursor<(DateTime<Utc>, i64)> {
    /// The [`key`](Self::key) in a list ordered by instant.
    pub fn instant(self, down: bool) -> (DateTime<Utc>, i64) {
        let last = DateTime::from_timestamp_micros(LAST).unwrap_or(DateTime::UNIX_EPOCH);
        self.key(down, (DateTime::UNIX_EPOCH, 0), (last, i64::MAX))
    }
}

impl<C: Copy + PartialEq> Order<C> {
    /// Reads `sort`, a column with a minus sign in front for descending.
    pub fn read(query: &Form, column: impl Fn(&str) -> Option<C>, usual: Self) -> Self {
        let sort = query.get("sort");
        let (code, down) = sort.strip_prefix('-').map_or((sort, false), |code| (code, true));
        column(code).map_or(usual, |by| Self { by, down })
    }

    /// Whether the list is sorted by this column, the smallest value first.
    pub fn is_up(self, by: C) -> bool {
        self.by == by && !self.down
    }

    /// The order after a click on a column's heading: ascending first, then reversed.
    pub fn toggled(self, by: C) -> Self {
        Self { by, down: self.by == by && !self.down }
    }

    /// Whether the statement of a page reads down.
    pub fn reads_down<K>(self, cursor: &Cursor<K>) -> bool {
        self.down != cursor.is_backwards()
    }
}

impl<C: fmt::Display> fmt::Display for Order<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.down { "-" } else { "" }, self.by)
    }
}

impl<T> Slice<T> {
    /// Truncates rows to `size`. They were queried with one extra row, and in reverse order for `Before`.
    pub fn cut<K>(mut rows: Vec<T>, size: usize, cursor: &Cursor<K>) -> Self {
        let more = rows.len() > size;
        rows.truncate(size);
        let backwards = cursor.is_backwards();
        if backwards {
            rows.reverse();
        }
        let has_before = if backwards { more } else { matches!(cursor, Cursor::After(_)) };
        Self { rows, has_before, has_after: backwards || more }
    }

    /// The rows of a list that can be reordered, each with whether a row precedes and follows it.
    pub fn with_neighbours(self) -> impl Iterator<Item = (T, bool, bool)> {
        let (before, after, count) = (self.has_before, self.has_after, self.rows.len());
        self.rows.into_iter().enumerate().map(move |(at, row)| (row, before || at > 0, after || at + 1 < count))
    }

    /// Addresses of the previous and the next page, for the pager. `base` ends with `?` or `&`.
    pub fn links(&self, base: &str, key: impl Fn(&T) -> String) -> (Option<String>, Option<String>) {
        let before = self.rows.first().filter(|_| self.has_before).map(|row| format!("{base}before={}", key(row)));
        let after = self.rows.last().filter(|_| self.has_after).map(|row| format!("{base}after={}", key(row)));
        (before, after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_links_to_the_pages_before_and_after_it() {
        let cut = |rows: &[i32], cursor| {
            let slice = Slice::cut(rows.to_vec(), 2, &cursor);
            (slice.rows.clone(), slice.links("/x?", i32::to_string))
        };
        let link = |text: &str| Some(text.to_owned());
        assert_eq!(cut(&[1, 2], Cursor::Start), (vec![1, 2], (None, None)));
        assert_eq!(cut(&[1, 2, 3], Cursor::Start), (vec![1, 2], (None, link("/x?after=2"))));
        assert_eq!(cut(&[3], Cursor::After(2)), (vec![3], (link("/x?before=3"), None)));
        assert_eq!(cut(&[4, 3, 2], Cursor::Before(5)), (vec![3, 4], (link("/x?before=3"), link("/x?after=4"))));
        assert_eq!(cut(&[2, 1], Cursor::Before(3)), (vec![1, 2], (None, link("/x?after=2"))));
        assert_eq!(cut(&[], Cursor::After(3)), (vec![], (None, None)));
    }

    #[test]
    fn the_first_and_the_last_row_have_one_neighbour() {
        let slice = |has_before, has_after| Slice { rows: vec!['a', 'b'], has_before, has_after };
        let neighbours = |slice: Slice<char>| slice.with_neighbours().collect::<Vec<_>>();
        assert_eq!(neighbours(slice(false, false)), [('a', false, true), ('b', true, false)]);
        assert_eq!(neighbours(slice(true, true)), [('a', true, true), ('b', true, true)]);
    }

    #[test]
    fn a_cursor_round_trips_and_malformed_ones_are_rejected() {
        let at = "2026-03-04T04:00:00.000001Z".parse().unwrap();
        assert_eq!(parse_cursor(&cursor_text(at, 42)), Some((at, 42)));
        for odd in ["", "x", "x~1", "1~", "1~x", "-1~1", "99999999999999999999~1", "9223372036854775807~1"] {
            assert_eq!(parse_cursor(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_heading_sorts_up_then_down_and_the_page_before_is_read_backwards() {
        let column = |code: &str| ["day", "stock"].into_iter().find(|known| *known == code);
        let usual = Order { by: "day", down: true };
        let read = |query: &str| Order::read(&Form::parse(query.as_bytes()), column, usual);
        for (query, to_day, to_stock) in [
            ("", "day", "stock"),
            ("sort=day", "-day", "stock"),
            ("sort=-stock", "day", "stock"),
            ("sort=x", "day", "stock"),
        ] {
            let order = read(query);
            assert_eq!(
                (order.toggled("day").to_string(), order.toggled("stock").to_string()),
                (to_day.into(), to_stock.into())
            );
        }
        let reads =
            |order: Order<&str>| [Cursor::Start, Cursor::After(5), Cursor::Before(5)].map(|c| order.reads_down(&c));
        assert_eq!((reads(usual), reads(read("sort=day"))), ([true, true, false], [false, false, true]));
        assert_eq!(
            [Cursor::Start.key(true, 0, 9), Cursor::Start.key(false, 0, 9), Cursor::Before(5).key(true, 0, 9)],
            [9, 0, 5]
        );
    }

    #[test]
    fn an_invalid_cursor_begins_at_the_start() {
        let read = |query: &str| Cursor::<i64>::read(&Form::parse(query.as_bytes()), |text| text.parse().ok());
        assert_eq!(read("after=7"), Cursor::After(7));
        assert_eq!(read("before=7&kind=x"), Cursor::Before(7));
        for query in ["", "after=", "after=x", "after=99999999999999999999", "after[]=1", "%ff=%zz"] {
            assert_eq!(read(query), Cursor::Start, "{query}");
        }
    }
}

use chrono::{DateTime, TimeDelta, Utc};
use std::fmt;

/// Where a page of a newest-first list continues: after this instant, kind and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub at: DateTime<Utc>,
    pub kind: String,
    pub id: i64,
}

impl Cursor {
    /// The position before all rows.
    pub fn start(now: DateTime<Utc>) -> Self {
        // Other systems' clocks may be ahead of ours.
        Self { at: now + TimeDelta::days(3_650), kind: String::new(), id: 0 }
    }

    /// Parses a cursor from an address; anything malformed is the start.
    pub fn parse(text: &str, now: DateTime<Utc>) -> Self {
        Self::read(text).unwrap_or_else(|| Self::start(now))
    }

    fn read(text: &str) -> Option<Self> {
        let (at, rest) = text.split_once('.')?;
        let (kind, id) = rest.split_once('.')?;
        let at = DateTime::from_timestamp_micros(at.parse().ok()?)?;
        let plain = kind.bytes().all(|b| b.is_ascii_lowercase());
        let sensible = (1900..2200).contains(&chrono::Datelike::year(&at));
        (plain && sensible).then_some(Self { at, kind: kind.to_owned(), id: id.parse().ok()? })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.at.timestamp_micros(), self.kind, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_round_trips_and_malformed_ones_mean_the_start() {
        let now: DateTime<Utc> = "2026-03-04T04:00:00.000001Z".parse().unwrap();
        let cursor = Cursor { at: now, kind: "points".to_owned(), id: 42 };
        assert_eq!(Cursor::parse(&cursor.to_string(), now), cursor);
        let odd = ["", "x", "1.2", "1..x", "99999999999999999999..1", "-9223372036854775808..1", "1.a'b.2", "1.\0.2"];
        for text in odd {
            assert_eq!(Cursor::parse(text, now), Cursor::start(now), "{text:?}");
        }
    }
}

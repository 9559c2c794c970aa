//! Numbers, dates and times as the portal formats them in Chinese, and as its database stores them.

use std::borrow::Borrow;
use std::fmt::{self, Display, Formatter};

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, SecondsFormat, SubsecRound, Utc};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};

/// The time of a request.
pub struct Now {
    pub at: DateTime<Utc>,
    /// In the database's format.
    pub text: String,
    /// In Shanghai.
    pub today: NaiveDate,
}

impl Now {
    pub fn get() -> Self {
        // Truncated to microseconds, the precision of both databases.
        let at = Utc::now().trunc_subsecs(6);
        Self { at, text: text(at), today: Instant(at).day() }
    }
}

/// An instant in the database's format.
pub fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

/// The first instant of a day in Shanghai.
pub fn start_of(day: NaiveDate) -> DateTime<Utc> {
    (day.and_time(chrono::NaiveTime::MIN) - chrono::TimeDelta::hours(8)).and_utc()
}

pub fn tomorrow(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub DateTime<Utc>);

impl Instant {
    pub fn day(self) -> NaiveDate {
        self.shanghai().date_naive()
    }

    /// "14:30".
    pub fn time(self) -> impl Display {
        self.shanghai().format("%H:%M")
    }

    pub fn shanghai(self) -> DateTime<FixedOffset> {
        const EIGHT_HOURS: i32 = 8 * 3600;
        self.0.with_timezone(&FixedOffset::east_opt(EIGHT_HOURS).unwrap_or_else(|| unreachable!("a real offset")))
    }
}

impl FromSql for Instant {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let at = DateTime::parse_from_rfc3339(value.as_str()?).map_err(|error| FromSqlError::Other(error.into()))?;
        Ok(Self(at.to_utc()))
    }
}

/// A day, displayed as 2026年3月5日.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

impl FromSql for Day {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(|error: chrono::ParseError| FromSqlError::Other(error.into()))
    }
}

impl Display for Day {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(day) = self;
        write!(f, "{}年{}月{}日", day.year(), day.month(), day.day())
    }
}

/// "3月5日 周四".
pub fn short_date(day: NaiveDate) -> String {
    const WEEKDAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
    let weekday = WEEKDAYS[day.weekday().num_days_from_monday() as usize];
    format!("{}月{}日 周{weekday}", day.month(), day.day())
}

/// "12,345".
#[derive(Clone, Copy)]
pub struct Grouped(pub i64);

impl Display for Grouped {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            f.write_str("−")?;
        }
        let number = self.0.unsigned_abs();
        let mut size: u64 = 1;
        while number / size >= 1_000 {
            size *= 1_000;
        }
        write!(f, "{}", number / size)?;
        while size > 1 {
            size /= 1_000;
            write!(f, ",{:03}", number / size % 1_000)?;
        }
        Ok(())
    }
}

/// "+12,345", "−12,345" or "0".
pub struct Signed(pub i64);

impl Display for Signed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            ..0 => write!(f, "−{}", Grouped(-self.0)),
            0 => f.write_str("0"),
            1.. => write!(f, "+{}", Grouped(self.0)),
        }
    }
}

/// Fen as "¥1,234.50".
pub struct Yuan(pub i64);

impl Display for Yuan {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "¥{}.{:02}", Grouped(self.0 / 100), self.0 % 100)
    }
}

/// 125 as "1.25×".
pub struct Multiplier(pub i64);

impl Display for Multiplier {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:02}", self.0 / 100, self.0 % 100);
        write!(f, "{}×", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// For templates, which pass fields by reference.
pub fn grouped(n: impl Borrow<i64>) -> Grouped {
    Grouped(*n.borrow())
}

pub fn signed(n: impl Borrow<i64>) -> Signed {
    Signed(*n.borrow())
}

pub fn yuan(fen: impl Borrow<i64>) -> Yuan {
    Yuan(*fen.borrow())
}

pub fn multiplier(percent: impl Borrow<i64>) -> Multiplier {
    Multiplier(*percent.borrow())
}

//! The filters of a statement.

use super::model::TransferKind;
use super::store::Filter;
use crate::clock::{self, Span};
use crate::i18n::Locale;
use crate::values::CustomerId;
use crate::web::Form;
use chrono::{DateTime, Datelike, Months, NaiveDate, TimeDelta};

/// The filters chosen above the list, as in the query string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    pub kind: Option<TransferKind>,
    pub period: Option<Period>,
    /// Show the statement of a customer merged into the member, up to the merge.
    pub of: Option<CustomerId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// The last n months.
    Months(u32),
    Year(i32),
}

impl Period {
    const RECENT: [Self; 2] = [Self::Months(3), Self::Months(12)];
    const YEARS: i32 = 6;

    /// The periods offered.
    pub fn offered(today: NaiveDate) -> impl Iterator<Item = Self> {
        Self::RECENT.into_iter().chain((0..Self::YEARS).map(move |back| Self::Year(today.year() - back)))
    }

    pub fn code(self) -> String {
        match self {
            Self::Months(months) => format!("{months}m"),
            Self::Year(year) => year.to_string(),
        }
    }

    pub fn name(self, l: Locale) -> String {
        match self {
            Self::Months(months) => tr!(l, "近 {months} 个月", "Last {months} months"),
            Self::Year(year) => tr!(l, "{year}年", "{year}"),
        }
    }

    fn span(self, today: NaiveDate) -> Span {
        let year_start = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(today);
        let (from, until) = match self {
            Self::Months(months) => (today.checked_sub_months(Months::new(months)).unwrap_or(today), tomorrow(today)),
            Self::Year(year) => (year_start(year), year_start(year + 1)),
        };
        Span { from: clock::start_of(from), until: clock::start_of(until) }
    }
}

fn tomorrow(today: NaiveDate) -> NaiveDate {
    today + TimeDelta::days(1)
}

impl Choice {
    /// Values that are not offered are ignored.
    pub fn read(query: &Form, today: NaiveDate) -> Self {
        let period = Period::offered(today).find(|period| period.code() == query.get("period"));
        let kind = TransferKind::choices().find(|kind| kind.code() == query.get("kind"));
        Self { kind, period, of: query.get("of").parse().ok() }
    }

    pub fn filter(&self, today: NaiveDate) -> Filter {
        let always = Span { from: DateTime::UNIX_EPOCH, until: clock::start_of(tomorrow(today)) };
        Filter { kind: self.kind, span: self.period.map_or(always, |period| period.span(today)) }
    }

    /// `path` with these filters, ready for more parameters.
    pub fn address(&self, path: &str) -> String {
        let kind = self.kind.map(|kind| format!("kind={kind}&"));
        let period = self.period.map(|period| format!("period={}&", period.code()));
        let of = self.of.map(|of| format!("of={of}&"));
        format!("{path}?{}{}{}", of.unwrap_or_default(), kind.unwrap_or_default(), period.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_bounded_by_days_in_shanghai() {
        let today = "2026-03-04".parse().unwrap();
        let range = |code: &str| {
            let choice = Choice::read(&Form::parse(format!("period={code}").as_bytes()), today);
            let span = choice.filter(today).span;
            (span.from.to_rfc3339(), span.until.to_rfc3339())
        };
        let pair = |from: &str, until: &str| (format!("{from}T16:00:00+00:00"), format!("{until}T16:00:00+00:00"));
        assert_eq!(range("3m"), pair("2025-12-03", "2026-03-04"));
        assert_eq!(range("2025"), pair("2024-12-31", "2025-12-31"));
        let all = ("1970-01-01T00:00:00+00:00".to_owned(), "2026-03-04T16:00:00+00:00".to_owned());
        for other in ["", "1999", "99999m", "-1", "x"] {
            assert_eq!(range(other), all, "{other}");
        }
    }
}

use crate::clock::{self, Span};
use crate::garage::model::ServiceKind;
use crate::values::{ServiceOrderId, VehicleId};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Deserialize;

/// The raw query string; invalid values are ignored.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    car: String,
    year: String,
    kind: String,
    before: String,
    after: String,
}

/// Which orders to show, and from which position on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub car: Option<VehicleId>,
    /// In Shanghai.
    pub year: Option<i32>,
    pub kind: Option<ServiceKind>,
    pub from: From,
}

/// Where a page of orders starts; newest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum From {
    #[default]
    Newest,
    /// The next older orders than this one.
    Before(Key),
    /// The next newer orders than this one.
    After(Key),
}

/// An order's position in the list: opening time, then id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub at: DateTime<Utc>,
    pub id: ServiceOrderId,
}

impl Raw {
    pub fn filter(&self) -> Filter {
        let before = Key::parse(&self.before).map(From::Before);
        let from = before.or_else(|| Key::parse(&self.after).map(From::After));
        Filter {
            car: self.car.parse().ok().filter(|id: &VehicleId| id.0 > 0),
            year: self.year.parse().ok().filter(|year| (1950..2200).contains(year)),
            kind: ServiceKind::from_code(&self.kind),
            from: from.unwrap_or_default(),
        }
    }
}

impl Filter {
    pub fn is_empty(&self) -> bool {
        self.car.is_none() && self.year.is_none() && self.kind.is_none()
    }

    /// The instants shown.
    pub fn span(&self) -> Span {
        let start = |year| clock::start_of(NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default());
        let (first, next) = self.year.map_or((1950, 2200), |year| (year, year + 1));
        Span { from: start(first), until: start(next) }
    }

    /// The URL of the same selection from another position.
    pub fn href(&self, from: From) -> String {
        let mut query = Vec::new();
        query.extend(self.car.map(|car| format!("car={car}")));
        query.extend(self.year.map(|year| format!("year={year}")));
        query.extend(self.kind.map(|kind| format!("kind={kind}")));
        match from {
            From::Newest => {}
            From::Before(key) => query.push(format!("before={key}")),
            From::After(key) => query.push(format!("after={key}")),
        }
        if query.is_empty() { "/me/service".to_owned() } else { format!("/me/service?{}", query.join("&")) }
    }
}

impl Key {
    fn parse(text: &str) -> Option<Self> {
        let (micros, id) = text.split_once('-')?;
        let at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
        // Both databases write these years with four digits.
        (1950..2200).contains(&at.year()).then_some(())?;
        Some(Self { at, id: id.parse().ok()? })
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.at.timestamp_micros(), self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(query: &str) -> Filter {
        serde_urlencoded::from_str::<Raw>(query).unwrap().filter()
    }

    #[test]
    fn a_filter_round_trips_through_its_url() {
        let key = Key { at: "2025-03-04T05:06:07.000008Z".parse().unwrap(), id: ServiceOrderId(9) };
        let filter = Filter {
            car: Some(VehicleId(7)),
            year: Some(2025),
            kind: Some(ServiceKind::Recall),
            from: From::Before(key),
        };
        let href = filter.href(filter.from);
        assert_eq!(href, "/me/service?car=7&year=2025&kind=recall&before=1741064767000008-9");
        assert_eq!(raw(href.split_once('?').unwrap().1), filter);
        assert_eq!(Filter::default().href(From::Newest), "/me/service");
    }

    #[test]
    fn invalid_values_are_ignored() {
        for query in
            ["car=x&year=99999&kind=boat&before=1-x", "before=9223372036854775807-1", "car=-1&after=--", "before="]
        {
            assert_eq!(raw(query), Filter::default(), "{query}");
        }
    }

    #[test]
    fn years_begin_at_midnight_in_shanghai() {
        let Span { from, until } = raw("year=2025").span();
        assert_eq!(from.to_rfc3339(), "2024-12-31T16:00:00+00:00");
        assert_eq!(until.to_rfc3339(), "2025-12-31T16:00:00+00:00");
    }
}

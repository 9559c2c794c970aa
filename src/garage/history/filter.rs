use crate::clock::{self, Span};
use crate::garage::model::ServiceKind;
use crate::ui::ListAddress;
use crate::values::VehicleId;
use chrono::NaiveDate;
use serde::Deserialize;

/// The raw query string; invalid values are ignored.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    car: String,
    year: String,
    kind: String,
}

/// Which orders to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub car: Option<VehicleId>,
    /// In Shanghai.
    pub year: Option<i32>,
    pub kind: Option<ServiceKind>,
}

impl Raw {
    pub fn filter(&self) -> Filter {
        Filter {
            car: self.car.parse().ok().filter(|id: &VehicleId| id.0 > 0),
            year: self.year.parse().ok().filter(|year| (1950..2200).contains(year)),
            kind: ServiceKind::from_code(&self.kind),
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

    pub fn address(&self) -> ListAddress {
        let text = |value: Option<String>| value.unwrap_or_default();
        let address = ListAddress::new("/me/service").with("car", text(self.car.map(|car| car.to_string())));
        let address = address.with("year", text(self.year.map(|year| year.to_string())));
        address.with("kind", self.kind.map_or("", ServiceKind::code))
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
        let filter = Filter { car: Some(VehicleId(7)), year: Some(2025), kind: Some(ServiceKind::Recall) };
        let address = filter.address();
        assert_eq!(address.href(), "/me/service?car=7&year=2025&kind=recall");
        assert_eq!(raw(&address.query()), filter);
        assert_eq!(Filter::default().address().href(), "/me/service");
    }

    #[test]
    fn invalid_values_are_ignored() {
        for query in ["car=x&year=99999&kind=boat", "car=-1&after=--"] {
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

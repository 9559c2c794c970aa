//! A car and its due items: pure rules. Distances are whole kilometres.

use crate::i18n::Bilingual;
use crate::text_enum;
use crate::values::{Fen, ModelId, Plate, ServiceOrderId, VehicleId, Vin, add_months};
use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};

text_enum! {
    pub enum ServiceKind {
        Maintenance = "maintenance",
        Repair = "repair",
        Bodywork = "bodywork",
        Inspection = "inspection",
        Recall = "recall",
    }
}

text_enum! {
    /// Status of an order; the first five are the steps through the workshop.
    pub enum OrderStatus {
        Received = "received",
        Diagnosis = "diagnosis",
        Repair = "repair",
        Check = "check",
        Ready = "ready",
        Closed = "closed",
        /// Reversed: the payment was refunded, and the points were taken back.
        Credited = "credited",
    }
}

text_enum! {
    pub enum Energy { Petrol = "petrol", Hybrid = "hybrid", Electric = "electric" }
}

/// A model as it is offered for choice.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ModelName {
    pub id: ModelId,
    #[sqlx(flatten)]
    pub name: Bilingual,
}

/// A car of one owner. For a former car, only data of the owner's own time are filled in.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Car {
    pub id: VehicleId,
    pub vin: Vin,
    pub plate: Option<Plate>,
    pub colour_zh: String,
    pub colour_en: String,
    pub built_on: NaiveDate,
    pub delivered_on: Option<NaiveDate>,
    /// Known to the first owner only: the buyer of a used car does not learn its price when new.
    pub price_fen: Option<Fen>,
    pub dealer_zh: Option<String>,
    pub dealer_en: Option<String>,
    pub odometer_km: i64,
    pub warranty_until: Option<NaiveDate>,
    pub inspection_due_on: Option<NaiveDate>,
    pub service_due_on: Option<NaiveDate>,
    pub service_due_km: Option<i64>,
    pub from_on: NaiveDate,
    /// Set for a former car.
    pub until_on: Option<NaiveDate>,
    pub model_code: String,
    pub model_zh: String,
    pub model_en: String,
    pub body: String,
    pub energy: Energy,
    pub warranty_months: i64,
    pub warranty_km: i64,
    pub service_every_months: i64,
    pub service_every_km: i64,
    #[sqlx(skip)]
    pub workshop: Option<Workshop>,
}

/// An order in the workshop now.
#[derive(Clone, Debug)]
pub struct Workshop {
    pub order: ServiceOrderId,
    pub kind: ServiceKind,
    pub status: OrderStatus,
    pub opened_at: DateTime<Utc>,
    pub promised_at: Option<DateTime<Utc>>,
    pub dealer_zh: String,
    pub dealer_en: String,
    pub request: Option<String>,
    /// Statuses reached, in order, with their times.
    pub steps: Vec<(OrderStatus, DateTime<Utc>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueKind {
    Service,
    Inspection,
    Warranty,
}

/// Something that ends or is due by a day or an odometer reading, whichever comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub kind: DueKind,
    /// Start of the interval.
    pub from_on: Option<NaiveDate>,
    pub from_km: i64,
    pub on: Option<NaiveDate>,
    pub km: Option<i64>,
}

/// What is left of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Days until the first of both limits; negative once the day has passed, 0 once the distance is reached.
    pub days: i64,
    /// Negative once the limit is exceeded.
    pub km: Option<i64>,
    /// Whether, at the car's average pace, the distance is reached before the day.
    pub by_distance: bool,
    /// The used part of the interval, 0 to 100.
    pub percent: i64,
}

/// How far a car was driven in a number of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    pub today: NaiveDate,
    pub odometer_km: i64,
    pub days_in_use: i64,
}

impl Car {
    pub fn is_former(&self) -> bool {
        self.until_on.is_some()
    }

    /// Service, inspection and warranty, as far as known; none for a former car.
    pub fn dues(&self) -> Vec<Due> {
        if self.is_former() {
            return Vec::new();
        }
        let before =
            |day: Option<NaiveDate>, months: i64| day?.checked_sub_months(Months::new(months.try_into().ok()?));
        let service = Due {
            kind: DueKind::Service,
            from_on: before(self.service_due_on, self.service_every_months),
            from_km: self.service_due_km.map_or(0, |km| (km - self.service_every_km).max(0)),
            on: self.service_due_on,
            km: self.service_due_km,
        };
        // Inspections have no interval of their own here; the bar covers the year before the due day.
        let inspection = Due {
            kind: DueKind::Inspection,
            from_on: before(self.inspection_due_on, 12),
            from_km: 0,
            on: self.inspection_due_on,
            km: None,
        };
        let all = [service, inspection, self.warranty()];
        all.into_iter().filter(|due| due.on.is_some() || due.km.is_some()).collect()
    }

    /// Ends on the day on file, or the model's months after delivery, and in any case at the model's distance.
    pub fn warranty(&self) -> Due {
        let months = u32::try_from(self.warranty_months).unwrap_or(0);
        let until = self.warranty_until.or_else(|| self.delivered_on.map(|day| add_months(day, months)));
        Due {
            kind: DueKind::Warranty,
            from_on: self.delivered_on,
            from_km: 0,
            on: until,
            km: until.map(|_| self.warranty_km),
        }
    }

    pub fn pace(&self, today: NaiveDate) -> Pace {
        let since = self.delivered_on.unwrap_or(self.built_on);
        Pace { today, odometer_km: self.odometer_km, days_in_use: (today - since).num_days().max(0) }
    }

    /// Whether a plan item is part of the next service.
    pub fn is_next(&self, item: &PlanItem) -> bool {
        let by_km = self.service_due_km.is_some_and(|km| has_multiple(item.every_km, km - self.service_every_km, km));
        let months = self.service_due_on.zip(self.delivered_on).map(|(due, since)| months_between(since, due));
        let by_months = months.is_some_and(|m| has_multiple(item.every_months, m - self.service_every_months, m));
        by_km || by_months
    }
}

/// One line of a model's service plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanItem {
    pub title_zh: String,
    pub title_en: String,
    pub every_months: i64,
    pub every_km: i64,
}

impl Due {
    /// What is left of this interval; `None` if neither a day nor a distance is known.
    pub fn left(&self, pace: Pace) -> Option<Left> {
        let km = self.km.map(|km| km - pace.odometer_km);
        let by_day = self.on.map(|on| (on - pace.today).num_days());
        let by_km = km.and_then(|km| pace.days_for(km));
        let by_distance = match (by_day, by_km) {
            (Some(day), Some(km)) => km < day,
            (None, Some(_)) => true,
            _ => false,
        };
        let days = if by_distance { by_km } else { by_day }?;
        Some(Left { days, km, by_distance, percent: self.percent(pace) })
    }

    fn percent(&self, pace: Pace) -> i64 {
        let time = self
            .from_on
            .zip(self.on)
            .map_or(0, |(from, on)| share((pace.today - from).num_days(), (on - from).num_days()));
        let distance = self.km.map_or(0, |km| share(pace.odometer_km - self.from_km, km - self.from_km));
        time.max(distance)
    }
}

impl Pace {
    /// Days until `km` more kilometres are driven: 0 if none are left, `None` if the car has not been driven yet.
    fn days_for(&self, km: i64) -> Option<i64> {
        if km <= 0 {
            return Some(0);
        }
        (self.odometer_km > 0 && self.days_in_use > 0).then(|| km.saturating_mul(self.days_in_use) / self.odometer_km)
    }
}

impl Workshop {
    pub const STEPS: [OrderStatus; 5] =
        [OrderStatus::Received, OrderStatus::Diagnosis, OrderStatus::Repair, OrderStatus::Check, OrderStatus::Ready];
}

fn share(part: i64, whole: i64) -> i64 {
    if whole <= 0 { 100 } else { (part * 100 / whole).clamp(0, 100) }
}

/// Whether a multiple of `every` is greater than `after` and at most `to`.
fn has_multiple(every: i64, after: i64, to: i64) -> bool {
    every > 0 && to > 0 && to / every > after.max(0) / every
}

fn months_between(from: NaiveDate, to: NaiveDate) -> i64 {
    i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month())
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;

//! Yearly cost and distance of an owner's cars: pure sums.

use crate::clock;
use crate::garage::model::{Car, OrderStatus};
use crate::values::{Fen, VehicleId};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use std::collections::BTreeMap;

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Visit {
    pub vehicle_id: VehicleId,
    pub status: OrderStatus,
    pub opened_at: DateTime<Utc>,
    pub odometer_km: i64,
    pub paid_fen: Fen,
    pub points: i64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Year {
    pub year: i32,
    pub visits: i64,
    pub paid: Fen,
    pub km: i64,
}

/// Every year from the first visit, or from the delivery of a car owned from new, to the last visit, without gaps.
/// `visits` are sorted oldest first. Only closed orders count as cost; the distance between two readings is spread
/// evenly over the days between them.
pub fn per_year(visits: &[Visit], cars: &[Car]) -> Vec<Year> {
    let mut years: BTreeMap<i32, Year> = BTreeMap::new();
    for visit in visits {
        let year = years.entry(clock::day(visit.opened_at).year()).or_default();
        year.visits += 1;
        if visit.status == OrderStatus::Closed {
            year.paid.0 += visit.paid_fen.0;
        }
    }
    let mut readings: BTreeMap<VehicleId, Vec<(NaiveDate, i64)>> = BTreeMap::new();
    for car in cars {
        // A car owned from new starts at 0 km.
        if let Some(day) = car.delivered_on.filter(|day| car.from_on <= *day) {
            readings.insert(car.id, vec![(day, 0)]);
        }
    }
    for visit in visits {
        readings.entry(visit.vehicle_id).or_default().push((clock::day(visit.opened_at), visit.odometer_km));
    }
    for pair in readings.values().flat_map(|car| car.windows(2)) {
        spread(pair[0], pair[1], |year, km| years.entry(year).or_default().km += km);
    }
    let span = years.first_key_value().zip(years.last_key_value()).map(|((first, _), (last, _))| *first..=*last);
    span.into_iter().flatten().map(|year| Year { year, ..years.get(&year).copied().unwrap_or_default() }).collect()
}

/// Spreads the kilometres between two readings over the years; the shares add up to the total.
fn spread((from, from_km): (NaiveDate, i64), (to, to_km): (NaiveDate, i64), mut give: impl FnMut(i32, i64)) {
    let (days, km) = ((to - from).num_days(), to_km - from_km);
    if km <= 0 {
        return;
    }
    let mut given = 0;
    for year in from.year()..=to.year() {
        let end = NaiveDate::from_ymd_opt(year + 1, 1, 1).map_or(to, |end| end.min(to));
        let until_then = if days > 0 { km * (end - from).num_days() / days } else { km };
        give(year, until_then - given);
        given = until_then;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(at: &str, km: i64, paid: i64, status: OrderStatus) -> Visit {
        let opened_at = format!("{at}T04:00:00Z").parse().unwrap();
        Visit { vehicle_id: VehicleId(1), status, opened_at, odometer_km: km, paid_fen: Fen(paid), points: 0 }
    }

    #[test]
    fn costs_and_distances_are_assigned_to_years() {
        let visits = [
            visit("2023-01-01", 1_000, 100, OrderStatus::Closed),
            visit("2025-01-01", 8_310, 200, OrderStatus::Closed),
            visit("2025-02-01", 8_300, 900, OrderStatus::Credited),
        ];
        // 7,310 km in 731 days are 10 km a day; a reading lower than the previous one is ignored.
        let year = |year, visits, paid, km| Year { year, visits, paid: Fen(paid), km };
        assert_eq!(per_year(&visits, &[]), [year(2023, 1, 100, 3_650), year(2024, 0, 0, 3_660), year(2025, 2, 200, 0)]);
        assert_eq!(per_year(&[], &[]), []);
    }

    #[test]
    fn two_readings_on_one_day_do_not_divide_by_zero() {
        let visits = [visit("2025-03-01", 10, 0, OrderStatus::Closed), visit("2025-03-01", 30, 0, OrderStatus::Closed)];
        assert_eq!(per_year(&visits, &[])[0].km, 20);
    }
}

//! A car's due items, soonest first, and what is left of each interval.

use chrono::{Months, NaiveDate};

use crate::cars::Car;
use crate::values::{Day, Grouped};

pub struct Due {
    pub name: &'static str,
    /// Until the first of both limits.
    days: i64,
    km: Option<i64>,
    by_distance: bool,
    pub percent: i64,
    on: Option<Day>,
    limit_km: Option<i64>,
}

/// The start and end of an interval.
struct Interval {
    name: &'static str,
    from_on: Option<NaiveDate>,
    from_km: i64,
    on: Option<Day>,
    km: Option<i64>,
}

const WARRANTY: &str = "整车质保";

pub fn dues(car: &Car, today: NaiveDate) -> Vec<Due> {
    if car.until.is_some() {
        return Vec::new();
    }
    let before = |day: Option<Day>, months: i64| day?.0.checked_sub_months(Months::new(months.try_into().ok()?));
    let service = Interval {
        name: "下次保养",
        from_on: before(car.service_due, car.service_months),
        from_km: car.service_due_km.map_or(0, |km| (km - car.service_km).max(0)),
        on: car.service_due,
        km: car.service_due_km,
    };
    let inspection = Interval {
        name: "年检",
        from_on: before(car.inspection_due, 12),
        from_km: 0,
        on: car.inspection_due,
        km: None,
    };
    let months = Months::new(car.warranty_months.try_into().unwrap_or(0));
    let until = car.warranty_until.or_else(|| car.delivered?.0.checked_add_months(months).map(Day));
    let warranty = Interval {
        name: WARRANTY,
        from_on: car.delivered.map(|day| day.0),
        from_km: 0,
        on: until,
        km: until.map(|_| car.warranty_km),
    };
    let mut dues: Vec<Due> =
        [service, inspection, warranty].into_iter().filter_map(|interval| left(car, interval, today)).collect();
    dues.sort_by_key(|due| (due.name == WARRANTY, due.days));
    dues
}

fn left(car: &Car, interval: Interval, today: NaiveDate) -> Option<Due> {
    let km = interval.km.map(|km| km - car.km);
    let by_day = interval.on.map(|on| (on.0 - today).num_days());
    let by_km = km.and_then(|km| days_for(car, km, today));
    let by_distance = match (by_day, by_km) {
        (Some(day), Some(km)) => km < day,
        (None, Some(_)) => true,
        _ => false,
    };
    let days = if by_distance { by_km } else { by_day }?;
    let between = interval.from_on.zip(interval.on);
    let time = between.map_or(0, |(from, on)| share((today - from).num_days(), (on.0 - from).num_days()));
    let distance = interval.km.map_or(0, |km| share(car.km - interval.from_km, km - interval.from_km));
    let Interval { name, on, km: limit_km, .. } = interval;
    Some(Due { name, days, km, by_distance, percent: time.max(distance), on, limit_km })
}

/// Days until a distance is reached, at the car's average pace.
fn days_for(car: &Car, km: i64, today: NaiveDate) -> Option<i64> {
    let in_use = (today - car.delivered.unwrap_or(car.built).0).num_days();
    match km {
        ..=0 => Some(0),
        _ => (car.km > 0 && in_use > 0).then(|| km * in_use / car.km),
    }
}

fn share(part: i64, whole: i64) -> i64 {
    if whole <= 0 { 100 } else { (part * 100 / whole).clamp(0, 100) }
}

impl Due {
    pub fn left(&self) -> String {
        let over = self.days < 0 || self.km.is_some_and(|km| km <= 0);
        match (self.days, self.km) {
            _ if self.name == WARRANTY && over => "已到期".to_owned(),
            (_, Some(km)) if km <= 0 && self.by_distance => format!("已超 {} km", Grouped(-km)),
            (0, _) => "今天到期".to_owned(),
            (..0, _) => format!("已过 {}", span(-self.days)),
            _ if self.by_distance => format!("约 {}后", span(self.days)),
            _ => format!("还有 {}", span(self.days)),
        }
    }

    pub fn limit(&self) -> String {
        match (self.on, self.limit_km) {
            (Some(on), Some(km)) => format!("{on} 或 {} km，先到为准", Grouped(km)),
            (Some(on), None) => format!("{on} 前"),
            (None, Some(km)) => format!("{} km 前", Grouped(km)),
            (None, None) => String::new(),
        }
    }

    pub fn remaining(&self) -> Option<Grouped> {
        self.km.filter(|km| *km > 0 && self.days >= 0).map(Grouped)
    }

    /// Class and text of the warning badge.
    pub fn badge(&self) -> Option<(&'static str, &'static str)> {
        match self.days {
            _ if self.name == WARRANTY => None,
            n if n < 0 || self.km.is_some_and(|km| km <= 0) => Some(("badge badge-bad", "已逾期")),
            ..=30 => Some(("badge badge-warn", "即将到期")),
            _ => None,
        }
    }
}

/// Days as years and months, for long intervals.
fn span(days: i64) -> String {
    let months = days * 12 / 365;
    match (months / 12, months % 12) {
        _ if days <= 365 => format!("{days} 天"),
        (years, 0) => format!("{years} 年"),
        (years, months) => format!("{years} 年 {months} 个月"),
    }
}

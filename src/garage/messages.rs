//! Texts of the garage.

use super::model::{Car, Due, DueKind, Energy, Left, OrderStatus, ServiceKind};
use crate::i18n::Locale;
use crate::values::points;

/// "40,218 km".
pub fn km(n: i64) -> String {
    format!("{} km", points(n))
}

pub fn kind(l: Locale, kind: ServiceKind) -> String {
    match kind {
        ServiceKind::Maintenance => tr!(l, "保养", "Service"),
        ServiceKind::Repair => tr!(l, "维修", "Repair"),
        ServiceKind::Bodywork => tr!(l, "钣喷", "Bodywork"),
        ServiceKind::Inspection => tr!(l, "年检", "Inspection"),
        ServiceKind::Recall => tr!(l, "召回", "Recall"),
    }
}

pub fn status(l: Locale, status: OrderStatus) -> String {
    match status {
        OrderStatus::Received => tr!(l, "接车", "Received"),
        OrderStatus::Diagnosis => tr!(l, "检测", "Diagnosis"),
        OrderStatus::Repair => tr!(l, "维修", "Repair"),
        OrderStatus::Check => tr!(l, "质检", "Quality check"),
        OrderStatus::Ready => tr!(l, "待交车", "Ready"),
        OrderStatus::Closed => tr!(l, "已结算", "Settled"),
        OrderStatus::Credited => tr!(l, "已退款", "Refunded"),
    }
}

pub fn energy(l: Locale, energy: Energy) -> String {
    match energy {
        Energy::Petrol => tr!(l, "汽油", "Petrol"),
        Energy::Hybrid => tr!(l, "插电混动", "Plug-in hybrid"),
        Energy::Electric => tr!(l, "纯电动", "Electric"),
    }
}

pub fn due(l: Locale, kind: DueKind) -> String {
    match kind {
        DueKind::Service => tr!(l, "下次保养", "Next service"),
        DueKind::Inspection => tr!(l, "年检", "Inspection"),
        DueKind::Warranty => tr!(l, "整车质保", "Warranty"),
    }
}

/// What is left of an interval: 还有 23 天, 约 20 天后, 今天到期, 已过 3 天, 已超 120 km.
pub fn left(l: Locale, kind: DueKind, left: Left) -> String {
    let over = left.days < 0 || left.km.is_some_and(|km| km <= 0);
    if kind == DueKind::Warranty && over {
        return tr!(l, "已到期", "expired");
    }
    if let Some(km) = left.km.filter(|km| *km <= 0 && left.by_distance) {
        let km = self::km(-km);
        return tr!(l, "已超 {km}", "{km} over");
    }
    match left.days {
        0 => tr!(l, "今天到期", "due today"),
        n if n < 0 => {
            let days = days(l, -n);
            tr!(l, "已过 {days}", "{days} overdue")
        }
        n => {
            let days = days(l, n);
            if left.by_distance {
                tr!(l, "约 {days}后", "in about {days}")
            } else {
                tr!(l, "还有 {days}", "in {days}")
            }
        }
    }
}

/// Days, or years and months for more than a year.
fn days(l: Locale, days: i64) -> String {
    if days <= 365 {
        return match (l, days) {
            (Locale::En, 1) => "1 day".to_owned(),
            _ => tr!(l, "{days} 天", "{days} days"),
        };
    }
    let months = days * 12 / 365;
    let (years, months) = (months / 12, months % 12);
    if months == 0 {
        tr!(l, "{years} 年", "{years} y")
    } else {
        tr!(l, "{years} 年 {months} 个月", "{years} y {months} mo")
    }
}

/// The limits of an interval: 2026年3月28日 或 50,000 km，先到为准.
pub fn limit(l: Locale, due: &Due) -> String {
    match (due.on, due.km) {
        (Some(on), Some(km)) => {
            let (on, km) = (l.date(on), self::km(km));
            tr!(l, "{on} 或 {km}，先到为准", "{on} or {km}, whichever comes first")
        }
        (Some(on), None) => {
            let on = l.date(on);
            tr!(l, "{on} 前", "by {on}")
        }
        (None, Some(km)) => {
            let km = self::km(km);
            tr!(l, "{km} 前", "by {km}")
        }
        (None, None) => String::new(),
    }
}

/// The length of an interval: 每 12 个月 或 10,000 km.
pub fn interval(l: Locale, months: i64, km: i64) -> String {
    let km = self::km(km);
    tr!(l, "每 {months} 个月或 {km}", "every {months} months or {km}")
}

pub fn model(l: Locale, car: &Car) -> String {
    l.pick(&car.model_zh, &car.model_en).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: DueKind, days: i64, km: Option<i64>, by_distance: bool) -> [String; 2] {
        [Locale::Zh, Locale::En].map(|l| left(l, kind, Left { days, km, by_distance, percent: 0 }))
    }

    #[test]
    fn remaining_intervals_are_worded_naturally() {
        assert_eq!(said(DueKind::Service, 23, Some(900), false), ["还有 23 天", "in 23 days"]);
        assert_eq!(said(DueKind::Service, 1, None, false), ["还有 1 天", "in 1 day"]);
        assert_eq!(said(DueKind::Service, 20, Some(800), true), ["约 20 天后", "in about 20 days"]);
        assert_eq!(said(DueKind::Service, 0, Some(-120), true), ["已超 120 km", "120 km over"]);
        assert_eq!(said(DueKind::Inspection, 0, None, false), ["今天到期", "due today"]);
        assert_eq!(said(DueKind::Inspection, -3, None, false), ["已过 3 天", "3 days overdue"]);
        assert_eq!(said(DueKind::Warranty, 425, Some(9), false), ["还有 1 年 1 个月", "in 1 y 1 mo"]);
        assert_eq!(said(DueKind::Warranty, -1, Some(9), false), ["已到期", "expired"]);
    }
}

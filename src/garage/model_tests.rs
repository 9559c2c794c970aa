use super::*;

fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Delivered on 2024-03-04, 20,000 km in 730 days; next service on 2026-03-28 or at 30,000 km.
fn car() -> Car {
    Car {
        id: VehicleId(1),
        vin: Vin::parse("11111111111111111").unwrap(),
        plate: Plate::parse("沪AD12345").ok(),
        colour_zh: String::new(),
        colour_en: String::new(),
        built_on: ymd(2024, 1, 10),
        delivered_on: Some(ymd(2024, 3, 4)),
        price_fen: None,
        dealer_zh: None,
        dealer_en: None,
        odometer_km: 20_000,
        warranty_until: Some(ymd(2027, 3, 3)),
        inspection_due_on: Some(ymd(2026, 3, 4)),
        service_due_on: Some(ymd(2026, 3, 28)),
        service_due_km: Some(30_000),
        from_on: ymd(2024, 3, 4),
        until_on: None,
        model_code: "crane".into(),
        model_zh: String::new(),
        model_en: String::new(),
        body: "sedan".into(),
        energy: Energy::Petrol,
        warranty_months: 36,
        warranty_km: 100_000,
        service_every_months: 12,
        service_every_km: 10_000,
        workshop: None,
    }
}

const TODAY: (i32, u32, u32) = (2026, 3, 4);

fn left(car: &Car, kind: DueKind) -> Left {
    let (year, month, day) = TODAY;
    let due = car.dues().into_iter().find(|due| due.kind == kind).unwrap();
    due.left(car.pace(ymd(year, month, day))).unwrap()
}

#[test]
fn a_little_driven_car_is_due_by_day() {
    let service = left(&car(), DueKind::Service);
    assert_eq!((service.days, service.km, service.by_distance), (24, Some(10_000), false));
    assert_eq!(service.percent, 93);
}

#[test]
fn a_much_driven_car_is_due_by_distance() {
    // At 40 km a day 800 km take 20 days; the day is 24 days away.
    let much = Car { odometer_km: 29_200, ..car() };
    let service = left(&much, DueKind::Service);
    assert_eq!((service.days, service.km, service.by_distance), (20, Some(800), true));
    let too_far = Car { odometer_km: 30_120, ..car() };
    let service = left(&too_far, DueKind::Service);
    assert_eq!((service.days, service.km, service.by_distance, service.percent), (0, Some(-120), true, 100));
}

#[test]
fn overdue_days_are_negative() {
    let late = Car { service_due_on: Some(ymd(2026, 3, 1)), ..car() };
    assert_eq!(left(&late, DueKind::Service).days, -3);
    assert_eq!(left(&car(), DueKind::Inspection).days, 0, "due today");
}

#[test]
fn a_new_car_has_no_pace_yet() {
    let new = Car { odometer_km: 0, delivered_on: Some(ymd(2026, 3, 4)), ..car() };
    let service = left(&new, DueKind::Service);
    assert_eq!((service.days, service.by_distance), (24, false));
    let ordered = Car { delivered_on: None, warranty_until: None, service_due_on: None, service_due_km: None, ..car() };
    assert_eq!(ordered.dues().len(), 1, "only the inspection is known");
}

#[test]
fn an_electric_car_may_have_no_distance_limit() {
    let electric = Car { energy: Energy::Electric, service_due_km: None, odometer_km: 90_000, ..car() };
    let service = left(&electric, DueKind::Service);
    assert_eq!((service.days, service.km, service.by_distance), (24, None, false));
}

#[test]
fn a_warranty_ends_by_day_or_distance() {
    assert_eq!(left(&car(), DueKind::Warranty).days, 364);
    let far = Car { odometer_km: 100_000, ..car() };
    let warranty = left(&far, DueKind::Warranty);
    assert_eq!((warranty.days, warranty.by_distance, warranty.percent), (0, true, 100));
    let unknown = Car { warranty_until: None, ..car() };
    assert_eq!(unknown.warranty().on, Some(ymd(2027, 3, 4)), "the model's months after delivery");
}

#[test]
fn a_former_car_has_no_due_items() {
    assert!(Car { until_on: Some(ymd(2025, 1, 1)), ..car() }.dues().is_empty());
}

#[test]
fn the_next_service_includes_plan_items_by_months_or_distance() {
    let item =
        |every_months, every_km| PlanItem { title_zh: String::new(), title_en: String::new(), every_months, every_km };
    // The next service is the one at 30,000 km, 24 months after delivery.
    assert!(car().is_next(&item(12, 10_000)));
    assert!(car().is_next(&item(24, 40_000)), "by months");
    assert!(car().is_next(&item(48, 30_000)), "by distance");
    assert!(!car().is_next(&item(36, 40_000)));
    assert!(!car().is_next(&item(48, 60_000)));
    let unknown = Car { service_due_on: None, service_due_km: None, ..car() };
    assert!(!unknown.is_next(&item(12, 10_000)));
}

use super::*;
use proptest::prelude::*;

const FREE: Terms = Terms { value: 1, cap: None };

fn paid(fen: i64, percent: i64) -> Basis {
    Basis::Paid { fen, percent }
}

#[test]
fn points_are_rounded_down_once_at_the_end() {
    // 9.99 × 1.10 × 1.50 = 16.48…; rounded down after each step it would be 13.
    assert_eq!(give(FREE, paid(999, 110), 150, 0).points, 16);
    assert_eq!(give(FREE, paid(99, 100), 100, 0).points, 0);
    assert_eq!(give(FREE, paid(99, 100), 200, 0).points, 1);
    assert_eq!(give(Terms { value: 3, cap: None }, paid(3_334, 125), 100, 0).points, 125);
    assert_eq!(give(Terms { value: 333, cap: None }, Basis::Once, 150, 0).points, 499);
    assert_eq!(give(FREE, Basis::Points(75), 150, 0).points, 112);
    assert_eq!(give(FREE, paid(-500, 100), 100, 0), Given { points: 0, cut: 0 });
}

#[test]
fn an_order_earns_points_per_yuan_times_the_multiplier() {
    let points = |fen, value, percent| whole(value, paid(fen, percent), 100);
    assert_eq!(points(123_456, 1, 100), 1_234);
    assert_eq!(points(123_456, 1, 125), 1_543);
    assert_eq!(points(199, 1, 150), 2, "1.99 yuan are 2.985 points");
    assert_eq!(points(100_000, 2, 110), 2_200);
    assert_eq!(points(i64::MAX, i64::MAX, 150), i64::MAX);
}

#[test]
fn a_cap_limits_points_and_reports_the_cut() {
    let terms = Terms { value: 1, cap: Some(300) };
    assert_eq!(give(terms, paid(25_000, 100), 100, 0), Given { points: 250, cut: 0 });
    assert_eq!(give(terms, paid(25_000, 100), 100, 100), Given { points: 200, cut: 50 });
    assert_eq!(give(terms, paid(25_000, 100), 100, 300), Given { points: 0, cut: 250 });
    // A cap below what was already earned takes nothing back.
    assert_eq!(give(terms, paid(25_000, 100), 100, 9_000), Given { points: 0, cut: 250 });
    assert_eq!(give(terms, Basis::Once, 100, -50), Given { points: 1, cut: 0 });
}

#[test]
fn months_are_bounded_in_shanghai() {
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let february = Span { from: at("2028-01-31T16:00:00Z"), until: at("2028-02-29T16:00:00Z") };
    for inside in ["2028-01-31T16:00:00Z", "2028-02-29T15:59:59.999999Z"] {
        assert_eq!(month_around(at(inside)), february, "{inside}");
    }
    assert_ne!(month_around(at("2028-02-29T16:00:00Z")), february);
    assert_ne!(month_around(at("2028-01-31T15:59:59Z")), february);
}

fn basis() -> impl Strategy<Value = Basis> {
    prop_oneof![
        Just(Basis::Once),
        (0..1_000_000_i64).prop_map(Basis::Points),
        (0..i64::MAX, 100..500_i64).prop_map(|(fen, percent)| Basis::Paid { fen, percent }),
    ]
}

proptest! {
    #[test]
    fn points_never_exceed_the_cap(basis in basis(), value in 0..100_000_i64, campaign in 100..1_000_i64,
        cap in 1..1_000_000_i64, before in 0..2_000_000_i64) {
        let given = give(Terms { value, cap: Some(cap) }, basis, campaign, before);
        prop_assert!(given.points >= 0 && given.cut >= 0);
        prop_assert!(given.points == 0 || before + given.points <= cap);
        prop_assert_eq!(given.whole(), whole(value, basis, campaign));
    }

    #[test]
    fn points_grow_with_payment_value_multiplier_and_campaign(fen in 0..1_000_000_000_i64, more in 0..1_000_i64,
        value in 0..100_i64, percent in 100..300_i64, campaign in 100..1_000_i64, cap in prop::option::of(1..100_000_i64),
        before in 0..100_000_i64) {
        let get = |value, fen, percent, campaign, before| {
            give(Terms { value, cap }, Basis::Paid { fen, percent }, campaign, before).points
        };
        let now = get(value, fen, percent, campaign, before);
        prop_assert!(get(value, fen + more, percent, campaign, before) >= now);
        prop_assert!(get(value + more, fen, percent, campaign, before) >= now);
        prop_assert!(get(value, fen, percent + more, campaign, before) >= now);
        prop_assert!(get(value, fen, percent, campaign + more, before) >= now);
        prop_assert!(get(value, fen, percent, campaign, before + more) <= now);
    }

    #[test]
    fn rounding_loses_less_than_one_point(fen in 0..1_000_000_000_i64, value in 0..100_i64, percent in 100..300_i64,
        campaign in 100..1_000_i64) {
        let points = whole(value, Basis::Paid { fen, percent }, campaign);
        let exact = i128::from(value) * i128::from(fen) * i128::from(percent) * i128::from(campaign);
        prop_assert!((0..1_000_000).contains(&(exact - i128::from(points) * 1_000_000)));
    }
}

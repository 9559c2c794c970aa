//! Reads and validates a rule version as typed.

use crate::error::{Problem, Result};
use crate::points::model::TierRule;
use crate::points::rules::{RuleCode, Unit};
use crate::values::{Tier, parse_date};
use crate::web::{Form, Reader, whole_number};
use chrono::NaiveDate;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// Which fields a rule has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// `None` if the rule has no value.
    pub value: Option<RangeInclusive<i64>>,
    pub cap: bool,
    pub tiers: bool,
}

pub fn shape(code: RuleCode) -> Shape {
    let (value, cap) = match code {
        RuleCode::Workshop => (Some(0..=100), true),
        RuleCode::Delivery => (Some(0..=100_000), true),
        RuleCode::Profile => (Some(0..=10_000), true),
        RuleCode::ReferralTestDrive | RuleCode::ReferralDelivery | RuleCode::ReferralFriend => (Some(0..=50_000), true),
        RuleCode::Survey => (Some(0..=1_000), true),
        RuleCode::Event => (None, true),
        RuleCode::PointValue => (Some(1..=10_000), false),
        RuleCode::Validity => (Some(1..=120), false),
        RuleCode::FourEyes | RuleCode::Household => (Some(0..=100_000), false),
        RuleCode::Tiers => (None, false),
    };
    Shape { value, cap, tiers: code == RuleCode::Tiers }
}

/// A version as an administrator entered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftInput {
    pub value: i64,
    pub cap: Option<i64>,
    pub starts_on: NaiveDate,
    pub note: String,
    /// Only for the rule of the tiers, lowest first.
    pub tiers: Vec<TierRule>,
}

/// The tiers, each with the names of its fields: tier points and multiplier.
pub fn tier_fields() -> impl Iterator<Item = (Tier, &'static str, &'static str)> {
    static TIER_POINTS: LazyLock<Vec<String>> = LazyLock::new(|| Tier::fields("tier_points"));
    static PERCENT: LazyLock<Vec<String>> = LazyLock::new(|| Tier::fields("percent"));
    let names = TIER_POINTS.iter().map(String::as_str).zip(PERCENT.iter().map(String::as_str));
    Tier::ALL.iter().zip(names).map(|(tier, (tier_points, percent))| (*tier, tier_points, percent))
}

pub fn read(form: &Form, code: RuleCode, today: NaiveDate) -> Result<DraftInput> {
    const LARGEST_CAP: i64 = 1_000_000;
    let shape = shape(code);
    let mut f = form.reader();
    let value = shape.value.map_or(Some(0), |range| f.number("value", range));
    let cap = if shape.cap { optional_number(&mut f, "cap", 1..=LARGEST_CAP) } else { Some(None) };
    let cap = if short_of_one(code, value, cap) { f.wrong("cap", Problem::CapBelowValue) } else { cap };
    let starts_on = coming_day(&mut f, "starts_on", today);
    let note = f.text("note", 200);
    let tiers = if shape.tiers { tiers(&mut f) } else { Some(Vec::new()) };
    f.finish(|| Some(DraftInput { value: value?, cap: cap?, starts_on: starts_on?, note: note?, tiers: tiers? }))
}

/// Whether the cap is below the value of a rule that pays a fixed amount, which then could never be paid in full.
fn short_of_one(code: RuleCode, value: Option<i64>, cap: Option<Option<i64>>) -> bool {
    code.unit() == Unit::PointsEachTime && value.zip(cap.flatten()).is_some_and(|(value, cap)| cap < value)
}

/// Reads a day from tomorrow on, so that points already earned are not affected.
pub fn coming_day(f: &mut Reader<'_>, field: &str, today: NaiveDate) -> Option<NaiveDate> {
    let day = f.parse(field, parse_date)?;
    if day > today { Some(day) } else { f.wrong(field, Problem::NotFromTomorrow) }
}

fn optional_number(f: &mut Reader<'_>, field: &str, range: RangeInclusive<i64>) -> Option<Option<i64>> {
    f.parse_optional(field, |typed| {
        let number = whole_number(typed)?;
        let (min, max) = (*range.start(), *range.end());
        if range.contains(&number) { Ok(number) } else { Err(Problem::OutOfRange { min, max }) }
    })
}

/// Higher tiers need more tier points and never have a lower multiplier.
fn tiers(f: &mut Reader<'_>) -> Option<Vec<TierRule>> {
    const MAX_TIER_POINTS: i64 = 1_000_000;
    const MOST_PERCENT: i64 = 500;
    let (mut tier_points, mut percent) = (0, 100);
    let mut tiers = Some(Vec::new());
    for (tier, tier_points_field, percent_field) in tier_fields() {
        let from =
            if tier == Tier::LOWEST { Some(0) } else { f.number(tier_points_field, tier_points + 1..=MAX_TIER_POINTS) };
        let times = f.number(percent_field, percent..=MOST_PERCENT);
        tier_points = from.unwrap_or(tier_points).min(MAX_TIER_POINTS - 1);
        percent = times.unwrap_or(percent);
        tiers = tiers.zip(from.zip(times)).map(|(mut all, (min_tier_points, multiplier_percent))| {
            all.push(TierRule { tier, min_tier_points, multiplier_percent });
            all
        });
    }
    tiers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::AppError;

    fn wrong(code: RuleCode, body: &str) -> Vec<(String, Problem)> {
        let today = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
        match read(&Form::parse(body.as_bytes()), code, today) {
            Err(AppError::Invalid(errors)) => errors.into_iter().map(|one| (one.field, one.problem)).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn invalid_values_and_early_days_are_reported_on_their_fields() {
        let found = wrong(RuleCode::Workshop, "value=101&cap=0&starts_on=2026-03-04&note=");
        let expected = [
            ("value", Problem::OutOfRange { min: 0, max: 100 }),
            ("cap", Problem::OutOfRange { min: 1, max: 1_000_000 }),
            ("starts_on", Problem::NotFromTomorrow),
            ("note", Problem::Empty),
        ];
        assert_eq!(found, expected.map(|(field, problem)| (field.to_owned(), problem)));
        assert_eq!(wrong(RuleCode::PointValue, "value=0&starts_on=2026-03-05&note=x")[0].0, "value");
    }

    #[test]
    fn a_cap_must_allow_one_full_award() {
        let body = |cap: &str| format!("value=60&cap={cap}&starts_on=2026-03-05&note=x");
        assert_eq!(wrong(RuleCode::Survey, &body("59")), [("cap".to_owned(), Problem::CapBelowValue)]);
        let today = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
        for (code, cap) in
            [(RuleCode::Survey, "60"), (RuleCode::Survey, ""), (RuleCode::Workshop, "59"), (RuleCode::Event, "1")]
        {
            assert!(read(&Form::parse(body(cap).as_bytes()), code, today).is_ok(), "{code}: {cap}");
        }
    }

    #[test]
    fn tiers_must_ascend() {
        let body = "starts_on=2026-03-05&note=x&percent_basic=100&tier_points_silver=2000&percent_silver=110\
                    &tier_points_gold=2000&percent_gold=105&tier_points_platinum=3000&percent_platinum=501";
        let fields: Vec<_> = wrong(RuleCode::Tiers, body).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["tier_points_gold", "percent_gold", "percent_platinum"]);
    }
}

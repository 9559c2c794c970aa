//! Reads and validates the reward form.

use crate::clock::start_of;
use crate::error::{Problem, Result};
use crate::rewards::model::{CodeOrigin, RewardKind, Way};
use crate::rewards::price::Prices;
use crate::values::{Fen, Price, Tier, parse_date};
use crate::web::{Form, Reader, whole_number};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::LazyLock;

/// A reward as entered; stock, order and status are changed elsewhere.
#[derive(Clone, Debug)]
pub struct RewardInput {
    pub kind: RewardKind,
    pub title_zh: String,
    pub title_en: String,
    pub body_zh: String,
    pub body_en: String,
    pub picture: String,
    pub prices: Prices,
    pub value_fen: Fen,
    pub limit_each: Option<i64>,
    pub visible_from: DateTime<Utc>,
    /// The first instant at which it is no longer visible.
    pub visible_until: Option<DateTime<Utc>>,
    pub code_days: i64,
    pub codes: CodeOrigin,
}

/// The drawings: fragments of `/img/rewards.svg`.
pub const DRAWN: [&str; 17] = [
    "fuel",
    "evoucher",
    "voucher",
    "bottle",
    "thermos",
    "backpack",
    "umbrella",
    "model",
    "dashcam",
    "childseat",
    "floormat",
    "roofbox",
    "oil",
    "tyre",
    "wash",
    "trees",
    "school",
];

pub const MOST_STOCK: i64 = 1_000_000;
const MOST_POINTS: i64 = 10_000_000;
const MOST_FEN: i64 = 100_000_000;
const LONGEST_TEXT: usize = 1_000;

/// Reads the whole form.
pub fn read(form: &Form) -> Result<RewardInput> {
    let mut f = form.reader();
    let kind = f.choose("kind", |typed| RewardKind::from_code(typed).ok_or(Problem::NotAChoice));
    let (title_zh, title_en) = (f.text("title_zh", 60), f.text("title_en", 100));
    let (body_zh, body_en) = (lines(&mut f, "body_zh"), lines(&mut f, "body_en"));
    let picture = f.choose("picture", picture);
    let prices = prices(&mut f, kind);
    let value_fen = f.parse_optional("retail_value", money).map(Option::unwrap_or_default);
    let limit_each = optional(&mut f, "limit_each", 1, 1_000);
    let days = days(&mut f);
    let code_days = match kind {
        Some(kind) if kind.has_code() => f.number("code_days", 1..=3_650).map(Some),
        _ => optional(&mut f, "code_days", 1, 3_650),
    };
    let codes = f.parse_optional("codes", |typed| CodeOrigin::from_code(typed).ok_or(Problem::NotAChoice));
    f.finish(|| {
        let kind = kind?;
        let codes = codes?.filter(|_| kind.has_code()).unwrap_or(CodeOrigin::Generated);
        let (visible_from, visible_until) = days?;
        Some(RewardInput {
            kind,
            title_zh: title_zh?,
            title_en: title_en?,
            body_zh: body_zh?,
            body_en: body_en?,
            picture: picture?,
            prices: prices?,
            value_fen: value_fen?,
            limit_each: limit_each?,
            visible_from,
            visible_until,
            code_days: code_days?.unwrap_or(DEFAULT_CODE_DAYS),
            codes,
        })
    })
}

pub const DEFAULT_CODE_DAYS: i64 = 180;

/// Reads a required multi-line text.
fn lines(f: &mut Reader<'_>, name: &str) -> Option<String> {
    match f.lines_optional(name, LONGEST_TEXT)? {
        text if text.is_empty() => f.wrong(name, Problem::Empty),
        text => Some(text),
    }
}

fn picture(typed: &str) -> Result<String, Problem> {
    let drawn = typed.strip_prefix("/img/rewards.svg#").is_some_and(|part| DRAWN.contains(&part));
    if drawn || crate::pictures::is_address(typed) { Ok(typed.to_owned()) } else { Err(Problem::NotAChoice) }
}

/// The tiers above the lowest, each with the name of its price field.
pub fn tiers_above() -> impl Iterator<Item = (Tier, &'static str)> {
    static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| Tier::fields("points"));
    Tier::ALL.iter().copied().zip(NAMES.iter().map(String::as_str)).skip(1)
}

fn prices(f: &mut Reader<'_>, kind: Option<RewardKind>) -> Option<Prices> {
    let points = f.number("points", 1..=MOST_POINTS);
    let mut below = points;
    let mut own = Some(Vec::new());
    for (tier, name) in tiers_above() {
        let price = points_of_tier(f, name, below);
        below = price.flatten().or(below);
        own = own.zip(price).map(|(own, price)| own.into_iter().chain(price.map(|price| (tier, price))).collect());
    }
    let pay = f.parse_optional("pay", money).map(Option::unwrap_or_default);
    let pay = match pay.zip(kind) {
        Some((pay, kind)) if pay.0 > 0 && kind.way() != Way::Dealer => f.wrong("pay", Problem::NotAtDealers),
        _ => pay,
    };
    let (points, own, pay) = (points?, own?, pay?);
    let lowest = Prices::new(Price { points, pay });
    Some(own.into_iter().fold(lowest, |prices, (tier, points)| prices.with(tier, Price { points, pay })))
}

/// Reads a tier's own price; `None` inside if the field is empty. It must not exceed the price of the tier below.
fn points_of_tier(f: &mut Reader<'_>, name: &str, below: Option<i64>) -> Option<Option<i64>> {
    let price = optional(f, name, 1, MOST_POINTS)?;
    let dearer = price.zip(below).is_some_and(|(price, below)| price > below);
    if dearer { f.wrong(name, Problem::DearerThanBelow) } else { Some(price) }
}

/// Reads an optional whole number.
fn optional(f: &mut Reader<'_>, name: &str, min: i64, max: i64) -> Option<Option<i64>> {
    f.parse_optional(name, |typed| number(typed, min, max))
}

fn number(typed: &str, min: i64, max: i64) -> Result<i64, Problem> {
    let number = whole_number(typed)?;
    if (min..=max).contains(&number) { Ok(number) } else { Err(Problem::OutOfRange { min, max }) }
}

/// Parses an amount in yuan, with at most two decimals.
fn money(typed: &str) -> Result<Fen, Problem> {
    let fen = Fen::parse_yuan(typed)?;
    if fen.0 <= MOST_FEN { Ok(fen) } else { Err(Problem::OutOfRange { min: 0, max: MOST_FEN / 100 }) }
}

/// Start of the first day to start of the day after the last, in Shanghai.
fn days(f: &mut Reader<'_>) -> Option<(DateTime<Utc>, Option<DateTime<Utc>>)> {
    let from = f.parse("visible_from", parse_date);
    let until = f.parse_optional("visible_until", parse_date);
    let (from, until) = (from?, until?);
    if until.is_some_and(|until| until < from) {
        return f.wrong("visible_until", Problem::BeforeStart);
    }
    Some((start_of(from), until.map(|last| start_of(last + TimeDelta::days(1)))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::AppError;

    const RIGHT: &str = "kind=accessory&title_zh=%E6%9D%AF&title_en=Cup&body_zh=a&body_en=b&picture=/img/rewards.svg%23bottle\
        &points=1000&points_gold=800&pay=12.5&retail_value=99&visible_from=2026-03-01&visible_until=2026-03-31";

    fn read_with(more: &str) -> Result<RewardInput> {
        // The first value of a repeated field counts.
        read(&Form::parse(format!("{more}&{RIGHT}").as_bytes()))
    }

    #[test]
    fn a_valid_form_is_parsed() {
        let input = read_with("").unwrap();
        let price = |points| Price { points, pay: Fen(1_250) };
        assert_eq!(input.prices, Prices::new(price(1_000)).with(Tier::Gold, price(800)));
        assert_eq!(input.value_fen, Fen(9_900));
        assert_eq!(input.visible_from.to_rfc3339(), "2026-02-28T16:00:00+00:00");
        let end = input.visible_until.map(|until| until.to_rfc3339());
        assert_eq!(end.as_deref(), Some("2026-03-31T16:00:00+00:00"), "the last day counts");
        assert_eq!((input.limit_each, input.code_days), (None, DEFAULT_CODE_DAYS));
    }

    #[test]
    fn an_invalid_field_is_named() {
        for (more, field, problem) in [
            ("kind=toys", "kind", Problem::NotAChoice),
            ("points=0", "points", Problem::OutOfRange { min: 1, max: MOST_POINTS }),
            ("points_silver=1001", "points_silver", Problem::DearerThanBelow),
            ("points_silver=700", "points_gold", Problem::DearerThanBelow),
            ("points_platinum=801", "points_platinum", Problem::DearerThanBelow),
            ("pay=1.234", "pay", Problem::Malformed),
            ("kind=goods", "pay", Problem::NotAtDealers),
            ("picture=/img/rewards.svg%23evil", "picture", Problem::NotAChoice),
            ("picture=https://evil.example/x.svg", "picture", Problem::NotAChoice),
            ("visible_until=2026-02-28", "visible_until", Problem::BeforeStart),
            ("kind=evoucher&pay=0&code_days=0", "code_days", Problem::OutOfRange { min: 1, max: 3_650 }),
        ] {
            let Err(AppError::Invalid(errors)) = read_with(more) else { panic!("{more} was accepted") };
            assert_eq!(errors.len(), 1, "{more}: {errors:?}");
            assert_eq!((errors[0].field.as_str(), errors[0].problem), (field, problem), "{more}");
        }
    }
}

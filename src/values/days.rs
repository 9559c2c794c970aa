//! Formats and parses days and times. Instants are shown in Shanghai time, 24 hours.

use super::BadValue;
use super::fold::ascii;
use crate::clock;
use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveDateTime, TimeDelta, Utc, Weekday};

/// 2026年3月5日
pub fn date_zh(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// 2026-03-05
pub fn date_iso(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

/// 2026年3月
pub fn month_zh(day: NaiveDate) -> String {
    format!("{}年{}月", day.year(), day.month())
}

/// 2026-03
pub fn month_iso(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

/// 14:05
pub fn time_of_day(at: DateTime<Utc>) -> String {
    clock::shanghai(at).format("%H:%M").to_string()
}

/// 2026年3月5日 14:05
pub fn date_time_zh(at: DateTime<Utc>) -> String {
    format!("{} {}", date_zh(clock::day(at)), time_of_day(at))
}

/// 2026-03-05 14:05
pub fn date_time_iso(at: DateTime<Utc>) -> String {
    format!("{} {}", date_iso(clock::day(at)), time_of_day(at))
}

/// 周四
pub fn weekday_zh(day: NaiveDate) -> &'static str {
    match day.weekday() {
        Weekday::Mon => "周一",
        Weekday::Tue => "周二",
        Weekday::Wed => "周三",
        Weekday::Thu => "周四",
        Weekday::Fri => "周五",
        Weekday::Sat => "周六",
        Weekday::Sun => "周日",
    }
}

/// Thu
pub fn weekday_en(day: NaiveDate) -> &'static str {
    match day.weekday() {
        Weekday::Mon => "Mon",
        Weekday::Tue => "Tue",
        Weekday::Wed => "Wed",
        Weekday::Thu => "Thu",
        Weekday::Fri => "Fri",
        Weekday::Sat => "Sat",
        Weekday::Sun => "Sun",
    }
}

/// Parses 2026-03-05, as a date input sends it, and 2026年3月5日, 2026/3/5 or 2026.3.5, in the years 1900 to 2199.
pub fn parse_date(raw: &str) -> Result<NaiveDate, BadValue> {
    let text = ascii(raw.trim());
    if text.is_empty() {
        return Err(BadValue::Empty);
    }
    let text = text.trim_end_matches('日');
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).map(str::trim).collect();
    let [year, month, day] = parts.as_slice() else { return Err(BadValue::NotADate) };
    let number = |part: &str, longest: usize| {
        let digits = (1..=longest).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<u32>().ok()).flatten().ok_or(BadValue::NotADate)
    };
    let year = i32::try_from(number(year, 4)?).map_err(|_| BadValue::NotADate)?;
    let day = NaiveDate::from_ymd_opt(year, number(month, 2)?, number(day, 2)?).ok_or(BadValue::NotADate)?;
    within_reach(day)
}

fn within_reach(day: NaiveDate) -> Result<NaiveDate, BadValue> {
    match day.year() {
        ..1000 => Err(BadValue::NotADate),
        1000..1900 => Err(BadValue::TooEarly),
        1900..2200 => Ok(day),
        2200.. => Err(BadValue::TooLate),
    }
}

/// Parses 2026-03-05T14:05, as a date-and-time input sends it (seconds allowed), in Shanghai time.
pub fn parse_date_time(raw: &str) -> Result<DateTime<Utc>, BadValue> {
    let text = ascii(raw.trim()).replace(' ', "T");
    if text.is_empty() {
        return Err(BadValue::Empty);
    }
    let formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
    let local = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(&text, format).ok());
    let local = local.ok_or(BadValue::NotADate)?;
    within_reach(local.date())?;
    Ok(clock::start_of(local.date()) + (local - local.date().and_time(chrono::NaiveTime::MIN)))
}

/// The same day of the month `months` later, or that month's last day if it is shorter.
pub fn add_months(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// The last day of the month that is `months` after this day's month.
pub fn add_months_end(day: NaiveDate, months: u32) -> NaiveDate {
    let first = day.with_day(1).unwrap_or(day);
    let next = first.checked_add_months(Months::new(months.saturating_add(1)));
    next.map_or(NaiveDate::MAX, |next| next - TimeDelta::days(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn instants_are_shown_in_shanghai() {
        let at = "2026-03-05T16:05:59Z".parse().unwrap();
        assert_eq!(date_time_zh(at), "2026年3月6日 00:05");
        assert_eq!(date_time_iso(at), "2026-03-06 00:05");
        assert_eq!((weekday_zh(ymd(2026, 3, 5)), weekday_en(ymd(2026, 3, 5))), ("周四", "Thu"));
        assert_eq!((month_zh(ymd(2026, 3, 5)), month_iso(ymd(2026, 3, 5))), ("2026年3月".into(), "2026-03".into()));
    }

    #[test]
    fn dates_parse_in_all_spellings() {
        for raw in ["2026-03-05", "2026年3月5日", "2026/3/5", " 2026.03.5 ", "２０２６-03-05"] {
            assert_eq!(parse_date(raw), Ok(ymd(2026, 3, 5)), "{raw}");
        }
        for raw in ["2026-02-30", "26-03-05", "5.3.2026", "2026-03", "2026-03-05-06", "+202-1-1", "x"] {
            assert_eq!(parse_date(raw), Err(BadValue::NotADate), "{raw}");
        }
        assert_eq!(parse_date(""), Err(BadValue::Empty));
        assert_eq!(parse_date("1899-12-31"), Err(BadValue::TooEarly));
        assert_eq!(parse_date("9999-12-31"), Err(BadValue::TooLate));
        assert_eq!(parse_date_time("9999-12-31T00:00"), Err(BadValue::TooLate));
    }

    #[test]
    fn times_are_parsed_in_shanghai_time() {
        let expected = "2026-03-05T16:05:00Z".parse().unwrap();
        assert_eq!(parse_date_time("2026-03-06T00:05"), Ok(expected));
        assert_eq!(parse_date_time("2026-03-06 00:05:00"), Ok(expected));
        assert_eq!(parse_date_time("2026-03-06T24:05"), Err(BadValue::NotADate));
    }

    #[test]
    fn added_months_end_on_the_last_day_of_shorter_months() {
        assert_eq!(add_months(ymd(2024, 1, 31), 1), ymd(2024, 2, 29));
        assert_eq!(add_months_end(ymd(2021, 2, 10), 36), ymd(2024, 2, 29));
        assert_eq!(add_months_end(ymd(2022, 2, 28), 36), ymd(2025, 2, 28));
        assert_eq!(add_months_end(ymd(2026, 12, 31), 0), ymd(2026, 12, 31));
        assert_eq!(add_months_end(NaiveDate::MAX, 36), NaiveDate::MAX);
    }
}

//! Locales and texts: Chinese first, English second. Both texts are written together where they are used, so neither
//! can be missing: `tr!(l, "还差 {n} 分", "{n} points to go")`.

/// Formats a text in the reader's language: Chinese, English, then the arguments of both.
#[macro_export]
macro_rules! tr {
    ($locale:expr, $zh:literal, $en:literal $(, $($args:tt)*)?) => {
        match $locale {
            $crate::i18n::Locale::Zh => ::std::format_args!($zh $(, $($args)*)?).to_string(),
            $crate::i18n::Locale::En => ::std::format_args!($en $(, $($args)*)?).to_string(),
        }
    };
}

mod errors;

pub use errors::{error_text, problem_text};

use crate::clock;
use chrono::{DateTime, Datelike, NaiveDate, Utc};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    #[default]
    Zh,
    En,
}

/// A text in both languages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Bilingual<T = String> {
    pub zh: T,
    pub en: T,
}

impl Bilingual<&str> {
    pub fn to_owned(self) -> Bilingual {
        Bilingual { zh: self.zh.to_owned(), en: self.en.to_owned() }
    }
}

impl Bilingual {
    pub fn of(text: impl Fn(Locale) -> String) -> Self {
        Self { zh: text(Locale::Zh), en: text(Locale::En) }
    }

    pub fn as_deref(&self) -> Bilingual<&str> {
        Bilingual { zh: &self.zh, en: &self.en }
    }

    pub fn pick(&self, l: Locale) -> &str {
        l.pick(&self.zh, &self.en)
    }
}

impl Locale {
    pub fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The other language, to switch to.
    pub fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "zh-CN" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The first supported language of an Accept-Language header.
    pub fn accepted(header: &str) -> Option<Self> {
        header.split(',').find_map(|part| match part.trim().get(..2)? {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        })
    }

    /// Chooses between two texts from the database.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// 2026年3月5日, 5 Mar 2026.
    pub fn date(self, day: NaiveDate) -> String {
        match self {
            Self::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
            Self::En => day.format("%-d %b %Y").to_string(),
        }
    }

    /// The day in Shanghai.
    pub fn day(self, at: DateTime<Utc>) -> String {
        self.date(clock::day(at))
    }

    /// 2026年3月5日 14:30, 5 Mar 2026 14:30.
    pub fn date_time(self, at: DateTime<Utc>) -> String {
        format!("{} {}", self.day(at), self.time(at))
    }

    /// 14:30.
    pub fn time(self, at: DateTime<Utc>) -> String {
        clock::shanghai(at).format("%H:%M").to_string()
    }

    /// 2026年3月, Mar 2026.
    pub fn month(self, day: NaiveDate) -> String {
        match self {
            Self::Zh => format!("{}年{}月", day.year(), day.month()),
            Self::En => day.format("%b %Y").to_string(),
        }
    }

    /// 3月5日 周四, 5 Mar, Thu: for dates whose year is obvious.
    pub fn short_date(self, day: NaiveDate) -> String {
        const ZH: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
        match self {
            Self::Zh => {
                format!("{}月{}日 周{}", day.month(), day.day(), ZH[day.weekday().num_days_from_monday() as usize])
            }
            Self::En => day.format("%a %-d %b").to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_formatted_for_each_locale() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
        assert_eq!(Locale::Zh.date(day), "2026年3月5日");
        assert_eq!(Locale::En.date(day), "5 Mar 2026");
        assert_eq!(Locale::Zh.short_date(day), "3月5日 周四");
        assert_eq!(Locale::En.short_date(day), "Thu 5 Mar");
        assert_eq!(Locale::En.date_time("2026-03-05T06:30:00Z".parse().unwrap()), "5 Mar 2026 14:30");
    }

    #[test]
    fn the_first_supported_language_is_accepted() {
        assert_eq!(Locale::accepted("fr-FR,en;q=0.8,zh;q=0.5"), Some(Locale::En));
        assert_eq!(Locale::accepted("zh-TW"), Some(Locale::Zh));
        assert_eq!(Locale::accepted("的"), None);
    }

    #[test]
    fn texts_interpolate_values() {
        let n = 3;
        assert_eq!(tr!(Locale::Zh, "还差 {n} 分", "{n} points to go"), "还差 3 分");
        assert_eq!(tr!(Locale::En, "还差 {n} 分", "{n} points to go"), "3 points to go");
    }
}

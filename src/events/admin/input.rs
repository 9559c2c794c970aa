//! Reads and validates the event form.

use crate::error::{Problem, Result};
use crate::events::model::{COMPANIONS_MAX, Question, QuestionKind};
use crate::values::fold::is_unreadable;
use crate::values::{ModelId, QuestionId, Tier, parse_date_time};
use crate::web::{Form, Reader};
use chrono::{DateTime, Utc};

/// An event as entered.
#[derive(Clone, Debug)]
pub struct EventInput {
    pub title_zh: String,
    pub title_en: String,
    pub summary_zh: String,
    pub summary_en: String,
    pub body_zh: String,
    pub body_en: String,
    pub city: String,
    pub city_en: String,
    pub place_zh: String,
    pub place_en: String,
    pub address: String,
    pub picture: String,
    pub times: Times,
    pub capacity: i64,
    pub companions_max: i64,
    pub tier_from: Option<Tier>,
    pub model_id: Option<ModelId>,
    pub fee_points: i64,
    pub award_points: i64,
    pub questions: Vec<QuestionInput>,
}

#[derive(Clone, Copy, Debug)]
pub struct Times {
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub opens_at: DateTime<Utc>,
    pub closes_at: DateTime<Utc>,
}

/// A question as entered; `id` is that of the existing question, if any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionInput {
    pub id: Option<QuestionId>,
    pub kind: QuestionKind,
    pub label_zh: String,
    pub label_en: String,
    pub choices_zh: String,
    pub choices_en: String,
    pub required: bool,
}

/// The drawings to choose from.
pub const PICTURES: [&str; 6] = [
    "/img/event-drive.svg",
    "/img/event-camp.svg",
    "/img/event-track.svg",
    "/img/event-museum.svg",
    "/img/event-dinner.svg",
    "/img/event-run.svg",
];

/// Field names of one question.
pub struct Names {
    pub id: &'static str,
    pub kind: &'static str,
    pub label_zh: &'static str,
    pub label_en: &'static str,
    pub choices_zh: &'static str,
    pub choices_en: &'static str,
    pub required: &'static str,
}

macro_rules! names {
    ($($n:literal),+) => {
        [$(Names {
            id: concat!("q", $n, "_id"),
            kind: concat!("q", $n, "_kind"),
            label_zh: concat!("q", $n, "_label_zh"),
            label_en: concat!("q", $n, "_label_en"),
            choices_zh: concat!("q", $n, "_choices_zh"),
            choices_en: concat!("q", $n, "_choices_en"),
            required: concat!("q", $n, "_required"),
        }),+]
    };
}
pub const QUESTIONS: [Names; crate::events::model::QUESTIONS_MAX] = names!(1, 2, 3, 4, 5, 6);

pub const MOST_SEATS: i64 = 100_000;
const MOST_POINTS: i64 = 1_000_000;

/// Reads the whole form; `models` are the ones that may be chosen.
pub fn read(form: &Form, models: &[ModelId]) -> Result<EventInput> {
    let mut f = form.reader();
    let mut line = |name: &str, max: usize| f.text(name, max);
    let (title_zh, title_en) = (line("title_zh", 60), line("title_en", 100));
    let (summary_zh, summary_en) = (line("summary_zh", 120), line("summary_en", 200));
    let (city, city_en) = (line("city", 20), line("city_en", 40));
    let (place_zh, place_en, address) = (line("place_zh", 60), line("place_en", 100), line("address", 120));
    let (body_zh, body_en) = (lines(&mut f, "body_zh"), lines(&mut f, "body_en"));
    let picture = f.choose("picture", |typed| known(PICTURES.contains(&typed), typed.to_owned()));
    let times = times(&mut f);
    let capacity = f.number("capacity", 1..=MOST_SEATS);
    let companions_max = f.number("companions_max", 0..=COMPANIONS_MAX as i64);
    let companions_max = match companions_max.zip(capacity) {
        Some((companions, capacity)) if companions >= capacity => f.wrong("companions_max", Problem::MoreThanSeats),
        _ => companions_max,
    };
    let tier_from = f.parse_optional("tier_from", |typed| Tier::from_code(typed).ok_or(Problem::NotAChoice));
    let model_id = f.parse_optional("model_id", |typed| {
        models.iter().find(|id| id.to_string() == typed).copied().ok_or(Problem::NotAChoice)
    });
    let (fee_points, award_points) =
        (f.number("fee_points", 0..=MOST_POINTS), f.number("award_points", 0..=MOST_POINTS));
    let questions: Vec<_> = QUESTIONS.iter().filter_map(|names| question(form, &mut f, names)).collect();
    f.finish(|| {
        Some(EventInput {
            title_zh: title_zh?,
            title_en: title_en?,
            summary_zh: summary_zh?,
            summary_en: summary_en?,
            body_zh: body_zh?,
            body_en: body_en?,
            city: city?,
            city_en: city_en?,
            place_zh: place_zh?,
            place_en: place_en?,
            address: address?,
            picture: picture?,
            times: times?,
            capacity: capacity?,
            companions_max: companions_max?,
            tier_from: tier_from?,
            model_id: model_id?,
            fee_points: fee_points?,
            award_points: award_points?,
            questions: questions.into_iter().collect::<Option<_>>()?,
        })
    })
}

fn known<T>(known: bool, value: T) -> Result<T, Problem> {
    if known { Ok(value) } else { Err(Problem::NotAChoice) }
}

/// Reads a required multi-line text.
fn lines(f: &mut Reader<'_>, name: &str) -> Option<String> {
    const LONGEST: usize = 5_000;
    match f.lines_optional(name, LONGEST)? {
        text if text.is_empty() => f.wrong(name, Problem::Empty),
        text => Some(text),
    }
}

fn times(f: &mut Reader<'_>) -> Option<Times> {
    let starts_at = f.parse("starts_at", parse_date_time);
    let ends_at = f.parse("ends_at", parse_date_time);
    let opens_at = f.parse("opens_at", parse_date_time);
    let closes_at = f.parse("closes_at", parse_date_time);
    let times = Times { starts_at: starts_at?, ends_at: ends_at?, opens_at: opens_at?, closes_at: closes_at? };
    if times.ends_at <= times.starts_at {
        return f.wrong("ends_at", Problem::BeforeStart);
    }
    if times.closes_at <= times.opens_at {
        return f.wrong("closes_at", Problem::BeforeStart);
    }
    if times.closes_at > times.starts_at { f.wrong("closes_at", Problem::AfterTheEvent) } else { Some(times) }
}

/// `None` for an empty row, `Some(None)` for an invalid one.
fn question(form: &Form, f: &mut Reader<'_>, names: &Names) -> Option<Option<QuestionInput>> {
    let empty = [names.label_zh, names.label_en, names.choices_zh, names.choices_en];
    if empty.iter().all(|name| form.get(name).is_empty()) {
        return None;
    }
    let kind = f.choose(names.kind, |typed| QuestionKind::from_code(typed).ok_or(Problem::NotAChoice));
    let (label_zh, label_en) = (f.text(names.label_zh, 80), f.text(names.label_en, 120));
    let choices = match kind {
        Some(QuestionKind::Choice) => choices(form, f, names),
        Some(QuestionKind::Text | QuestionKind::YesNo) | None => Some(Default::default()),
    };
    let read = || {
        let (choices_zh, choices_en) = choices?;
        Some(QuestionInput {
            id: form.get(names.id).parse().ok(),
            kind: kind?,
            label_zh: label_zh?,
            label_en: label_en?,
            choices_zh,
            choices_en,
            required: form.has(names.required),
        })
    };
    Some(read())
}

/// At least two distinct choices, the same number in both languages.
fn choices(form: &Form, f: &mut Reader<'_>, names: &Names) -> Option<(String, String)> {
    let clean = |name: &str| -> Vec<String> {
        form.get(name).lines().map(str::trim).filter(|line| !line.is_empty()).map(String::from).collect()
    };
    let (zh, en) = (clean(names.choices_zh), clean(names.choices_en));
    let fits = |lines: &[String]| {
        let distinct = lines.iter().enumerate().all(|(at, line)| !lines[..at].contains(line));
        let clean = lines.iter().all(|line| line.chars().count() <= 60 && !line.chars().any(is_unreadable));
        (2..=12).contains(&lines.len()) && distinct && clean
    };
    if !fits(&zh) {
        return f.wrong(names.choices_zh, Problem::ChoicesUneven);
    }
    if !fits(&en) || zh.len() != en.len() {
        return f.wrong(names.choices_en, Problem::ChoicesUneven);
    }
    Some((zh.join("\n"), en.join("\n")))
}

impl QuestionInput {
    /// Whether answers to the stored question still make sense for this one.
    pub fn continues(&self, stored: &Question) -> bool {
        self.id == Some(stored.id) && self.kind == stored.kind
    }
}

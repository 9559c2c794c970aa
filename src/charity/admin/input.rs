//! Reads and validates the project form.

use crate::clock::start_of;
use crate::error::{Problem, Result};
use crate::values::parse_date;
use crate::web::{Form, Reader};
use chrono::{DateTime, TimeDelta, Utc};

/// A project as entered; order and status are changed elsewhere.
#[derive(Clone, Debug)]
pub struct ProjectInput {
    pub title_zh: String,
    pub title_en: String,
    pub body_zh: String,
    pub body_en: String,
    pub partner_zh: String,
    pub partner_en: String,
    pub picture: String,
    pub goal_points: i64,
    pub visible_from: DateTime<Utc>,
    /// The first instant at which it no longer accepts donations.
    pub visible_until: Option<DateTime<Utc>>,
}

/// The report on how the money was used.
#[derive(Clone, Debug)]
pub struct Report {
    pub zh: String,
    pub en: String,
}

/// The drawings for projects: fragments of `/img/rewards.svg`.
pub const DRAWN: [&str; 2] = ["trees", "school"];

pub const LONGEST_TEXT: usize = 1_000;

/// Reads the whole form.
pub fn read(form: &Form) -> Result<ProjectInput> {
    let mut f = form.reader();
    let (title_zh, title_en) = (f.text("title_zh", 60), f.text("title_en", 100));
    let (partner_zh, partner_en) = (f.text("partner_zh", 60), f.text("partner_en", 100));
    let (body_zh, body_en) = (lines(&mut f, "body_zh"), lines(&mut f, "body_en"));
    let picture = f.choose("picture", picture);
    let goal_points = f.number("goal", 1..=10_000_000_000);
    let days = days(&mut f);
    f.finish(|| {
        let (visible_from, visible_until) = days?;
        Some(ProjectInput {
            title_zh: title_zh?,
            title_en: title_en?,
            body_zh: body_zh?,
            body_en: body_en?,
            partner_zh: partner_zh?,
            partner_en: partner_en?,
            picture: picture?,
            goal_points: goal_points?,
            visible_from,
            visible_until,
        })
    })
}

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

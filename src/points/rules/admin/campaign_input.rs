//! Reads and validates a campaign as typed.

use super::input::coming_day;
use crate::error::{Problem, Result};
use crate::points::rules::RuleCode;
use crate::values::fold::ascii;
use crate::values::{DealerId, ModelId, parse_date};
use crate::web::{Form, Reader};
use chrono::{NaiveDate, TimeDelta};

/// A campaign as an administrator entered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignInput {
    pub rule: RuleCode,
    pub percent: i64,
    pub title_zh: String,
    pub title_en: String,
    /// First and last day, in Shanghai.
    pub from_on: NaiveDate,
    pub until_on: NaiveDate,
    /// Empty means every model and every dealer.
    pub models: Vec<ModelId>,
    pub dealers: Vec<DealerId>,
    pub note: String,
}

/// Dealer codes from the form field, separated by whitespace, commas or semicolons, in upper case.
pub fn codes(form: &Form) -> Vec<String> {
    const MOST: usize = 500;
    let typed = ascii(form.get("dealers"));
    let parts = typed.split(|c: char| c.is_whitespace() || matches!(c, ',' | '、' | ';'));
    let mut codes: Vec<String> = parts.filter(|code| !code.is_empty()).map(str::to_uppercase).take(MOST).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// `dealers` are the dealers for the codes, `None` for an unknown code.
pub fn read(
    form: &Form,
    models: &[ModelId],
    dealers: Vec<Option<DealerId>>,
    today: NaiveDate,
) -> Result<CampaignInput> {
    let mut f = form.reader();
    let (title_zh, title_en) = (f.text("title_zh", 40), f.text("title_en", 60));
    let rule =
        f.choose("rule", |typed| RuleCode::all_earning().find(|code| code.code() == typed).ok_or(Problem::NotAChoice));
    let percent = f.number("percent", 101..=1_000);
    let days = days(&mut f, today);
    let models: Vec<ModelId> =
        form.all("model").filter_map(|id| id.parse().ok()).filter(|id| models.contains(id)).collect();
    let limited = !models.is_empty() || !dealers.is_empty();
    let mut dealers: Option<Vec<DealerId>> = dealers.into_iter().collect();
    if dealers.is_none() {
        dealers = f.wrong("dealers", Problem::UnknownDealer);
    } else if limited && rule.is_some_and(|rule| rule != RuleCode::Workshop) {
        dealers = f.wrong("dealers", Problem::OnlyForTheWorkshop);
    }
    let note = f.text_optional("note", 200);
    f.finish(|| {
        let (from_on, until_on) = days?;
        Some(CampaignInput {
            rule: rule?,
            percent: percent?,
            title_zh: title_zh?,
            title_en: title_en?,
            from_on,
            until_on,
            models,
            dealers: dealers?,
            note: note?,
        })
    })
}

/// First and last day; the period is at most a year.
fn days(f: &mut Reader<'_>, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    const LONGEST: TimeDelta = TimeDelta::days(366);
    let from = coming_day(f, "from_on", today);
    let until = f.parse("until_on", parse_date);
    let (from, until) = (from?, until?);
    if until < from {
        return f.wrong("until_on", Problem::BeforeStart);
    }
    if until >= from + LONGEST { f.wrong("until_on", Problem::LongerThanAYear) } else { Some((from, until)) }
}

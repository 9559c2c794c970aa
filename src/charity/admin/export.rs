//! A project's donations as a spreadsheet for its partner: no names, and masked member numbers.

use super::store::{self, Exported};
use crate::actions;
use crate::charity::store::find_any_project;
use crate::clock::{Span, start_of};
use crate::db::Tx;
use crate::error::{AppError, Problem, Result};
use crate::i18n::Locale;
use crate::protocol::Post;
use crate::values::{MemberNo, ProjectId};
use crate::web::{Cell, Day, Download, Sheet, use_ctx, xlsx_file};
use chrono::{DateTime, NaiveDate, TimeDelta};
use leptos::prelude::*;
use std::fmt;

/// The maximum number of rows in one file.
pub const MOST_EXPORTED: i64 = 100_000;

/// Shanghai days, both inclusive; without a first day, everything up to the last.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    pub from: Option<NaiveDate>,
    pub until: NaiveDate,
}

impl Period {
    fn of(from: Option<Day>, until: Option<Day>, today: NaiveDate) -> Result<Self> {
        let (from, until) = (from.map(|day| day.0), until.map_or(today, |day| day.0));
        if from.is_some_and(|from| until < from) {
            return Err(AppError::field("until", Problem::BeforeStart));
        }
        Ok(Self { from, until })
    }

    fn span(self) -> Span {
        let from = self.from.map_or(DateTime::UNIX_EPOCH, start_of);
        Span { from, until: start_of(self.until + TimeDelta::days(1)) }
    }
}

/// `2026-01-01_2026-03-04`, or `until_2026-03-04`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.from {
            Some(from) => write!(f, "{from}_{}", self.until),
            None => write!(f, "until_{}", self.until),
        }
    }
}

/// Exports the donations of a period. The file and its audit record share one transaction: no record, no file.
#[server(prefix = "", endpoint = "/admin/charity/{id}/export", protocol = Post)]
pub async fn export_donations(id: ProjectId, from: Option<Day>, until: Option<Day>) -> Result<Download> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let period = Period::of(from, until, ctx.today())?;
    let mut tx = ctx.app.db.write().await?;
    find_any_project(&mut tx, id, ctx.now).await?.ok_or(AppError::NotFound)?;
    let rows = list_whole(&mut tx, id, period, MOST_EXPORTED).await?;
    let detail = format!("{}, {period}", rows.len());
    actions::insert(&mut tx, me.account, ("export", "charity", id.0), &detail, ctx.now).await?;
    tx.commit().await?;
    let l = ctx.locale;
    let sheet = Sheet {
        file: format!("donations-{id}-{period}.xlsx"),
        tab: tr!(l, "捐赠", "Donations"),
        head: head(l),
        rows: rows.iter().map(|row| cells(l, row)).collect(),
    };
    xlsx_file(sheet, ctx.now).await
}

/// Lists all donations of a period, or fails if there are more than `most`: a file is never incomplete.
pub async fn list_whole(tx: &mut Tx, id: ProjectId, period: Period, most: i64) -> Result<Vec<Exported>> {
    let rows = store::list_exported(tx, id, period.span(), most.saturating_add(1)).await?;
    if i64::try_from(rows.len()).is_ok_and(|count| count <= most) {
        return Ok(rows);
    }
    Err(AppError::field("from", Problem::TooManyRows { max: most }))
}

fn head(l: Locale) -> Vec<String> {
    vec![
        tr!(l, "凭证号", "Receipt no."),
        tr!(l, "项目", "Project"),
        tr!(l, "会员号", "Member no."),
        tr!(l, "积分", "Points"),
        tr!(l, "金额", "Value"),
        tr!(l, "时间", "When"),
    ]
}

fn cells(l: Locale, row: &Exported) -> Vec<Cell> {
    vec![
        Cell::Text(row.receipt_no.clone()),
        Cell::Text(l.pick(&row.title_zh, &row.title_en).to_owned()),
        row.member_no.as_ref().map_or(Cell::Empty, |number| Cell::Text(masked(number))),
        Cell::Number(row.points),
        Cell::Text(row.fen.yuan()),
        Cell::Moment(row.at),
    ]
}

/// Masks a member number: `M******042`.
fn masked(number: &MemberNo) -> String {
    let whole = number.to_string();
    let last = whole.get(whole.len().saturating_sub(3)..).unwrap_or_default();
    format!("M******{last}")
}

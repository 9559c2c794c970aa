//! The donations of a project as a spreadsheet, for those who run it: no names, and member numbers masked.

use super::store::{self, Exported};
use crate::actions;
use crate::charity::store::find_any_project;
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::values::{MemberNo, ProjectId};
use crate::web::{Admin, Cell, Ctx, Download, Id, xlsx_file};

/// The file and the note about it are one transaction: no note, no file.
pub async fn download(ctx: Ctx, me: Admin, Id(id): Id<ProjectId>) -> Result<Download> {
    let mut tx = ctx.app.db.write().await?;
    let project = find_any_project(&mut tx, id, ctx.now).await?.ok_or(AppError::NotFound)?;
    let rows = store::list_exported(&mut tx, id).await?;
    actions::insert(&mut tx, me.account, ("export", "charity", id.0), &rows.len().to_string(), ctx.now).await?;
    tx.commit().await?;
    let l = ctx.locale;
    let title = l.pick(&project.title_zh, &project.title_en);
    let cells: Vec<Vec<Cell>> = rows.iter().map(|row| cells(title, row)).collect();
    xlsx_file(&format!("donations-{id}-{}.xlsx", ctx.today()), &tr!(l, "捐赠", "Donations"), &head(l), &cells, ctx.now)
}

fn head(l: Locale) -> Vec<String> {
    vec![
        tr!(l, "凭证号", "Receipt no."),
        tr!(l, "项目", "Project"),
        tr!(l, "会员号", "Member no."),
        tr!(l, "积分", "Points"),
        tr!(l, "金额", "Worth"),
        tr!(l, "时间", "When"),
    ]
}

fn cells(title: &str, row: &Exported) -> Vec<Cell> {
    vec![
        Cell::Text(row.receipt_no.clone()),
        Cell::Text(title.to_owned()),
        row.member_no.as_ref().map_or(Cell::Empty, |number| Cell::Text(masked(number))),
        Cell::Number(row.points),
        Cell::Text(row.fen.yuan()),
        Cell::Moment(row.at),
    ]
}

/// M******042.
fn masked(number: &MemberNo) -> String {
    let whole = number.to_string();
    let last = whole.get(whole.len().saturating_sub(3)..).unwrap_or_default();
    format!("M******{last}")
}

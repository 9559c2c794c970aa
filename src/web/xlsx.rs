use super::Download;
use crate::clock::shanghai;
use crate::error::{AppError, Result};
use chrono::{DateTime, Utc};
use rust_xlsxwriter::{DocProperties, Format, Workbook, Worksheet, XlsxError};
use tokio::sync::Semaphore;

/// The content of a spreadsheet cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Number(i64),
    /// Shown as date and time in Shanghai.
    Moment(DateTime<Utc>),
    Empty,
}

/// The data of a spreadsheet.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The file's name.
    pub file: String,
    /// The text on its tab.
    pub tab: String,
    pub head: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// Writes a table as an XLSX file: one sheet, with a bold, frozen header row. A long one takes seconds, so it runs on a
/// blocking thread, one at a time.
///
/// Texts are stored as texts, never as formulas; those that look like a formula also get the quote prefix, which keeps
/// them texts when somebody edits them.
pub async fn xlsx_file(sheet: Sheet, now: DateTime<Utc>) -> Result<Download> {
    static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);
    let _turn = ONE_AT_A_TIME.acquire().await.map_err(|_| AppError::Internal)?;
    let name = sheet.file.clone();
    let written = tokio::task::spawn_blocking(move || workbook(&sheet, now).map_err(|error| error.to_string())).await;
    let bytes = written.map_err(|error| error.to_string()).flatten().map_err(|error| {
        tracing::error!(error, "spreadsheet");
        AppError::Internal
    })?;
    Ok(Download { name, mime: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes })
}

fn workbook(Sheet { tab, head, rows, .. }: &Sheet, now: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&now));
    let styles = Styles::default();
    let page = book.add_worksheet();
    page.set_name(tab)?.set_freeze_panes(1, 0)?;
    for (column, text) in (0..).zip(head) {
        page.write_string_with_format(0, column, text, &styles.head)?;
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            write(page, (row, column), cell, &styles)?;
        }
    }
    page.autofit();
    book.save_to_buffer()
}

struct Styles {
    head: Format,
    moment: Format,
    quoted: Format,
}

impl Default for Styles {
    fn default() -> Self {
        Self {
            head: Format::new().set_bold(),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
            quoted: Format::new().set_quote_prefix(),
        }
    }
}

fn write(page: &mut Worksheet, (row, column): (u32, u16), cell: &Cell, styles: &Styles) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) if super::csv::is_like_a_formula(text) => {
            page.write_string_with_format(row, column, text, &styles.quoted)?;
        }
        Cell::Text(text) => {
            page.write_string(row, column, text)?;
        }
        Cell::Number(number) => {
            page.write(row, column, *number)?;
        }
        Cell::Moment(at) => {
            page.write_datetime_with_format(row, column, shanghai(*at).naive_local(), &styles.moment)?;
        }
        Cell::Empty => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::testing::{noon, part_of_xlsx};

    fn table(head: &[&str], rows: Vec<Vec<Cell>>) -> Sheet {
        let head = head.iter().map(|text| (*text).to_owned()).collect();
        Sheet { file: "x.xlsx".to_owned(), tab: "表".to_owned(), head, rows }
    }

    #[tokio::test]
    async fn writing_a_long_spreadsheet_does_not_block_other_tasks() {
        let rows = (0..5_000).map(|n| vec![Cell::Number(n), Cell::Moment(noon())]).collect();
        let file = tokio::spawn(xlsx_file(table(&["n", "at"], rows), noon()));
        let mut turns = 0;
        while !file.is_finished() {
            turns += 1;
            tokio::task::yield_now().await;
        }
        assert!(file.await.unwrap().is_ok() && turns > 100, "on the same thread there would be two turns: {turns}");
    }

    #[tokio::test]
    async fn texts_that_look_like_formulas_stay_texts() {
        let evil = ["=1+1", "+86", "-2+3", "@SUM(A1)", "\t=1", "＝cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\",\"y\")"];
        let rows: Vec<Vec<Cell>> = evil.iter().map(|text| vec![Cell::Text((*text).to_owned())]).collect();
        let file = xlsx_file(table(&["=head"], rows), noon()).await.unwrap();
        let sheet = part_of_xlsx(&file.bytes, "xl/worksheets/sheet1.xml");
        assert!(!sheet.contains("<f>") && !sheet.contains("<f ") && !sheet.contains("hyperlink"), "{sheet}");
        assert_eq!(sheet.matches("t=\"s\"").count(), evil.len() + 1, "all of them are texts");
        let texts = part_of_xlsx(&file.bytes, "xl/sharedStrings.xml");
        assert!(texts.contains("=1+1") && texts.contains("@SUM(A1)"), "{texts}");
        assert!(part_of_xlsx(&file.bytes, "xl/styles.xml").contains("quotePrefix=\"1\""));
    }

    #[tokio::test]
    async fn numbers_and_instants_are_stored_as_numbers() {
        let rows = vec![vec![Cell::Number(-2_800), Cell::Moment(noon()), Cell::Empty, Cell::Text("积分".to_owned())]];
        let file = xlsx_file(table(&[], rows), noon()).await.unwrap();
        let sheet = part_of_xlsx(&file.bytes, "xl/worksheets/sheet1.xml");
        // 4 March 2026, noon in Shanghai.
        assert!(sheet.contains("<v>-2800</v>") && sheet.contains("<v>46085.5</v>"), "{sheet}");
    }
}

use super::Download;
use crate::error::{AppError, Result};
use csv::{Terminator, WriterBuilder};

/// Writes a table as a CSV file that spreadsheets open directly: UTF-8 with a byte order mark, CRLF.
///
/// Texts that a spreadsheet would take for a formula get a leading apostrophe; whole numbers stay numbers.
pub fn csv_file(name: &str, rows: impl IntoIterator<Item = Vec<String>>) -> Result<Download> {
    let mut writer =
        WriterBuilder::new().terminator(Terminator::CRLF).flexible(true).from_writer("\u{feff}".as_bytes().to_vec());
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(|_| AppError::Internal)?;
    }
    let bytes = writer.into_inner().map_err(|_| AppError::Internal)?;
    Ok(Download { name: name.to_owned(), mime: "text/csv; charset=utf-8", bytes })
}

fn harmless(cell: &str) -> String {
    if is_like_a_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// Whether a spreadsheet may take the cell for a formula; never true for whole numbers.
pub(super) fn is_like_a_formula(cell: &str) -> bool {
    let number = cell.parse::<i64>().is_ok() && !cell.starts_with('+');
    !number && cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_numbers_stay_numbers() {
        let cells = ["=1+1", "+86", "-2+3", "@SUM(A1)", "\t=1", "-2800", "12", "a,\"b\"\r\nc", "积分"];
        let file = csv_file("x.csv", [cells.map(String::from).to_vec()]).unwrap();
        let text = String::from_utf8(file.bytes).unwrap();
        let expected = "\u{feff}'=1+1,'+86,'-2+3,'@SUM(A1),'\t=1,-2800,12,\"a,\"\"b\"\"\r\nc\",积分\r\n";
        assert_eq!(text, expected);
    }
}

//! Imports a file of codes, line by line. Checked codes are kept sealed beside the stock until all of them are
//! accepted; a discarded file leaves nothing.

use super::batches::{self, Found};
use crate::clock::Clock;
use crate::crypto::{Keys, Sealed};
use crate::db::Db;
use crate::error::{AppError, Problem, Result};
use crate::text_enum;
use crate::values::{BatchId, RewardId};
use axum::body::Bytes;

text_enum! {
    /// Why a line is rejected.
    pub enum Fault {
        /// The file contains it twice.
        Repeated = "repeated",
        /// Some reward already has it.
        Known = "known",
        Length = "length",
        Characters = "characters",
    }
}

pub const MOST_LINES: usize = 100_000;
/// Lines per transaction, so that others can write in between.
const CHUNK: usize = 500;
const LENGTHS: std::ops::RangeInclusive<usize> = 6..=64;

/// A file to check, and the batch that it belongs to.
pub struct File {
    pub batch: BatchId,
    pub reward: RewardId,
    pub bytes: Bytes,
}

/// Counts the lines that look like codes; the check decides which of them are good.
pub fn count(bytes: &[u8]) -> Result<i64> {
    let count = lines(bytes).take(MOST_LINES + 1).count();
    match count {
        0 => Err(AppError::field("file", Problem::Empty)),
        _ if count > MOST_LINES => Err(AppError::field("file", Problem::TooManyLines { max: MOST_LINES as i64 })),
        _ => Ok(i64::try_from(count).unwrap_or(i64::MAX)),
    }
}

/// Checks every line and records its progress after each chunk; stops if the batch was discarded.
pub async fn check(db: &Db, keys: &Keys, clock: &Clock, file: &File) -> Result<()> {
    let mut rest = lines(&file.bytes).take(MOST_LINES);
    loop {
        let chunk: Vec<(i64, Result<Sealed, Fault>)> =
            rest.by_ref().take(CHUNK).map(|(line, code)| (line, read(keys, file.reward, code))).collect();
        if chunk.is_empty() {
            break;
        }
        let mut tx = db.write().await?;
        let mut found = Found::default();
        for (line, read) in &chunk {
            let fault = match read {
                Ok(code) => batches::insert_code(&mut tx, (file.batch, *line), code).await?,
                Err(fault) => Some(*fault),
            };
            found.note(*line, fault);
        }
        batches::reject_known(&mut tx, file.batch, &mut found).await?;
        if !batches::advance(&mut tx, file.batch, &found, clock.now()).await? {
            return Ok(());
        }
        tx.commit().await?;
    }
    let mut tx = db.write().await?;
    batches::set_checked(&mut tx, file.batch, clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// The first column of each line, with the line's number; empty lines and a heading are skipped. Codes need no quotes,
/// but spreadsheets may write them.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (i64, &[u8])> {
    const HEADINGS: [&str; 4] = ["code", "codes", "voucher", "券码"];
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let filled = (1..).zip(text.split(|byte| *byte == b'\n')).filter(|(_, line)| !line.trim_ascii().is_empty());
    let codes = filled.map(|(number, line)| (number, first_column(line)));
    codes.filter(|(number, code)| {
        let heading = std::str::from_utf8(code).is_ok_and(|code| HEADINGS.contains(&code.to_lowercase().as_str()));
        !(*number == 1 && heading)
    })
}

fn first_column(line: &[u8]) -> &[u8] {
    let column = line.split(|byte| matches!(byte, b',' | b';' | b'\t')).next().unwrap_or_default().trim_ascii();
    let bare = column.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
    bare.unwrap_or(column).trim_ascii()
}

fn read(keys: &Keys, reward: RewardId, code: &[u8]) -> Result<Sealed, Fault> {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !code.iter().all(plain) {
        return Err(Fault::Characters);
    }
    if !LENGTHS.contains(&code.len()) {
        return Err(Fault::Length);
    }
    let code = std::str::from_utf8(code).map_err(|_| Fault::Characters)?;
    keys.seal(&mut rand::rng(), reward, code).ok_or(Fault::Characters)
}

//! The list of a batch that the portal made, for whoever has to honour or to print the codes. It leaves once, and only
//! before the batch is stock: no member ever has a code that was in somebody's file afterwards, and a list that got lost
//! costs nothing, since its batch can be given up. Who received it, what for, and the file's hash stay on record.

use crate::crypto::Keys;
use crate::db::Tx;
use crate::error::{AppError, Refusal, Result};
use crate::i18n::Locale;
use crate::rewards::admin::ops::{Step, note};
use crate::sql;
use crate::values::{BatchId, RewardId};
use crate::web::{Download, csv_file};
use sha2::{Digest, Sha256};

/// What goes where, and why.
#[derive(Clone, Debug)]
pub struct Handover {
    pub batch: BatchId,
    pub to: String,
    pub reason: String,
}

/// The file, read before it is handed over: what is in a batch that waits to be taken stays as it is.
pub async fn write_list(tx: &mut Tx, keys: &Keys, (reward, batch): (RewardId, BatchId), l: Locale) -> Result<Download> {
    let codes = sql!(
        tx,
        all(i64, String, String),
        "SELECT c.line, c.lookup, c.sealed FROM code_batch_codes c JOIN code_batches b ON b.id = c.batch_id \
         WHERE b.id = $1 AND b.reward_id = $2 AND b.origin = 'generated' AND b.state = 'checked' \
         AND b.handed_at IS NULL ORDER BY c.line",
        batch,
        reward
    )?;
    if codes.is_empty() {
        return Err(Refusal::Handled.into());
    }
    let keys = keys.clone();
    let write = move || {
        let head = vec![tr!(l, "序号", "No."), tr!(l, "券码", "Code")];
        let rows = codes
            .into_iter()
            .map(|(line, lookup, sealed)| keys.open(reward, &lookup, &sealed).map(|code| vec![line.to_string(), code]));
        let rows: Option<Vec<Vec<String>>> = rows.collect();
        rows.map(|rows| csv_file(&format!("codes-{reward}-{batch}.csv"), std::iter::once(head).chain(rows)))
    };
    let written = tokio::task::spawn_blocking(write).await.map_err(|_| AppError::Internal)?;
    written.unwrap_or_else(|| {
        tracing::error!(%batch, "codes do not open with this key");
        Err(AppError::Internal)
    })
}

/// Notes that the list leaves; refused where it has left before, or where the batch is stock or given up.
pub async fn hand_over(tx: &mut Tx, step: Step, handover: &Handover, file: &Download) -> Result<()> {
    let digest = hex::encode(Sha256::digest(&file.bytes));
    let good = sql!(
        tx,
        optional_scalar i64,
        "UPDATE code_batches SET handed_at = $3, handed_by = $4, handed_to = $5, handed_for = $6, handed_digest = $7 \
         WHERE id = $1 AND reward_id = $2 AND origin = 'generated' AND state = 'checked' AND handed_at IS NULL \
         RETURNING good",
        handover.batch,
        step.id,
        step.now,
        step.by,
        &handover.to,
        &handover.reason,
        &digest
    )?;
    let good = good.ok_or(Refusal::Handled)?;
    let Handover { batch, to, reason } = handover;
    note(tx, step, "hand_over", &format!("#{batch} × {good} → {to}：{reason}；SHA-256 {digest}")).await
}

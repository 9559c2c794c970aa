//! The list of a generated batch, for a partner or a printer. It can be downloaded once, and only before the batch
//! becomes stock: no list can be taken of codes that members may have, and a lost list costs nothing, since its batch
//! can be discarded. Recipient, purpose and hash of the file are recorded.

use crate::crypto::Keys;
use crate::db::Tx;
use crate::error::{AppError, Conflict, Result};
use crate::i18n::Locale;
use crate::rewards::admin::ops::{Step, note};
use crate::sql;
use crate::values::{BatchId, RewardId};
use crate::web::{Download, csv_file};
use sha2::{Digest, Sha256};

/// Who receives which batch, and why.
#[derive(Clone, Debug)]
pub struct Handover {
    pub batch: BatchId,
    pub to: String,
    pub reason: String,
}

/// Writes the file before it is handed over; a batch waiting to be accepted does not change.
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
        return Err(Conflict::Handled.into());
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
        tracing::error!(%batch, "cannot decrypt codes with this key");
        Err(AppError::Internal)
    })
}

/// Records the download; refused if it was downloaded before, or the batch is already stock or discarded.
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
    let good = good.ok_or(Conflict::Handled)?;
    let Handover { batch, to, reason } = handover;
    note(tx, step, "hand_over", &format!("#{batch} × {good} → {to}：{reason}；SHA-256 {digest}")).await
}

//! Photos in forms. A photo is stored at once, whatever else is wrong with the form, so that it need not be chosen
//! again when the form is shown again. Only the account that uploaded a picture can use it.

use super::field::{DROPPED, KEPT, PHOTO};
use super::prepare::prepare;
use super::{hash_of, store};
use crate::db::{Db, Tx};
use crate::error::{AppError, Problem, Result};
use crate::values::AccountId;
use crate::web::{Form, FormState};
use crate::{for_update, sql};
use axum::body::Bytes;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

/// The address of a form's photo: the one just uploaded, or an earlier one that the form still carries. Whether the
/// account may use it is decided by [`may_show`].
pub async fn receive(db: &Db, by: AccountId, form: &Form, now: DateTime<Utc>) -> Result<Option<String>> {
    if let Some(file) = form.file(PHOTO) {
        return keep(db, by, file, now).await.map(Some);
    }
    let kept = Some(form.get(KEPT)).filter(|kept| hash_of(kept).is_some() && !form.has(DROPPED));
    Ok(kept.map(str::to_owned))
}

async fn keep(db: &Db, by: AccountId, file: &Bytes, now: DateTime<Utc>) -> Result<String> {
    let picture = prepare(file.clone()).await.map_err(|problem| AppError::field(PHOTO, problem))?;
    let mut tx = db.write().await?;
    store::insert(&mut tx, &picture, now).await?;
    sql!(
        tx,
        execute,
        "INSERT INTO picture_uploads (account_id, hash, file_hash, at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (account_id, hash) DO UPDATE SET file_hash = $3, at = $4",
        by,
        &picture.hash,
        hash(file),
        now
    )?;
    tx.commit().await?;
    Ok(picture.address())
}

/// The photo of a form that is shown again: the one sent with it, or the one that it carried.
pub async fn find_kept(tx: &mut Tx, by: AccountId, form: Option<&FormState>) -> Result<Option<String>> {
    let Some(typed) = form.map(|form| &form.typed) else { return Ok(None) };
    let sent = typed.file(PHOTO).map(hash).unwrap_or_default();
    let carried = hash_of(typed.get(KEPT)).filter(|_| !typed.has(DROPPED)).unwrap_or_default();
    if sent.is_empty() && carried.is_empty() {
        return Ok(None);
    }
    Ok(sql!(
        tx,
        optional_scalar String,
        "SELECT '/pictures/' || hash || '.jpg' FROM picture_uploads WHERE account_id = $1 \
         AND (file_hash = $2 OR hash = $3) ORDER BY CASE WHEN file_hash = $2 THEN 0 ELSE 1 END LIMIT 1",
        by,
        sent,
        carried
    )?)
}

/// Refuses a picture that is not a drawing, not already used there, and not uploaded by this account.
pub async fn may_show(tx: &mut Tx, by: AccountId, picture: &str, present: Option<&str>) -> Result<()> {
    let Some(hash) = hash_of(picture).filter(|_| present != Some(picture)) else { return Ok(()) };
    // The lock keeps the picture from being deleted before it is used.
    let own = for_update!(
        tx,
        optional_scalar String,
        "SELECT hash FROM picture_uploads WHERE account_id = $1 AND hash = $2",
        by,
        hash
    )?;
    own.map(|_| ()).ok_or(AppError::field("picture", Problem::NotAChoice))
}

fn hash(file: &Bytes) -> String {
    hex::encode(Sha256::digest(file))
}

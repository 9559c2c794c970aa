//! Photos that come with a form. One that was chosen is kept at once, whatever else is wrong with the form: it comes back
//! with what was typed and need not be chosen again. Only whoever uploaded a picture can show it anew.

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

/// The address of a form's photo: of one that was just chosen, or of one chosen before that the form still carries.
/// Whether it may be shown, [`may_show`] says.
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

/// What a form that came back goes on with: the photo that was sent with it, or the one that it carried.
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

/// Refuses a picture that is neither drawn nor shown there already nor uploaded by whoever wants to show it.
pub async fn may_show(tx: &mut Tx, by: AccountId, picture: &str, present: Option<&str>) -> Result<()> {
    let Some(hash) = hash_of(picture).filter(|_| present != Some(picture)) else { return Ok(()) };
    // Locked, it is not swept before it is shown.
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

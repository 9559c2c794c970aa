use super::hash_of;
use super::prepare::Prepared;
use crate::db::Tx;
use crate::error::Result;
use crate::sql;
use chrono::{DateTime, Utc};

/// Stores a picture; if it exists already, its age is reset.
pub async fn insert(tx: &mut Tx, picture: &Prepared, now: DateTime<Utc>) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO pictures (hash, mime, width, height, bytes, created_at) VALUES ($1, 'image/jpeg', $2, $3, $4, $5) \
         ON CONFLICT (hash) DO UPDATE SET created_at = $5",
        &picture.hash,
        i64::from(picture.width),
        i64::from(picture.height),
        &picture.bytes,
        now
    )?;
    Ok(())
}

/// The picture served at an address.
pub async fn find(tx: &mut Tx, address: &str) -> Result<Option<Vec<u8>>> {
    let Some(hash) = hash_of(address) else { return Ok(None) };
    Ok(sql!(tx, optional_scalar Vec<u8>, "SELECT bytes FROM pictures WHERE hash = $1", hash)?)
}

/// Deletes pictures that were uploaded before an instant and are not used anywhere.
pub async fn delete_unused(tx: &mut Tx, before: DateTime<Utc>) -> Result<()> {
    sql!(tx, execute, "DELETE FROM picture_uploads WHERE at < $1", before)?;
    sql!(
        tx,
        execute,
        "DELETE FROM pictures WHERE created_at < $1 AND NOT EXISTS \
         (SELECT 1 FROM picture_uploads u WHERE u.hash = pictures.hash) AND NOT EXISTS \
         (SELECT 1 FROM rewards WHERE rewards.picture = '/pictures/' || pictures.hash || '.jpg') AND NOT EXISTS \
         (SELECT 1 FROM charity_projects p WHERE p.picture = '/pictures/' || pictures.hash || '.jpg')",
        before
    )?;
    Ok(())
}

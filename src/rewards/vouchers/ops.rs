//! Giving a code to a redemption, under its reward's lock.

use super::keys::Keys;
use super::store;
use crate::db::Tx;
use crate::error::{AppError, Refusal, Result};
use crate::rewards::model::CodeOrigin;
use crate::values::{RedemptionId, RewardId};
use chrono::{DateTime, Utc};

/// A redemption that needs its code.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub keys: &'a Keys,
    pub reward: RewardId,
    pub origin: CodeOrigin,
    pub redemption: RedemptionId,
    /// A fresh one, for rewards whose codes the portal makes.
    pub fresh: &'a str,
    pub now: DateTime<Utc>,
}

/// Exactly one code: a fresh one, or the next of those that were brought. None left is out of stock.
pub async fn give(tx: &mut Tx, wanted: Wanted<'_>) -> Result<()> {
    match wanted.origin {
        CodeOrigin::Generated => {
            let sealed = wanted.keys.seal(&mut rand::rng(), wanted.reward, wanted.fresh).ok_or(AppError::Internal)?;
            store::insert_generated(tx, (wanted.reward, wanted.redemption), &sealed, wanted.now).await
        }
        CodeOrigin::Imported => {
            let Some(id) = store::lock_free(tx, wanted.reward).await? else { return Err(Refusal::OutOfStock.into()) };
            // Under the lock nobody else can have given it away.
            if store::give(tx, id, wanted.redemption).await? { Ok(()) } else { Err(AppError::Busy) }
        }
    }
}

//! Assigns a code to a redemption, under its reward's lock, and marks codes as used at a dealer's.

use super::store;
use crate::actions;
use crate::clock::day;
use crate::crypto::Keys;
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::i18n::Bilingual;
use crate::outbox::{self, Topic};
use crate::rewards::Refusal;
use crate::rewards::messages;
use crate::rewards::model::CodeOrigin;
use crate::rewards::store::insert_handover;
use crate::values::{AccountId, CheckId, DealerId, RedemptionId, RewardId};
use chrono::{DateTime, Utc};

/// A redemption that needs a code.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub keys: &'a Keys,
    pub reward: RewardId,
    pub origin: CodeOrigin,
    pub redemption: RedemptionId,
    /// A fresh code, for rewards whose codes the portal generates.
    pub fresh: &'a str,
    pub now: DateTime<Utc>,
}

/// Assigns exactly one code: a fresh one, or the next prepared one. If none is left, the reward is out of stock.
pub async fn give(tx: &mut Tx, wanted: Wanted<'_>) -> Result<()> {
    match wanted.origin {
        CodeOrigin::Generated => {
            let sealed = wanted.keys.seal(&mut rand::rng(), wanted.reward, wanted.fresh).ok_or(AppError::Internal)?;
            store::insert_generated(tx, (wanted.reward, wanted.redemption), &sealed, wanted.now).await
        }
        CodeOrigin::Imported => {
            let Some(id) = store::lock_free(tx, wanted.reward).await? else { return Err(Refusal::OutOfStock.into()) };
            // The lock keeps others from assigning it.
            if store::give(tx, id, wanted.redemption).await? { Ok(()) } else { Err(AppError::Busy) }
        }
    }
}

/// Marks a checked voucher as used, and tells its owner where. Of two concurrent attempts one succeeds; the other is
/// told that it is used. A check expires soon, since the holder of the code has to be present.
pub async fn use_up(tx: &mut Tx, who: (DealerId, AccountId), id: CheckId, now: DateTime<Utc>) -> Result<()> {
    let checked = store::find_checked(tx, id, who.1).await?.ok_or(AppError::NotFound)?;
    if !checked.is_fresh(now) {
        return Err(Refusal::CheckExpired.into());
    }
    if checked.is_partners() {
        return Err(Refusal::VoucherVoid.into());
    }
    let redemption = checked.redemption_id;
    if !store::set_used(tx, redemption, who.0, day(now), now).await? {
        return Err(Refusal::VoucherVoid.into());
    }
    let dealer = insert_handover(tx, redemption, who, now).await?;
    actions::insert(tx, who.1, ("use", "redemption", redemption.0), "", now).await?;
    let title = Bilingual { zh: checked.title_zh, en: checked.title_en };
    let told = |l| messages::used_message(l, &title, &dealer);
    outbox::notify(tx, checked.customer_id, (Topic::Redemption, redemption), now, told).await
}

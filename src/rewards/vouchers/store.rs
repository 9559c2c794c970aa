//! SQL of codes.

use crate::config::Config;
use crate::crypto::{Keys, Sealed};
use crate::db::{DbResult, Tx};
use crate::error::Result;
use crate::rewards::model::{RedemptionState, RewardKind, Way};
use crate::values::{AccountId, CheckId, CodeId, CustomerId, DealerId, RedemptionId, RewardId};
use crate::{for_update, sql};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

pub async fn insert_generated(
    tx: &mut Tx,
    (reward, redemption): (RewardId, RedemptionId),
    code: &Sealed,
    now: DateTime<Utc>,
) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO voucher_codes (reward_id, origin, lookup, sealed, last_four, redemption_id, added_at) \
         VALUES ($1, 'generated', $2, $3, $4, $5, $6)",
        reward,
        &code.lookup,
        &code.sealed,
        &code.last_four,
        redemption,
        now
    )?;
    Ok(())
}

/// Finds the next unassigned code of a locked reward.
pub async fn lock_free(tx: &mut Tx, reward: RewardId) -> Result<Option<CodeId>> {
    Ok(for_update!(
        tx,
        optional_scalar CodeId,
        "SELECT id FROM voucher_codes WHERE reward_id = $1 AND redemption_id IS NULL ORDER BY id LIMIT 1",
        reward
    )?)
}

/// Returns false if the code is already assigned.
pub async fn give(tx: &mut Tx, id: CodeId, redemption: RedemptionId) -> Result<bool> {
    let query = "UPDATE voucher_codes SET redemption_id = $2 WHERE id = $1 AND redemption_id IS NULL";
    Ok(sql!(tx, execute, query, id, redemption)? == 1)
}

/// Records which key seals this database's codes; false if it is a different one.
pub async fn agree_on_key(tx: &mut Tx, keys: &Keys) -> Result<bool> {
    let insert = "INSERT INTO voucher_keys (id, fingerprint) VALUES (1, $1) ON CONFLICT (id) DO NOTHING";
    sql!(tx, execute, insert, keys.fingerprint())?;
    let known = sql!(tx, scalar String, "SELECT fingerprint FROM voucher_keys WHERE id = 1")?;
    Ok(known == keys.fingerprint())
}

/// Whether the configured key, if any, is the one that sealed this database's codes; writes nothing.
pub async fn is_key_known(tx: &mut Tx, config: &Config) -> DbResult<bool> {
    let known = sql!(tx, optional_scalar String, "SELECT fingerprint FROM voucher_keys WHERE id = 1")?;
    let present = config.present_voucher_keys();
    Ok(known.zip(present).is_none_or(|(known, present)| known == present.fingerprint()))
}

/// Finds an assigned code by its lookup hash; an unassigned one is treated as unknown.
pub async fn find_given(tx: &mut Tx, lookup: &str) -> Result<Option<CodeId>> {
    let query = "SELECT id FROM voucher_codes WHERE lookup = $1 AND redemption_id IS NOT NULL";
    Ok(sql!(tx, optional_scalar CodeId, query, lookup)?)
}

pub async fn insert_check(
    tx: &mut Tx,
    (account, dealer): (AccountId, DealerId),
    code: Option<CodeId>,
    now: DateTime<Utc>,
) -> Result<CheckId> {
    let insert = "INSERT INTO voucher_checks (account_id, dealer_id, code_id, at) VALUES ($1, $2, $3, $4) RETURNING id";
    Ok(sql!(tx, scalar CheckId, insert, account, dealer, code, now)?)
}

/// A code that was entered, with its redemption.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Checked {
    pub id: CheckId,
    pub at: DateTime<Utc>,
    pub redemption_id: RedemptionId,
    pub customer_id: CustomerId,
    pub kind: RewardKind,
    pub title_zh: String,
    pub title_en: String,
    pub last_four: String,
    pub state: RedemptionState,
    pub pay_fen: crate::values::Fen,
    pub code_expires_on: Option<NaiveDate>,
    pub fulfilled_at: Option<DateTime<Utc>>,
    /// The only dealer where it is valid.
    pub pickup_dealer_id: Option<DealerId>,
    pub dealer_zh: Option<String>,
    pub dealer_en: Option<String>,
    /// It was prepared in advance, not generated on redemption: somebody else has it too.
    pub is_prepared: bool,
}

impl Checked {
    /// Whether a partner honours it, so that no dealer can tell if it was used.
    pub fn is_partners(&self) -> bool {
        self.is_prepared && self.kind.way() == Way::None
    }

    /// Whether the check is recent enough to mark it as used: its holder is still at the dealer’s.
    pub fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        const FRESH_FOR: TimeDelta = TimeDelta::minutes(30);
        now < self.at + FRESH_FOR
    }
}

/// Finds a successful check by this member of staff.
pub async fn find_checked(tx: &mut Tx, id: CheckId, by: AccountId) -> Result<Option<Checked>> {
    Ok(sql!(
        tx,
        optional Checked,
        "SELECT k.id, k.at, r.id AS redemption_id, r.customer_id, w.kind, w.title_zh, w.title_en, c.last_four, r.state, r.pay_fen, \
         r.code_expires_on, r.fulfilled_at, r.pickup_dealer_id, d.name_zh AS dealer_zh, d.name_en AS dealer_en, \
         (c.origin = 'imported' OR c.batch_id IS NOT NULL) AS is_prepared FROM voucher_checks k \
         JOIN voucher_codes c ON c.id = k.code_id JOIN redemptions r ON r.id = c.redemption_id \
         JOIN rewards w ON w.id = r.reward_id LEFT JOIN dealers d ON d.id = r.pickup_dealer_id \
         WHERE k.id = $1 AND k.account_id = $2",
        id,
        by
    )?)
}

/// Lists the codes that this member of staff entered last.
pub async fn list_checked(tx: &mut Tx, by: AccountId) -> Result<Vec<Checked>> {
    Ok(sql!(
        tx,
        all Checked,
        "SELECT k.id, k.at, r.id AS redemption_id, r.customer_id, w.kind, w.title_zh, w.title_en, c.last_four, r.state, r.pay_fen, \
         r.code_expires_on, r.fulfilled_at, r.pickup_dealer_id, d.name_zh AS dealer_zh, d.name_en AS dealer_en, \
         (c.origin = 'imported' OR c.batch_id IS NOT NULL) AS is_prepared FROM voucher_checks k \
         JOIN voucher_codes c ON c.id = k.code_id JOIN redemptions r ON r.id = c.redemption_id \
         JOIN rewards w ON w.id = r.reward_id LEFT JOIN dealers d ON d.id = r.pickup_dealer_id \
         WHERE k.account_id = $1 ORDER BY k.id DESC LIMIT 10",
        by
    )?)
}

/// Marks a voucher as used if it is valid at this dealer today.
pub async fn set_used(
    tx: &mut Tx,
    id: RedemptionId,
    dealer: DealerId,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE redemptions SET state = 'fulfilled', fulfilled_at = $4 WHERE id = $1 AND state = 'issued' \
         AND (pickup_dealer_id IS NULL OR pickup_dealer_id = $2) \
         AND (code_expires_on IS NULL OR code_expires_on >= $3)",
        id,
        dealer,
        today,
        now
    )?;
    Ok(changed == 1)
}

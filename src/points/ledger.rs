//! The ledger's rows. Nothing here is ever changed or removed except a lot's remainder and a member's balance, and
//! these only together with the entry that explains the change.

use super::model::{LotExpiry, LotUse, OpenLot, PointAccount, Taken, TransferKind};
use super::ops::{Moved, Movement};
use crate::db::Tx;
use crate::error::{AppError, Conflict, Result};
use crate::points::rules::RuleCode;
use crate::sql;
use crate::values::{CampaignId, CustomerId, LotId, TransferId};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

/// A transfer about to be written.
pub struct Opening<'a> {
    pub kind: TransferKind,
    pub movement: &'a Movement<'a>,
    /// What the key stands for; the same key with different content is refused.
    pub content: String,
    pub undoes: Option<TransferId>,
    /// The moment whose rule version applies.
    pub rule_at: DateTime<Utc>,
    pub campaign: Option<CampaignId>,
    /// Points cut by a cap.
    pub cut: i64,
}

impl<'a> Opening<'a> {
    pub fn new(kind: TransferKind, movement: &'a Movement<'a>) -> Self {
        let Movement { customer, points, source, source_id, .. } = movement;
        let content = format!("{kind}\n{customer}\n{points}\n{source}\n{source_id}");
        Self { kind, movement, content, undoes: None, rule_at: movement.at, campaign: None, cut: 0 }
    }

    /// A transfer that undoes another one, in whole or in part.
    pub fn undoing(kind: TransferKind, movement: &'a Movement<'a>, undone: TransferId) -> Self {
        let opening = Self::new(kind, movement);
        Self { content: format!("{}\n{undone}", opening.content), undoes: Some(undone), ..opening }
    }

    /// The hash of its content.
    pub fn body_hash(&self) -> String {
        content_hash(&self.content)
    }

    /// Writes the transfer, or finds the one that the same actor made with the same key.
    ///
    /// On PostgreSQL the insert waits for a transaction that is writing the same key: once that has ended, either the
    /// row is there to be found, or this one is the first.
    pub async fn write(&self, tx: &mut Tx) -> Result<Moved> {
        let m = self.movement;
        if m.points < 0 || (m.points == 0 && self.cut == 0) {
            tracing::error!(points = m.points, idempotency_key = m.idempotency_key, "a transfer must move something");
            return Err(AppError::Internal);
        }
        match insert_transfer(tx, self).await? {
            Some((_, None)) if m.rule.is_some() => {
                tracing::error!(rule = m.rule.map(RuleCode::code), "no such rule");
                Err(AppError::Internal)
            }
            Some((transfer, _)) => Ok(Moved { transfer, new: true }),
            None => {
                let transfer =
                    find_transfer(tx, m.actor, m.idempotency_key, &self.content).await?.ok_or(AppError::Busy)?;
                Ok(Moved { transfer, new: false })
            }
        }
    }
}

/// The new transfer and its rule; `None` if the key is taken.
async fn insert_transfer(tx: &mut Tx, opening: &Opening<'_>) -> Result<Option<(TransferId, Option<i64>)>> {
    let m = opening.movement;
    Ok(sql!(
        tx,
        optional(TransferId, Option<i64>),
        "INSERT INTO point_transfers (kind, customer_id, actor, idempotency_key, body_hash, rule_id, undoes_id, source, \
         source_id, label_zh, label_en, at, rule_at, campaign_id, cut) VALUES ($1, $2, $3, $4, $5, (SELECT id FROM point_rules WHERE code = $6 \
         AND valid_from <= $7 ORDER BY valid_from DESC, version DESC LIMIT 1), $8, $9, $10, $11, $12, $13, CASE WHEN $6 IS NULL THEN NULL ELSE $7 END, $14, $15) \
         ON CONFLICT (actor, idempotency_key) DO NOTHING RETURNING id, rule_id",
        opening.kind,
        m.customer,
        m.actor,
        m.idempotency_key,
        opening.body_hash(),
        m.rule,
        opening.rule_at,
        opening.undoes,
        m.source,
        m.source_id,
        m.label.zh,
        m.label.en,
        m.at,
        opening.campaign,
        opening.cut
    )?)
}

/// The transfer that an actor made with a key; refuses a key that was used with different content.
pub async fn find_transfer(
    tx: &mut Tx,
    actor: &str,
    idempotency_key: &str,
    content: &str,
) -> Result<Option<TransferId>> {
    let found = sql!(
        tx,
        optional(TransferId, String),
        "SELECT id, body_hash FROM point_transfers WHERE actor = $1 AND idempotency_key = $2",
        actor,
        idempotency_key
    )?;
    match found {
        Some((_, hash)) if hash != content_hash(content) => Err(Conflict::KeyReused.into()),
        found => Ok(found.map(|(transfer, _)| transfer)),
    }
}

fn content_hash(content: &str) -> String {
    hex::encode(Sha256::digest(content))
}

/// A member's lots with something left, expired or not, in order of expiry.
pub async fn filled_lots(tx: &mut Tx, customer: CustomerId) -> Result<Vec<OpenLot>> {
    Ok(sql!(
        tx,
        all OpenLot,
        "SELECT id, remaining, expires_at FROM point_lots \
         WHERE customer_id = $1 AND remaining > 0 ORDER BY expires_at, id",
        customer
    )?)
}

pub async fn insert_lot(
    tx: &mut Tx,
    transfer: TransferId,
    movement: &Movement<'_>,
    expiry: LotExpiry,
) -> Result<LotId> {
    Ok(sql!(
        tx,
        scalar LotId,
        "INSERT INTO point_lots (customer_id, transfer_id, issued, remaining, earned_at, first_expires_at, expires_at) \
         VALUES ($1, $2, $3, $3, $4, $5, $6) RETURNING id",
        movement.customer,
        transfer,
        movement.points,
        movement.at,
        expiry.first_expires_at,
        expiry.expires_at
    )?)
}

/// Takes points from lots.
pub async fn take(tx: &mut Tx, transfer: TransferId, uses: &[LotUse]) -> Result<()> {
    for LotUse { lot_id, amount } in uses {
        sql!(tx, execute, "UPDATE point_lots SET remaining = remaining - $2 WHERE id = $1", lot_id, amount)?;
        insert_use(tx, *lot_id, transfer, *amount).await?;
    }
    Ok(())
}

/// Returns points to a lot, which then expires at `expires_at`.
pub async fn give_back(
    tx: &mut Tx,
    transfer: TransferId,
    LotUse { lot_id, amount }: LotUse,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE point_lots SET remaining = remaining + $2, expires_at = $3 WHERE id = $1",
        lot_id,
        amount,
        expires_at
    )?;
    insert_use(tx, lot_id, transfer, -amount).await
}

async fn insert_use(tx: &mut Tx, lot: LotId, transfer: TransferId, amount: i64) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO point_lot_uses (lot_id, transfer_id, amount, expires_at) \
         SELECT id, $2, $3, expires_at FROM point_lots WHERE id = $1",
        lot,
        transfer,
        amount
    )?;
    Ok(())
}

/// Whether points expired from a lot at its present expiry.
macro_rules! has_expired {
    () => {
        "EXISTS (SELECT 1 FROM point_lot_uses w JOIN point_transfers p ON p.id = w.transfer_id AND p.kind = 'expire' \
         WHERE w.lot_id = l.id AND w.expires_at = l.expires_at) AS has_expired"
    };
}

/// What a transfer took from a member's lots for an account, and when these lots expire.
pub async fn uses_of(
    tx: &mut Tx,
    transfer: TransferId,
    customer: CustomerId,
    account: PointAccount,
) -> Result<Vec<Taken>> {
    Ok(sql!(
        tx,
        all Taken,
        concat!(
            "SELECT u.lot_id, u.amount, l.first_expires_at, l.expires_at, ",
            has_expired!(),
            " FROM point_lot_uses u JOIN point_lots l ON l.id = u.lot_id \
             JOIN point_entries e ON e.transfer_id = u.transfer_id AND e.account = $3 \
             WHERE u.transfer_id = $1 AND l.customer_id = $2 ORDER BY u.id"
        ),
        transfer,
        customer,
        account
    )?)
}

/// The same for a capture: what its hold took from lots and did not release.
pub async fn captured_uses_of(
    tx: &mut Tx,
    capture: TransferId,
    customer: CustomerId,
    account: PointAccount,
) -> Result<Vec<Taken>> {
    Ok(sql!(
        tx,
        all Taken,
        concat!(
            "SELECT u.lot_id, CAST(SUM(u.amount) AS BIGINT) AS amount, l.first_expires_at, l.expires_at, ",
            has_expired!(),
            " FROM point_transfers t \
         JOIN point_entries e ON e.transfer_id = t.id AND e.account = $3 \
         JOIN point_transfers h ON h.id = t.undoes_id OR (h.undoes_id = t.undoes_id AND h.kind = 'release') \
         JOIN point_lot_uses u ON u.transfer_id = h.id JOIN point_lots l ON l.id = u.lot_id \
         WHERE t.id = $1 AND t.kind = 'capture' AND l.customer_id = $2 \
         GROUP BY u.lot_id, l.id, l.first_expires_at, l.expires_at HAVING SUM(u.amount) > 0 ORDER BY MIN(u.id)"
        ),
        capture,
        customer,
        account
    )?)
}

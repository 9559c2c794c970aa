//! Reversals of earnings, and the debt that arises if the points had been spent.

use super::account::Account;
use super::ledger::{self, Opening};
use super::model::{Earned, LotUse, PointAccount, PointSource, TransferKind};
use super::ops::{Moved, Movement, expire_from};
use super::tiers;
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::i18n::Bilingual;
use crate::sql;
use crate::values::{CampaignId, CustomerId, TransferId};
use chrono::{DateTime, Utc};

/// Takes back points that `earned` gave: all of them or, if its source is worth less than before, some.
///
/// What is left in its lot goes first. Points that had expired are taken back without an effect on the member. Points
/// that had been spent become debt, whatever other lots hold; later earnings and refunds settle it before they can be
/// spent. Taking back more than `earned` gave, or from another member, is an internal error.
pub async fn reverse(tx: &mut Tx, earned: TransferId, movement: &Movement<'_>) -> Result<Moved> {
    let mut account = Account::lock(tx, movement.customer).await?;
    // It counts for the month of the earning, and names the same rule version and campaign.
    let (rule_at, campaign) = find_followed(tx, earned).await?;
    let opening = Opening::undoing(TransferKind::Reverse, movement, earned);
    let moved = Opening { rule_at: rule_at.unwrap_or(movement.at), campaign, ..opening }.write(tx).await?;
    if !moved.new {
        return Ok(moved);
    }
    expire_from(tx, &mut account, movement.at).await?;
    let found = find_earned(tx, earned, movement.customer).await?;
    let parts = found.and_then(|found| Some((found.lot_id, found.take_back(movement.points)?)));
    let Some((lot_id, parts)) = parts else {
        tracing::error!(transfer = %earned, "a reversal exceeds its earning");
        return Err(AppError::Internal);
    };
    if parts.from_lot > 0 {
        ledger::take(tx, moved.transfer, &[LotUse { lot_id, amount: parts.from_lot }]).await?;
    }
    account.enter(tx, (moved.transfer, TransferKind::Reverse), &parts.gains(), movement.at).await?;
    tiers::reversed(tx, movement.customer, earned, movement.points).await?;
    Ok(moved)
}

/// The moment and the campaign that applied to an earning.
async fn find_followed(tx: &mut Tx, earned: TransferId) -> Result<(Option<DateTime<Utc>>, Option<CampaignId>)> {
    let query = "SELECT rule_at, campaign_id FROM point_transfers WHERE id = $1";
    Ok(sql!(tx, optional(Option<DateTime<Utc>>, Option<CampaignId>), query, earned)?.unwrap_or_default())
}

/// The present state of an earning of this member; the account must be locked.
pub async fn find_earned(tx: &mut Tx, earned: TransferId, customer: CustomerId) -> Result<Option<Earned>> {
    Ok(sql!(
        tx,
        optional Earned,
        "SELECT l.id AS lot_id, l.issued, l.remaining, \
         CAST(COALESCE((SELECT SUM(u.amount) FROM point_lot_uses u JOIN point_transfers p ON p.id = u.transfer_id \
         WHERE u.lot_id = l.id AND p.kind = 'expire'), 0) + COALESCE((SELECT SUM(e.amount) FROM point_transfers r \
         JOIN point_entries e ON e.transfer_id = r.id AND e.account = 'expired' \
         WHERE r.undoes_id = t.id AND r.kind = 'reverse'), 0) AS BIGINT) AS expired, \
         CAST(COALESCE((SELECT SUM(e.amount) FROM point_transfers r \
         JOIN point_entries e ON e.transfer_id = r.id AND e.account = 'issue' \
         WHERE r.undoes_id = t.id AND r.kind = 'reverse'), 0) AS BIGINT) AS reversed \
         FROM point_transfers t JOIN point_lots l ON l.transfer_id = t.id \
         WHERE t.id = $1 AND t.kind = 'earn' AND l.customer_id = $2",
        earned,
        customer
    )?)
}

/// Settles debt from points that just came into lots, with one transfer per lot.
pub async fn settle(
    tx: &mut Tx,
    account: &mut Account,
    came: TransferId,
    lots: &[LotUse],
    at: DateTime<Utc>,
) -> Result<()> {
    for LotUse { lot_id, amount } in lots {
        let points = account.balance.debt.min(*amount);
        if points == 0 {
            break;
        }
        let idempotency_key = format!("settle:{came}:{lot_id}");
        let settled = LotUse { lot_id: *lot_id, amount: points };
        let movement = settlement(account.customer, settled, &idempotency_key, at);
        let moved = Opening::new(TransferKind::Settle, &movement).write(tx).await?;
        ledger::take(tx, moved.transfer, &[settled]).await?;
        account.enter(tx, (moved.transfer, TransferKind::Settle), &[(PointAccount::Debt, points)], at).await?;
    }
    Ok(())
}

/// Settles debt with points from a lot.
pub fn settlement<'a>(
    customer: CustomerId,
    LotUse { lot_id, amount }: LotUse,
    idempotency_key: &'a str,
    at: DateTime<Utc>,
) -> Movement<'a> {
    Movement {
        customer,
        points: amount,
        actor: "portal",
        idempotency_key,
        rule: None,
        source: PointSource::Lot,
        source_id: lot_id.0,
        label: Bilingual { zh: "补扣已收回的积分", en: "Makes up for points taken back" },
        at,
    }
}

//! Transfers of points from one member to another.

use super::account::Account;
use super::ledger::{self, Opening};
use super::model::{LotUse, PointAccount, TransferKind};
use super::ops::{Moved, Movement, draw_off};
use super::reversals::settle;
use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Bilingual;
use crate::values::{CustomerId, TransferId};

/// Moves points from the giver's lots that expire first into lots of the recipient with the same expiry, so that no
/// transfer renews a lot's 30 days. They do not count as tier points; the recipient's debt is settled at once. If the
/// earning is reversed later, the giver owes it.
///
/// Both accounts must be locked. `received` is the label of the recipient's line; `content` is everything that the
/// key stands for.
pub async fn send(
    tx: &mut Tx,
    movement: &Movement<'_>,
    to: CustomerId,
    received: Bilingual<&str>,
    content: String,
) -> Result<Moved> {
    let opening = Opening { content, ..Opening::new(TransferKind::Send, movement) };
    let sent = draw_off(tx, opening, PointAccount::Between).await?;
    if sent.new {
        let movement = Movement { label: received, ..movement.clone() };
        receive(tx, &movement, (sent.transfer, to)).await?;
    }
    Ok(sent)
}

async fn receive(tx: &mut Tx, movement: &Movement<'_>, (sent, to): (TransferId, CustomerId)) -> Result<()> {
    let mut account = Account::lock(tx, to).await?;
    let idempotency_key = format!("receive:{sent}");
    let received = Movement {
        customer: to,
        actor: "portal",
        idempotency_key: &idempotency_key,
        source_id: movement.customer.0,
        ..movement.clone()
    };
    let opening = Opening { undoes: Some(sent), ..Opening::new(TransferKind::Receive, &received) };
    let transfer = opening.write(tx).await?.transfer;
    let mut lots = Vec::new();
    for taken in ledger::uses_of(tx, sent, movement.customer, PointAccount::Between).await? {
        let amount = taken.amount;
        let part = Movement { points: amount, ..received.clone() };
        lots.push(LotUse { lot_id: ledger::insert_lot(tx, transfer, &part, taken.expiry).await?, amount });
    }
    let others = [(PointAccount::Between, -movement.points)];
    account.enter(tx, (transfer, TransferKind::Receive), &others, movement.at).await?;
    settle(tx, &mut account, transfer, &lots, movement.at).await
}

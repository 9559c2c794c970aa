//! Points that one member gives to another.

use super::account::Account;
use super::ledger::{self, Opening};
use super::model::{LotUse, PointAccount, Taken, TransferKind};
use super::ops::{Moved, Movement, draw_off};
use super::reversing::settle;
use crate::db::Tx;
use crate::error::Result;
use crate::values::{CustomerId, TransferId};

/// Moves points from the giver's lots that lapse first into lots of somebody else with the same ends. They are no growth;
/// what the other owes is settled at once. Where what earned them is taken back later, the giver owes it.
///
/// Both accounts must be locked. `received` is what the other's line is called, Chinese and English; `content` is all
/// that the key stands for.
pub async fn send(
    tx: &mut Tx,
    movement: &Movement<'_>,
    (to, received): (CustomerId, (&str, &str)),
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
    let key = format!("receive:{sent}");
    let received =
        Movement { customer: to, actor: "portal", key: &key, source_id: movement.customer.0, ..movement.clone() };
    let opening = Opening { undoes: Some(sent), ..Opening::new(TransferKind::Receive, &received) };
    let transfer = opening.write(tx).await?.transfer;
    let mut lots = Vec::new();
    for Taken { amount, expires_at, .. } in ledger::uses_of(tx, sent, movement.customer, PointAccount::Between).await? {
        let part = Movement { points: amount, ..received.clone() };
        lots.push(LotUse { lot_id: ledger::insert_lot(tx, transfer, &part, expires_at).await?, amount });
    }
    let others = [(PointAccount::Between, -movement.points)];
    account.enter(tx, (transfer, TransferKind::Receive), &others, movement.at).await?;
    settle(tx, &mut account, transfer, &lots, movement.at).await
}

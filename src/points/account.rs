//! A member's side of the ledger: balance, debt and the chain of entries.

use super::model::{Balance, ChainedEntry, Gain, TransferKind, entered};
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::values::{CustomerId, TransferId};
use crate::{for_update, sql};
use chrono::{DateTime, Utc};

/// A member's point account, locked: until the transaction ends nobody else moves its points.
pub struct Account {
    pub customer: CustomerId,
    pub balance: Balance,
}

impl Account {
    /// Fails with `Busy` for a merged duplicate: whatever led here was read before the merge and must be read again.
    pub async fn lock(tx: &mut Tx, customer: CustomerId) -> Result<Self> {
        Self::lock_present(tx, customer).await?.ok_or(AppError::Busy)
    }

    /// `None` for a merged duplicate, perhaps merged while this waited for the lock.
    pub async fn lock_present(tx: &mut Tx, customer: CustomerId) -> Result<Option<Self>> {
        let (account, is_merged) = match Self::find(tx, customer).await? {
            Some(found) => found,
            None => Self::open(tx, customer).await?,
        };
        Ok((!is_merged).then_some(account))
    }

    async fn open(tx: &mut Tx, customer: CustomerId) -> Result<(Self, bool)> {
        sql!(
            tx,
            execute,
            "INSERT INTO point_balances (customer_id) VALUES ($1) ON CONFLICT (customer_id) DO NOTHING",
            customer
        )?;
        Self::find(tx, customer).await?.ok_or(AppError::Internal)
    }

    async fn find(tx: &mut Tx, customer: CustomerId) -> Result<Option<(Self, bool)>> {
        #[derive(sqlx::FromRow)]
        struct Row {
            #[sqlx(flatten)]
            balance: Balance,
            is_merged: bool,
        }
        let row = for_update!(
            tx,
            optional Row,
            "SELECT available, held, debt, chain_head, is_merged FROM point_balances WHERE customer_id = $1",
            customer
        )?;
        Ok(row.map(|row| (Self { customer, balance: row.balance }, row.is_merged)))
    }

    /// Writes a transfer's entries and updates the balance. `others` lists what every other account gains.
    pub async fn enter(
        &mut self,
        tx: &mut Tx,
        (transfer, kind): (TransferId, TransferKind),
        others: &[Gain],
        at: DateTime<Utc>,
    ) -> Result<()> {
        let entry = self.balance.enter(self.customer, transfer, others, at).ok_or(AppError::Internal)?;
        let Balance { available, held, debt, chain_head } = &self.balance;
        insert_entries(tx, &entry, kind, chain_head, others).await?;
        sql!(
            tx,
            execute,
            "UPDATE point_balances SET available = $2, held = $3, debt = $4, chain_head = $5 WHERE customer_id = $1",
            self.customer,
            available,
            held,
            debt,
            chain_head
        )?;
        Ok(())
    }
}

async fn insert_entries(
    tx: &mut Tx,
    member: &ChainedEntry,
    kind: TransferKind,
    hash: &str,
    others: &[Gain],
) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO point_entries (transfer_id, account, customer_id, amount, balance_after, debt_after, kind, at, \
         hash) VALUES ($1, 'member', $2, $3, $4, $5, $6, $7, $8)",
        member.transfer_id,
        member.customer_id,
        member.amount,
        member.balance_after,
        member.debt_after,
        kind,
        member.at,
        hash
    )?;
    for (account, gain) in entered(kind, others) {
        sql!(
            tx,
            execute,
            "INSERT INTO point_entries (transfer_id, account, amount, kind, at, hash) VALUES ($1, $2, $3, $4, $5, '')",
            member.transfer_id,
            account,
            gain,
            kind,
            member.at
        )?;
    }
    Ok(())
}

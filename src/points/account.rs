//! A member's side of the ledger: balance, debt and the chain of entries.

use super::model::{ChainedEntry, PointAccount, TransferKind, entry_hash};
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::values::{CustomerId, TransferId};
use crate::{for_update, sql};
use chrono::{DateTime, Utc};

/// A member's point account, locked: until the transaction ends nobody else moves its points.
pub struct Account {
    pub customer: CustomerId,
    pub available: i64,
    /// Settled first by later earnings.
    pub debt: i64,
    chain_head: String,
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
        let row = for_update!(
            tx,
            optional(i64, i64, String, bool),
            "SELECT available, debt, chain_head, is_merged FROM point_balances WHERE customer_id = $1",
            customer
        )?;
        Ok(row.map(|(available, debt, chain_head, is_merged)| {
            (Self { customer, available, debt, chain_head }, is_merged)
        }))
    }

    /// The newest entry's hash; no value ever repeats.
    pub fn head(&self) -> &str {
        &self.chain_head
    }

    /// Writes a transfer's entries and updates the balance. `others` lists what every other account gains, and so what
    /// the member loses; the member's entry is chained to the previous one.
    pub async fn enter(
        &mut self,
        tx: &mut Tx,
        (transfer, kind): (TransferId, TransferKind),
        others: &[(PointAccount, i64)],
        at: DateTime<Utc>,
    ) -> Result<()> {
        let amount = -others.iter().map(|(_, gain)| gain).sum::<i64>();
        let settled: i64 = others.iter().filter(|(account, _)| *account == PointAccount::Debt).map(|(_, n)| n).sum();
        let held: i64 = others.iter().filter(|(account, _)| *account == PointAccount::Held).map(|(_, n)| n).sum();
        let balance_after = self.available.checked_add(amount).ok_or(AppError::Internal)?;
        let debt_after = self.debt.checked_sub(settled).ok_or(AppError::Internal)?;
        let customer_id = self.customer;
        let entry = ChainedEntry { customer_id, transfer_id: transfer, amount, balance_after, debt_after, at };
        let hash = entry_hash(&self.chain_head, &entry);
        insert_entries(tx, &entry, kind, &hash, others).await?;
        sql!(
            tx,
            execute,
            "UPDATE point_balances SET available = $2, debt = $3, held = held + $4, chain_head = $5 WHERE customer_id = $1",
            customer_id,
            balance_after,
            debt_after,
            held,
            &hash
        )?;
        (self.available, self.debt, self.chain_head) = (balance_after, debt_after, hash);
        Ok(())
    }
}

async fn insert_entries(
    tx: &mut Tx,
    member: &ChainedEntry,
    kind: TransferKind,
    hash: &str,
    others: &[(PointAccount, i64)],
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
    for (account, gain) in others.iter().filter(|(_, gain)| *gain != 0 || kind == TransferKind::Earn) {
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

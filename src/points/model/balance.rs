//! A member's balance, as transfers change it.

use super::{ChainedEntry, PointAccount, TransferKind, entry_hash};
use crate::values::{CustomerId, TransferId};
use chrono::{DateTime, Utc};

#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Balance {
    pub available: i64,
    pub held: i64,
    /// Settled first by later earnings.
    pub debt: i64,
    /// The newest entry's hash; no value ever repeats.
    pub chain_head: String,
}

/// What an account other than the member's gains by a transfer; the member loses the sum.
pub type Gain = (PointAccount, i64);

impl Balance {
    /// Applies a transfer. Returns the member's entry, which is chained to the previous one; `None` if a number is too
    /// large.
    pub fn enter(
        &mut self,
        customer_id: CustomerId,
        transfer_id: TransferId,
        others: &[Gain],
        at: DateTime<Utc>,
    ) -> Option<ChainedEntry> {
        let gained = |wanted| others.iter().filter(|(account, _)| *account == wanted).map(|(_, n)| n).sum::<i64>();
        let amount = -others.iter().map(|(_, gain)| gain).sum::<i64>();
        let balance_after = self.available.checked_add(amount)?;
        let debt_after = self.debt.checked_sub(gained(PointAccount::Debt))?;
        let entry = ChainedEntry { customer_id, transfer_id, amount, balance_after, debt_after, at };
        self.chain_head = entry_hash(&self.chain_head, &entry);
        (self.available, self.debt) = (balance_after, debt_after);
        self.held += gained(PointAccount::Held);
        Some(entry)
    }
}

/// The gains that become entries: all but 0, except for an earning of which a cap left nothing.
pub fn entered(kind: TransferKind, others: &[Gain]) -> impl Iterator<Item = Gain> {
    others.iter().copied().filter(move |(_, gain)| *gain != 0 || kind == TransferKind::Earn)
}

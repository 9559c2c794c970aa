//! Writes a movement as a transfer row and its entry rows.

use super::postings::{Book, Posting};
use super::rows;
use super::world::{World, next};
use crate::points::model::{ChainedEntry, PointAccount, TransferKind, entry_hash};
use crate::values::{CustomerId, TransferId};
use sha2::{Digest, Sha256};

impl Book {
    pub(super) fn write_transfer(
        &self,
        world: &mut World,
        (id, undoes_id, points): (i64, Option<i64>, i64),
        posting: &Posting,
    ) {
        let Posting { kind, source, source_id, at, .. } = *posting;
        // The same format as in the ledger's operations.
        let undone = undoes_id.map(|id| format!("\n{id}")).unwrap_or_default();
        let body = format!("{kind}\n{}\n{points}\n{source}\n{source_id}{undone}", self.customer_id);
        world.push(&rows::PointTransfer {
            id,
            kind,
            customer_id: self.customer_id,
            actor: posting.actor.clone(),
            idempotency_key: posting.idempotency_key.clone(),
            body_hash: hex::encode(Sha256::digest(body)),
            rule_id: posting.rule.as_ref().map(|rule| rule.id),
            rule_at: posting.rule.as_ref().map(|rule| rule.at),
            campaign_id: posting.rule.as_ref().and_then(|rule| rule.campaign_id),
            cut: posting.rule.as_ref().map_or(0, |rule| rule.cut),
            undoes_id,
            source,
            source_id,
            label_zh: posting.zh.clone(),
            label_en: posting.en.clone(),
            at,
        });
    }

    pub(super) fn write_sides(
        &mut self,
        world: &mut World,
        (transfer_id, posting): (i64, &Posting),
        amount: i64,
        others: &[(PointAccount, i64)],
    ) {
        let (kind, at) = (posting.kind, posting.at);
        let chained = ChainedEntry {
            customer_id: CustomerId(self.customer_id),
            transfer_id: TransferId(transfer_id),
            amount,
            balance_after: self.balance,
            debt_after: self.debt,
            at,
        };
        self.head = entry_hash(&self.head, &chained);
        let mut push = |account, amount, member: Option<(i64, i64, i64)>, hash| {
            let id = next(&mut world.ids.entry);
            let (customer_id, balance_after, debt_after) =
                (member.map(|m| m.0), member.map(|m| m.1), member.map(|m| m.2));
            let row = rows::PointEntry {
                id,
                transfer_id,
                account,
                customer_id,
                amount,
                balance_after,
                debt_after,
                kind,
                at,
                hash,
            };
            world.push(&row);
        };
        let member = (self.customer_id, self.balance, self.debt);
        push(PointAccount::Member, amount, Some(member), self.head.clone());
        for (account, gain) in others.iter().filter(|(_, gain)| *gain != 0 || kind == TransferKind::Earn) {
            push(*account, *gain, None, String::new());
        }
    }
}

//! Lots are consumed in order, expire in time and live no longer than they may: every member's movements played once
//! more, as they were.

use crate::db::Tx;
use crate::error::Result;
use crate::invariants::{Check, Report};
use crate::points::model::{TransferKind, end_once_back, lot_expiry};
use crate::sql;
use crate::values::{CustomerId, LotId};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// What came into a lot, was taken from it, came back, or went over with all that was in it.
#[derive(Clone, Debug, sqlx::FromRow)]
struct Event {
    customer_id: CustomerId,
    lot_id: LotId,
    kind: TransferKind,
    /// Taken from the lot; below zero what came into it.
    amount: i64,
    /// When the lot expired, after this.
    expires_at: DateTime<Utc>,
    /// When the lot would have expired had nothing come back late.
    first_expires_at: DateTime<Utc>,
    at: DateTime<Utc>,
    /// Orders the uses of one transfer; 0 where the lot begins.
    use_id: i64,
}

/// Whoever spends takes from the lot that expires first, of those that have not expired. A lot ends as long after it was
/// earned as the rule said then, and later only where something came back into it late, for which it gets thirty days
/// once. `told` hears of every use. Noted are uses, and lots.
pub async fn check_order(tx: &mut Tx, report: &mut Report<'_>) -> Result<Check> {
    const WHAT: &str = "lots: spending took from the lot that expired first, and each expired when it was to";
    const VALIDITY: &str = "SELECT valid_from, value FROM point_rules WHERE code = 'validity' \
        AND valid_from IS NOT NULL ORDER BY valid_from, version";
    let validity = sql!(tx, all(DateTime<Utc>, i64), VALIDITY)?;
    let mut check = Check::new(WHAT);
    let mut cursor = CustomerId(0);
    loop {
        let Some(last) = end_of_batch(tx, cursor).await? else { return Ok(check) };
        let events = list_events(tx, (cursor, last)).await?;
        cursor = last;
        report(events.iter().filter(|event| event.use_id > 0).count() as u64);
        for member in events.chunk_by(|one, other| one.customer_id == other.customer_id) {
            replay(member, &validity, &mut check);
        }
    }
}

/// The last of the next members; `None` where there is nobody more. Nothing may ever have happened to any of them.
async fn end_of_batch(tx: &mut Tx, after: CustomerId) -> Result<Option<CustomerId>> {
    const BATCH: i64 = 500;
    let query = "SELECT MAX(customer_id) FROM (SELECT customer_id FROM point_balances WHERE customer_id > $1 \
        ORDER BY customer_id LIMIT $2) b";
    Ok(sql!(tx, scalar Option<CustomerId>, query, after, BATCH)?)
}

/// Everything of members beyond one, in the order in which it happened: what expires on the way to a refund is entered
/// before the refund, though its transfer is the younger one. Lots that went over are the former owner's until then.
async fn list_events(tx: &mut Tx, (after, last): (CustomerId, CustomerId)) -> Result<Vec<Event>> {
    Ok(sql!(
        tx,
        all Event,
        "SELECT m.* FROM (SELECT e.customer_id, e.id AS entry_id, l.id AS lot_id, e.kind, -l.issued AS amount, \
         COALESCE((SELECT u.expires_at FROM point_lot_uses u WHERE u.lot_id = l.id ORDER BY u.id LIMIT 1), \
         (SELECT v.expires_at FROM point_lot_moves v WHERE v.lot_id = l.id ORDER BY v.id LIMIT 1), l.expires_at) \
         AS expires_at, l.first_expires_at, e.at, CAST(0 AS BIGINT) AS use_id \
         FROM point_entries e JOIN point_lots l ON l.transfer_id = e.transfer_id \
         WHERE e.customer_id > $1 AND e.customer_id <= $2 \
         UNION ALL SELECT e.customer_id, e.id, u.lot_id, e.kind, u.amount, u.expires_at, l.first_expires_at, e.at, u.id \
         FROM point_entries e JOIN point_lot_uses u ON u.transfer_id = e.transfer_id JOIN point_lots l ON l.id = u.lot_id \
         WHERE e.customer_id > $1 AND e.customer_id <= $2 \
         UNION ALL SELECT e.customer_id, e.id, v.lot_id, e.kind, \
         CASE WHEN v.out_transfer_id = e.transfer_id THEN v.amount ELSE -v.amount END, v.expires_at, \
         l.first_expires_at, e.at, 0 \
         FROM point_entries e JOIN point_lot_moves v ON v.out_transfer_id = e.transfer_id OR v.in_transfer_id = e.transfer_id \
         JOIN point_lots l ON l.id = v.lot_id \
         WHERE e.kind = 'merge' AND e.customer_id > $1 AND e.customer_id <= $2) m ORDER BY m.customer_id, m.entry_id, m.use_id",
        after,
        last
    )?)
}

/// What a lot holds, and whether it expired at the end that it has.
#[derive(Clone, Copy, Debug, Default)]
struct LotState {
    left: i64,
    has_expired: bool,
}

fn replay(events: &[Event], validity: &[(DateTime<Utc>, i64)], check: &mut Check) {
    // By the order in which they are to be taken: when it expires, id.
    let mut lots: BTreeMap<(DateTime<Utc>, LotId), LotState> = BTreeMap::new();
    for event in events {
        let old = lots.iter().find(|((_, id), _)| *id == event.lot_id).map(|(key, held)| (*key, *held));
        if event.amount > 0 && event.kind.takes_in_order() {
            check.seen += 1;
            let first = lots.iter().find(|((expires_at, _), held)| held.left > 0 && *expires_at > event.at);
            if first.is_none_or(|(first, _)| Some(*first) != old.map(|(key, _)| key)) {
                check.note(event.use_id);
            }
        }
        let right = match old {
            Some(((end, _), held)) => event.follows(end, held),
            None => event.begins(validity),
        };
        if !right {
            check.note(event.lot_id.0);
        }
        let mut held = LotState::default();
        if let Some((key, before)) = old {
            lots.remove(&key);
            held = LotState { has_expired: before.has_expired && key.0 == event.expires_at, ..before };
        }
        held.left -= event.amount;
        held.has_expired |= event.kind == TransferKind::Expire;
        lots.insert((event.expires_at, event.lot_id), held);
    }
}

impl Event {
    /// Whether the end is what it was or, where something came back, what it is then; and nothing expired before its end.
    fn follows(&self, end: DateTime<Utc>, held: LotState) -> bool {
        let early = self.kind == TransferKind::Expire && end > self.at;
        let after =
            if self.amount < 0 { end_once_back((self.first_expires_at, end), held.has_expired, self.at) } else { end };
        !early && self.expires_at == after
    }

    /// Whether a lot ends when one ends that was earned then. What was given away or went over has its former end.
    fn begins(&self, validity: &[(DateTime<Utc>, i64)]) -> bool {
        if !matches!(self.kind, TransferKind::Earn | TransferKind::Adjust) || self.use_id != 0 {
            return true;
        }
        let months = validity.iter().rfind(|(from, _)| *from <= self.at).map_or(0, |(_, months)| *months);
        self.expires_at == lot_expiry(self.at, u32::try_from(months).unwrap_or(u32::MAX))
    }
}

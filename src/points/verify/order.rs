//! Replays every member's movements and checks that lots are consumed in order, expire on time and live no longer than
//! they may.

use crate::db::{IdSlice, Tx};
use crate::error::Result;
use crate::invariants::{Check, Report};
use crate::points::model::{LotExpiry, TransferKind, lot_expiry};
use crate::sql;
use crate::values::{CustomerId, LotId};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Points issued to a lot, taken from it or returned to it, or a lot that moved in a merge.
#[derive(Clone, Debug, sqlx::FromRow)]
struct Event {
    customer_id: CustomerId,
    lot_id: LotId,
    kind: TransferKind,
    /// Taken from the lot; negative if added to it.
    amount: i64,
    /// When the lot expires, after this event.
    expires_at: DateTime<Utc>,
    /// When the lot would expire without any grace period.
    first_expires_at: DateTime<Utc>,
    at: DateTime<Utc>,
    /// Orders the uses of one transfer; 0 for the lot's issue.
    use_id: i64,
}

/// Checks that spending takes from the unexpired lot that expires first, and that a lot expires when the rule of its
/// earning says, or later only where points were returned late, for which it gets thirty days once. `report` is called
/// for every use. Violations are reported by use or by lot.
pub async fn check_order(tx: &mut Tx, report: &mut Report<'_>) -> Result<Check> {
    const WHAT: &str = "lots: spending took from the lot that expired first, and each expired on time";
    const VALIDITY: &str = "SELECT valid_from, value FROM point_rules WHERE code = 'validity' \
        AND valid_from IS NOT NULL ORDER BY valid_from, version";
    let validity = sql!(tx, all(DateTime<Utc>, i64), VALIDITY)?;
    let mut check = Check::new(WHAT);
    let mut after = CustomerId(0);
    loop {
        let Some(until) = end_of_batch(tx, after).await? else { return Ok(check) };
        let events = list_events(tx, IdSlice { after, until }).await?;
        after = until;
        report(events.iter().filter(|event| event.use_id > 0).count() as u64);
        for member in events.chunk_by(|one, other| one.customer_id == other.customer_id) {
            replay(member, &validity, &mut check);
        }
    }
}

/// The last of the next members; `None` past the end. Members without any movements count too.
async fn end_of_batch(tx: &mut Tx, after: CustomerId) -> Result<Option<CustomerId>> {
    const BATCH: i64 = 500;
    let query = "SELECT MAX(customer_id) FROM (SELECT customer_id FROM point_balances WHERE customer_id > $1 \
        ORDER BY customer_id LIMIT $2) b";
    Ok(sql!(tx, scalar Option<CustomerId>, query, after, BATCH)?)
}

/// All events of members after one, in order: expiry on the way to a refund is entered before the refund, though its
/// transfer is newer. Lots that moved in a merge belong to the former owner until then.
async fn list_events(tx: &mut Tx, slice: IdSlice<CustomerId>) -> Result<Vec<Event>> {
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
        slice.after,
        slice.until
    )?)
}

/// What a lot holds, and whether it expired at its present expiry.
#[derive(Clone, Copy, Debug, Default)]
struct LotState {
    left: i64,
    has_expired: bool,
}

fn replay(events: &[Event], validity: &[(DateTime<Utc>, i64)], check: &mut Check) {
    // Keyed in the order in which they must be taken: expiry, id.
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
    /// Whether the expiry is unchanged or, after a return, what it must be then; and nothing expired early.
    fn follows(&self, end: DateTime<Utc>, held: LotState) -> bool {
        let early = self.kind == TransferKind::Expire && end > self.at;
        let expiry = LotExpiry { first_expires_at: self.first_expires_at, expires_at: end };
        let after = if self.amount < 0 { expiry.once_back(held.has_expired, self.at) } else { end };
        !early && self.expires_at == after
    }

    /// Whether a new lot has the expiry of its earning time. Lots received or moved keep their former expiry.
    fn begins(&self, validity: &[(DateTime<Utc>, i64)]) -> bool {
        if !matches!(self.kind, TransferKind::Earn | TransferKind::Adjust) || self.use_id != 0 {
            return true;
        }
        let months = validity.iter().rfind(|(from, _)| *from <= self.at).map_or(0, |(_, months)| *months);
        self.expires_at == lot_expiry(self.at, u32::try_from(months).unwrap_or(u32::MAX))
    }
}

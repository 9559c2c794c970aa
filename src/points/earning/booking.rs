//! What one version of a service order is worth, and the movements that make the ledger say so.

use super::store::{self, Document, Mark, Posted};
use crate::counter;
use crate::db::Tx;
use crate::error::Result;
use crate::garage::model::OrderStatus;
use crate::garage::words;
use crate::i18n::Locale;
use crate::points::account::Account;
use crate::points::model::{PointSource, workshop_points};
use crate::points::ops::{self, Movement, rule_value};
use crate::values::{CustomerId, ServiceOrderId, TransferId};
use chrono::{DateTime, Utc};

/// Books a service order as it stands now; false if that version was booked before.
///
/// Lock order on PostgreSQL: the document's mark, the points that paid for it, then the members' balances.
pub async fn book(tx: &mut Tx, id: ServiceOrderId, now: DateTime<Utc>) -> Result<bool> {
    let mark = store::lock_mark(tx, id).await?;
    let document = store::get_document(tx, id).await?;
    if mark.version >= document.version {
        return Ok(false);
    }
    if document.status == OrderStatus::Credited {
        counter::undo_credited(tx, id, now).await?;
    }
    if document.joined_at.is_some() {
        Account::lock(tx, document.customer_id).await?;
    }
    let tier_percent = store::multiplier(tx, document.customer_id).await?;
    let percent = mark.percent.unwrap_or(tier_percent);
    let worth = worth(tx, &document, percent).await?;
    let booking = Booking { id, document: &document, now };
    let posted = store::list_posted(tx, id).await?;
    let (own, others): (Vec<_>, Vec<_>) = posted.into_iter().partition(|one| one.customer_id == document.customer_id);
    booking.take_back(tx, &others, i64::MAX).await?;
    let have: i64 = own.iter().map(|one| one.left_over).sum();
    if worth > have {
        booking.post(tx, worth - have).await?;
    } else {
        booking.take_back(tx, &own, have - worth).await?;
    }
    if document.joined_at.is_some() {
        refresh_pending(tx, document.customer_id, tier_percent, now).await?;
    }
    let closed = document.closed_at.is_some();
    store::set_mark(tx, id, Mark { version: document.version, percent: mark.percent.or(closed.then_some(percent)) })
        .await?;
    Ok(true)
}

/// By the rule that held when the order was closed; nothing before its customer was a member.
async fn worth(tx: &mut Tx, document: &Document, percent: i64) -> Result<i64> {
    match (document.status, document.closed_at, document.joined_at) {
        (OrderStatus::Closed, Some(closed_at), Some(joined_at)) if closed_at >= joined_at => {
            Ok(workshop_points(document.paid_fen, rule_value(tx, "workshop", closed_at).await?, percent))
        }
        _ => Ok(0),
    }
}

/// The account is locked: nobody writes an older sum after this one.
async fn refresh_pending(tx: &mut Tx, customer: CustomerId, percent: i64, now: DateTime<Utc>) -> Result<()> {
    let fen = store::pending_fen(tx, customer).await?;
    let points = workshop_points(fen, rule_value(tx, "workshop", now).await?, percent);
    store::set_pending(tx, customer, points).await
}

struct Booking<'a> {
    id: ServiceOrderId,
    document: &'a Document,
    now: DateTime<Utc>,
}

impl Booking<'_> {
    async fn post(&self, tx: &mut Tx, points: i64) -> Result<()> {
        let key = format!("service_order:{}:workshop:{}", self.id, self.document.version);
        let label = self.label("", "");
        let movement = self.movement(self.document.customer_id, points, &key, &label);
        ops::earn_by(tx, &movement, self.document.closed_at.unwrap_or(self.now)).await?;
        Ok(())
    }

    /// Takes back at most so many points, from the newest earning on.
    async fn take_back(&self, tx: &mut Tx, posted: &[Posted], most: i64) -> Result<()> {
        let mut missing = most;
        for one in posted {
            let points = one.left_over.min(missing);
            if points > 0 {
                self.reverse(tx, one, points).await?;
                missing -= points;
            }
        }
        Ok(())
    }

    async fn reverse(&self, tx: &mut Tx, posted: &Posted, points: i64) -> Result<()> {
        let TransferId(earned) = posted.transfer;
        let key = format!("service_order:{}:reverse:{}:{earned}", self.id, self.document.version);
        let label = match self.document.status {
            OrderStatus::Credited => self.label("退款", " credited"),
            _ => self.label("更正", " corrected"),
        };
        let movement = self.movement(posted.customer_id, points, &key, &label);
        ops::reverse(tx, posted.transfer, &movement).await?;
        Ok(())
    }

    fn movement<'a>(
        &self,
        customer: CustomerId,
        points: i64,
        key: &'a str,
        label: &'a (String, String),
    ) -> Movement<'a> {
        Movement {
            customer,
            points,
            actor: "portal",
            key,
            rule: Some("workshop"),
            source: PointSource::ServiceOrder,
            source_id: self.id.0,
            label: (&label.0, &label.1),
            at: self.now,
        }
    }

    fn label(&self, zh: &str, en: &str) -> (String, String) {
        let Document { kind, order_no, .. } = self.document;
        let name = |l| words::kind(l, *kind);
        (format!("{}{zh} {order_no}", name(Locale::Zh)), format!("{}{en} {order_no}", name(Locale::En)))
    }
}

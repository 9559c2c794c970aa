//! What one version of a service order is worth, and the movements that make the ledger say so.

use super::store::{self, Document, Mark, Posted};
use crate::counter;
use crate::db::Tx;
use crate::error::Result;
use crate::garage::model::OrderStatus;
use crate::garage::words;
use crate::i18n::Locale;
use crate::points::account::Account;
use crate::points::ledger::Opening;
use crate::points::model::{PointSource, TransferKind, workshop_points};
use crate::points::ops::{self, Movement, rule_value};
use crate::points::rules::model::{Basis, Given, give};
use crate::points::rules::store::{self as rules, Place};
use crate::values::{CampaignId, CustomerId, ServiceOrderId, TransferId};
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
    let (tier, tier_percent) = store::multiplier(tx, document.customer_id, document.closed_at.unwrap_or(now)).await?;
    let percent = mark.percent.unwrap_or(tier_percent);
    let worth = worth(tx, id, &document, percent).await?;
    let booking = Booking { id, document: &document, now };
    let posted = store::list_posted(tx, id).await?;
    let (own, others): (Vec<_>, Vec<_>) = posted.into_iter().partition(|one| one.customer_id == document.customer_id);
    booking.take_back(tx, &others, i64::MAX).await?;
    booking.level(tx, &own, worth).await?;
    if document.joined_at.is_some() {
        refresh_pending(tx, document.customer_id, now).await?;
    }
    let first = document.closed_at.is_some().then_some(percent);
    let (percent, tier) = (mark.percent.or(first), mark.tier.or(first.map(|_| tier)));
    store::set_mark(tx, id, Mark { version: document.version, percent, tier }).await?;
    Ok(true)
}

/// What an order gives, and the campaign that made it so.
#[derive(Clone, Copy)]
struct Worth {
    given: Given,
    campaign: Option<CampaignId>,
}

const NOTHING: Worth = Worth { given: Given { points: 0, cut: 0 }, campaign: None };

/// By the rules that held when the order was closed; nothing before its customer was a member.
async fn worth(tx: &mut Tx, id: ServiceOrderId, document: &Document, percent: i64) -> Result<Worth> {
    let Document { customer_id: customer, paid_fen: fen, model_id, dealer_id, .. } = *document;
    let (OrderStatus::Closed, Some(at), Some(joined_at)) = (document.status, document.closed_at, document.joined_at)
    else {
        return Ok(NOTHING);
    };
    if at < joined_at {
        return Ok(NOTHING);
    }
    let rule = rules::in_force(tx, RULE, at).await?;
    let place = Place { model: Some(model_id), dealer: Some(dealer_id) };
    let campaign = rules::best_campaign(tx, RULE, at, place).await?;
    let before = match rule.cap {
        Some(_) => rules::earned_in_month(tx, customer, RULE, at, Some((PointSource::ServiceOrder, id.0))).await?,
        None => 0,
    };
    let applied = campaign.map_or(100, |campaign| campaign.percent);
    let given = give(rule.terms(), Basis::Paid { fen, percent }, applied, before);
    Ok(Worth { given, campaign: campaign.map(|campaign| campaign.id) })
}

/// What open orders will be worth as things stand now. The account is locked: nobody writes an older sum after this one.
async fn refresh_pending(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<()> {
    let fen = store::pending_fen(tx, customer).await?;
    let points = if fen > 0 {
        let (_, percent) = store::multiplier(tx, customer, now).await?;
        workshop_points(fen, rule_value(tx, RULE, now).await?, percent)
    } else {
        0
    };
    store::set_pending(tx, customer, points).await
}

const RULE: &str = "workshop";

struct Booking<'a> {
    id: ServiceOrderId,
    document: &'a Document,
    now: DateTime<Utc>,
}

impl Booking<'_> {
    /// Makes what was posted equal to what the order is worth.
    async fn level(&self, tx: &mut Tx, own: &[Posted], worth: Worth) -> Result<()> {
        let have: i64 = own.iter().map(|one| one.left_over).sum();
        let Given { points, cut } = worth.given;
        if points > have || (own.is_empty() && cut > 0) {
            let told: i64 = own.iter().map(|one| one.cut).sum();
            self.post(tx, Given { points: points - have, cut: (cut - told).max(0) }, worth.campaign).await
        } else {
            self.take_back(tx, own, have - points).await
        }
    }

    async fn post(&self, tx: &mut Tx, given: Given, campaign: Option<CampaignId>) -> Result<()> {
        let key = format!("service_order:{}:workshop:{}", self.id, self.document.version);
        let label = self.label("", "");
        let movement = self.movement(self.document.customer_id, given.points, &key, &label);
        let rule_at = self.document.closed_at.unwrap_or(self.now);
        let opening = Opening::new(TransferKind::Earn, &movement);
        ops::issue(tx, Opening { rule_at, campaign, cut: given.cut, ..opening }).await?;
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
            rule: Some(RULE),
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

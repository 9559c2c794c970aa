//! Computes what one version of a document is worth, and the movements that bring the ledger in line with it.

use super::store::{self, Document, DocumentId, Mark, Posted};
use super::{OnCredited, pending};
use crate::db::Tx;
use crate::error::Result;
use crate::garage::messages;
use crate::garage::model::ServiceKind;
use crate::i18n::Bilingual;
use crate::points::account::Account;
use crate::points::ledger::Opening;
use crate::points::model::{PointSource, TransferKind};
use crate::points::ops::{self, Movement};
use crate::points::rules::model::{Basis, Given, give, month_of};
use crate::points::rules::store::{self as rules, CampaignScope};
use crate::values::{CampaignId, CustomerId, RuleId, ServiceOrderId, TransferId};
use chrono::{DateTime, NaiveDate, Utc};

/// Books a document as it stands now; false if that version was booked before.
///
/// Lock order on PostgreSQL: the document's mark, the points that paid for it, then the members' balances.
pub async fn book(tx: &mut Tx, id: DocumentId, on_credited: OnCredited, now: DateTime<Utc>) -> Result<bool> {
    let mark = store::lock_mark(tx, id).await?;
    let document = store::get_document(tx, id).await?;
    if mark.version >= document.version {
        return Ok(false);
    }
    if document.undone && id.source.is_paid() {
        on_credited(tx, ServiceOrderId(id.id), now).await?;
    }
    let former = find_former(tx, id, (&document, mark)).await?;
    lock_members(tx, document.joined_at.map(|_| document.customer_id), former).await?;
    let mark = follow(tx, id, &document, mark, now).await?;
    let entitlement = entitlement(tx, id, &document, mark.percent).await?;
    let booking = Booking { id, document: &document, now };
    let posted = store::list_posted(tx, id).await?;
    let stays = |one: &Posted| one.customer_id == document.customer_id && entitlement.is_like(one);
    let (own, others): (Vec<_>, Vec<_>) = posted.into_iter().partition(stays);
    booking.take_back(tx, &others, i64::MAX).await?;
    booking.level(tx, &own, entitlement).await?;
    let present = document.joined_at.filter(|_| id.source.is_paid()).map(|_| document.customer_id);
    for customer in present.into_iter().chain(former) {
        pending::refresh(tx, customer, now).await?;
    }
    store::set_mark(tx, id, mark).await?;
    Ok(true)
}

/// The order's previous customer, if points are pending for them.
async fn find_former(tx: &mut Tx, id: DocumentId, (document, mark): (&Document, Mark)) -> Result<Option<CustomerId>> {
    let former = mark.customer_id.filter(|former| id.source.is_paid() && *former != document.customer_id);
    let Some(former) = former else { return Ok(None) };
    Ok((store::find_pending(tx, former).await? > 0).then_some(former))
}

/// Locks both accounts in order of their ids.
async fn lock_members(tx: &mut Tx, one: Option<CustomerId>, other: Option<CustomerId>) -> Result<()> {
    for customer in one.min(other).into_iter().chain(one.max(other)) {
        Account::lock(tx, customer).await?;
    }
    Ok(())
}

/// The mark of this version; a paid document keeps the multiplier of its first booking.
async fn follow(tx: &mut Tx, id: DocumentId, document: &Document, mark: Mark, now: DateTime<Utc>) -> Result<Mark> {
    let mark = Mark { version: document.version, customer_id: Some(document.customer_id), ..mark };
    if !id.source.is_paid() || document.moment().is_none() || mark.percent.is_some() {
        return Ok(mark);
    }
    let (tier, percent) = store::multiplier(tx, document.customer_id, document.moment().unwrap_or(now)).await?;
    Ok(Mark { percent: Some(percent), tier: Some(tier), ..mark })
}

/// What a document earns, and by which campaign.
#[derive(Clone, Copy)]
struct Entitlement {
    given: Given,
    campaign: Option<CampaignId>,
    /// The rule version, and the month whose cap it counts towards.
    follows: Option<(RuleId, NaiveDate)>,
}

const NOTHING: Entitlement = Entitlement { given: Given { points: 0, cut: 0 }, campaign: None, follows: None };

impl Entitlement {
    /// Whether an earning counts for the same month under the same rule version. One that does not is taken back whole,
    /// never adjusted: a rest would stay in a month, and under a cap, that no longer applies.
    fn is_like(&self, posted: &Posted) -> bool {
        let followed = posted.rule_id.zip(posted.rule_at.map(month_of));
        self.follows.is_none_or(|follows| followed == Some(follows))
    }
}

/// Applies the rules in force when it happened; nothing if its customer was not yet a member.
async fn entitlement(tx: &mut Tx, id: DocumentId, document: &Document, percent: Option<i64>) -> Result<Entitlement> {
    let code = id.source.rule;
    let Some(at) = document.moment().filter(|_| document.stands && document.is_of_member()) else {
        return Ok(NOTHING);
    };
    let rule = rules::in_force(tx, code, at).await?;
    let scope = CampaignScope { model: document.model_id, dealer: document.dealer_id };
    let campaign = rules::best_campaign(tx, code, at, scope).await?;
    let before = match rule.cap {
        Some(_) => {
            let but = Some((id.source.kind, id.id));
            rules::earned_in_month(tx, document.customer_id, code, at, but).await?
        }
        None => 0,
    };
    let basis = percent.map_or(Basis::Once, |percent| Basis::Paid { fen: document.paid_fen, percent });
    let applied = campaign.map_or(100, |campaign| campaign.percent);
    let given = give(rule.terms(), basis, applied, before);
    Ok(Entitlement { given, campaign: campaign.map(|campaign| campaign.id), follows: Some((rule.id, month_of(at))) })
}

struct Booking<'a> {
    id: DocumentId,
    document: &'a Document,
    now: DateTime<Utc>,
}

impl Booking<'_> {
    /// Adjusts what was posted to what the document is worth.
    async fn level(&self, tx: &mut Tx, own: &[Posted], entitlement: Entitlement) -> Result<()> {
        let have: i64 = own.iter().map(|one| one.left_over).sum();
        let Given { points, cut } = entitlement.given;
        if points > have || (own.is_empty() && cut > 0) {
            let cut_before: i64 = own.iter().map(|one| one.cut).sum();
            self.post(tx, Given { points: points - have, cut: (cut - cut_before).max(0) }, entitlement.campaign).await
        } else {
            self.take_back(tx, own, have - points).await
        }
    }

    async fn post(&self, tx: &mut Tx, given: Given, campaign: Option<CampaignId>) -> Result<()> {
        let idempotency_key = format!("{}:{}:{}", self.id, self.id.source.rule, self.document.version);
        let label = self.label(Bilingual::default());
        let movement = self.movement(self.document.customer_id, given.points, &idempotency_key, label.as_deref());
        let rule_at = self.document.moment().unwrap_or(self.now);
        let opening = Opening::new(TransferKind::Earn, &movement);
        ops::issue(tx, Opening { rule_at, campaign, cut: given.cut, ..opening }).await?;
        Ok(())
    }

    /// Takes back up to `most` points, starting with the newest earning.
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
        let idempotency_key = format!("{}:reverse:{}:{earned}", self.id, self.document.version);
        let label = match self.id.source.kind {
            _ if !self.document.undone => self.label(Bilingual { zh: "更正", en: " corrected" }),
            PointSource::ServiceOrder => self.label(CREDITED),
            PointSource::Delivery => self.label(Bilingual { zh: "退车", en: " returned" }),
            _ => self.label(Bilingual { zh: "撤回", en: " withdrawn" }),
        };
        let movement = self.movement(posted.customer_id, points, &idempotency_key, label.as_deref());
        ops::reverse(tx, posted.transfer, &movement).await?;
        Ok(())
    }

    fn movement<'a>(
        &self,
        customer: CustomerId,
        points: i64,
        idempotency_key: &'a str,
        label: Bilingual<&'a str>,
    ) -> Movement<'a> {
        Movement {
            customer,
            points,
            actor: "portal",
            idempotency_key,
            rule: Some(self.id.source.rule),
            source: self.id.source.kind,
            source_id: self.id.id,
            label,
            at: self.now,
        }
    }

    fn label(&self, change: Bilingual<&str>) -> Bilingual {
        let Document { kind, title_zh, title_en, .. } = self.document;
        label(self.id.source.kind, *kind, change, Bilingual { zh: title_zh, en: title_en })
    }
}

pub const CREDITED: Bilingual<&str> = Bilingual { zh: "退款", en: " credited" };

/// The statement's label of a document, such as 保养 WO1 or 问卷 WO1; `change` says what happened to it later.
pub fn label(
    source: PointSource,
    kind: Option<ServiceKind>,
    change: Bilingual<&str>,
    title: Bilingual<&str>,
) -> Bilingual {
    Bilingual::of(|l| {
        let name = match (source, kind) {
            (PointSource::Delivery, _) => tr!(l, "新车交付", "New car delivered"),
            (_, Some(kind)) => messages::kind(l, kind),
            _ => tr!(l, "问卷", "Survey answered"),
        };
        let (change, title) = (l.pick(change.zh, change.en), l.pick(title.zh, title.en));
        format!("{name}{change} {title}").trim_end().to_owned()
    })
}

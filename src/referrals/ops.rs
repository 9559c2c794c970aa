//! Operations on referrals. Each move inserts a row of `referral_changes` and credits its points in one transaction.

use super::model::{DeclineReason, DeliveredCar, LeadState, STALE};
use super::store::{self, CarRow, Change, Moving};
use crate::clock;
use crate::db::{Db, Tx};
use crate::error::{AppError, Conflict, Result};
use crate::i18n::Bilingual;
use crate::points::model::PointSource;
use crate::points::rules::RuleCode;
use crate::points::rules::model::Basis;
use crate::points::rules::{self, Award};
use crate::points::run_isolated;
use crate::referrals::Refusal;
use crate::values::{AccountId, CustomerId, DealerId, ModelId, PersonName, Phone, ReferralId, Vin};
use chrono::{DateTime, Utc};

/// The details that a friend leaves on a referrer's page.
#[derive(Clone, Debug)]
pub struct Claim<'a> {
    pub referrer: CustomerId,
    pub friend_name: &'a PersonName,
    pub friend_phone: &'a Phone,
    pub model: Option<ModelId>,
    pub dealer: DealerId,
    /// The exact wording that the friend agreed to.
    pub wording: &'a str,
}

/// The outcome of a claim, which nobody outside learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claimed {
    Accepted(ReferralId),
    Declined(DeclineReason),
    /// The same referrer has already referred this friend.
    Repeated,
}

/// A move of a lead by a dealer.
#[derive(Clone, Debug)]
pub struct Move<'a> {
    pub lead: ReferralId,
    pub dealer: DealerId,
    pub by: AccountId,
    /// The version that the dealer saw.
    pub version: i64,
    pub to: LeadState,
    pub note: &'a str,
    /// The delivered car, if it is a delivery.
    pub vin: Option<&'a Vin>,
}

/// Records a friend's claim; the first valid one on a phone number wins.
pub async fn claim(tx: &mut Tx, claim: &Claim<'_>, now: DateTime<Utc>) -> Result<Claimed> {
    let objection = store::objection(tx, claim, now).await?;
    if objection == "repeated" {
        return Ok(Claimed::Repeated);
    }
    let declined = DeclineReason::from_code(&objection);
    let (id, declined) = match store::insert_claim(tx, claim, declined, now).await? {
        Some(id) => (Some(id), declined),
        None => {
            let late = Some(DeclineReason::Claimed);
            (store::insert_claim(tx, claim, late, now).await?, late)
        }
    };
    let id = id.ok_or(AppError::Internal)?;
    let state = if declined.is_some() { LeadState::Declined } else { LeadState::Invited };
    store::insert_change(tx, id, Change { state, note: "", by: "friend" }, now).await?;
    Ok(declined.map_or(Claimed::Accepted(id), Claimed::Declined))
}

/// Moves a lead and credits the points for its new state. Repeating the same move changes nothing.
pub async fn move_lead(tx: &mut Tx, m: &Move<'_>, now: DateTime<Utc>) -> Result<()> {
    if m.to == LeadState::Delivered && m.vin.is_none() {
        return Err(AppError::Internal);
    }
    let moved = store::advance(tx, m, now).await.map_err(car_counts_already)?;
    let Some(lead) = moved else { return explain_conflict(tx, m).await };
    let by = format!("staff:{}", m.by);
    store::insert_change(tx, lead.id, Change { state: m.to, note: m.note, by: &by }, now).await?;
    match m.to {
        LeadState::TestDrive => pay_referrer(tx, &lead, m.to, now).await,
        LeadState::Delivered => deliver(tx, &lead, m.vin, now).await,
        _ => Ok(()),
    }
}

/// Expires open referrals that have not moved for [`STALE`]; returns how many.
pub async fn expire_stale(tx: &mut Tx, now: DateTime<Utc>) -> Result<usize> {
    let expired = store::expire(tx, now - STALE, now).await?;
    for id in &expired {
        let change = Change { state: LeadState::Expired, note: "", by: "portal" };
        store::insert_change(tx, *id, change, now).await?;
    }
    Ok(expired.len())
}

/// Credits friends who became customers after their car was recorded as delivered, each in a separate transaction;
/// returns how many.
pub async fn pay_late_friends(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    let (mut cursor, mut paid) = (ReferralId(0), 0);
    loop {
        let friends = store::list_unpaid_friends(&mut db.read().await?, cursor).await?;
        let Some((last, _)) = friends.last() else { return Ok(paid) };
        cursor = *last;
        for (lead, friend) in friends {
            let done = run_isolated(db, ("late friends", lead), move |tx| Box::pin(pay_friend(tx, lead, friend, now)));
            paid += usize::from(done.await.is_some());
        }
    }
}

/// Maps a violation of the unique index: another lead already holds this car.
fn car_counts_already(error: crate::db::DbError) -> AppError {
    if error.is_unique() { Refusal::DeliveryDoesNotCount.into() } else { error.into() }
}

/// Explains why nothing moved: `Ok` if this very move was made before, otherwise a refusal.
async fn explain_conflict(tx: &mut Tx, m: &Move<'_>) -> Result<()> {
    let (state, version) = store::find_state(tx, m.lead, m.dealer).await?.ok_or(AppError::NotFound)?;
    if (state, version) == (m.to, m.version + 1) {
        return Ok(());
    }
    Err(if version == m.version { Conflict::WrongState } else { Conflict::Stale }.into())
}

async fn deliver(tx: &mut Tx, lead: &Moving, vin: Option<&Vin>, now: DateTime<Utc>) -> Result<()> {
    let vin = vin.ok_or(AppError::Internal)?;
    let car = store::find_car(tx, vin, lead.created_at).await?;
    if car.as_ref().is_some_and(|car| !judge(lead, car).counts()) {
        return Err(Refusal::DeliveryDoesNotCount.into());
    }
    pay_referrer(tx, lead, LeadState::Delivered, now).await?;
    let friend = match car.and_then(|car| car.owner) {
        Some(owner) => Some(owner),
        None => store::find_new_customer(tx, &lead.friend_phone, lead.created_at).await?,
    };
    match friend.filter(|friend| *friend != lead.referrer_id) {
        Some(friend) => pay_friend(tx, lead.id, friend, now).await,
        None => Ok(()),
    }
}

fn judge(lead: &Moving, car: &CarRow) -> DeliveredCar {
    DeliveredCar {
        before_the_referral: car.delivered_on.is_some_and(|day| day < clock::day(lead.created_at)),
        sold_elsewhere: car.selling_dealer_id.is_some_and(|dealer| dealer != lead.dealer_id),
        owner_is_referrer: car.owner == Some(lead.referrer_id),
        owner_is_old_customer: car.earlier_cars > 0,
    }
}

async fn pay_referrer(tx: &mut Tx, lead: &Moving, state: LeadState, now: DateTime<Utc>) -> Result<()> {
    let rule = if state == LeadState::TestDrive { RuleCode::ReferralTestDrive } else { RuleCode::ReferralDelivery };
    let label = label(rule, &lead.friend_name);
    pay(tx, lead.referrer_id, (lead.id, state.code()), rule, label.as_deref(), now).await
}

async fn pay_friend(tx: &mut Tx, lead: ReferralId, friend: CustomerId, now: DateTime<Utc>) -> Result<()> {
    if store::set_friend(tx, lead, friend).await? == 0 {
        return Ok(());
    }
    pay(tx, friend, (lead, "friend"), RuleCode::ReferralFriend, FRIEND_LABEL, now).await
}

/// The friend's label on the statement.
pub const FRIEND_LABEL: Bilingual<&str> = Bilingual { zh: "受邀购车", en: "Bought on a recommendation" };

/// The referrer's label on the statement: `rule` is that of the test drive or of the delivery.
pub fn label(rule: RuleCode, friend: &PersonName) -> Bilingual {
    let name = friend.masked();
    Bilingual::of(|l| match rule {
        RuleCode::ReferralTestDrive => tr!(l, "推荐好友 {name} 试驾", "Friend {name} took a test drive"),
        _ => tr!(l, "推荐好友 {name} 提车", "Friend {name} took delivery"),
    })
}

/// Credits points under one key per referral and state, so that a replay does not pay twice.
async fn pay(
    tx: &mut Tx,
    customer: CustomerId,
    (lead, what): (ReferralId, &str),
    rule: RuleCode,
    label: Bilingual<&str>,
    now: DateTime<Utc>,
) -> Result<()> {
    let idempotency_key = format!("referral:{lead}:{what}");
    let award = Award {
        customer,
        rule,
        basis: Basis::Once,
        actor: "portal",
        idempotency_key: &idempotency_key,
        source: PointSource::Referral,
        source_id: lead.0,
        label,
        at: now,
    };
    rules::pay(tx, &award).await?;
    Ok(())
}

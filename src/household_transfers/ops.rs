use super::store::{self, Relative};
use crate::db::Tx;
use crate::error::{AppError, Problem, Result};
use crate::household_transfers::Refusal;
use crate::i18n::Bilingual;
use crate::outbox::{self, Topic};
use crate::points::model::PointSource;
use crate::points::ops::{self as ledger, Movement};
use crate::points::rules::RuleCode;
use crate::values::{CustomerId, MemberNo, points};
use chrono::{DateTime, Utc};

/// A transfer that a member has confirmed.
#[derive(Clone, Debug)]
pub struct HouseholdTransfer<'a> {
    pub giver: CustomerId,
    pub to: &'a MemberNo,
    /// Whole points, more than 0.
    pub points: i64,
    /// Generated with the page; the same key means the same transfer.
    pub idempotency_key: &'a str,
    pub now: DateTime<Utc>,
}

/// Transfers points to a member of the same household; returns false if the key was used for this transfer before.
/// Refuses recipients outside the household, amounts above the monthly limit and amounts above the balance.
///
/// Lock order on PostgreSQL: both balances, by customer id.
pub async fn transfer_points(tx: &mut Tx, transfer: &HouseholdTransfer<'_>) -> Result<bool> {
    let actor = format!("member:{}", transfer.giver);
    let content = format!("household\n{}\n{}", transfer.to, transfer.points);
    if ledger::find_moved(tx, &actor, transfer.idempotency_key, &content).await?.is_some() {
        return Ok(false);
    }
    let most = ledger::rule_value(tx, RuleCode::Household, transfer.now).await?;
    if most == 0 {
        return Err(AppError::NotFound);
    }
    let relative = store::find_relative(tx, transfer.giver, transfer.to).await?;
    let relative = relative.ok_or_else(|| AppError::field("to", Problem::NotInHousehold))?;
    ledger::lock(tx, transfer.giver.min(relative.id)).await?;
    ledger::lock(tx, transfer.giver.max(relative.id)).await?;
    // Checked again under the lock: a concurrent copy of the same form must not count against this month's limit.
    if ledger::find_moved(tx, &actor, transfer.idempotency_key, &content).await?.is_some() {
        return Ok(false);
    }
    let left = (most - store::given_this_month(tx, transfer.giver, transfer.now).await?).max(0);
    if transfer.points > left {
        return Err(Refusal::TransferLimit { left }.into());
    }
    let (name, giver) = (relative.name.masked(), relative.giver.masked());
    let sent = Bilingual::of(|l| tr!(l, "转赠给 {name}", "Given to {name}"));
    let movement = Movement {
        customer: transfer.giver,
        points: transfer.points,
        actor: &actor,
        idempotency_key: transfer.idempotency_key,
        rule: Some(RuleCode::Household),
        source: PointSource::Household,
        source_id: relative.id.0,
        label: sent.as_deref(),
        at: transfer.now,
    };
    let received = Bilingual::of(|l| tr!(l, "收到 {giver} 转赠", "Received from {giver}"));
    let moved = ledger::send(tx, &movement, relative.id, received.as_deref(), content).await?;
    if moved.new {
        notify(tx, transfer, &relative).await?;
    }
    Ok(moved.new)
}

async fn notify(tx: &mut Tx, transfer: &HouseholdTransfer<'_>, relative: &Relative) -> Result<()> {
    let (n, name, giver) = (points(transfer.points), relative.name.masked(), relative.giver.masked());
    outbox::notify(tx, relative.id, (Topic::Household, transfer.idempotency_key), transfer.now, |l| {
        (
            "received",
            tr!(
                l,
                "您的家人 {giver} 转赠给您 {n} 积分，有效期不变。",
                "{giver} from your household gave you {n} points. Their expiry dates stay the same."
            ),
        )
    })
    .await?;
    outbox::notify(tx, transfer.giver, (Topic::Household, transfer.idempotency_key), transfer.now, |l| {
        (
            "given",
            tr!(
                l,
                "您已向 {name} 转赠 {n} 积分。如非本人操作，请致电 400-820-0000。",
                "You gave {n} points to {name}. If this wasn’t you, call 400-820-0000."
            ),
        )
    })
    .await
}

//! Holding points for a bill.

use super::checks::{self, Checked};
use super::model::{Bill, CODE_LIFE, Code, HOLD_FOR};
use super::notifications::{self, Subject};
use super::store::{self, New};
use crate::crypto::Keys;
use crate::db::Tx;
use crate::error::{AppError, Conflict, Problem, Result};
use crate::i18n::Bilingual;
use crate::outbox::{self, Topic};
use crate::points::Refusal::PointsShort;
use crate::points::model::PointSource;
use crate::points::ops::{self as points, Movement, rule_value};
use crate::points::rules::RuleCode;
use crate::values::{AccountId, CustomerId, DealerId, Fen, PaymentCodeCheckId, ServiceOrderId, WorkshopPaymentId};
use crate::workshop_payments::Refusal;
use chrono::{DateTime, Utc};

/// The keyed hash by which a code is found. Codes have few random characters, so an unkeyed hash could be reversed.
pub fn hash(keys: &Keys, code: &str) -> String {
    keys.lookup(&format!("payment code {code}"))
}

/// Saves a member's code and voids the previous one. `Internal` if another member's valid code is the same, which is
/// one chance in many millions.
pub async fn save_code(tx: &mut Tx, customer: CustomerId, hash: &str, now: DateTime<Utc>) -> Result<Code> {
    let code = Code { created_at: now, expires_at: now + CODE_LIFE, used_at: None };
    if store::save_code(tx, customer, hash, &code).await? == 0 {
        return Err(AppError::Internal);
    }
    Ok(code)
}

/// Checks a code entered by staff; entering it again returns the same check, for the first account only.
pub async fn check(
    tx: &mut Tx,
    who: (DealerId, AccountId),
    hash: &str,
    now: DateTime<Utc>,
) -> Result<PaymentCodeCheckId> {
    checks::insert(tx, who, hash, now).await?;
    let found = checks::find_by_hash(tx, who.1, hash, now).await?;
    found.ok_or(AppError::field("code", Problem::WrongPaymentCode))
}

/// A request by staff to hold points.
#[derive(Clone, Copy, Debug)]
pub struct HoldRequest<'a> {
    pub dealer: DealerId,
    pub by: AccountId,
    /// The check of the code that they entered.
    pub check: PaymentCodeCheckId,
    pub order: ServiceOrderId,
    /// Whole yuan, as typed.
    pub yuan: i64,
    /// The points per yuan that were shown; the hold is refused at any other rate.
    pub per_yuan: i64,
    /// The same key is the same request.
    pub idempotency_key: &'a str,
    pub now: DateTime<Utc>,
}

/// A payment, and whether this request created it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentHold {
    pub id: WorkshopPaymentId,
    pub new: bool,
}

/// Uses up the member's code and holds points for the order; the member is notified. Checks of other accounts, and
/// orders of other customers, are not found.
pub async fn hold(tx: &mut Tx, request: &HoldRequest<'_>) -> Result<PaymentHold> {
    let checked = checks::find(tx, request.by, request.check, request.now).await?.ok_or(AppError::NotFound)?;
    let customer = checked.customer_id;
    let bill = store::lock_bill(tx, request.dealer, request.order).await?.filter(|bill| bill.customer_id == customer);
    let bill = bill.ok_or(AppError::field("order", Problem::NoOpenOrder))?;
    let fen = request.yuan.saturating_mul(100);
    match store::find_by_key(tx, request.by, request.idempotency_key).await? {
        Some((id, order, before)) if (order, before) == (request.order, fen) => {
            return Ok(PaymentHold { id, new: false });
        }
        Some(_) => return Err(Conflict::KeyReused.into()),
        None => {}
    }
    if !store::use_code(tx, customer, request.check, request.now).await? {
        return Err(Refusal::CodeOver.into());
    }
    check_bill(&bill, &checked, request.yuan)?;
    let id = set_aside(tx, request, &bill, fen).await?;
    Ok(PaymentHold { id, new: true })
}

/// Checks the amount against the maximum that the page of the check shows.
fn check_bill(bill: &Bill, checked: &Checked, yuan: i64) -> Result<()> {
    if !bill.is_open {
        return Err(AppError::field("order", Problem::NoOpenOrder));
    }
    if bill.is_held {
        return Err(Refusal::BillHeld.into());
    }
    let left = bill.left_fen();
    if left < 100 {
        return Err(AppError::field("yuan", Problem::NothingToPay));
    }
    match checked.most_yuan(Fen(left)) {
        ..1 => Err(PointsShort { need: checked.points_per_yuan, have: checked.available }.into()),
        max if !(1..=max).contains(&yuan) => Err(AppError::field("yuan", Problem::OutOfRange { min: 1, max })),
        _ => Ok(()),
    }
}

async fn set_aside(tx: &mut Tx, request: &HoldRequest<'_>, bill: &Bill, fen: i64) -> Result<WorkshopPaymentId> {
    if rule_value(tx, RuleCode::PointValue, request.now).await? != request.per_yuan {
        return Err(Conflict::Stale.into());
    }
    let amount = request.yuan.checked_mul(request.per_yuan).ok_or(AppError::Internal)?;
    let label = label(&bill.order_no, &bill.dealer);
    let movement = Movement {
        customer: bill.customer_id,
        points: amount,
        actor: &format!("dealer:{}", request.by),
        idempotency_key: &format!("workshop_payment:{}", request.idempotency_key),
        rule: Some(RuleCode::PointValue),
        source: PointSource::WorkshopPayment,
        source_id: bill.order_id.0,
        label: label.as_deref(),
        at: request.now,
    };
    let held = points::hold(tx, &movement, HOLD_FOR).await?;
    let expires_at = request.now + HOLD_FOR;
    let new = New {
        bill,
        dealer: request.dealer,
        hold: held.hold,
        points: amount,
        fen,
        by: request.by,
        idempotency_key: request.idempotency_key,
        at: request.now,
        expires_at,
    };
    let id = store::insert(tx, &new).await?;
    let Bill { order_no, dealer, .. } = bill;
    let subject = Subject { order_no, dealer, points: amount, fen: Fen(fen) };
    outbox::notify(tx, bill.customer_id, (Topic::WorkshopPayment, id), request.now, |l| {
        notifications::held(l, &subject, expires_at)
    })
    .await?;
    Ok(id)
}

/// The label on the member's statement.
pub fn label(order_no: &str, dealer: &Bilingual) -> Bilingual {
    Bilingual::of(|l| {
        let dealer = dealer.pick(l);
        tr!(l, "到店抵扣 {order_no} · {dealer}", "Workshop bill {order_no} · {dealer}")
    })
}

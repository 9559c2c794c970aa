//! How a hold for a bill ends: settled or cancelled by staff, timed out, or undone with its order.

use super::model::{Locked, WorkshopPaymentState};
use super::notifications::{self, Subject};
use super::ops::label;
use super::store;
use crate::db::{Db, Tx};
use crate::error::{AppError, Conflict, Result};
use crate::i18n::Bilingual;
use crate::outbox::{self, Topic};
use crate::points::Refusal::HoldEnded;
use crate::points::model::{PointAccount, PointSource};
use crate::points::ops::{self as points, Movement};
use crate::points::rules::RuleCode;
use crate::points::run_isolated;
use crate::values::{AccountId, DealerId, ServiceOrderId, WorkshopPaymentId};
use crate::workshop_payments::Refusal;
use chrono::{DateTime, Utc};

/// Who ends which hold, where and when.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub dealer: DealerId,
    pub by: AccountId,
    pub id: WorkshopPaymentId,
    pub now: DateTime<Utc>,
}

/// Settles the bill with the held points; false if already settled. Refused if the hold has ended otherwise or its time
/// is over, and if less of the bill is left than the points are worth: then staff can only cancel.
pub async fn capture(tx: &mut Tx, step: Step) -> Result<bool> {
    let order = store::order_of(tx, step.dealer, step.id).await?.ok_or(AppError::NotFound)?;
    let bill = store::lock_bill(tx, step.dealer, order).await?.ok_or(AppError::NotFound)?;
    let found = store::lock(tx, step.id).await?.ok_or(AppError::NotFound)?;
    if found.state == WorkshopPaymentState::Captured {
        return Ok(false);
    }
    if bill.is_credited {
        return Err(Conflict::WrongState.into());
    }
    if found.state == WorkshopPaymentState::Open && !bill.still_fits() {
        return Err(Refusal::BillSmaller.into());
    }
    store::set_bill(tx, step.id, bill.total_fen).await?;
    found.end(tx, WorkshopPaymentState::Captured, Some(step.by), step.now).await?;
    Ok(true)
}

/// Releases the points; false if they were already released.
pub async fn release(tx: &mut Tx, step: Step) -> Result<bool> {
    store::order_of(tx, step.dealer, step.id).await?.ok_or(AppError::NotFound)?;
    let found = store::lock(tx, step.id).await?.ok_or(AppError::NotFound)?;
    if matches!(found.state, WorkshopPaymentState::Released | WorkshopPaymentState::TimedOut) {
        return Ok(false);
    }
    found.end(tx, WorkshopPaymentState::Released, Some(step.by), step.now).await?;
    Ok(true)
}

/// Background job: releases holds that nobody settled in time, each in a separate transaction; returns how many. It may
/// be interrupted at any point and run concurrently.
pub async fn release_overdue(db: &Db, now: DateTime<Utc>) -> Result<u64> {
    let (mut cursor, mut released) = ((DateTime::UNIX_EPOCH, WorkshopPaymentId(0)), 0);
    loop {
        let overdue = store::list_overdue(&mut db.read().await?, cursor, now).await?;
        let Some(last) = overdue.last() else { return Ok(released) };
        cursor = *last;
        for (_, id) in overdue {
            let done = run_isolated(db, ("workshop payment holds", id), move |tx| Box::pin(time_out(tx, id, now)));
            released += u64::from(done.await.unwrap_or(false));
        }
    }
}

/// Returns false if somebody ended it before.
async fn time_out(tx: &mut Tx, id: WorkshopPaymentId, now: DateTime<Utc>) -> Result<bool> {
    let found = store::lock(tx, id).await?.ok_or(AppError::Internal)?;
    if found.state != WorkshopPaymentState::Open {
        return Ok(false);
    }
    found.end(tx, WorkshopPaymentState::TimedOut, None, now).await?;
    Ok(true)
}

/// Undoes the payments of a credited order: refunds settled points to the original lots and releases held ones.
pub async fn undo_credited(tx: &mut Tx, order: ServiceOrderId, now: DateTime<Utc>) -> Result<()> {
    for id in store::list_engaged(tx, order).await? {
        let found = store::lock(tx, id).await?.ok_or(AppError::Internal)?;
        match found.state {
            WorkshopPaymentState::Open => found.end(tx, WorkshopPaymentState::Released, None, now).await?,
            WorkshopPaymentState::Captured => found.refund(tx, now).await?,
            WorkshopPaymentState::Released | WorkshopPaymentState::TimedOut | WorkshopPaymentState::Refunded => {}
        }
    }
    Ok(())
}

impl Locked {
    async fn end(
        &self,
        tx: &mut Tx,
        state: WorkshopPaymentState,
        by: Option<AccountId>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if self.state != WorkshopPaymentState::Open {
            return Err(HoldEnded.into());
        }
        let actor = by.map_or_else(|| "portal".to_owned(), |by| format!("dealer:{by}"));
        let idempotency_key = format!("workshop_payment:{}:{state}", self.id);
        let label = label(&self.order_no, &self.dealer);
        let movement = self.movement(&actor, &idempotency_key, label.as_deref(), now);
        if state == WorkshopPaymentState::Captured {
            points::capture(tx, self.hold_id, &movement, PointAccount::Dealer).await?;
        } else {
            points::release(tx, self.hold_id, &movement).await?;
        }
        if store::set_ended(tx, self.id, state, by, now).await? == 0 {
            return Err(HoldEnded.into());
        }
        self.notify(tx, state, now).await
    }

    async fn refund(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        let capture = store::capture_of(tx, self.hold_id).await?.ok_or(AppError::Internal)?;
        let idempotency_key = format!("workshop_payment:{}:refunded", self.id);
        let label = label(&self.order_no, &self.dealer);
        let movement = self.movement("portal", &idempotency_key, label.as_deref(), now);
        points::refund(tx, capture, &movement, PointAccount::Dealer).await?;
        if store::set_refunded(tx, self.id, now).await? == 0 {
            return Err(HoldEnded.into());
        }
        self.notify(tx, WorkshopPaymentState::Refunded, now).await
    }

    fn movement<'a>(
        &self,
        actor: &'a str,
        idempotency_key: &'a str,
        label: Bilingual<&'a str>,
        at: DateTime<Utc>,
    ) -> Movement<'a> {
        Movement {
            customer: self.customer_id,
            points: self.points,
            actor,
            idempotency_key,
            rule: Some(RuleCode::PointValue),
            source: PointSource::WorkshopPayment,
            source_id: self.order_id.0,
            label,
            at,
        }
    }

    async fn notify(&self, tx: &mut Tx, state: WorkshopPaymentState, now: DateTime<Utc>) -> Result<()> {
        let Self { order_no, dealer, points, fen, .. } = self;
        let subject = Subject { order_no, dealer, points: *points, fen: *fen };
        outbox::notify(tx, self.customer_id, (Topic::WorkshopPayment, self.id), now, |l| {
            notifications::ended(l, &subject, state, now)
        })
        .await
    }
}

//! How a hold for a bill ends: settled or cancelled by staff, over, or taken back with its order.

use super::messages::{self, Subject};
use super::model::{CounterState, Locked};
use super::ops::label;
use super::store;
use crate::db::{Db, Tx};
use crate::error::{AppError, Refusal, Result};
use crate::outbox::{self, Topic};
use crate::points::alone;
use crate::points::model::{PointAccount, PointSource};
use crate::points::ops::{self as points, Movement};
use crate::points::rules::RuleCode;
use crate::values::{AccountId, CounterId, DealerId, ServiceOrderId};
use chrono::{DateTime, Utc};

/// Who ends it, where, and when.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub dealer: DealerId,
    pub by: AccountId,
    pub id: CounterId,
    pub now: DateTime<Utc>,
}

/// The points pay the bill; false if they did before. Refused once it ended otherwise, when its time is over, and where
/// less of the bill is left than they are worth: then staff can only cancel.
pub async fn capture(tx: &mut Tx, step: Step) -> Result<bool> {
    let order = store::order_of(tx, step.dealer, step.id).await?.ok_or(AppError::NotFound)?;
    let bill = store::lock_bill(tx, step.dealer, order).await?.ok_or(AppError::NotFound)?;
    let found = store::lock(tx, step.id).await?.ok_or(AppError::NotFound)?;
    if found.state == CounterState::Captured {
        return Ok(false);
    }
    if bill.is_credited {
        return Err(Refusal::WrongState.into());
    }
    if found.state == CounterState::Open && !bill.still_fits() {
        return Err(Refusal::BillSmaller.into());
    }
    store::set_bill(tx, step.id, bill.total_fen).await?;
    found.end(tx, CounterState::Captured, Some(step.by), step.now).await?;
    Ok(true)
}

/// The points go back; false if they did before.
pub async fn release(tx: &mut Tx, step: Step) -> Result<bool> {
    store::order_of(tx, step.dealer, step.id).await?.ok_or(AppError::NotFound)?;
    let found = store::lock(tx, step.id).await?.ok_or(AppError::NotFound)?;
    if matches!(found.state, CounterState::Released | CounterState::TimedOut) {
        return Ok(false);
    }
    found.end(tx, CounterState::Released, Some(step.by), step.now).await?;
    Ok(true)
}

/// Background work: what nobody settled in time goes back, each in a transaction of its own; how many this one gave
/// back. It may be stopped anywhere and run twice at once.
pub async fn release_overdue(db: &Db, now: DateTime<Utc>) -> Result<u64> {
    let (mut place, mut released) = ((DateTime::UNIX_EPOCH, CounterId(0)), 0);
    loop {
        let overdue = store::list_overdue(&mut db.read().await?, place, now).await?;
        let Some(last) = overdue.last() else { return Ok(released) };
        place = *last;
        for (_, id) in overdue {
            let done = alone(db, ("counter holds", id), move |tx| Box::pin(time_out(tx, id, now)));
            released += u64::from(done.await.unwrap_or(false));
        }
    }
}

/// False where somebody ended it before.
async fn time_out(tx: &mut Tx, id: CounterId, now: DateTime<Utc>) -> Result<bool> {
    let found = store::lock(tx, id).await?.ok_or(AppError::Internal)?;
    if found.state != CounterState::Open {
        return Ok(false);
    }
    found.end(tx, CounterState::TimedOut, None, now).await?;
    Ok(true)
}

/// A credited order gives back the points that paid for it, to the same lots, and those that were about to.
pub async fn undo_credited(tx: &mut Tx, order: ServiceOrderId, now: DateTime<Utc>) -> Result<()> {
    for id in store::list_engaged(tx, order).await? {
        let found = store::lock(tx, id).await?.ok_or(AppError::Internal)?;
        match found.state {
            CounterState::Open => found.end(tx, CounterState::Released, None, now).await?,
            CounterState::Captured => found.refund(tx, now).await?,
            CounterState::Released | CounterState::TimedOut | CounterState::Refunded => {}
        }
    }
    Ok(())
}

impl Locked {
    async fn end(&self, tx: &mut Tx, state: CounterState, by: Option<AccountId>, now: DateTime<Utc>) -> Result<()> {
        if self.state != CounterState::Open {
            return Err(Refusal::HoldEnded.into());
        }
        let actor = by.map_or_else(|| "portal".to_owned(), |by| format!("dealer:{by}"));
        let key = format!("counter:{}:{state}", self.id);
        let (zh, en) = label(&self.order_no, &self.dealer_zh, &self.dealer_en);
        let movement = self.movement((&actor, &key), (&zh, &en), now);
        if state == CounterState::Captured {
            points::capture(tx, self.hold_id, &movement, PointAccount::Dealer).await?;
        } else {
            points::release(tx, self.hold_id, &movement).await?;
        }
        if store::set_ended(tx, self.id, state, by, now).await? == 0 {
            return Err(Refusal::HoldEnded.into());
        }
        self.tell(tx, state, now).await
    }

    async fn refund(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        let capture = store::capture_of(tx, self.hold_id).await?.ok_or(AppError::Internal)?;
        let key = format!("counter:{}:refunded", self.id);
        let (zh, en) = label(&self.order_no, &self.dealer_zh, &self.dealer_en);
        let movement = self.movement(("portal", &key), (&zh, &en), now);
        points::refund(tx, capture, &movement, PointAccount::Dealer).await?;
        if store::set_refunded(tx, self.id, now).await? == 0 {
            return Err(Refusal::HoldEnded.into());
        }
        self.tell(tx, CounterState::Refunded, now).await
    }

    fn movement<'a>(
        &self,
        (actor, key): (&'a str, &'a str),
        label: (&'a str, &'a str),
        at: DateTime<Utc>,
    ) -> Movement<'a> {
        Movement {
            customer: self.customer_id,
            points: self.points,
            actor,
            key,
            rule: Some(RuleCode::Worth),
            source: PointSource::Counter,
            source_id: self.order_id.0,
            label,
            at,
        }
    }

    async fn tell(&self, tx: &mut Tx, state: CounterState, now: DateTime<Utc>) -> Result<()> {
        let Self { order_no, dealer_zh, dealer_en, points, fen, .. } = self;
        let subject = Subject { order_no, dealer_zh, dealer_en, points: *points, fen: *fen };
        outbox::notify(tx, self.customer_id, (Topic::Counter, self.id), now, |l| {
            messages::ended(l, &subject, state, now)
        })
        .await
    }
}

//! Holds: points set aside until it is known whether they are spent. Each hold ends once: it is captured, in whole or
//! in part, or released, by request or by its timeout.
//!
//! Lock order: the member's balance, then the hold. This serialises everything that happens to a member's holds, and
//! the guarded update of the hold decides which of two attempts came first.

use super::account::Account;
use super::ledger::{self, Opening};
use super::model::{self, HoldState, LotUse, PointAccount, PointSource, Taken, TransferKind};
use super::ops::{Moved, Movement, draw_off, expire_from, restore_lots};
use super::run_isolated;
use crate::db::{Db, Tx};
use crate::error::{AppError, Result};
use crate::i18n::Bilingual;
use crate::points::Refusal;
use crate::sql;
use crate::values::{CustomerId, HoldId, TransferId};
use chrono::{DateTime, TimeDelta, Utc};

/// A hold, and whether it existed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacedHold {
    pub hold: HoldId,
    pub moved: Moved,
}

/// Takes points out of the lots that expire first and sets them aside for up to `time_out`.
pub async fn hold(tx: &mut Tx, movement: &Movement<'_>, time_out: TimeDelta) -> Result<PlacedHold> {
    let moved = draw_off(tx, holding(movement, time_out), PointAccount::Held).await?;
    let hold = if moved.new {
        insert_hold(tx, moved.transfer, movement, movement.at + time_out).await?
    } else {
        sql!(tx, scalar HoldId, "SELECT id FROM point_holds WHERE transfer_id = $1", moved.transfer)?
    };
    Ok(PlacedHold { hold, moved })
}

/// Moves held points, all or a part, to their destination; the rest is released. Refused after the hold has ended or
/// timed out, and for more than it holds.
pub async fn capture(tx: &mut Tx, hold: HoldId, movement: &Movement<'_>, to: PointAccount) -> Result<Moved> {
    let mut account = Account::lock(tx, movement.customer).await?;
    let found = get_hold(tx, hold, movement.customer).await?;
    let opening = capturing(movement, hold, found.transfer_id, to);
    if let Some(before) = found.ended(tx, &opening).await? {
        return Ok(before);
    }
    let rest = found.points - movement.points;
    if rest < 0 {
        return Err(Refusal::PointsShort { need: movement.points, have: found.points }.into());
    }
    let moved = opening.write(tx).await?;
    end_hold(tx, hold, (HoldState::Captured, movement.points), (moved.transfer, movement.at)).await?;
    let others = [(PointAccount::Held, -movement.points), (to, movement.points)];
    account.enter(tx, (moved.transfer, TransferKind::Capture), &others, movement.at).await?;
    if rest > 0 {
        let idempotency_key = format!("rest:{hold}");
        let back = Movement { points: rest, actor: "portal", idempotency_key: &idempotency_key, ..movement.clone() };
        let opening = Opening { undoes: Some(found.transfer_id), ..Opening::new(TransferKind::Release, &back) };
        let released = opening.write(tx).await?;
        give_back(tx, &mut account, &found, released.transfer, &back).await?;
    }
    Ok(moved)
}

/// Returns all held points, as a refund does. Refused after the hold has ended.
pub async fn release(tx: &mut Tx, hold: HoldId, movement: &Movement<'_>) -> Result<Moved> {
    let mut account = Account::lock(tx, movement.customer).await?;
    let found = get_hold(tx, hold, movement.customer).await?;
    if found.points != movement.points {
        tracing::error!(%hold, "the released points differ from the hold");
        return Err(AppError::Internal);
    }
    let opening = releasing(movement, hold, found.transfer_id);
    if let Some(before) = found.ended(tx, &opening).await? {
        return Ok(before);
    }
    let moved = opening.write(tx).await?;
    end_hold(tx, hold, (HoldState::Released, 0), (moved.transfer, movement.at)).await?;
    give_back(tx, &mut account, &found, moved.transfer, movement).await?;
    Ok(moved)
}

pub fn holding<'a>(movement: &'a Movement<'a>, time_out: TimeDelta) -> Opening<'a> {
    let opening = Opening::new(TransferKind::Hold, movement);
    Opening { content: format!("{}\n{}", opening.content, time_out.num_seconds()), ..opening }
}

/// `held` is the transfer that set the points aside.
pub fn capturing<'a>(movement: &'a Movement<'a>, hold: HoldId, held: TransferId, to: PointAccount) -> Opening<'a> {
    let opening = Opening::new(TransferKind::Capture, movement);
    Opening { content: format!("{}\n{hold}\n{to}", opening.content), undoes: Some(held), ..opening }
}

pub fn releasing<'a>(movement: &'a Movement<'a>, hold: HoldId, held: TransferId) -> Opening<'a> {
    let opening = Opening::new(TransferKind::Release, movement);
    Opening { content: format!("{}\n{hold}", opening.content), undoes: Some(held), ..opening }
}

/// Background job: releases every overdue hold, each in its own transaction; returns how many it released. Safe to
/// interrupt and to run concurrently. Holds for workshop bills are released by `workshop_payments`, which keeps records
/// of its own.
pub async fn release_overdue(db: &Db, now: DateTime<Utc>) -> Result<u64> {
    let (mut cursor, mut released) = ((DateTime::UNIX_EPOCH, HoldId(0)), 0);
    loop {
        let overdue = next_overdue(db, cursor, now).await?;
        let Some(last) = overdue.last() else { return Ok(released) };
        cursor = (last.expires_at, last.id);
        for hold in overdue {
            let moved = run_isolated(db, ("holds", hold.id), move |tx| Box::pin(hold.time_out(tx, now))).await;
            released += u64::from(moved.is_some_and(|moved| moved.new));
        }
    }
}

/// A hold's fixed data and its state.
#[derive(sqlx::FromRow)]
struct Found {
    transfer_id: TransferId,
    points: i64,
    state: HoldState,
    expires_at: DateTime<Utc>,
}

impl Found {
    /// The movement if it was made before; refuses any other one if the hold has ended. `None` while it is open.
    async fn ended(&self, tx: &mut Tx, opening: &Opening<'_>) -> Result<Option<Moved>> {
        let over = opening.kind == TransferKind::Capture && self.expires_at <= opening.movement.at;
        if self.state == HoldState::Open && !over {
            return Ok(None);
        }
        let Movement { actor, idempotency_key, .. } = *opening.movement;
        match ledger::find_transfer(tx, actor, idempotency_key, &opening.content).await? {
            Some(transfer) => Ok(Some(Moved { transfer, new: false })),
            None if self.state == HoldState::Open => Err(Refusal::HoldOver.into()),
            None => Err(Refusal::HoldEnded.into()),
        }
    }
}

async fn get_hold(tx: &mut Tx, hold: HoldId, customer: CustomerId) -> Result<Found> {
    let found = sql!(
        tx,
        optional Found,
        "SELECT transfer_id, points, state, expires_at FROM point_holds WHERE id = $1 AND customer_id = $2",
        hold,
        customer
    )?;
    found.ok_or(AppError::NotFound)
}

async fn insert_hold(
    tx: &mut Tx,
    transfer: TransferId,
    movement: &Movement<'_>,
    expires_at: DateTime<Utc>,
) -> Result<HoldId> {
    Ok(sql!(
        tx,
        scalar HoldId,
        "INSERT INTO point_holds (customer_id, transfer_id, points, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5) RETURNING id",
        movement.customer,
        transfer,
        movement.points,
        movement.at,
        expires_at
    )?)
}

/// Ends a hold; of several concurrent attempts exactly one succeeds.
async fn end_hold(
    tx: &mut Tx,
    hold: HoldId,
    (state, captured): (HoldState, i64),
    (transfer, at): (TransferId, DateTime<Utc>),
) -> Result<()> {
    let ended = sql!(
        tx,
        execute,
        "UPDATE point_holds SET state = $2, captured = $3, settled_transfer_id = $4, settled_at = $5 \
         WHERE id = $1 AND state = 'open' AND ($3 = 0 OR expires_at > $5)",
        hold,
        state,
        captured,
        transfer,
        at
    )?;
    if ended == 1 { Ok(()) } else { Err(Refusal::HoldEnded.into()) }
}

/// Returns `back.points` of a hold to the lots they came from.
async fn give_back(
    tx: &mut Tx,
    account: &mut Account,
    found: &Found,
    released: TransferId,
    back: &Movement<'_>,
) -> Result<()> {
    expire_from(tx, account, back.at).await?;
    let uses = ledger::uses_of(tx, found.transfer_id, back.customer, PointAccount::Held).await?;
    let held: Vec<_> =
        uses.iter().map(|Taken { lot_id, amount, .. }| LotUse { lot_id: *lot_id, amount: *amount }).collect();
    let rest = model::rest_of(&held, found.points - back.points);
    let whole = |lot| uses.iter().find(|taken| taken.lot_id == lot);
    let rest = rest.iter().filter_map(|back| Some(Taken { amount: back.amount, ..*whole(back.lot_id)? }));
    let rest: Vec<_> = rest.collect();
    restore_lots(tx, account, (released, TransferKind::Release), &rest, PointAccount::Held, back.at).await?;
    Ok(())
}

#[derive(Clone, Copy, sqlx::FromRow)]
struct Overdue {
    id: HoldId,
    expires_at: DateTime<Utc>,
    customer_id: CustomerId,
    points: i64,
    source: PointSource,
    source_id: i64,
}

impl Overdue {
    async fn time_out(self, tx: &mut Tx, now: DateTime<Utc>) -> Result<Moved> {
        let idempotency_key = format!("over:{}", self.id);
        release(tx, self.id, &self.movement(&idempotency_key, now)).await
    }

    fn movement<'a>(&self, idempotency_key: &'a str, at: DateTime<Utc>) -> Movement<'a> {
        Movement {
            customer: self.customer_id,
            points: self.points,
            actor: "portal",
            idempotency_key,
            rule: None,
            source: self.source,
            source_id: self.source_id,
            label: Bilingual { zh: "预留超时，积分退回", en: "Set aside for too long: given back" },
            at,
        }
    }
}

async fn next_overdue(db: &Db, after: (DateTime<Utc>, HoldId), now: DateTime<Utc>) -> Result<Vec<Overdue>> {
    const QUERY: &str = "SELECT h.id, h.expires_at, h.customer_id, h.points, t.source, t.source_id FROM point_holds h \
        JOIN point_transfers t ON t.id = h.transfer_id WHERE h.state = 'open' AND h.expires_at <= $1 \
        AND t.source <> 'workshop_payment' AND (h.expires_at, h.id) > ($2, $3) ORDER BY h.expires_at, h.id LIMIT 100";
    Ok(sql!(db.read().await?, all Overdue, QUERY, now, after.0, after.1)?)
}

use super::model::{Bill, Code, Locked, WorkshopPaymentState};
use crate::actions;
use crate::db::Tx;
use crate::error::Result;
use crate::values::{
    AccountId, CustomerId, DealerId, HoldId, PaymentCodeCheckId, ServiceOrderId, TransferId, WorkshopPaymentId,
};
use crate::{for_update, sql};
use chrono::{DateTime, Utc};

/// Saves a code and voids the previous one. Returns 0 if another member's valid code is the same.
pub async fn save_code(tx: &mut Tx, customer: CustomerId, hash: &str, code: &Code) -> Result<u64> {
    Ok(sql!(
        tx,
        execute,
        "INSERT INTO payment_codes (customer_id, code_hash, created_at, expires_at) SELECT $1, $2, $3, $4 \
         WHERE NOT EXISTS (SELECT 1 FROM payment_codes o WHERE o.code_hash = $2 AND o.expires_at > $3 \
         AND o.customer_id <> $1) \
         ON CONFLICT (customer_id) DO UPDATE SET code_hash = excluded.code_hash, created_at = excluded.created_at, \
         expires_at = excluded.expires_at, used_at = NULL",
        customer,
        hash,
        code.created_at,
        code.expires_at
    )?)
}

/// Uses up the code of a check; only one of many concurrent calls succeeds.
pub async fn use_code(
    tx: &mut Tx,
    customer: CustomerId,
    check: PaymentCodeCheckId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let used = sql!(
        tx,
        execute,
        "UPDATE payment_codes SET used_at = $3 \
         WHERE customer_id = $1 AND used_at IS NULL AND expires_at > $3 \
         AND code_hash = (SELECT h.code_hash FROM payment_code_checks h WHERE h.id = $2)",
        customer,
        check,
        now
    )?;
    Ok(used == 1)
}

/// Locks an order of this dealer against being closed or credited until the transaction ends.
pub async fn lock_bill(tx: &mut Tx, dealer: DealerId, order: ServiceOrderId) -> Result<Option<Bill>> {
    // Lock first, then read what others may just have written about the order.
    let lock = for_update!(
        tx,
        optional(i64,),
        "SELECT id FROM service_orders WHERE id = $1 AND dealer_id = $2",
        order,
        dealer
    )?;
    if lock.is_none() {
        return Ok(None);
    }
    Ok(sql!(
        tx,
        optional Bill,
        "SELECT o.id AS order_id, o.order_no, o.customer_id, o.total_fen, o.paid_fen, \
         o.closed_at IS NULL AS is_open, o.status = 'credited' AS is_credited, \
         d.name_zh AS zh, d.name_en AS en, CAST(COALESCE((SELECT SUM(c.fen) FROM workshop_payments c \
         WHERE c.order_id = o.id AND c.state IN ('open', 'captured')), 0) AS BIGINT) AS engaged_fen, \
         EXISTS (SELECT 1 FROM workshop_payments c WHERE c.order_id = o.id AND c.state = 'open') AS is_held \
         FROM service_orders o JOIN dealers d ON d.id = o.dealer_id WHERE o.id = $1",
        order
    )?)
}

/// Finds the payment that the same form made before: its id, order and amount in fen.
pub async fn find_by_key(
    tx: &mut Tx,
    by: AccountId,
    idempotency_key: &str,
) -> Result<Option<(WorkshopPaymentId, ServiceOrderId, i64)>> {
    Ok(sql!(
        tx,
        optional(WorkshopPaymentId, ServiceOrderId, i64),
        "SELECT id, order_id, fen FROM workshop_payments WHERE held_by = $1 AND idempotency_key = $2",
        by,
        idempotency_key
    )?)
}

/// The columns of a new payment.
pub struct New<'a> {
    pub bill: &'a Bill,
    pub dealer: DealerId,
    pub hold: HoldId,
    pub points: i64,
    pub fen: i64,
    pub by: AccountId,
    pub idempotency_key: &'a str,
    pub at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<WorkshopPaymentId> {
    Ok(sql!(
        tx,
        scalar WorkshopPaymentId,
        "INSERT INTO workshop_payments (order_id, customer_id, dealer_id, hold_id, points, fen, bill_fen, held_by, \
         idempotency_key, held_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id",
        new.bill.order_id,
        new.bill.customer_id,
        new.dealer,
        new.hold,
        new.points,
        new.fen,
        new.bill.total_fen,
        new.by,
        new.idempotency_key,
        new.at,
        new.expires_at
    )?)
}

/// Finds the order of a payment at this dealer.
pub async fn order_of(tx: &mut Tx, dealer: DealerId, id: WorkshopPaymentId) -> Result<Option<ServiceOrderId>> {
    let query = "SELECT order_id FROM workshop_payments WHERE id = $1 AND dealer_id = $2";
    Ok(sql!(tx, optional_scalar ServiceOrderId, query, id, dealer)?)
}

pub async fn lock(tx: &mut Tx, id: WorkshopPaymentId) -> Result<Option<Locked>> {
    Ok(for_update!(
        tx,
        optional Locked,
        "SELECT c.id, c.order_id, c.customer_id, c.hold_id, c.state, c.points, c.fen, \
         (SELECT order_no FROM service_orders o WHERE o.id = c.order_id) AS order_no, \
         (SELECT name_zh FROM dealers d WHERE d.id = c.dealer_id) AS zh, \
         (SELECT name_en FROM dealers d WHERE d.id = c.dealer_id) AS en \
         FROM workshop_payments c WHERE c.id = $1",
        id
    )?)
}

/// Records the order's total at the moment when points are about to pay a part of it.
pub async fn set_bill(tx: &mut Tx, id: WorkshopPaymentId, total_fen: i64) -> Result<()> {
    let query = "UPDATE workshop_payments SET bill_fen = $2 WHERE id = $1 AND state = 'open'";
    sql!(tx, execute, query, id, total_fen)?;
    Ok(())
}

/// Ends an open payment; 0 if somebody else was faster.
pub async fn set_ended(
    tx: &mut Tx,
    id: WorkshopPaymentId,
    state: WorkshopPaymentState,
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<u64> {
    Ok(sql!(
        tx,
        execute,
        "UPDATE workshop_payments SET state = $2, settled_by = $3, settled_at = $4 WHERE id = $1 AND state = 'open'",
        id,
        state,
        by,
        now
    )?)
}

pub async fn set_refunded(tx: &mut Tx, id: WorkshopPaymentId, now: DateTime<Utc>) -> Result<u64> {
    Ok(sql!(
        tx,
        execute,
        "UPDATE workshop_payments SET state = 'refunded', refunded_at = $2 WHERE id = $1 AND state = 'captured'",
        id,
        now
    )?)
}

/// Finds the transfer that captured a hold.
pub async fn capture_of(tx: &mut Tx, hold: HoldId) -> Result<Option<TransferId>> {
    let query = "SELECT settled_transfer_id FROM point_holds WHERE id = $1 AND state = 'captured'";
    Ok(sql!(tx, optional_scalar TransferId, query, hold)?)
}

/// Lists the payments that a credit of the order undoes, in a fixed order.
pub async fn list_engaged(tx: &mut Tx, order: ServiceOrderId) -> Result<Vec<WorkshopPaymentId>> {
    let query = "SELECT id FROM workshop_payments WHERE order_id = $1 AND state IN ('open', 'captured') ORDER BY id";
    Ok(sql!(tx, scalars WorkshopPaymentId, query, order)?)
}

/// Lists a few overdue payments.
pub async fn list_overdue(
    tx: &mut Tx,
    after: (DateTime<Utc>, WorkshopPaymentId),
    now: DateTime<Utc>,
) -> Result<Vec<(DateTime<Utc>, WorkshopPaymentId)>> {
    let query = "SELECT expires_at, id FROM workshop_payments WHERE state = 'open' AND expires_at <= $1 \
        AND (expires_at, id) > ($2, $3) ORDER BY expires_at, id LIMIT 100";
    Ok(sql!(tx, all(DateTime<Utc>, WorkshopPaymentId), query, now, after.0, after.1)?)
}

/// Records an attempt with a code that cannot be used.
pub async fn note_wrong(tx: &mut Tx, dealer: DealerId, by: AccountId, now: DateTime<Utc>) -> Result<()> {
    actions::insert(tx, by, ("payment_code_wrong", "dealer", dealer.0), "", now).await
}

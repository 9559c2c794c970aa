//! Checks: what staff see after entering a payment code.

use super::model::whole_yuan;
use crate::db::Tx;
use crate::error::Result;
use crate::sql;
use crate::values::{AccountId, CustomerId, DealerId, Fen, PaymentCodeCheckId, PersonName, Plate, ServiceOrderId};
use chrono::{DateTime, Utc};

/// The member whose code was entered.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Checked {
    pub id: PaymentCodeCheckId,
    pub customer_id: CustomerId,
    pub name: PersonName,
    /// `None` once the code has been used or replaced.
    pub expires_at: Option<DateTime<Utc>>,
    pub available: i64,
    pub points_per_yuan: i64,
}

impl Checked {
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.expires_at.is_some_and(|end| end > now)
    }

    /// The whole yuan of an order that the member's points can pay.
    pub fn most_yuan(&self, left: Fen) -> i64 {
        whole_yuan(self.available, self.points_per_yuan).min(left.0 / 100)
    }
}

/// An open order that points can pay in part.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Payable {
    pub id: ServiceOrderId,
    pub order_no: String,
    pub plate: Option<Plate>,
    /// The amount still to be paid.
    pub left_fen: Fen,
}

/// Binds a valid code to the first account that enters it.
pub async fn insert(tx: &mut Tx, who: (DealerId, AccountId), hash: &str, now: DateTime<Utc>) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO payment_code_checks (customer_id, code_hash, dealer_id, checked_by, checked_at) \
         SELECT customer_id, code_hash, $2, $3, $4 FROM payment_codes \
         WHERE code_hash = $1 AND used_at IS NULL AND expires_at > $4 ON CONFLICT (customer_id, code_hash) DO NOTHING",
        hash,
        who.0,
        who.1,
        now
    )?;
    Ok(())
}

/// Finds the check of a code that is still valid and bound to this account.
pub async fn find_by_hash(
    tx: &mut Tx,
    by: AccountId,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<PaymentCodeCheckId>> {
    Ok(sql!(
        tx,
        optional_scalar PaymentCodeCheckId,
        "SELECT h.id FROM payment_codes k JOIN payment_code_checks h ON h.customer_id = k.customer_id \
         AND h.code_hash = k.code_hash \
         WHERE k.code_hash = $1 AND k.used_at IS NULL AND k.expires_at > $3 AND h.checked_by = $2",
        hash,
        by,
        now
    )?)
}

/// Finds a member whose code this account entered.
pub async fn find(tx: &mut Tx, by: AccountId, id: PaymentCodeCheckId, now: DateTime<Utc>) -> Result<Option<Checked>> {
    Ok(sql!(
        tx,
        optional Checked,
        "SELECT h.id, h.customer_id, p.name, k.expires_at, CAST(COALESCE((SELECT SUM(remaining) FROM point_lots t \
         WHERE t.customer_id = h.customer_id AND remaining > 0 AND t.expires_at > $3), 0) AS BIGINT) AS available, \
         COALESCE((SELECT value FROM point_rules WHERE code = 'point_value' AND valid_from <= $3 \
         ORDER BY valid_from DESC, version DESC LIMIT 1), 0) AS points_per_yuan \
         FROM payment_code_checks h JOIN customers p ON p.id = h.customer_id LEFT JOIN payment_codes k \
         ON k.customer_id = h.customer_id AND k.code_hash = h.code_hash AND k.used_at IS NULL \
         WHERE h.id = $1 AND h.checked_by = $2",
        id,
        by,
        now
    )?)
}

/// Lists a customer's orders at a dealer that points can pay in part, newest first.
pub async fn list_payable(tx: &mut Tx, dealer: DealerId, customer: CustomerId) -> Result<Vec<Payable>> {
    const MOST: i64 = 20;
    Ok(sql!(
        tx,
        all Payable,
        "SELECT x.id, x.order_no, x.plate, x.left_fen FROM (SELECT o.id, o.order_no, o.opened_at, v.plate, \
         o.total_fen - o.paid_fen - CAST(COALESCE((SELECT SUM(c.fen) FROM workshop_payments c \
         WHERE c.order_id = o.id AND c.state = 'captured'), 0) AS BIGINT) AS left_fen \
         FROM service_orders o JOIN vehicles v ON v.id = o.vehicle_id \
         WHERE o.dealer_id = $1 AND o.customer_id = $2 AND o.closed_at IS NULL AND NOT EXISTS \
         (SELECT 1 FROM workshop_payments c WHERE c.order_id = o.id AND c.state = 'open')) x \
         WHERE x.left_fen >= 100 ORDER BY x.opened_at DESC, x.id DESC LIMIT $3",
        dealer,
        customer,
        MOST
    )?)
}

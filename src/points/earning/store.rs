use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::garage::model::{OrderStatus, ServiceKind};
use crate::points::model::{PointSource, Tier};
use crate::values::{CustomerId, DealerId, ModelId, ServiceOrderId, TransferId};
use crate::{for_update, sql, text_enum};
use chrono::{DateTime, Utc};

text_enum! {
    pub enum Scope { Recent = "recent", All = "all" }
}

/// A place in the order in which documents changed.
pub type Place = (DateTime<Utc>, ServiceOrderId);

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Document {
    pub order_no: String,
    pub kind: ServiceKind,
    pub status: OrderStatus,
    pub customer_id: CustomerId,
    pub paid_fen: i64,
    pub dealer_id: DealerId,
    pub model_id: ModelId,
    pub closed_at: Option<DateTime<Utc>>,
    pub version: i64,
    /// `None` where the customer is no member.
    pub joined_at: Option<DateTime<Utc>>,
}

/// What was booked of a document; the row is locked.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Mark {
    pub version: i64,
    pub percent: Option<i64>,
    pub tier: Option<Tier>,
}

/// An earning that a document brought, and what is still to be taken back of it.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Posted {
    pub transfer: TransferId,
    pub customer_id: CustomerId,
    pub left_over: i64,
    /// What the cap took away.
    pub cut: i64,
}

/// When the last look at recent and at all documents began.
pub async fn last_looks(tx: &mut Tx) -> Result<(Option<DateTime<Utc>>, Option<DateTime<Utc>>)> {
    let looks = sql!(tx, all(Scope, DateTime<Utc>), "SELECT scope, begun_at FROM point_looks WHERE scope <> 'growth'")?;
    let of = |wanted| looks.iter().find(|(scope, _)| *scope == wanted).map(|(_, at)| *at);
    Ok((of(Scope::Recent), of(Scope::All)))
}

/// Notes a look that is complete. One that began earlier never takes back a later one.
pub async fn note_look(tx: &mut Tx, scope: Scope, begun_at: DateTime<Utc>) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO point_looks (scope, begun_at) VALUES ($1, $2) ON CONFLICT (scope) DO UPDATE \
         SET begun_at = excluded.begun_at WHERE point_looks.begun_at < excluded.begun_at",
        scope,
        begun_at
    )?;
    Ok(())
}

/// Orders of members beyond a place whose version is not booked, a few at a time. What was closed before its customer
/// joined earns nothing; what had earned something and passed to somebody else is found by its mark.
pub async fn next_orders(tx: &mut Tx, (at, id): Place) -> Result<Vec<Place>> {
    Ok(sql!(
        tx,
        all(DateTime<Utc>, ServiceOrderId),
        "SELECT o.updated_at, o.id FROM service_orders o LEFT JOIN members m ON m.customer_id = o.customer_id \
         LEFT JOIN point_documents d ON d.source = 'service_order' AND d.source_id = o.id \
         WHERE (o.updated_at, o.id) > ($1, $2) AND COALESCE(d.version, 0) < o.version \
         AND (d.version IS NOT NULL OR (m.customer_id IS NOT NULL \
         AND (o.closed_at IS NULL OR o.closed_at >= m.joined_at))) ORDER BY o.updated_at, o.id LIMIT 100",
        at,
        id
    )?)
}

/// Locks a document's mark, which is made where there is none.
pub async fn lock_mark(tx: &mut Tx, order: ServiceOrderId) -> Result<Mark> {
    sql!(
        tx,
        execute,
        "INSERT INTO point_documents (source, source_id, version) VALUES ('service_order', $1, 0) \
         ON CONFLICT (source, source_id) DO NOTHING",
        order
    )?;
    let mark = for_update!(
        tx,
        optional Mark,
        "SELECT version, percent, tier FROM point_documents WHERE source = 'service_order' AND source_id = $1",
        order
    )?;
    mark.ok_or(AppError::Internal)
}

pub async fn set_mark(tx: &mut Tx, order: ServiceOrderId, mark: Mark) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE point_documents SET version = $2, percent = $3, tier = $4 WHERE source = 'service_order' AND source_id = $1",
        order,
        mark.version,
        mark.percent,
        mark.tier
    )?;
    Ok(())
}

pub async fn get_document(tx: &mut Tx, order: ServiceOrderId) -> Result<Document> {
    let found = sql!(
        tx,
        optional Document,
        "SELECT o.order_no, o.kind, o.status, o.customer_id, o.paid_fen, o.dealer_id, v.model_id, o.closed_at, o.version, \
         m.joined_at FROM service_orders o JOIN vehicles v ON v.id = o.vehicle_id LEFT JOIN members m ON m.customer_id = o.customer_id WHERE o.id = $1",
        order
    )?;
    found.ok_or(AppError::NotFound)
}

/// A customer's tier, and what it multiplies by at a moment, in percent.
pub async fn multiplier(tx: &mut Tx, customer: CustomerId, at: DateTime<Utc>) -> Result<(Tier, i64)> {
    Ok(sql!(
        tx,
        one(Tier, i64),
        "SELECT code, multiplier_percent FROM tier_rules WHERE rule_id = (SELECT id FROM point_rules \
         WHERE code = 'tiers' AND valid_from <= $2 ORDER BY valid_from DESC, version DESC LIMIT 1) \
         AND code = COALESCE((SELECT tier FROM members WHERE customer_id = $1), 'basic')",
        customer,
        at
    )?)
}

/// What an order earned and was not taken back, the newest first.
pub async fn list_posted(tx: &mut Tx, order: ServiceOrderId) -> Result<Vec<Posted>> {
    Ok(sql!(
        tx,
        all Posted,
        "SELECT t.id AS transfer, t.customer_id, CAST(-e.amount - COALESCE((SELECT SUM(i.amount) \
         FROM point_transfers r JOIN point_entries i ON i.transfer_id = r.id AND i.account = 'issue' \
         WHERE r.undoes_id = t.id AND r.kind = 'reverse'), 0) AS BIGINT) AS left_over, t.cut \
         FROM point_transfers t JOIN point_entries e ON e.transfer_id = t.id AND e.account = 'issue' \
         WHERE t.source = $2 AND t.source_id = $1 AND t.kind = 'earn' ORDER BY t.id DESC",
        order,
        PointSource::ServiceOrder
    )?)
}

/// What a member has paid, or will have, for cars that are still in a workshop, in fen.
pub async fn pending_fen(tx: &mut Tx, customer: CustomerId) -> Result<i64> {
    Ok(sql!(
        tx,
        scalar i64,
        "SELECT CAST(COALESCE(SUM(paid_fen), 0) AS BIGINT) FROM service_orders \
         WHERE customer_id = $1 AND closed_at IS NULL",
        customer
    )?)
}

pub async fn set_pending(tx: &mut Tx, customer: CustomerId, points: i64) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE point_balances SET pending = $2 WHERE customer_id = $1 AND pending <> $2",
        customer,
        points
    )?;
    Ok(())
}

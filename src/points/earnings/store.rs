use super::sources::Source;
use crate::clock;
use crate::db::{IdSlice, Tx};
use crate::error::{AppError, Result};
use crate::garage::model::ServiceKind;
use crate::values::{CustomerId, DealerId, ModelId, RuleId, Tier, TransferId};
use crate::{for_update, sql, text_enum};
use chrono::{DateTime, NaiveDate, Utc};
use std::fmt;

text_enum! {
    pub enum Scope { Recent = "recent", All = "all" }
}

/// A position in the order in which documents of one kind changed.
pub type Position = (DateTime<Utc>, i64);

/// Identifies one document.
#[derive(Clone, Copy)]
pub struct DocumentId {
    pub source: &'static Source,
    pub id: i64,
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.source.kind, self.id)
    }
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Document {
    pub customer_id: CustomerId,
    pub version: i64,
    /// When it happened, or `day` if only that is known. Neither is set while an order is open.
    pub at: Option<DateTime<Utc>>,
    pub day: Option<NaiveDate>,
    /// Whether it earns.
    pub stands: bool,
    /// Whether it was credited, returned or withdrawn.
    pub undone: bool,
    /// The kind of work, of an order.
    pub kind: Option<ServiceKind>,
    /// The order's number or the model's name.
    pub title_zh: String,
    pub title_en: String,
    pub paid_fen: i64,
    pub model_id: Option<ModelId>,
    pub dealer_id: Option<DealerId>,
    /// `None` if the customer is not a member.
    pub joined_at: Option<DateTime<Utc>>,
}

impl Document {
    /// The moment whose rules apply.
    pub fn moment(&self) -> Option<DateTime<Utc>> {
        self.at.or(self.day.map(clock::start_of))
    }

    /// Whether the customer was a member then, or joined on the same day if only the day is known.
    pub fn is_of_member(&self) -> bool {
        let Some(joined_at) = self.joined_at else { return false };
        match (self.at, self.day) {
            (Some(at), _) => at >= joined_at,
            (None, Some(day)) => day >= clock::day(joined_at),
            (None, None) => true,
        }
    }
}

/// The booked state of a document; the row is locked.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Mark {
    pub version: i64,
    pub percent: Option<i64>,
    pub tier: Option<Tier>,
    /// The customer it was booked for.
    pub customer_id: Option<CustomerId>,
}

/// An earning from a document, and how much of it can still be taken back.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Posted {
    pub transfer: TransferId,
    /// The current owner of its lot.
    pub customer_id: CustomerId,
    pub left_over: i64,
    /// Points cut by the cap.
    pub cut: i64,
    /// The rule version applied, and the moment it was applied for.
    pub rule_id: Option<RuleId>,
    pub rule_at: Option<DateTime<Utc>>,
}

/// When the last scans of recent and of all documents began.
#[derive(Clone, Copy, Debug)]
pub struct Checkpoints {
    pub recent: Option<DateTime<Utc>>,
    pub all: Option<DateTime<Utc>>,
}

pub async fn last_checkpoints(tx: &mut Tx) -> Result<Checkpoints> {
    let checkpoints = sql!(
        tx,
        all(Scope, DateTime<Utc>),
        "SELECT scope, begun_at FROM scan_checkpoints WHERE scope <> 'tier_points'"
    )?;
    let of = |wanted| checkpoints.iter().find(|(scope, _)| *scope == wanted).map(|(_, at)| *at);
    Ok(Checkpoints { recent: of(Scope::Recent), all: of(Scope::All) })
}

/// Records a completed scan; never replaces a later one.
pub async fn save_checkpoint(tx: &mut Tx, scope: Scope, begun_at: DateTime<Utc>) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO scan_checkpoints (scope, begun_at) VALUES ($1, $2) ON CONFLICT (scope) DO UPDATE \
         SET begun_at = excluded.begun_at WHERE scan_checkpoints.begun_at < excluded.begun_at",
        scope,
        begun_at
    )?;
    Ok(())
}

/// Members' documents past a position whose version is not booked, one batch.
pub async fn next_recent(tx: &mut Tx, source: &Source, (at, id): Position) -> Result<Vec<Position>> {
    Ok(sql!(tx, all(DateTime<Utc>, i64), source.recent, at, id)?)
}

/// The last id of the slice that begins after an id; `None` past the end.
pub async fn slice_end(tx: &mut Tx, source: &Source, after: i64) -> Result<Option<i64>> {
    Ok(sql!(tx, scalar Option<i64>, source.slice_end, after)?)
}

/// Members' documents of a slice whose version is not booked, in order of change.
pub async fn list_slice(tx: &mut Tx, source: &Source, slice: IdSlice) -> Result<Vec<Position>> {
    Ok(sql!(tx, all(DateTime<Utc>, i64), source.slice, slice.after, slice.until)?)
}

/// Locks a document's mark, creating it if there is none.
pub async fn lock_mark(tx: &mut Tx, DocumentId { source, id }: DocumentId) -> Result<Mark> {
    sql!(
        tx,
        execute,
        "INSERT INTO point_documents (source, source_id, version) VALUES ($1, $2, 0) \
         ON CONFLICT (source, source_id) DO NOTHING",
        source.kind,
        id
    )?;
    let mark = for_update!(
        tx,
        optional Mark,
        "SELECT version, percent, tier, customer_id FROM point_documents WHERE source = $1 AND source_id = $2",
        source.kind,
        id
    )?;
    mark.ok_or(AppError::Internal)
}

pub async fn set_mark(tx: &mut Tx, DocumentId { source, id }: DocumentId, mark: Mark) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE point_documents SET version = $3, percent = $4, tier = $5, customer_id = $6 \
         WHERE source = $1 AND source_id = $2",
        source.kind,
        id,
        mark.version,
        mark.percent,
        mark.tier,
        mark.customer_id
    )?;
    Ok(())
}

pub async fn get_document(tx: &mut Tx, DocumentId { source, id }: DocumentId) -> Result<Document> {
    sql!(tx, optional Document, source.document, id)?.ok_or(AppError::NotFound)
}

/// A customer's tier, and its multiplier at a moment in percent.
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

/// A document's earnings that were not fully taken back, newest first.
pub async fn list_posted(tx: &mut Tx, DocumentId { source, id }: DocumentId) -> Result<Vec<Posted>> {
    Ok(sql!(
        tx,
        all Posted,
        "SELECT t.id AS transfer, COALESCE(l.customer_id, g.survivor_id, t.customer_id) AS customer_id, CAST(-e.amount - COALESCE((SELECT SUM(i.amount) \
         FROM point_transfers r JOIN point_entries i ON i.transfer_id = r.id AND i.account = 'issue' \
         WHERE r.undoes_id = t.id AND r.kind = 'reverse'), 0) AS BIGINT) AS left_over, t.cut, t.rule_id, t.rule_at \
         FROM point_transfers t JOIN point_entries e ON e.transfer_id = t.id AND e.account = 'issue' \
         LEFT JOIN point_lots l ON l.transfer_id = t.id LEFT JOIN customer_merges g ON g.customer_id = t.customer_id \
         WHERE t.source = $2 AND t.source_id = $1 AND t.kind = 'earn' ORDER BY t.id DESC",
        id,
        source.kind
    )?)
}

/// An open order.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Open {
    pub paid_fen: i64,
    /// The multiplier of its first booking, if it was closed before.
    pub percent: Option<i64>,
    /// The best campaign for its model and dealer, in percent; 100 if there is none.
    pub campaign: i64,
}

/// A member's open orders with an amount to pay, in the order they were opened.
pub async fn list_open(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<Vec<Open>> {
    Ok(sql!(
        tx,
        all Open,
        "SELECT o.paid_fen, d.percent, COALESCE((SELECT MAX(c.percent) FROM point_campaigns c \
         WHERE c.rule_code = 'workshop' AND c.status = 'published' AND c.starts_at <= $2 AND c.ends_at > $2 \
         AND (NOT EXISTS (SELECT 1 FROM point_campaign_models p WHERE p.campaign_id = c.id) \
         OR EXISTS (SELECT 1 FROM point_campaign_models p WHERE p.campaign_id = c.id AND p.model_id = v.model_id)) \
         AND (NOT EXISTS (SELECT 1 FROM point_campaign_dealers p WHERE p.campaign_id = c.id) \
         OR EXISTS (SELECT 1 FROM point_campaign_dealers p WHERE p.campaign_id = c.id AND p.dealer_id = o.dealer_id)) \
         ), 100) AS campaign FROM service_orders o JOIN vehicles v ON v.id = o.vehicle_id \
         LEFT JOIN point_documents d ON d.source = 'service_order' AND d.source_id = o.id \
         WHERE o.customer_id = $1 AND o.closed_at IS NULL AND o.paid_fen > 0 ORDER BY o.opened_at, o.id",
        customer,
        now
    )?)
}

/// Members after `after` with open orders or pending points, one batch.
pub async fn list_with_open(tx: &mut Tx, after: CustomerId) -> Result<Vec<CustomerId>> {
    Ok(sql!(
        tx,
        scalars CustomerId,
        "SELECT customer_id FROM (SELECT customer_id FROM (SELECT DISTINCT o.customer_id FROM service_orders o \
         JOIN members m ON m.customer_id = o.customer_id WHERE o.closed_at IS NULL AND o.customer_id > $1 \
         ORDER BY o.customer_id LIMIT 200) o UNION SELECT customer_id FROM (SELECT customer_id FROM point_balances \
         WHERE pending > 0 AND customer_id > $1 ORDER BY customer_id LIMIT 200) b) n ORDER BY customer_id LIMIT 200",
        after
    )?)
}

pub async fn find_pending(tx: &mut Tx, customer: CustomerId) -> Result<i64> {
    let query = "SELECT pending FROM point_balances WHERE customer_id = $1";
    Ok(sql!(tx, optional_scalar i64, query, customer)?.unwrap_or(0))
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

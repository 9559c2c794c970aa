//! An owner's points at a glance.

use super::model::{last_day, value_fen};
use super::tiers::{Notice, tier_points_at_end};
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::i18n::Bilingual;
use crate::sql;
use crate::values::{CustomerId, Fen, ProjectId, Tier};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub name: String,
    /// Empty for a customer who is not a member.
    pub member_no: String,
    /// Points that can be spent now, without overdue ones.
    pub available: i64,
    /// Expected from open orders, not yet earned.
    pub pending: i64,
    /// Held.
    pub held: i64,
    pub debt: Option<Debt>,
    pub tier_points: i64,
    pub tier: Tier,
    pub multiplier_percent: i64,
    /// `None` for the lowest tier, which cannot be lost.
    pub period: Option<TierPeriod>,
    /// `None` for the highest tier.
    pub next_tier: Option<NextTier>,
    pub next_expiry: Option<NextExpiry>,
    pub charity_project: Option<CharityProject>,
    pub points_per_yuan: i64,
    /// Whether the rule allows transfers within a household.
    pub household_transfers: bool,
    /// Customers who were merged into this member.
    pub former: Vec<Former>,
}

/// A customer who was merged into the member, whose earlier statement can still be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    pub id: CustomerId,
    /// Member number, or the customer number if not a member.
    pub number: String,
}

impl Former {
    /// Parses a list such as `7 M000000007,8 C8`.
    pub fn list(text: &str) -> Vec<Self> {
        let one = |text: &str| {
            let (id, number) = text.split_once(' ')?;
            Some(Self { id: id.parse().ok()?, number: number.to_owned() })
        };
        text.split(',').filter_map(one).collect()
    }
}

/// How long the tier is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TierPeriod {
    pub until: NaiveDate,
    /// Tier points still missing to keep it, if the member was warned.
    pub missing: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextTier {
    pub tier: Tier,
    pub min_tier_points: i64,
    /// Tier points still missing, 0 or more.
    pub missing: i64,
    pub multiplier_percent: i64,
}

/// Points that were reversed after they had been spent, and are not settled yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debt {
    pub points: i64,
    /// Label of the newest reversal of spent points.
    pub reason: Bilingual,
}

/// The points that expire first, all at the same instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextExpiry {
    pub points: i64,
    pub expires_at: DateTime<Utc>,
}

/// The first of the charity projects that accept points now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CharityProject {
    pub id: ProjectId,
    pub title: Bilingual,
}

impl Summary {
    /// The next expiry, if it is within 90 days, when the first reminder is sent.
    pub fn expiring_soon(&self, today: NaiveDate) -> Option<NextExpiry> {
        self.next_expiry.filter(|expiry| expiry.last_day() <= today + TimeDelta::days(90))
    }

    /// The value of the available points.
    pub fn point_value(&self) -> Fen {
        Fen(value_fen(self.available, self.points_per_yuan))
    }
}

impl NextExpiry {
    /// The last day on which these points can be spent.
    pub fn last_day(&self) -> NaiveDate {
        last_day(self.expires_at)
    }
}

/// A row of [`SUMMARY`]; [`complete`] turns it into a [`Summary`].
#[derive(sqlx::FromRow)]
pub struct Row {
    name: String,
    member_no: String,
    available: i64,
    pending: i64,
    held: i64,
    debt: i64,
    tier_points: i64,
    tier: Tier,
    min_tier_points: i64,
    multiplier_percent: i64,
    tier_until: Option<NaiveDate>,
    tier_notice: Option<Notice>,
    next_tier: Option<Tier>,
    next_from: Option<i64>,
    next_percent: Option<i64>,
    expiring: Option<i64>,
    next_expiry_at: Option<DateTime<Utc>>,
    charity_project: Option<ProjectId>,
    charity_project_zh: Option<String>,
    charity_project_en: Option<String>,
    points_per_yuan: i64,
    household_transfers: i64,
    former: Option<String>,
}

/// Label of the newest reversal or merge that left a debt.
pub(super) const DEBT_REASON: &str = "SELECT w.label_zh AS zh, w.label_en AS en FROM point_entries e \
     JOIN point_entries d ON d.transfer_id = e.transfer_id AND d.account = 'debt' \
     JOIN point_transfers w ON w.id = e.transfer_id \
     WHERE e.customer_id = $1 AND e.kind IN ('reverse', 'merge') ORDER BY e.id DESC LIMIT 1";

/// Parameters: customer, now.
pub const SUMMARY: &str = "SELECT c.name, COALESCE(m.member_no, '') AS member_no, \
     COALESCE(b.available, 0) - CAST(COALESCE((SELECT SUM(remaining) FROM point_lots WHERE customer_id = $1 \
     AND remaining > 0 AND expires_at <= $2), 0) AS BIGINT) AS available, \
     COALESCE(b.pending, 0) AS pending, COALESCE(b.held, 0) AS held, COALESCE(b.debt, 0) AS debt, \
     COALESCE(b.tier_points, 0) AS tier_points, t.code AS tier, t.min_tier_points, \
     t.multiplier_percent, m.tier_until, m.tier_notice, \
     n.code AS next_tier, n.min_tier_points AS next_from, n.multiplier_percent AS next_percent, \
     l.points AS expiring, l.expires_at AS next_expiry_at, \
     p.id AS charity_project, p.title_zh AS charity_project_zh, p.title_en AS charity_project_en, \
     (SELECT value FROM point_rules WHERE code = 'point_value' AND valid_from <= $2 ORDER BY valid_from DESC, version DESC LIMIT 1) \
     AS points_per_yuan, \
     (SELECT value FROM point_rules WHERE code = 'household' AND valid_from <= $2 ORDER BY valid_from DESC, version DESC LIMIT 1) \
     AS household_transfers, \
     (SELECT STRING_AGG(CAST(g.customer_id AS TEXT) || ' ' || COALESCE(g.member_no, o.customer_no), ',') \
     FROM customer_merges g JOIN customers o ON o.id = g.customer_id WHERE g.survivor_id = $1) AS former \
     FROM customers c LEFT JOIN members m ON m.customer_id = c.id \
     LEFT JOIN point_balances b ON b.customer_id = c.id \
     JOIN tiers k ON k.code = COALESCE(m.tier, 'basic') \
     JOIN tier_rules t ON t.code = k.code AND t.rule_id = (SELECT id FROM point_rules WHERE code = 'tiers' \
     AND valid_from <= $2 ORDER BY valid_from DESC, version DESC LIMIT 1) \
     LEFT JOIN tier_rules n ON n.rule_id = t.rule_id AND n.code = (SELECT code FROM tiers WHERE rank = k.rank + 1) \
     LEFT JOIN (SELECT expires_at, CAST(SUM(remaining) AS BIGINT) AS points FROM point_lots \
     WHERE customer_id = $1 AND remaining > 0 AND expires_at > $2 \
     GROUP BY expires_at ORDER BY expires_at LIMIT 1) l ON 1 = 1 \
     LEFT JOIN (SELECT id, title_zh, title_en FROM charity_projects WHERE status = 'published' \
     AND visible_from <= $2 AND (visible_until IS NULL OR visible_until > $2) ORDER BY position, id LIMIT 1) p \
     ON 1 = 1 WHERE c.id = $1";

/// A customer's points at a moment. One statement, plus one if there is debt and one if the tier may be lost.
pub async fn summary(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<Summary> {
    let row = sql!(tx, optional Row, SUMMARY, customer, now)?;
    complete(tx, customer, row).await
}

/// The same where [`SUMMARY`] was queried together with others.
pub async fn complete(tx: &mut Tx, customer: CustomerId, row: Option<Row>) -> Result<Summary> {
    let row = row.ok_or(AppError::NotFound)?;
    let debt = match row.debt {
        1.. => Some(Debt { points: row.debt, reason: find_debt_reason(tx, customer).await? }),
        _ => None,
    };
    let warned = row.tier_until.filter(|_| row.tier_notice == Some(Notice::Warned));
    let missing = match warned {
        Some(until) => Some(row.min_tier_points - tier_points_at_end(tx, customer, until).await?),
        None => None,
    };
    let mut summary = Summary { debt, ..Summary::from(row) };
    if let Some(period) = &mut summary.period {
        period.missing = missing.filter(|missing| *missing > 0);
    }
    Ok(summary)
}

async fn find_debt_reason(tx: &mut Tx, customer: CustomerId) -> Result<Bilingual> {
    Ok(sql!(tx, optional Bilingual, DEBT_REASON, customer)?.unwrap_or_default())
}

impl From<Row> for Summary {
    fn from(row: Row) -> Self {
        let next = row.next_tier.zip(row.next_from).zip(row.next_percent);
        let next_tier = next.map(|((tier, min_tier_points), multiplier_percent)| NextTier {
            tier,
            min_tier_points,
            missing: (min_tier_points - row.tier_points).max(0),
            multiplier_percent,
        });
        let next_expiry =
            row.expiring.zip(row.next_expiry_at).map(|(points, expires_at)| NextExpiry { points, expires_at });
        let period = row.tier_until.map(|until| TierPeriod { until, missing: None });
        let charity_project = row
            .charity_project
            .zip(row.charity_project_zh.zip(row.charity_project_en))
            .map(|(id, (zh, en))| CharityProject { id, title: Bilingual { zh, en } });
        Self {
            name: row.name,
            member_no: row.member_no,
            available: row.available,
            pending: row.pending,
            held: row.held,
            debt: None,
            tier_points: row.tier_points,
            tier: row.tier,
            multiplier_percent: row.multiplier_percent,
            period,
            next_tier,
            next_expiry,
            charity_project,
            points_per_yuan: row.points_per_yuan,
            household_transfers: row.household_transfers > 0,
            former: Former::list(&row.former.unwrap_or_default()),
        }
    }
}

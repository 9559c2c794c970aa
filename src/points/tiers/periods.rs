//! Tier periods: a year to the end of the month. A month before the end a member whose tier points will not suffice is
//! warned; at the end the tier is renewed or lost. A member warned late keeps it until a month after the warning.

use super::tier_points::TierChange;
use super::{notifications, tier_points};
use crate::clock;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::points::account::Account;
use crate::points::model::{TierRule, tier_for, tier_window_start};
use crate::points::rules::store::tiers;
use crate::points::run_isolated;
use crate::text_enum;
use crate::values::{CustomerId, Tier, add_months_end};
use crate::{for_update, sql};
use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};

const PERIOD_MONTHS: u32 = 12;

text_enum! {
    /// What the review before a period's end found.
    pub enum Notice { Safe = "safe", Warned = "warned" }
}

#[derive(Clone, Copy, Debug, sqlx::FromRow)]
struct LockedTier {
    tier: Tier,
    tier_until: NaiveDate,
    tier_notice: Option<Notice>,
}

/// The last day of a tier that is reached or renewed on a day.
pub fn period_end(reached: NaiveDate) -> NaiveDate {
    add_months_end(reached, PERIOD_MONTHS)
}

fn in_a_month(today: NaiveDate) -> NaiveDate {
    today.checked_add_months(Months::new(1)).unwrap_or(today)
}

/// Reviews everybody whose period ends within a month and a few days (months differ in length), and warns those who
/// would lose their tier.
pub async fn give_notice(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    const ENDING: &str = "SELECT tier_until, customer_id FROM members WHERE tier_until <= $1 AND tier_notice IS NULL \
        AND (tier_until, customer_id) > ($2, $3) ORDER BY tier_until, customer_id LIMIT 100";
    let soon = in_a_month(clock::day(now)) + TimeDelta::days(3);
    let (mut cursor, mut done) = ((NaiveDate::default(), CustomerId(0)), 0);
    loop {
        let members = sql!(db.read().await?, all(NaiveDate, CustomerId), ENDING, soon, cursor.0, cursor.1)?;
        let Some(last) = members.last() else { return Ok(done) };
        cursor = *last;
        for (_, customer) in members {
            let notified = run_isolated(db, ("tier notices", customer), move |tx| Box::pin(notice(tx, customer, now)));
            done += usize::from(notified.await.is_some());
        }
    }
}

/// Renews or lowers the tier of everybody whose period is over.
pub async fn end(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    const OVER: &str = "SELECT tier_until, customer_id FROM members WHERE tier_until < $1 AND tier_notice IS NOT NULL \
        AND (tier_until, customer_id) > ($2, $3) ORDER BY tier_until, customer_id LIMIT 100";
    let (mut cursor, mut done) = ((NaiveDate::default(), CustomerId(0)), 0);
    loop {
        let members = sql!(db.read().await?, all(NaiveDate, CustomerId), OVER, clock::day(now), cursor.0, cursor.1)?;
        let Some(last) = members.last() else { return Ok(done) };
        cursor = *last;
        for (_, customer) in members {
            let ended = run_isolated(db, ("tier periods", customer), move |tx| Box::pin(settle(tx, customer, now)));
            done += usize::from(ended.await.is_some());
        }
    }
}

async fn notice(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<()> {
    if Account::lock_present(tx, customer).await?.is_none() {
        return Ok(());
    }
    let Some(held) = lock(tx, customer).await?.filter(|held| held.tier_notice.is_none()) else { return Ok(()) };
    // Nobody gets less than a month's notice, however late it is given.
    let until = held.tier_until.max(add_months_end(in_a_month(clock::day(now)), 0));
    let tier_points = tier_points_at_end(tx, customer, until).await?;
    let rules = tiers(tx, now).await?;
    let (own, reached) = (rule_of(&rules, held.tier), tier_for(&rules, tier_points));
    if reached.tier >= held.tier {
        return set(tx, customer, held.tier, (Some(held.tier_until), Some(Notice::Safe))).await;
    }
    set(tx, customer, held.tier, (Some(until), Some(Notice::Warned))).await?;
    notifications::may_fall(tx, customer, (held.tier, reached.tier, until), own.min_tier_points - tier_points, now)
        .await
}

/// The tier points that a member will have at a period's end if nothing more is earned.
pub async fn tier_points_at_end(tx: &mut Tx, customer: CustomerId, until: NaiveDate) -> Result<i64> {
    let end = clock::start_of(until + TimeDelta::days(1));
    tier_points::sum_tier_points(tx, customer, tier_window_start(end)).await
}

async fn settle(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<()> {
    if Account::lock_present(tx, customer).await?.is_none() {
        return Ok(());
    }
    let today = clock::day(now);
    let over = lock(tx, customer).await?.filter(|held| held.tier_until < today);
    let Some(held) = over else { return Ok(()) };
    let tier_points = tier_points::sum_tier_points(tx, customer, tier_window_start(now)).await?;
    let reached = tier_for(&tiers(tx, now).await?, tier_points).tier;
    if reached == held.tier {
        return set(tx, customer, held.tier, (Some(period_end(today)), None)).await;
    }
    let change = TierChange { from: held.tier, to: reached };
    if reached > held.tier {
        return tier_points::raise(tx, customer, change, tier_points, now).await;
    }
    if held.tier_notice != Some(Notice::Warned) {
        // Points were reversed since the review found it safe, so a warning must come first.
        return set(tx, customer, held.tier, (Some(add_months_end(in_a_month(today), 0)), None)).await;
    }
    tier_points::note_change(tx, customer, change, tier_points, now).await?;
    let until = (reached > Tier::LOWEST).then(|| period_end(today));
    set(tx, customer, reached, (until, None)).await?;
    notifications::fallen(tx, customer, reached, today, now).await
}

async fn lock(tx: &mut Tx, customer: CustomerId) -> Result<Option<LockedTier>> {
    Ok(for_update!(
        tx,
        optional LockedTier,
        "SELECT tier, tier_until, tier_notice FROM members WHERE customer_id = $1 AND tier_until IS NOT NULL",
        customer
    )?)
}

async fn set(
    tx: &mut Tx,
    customer: CustomerId,
    tier: Tier,
    (until, notice): (Option<NaiveDate>, Option<Notice>),
) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE members SET tier = $2, tier_until = $3, tier_notice = $4 WHERE customer_id = $1",
        customer,
        tier,
        until,
        notice
    )?;
    Ok(())
}

fn rule_of(rules: &[TierRule], tier: Tier) -> TierRule {
    rules.iter().find(|rule| rule.tier == tier).copied().unwrap_or_else(|| tier_for(rules, 0))
}

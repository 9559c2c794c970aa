//! Simulates another value of points: of those that members have, and of those that were used.

use super::outcome::{Outcome, Pair, ValueOutcome};
use super::progress::Progress;
use super::queries;
use crate::error::Result;
use crate::points::model::{PointAccount, value_fen};
use crate::points::rules::model::month_of;
use chrono::{DateTime, Utc};
use std::cmp::Ordering;

/// Points per yuan with the moment from which each is in force; the last one that has begun applies.
type Rates = Vec<(DateTime<Utc>, i64)>;

/// Simulates `tried` points per yuan. `None` if another process has taken the simulation over.
pub async fn run(
    progress: &Progress<'_>,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    tried: i64,
) -> Result<Option<Outcome>> {
    let rates = queries::list_rates(&mut progress.db.read().await?).await?;
    let Some(mut value) = outstanding(progress).await? else { return Ok(None) };
    let (now, all) = (rate_at(&rates, until), value.outstanding);
    value.liability = Pair { before: value_fen(all, now), after: value_fen(all, tried) };
    let mut outcome = Outcome::default();
    let (mut cursor, whole) = ((from, 0), (until - from).num_seconds());
    loop {
        let used = queries::next_used(&mut progress.db.read().await?, until, cursor).await?;
        let Some(newest) = used.last() else { break };
        cursor = (newest.at, newest.id);
        for one in used {
            let fen = Pair { before: fen(one.points, rate_at(&rates, one.at)), after: fen(one.points, tried) };
            value.add(one.account, one.points, fen);
            outcome.months.entry(month_of(one.at)).or_default().add(fen);
        }
        if !progress.at(50 + (cursor.0 - from).num_seconds() * 50 / whole.max(1), 100).await? {
            return Ok(None);
        }
    }
    // The fewer points per yuan, the more they are worth.
    (outcome.gaining, outcome.losing, outcome.unchanged) = match tried.cmp(&now) {
        Ordering::Less => (value.members, 0, 0),
        Ordering::Equal => (0, 0, value.members),
        Ordering::Greater => (0, value.members, 0),
    };
    Ok(Some(Outcome { value: Some(value), ..outcome }))
}

async fn outstanding(progress: &Progress<'_>) -> Result<Option<ValueOutcome>> {
    let last = queries::last_account(&mut progress.db.read().await?).await?;
    let (mut value, mut cursor) = (ValueOutcome::default(), 0);
    loop {
        let balances = queries::next_balances(&mut progress.db.read().await?, cursor).await?;
        let Some((newest, _)) = balances.last() else { return Ok(Some(value)) };
        cursor = *newest;
        for (_, points) in balances.into_iter().filter(|(_, points)| *points > 0) {
            value.outstanding += points;
            value.members += 1;
        }
        if !progress.at(cursor, last.max(1) * 2).await? {
            return Ok(None);
        }
    }
}

/// Returned points have a negative value.
fn fen(points: i64, per_yuan: i64) -> i64 {
    points.signum() * value_fen(points.abs(), per_yuan)
}

fn rate_at(rates: &Rates, at: DateTime<Utc>) -> i64 {
    rates.iter().rev().find(|(from, _)| *from <= at).map_or(0, |(_, rate)| *rate)
}

impl ValueOutcome {
    fn add(&mut self, account: PointAccount, points: i64, fen: Pair) {
        let point_value = match account {
            PointAccount::Charity => &mut self.donated,
            PointAccount::Dealer => &mut self.paid,
            _ => &mut self.redeemed,
        };
        point_value.points += points;
        point_value.fen.add(fen);
    }
}

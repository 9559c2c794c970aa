//! What points would be worth: those that members have, and those that were used.

use super::outcome::{Outcome, Pair, Valued, Worth};
use super::progress::Progress;
use super::stock;
use crate::error::Result;
use crate::points::model::{PointAccount, worth_fen};
use crate::points::rules::model::month_of;
use chrono::{DateTime, Utc};

/// Points for a yuan, from a moment on; the last that has begun holds.
type Rates = Vec<(DateTime<Utc>, i64)>;

/// `tried` points for a yuan. `None` where somebody else has taken it over.
pub async fn run(
    progress: &Progress<'_>,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    tried: i64,
) -> Result<Option<Outcome>> {
    let rates = stock::list_rates(&mut progress.db.read().await?).await?;
    let Some(mut valued) = outstanding(progress).await? else { return Ok(None) };
    let (now, all) = (rate_at(&rates, until), valued.outstanding);
    valued.liability = Pair { before: worth_fen(all, now), after: worth_fen(all, tried) };
    let mut outcome = Outcome::default();
    let (mut place, whole) = ((from, 0), (until - from).num_seconds());
    loop {
        let used = stock::next_used(&mut progress.db.read().await?, until, place).await?;
        let Some(newest) = used.last() else { break };
        place = (newest.at, newest.id);
        for one in used {
            let fen = Pair { before: fen(one.points, rate_at(&rates, one.at)), after: fen(one.points, tried) };
            let worth = match one.account {
                PointAccount::Charity => &mut valued.donated,
                PointAccount::Dealer => &mut valued.paid,
                _ => &mut valued.redeemed,
            };
            worth.add(one.points, fen);
            outcome.months.entry(month_of(one.at)).or_default().add(fen);
        }
        if !progress.at(50 + (place.0 - from).num_seconds() * 50 / whole.max(1), 100).await? {
            return Ok(None);
        }
    }
    let (gains, members) = (tried < now, valued.members);
    (outcome.gaining, outcome.losing, outcome.unchanged) = match (gains, tried == now) {
        (_, true) => (0, 0, members),
        (true, false) => (members, 0, 0),
        (false, false) => (0, members, 0),
    };
    Ok(Some(Outcome { valued: Some(valued), ..outcome }))
}

async fn outstanding(progress: &Progress<'_>) -> Result<Option<Valued>> {
    let last = stock::last_account(&mut progress.db.read().await?).await?;
    let (mut valued, mut place) = (Valued::default(), 0);
    loop {
        let balances = stock::next_balances(&mut progress.db.read().await?, place).await?;
        let Some((newest, _)) = balances.last() else { return Ok(Some(valued)) };
        place = *newest;
        for (_, points) in balances.into_iter().filter(|(_, points)| *points > 0) {
            valued.outstanding += points;
            valued.members += 1;
        }
        if !progress.at(place, last.max(1) * 2).await? {
            return Ok(None);
        }
    }
}

/// What came back is less than nothing.
fn fen(points: i64, per_yuan: i64) -> i64 {
    points.signum() * worth_fen(points.abs(), per_yuan)
}

fn rate_at(rates: &Rates, at: DateTime<Utc>) -> i64 {
    rates.iter().rev().find(|(from, _)| *from <= at).map_or(0, |(_, rate)| *rate)
}

impl Worth {
    fn add(&mut self, points: i64, fen: Pair) {
        self.points += points;
        self.fen.add(fen);
    }
}

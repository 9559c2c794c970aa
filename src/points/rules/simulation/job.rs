//! The job that runs waiting simulations, one at a time.

use super::expiry::{ExpiryOutcome, Use, as_it_was, as_tried};
use super::model::{Draft, Left, Outcome, Pair, ValueOutcome, signed_fen};
use super::queries::{self, Used};
use super::replay::{Replay, terms_at};
use super::store::{self, Run};
use super::tiers::Ladder;
use crate::clock::{Clock, Span};
use crate::db::{Db, IdSlice};
use crate::error::{AppError, Result};
use crate::points::model::TierRule;
use crate::points::rules::RuleCode;
use crate::points::rules::model::month_of;
use crate::points::rules::store::{in_force, tiers};
use crate::values::SimulationId;
use chrono::DateTime;
use std::cmp::Ordering;
use std::collections::HashMap;

/// Runs the simulation that has waited longest; false if none waits.
pub async fn run_next(db: &Db, clock: &Clock) -> Result<bool> {
    let mut tx = db.write().await?;
    let Some(id) = store::claim(&mut tx, clock.now()).await? else { return Ok(false) };
    tx.commit().await?;
    let result = match run(db, clock, id).await {
        Ok(Some(outcome)) => serde_json::to_string(&outcome).ok(),
        Ok(None) => return Ok(true),
        Err(error) => {
            tracing::error!(simulation = %id, %error, "a simulation failed");
            None
        }
    };
    let mut tx = db.write().await?;
    store::end(&mut tx, id, result.as_deref(), clock.now()).await?;
    tx.commit().await?;
    Ok(true)
}

/// `None` if another process has taken it over.
async fn run(db: &Db, clock: &Clock, id: SimulationId) -> Result<Option<Outcome>> {
    let mut tx = db.read().await?;
    let run = store::find_run(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let draft = queries::load_draft(&mut tx, &run).await?;
    let points_per_yuan = in_force(&mut tx, RuleCode::PointValue, run.started_at).await?.value;
    drop(tx);
    let job = Job { db, clock, run: &run, window: run.window() };
    let outcome = match &draft {
        Draft::PointValue(per_yuan) => job.value(*per_yuan).await?,
        Draft::Validity(months) => job.validity(*months).await?,
        Draft::Tiers(tiers) => job.tiers(tiers).await?,
        Draft::Version(_) | Draft::Campaign(_) => job.earnings(&draft).await?,
    };
    Ok(outcome.map(|outcome| Outcome { points_per_yuan, draft: Some(draft), ..outcome }))
}

/// A running simulation. Each kind is `None` if another process has taken it over.
struct Job<'a> {
    db: &'a Db,
    clock: &'a Clock,
    run: &'a Run,
    window: Span,
}

impl Job<'_> {
    async fn earnings(&self, draft: &Draft) -> Result<Option<Outcome>> {
        let history = queries::load_history(&mut self.db.read().await?, self.run.code).await?;
        let replay = Replay::new(draft.clone(), history, self.window, None);
        self.replay(replay, Some(self.run.code), self.window).await
    }

    /// Replays all that members ever earned, since tier points decide their tiers.
    async fn tiers(&self, draft: &[TierRule]) -> Result<Option<Outcome>> {
        let mut tx = self.db.read().await?;
        let (now, draft) = (tiers(&mut tx, self.run.started_at).await?, draft.to_vec());
        let ladder = Ladder::new(now, draft.clone(), queries::count_members(&mut tx).await?);
        let history = queries::load_history(&mut tx, RuleCode::Workshop).await?;
        drop(tx);
        let replay = Replay::new(Draft::Tiers(draft), history, self.window, Some(ladder));
        self.replay(replay, None, Span { from: DateTime::UNIX_EPOCH, ..self.window }).await
    }

    /// Replays the lines of a rule, or of all rules, that were earned in a span.
    async fn replay(&self, mut replay: Replay, code: Option<RuleCode>, span: Span) -> Result<Option<Outcome>> {
        let whole = queries::last_account(&mut self.db.read().await?).await?;
        let mut last = None;
        loop {
            let mut lines = queries::next_lines(&mut self.db.read().await?, code, span, last.as_ref()).await?;
            lines.iter().for_each(|line| replay.take(line));
            last = lines.pop();
            let Some(line) = &last else { return Ok(Some(replay.finish())) };
            if !self.report(line.customer_id, whole).await? {
                return Ok(None);
            }
        }
    }

    /// Tries another validity on all lots.
    async fn validity(&self, months: u32) -> Result<Option<Outcome>> {
        const BATCH: i64 = 500;
        let whole = queries::last_account(&mut self.db.read().await?).await?;
        let (mut outcome, mut left, mut after) = (Outcome::default(), Left::default(), 0);
        loop {
            let mut tx = self.db.read().await?;
            let Some(accounts) = queries::next_accounts(&mut tx, after, BATCH).await? else { break };
            let slice = IdSlice { after, until: accounts.last };
            let lots = queries::list_lots(&mut tx, slice, self.window.until).await?;
            let uses = queries::list_uses(&mut tx, slice, self.window.until).await?;
            drop(tx);
            let uses: HashMap<i64, &[Use]> =
                uses.chunk_by(|a, b| a.customer_id == b.customer_id).map(|uses| (uses[0].customer_id, uses)).collect();
            for lots in lots.chunk_by(|a, b| a.customer_id == b.customer_id) {
                let member = &lots[0];
                let uses = uses.get(&member.customer_id).copied().unwrap_or_default();
                let was = as_it_was(lots, uses, self.window);
                let is = as_tried(lots, uses, months, self.window);
                left.points.add(Pair { before: was.left, after: is.left });
                left.short += is.short;
                let lost = outcome.add_expired(&was, &is);
                // Members who lose fewer points gain.
                outcome.rank(member.customer_id, &member.member_no, -lost);
            }
            after = slice.until;
            if !self.report(after, whole).await? {
                return Ok(None);
            }
        }
        Ok(Some(Outcome { expiry: Some(left), ..outcome }))
    }

    /// Tries another value of points: of those that members have, and of those that were used.
    async fn value(&self, tried: i64) -> Result<Option<Outcome>> {
        let versions = queries::list_versions(&mut self.db.read().await?, RuleCode::PointValue).await?;
        let pair = |points, at| {
            let before = terms_at(&versions, at).map_or(0, |terms| terms.value);
            Pair { before: signed_fen(points, before), after: signed_fen(points, tried) }
        };
        let Some(mut value) = self.outstanding().await? else { return Ok(None) };
        value.liability = pair(value.outstanding, self.window.until);
        let mut outcome = Outcome::default();
        let (mut last, whole): (Option<Used>, _) = (None, (self.window.until - self.window.from).num_seconds());
        loop {
            let used = queries::next_used(&mut self.db.read().await?, self.window, last).await?;
            last = used.last().copied();
            let Some(newest) = last else { break };
            for one in used {
                let fen = pair(one.points, one.at);
                value.add_used(one.account, one.points, fen);
                outcome.months.entry(month_of(one.at)).or_default().add(fen);
            }
            let done = (newest.at - self.window.from).num_seconds();
            if !self.report(50 + done * 50 / whole.max(1), 100).await? {
                return Ok(None);
            }
        }
        let now = terms_at(&versions, self.window.until).map_or(0, |terms| terms.value);
        // The fewer points per yuan, the more they are worth.
        let members = match tried.cmp(&now) {
            Ordering::Less => &mut outcome.gaining,
            Ordering::Equal => &mut outcome.unchanged,
            Ordering::Greater => &mut outcome.losing,
        };
        *members = value.members;
        Ok(Some(Outcome { value: Some(value), ..outcome }))
    }

    async fn outstanding(&self) -> Result<Option<ValueOutcome>> {
        const BATCH: i64 = 5_000;
        let whole = queries::last_account(&mut self.db.read().await?).await?;
        let (mut value, mut after) = (ValueOutcome::default(), 0);
        while let Some(accounts) = queries::next_accounts(&mut self.db.read().await?, after, BATCH).await? {
            value.outstanding += accounts.points;
            value.members += accounts.members;
            after = accounts.last;
            if !self.report(after, whole.max(1) * 2).await? {
                return Ok(None);
            }
        }
        Ok(Some(value))
    }

    /// Reports progress; false if another process has taken it over.
    async fn report(&self, done: i64, whole: i64) -> Result<bool> {
        let percent = (done * 100 / whole.max(1)).clamp(0, 99);
        let mut tx = self.db.write().await?;
        let own = store::beat(&mut tx, self.run.id, percent, self.clock.now()).await?;
        tx.commit().await?;
        Ok(own)
    }
}

impl Outcome {
    /// Returns how many more points expire.
    fn add_expired(&mut self, was: &ExpiryOutcome, is: &ExpiryOutcome) -> i64 {
        let mut sum = Pair::default();
        let was = was.expired.iter().map(|(month, before)| (*month, Pair { before: *before, after: 0 }));
        let is = is.expired.iter().map(|(month, after)| (*month, Pair { before: 0, after: *after }));
        for (month, pair) in was.chain(is) {
            self.months.entry(month).or_default().add(pair);
            sum.add(pair);
        }
        self.points.add(sum);
        sum.difference()
    }
}

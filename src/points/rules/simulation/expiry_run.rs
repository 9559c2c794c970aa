//! Simulates another validity on all members.

use super::expiry::{self, ExpiryOutcome, Window};
use super::outcome::{Left, Outcome, Pair};
use super::progress::Progress;
use super::queries;
use crate::error::Result;

/// `None` if another process has taken the simulation over.
pub async fn run(progress: &Progress<'_>, window: Window, months: u32) -> Result<Option<Outcome>> {
    let last = queries::last_account(&mut progress.db.read().await?).await?;
    let (mut outcome, mut left, mut cursor) = (Outcome::default(), Left::default(), 0);
    loop {
        let mut tx = progress.db.read().await?;
        let members = queries::next_members(&mut tx, cursor).await?;
        let (Some((first, _)), Some((newest, _))) = (members.first(), members.last()) else { break };
        let span = (*first, *newest);
        let (lots, uses) =
            (queries::list_lots(&mut tx, span, window.1).await?, queries::list_uses(&mut tx, span, window.1).await?);
        drop(tx);
        cursor = *newest;
        let of_lots = lots.chunk_by(|a, b| a.customer_id == b.customer_id);
        for lots in of_lots {
            let id = lots[0].customer_id;
            let begins = uses.partition_point(|one| one.customer_id < id);
            let uses = &uses[begins..];
            let uses = &uses[..uses.partition_point(|one| one.customer_id == id)];
            let was = expiry::as_it_was(lots, uses, window);
            let is = expiry::as_tried(lots, uses, months, window);
            let number = members.binary_search_by_key(&id, |(id, _)| *id).map_or("", |at| members[at].1.as_str());
            outcome.add_expiry((id, number), &was, &is);
            left.points.add(Pair { before: was.left, after: is.left });
            left.short += is.short;
        }
        if !progress.at(cursor, last).await? {
            return Ok(None);
        }
    }
    Ok(Some(Outcome { expiry: Some(left), ..outcome.finished() }))
}

impl Outcome {
    /// Members who lose fewer points gain.
    fn add_expiry(&mut self, member: (i64, &str), was: &ExpiryOutcome, is: &ExpiryOutcome) {
        let sum = |expiry: &ExpiryOutcome| expiry.expired.values().sum::<i64>();
        let pair = Pair { before: sum(was), after: sum(is) };
        self.points.add(pair);
        self.rank(member, -pair.difference());
        for (month, points) in &was.expired {
            self.months.entry(*month).or_default().before += points;
        }
        for (month, points) in &is.expired {
            self.months.entry(*month).or_default().after += points;
        }
    }
}

//! Forms that create a draft: a form sent twice, by a double click or after a lost answer, creates one draft.

use crate::db::Tx;
use crate::error::{Conflict, Result};
use crate::sql;
use crate::text_enum;
use crate::values::AccountId;
use crate::web::{Form, IdempotencyKey};
use chrono::{DateTime, Utc};

text_enum! {
    /// What the form creates a draft of.
    pub enum Subject {
        Reward = "reward",
        CharityProject = "charity",
        Event = "event",
        RuleVersion = "rule",
        Campaign = "campaign",
    }
}

/// A form as it was sent.
#[derive(Clone, Debug)]
pub struct Submission {
    pub by: AccountId,
    /// Generated with the page.
    pub idempotency_key: String,
    /// SHA-256 of all fields and files.
    pub digest: String,
    pub now: DateTime<Utc>,
}

impl Submission {
    /// Fails without a key, because then the page is not one of ours.
    pub fn new(form: &Form, idempotency_key: IdempotencyKey, by: AccountId, now: DateTime<Utc>) -> Result<Self> {
        Ok(Self { by, idempotency_key: idempotency_key.get()?, digest: form.digest(), now })
    }

    #[cfg(test)]
    pub fn test(by: AccountId, idempotency_key: &str) -> Self {
        Self {
            by,
            idempotency_key: idempotency_key.to_owned(),
            digest: "0".repeat(64),
            now: crate::web::testing::noon(),
        }
    }
}

/// Returns the id of the draft that the same form created before. `None` claims the key: the caller creates the draft
/// and records it with [`settle`] in the same transaction. The same key with different content is refused.
///
/// If two arrive at once, the second waits here for the first.
pub async fn find_or_claim(tx: &mut Tx, sent: &Submission, subject: Subject) -> Result<Option<i64>> {
    let claim = "INSERT INTO draft_forms (account_id, idempotency_key, digest, subject, at) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (account_id, idempotency_key) DO NOTHING";
    if sql!(tx, execute, claim, sent.by, &sent.idempotency_key, &sent.digest, subject, sent.now)? == 1 {
        return Ok(None);
    }
    let before = "SELECT subject_id FROM draft_forms WHERE account_id = $1 AND idempotency_key = $2 AND digest = $3 \
        AND subject = $4 AND subject_id IS NOT NULL";
    let id = sql!(tx, optional_scalar i64, before, sent.by, &sent.idempotency_key, &sent.digest, subject)?;
    id.map(Some).ok_or(Conflict::KeyReused.into())
}

/// Records the draft that the form created.
pub async fn settle(tx: &mut Tx, sent: &Submission, id: i64) -> Result<()> {
    let query = "UPDATE draft_forms SET subject_id = $3 WHERE account_id = $1 AND idempotency_key = $2";
    sql!(tx, execute, query, sent.by, &sent.idempotency_key, id)?;
    Ok(())
}

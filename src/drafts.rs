//! Forms that make a draft: the same one, sent twice by a double click or after an answer that got lost, makes one.

use crate::db::Tx;
use crate::error::{Refusal, Result};
use crate::sql;
use crate::text_enum;
use crate::values::AccountId;
use crate::web::{Form, IdempotencyKey};
use chrono::{DateTime, Utc};

text_enum! {
    /// What a form makes a draft of.
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
    /// Made with the page.
    pub idempotency_key: String,
    /// SHA-256 of everything in it, files too.
    pub digest: String,
    pub now: DateTime<Utc>,
}

impl Submission {
    /// The key stands in the page; without it, the page is not one of ours.
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

/// The id of what the same form became before; `None` where it was not sent yet: then the caller makes the draft and says
/// so with [`settle`], in the same transaction. The same key with another content is refused.
///
/// Of two at once, the second waits here for the first.
pub async fn find_or_claim(tx: &mut Tx, sent: &Submission, subject: Subject) -> Result<Option<i64>> {
    let claim = "INSERT INTO draft_forms (account_id, idempotency_key, digest, subject, at) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (account_id, idempotency_key) DO NOTHING";
    if sql!(tx, execute, claim, sent.by, &sent.idempotency_key, &sent.digest, subject, sent.now)? == 1 {
        return Ok(None);
    }
    let before = "SELECT subject_id FROM draft_forms WHERE account_id = $1 AND idempotency_key = $2 AND digest = $3 \
        AND subject = $4 AND subject_id IS NOT NULL";
    let id = sql!(tx, optional_scalar i64, before, sent.by, &sent.idempotency_key, &sent.digest, subject)?;
    id.map(Some).ok_or(Refusal::KeyReused.into())
}

/// Notes what the form became.
pub async fn settle(tx: &mut Tx, sent: &Submission, id: i64) -> Result<()> {
    let query = "UPDATE draft_forms SET subject_id = $3 WHERE account_id = $1 AND idempotency_key = $2";
    sql!(tx, execute, query, sent.by, &sent.idempotency_key, id)?;
    Ok(())
}

//! Operations on versions and campaigns. Each changes only the draft revision that its author saw, and is recorded.

use super::campaign_input::CampaignInput;
use super::campaign_store as campaigns;
use super::input::DraftInput;
use super::{campaign_fields, queries, store, version_fields};
use crate::actions::{self, Edit, Values, insert_edit};
use crate::clock;
use crate::db::Tx;
use crate::drafts::{self, Subject, Submission};
use crate::error::{AppError, Conflict, Problem, Result};
use crate::points::Refusal;
use crate::points::rules::RuleCode;
use crate::points::rules::model::Status;
use crate::values::{AccountId, CampaignId, RuleId};
use chrono::{DateTime, TimeDelta, Utc};

/// What actions on versions are recorded under.
pub const RULE: &str = "point_rule";
/// What actions on campaigns are recorded under.
pub const CAMPAIGN: &str = "point_campaign";

/// Whether publishing a rule takes two administrators: the limit for one administrator is not set by one alone.
pub fn takes_two(code: RuleCode) -> bool {
    code == RuleCode::FourEyes
}

/// Writes a new draft of a rule, once per form.
pub async fn write(tx: &mut Tx, sent: &Submission, code: RuleCode, draft: &DraftInput) -> Result<RuleId> {
    if let Some(id) = drafts::find_or_claim(tx, sent, Subject::RuleVersion).await? {
        return Ok(RuleId(id));
    }
    let id = store::insert_draft(tx, sent.by, code, draft, sent.now).await?.ok_or(AppError::NotFound)?;
    drafts::settle(tx, sent, id.0).await?;
    actions::insert(tx, sent.by, ("create", RULE, id.0), "", sent.now).await?;
    Ok(id)
}

/// Changes a draft, unless it has changed since it was read.
pub async fn rewrite(
    tx: &mut Tx,
    by: AccountId,
    seen: (RuleId, i64),
    draft: &DraftInput,
    now: DateTime<Utc>,
) -> Result<()> {
    let before = values(tx, seen.0).await?;
    if !store::update_draft(tx, by, seen, draft, now).await? {
        return Err(explain_conflict(tx, seen).await);
    }
    let after = values(tx, seen.0).await?;
    let edit = Edit { by, action: "edit", subject: RULE, id: seen.0.0, version: seen.1 + 1, at: now };
    insert_edit(tx, edit, &before, &after).await
}

/// Publishes a draft from the day that it names, which must be in the future; some rules need another administrator.
pub async fn publish(tx: &mut Tx, by: AccountId, seen: (RuleId, i64), now: DateTime<Utc>) -> Result<()> {
    let held = store::lock(tx, seen.0).await?.ok_or(AppError::NotFound)?;
    let day = held.starts_on.ok_or(Conflict::WrongState)?;
    if !store::publish(tx, by, seen, clock::start_of(day), now).await? {
        if takes_two(held.code) && held.written_by == Some(by) && held.status == Status::Draft {
            return Err(Refusal::OwnProposal.into());
        }
        let late = held.status == Status::Draft && held.revision == seen.1;
        let too_soon = AppError::field("starts_on", Problem::NotFromTomorrow);
        return Err(if late { too_soon } else { explain_conflict(tx, seen).await });
    }
    actions::insert(tx, by, ("publish", RULE, seen.0.0), "", now).await
}

/// Withdraws a version that has not begun; where two administrators are needed, only a draft.
pub async fn withdraw(tx: &mut Tx, by: AccountId, seen: (RuleId, i64), now: DateTime<Utc>) -> Result<()> {
    if !store::withdraw(tx, seen, now).await? {
        return Err(explain_conflict(tx, seen).await);
    }
    actions::insert(tx, by, ("withdraw", RULE, seen.0.0), "", now).await
}

async fn explain_conflict(tx: &mut Tx, (id, revision): (RuleId, i64)) -> AppError {
    match store::lock(tx, id).await {
        Ok(None) => AppError::NotFound,
        Ok(Some(held)) if held.revision != revision => Conflict::Stale.into(),
        Ok(Some(_)) => Conflict::WrongState.into(),
        Err(error) => error,
    }
}

/// Locks a version and returns its form's field values.
async fn values(tx: &mut Tx, id: RuleId) -> Result<Values> {
    store::lock(tx, id).await?.ok_or(AppError::NotFound)?;
    let version = queries::find_version(tx, id).await?.ok_or(AppError::NotFound)?;
    Ok(version_fields::values(&version))
}

/// Writes a new draft campaign, once per form.
pub async fn write_campaign(tx: &mut Tx, sent: &Submission, input: &CampaignInput) -> Result<CampaignId> {
    if let Some(id) = drafts::find_or_claim(tx, sent, Subject::Campaign).await? {
        return Ok(CampaignId(id));
    }
    let id = campaigns::insert(tx, sent.by, input, sent.now).await?;
    drafts::settle(tx, sent, id.0).await?;
    actions::insert(tx, sent.by, ("create", CAMPAIGN, id.0), "", sent.now).await?;
    Ok(id)
}

pub async fn rewrite_campaign(
    tx: &mut Tx,
    by: AccountId,
    seen: (CampaignId, i64),
    input: &CampaignInput,
    now: DateTime<Utc>,
) -> Result<()> {
    let before = campaign_values(tx, seen.0).await?;
    if !campaigns::update(tx, by, seen, input, now).await? {
        return Err(explain_campaign_conflict(tx, seen).await);
    }
    let after = campaign_values(tx, seen.0).await?;
    let edit = Edit { by, action: "edit", subject: CAMPAIGN, id: seen.0.0, version: seen.1 + 1, at: now };
    insert_edit(tx, edit, &before, &after).await
}

pub async fn publish_campaign(tx: &mut Tx, by: AccountId, seen: (CampaignId, i64), now: DateTime<Utc>) -> Result<()> {
    let held = campaigns::lock(tx, seen.0).await?.ok_or(AppError::NotFound)?;
    if !campaigns::publish(tx, by, seen, now).await? {
        let late = held == (Status::Draft, seen.1);
        let too_soon = AppError::field("from_on", Problem::NotFromTomorrow);
        return Err(if late { too_soon } else { explain_campaign_conflict(tx, seen).await });
    }
    actions::insert(tx, by, ("publish", CAMPAIGN, seen.0.0), "", now).await
}

pub async fn withdraw_campaign(tx: &mut Tx, by: AccountId, seen: (CampaignId, i64), now: DateTime<Utc>) -> Result<()> {
    if !campaigns::withdraw(tx, seen, now).await? {
        return Err(explain_campaign_conflict(tx, seen).await);
    }
    actions::insert(tx, by, ("withdraw", CAMPAIGN, seen.0.0), "", now).await
}

/// Ends a running campaign with the present day in Shanghai; if it already gave points for a later day, with that day.
/// So nothing that was earned by it, or that happened while it ran, loses value.
pub async fn end_campaign(
    tx: &mut Tx,
    by: AccountId,
    seen: (CampaignId, i64),
    reason: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    campaigns::lock(tx, seen.0).await?.ok_or(AppError::NotFound)?;
    let last = campaigns::last_followed(tx, seen.0).await?.map_or(now, |last| last.max(now));
    let ends_at = clock::start_of(clock::day(last) + TimeDelta::days(1));
    if !campaigns::end(tx, by, seen, (ends_at, reason), now).await? {
        return Err(explain_campaign_conflict(tx, seen).await);
    }
    actions::insert(tx, by, ("end", CAMPAIGN, seen.0.0), reason, now).await
}

async fn explain_campaign_conflict(tx: &mut Tx, (id, revision): (CampaignId, i64)) -> AppError {
    match campaigns::lock(tx, id).await {
        Ok(None) => AppError::NotFound,
        Ok(Some((_, present))) if present != revision => Conflict::Stale.into(),
        Ok(Some(_)) => Conflict::WrongState.into(),
        Err(error) => error,
    }
}

/// Locks a campaign and returns its form's field values.
async fn campaign_values(tx: &mut Tx, id: CampaignId) -> Result<Values> {
    campaigns::lock(tx, id).await?.ok_or(AppError::NotFound)?;
    let campaign = queries::find_campaign(tx, id).await?.ok_or(AppError::NotFound)?;
    Ok(campaign_fields::values(&campaign))
}

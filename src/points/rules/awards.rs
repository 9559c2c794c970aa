//! Earnings whose amount a rule decides: the amount is computed under the member's lock, so that concurrent earnings
//! cannot exceed the cap.

use super::model::{Basis, give};
use super::store::{self, CampaignScope};
use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Bilingual;
use crate::points::account::Account;
use crate::points::ledger::Opening;
use crate::points::model::{PointSource, TransferKind};
use crate::points::ops::{self, Moved, Movement};
use crate::points::rules::RuleCode;
use crate::values::CustomerId;
use chrono::{DateTime, Utc};

/// Something that a rule pays for, once per key.
#[derive(Clone, Debug)]
pub struct Award<'a> {
    pub customer: CustomerId,
    /// Code of the rule, in the version in force at `at`.
    pub rule: RuleCode,
    pub basis: Basis,
    /// Who makes it: `portal`.
    pub actor: &'a str,
    pub idempotency_key: &'a str,
    pub source: PointSource,
    pub source_id: i64,
    /// On the statement.
    pub label: Bilingual<&'a str>,
    pub at: DateTime<Utc>,
}

/// Pays what the rule gives, with the best campaign and up to the cap; `None` if the rule gives nothing.
pub async fn pay(tx: &mut Tx, award: &Award<'_>) -> Result<Option<Moved>> {
    Account::lock(tx, award.customer).await?;
    let content = award.content();
    if let Some(transfer) = ops::find_moved(tx, award.actor, award.idempotency_key, &content).await? {
        return Ok(Some(Moved { transfer, new: false }));
    }
    let rule = store::in_force(tx, award.rule, award.at).await?;
    let campaign = store::best_campaign(tx, award.rule, award.at, CampaignScope::default()).await?;
    let before = match rule.cap {
        Some(_) => store::earned_in_month(tx, award.customer, award.rule, award.at, None).await?,
        None => 0,
    };
    let given = give(rule.terms(), award.basis, campaign.map_or(100, |campaign| campaign.percent), before);
    if given.whole() == 0 {
        return Ok(None);
    }
    let movement = award.movement(given.points);
    let opening = Opening::new(TransferKind::Earn, &movement);
    let campaign = campaign.map(|campaign| campaign.id);
    ops::issue(tx, Opening { content, campaign, cut: given.cut, ..opening }).await.map(Some)
}

impl<'a> Award<'a> {
    /// The key stands for the document and the rule, not for an amount, which depends on when it is paid.
    fn content(&self) -> String {
        let Self { customer, rule, source, source_id, .. } = self;
        format!("{}\n{customer}\n{rule}\n{source}\n{source_id}", TransferKind::Earn)
    }

    fn movement(&self, points: i64) -> Movement<'a> {
        Movement {
            customer: self.customer,
            points,
            actor: self.actor,
            idempotency_key: self.idempotency_key,
            rule: Some(self.rule),
            source: self.source,
            source_id: self.source_id,
            label: self.label,
            at: self.at,
        }
    }
}

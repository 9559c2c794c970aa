//! Giving. The project is locked first and the member's points second.

use super::model::{ProjectStatus, month_end, receipt_no};
use super::store::{self, LockedProject, NewDonation};
use crate::db::Tx;
use crate::error::{AppError, Refusal, Result};
use crate::i18n::Locale;
use crate::outbox::{self, Topic};
use crate::points::model::{PointAccount, PointSource, worth_fen};
use crate::points::ops::{self as ledger, Movement};
use crate::points::rules::RuleCode;
use crate::values::{CustomerId, DonationId, Fen, ProjectId, points};
use chrono::{DateTime, Utc};

/// What a member confirmed.
#[derive(Clone, Debug)]
pub struct Gift<'a> {
    pub customer: CustomerId,
    pub project: ProjectId,
    /// Whole points, more than 0.
    pub points: i64,
    /// These are all that lapse this month, as the page said; where they are not by now, nothing is given.
    pub all_lapsing: bool,
    /// Made with the page: the same key is the same donation.
    pub key: &'a str,
    pub now: DateTime<Utc>,
}

/// A donation that is there now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    pub id: DonationId,
    /// False where the same key had made it before.
    pub new: bool,
}

/// Gives points to a project: once for one key, whatever has become of the project since. Refused where the project
/// takes nothing, where the points are not there, and where those that lapse this month are not as many as was said.
pub async fn give(tx: &mut Tx, gift: &Gift<'_>) -> Result<Given> {
    let project = store::lock_project(tx, gift.project).await?.ok_or(AppError::NotFound)?;
    let actor = format!("member:{}", gift.customer);
    let content = format!("donation\n{}\n{}", gift.project, gift.points);
    if let Some(transfer) = ledger::find_moved(tx, &actor, gift.key, &content).await? {
        return Ok(Given { id: store::get_donation_of(tx, transfer).await?, new: false });
    }
    check(tx, gift, &project).await?;
    let points_per_yuan = ledger::rule_value(tx, RuleCode::Worth, gift.now).await?;
    let fen = Fen(worth_fen(gift.points, points_per_yuan));
    if !store::add_to_total(tx, gift, fen).await? {
        return Err(Refusal::ProjectOver.into());
    }
    let id = DonationId(tx.next_id("donations").await?);
    let movement = Movement {
        customer: gift.customer,
        points: gift.points,
        actor: &actor,
        key: gift.key,
        rule: None,
        source: PointSource::Donation,
        source_id: id.0,
        label: (&project.title_zh, &project.title_en),
        at: gift.now,
    };
    let transfer = ledger::spend_on(tx, &movement, PointAccount::Charity, content).await?.transfer;
    let receipt_no = receipt_no(id, gift.now);
    let new = NewDonation { id, receipt_no: &receipt_no, points_per_yuan, fen, project: &project, transfer };
    store::insert_donation(tx, gift, new).await?;
    outbox::notify(tx, gift.customer, (Topic::Donation, id), gift.now, |l| {
        thanks(l, &project, gift.points, &receipt_no)
    })
    .await?;
    Ok(Given { id, new: true })
}

async fn check(tx: &mut Tx, gift: &Gift<'_>, project: &LockedProject) -> Result<()> {
    if gift.points < 1 {
        return Err(AppError::Internal);
    }
    if project.status == ProjectStatus::Draft || project.visible_from > gift.now {
        return Err(AppError::NotFound);
    }
    if gift.all_lapsing {
        let points = ledger::lapsing(tx, gift.customer, gift.now, month_end(gift.now)).await?;
        if points != gift.points {
            return Err(Refusal::LapsingChanged { points }.into());
        }
    }
    Ok(())
}

/// A message's name and text.
fn thanks(l: Locale, project: &LockedProject, given: i64, receipt: &str) -> (&'static str, String) {
    let (title, given) = (l.pick(&project.title_zh, &project.title_en), points(given));
    let text = tr!(
        l,
        "感谢您为“{title}”捐赠 {given} 积分，凭证号 {receipt}。",
        "Thank you for giving {given} points to “{title}”. Your receipt: {receipt}."
    );
    ("given", text)
}

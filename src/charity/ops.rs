//! Donations. Lock order: the project first, then the member's points.

use super::model::{ProjectStatus, month_end, receipt_no};
use super::store::{self, LockedProject, NewDonation};
use crate::charity::Refusal;
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::i18n::{Bilingual, Locale};
use crate::outbox::{self, Topic};
use crate::points::model::{PointAccount, PointSource, value_fen};
use crate::points::ops::{self as ledger, Movement};
use crate::points::rules::RuleCode;
use crate::values::{CustomerId, DonationId, Fen, ProjectId, points};
use chrono::{DateTime, Utc};

/// What a member confirmed.
#[derive(Clone, Debug)]
pub struct DonationRequest<'a> {
    pub customer: CustomerId,
    pub project: ProjectId,
    /// Whole points, more than 0.
    pub points: i64,
    /// The points are all that expire this month, as the page said; the donation is refused if that has changed.
    pub all_expiring: bool,
    /// Issued with the page: the same key is the same donation.
    pub idempotency_key: &'a str,
    pub now: DateTime<Utc>,
}

/// The donation that a request led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DonationOutcome {
    pub id: DonationId,
    /// False if an earlier request with the same key made it.
    pub new: bool,
}

/// Donates points to a project, once per key, whatever has become of the project since. Refused if the project is not
/// open, the member has too few points, or the points that expire this month are not the number that was shown.
pub async fn donate(tx: &mut Tx, request: &DonationRequest<'_>) -> Result<DonationOutcome> {
    let project = store::lock_project(tx, request.project).await?.ok_or(AppError::NotFound)?;
    let actor = format!("member:{}", request.customer);
    let content = format!("donation\n{}\n{}", request.project, request.points);
    if let Some(transfer) = ledger::find_moved(tx, &actor, request.idempotency_key, &content).await? {
        return Ok(DonationOutcome { id: store::get_donation_of(tx, transfer).await?, new: false });
    }
    check(tx, request, &project).await?;
    let points_per_yuan = ledger::rule_value(tx, RuleCode::PointValue, request.now).await?;
    let fen = Fen(value_fen(request.points, points_per_yuan));
    if !store::add_to_total(tx, request, fen).await? {
        return Err(Refusal::ProjectOver.into());
    }
    let id = DonationId(tx.next_id("donations").await?);
    let movement = Movement {
        customer: request.customer,
        points: request.points,
        actor: &actor,
        idempotency_key: request.idempotency_key,
        rule: None,
        source: PointSource::Donation,
        source_id: id.0,
        label: Bilingual { zh: &project.title_zh, en: &project.title_en },
        at: request.now,
    };
    let transfer = ledger::spend_on(tx, &movement, PointAccount::Charity, content).await?.transfer;
    let receipt_no = receipt_no(id, request.now);
    let new = NewDonation { id, receipt_no: &receipt_no, points_per_yuan, fen, project: &project, transfer };
    store::insert_donation(tx, request, new).await?;
    outbox::notify(tx, request.customer, (Topic::Donation, id), request.now, |l| {
        thanks(l, &project, request.points, &receipt_no)
    })
    .await?;
    Ok(DonationOutcome { id, new: true })
}

async fn check(tx: &mut Tx, request: &DonationRequest<'_>, project: &LockedProject) -> Result<()> {
    if request.points < 1 {
        return Err(AppError::Internal);
    }
    if project.status == ProjectStatus::Draft || project.visible_from > request.now {
        return Err(AppError::NotFound);
    }
    if request.all_expiring {
        let points = ledger::expiring(tx, request.customer, request.now, month_end(request.now)).await?;
        if points != request.points {
            return Err(Refusal::ExpiringChanged { points }.into());
        }
    }
    Ok(())
}

/// Name and text of the thank-you message.
fn thanks(l: Locale, project: &LockedProject, given: i64, receipt: &str) -> (&'static str, String) {
    let (title, given) = (l.pick(&project.title_zh, &project.title_en), points(given));
    let text = tr!(
        l,
        "感谢您为“{title}”捐赠 {given} 积分，凭证号 {receipt}。",
        "Thank you for donating {given} points to “{title}”. Receipt no. {receipt}."
    );
    ("given", text)
}

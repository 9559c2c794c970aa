//! `/admin/points/campaigns/{id}`: a campaign; a draft can be edited, simulated, published and withdrawn.

use super::campaign_ending::{Ending, ended};
use super::campaign_fields::TEXTS;
use super::campaign_form::{CampaignForm, crumbs};
use super::campaigns::{days, scope};
use super::messages::{action, status};
use super::ops::CAMPAIGN;
use super::queries::{self, Campaign};
use super::version::{May, Steps};
use super::version_form::stale_draft;
use crate::actions::{self, Conflict, History, list_conflicts};
use crate::error::{AppError, Result};
use crate::garage::model::ModelName;
use crate::points::rules::model::Status;
use crate::points::rules::simulation::{self, Runs, Start, Subject};
use crate::ui::{Badge, PageHead, multiplier};
use crate::values::CampaignId;
use crate::web::{Admin, Ctx, Id, Page, use_ctx};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, _: Admin, Id(id): Id<CampaignId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let (campaign, models) = queries::find_campaign_and_models(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let runs = simulation::list_runs_of(&mut tx, id).await?;
    let done = actions::list(&mut tx, (CAMPAIGN, id.0), 12).await?;
    let conflicts = list_conflicts(&mut tx, CAMPAIGN, id.0, stale_draft(&ctx)).await?;
    drop(tx);
    let l = ctx.locale;
    let title = l.pick(&campaign.title_zh, &campaign.title_en).to_owned();
    Ok(ctx.page(title.clone(), || {
        let span = (Some(campaign.starts_at), Some(campaign.ends_at));
        let (kind, badge) = status(l, campaign.status, span, ctx.now);
        let subject = Subject::Campaign(id);
        let draft = campaign.status == Status::Draft;
        let may = May { publish: true, withdraw: draft || campaign.starts_at > ctx.now };
        view! {
            <PageHead title crumbs=crumbs(l)><Badge kind text=badge/></PageHead>
            <div class="split">
                <div class="stack"><Body campaign=campaign.clone() models conflicts/></div>
                <aside class="stack" aria-label=tr!(l, "操作", "Actions")>
                    <Start subject draft/>
                    <Steps base=format!("/admin/points/campaigns/{id}") revision=campaign.revision status=campaign.status may/>
                    <Ending campaign=campaign.clone()/>
                    <History done name=action texts=TEXTS/>
                </aside>
            </div>
            <Runs runs subject/>
        }
    }))
}

#[component]
fn Body(campaign: Campaign, models: Vec<ModelName>, conflicts: Vec<Conflict>) -> impl IntoView {
    let l = use_ctx().locale;
    if campaign.status == Status::Draft {
        let action = format!("/admin/points/campaigns/{}", campaign.id);
        return view! {
            <section class="card stack" aria-labelledby="draft">
                <h2 id="draft">{tr!(l, "草稿", "Draft")}</h2>
                <CampaignForm action campaign=Some(campaign) models conflicts/>
            </section>
        }
        .into_any();
    }
    let chosen = models.iter().filter(|model| campaign.models.lines().any(|id| id == model.id.to_string()));
    let chosen = chosen.map(|model| model.name.pick(l));
    let chosen: Vec<_> = chosen.chain(campaign.dealers.lines()).collect();
    let chosen = (!chosen.is_empty()).then(|| {
        let names = chosen.join(&tr!(l, "、", ", "));
        view! { <div><dt>{tr!(l, "限于", "Limited to")}</dt><dd>{names}</dd></div> }
    });
    let written = campaign.written_name.clone().map(|name| {
        let at = l.date_time(campaign.written_at);
        view! { <div><dt>{tr!(l, "撰写", "Created")}</dt><dd>{format!("{name} · {at}")}</dd></div> }
    });
    let by = campaign.published_name.clone().zip(campaign.published_at).map(|(name, at)| {
        let at = l.date_time(at);
        view! { <div><dt>{tr!(l, "发布", "Published")}</dt><dd>{format!("{name} · {at}")}</dd></div> }
    });
    view! {
        <section class="card stack" aria-labelledby="says">
            <h2 id="says">{tr!(l, "内容", "Details")}</h2>
            <dl class="spec spec-1">
                <div><dt>{tr!(l, "规则", "Rule")}</dt><dd>{scope(l, &campaign)}</dd></div>
                <div><dt>{tr!(l, "倍数", "Multiplier")}</dt><dd>{multiplier(campaign.percent)}</dd></div>
                <div><dt>{tr!(l, "时间", "When")}</dt><dd>{days(l, &campaign)}</dd></div>
                {chosen}{written}{by}{ended(l, &campaign)}
                <div><dt>{tr!(l, "说明", "Notes")}</dt><dd>{campaign.note.clone()}</dd></div>
            </dl>
        </section>
    }
    .into_any()
}

//! `/admin/points/campaigns/new`, and the form of a draft campaign.

use super::campaign_fields::{TEXTS, label, values};
use super::messages::rule_name;
use super::queries::{self, Campaign};
use crate::actions::{Conflict, Conflicts, Values};
use crate::error::Result;
use crate::garage::model::ModelName;
use crate::i18n::Locale;
use crate::points::rules::RuleCode;
use crate::ui::{PageHead, SelectField, TextArea, TextField};
use crate::web::{Admin, Ctx, Page, use_ctx};
use leptos::prelude::*;

pub async fn new(ctx: Ctx, _: Admin) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let models = queries::list_models(&mut tx).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "新建加倍活动", "New campaign");
    Ok(ctx.page(title.clone(), || {
        view! {
            <PageHead title=title.clone() crumbs=crumbs(l)/>
            <section class="card" aria-label=title>
                <CampaignForm action="/admin/points/campaigns/new".to_owned() campaign=None models conflicts=Vec::new()/>
            </section>
        }
    }))
}

/// Breadcrumbs of the campaign pages.
pub fn crumbs(l: Locale) -> Vec<(String, String)> {
    let campaigns = ("/admin/points/campaigns".to_owned(), tr!(l, "加倍活动", "Points campaigns"));
    super::rule::crumbs(l, None).into_iter().chain(std::iter::once(campaigns)).collect()
}

#[component]
pub fn CampaignForm(
    action: String,
    campaign: Option<Campaign>,
    models: Vec<ModelName>,
    conflicts: Vec<Conflict>,
) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let idempotency_key =
        campaign.is_none().then(|| view! { <input type="hidden" name="idempotency_key" value=ctx.idempotency_key()/> });
    let version = ctx.form_version(campaign.as_ref().map_or(0, |campaign| campaign.revision));
    let values = campaign.as_ref().map(values).unwrap_or_default();
    let v = |name| values.get(name);
    let rules = RuleCode::all_earning().map(|code| (code.code().to_owned(), rule_name(l, code))).collect();
    let percent_hint = tr!(l, "200 为 2 倍，150 为 1.5 倍。", "200 is double, 150 is 1.5 times.");
    view! {
        <Conflicts conflicts texts=TEXTS/>
        <form class="form" method="post" novalidate action=action>
            <input type="hidden" name="version" value=version/>
            {idempotency_key}
            <div class="form-grid">
                <TextField name="title_zh" label=label(l, "title_zh") value=v("title_zh") maxlength=40/>
                <TextField name="title_en" label=label(l, "title_en") value=v("title_en") maxlength=60/>
                <SelectField name="rule" label=label(l, "rule") options=rules value=v("rule")/>
                <TextField name="percent" label=label(l, "percent") value=v("percent")
                    hint=percent_hint inputmode="numeric" class="control-short" affix="%"/>
                <TextField name="from_on" kind="date" label=label(l, "from_on") value=v("from_on")/>
                <TextField name="until_on" kind="date" label=label(l, "until_on") value=v("until_on")/>
            </div>
            <Limits values=values.clone() models/>
            <TextArea name="note" label=label(l, "note") value=v("note") required=false maxlength=200 rows=2/>
            <div class="form-actions">
                <button class="btn btn-primary">{tr!(l, "保存草稿", "Save draft")}</button>
                <a class="btn btn-quiet" href="/admin/points/campaigns">{tr!(l, "返回", "Back")}</a>
            </div>
        </form>
    }
}

#[component]
fn Limits(values: Values, models: Vec<ModelName>) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let chosen = values.get("model");
    let boxes = models
        .into_iter()
        .map(|model| {
            let (id, value) = (format!("f-model-{}", model.id), model.id.to_string());
            let target = id.clone();
            let checked = match ctx.form.as_ref().filter(|form| form.typed.has("title_zh")) {
                Some(form) => form.typed.all("model").any(|typed| typed == value),
                None => chosen.lines().any(|id| id == value),
            };
            let name = model.name.pick(l).to_owned();
            view! {
                <label class="check" for=target>
                    <input type="checkbox" id=id name="model" value=value checked=checked/><span>{name}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>{tr!(l, "限定车型（不选为全部；只适用于维保消费）", "Limit to models (none selected: all; workshop spending only)")}</legend>
            {boxes}
        </fieldset>
        <TextArea name="dealers" label=label(l, "dealers") value=values.get("dealers") required=false rows=3
            hint=dealers_hint(l)/>
    }
}

fn dealers_hint(l: Locale) -> String {
    tr!(
        l,
        "经销商代码，每行一个；留空为全部经销商。只适用于维保消费。",
        "One dealer code per line; leave empty for all. Workshop spending only."
    )
}

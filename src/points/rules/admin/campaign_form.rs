//! `/admin/points/campaigns/new`, and the form of a draft campaign.

use super::messages::rule_name;
use super::queries::{self, Campaign, Limit};
use super::version_form::kept_revision;
use crate::clock::day;
use crate::error::Result;
use crate::i18n::Locale;
use crate::points::rules::RuleCode;
use crate::ui::{PageHead, SelectField, TextArea, TextField};
use crate::values::date_iso;
use crate::web::{Admin, Ctx, Page, use_ctx};
use chrono::TimeDelta;
use leptos::prelude::*;

pub async fn new(ctx: Ctx, _: Admin) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let limits = queries::list_limits(&mut tx, None).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "新建加倍活动", "New campaign");
    Ok(ctx.page(title.clone(), || {
        view! {
            <PageHead title=title.clone() crumbs=crumbs(l)/>
            <section class="card" aria-label=title>
                <CampaignForm action="/admin/points/campaigns/new".to_owned() campaign=None limits/>
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
pub fn CampaignForm(action: String, campaign: Option<Campaign>, limits: Vec<Limit>) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let idempotency_key =
        campaign.is_none().then(|| view! { <input type="hidden" name="idempotency_key" value=ctx.idempotency_key()/> });
    let c = &campaign;
    let text = |field: fn(&Campaign) -> String| c.as_ref().map(field).unwrap_or_default();
    let rules = RuleCode::all_earning().map(|code| (code.code().to_owned(), rule_name(l, code))).collect();
    let revision = kept_revision(c.as_ref().map_or(0, |c| c.revision));
    let percent_hint = tr!(l, "200 为 2 倍，150 为 1.5 倍。", "200 is double, 150 is 1.5 times.");
    view! {
        <form class="form" method="post" novalidate action=action>
            <input type="hidden" name="revision" value=revision/>
            {idempotency_key}
            <div class="form-grid">
                <TextField name="title_zh" label=tr!(l, "标题（中文）", "Title (Chinese)") value=text(|c| c.title_zh.clone()) maxlength=40/>
                <TextField name="title_en" label=tr!(l, "标题（英文）", "Title (English)") value=text(|c| c.title_en.clone()) maxlength=60/>
                <SelectField name="rule" label=tr!(l, "规则", "Rule") options=rules value=text(|c| c.rule_code.code().to_owned())/>
                <TextField name="percent" label=tr!(l, "积分倍数（%）", "Multiplier (%)") value=text(|c| c.percent.to_string())
                    hint=percent_hint inputmode="numeric" class="control-short" affix="%"/>
                <TextField name="from_on" kind="date" label=tr!(l, "第一天", "First day") value=text(|c| date_iso(day(c.starts_at)))/>
                <TextField name="until_on" kind="date" label=tr!(l, "最后一天", "Last day")
                    value=text(|c| date_iso(day(c.ends_at - TimeDelta::seconds(1))))/>
            </div>
            <Limits limits/>
            <TextArea name="note" label=tr!(l, "说明", "Notes") value=text(|c| c.note.clone()) required=false maxlength=200 rows=2/>
            <div class="form-actions">
                <button class="btn btn-primary">{tr!(l, "保存草稿", "Save draft")}</button>
                <a class="btn btn-quiet" href="/admin/points/campaigns">{tr!(l, "返回", "Back")}</a>
            </div>
        </form>
    }
}

#[component]
fn Limits(limits: Vec<Limit>) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let (dealers, models): (Vec<_>, Vec<_>) = limits.into_iter().partition(|limit| limit.dealer);
    let codes = dealers.iter().map(|limit| limit.name_zh.as_str()).collect::<Vec<_>>().join("\n");
    let boxes = models
        .into_iter()
        .map(|limit| {
            let (id, value) = (format!("f-model-{}", limit.id), limit.id.to_string());
            let target = id.clone();
            let checked = match ctx.form.as_ref().filter(|form| form.typed.has("title_zh")) {
                Some(form) => form.typed.all("model").any(|typed| typed == value),
                None => limit.chosen,
            };
            let name = l.pick(&limit.name_zh, &limit.name_en).to_owned();
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
        <TextArea name="dealers" label=tr!(l, "限定经销商", "Limit to dealers") value=codes required=false rows=3
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

use super::input::{shape, tier_fields};
use super::queries::Version;
use crate::error::{AppError, Refusal};
use crate::i18n::Locale;
use crate::points::model::TierRule;
use crate::points::rules::RuleCode;
use crate::ui::{TextArea, TextField, tier_name};
use crate::values::{Tier, date_iso};
use crate::web::use_ctx;
use leptos::prelude::*;

/// The form of a new or existing draft; a new one starts with the values in force.
#[component]
pub fn DraftForm(
    code: RuleCode,
    action: String,
    start: Option<Version>,
    tiers: Vec<TierRule>,
    #[prop(optional)] new: bool,
) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let idempotency_key =
        new.then(|| view! { <input type="hidden" name="idempotency_key" value=ctx.idempotency_key()/> });
    let revision = start.as_ref().map_or(0, |start| start.revision);
    let (note, day) = match start.as_ref().filter(|_| !new) {
        Some(start) => (start.note.clone(), start.starts_on.map(date_iso).unwrap_or_default()),
        None => Default::default(),
    };
    let save = if new { tr!(l, "存为草稿", "Save as draft") } else { tr!(l, "保存草稿", "Save draft") };
    view! {
        <form class="form" method="post" novalidate action=action>
            <input type="hidden" name="revision" value=kept_revision(revision)/>
            {idempotency_key}
            <PointValue code start tiers/>
            <div class="form-grid">
                <TextField name="starts_on" kind="date" label=tr!(l, "生效日期", "Effective from") value=day
                    hint=tr!(l, "从这一天零点（北京时间）起，最早明天。", "From midnight Beijing time, tomorrow at the earliest.")/>
            </div>
            <TextArea name="note" label=tr!(l, "变更原因", "Reason for change") value=note maxlength=200 rows=2
                hint=tr!(l, "仅管理员可见。", "Visible to administrators only.")/>
            <div class="form-actions"><button class="btn btn-primary">{save}</button></div>
        </form>
    }
}

/// Keeps the submitted revision after an error, to detect concurrent changes; takes the present one after `Stale`.
pub fn kept_revision(present: i64) -> String {
    let ctx = use_ctx();
    let kept = ctx.form.as_ref().filter(|form| form.error != AppError::Refused(Refusal::Stale));
    let kept = kept.map(|form| form.typed.get("revision").to_owned()).filter(|revision| !revision.is_empty());
    kept.unwrap_or_else(|| present.to_string())
}

#[component]
fn PointValue(code: RuleCode, start: Option<Version>, tiers: Vec<TierRule>) -> impl IntoView {
    let l = use_ctx().locale;
    let shape = shape(code);
    let value = start.as_ref().map(|start| start.value.to_string()).unwrap_or_default();
    let cap = start.as_ref().and_then(|start| start.cap).map(|cap| cap.to_string()).unwrap_or_default();
    let value = shape.value.map(|_| {
        view! { <TextField name="value" label=label(l, code) value inputmode="numeric" class="control-short" affix=unit(l, code)/> }
    });
    let cap = shape.cap.then(|| {
        let hint = tr!(l, "每位会员每自然月按本规则最多得的积分；留空为不限。",
            "The most points a member can earn by this rule per calendar month. Leave empty for no cap.");
        view! { <TextField name="cap" label=tr!(l, "每月上限", "Monthly cap") value=cap hint required=false inputmode="numeric"
            class="control-short" affix=tr!(l, "分", "points")/> }
    });
    view! { <div class="form-grid">{value}{cap}</div>{shape.tiers.then(|| view! { <Tiers tiers/> })} }
}

#[component]
fn Tiers(tiers: Vec<TierRule>) -> impl IntoView {
    let l = use_ctx().locale;
    let rows = tier_fields().map(|(tier, tier_points, percent)| {
        let rule = tiers.iter().find(|rule| rule.tier == tier);
        let from = rule.map(|rule| rule.min_tier_points.to_string()).unwrap_or_default();
        let times = rule.map(|rule| rule.multiplier_percent.to_string()).unwrap_or_default();
        let name = tier_name(l, tier);
        let tier_points = (tier != Tier::LOWEST).then(|| {
            view! { <TextField name=tier_points label=tr!(l, "{name}：成长值从", "{name}: tier points from") value=from inputmode="numeric"/> }
        });
        let label = tr!(l, "{name}：维保积分倍数", "{name}: workshop points multiplier");
        view! {
            <div class="form-grid">
                {tier_points}
                <TextField name=percent label value=times inputmode="numeric" affix="%"/>
            </div>
        }
    });
    view! { {rows.collect_view()} }
}

fn label(l: Locale, code: RuleCode) -> String {
    match code {
        RuleCode::Workshop => tr!(l, "每实付 ¥1 得", "For every ¥1 paid"),
        RuleCode::PointValue => tr!(l, "价值 ¥1 的积分", "Points worth ¥1"),
        RuleCode::Validity => tr!(l, "有效期", "Valid for"),
        RuleCode::Household => {
            tr!(l, "每人每月可转赠（0 为不允许）", "Transfer limit per member per month (0: not allowed)")
        }
        RuleCode::FourEyes => tr!(l, "单人可调整上限", "Single-approver limit"),
        RuleCode::Tiers
        | RuleCode::Delivery
        | RuleCode::ReferralTestDrive
        | RuleCode::ReferralDelivery
        | RuleCode::ReferralFriend
        | RuleCode::Event
        | RuleCode::Profile
        | RuleCode::Survey => tr!(l, "每次得", "Each time"),
    }
}

fn unit(l: Locale, code: RuleCode) -> String {
    if code == RuleCode::Validity { tr!(l, "个月", "months") } else { tr!(l, "分", "points") }
}

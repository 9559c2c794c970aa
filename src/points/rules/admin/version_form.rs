use super::input::{shape, tier_fields};
use super::queries::Version;
use super::version_fields::{TEXTS, label, values};
use crate::actions::{Conflict, Conflicts, Values};
use crate::i18n::Locale;
use crate::points::rules::RuleCode;
use crate::ui::{TextArea, TextField};
use crate::values::Tier;
use crate::web::{Ctx, use_ctx};
use leptos::prelude::*;

/// The form of a new or existing draft; a new one starts with the values in force.
#[component]
pub fn DraftForm(
    code: RuleCode,
    action: String,
    start: Option<Version>,
    conflicts: Vec<Conflict>,
    #[prop(optional)] new: bool,
) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let idempotency_key =
        new.then(|| view! { <input type="hidden" name="idempotency_key" value=ctx.idempotency_key()/> });
    let version = ctx.form_version(start.as_ref().map_or(0, |start| start.revision));
    let values = start.as_ref().map(values).unwrap_or_default();
    let own = |name| if new { String::new() } else { values.get(name) };
    let save = if new { tr!(l, "存为草稿", "Save as draft") } else { tr!(l, "保存草稿", "Save draft") };
    view! {
        <Conflicts conflicts texts=TEXTS/>
        <form class="form" method="post" novalidate action=action>
            <input type="hidden" name="version" value=version/>
            {idempotency_key}
            <PointValue code values=values.clone()/>
            <div class="form-grid">
                <TextField name="starts_on" kind="date" label=label(l, "starts_on") value=own("starts_on")
                    hint=tr!(l, "从这一天零点（北京时间）起，最早明天。", "From midnight Beijing time, tomorrow at the earliest.")/>
            </div>
            <TextArea name="note" label=label(l, "note") value=own("note") maxlength=200 rows=2
                hint=tr!(l, "仅管理员可见。", "Visible to administrators only.")/>
            <div class="form-actions"><button class="btn btn-primary">{save}</button></div>
        </form>
    }
}

/// The version that a draft's form was opened with, if it was refused as stale. The buttons beside the form send the
/// version too, but no entries that would replace the newer one.
pub fn stale_draft(ctx: &Ctx) -> Option<i64> {
    ctx.stale_version().filter(|_| ctx.form.as_ref().is_some_and(|form| form.typed.has("note")))
}

#[component]
fn PointValue(code: RuleCode, values: Values) -> impl IntoView {
    let l = use_ctx().locale;
    let shape = shape(code);
    let value = shape.value.map(|_| {
        view! { <TextField name="value" label=value_label(l, code) value=values.get("value") inputmode="numeric" class="control-short" affix=unit(l, code)/> }
    });
    let cap = shape.cap.then(|| {
        let hint = tr!(l, "每位会员每自然月按本规则最多得的积分；留空为不限。",
            "The most points a member can earn by this rule per calendar month. Leave empty for no cap.");
        view! { <TextField name="cap" label=label(l, "cap") value=values.get("cap") hint required=false inputmode="numeric"
            class="control-short" affix=tr!(l, "分", "points")/> }
    });
    view! { <div class="form-grid">{value}{cap}</div>{shape.tiers.then(|| view! { <Tiers values/> })} }
}

#[component]
fn Tiers(values: Values) -> impl IntoView {
    let l = use_ctx().locale;
    let rows = tier_fields().map(|(tier, tier_points, percent)| {
        let tier_points = (tier != Tier::LOWEST).then(|| {
            view! { <TextField name=tier_points label=label(l, tier_points) value=values.get(tier_points) inputmode="numeric"/> }
        });
        view! {
            <div class="form-grid">
                {tier_points}
                <TextField name=percent label=label(l, percent) value=values.get(percent) inputmode="numeric" affix="%"/>
            </div>
        }
    });
    view! { {rows.collect_view()} }
}

/// The label of a rule's value.
fn value_label(l: Locale, code: RuleCode) -> String {
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

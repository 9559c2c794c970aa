use super::fields::{label, pictures, question_kind, question_part};
use super::input::{Names, QUESTIONS};
use crate::actions::Values;
use crate::events::model::QuestionKind;
use crate::garage::model::ModelName;
use crate::ui::{CheckBox, SelectField, TextArea, TextField, tier_name};
use crate::values::{QuestionId, Tier};
use crate::web::{use_ctx, use_locale};
use leptos::prelude::*;

/// All fields of an event; `questions` holds the ids of its existing questions.
#[component]
pub fn Fields(values: Values, questions: Vec<QuestionId>, models: Vec<ModelName>) -> impl IntoView {
    view! {
        <Texts values=values.clone()/>
        <Times values=values.clone()/>
        <Places values=values.clone()/>
        <Guests values=values.clone() models/>
        <Questions values questions/>
    }
}

#[component]
fn Text(name: &'static str, values: Values, maxlength: u32) -> impl IntoView {
    let l = use_locale();
    view! { <TextField name label=label(l, name) value=values.get(name) maxlength/> }
}

#[component]
fn Texts(values: Values) -> impl IntoView {
    let l = use_locale();
    let body_hint = tr!(l, "每行一段。", "One paragraph per line.");
    view! {
        <section class="form-section" aria-labelledby="texts">
            <h2 id="texts">{tr!(l, "介绍", "Texts")}</h2>
            <div class="form-grid">
                <Text name="title_zh" values=values.clone() maxlength=60/>
                <Text name="title_en" values=values.clone() maxlength=100/>
                <Text name="summary_zh" values=values.clone() maxlength=120/>
                <Text name="summary_en" values=values.clone() maxlength=200/>
                <TextArea name="body_zh" label=label(l, "body_zh") value=values.get("body_zh") hint=body_hint.clone() rows=7/>
                <TextArea name="body_en" label=label(l, "body_en") value=values.get("body_en") hint=body_hint rows=7/>
            </div>
            <SelectField name="picture" label=label(l, "picture") options=pictures(l) value=values.get("picture")/>
        </section>
    }
}

#[component]
fn Times(values: Values) -> impl IntoView {
    let l = use_locale();
    let fields = ["starts_at", "ends_at", "opens_at", "closes_at"].map(|name| {
        view! { <TextField name kind="datetime-local" label=label(l, name) value=values.get(name)/> }
    });
    view! {
        <section class="form-section" aria-labelledby="times">
            <h2 id="times">{tr!(l, "时间（北京时间）", "Times (Beijing time)")}</h2>
            <div class="form-grid">{fields}</div>
        </section>
    }
}

#[component]
fn Places(values: Values) -> impl IntoView {
    let l = use_locale();
    view! {
        <section class="form-section" aria-labelledby="places">
            <h2 id="places">{tr!(l, "地点", "Place")}</h2>
            <div class="form-grid">
                <Text name="city" values=values.clone() maxlength=20/>
                <Text name="city_en" values=values.clone() maxlength=40/>
                <Text name="place_zh" values=values.clone() maxlength=60/>
                <Text name="place_en" values=values.clone() maxlength=100/>
            </div>
            <Text name="address" values maxlength=120/>
        </section>
    }
}

#[component]
fn Guests(values: Values, models: Vec<ModelName>) -> impl IntoView {
    let l = use_locale();
    let mut tiers = vec![(String::new(), tr!(l, "不限等级", "Any tier"))];
    tiers.extend(Tier::ALL.iter().skip(1).map(|&tier| {
        let name = tier_name(l, tier);
        (tier.code().to_owned(), tr!(l, "{name}及以上", "{name} and above"))
    }));
    let mut cars = vec![(String::new(), tr!(l, "不限车型", "Any model"))];
    cars.extend(models.iter().map(|model| (model.id.to_string(), model.name.pick(l).to_owned())));
    let (seats, points) = (tr!(l, "个", "seats"), tr!(l, "积分", "points"));
    let number = |name: &str| values.get_or(name, "0");
    let fee_hint = tr!(
        l,
        "每组报名扣一次，与人数无关；有人报名后不能再改。",
        "Charged once per registration, whatever its size. Fixed after the first registration."
    );
    view! {
        <section class="form-section" aria-labelledby="guests">
            <h2 id="guests">{tr!(l, "名额与积分", "Seats and points")}</h2>
            <div class="form-grid">
                <TextField name="capacity" label=label(l, "capacity") value=values.get("capacity") inputmode="numeric" affix=seats.clone()/>
                <TextField name="companions_max" label=label(l, "companions_max") value=number("companions_max") inputmode="numeric" affix=seats/>
                <SelectField name="tier_from" label=label(l, "tier_from") options=tiers value=values.get("tier_from") required=false/>
                <SelectField name="model_id" label=label(l, "model_id") options=cars value=values.get("model_id") required=false/>
                <TextField name="fee_points" label=label(l, "fee_points") value=number("fee_points") inputmode="numeric" affix=points.clone() hint=fee_hint/>
                <TextField name="award_points" label=label(l, "award_points") value=number("award_points") inputmode="numeric" affix=points/>
            </div>
        </section>
    }
}

#[component]
fn Questions(values: Values, questions: Vec<QuestionId>) -> impl IntoView {
    let l = use_locale();
    let hint = tr!(
        l,
        "最多六个；题目留空的不会出现。选择题每行一个选项，中英文顺序一致。",
        "Up to six; questions left empty are not shown. One choice per line, in the same order in both languages."
    );
    let rows = QUESTIONS.iter().enumerate().map(|(at, names)| {
        let id = questions.get(at).copied().unwrap_or(QuestionId(0));
        view! { <QuestionRow at=at + 1 names id values=values.clone()/> }
    });
    view! {
        <section class="form-section" aria-labelledby="asks">
            <h2 id="asks">{tr!(l, "报名时要问的问题", "Registration questions")}</h2>
            <p class="hint">{hint}</p>
            <div class="faq">{rows.collect_view()}</div>
        </section>
    }
}

/// A row is expanded if it has content, so that an error is never hidden in a collapsed one.
#[component]
fn QuestionRow(at: usize, names: &'static Names, id: QuestionId, values: Values) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let typed = ctx.form.as_ref().is_some_and(|form| {
        [names.label_zh, names.label_en, names.choices_zh, names.choices_en]
            .iter()
            .any(|name| !form.typed.get(name).is_empty())
    });
    let value = |name| values.get(name);
    let part = |part| question_part(l, part).unwrap_or_default();
    let open = typed || !value(names.label_zh).is_empty();
    let kinds = QuestionKind::ALL.iter().map(|&kind| (kind.code().to_owned(), question_kind(l, kind))).collect();
    let kind = values.get_or(names.kind, QuestionKind::Text.code());
    view! {
        <details open=open>
            <summary>{tr!(l, "问题 {at}", "Question {at}")}</summary>
            <div class="stack">
                <input type="hidden" name=names.id value=id.to_string()/>
                <SelectField name=names.kind label=part("kind") options=kinds value=kind/>
                <div class="form-grid">
                    <TextField name=names.label_zh label=part("label_zh") value=value(names.label_zh) required=false maxlength=80/>
                    <TextField name=names.label_en label=part("label_en") value=value(names.label_en) required=false maxlength=120/>
                    <TextArea name=names.choices_zh label=part("choices_zh") value=value(names.choices_zh) required=false/>
                    <TextArea name=names.choices_en label=part("choices_en") value=value(names.choices_en) required=false/>
                </div>
                <CheckBox name=names.required label=part("required") checked=!value(names.required).is_empty()/>
            </div>
        </details>
    }
}

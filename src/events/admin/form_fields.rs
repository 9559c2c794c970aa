use super::input::{Names, PICTURES, QUESTIONS};
use crate::clock::shanghai;
use crate::events::model::{Event, Question, QuestionKind};
use crate::i18n::Locale;
use crate::ui::{CheckBox, SelectField, TextArea, TextField, tier_name};
use crate::values::{ModelId, Tier};
use crate::web::use_ctx;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// A model with its names, Chinese and English.
pub type Model = (ModelId, String, String);

/// Everything an event consists of; empty for a new one.
#[component]
pub fn Fields(event: Option<Event>, questions: Vec<Question>, models: Vec<Model>) -> impl IntoView {
    view! {
        <Texts event=event.clone()/>
        <WhenAndWhere event=event.clone()/>
        <Places event=event.clone()/>
        <Guests event models/>
        <Questions questions/>
    }
}

fn text(event: &Option<Event>, field: impl Fn(&Event) -> String) -> String {
    event.as_ref().map(field).unwrap_or_default()
}

#[component]
fn Texts(event: Option<Event>) -> impl IntoView {
    let l = use_ctx().locale;
    let e = &event;
    let body_hint = tr!(l, "每行一段。", "One paragraph a line.");
    view! {
        <section class="form-section" aria-labelledby="texts">
            <h2 id="texts">{tr!(l, "介绍", "Texts")}</h2>
            <div class="form-grid">
                <TextField name="title_zh" label=tr!(l, "标题（中文）", "Title (Chinese)") value=text(e, |e| e.title_zh.clone()) maxlength=60/>
                <TextField name="title_en" label=tr!(l, "标题（英文）", "Title (English)") value=text(e, |e| e.title_en.clone()) maxlength=100/>
                <TextField name="summary_zh" label=tr!(l, "一句话介绍（中文）", "In one sentence (Chinese)") value=text(e, |e| e.summary_zh.clone()) maxlength=120/>
                <TextField name="summary_en" label=tr!(l, "一句话介绍（英文）", "In one sentence (English)") value=text(e, |e| e.summary_en.clone()) maxlength=200/>
                <TextArea name="body_zh" label=tr!(l, "正文（中文）", "Text (Chinese)") value=text(e, |e| e.body_zh.clone()) hint=body_hint.clone() rows=7/>
                <TextArea name="body_en" label=tr!(l, "正文（英文）", "Text (English)") value=text(e, |e| e.body_en.clone()) hint=body_hint rows=7/>
            </div>
            <SelectField name="picture" label=tr!(l, "图片", "Picture") options=pictures(l) value=text(e, |e| e.picture.clone())/>
        </section>
    }
}

fn pictures(l: Locale) -> Vec<(String, String)> {
    let names = [
        tr!(l, "自驾", "A drive"),
        tr!(l, "露营", "Camping"),
        tr!(l, "赛道", "A race track"),
        tr!(l, "博物馆", "A museum"),
        tr!(l, "晚宴", "A dinner"),
        tr!(l, "跑步", "A run"),
    ];
    PICTURES.iter().map(|path| (*path).to_owned()).zip(names).collect()
}

/// An instant as a field for date and time has it: on a clock in Shanghai.
fn local(at: DateTime<Utc>) -> String {
    shanghai(at).format("%Y-%m-%dT%H:%M").to_string()
}

#[component]
fn WhenAndWhere(event: Option<Event>) -> impl IntoView {
    let l = use_ctx().locale;
    let e = &event;
    let kind = "datetime-local";
    view! {
        <section class="form-section" aria-labelledby="times">
            <h2 id="times">{tr!(l, "时间（北京时间）", "Times (Beijing time)")}</h2>
            <div class="form-grid">
                <TextField name="starts_at" kind label=tr!(l, "活动开始", "Starts") value=text(e, |e| local(e.starts_at))/>
                <TextField name="ends_at" kind label=tr!(l, "活动结束", "Ends") value=text(e, |e| local(e.ends_at))/>
                <TextField name="opens_at" kind label=tr!(l, "开放报名", "Registration opens") value=text(e, |e| local(e.opens_at))/>
                <TextField name="closes_at" kind label=tr!(l, "截止报名", "Registration ends") value=text(e, |e| local(e.closes_at))/>
            </div>
        </section>
    }
}

#[component]
fn Places(event: Option<Event>) -> impl IntoView {
    let l = use_ctx().locale;
    let e = &event;
    view! {
        <section class="form-section" aria-labelledby="places">
            <h2 id="places">{tr!(l, "地点", "Place")}</h2>
            <div class="form-grid">
                <TextField name="city" label=tr!(l, "城市（中文）", "City (Chinese)") value=text(e, |e| e.city.clone()) maxlength=20/>
                <TextField name="city_en" label=tr!(l, "城市（英文）", "City (English)") value=text(e, |e| e.city_en.clone()) maxlength=40/>
                <TextField name="place_zh" label=tr!(l, "场地（中文）", "Venue (Chinese)") value=text(e, |e| e.place_zh.clone()) maxlength=60/>
                <TextField name="place_en" label=tr!(l, "场地（英文）", "Venue (English)") value=text(e, |e| e.place_en.clone()) maxlength=100/>
            </div>
            <TextField name="address" label=tr!(l, "地址", "Address") value=text(e, |e| e.address.clone()) maxlength=120/>
        </section>
    }
}

#[component]
fn Guests(event: Option<Event>, models: Vec<Model>) -> impl IntoView {
    let l = use_ctx().locale;
    let e = &event;
    let mut tiers = vec![(String::new(), tr!(l, "不限等级", "Any tier"))];
    tiers.extend(Tier::ALL.iter().skip(1).map(|&tier| {
        let name = tier_name(l, tier);
        (tier.code().to_owned(), tr!(l, "{name}及以上", "{name} and above"))
    }));
    let mut cars = vec![(String::new(), tr!(l, "不限车型", "Any model"))];
    cars.extend(models.iter().map(|(id, zh, en)| (id.to_string(), l.pick(zh, en).to_owned())));
    let (seats, points) = (tr!(l, "个", "seats"), tr!(l, "积分", "points"));
    let tier = text(e, |e| e.tier_from.map(|tier| tier.code().to_owned()).unwrap_or_default());
    let model = text(e, |e| e.model_id.map(|id| id.to_string()).unwrap_or_default());
    let number = |field: fn(&Event) -> i64| e.as_ref().map_or("0".to_owned(), |e| field(e).to_string());
    let fee_hint = tr!(
        l,
        "每次报名扣一次，与人数无关；有人报名后不能再改。",
        "Once per registration, whatever its size; fixed once somebody has registered."
    );
    view! {
        <section class="form-section" aria-labelledby="guests">
            <h2 id="guests">{tr!(l, "名额与积分", "Seats and points")}</h2>
            <div class="form-grid">
                <TextField name="capacity" label=tr!(l, "总名额", "Capacity") value=text(e, |e| e.capacity.to_string()) inputmode="numeric" affix=seats.clone()/>
                <TextField name="companions_max" label=tr!(l, "每人最多同行", "Companions at most") value=number(|e| e.companions_max) inputmode="numeric" affix=seats/>
                <SelectField name="tier_from" label=tr!(l, "会员等级", "Tier") options=tiers value=tier required=false/>
                <SelectField name="model_id" label=tr!(l, "车型", "Model") options=cars value=model required=false/>
                <TextField name="fee_points" label=tr!(l, "报名费", "Fee") value=number(|e| e.fee_points) inputmode="numeric" affix=points.clone() hint=fee_hint/>
                <TextField name="award_points" label=tr!(l, "到场得", "For coming") value=number(|e| e.award_points) inputmode="numeric" affix=points/>
            </div>
        </section>
    }
}

#[component]
fn Questions(questions: Vec<Question>) -> impl IntoView {
    let l = use_ctx().locale;
    let hint = tr!(
        l,
        "最多六个；题目留空的不会出现。选择题每行一个选项，中英文顺序一致。",
        "Up to six; rows left empty do not appear. Choices one a line, in the same order in both languages."
    );
    let rows = QUESTIONS.iter().enumerate().map(|(at, names)| {
        let question = questions.get(at).cloned();
        view! { <QuestionRow at=at + 1 names question/> }
    });
    view! {
        <section class="form-section" aria-labelledby="asks">
            <h2 id="asks">{tr!(l, "报名时要问的问题", "Questions for those who register")}</h2>
            <p class="hint">{hint}</p>
            <div class="faq">{rows.collect_view()}</div>
        </section>
    }
}

/// A row is open where it holds something, so that nothing wrong hides in a closed one.
#[component]
fn QuestionRow(at: usize, names: &'static Names, question: Option<Question>) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let typed = ctx.form.as_ref().is_some_and(|form| {
        [names.label_zh, names.label_en, names.choices_zh, names.choices_en]
            .iter()
            .any(|name| !form.typed.get(name).is_empty())
    });
    let q = question.unwrap_or(Question {
        id: 0.into(),
        kind: QuestionKind::Text,
        label_zh: String::new(),
        label_en: String::new(),
        choices_zh: String::new(),
        choices_en: String::new(),
        required: false,
    });
    let open = typed || !q.label_zh.is_empty();
    let kinds = [
        (QuestionKind::Text, tr!(l, "填空", "Text")),
        (QuestionKind::Choice, tr!(l, "单选", "One of several")),
        (QuestionKind::YesNo, tr!(l, "是或否", "Yes or no")),
    ];
    let kinds = kinds.map(|(kind, name)| (kind.code().to_owned(), name)).into();
    view! {
        <details open=open>
            <summary>{tr!(l, "问题 {at}", "Question {at}")}</summary>
            <div class="stack">
                <input type="hidden" name=names.id value=q.id.to_string()/>
                <SelectField name=names.kind label=tr!(l, "类型", "Kind") options=kinds value=q.kind.code()/>
                <div class="form-grid">
                    <TextField name=names.label_zh label=tr!(l, "题目（中文）", "Question (Chinese)") value=q.label_zh required=false maxlength=80/>
                    <TextField name=names.label_en label=tr!(l, "题目（英文）", "Question (English)") value=q.label_en required=false maxlength=120/>
                    <TextArea name=names.choices_zh label=tr!(l, "选项（中文）", "Choices (Chinese)") value=q.choices_zh required=false/>
                    <TextArea name=names.choices_en label=tr!(l, "选项（英文）", "Choices (English)") value=q.choices_en required=false/>
                </div>
                <CheckBox name=names.required label=tr!(l, "必答", "Must be answered") checked=q.required/>
            </div>
        </details>
    }
}

//! The fields of the event form: their values for an event, their labels, and how values are displayed.

use super::input::{PICTURES, QUESTIONS};
use crate::actions::{FieldTexts, Values};
use crate::clock::shanghai;
use crate::events::model::{Event, Question, QuestionKind};
use crate::i18n::Locale;
use crate::ui::tier_name;
use crate::values::{Tier, parse_date_time};
use chrono::{DateTime, Utc};

pub const TEXTS: FieldTexts = FieldTexts { label, value };

/// The form's field values for an event.
pub fn values(event: &Event, questions: &[Question]) -> Values {
    let e = event;
    let fields = [
        ("title_zh", e.title_zh.clone()),
        ("title_en", e.title_en.clone()),
        ("summary_zh", e.summary_zh.clone()),
        ("summary_en", e.summary_en.clone()),
        ("body_zh", e.body_zh.clone()),
        ("body_en", e.body_en.clone()),
        ("picture", e.picture.clone()),
        ("starts_at", local(e.starts_at)),
        ("ends_at", local(e.ends_at)),
        ("opens_at", local(e.opens_at)),
        ("closes_at", local(e.closes_at)),
        ("city", e.city.clone()),
        ("city_en", e.city_en.clone()),
        ("place_zh", e.place_zh.clone()),
        ("place_en", e.place_en.clone()),
        ("address", e.address.clone()),
        ("capacity", e.capacity.to_string()),
        ("companions_max", e.companions_max.to_string()),
        ("tier_from", e.tier_from.map(|tier| tier.code().to_owned()).unwrap_or_default()),
        ("model_id", e.model_id.map(|id| id.to_string()).unwrap_or_default()),
        ("fee_points", e.fee_points.to_string()),
        ("award_points", e.award_points.to_string()),
    ];
    let questions = QUESTIONS.iter().zip(questions).flat_map(|(names, q)| {
        [
            (names.kind, q.kind.code().to_owned()),
            (names.label_zh, q.label_zh.clone()),
            (names.label_en, q.label_en.clone()),
            (names.choices_zh, q.choices_zh.clone()),
            (names.choices_en, q.choices_en.clone()),
            (names.required, if q.required { "on" } else { "" }.to_owned()),
        ]
    });
    fields.into_iter().chain(questions).collect()
}

/// Formats an instant for a `datetime-local` field, in Shanghai time.
fn local(at: DateTime<Utc>) -> String {
    shanghai(at).format("%Y-%m-%dT%H:%M").to_string()
}

/// The label of a field.
pub fn label(l: Locale, field: &str) -> String {
    match field {
        "title_zh" => tr!(l, "标题（中文）", "Title (Chinese)"),
        "title_en" => tr!(l, "标题（英文）", "Title (English)"),
        "summary_zh" => tr!(l, "一句话介绍（中文）", "Summary (Chinese)"),
        "summary_en" => tr!(l, "一句话介绍（英文）", "Summary (English)"),
        "body_zh" => tr!(l, "正文（中文）", "Text (Chinese)"),
        "body_en" => tr!(l, "正文（英文）", "Text (English)"),
        "picture" => tr!(l, "图片", "Picture"),
        "starts_at" => tr!(l, "活动开始", "Starts"),
        "ends_at" => tr!(l, "活动结束", "Ends"),
        "opens_at" => tr!(l, "开放报名", "Registration opens"),
        "closes_at" => tr!(l, "截止报名", "Registration ends"),
        "city" => tr!(l, "城市（中文）", "City (Chinese)"),
        "city_en" => tr!(l, "城市（英文）", "City (English)"),
        "place_zh" => tr!(l, "场地（中文）", "Venue (Chinese)"),
        "place_en" => tr!(l, "场地（英文）", "Venue (English)"),
        "address" => tr!(l, "地址", "Address"),
        "capacity" => tr!(l, "总名额", "Capacity"),
        "companions_max" => tr!(l, "每人可带同伴", "Companions allowed"),
        "tier_from" => tr!(l, "会员等级", "Tier"),
        "model_id" => tr!(l, "车型", "Model"),
        "fee_points" => tr!(l, "报名费", "Fee"),
        "award_points" => tr!(l, "到场奖励", "Attendance reward"),
        field => question_label(l, field).unwrap_or_else(|| field.to_owned()),
    }
}

/// The label of a question's field, such as `q2_label_zh`.
fn question_label(l: Locale, field: &str) -> Option<String> {
    let (n, part) = field.strip_prefix('q')?.split_once('_')?;
    let part = question_part(l, part)?;
    Some(tr!(l, "问题 {n} · {part}", "Question {n}, {part}"))
}

/// The label of a field within its question.
pub fn question_part(l: Locale, part: &str) -> Option<String> {
    Some(match part {
        "kind" => tr!(l, "类型", "Type"),
        "label_zh" => tr!(l, "题目（中文）", "Question (Chinese)"),
        "label_en" => tr!(l, "题目（英文）", "Question (English)"),
        "choices_zh" => tr!(l, "选项（中文）", "Choices (Chinese)"),
        "choices_en" => tr!(l, "选项（英文）", "Choices (English)"),
        "required" => tr!(l, "必答", "Required"),
        _ => return None,
    })
}

/// A field's value for display; `None` if it means nothing by itself.
fn value(l: Locale, field: &str, value: &str) -> Option<String> {
    match field {
        "picture" => pictures(l).into_iter().find(|(path, _)| path == value).map(|(_, name)| name),
        "starts_at" | "ends_at" | "opens_at" | "closes_at" => Some(l.date_time(parse_date_time(value).ok()?)),
        "tier_from" => Some(tier_name(l, Tier::from_code(value)?)),
        "model_id" => None,
        field if field.ends_with("_kind") => Some(question_kind(l, QuestionKind::from_code(value)?)),
        field if field.ends_with("_required") => Some(tr!(l, "是", "yes")),
        _ => Some(value.to_owned()),
    }
}

/// The drawings and their descriptions.
pub fn pictures(l: Locale) -> Vec<(String, String)> {
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

pub fn question_kind(l: Locale, kind: QuestionKind) -> String {
    match kind {
        QuestionKind::Text => tr!(l, "填空", "Text"),
        QuestionKind::Choice => tr!(l, "单选", "Single choice"),
        QuestionKind::YesNo => tr!(l, "是或否", "Yes or no"),
    }
}

//! The fields of the project form: their values for a project, their labels, and how values are displayed.

use super::input::DRAWN;
use crate::actions::{FieldTexts, Values};
use crate::charity::store::Project;
use crate::clock::day;
use crate::i18n::Locale;
use crate::values::{date_iso, parse_date, points};
use chrono::TimeDelta;

pub const TEXTS: FieldTexts = FieldTexts { label, value };

/// The form's field values for a project.
pub fn values(project: &Project) -> Values {
    let p = project;
    let last_day = p.visible_until.map(|until| date_iso(day(until - TimeDelta::seconds(1))));
    let fields = [
        ("title_zh", p.title_zh.clone()),
        ("title_en", p.title_en.clone()),
        ("partner_zh", p.partner_zh.clone()),
        ("partner_en", p.partner_en.clone()),
        ("body_zh", p.body_zh.clone()),
        ("body_en", p.body_en.clone()),
        ("picture", p.picture.clone()),
        ("goal", p.goal_points.to_string()),
        ("visible_from", date_iso(day(p.visible_from))),
        ("visible_until", last_day.unwrap_or_default()),
    ];
    fields.into_iter().collect()
}

/// The label of a field.
pub fn label(l: Locale, field: &str) -> String {
    match field {
        "title_zh" => tr!(l, "名称（中文）", "Title (Chinese)"),
        "title_en" => tr!(l, "名称（英文）", "Title (English)"),
        "partner_zh" => tr!(l, "执行机构（中文）", "Run by (Chinese)"),
        "partner_en" => tr!(l, "执行机构（英文）", "Run by (English)"),
        "body_zh" => tr!(l, "介绍（中文）", "Text (Chinese)"),
        "body_en" => tr!(l, "介绍（英文）", "Text (English)"),
        "picture" => tr!(l, "图片", "Picture"),
        "goal" => tr!(l, "目标", "Goal"),
        "visible_from" => tr!(l, "第一天", "First day"),
        "visible_until" => tr!(l, "最后一天", "Last day"),
        field => field.to_owned(),
    }
}

/// A field's value for display; `None` if it means nothing by itself.
fn value(l: Locale, field: &str, value: &str) -> Option<String> {
    match field {
        "picture" => pictures(l).into_iter().find(|(path, _)| path == value).map(|(_, name)| name),
        "goal" => value.parse().ok().map(points).map(|n| tr!(l, "{n} 积分", "{n} points")),
        "visible_from" | "visible_until" => Some(l.date(parse_date(value).ok()?)),
        _ => Some(value.to_owned()),
    }
}

/// The drawings and their descriptions.
pub fn pictures(l: Locale) -> Vec<(String, String)> {
    let names = [tr!(l, "植树", "Trees"), tr!(l, "乡村学校", "Village school")];
    DRAWN.iter().map(|part| format!("/img/rewards.svg#{part}")).zip(names).collect()
}

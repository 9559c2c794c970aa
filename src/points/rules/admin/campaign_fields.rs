//! The fields of the campaign form: their values for a campaign, their labels, and how values are displayed.

use super::messages::rule_name;
use super::queries::Campaign;
use crate::actions::{FieldTexts, Values};
use crate::clock::day;
use crate::i18n::Locale;
use crate::points::rules::RuleCode;
use crate::values::{date_iso, parse_date};
use chrono::TimeDelta;

pub const TEXTS: FieldTexts = FieldTexts { label, value };

/// The form's field values for a campaign.
pub fn values(campaign: &Campaign) -> Values {
    let c = campaign;
    let fields = [
        ("title_zh", c.title_zh.clone()),
        ("title_en", c.title_en.clone()),
        ("rule", c.rule_code.code().to_owned()),
        ("percent", c.percent.to_string()),
        ("from_on", date_iso(day(c.starts_at))),
        ("until_on", date_iso(day(c.ends_at - TimeDelta::seconds(1)))),
        ("model", c.models.clone()),
        ("dealers", c.dealers.clone()),
        ("note", c.note.clone()),
    ];
    fields.into_iter().collect()
}

/// The label of a field.
pub fn label(l: Locale, field: &str) -> String {
    match field {
        "title_zh" => tr!(l, "标题（中文）", "Title (Chinese)"),
        "title_en" => tr!(l, "标题（英文）", "Title (English)"),
        "rule" => tr!(l, "规则", "Rule"),
        "percent" => tr!(l, "积分倍数（%）", "Multiplier (%)"),
        "from_on" => tr!(l, "第一天", "First day"),
        "until_on" => tr!(l, "最后一天", "Last day"),
        "model" => tr!(l, "限定车型", "Limit to models"),
        "dealers" => tr!(l, "限定经销商", "Limit to dealers"),
        "note" => tr!(l, "说明", "Notes"),
        field => field.to_owned(),
    }
}

/// A field's value for display; `None` if it means nothing by itself.
fn value(l: Locale, field: &str, value: &str) -> Option<String> {
    match field {
        "rule" => Some(rule_name(l, RuleCode::from_code(value)?)),
        "from_on" | "until_on" => Some(l.date(parse_date(value).ok()?)),
        "model" => None,
        "dealers" => Some(value.lines().collect::<Vec<_>>().join(&tr!(l, "、", ", "))),
        _ => Some(value.to_owned()),
    }
}

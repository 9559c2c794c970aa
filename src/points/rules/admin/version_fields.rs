//! The fields of a rule version's form: their values for a version, their labels, and how values are displayed.

use super::input::{shape, tier_fields};
use super::queries::Version;
use crate::actions::{FieldTexts, Values};
use crate::i18n::Locale;
use crate::ui::tier_name;
use crate::values::{date_iso, parse_date, points};

pub const TEXTS: FieldTexts = FieldTexts { label, value };

/// The form's field values for a version; which fields it has depends on the rule.
pub fn values(version: &Version) -> Values {
    let v = version;
    let shape = shape(v.code);
    let fields = [
        shape.value.map(|_| ("value", v.value.to_string())),
        shape.cap.then(|| ("cap", v.cap.map(|cap| cap.to_string()).unwrap_or_default())),
        Some(("starts_on", v.starts_on.map(date_iso).unwrap_or_default())),
        Some(("note", v.note.clone())),
    ];
    let tiers = tier_fields().filter_map(|(tier, tier_points, percent)| {
        let rule = v.tiers.0.iter().find(|rule| rule.tier == tier)?;
        Some([(tier_points, rule.min_tier_points.to_string()), (percent, rule.multiplier_percent.to_string())])
    });
    fields.into_iter().flatten().chain(tiers.flatten()).collect()
}

/// The label of a field. In the form, the value has a label that depends on the rule.
pub fn label(l: Locale, field: &str) -> String {
    match field {
        "value" => tr!(l, "数值", "Value"),
        "cap" => tr!(l, "每月上限", "Monthly cap"),
        "starts_on" => tr!(l, "生效日期", "Effective from"),
        "note" => tr!(l, "变更原因", "Reason for change"),
        field => tier_label(l, field).unwrap_or_else(|| field.to_owned()),
    }
}

/// The label of a tier's field, such as `percent_gold`.
fn tier_label(l: Locale, field: &str) -> Option<String> {
    tier_fields().find_map(|(tier, tier_points, percent)| {
        let name = tier_name(l, tier);
        match field {
            field if field == tier_points => Some(tr!(l, "{name}：成长值从", "{name}: tier points from")),
            field if field == percent => Some(tr!(l, "{name}：维保积分倍数", "{name}: workshop points multiplier")),
            _ => None,
        }
    })
}

/// A field's value for display.
fn value(l: Locale, field: &str, value: &str) -> Option<String> {
    match field {
        "starts_on" => Some(l.date(parse_date(value).ok()?)),
        "note" => Some(value.to_owned()),
        field if field.starts_with("percent") => Some(format!("{value}%")),
        _ => value.parse().ok().map(points),
    }
}

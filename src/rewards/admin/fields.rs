//! The fields of the reward form: their values for a reward, their labels, and how values are displayed.

use super::input::{DRAWN, tiers_above};
use super::queries::RewardDraft;
use crate::actions::{FieldTexts, Values};
use crate::clock::day;
use crate::i18n::Locale;
use crate::rewards::messages;
use crate::rewards::model::{CodeOrigin, RewardKind};
use crate::ui::tier_name;
use crate::values::{Fen, date_iso, parse_date, points};
use chrono::TimeDelta;

pub const TEXTS: FieldTexts = FieldTexts { label, value };

/// The form's field values for a reward. Stock is not among them: it is changed elsewhere.
pub fn values(reward: &RewardDraft) -> Values {
    let r = reward;
    let last_day = r.visible_until.map(|until| date_iso(day(until - TimeDelta::seconds(1))));
    let fields = [
        ("kind", r.kind.code().to_owned()),
        ("title_zh", r.title_zh.clone()),
        ("title_en", r.title_en.clone()),
        ("body_zh", r.body_zh.clone()),
        ("body_en", r.body_en.clone()),
        ("picture", r.picture.clone()),
        ("points", r.prices.of(None).points.to_string()),
        ("pay", amount(r.prices.of(None).pay)),
        ("retail_value", amount(r.value_fen)),
        ("visible_from", date_iso(day(r.visible_from))),
        ("visible_until", last_day.unwrap_or_default()),
        ("limit_each", r.limit_each.map(|limit| limit.to_string()).unwrap_or_default()),
        ("code_days", r.code_days.to_string()),
        ("codes", r.codes.code().to_owned()),
    ];
    let tiers = tiers_above().map(|(tier, name)| {
        let own = r.prices.own(tier).map(|price| price.points.to_string());
        (name, own.unwrap_or_default())
    });
    fields.into_iter().chain(tiers).collect()
}

/// Formats an amount for a text field; empty for 0.
fn amount(fen: Fen) -> String {
    if fen.0 > 0 { format!("{}.{:02}", fen.0 / 100, fen.0 % 100) } else { String::new() }
}

/// The label of a field.
pub fn label(l: Locale, field: &str) -> String {
    match field {
        "kind" => tr!(l, "类型", "Type"),
        "title_zh" => tr!(l, "名称（中文）", "Title (Chinese)"),
        "title_en" => tr!(l, "名称（英文）", "Title (English)"),
        "body_zh" => tr!(l, "介绍（中文）", "Text (Chinese)"),
        "body_en" => tr!(l, "介绍（英文）", "Text (English)"),
        "picture" => tr!(l, "图片", "Picture"),
        "points" => tr!(l, "所有会员", "All members"),
        "pay" => tr!(l, "到店另付", "Pay at the dealer"),
        "retail_value" => tr!(l, "市价", "Retail value"),
        "visible_from" => tr!(l, "展示第一天", "First day"),
        "visible_until" => tr!(l, "展示最后一天", "Last day"),
        "limit_each" => tr!(l, "每人限兑", "Limit per member"),
        "code_days" => tr!(l, "券码有效期", "Code validity"),
        "codes" => tr!(l, "券码来源", "Code source"),
        field => tier_label(l, field).unwrap_or_else(|| field.to_owned()),
    }
}

/// The label of the price field for a tier, such as `points_gold`.
fn tier_label(l: Locale, field: &str) -> Option<String> {
    let (tier, _) = tiers_above().find(|(_, name)| *name == field)?;
    let name = tier_name(l, tier);
    Some(tr!(l, "{name}起", "{name} and above"))
}

/// A field's value for display; `None` if it means nothing by itself.
fn value(l: Locale, field: &str, value: &str) -> Option<String> {
    let number = || value.parse().ok().map(points);
    match field {
        "kind" => Some(messages::kind(l, RewardKind::from_code(value)?)),
        "picture" => pictures(l).into_iter().find(|(path, _)| path == value).map(|(_, name)| name),
        "pay" | "retail_value" => Fen::parse_yuan(value).ok().map(Fen::yuan),
        "visible_from" | "visible_until" => Some(l.date(parse_date(value).ok()?)),
        "limit_each" => number().map(|n| tr!(l, "{n} 件", "{n}")),
        "code_days" => number().map(|n| tr!(l, "{n} 天", "{n} days")),
        "codes" => code_origins(l).into_iter().find(|(code, _)| code == value).map(|(_, name)| name),
        field if field.starts_with("points") => number().map(|n| tr!(l, "{n} 积分", "{n} points")),
        _ => Some(value.to_owned()),
    }
}

/// The drawings and their descriptions.
pub fn pictures(l: Locale) -> Vec<(String, String)> {
    let names = [
        tr!(l, "加油", "Fuel"),
        tr!(l, "电子券", "E-voucher"),
        tr!(l, "实体券", "Voucher"),
        tr!(l, "保温杯", "Bottle"),
        tr!(l, "随行杯", "Travel cup"),
        tr!(l, "双肩包", "Backpack"),
        tr!(l, "雨伞", "Umbrella"),
        tr!(l, "车模", "Model car"),
        tr!(l, "行车记录仪", "Dashcam"),
        tr!(l, "儿童座椅", "Child seat"),
        tr!(l, "脚垫", "Floor mats"),
        tr!(l, "车顶箱", "Roof box"),
        tr!(l, "机油", "Oil"),
        tr!(l, "轮胎", "Tyre"),
        tr!(l, "洗车", "Car wash"),
        tr!(l, "植树", "Trees"),
        tr!(l, "乡村学校", "Village school"),
    ];
    DRAWN.iter().map(|part| format!("/img/rewards.svg#{part}")).zip(names).collect()
}

/// Where codes come from.
pub fn code_origins(l: Locale) -> Vec<(String, String)> {
    let names = [
        (CodeOrigin::Generated, tr!(l, "兑换时由系统生成", "Generated when redeemed")),
        (
            CodeOrigin::Imported,
            tr!(l, "事先备好：导入合作方文件或批量生成", "Prepared in advance: partner’s file or generated in batches"),
        ),
    ];
    names.map(|(origin, name)| (origin.code().to_owned(), name)).into()
}

use super::input::{DEFAULT_CODE_DAYS, DRAWN, tiers_above};
use super::queries::RewardDraft;
use crate::clock::day;
use crate::i18n::Locale;
use crate::pictures::PhotoField;
use crate::rewards::messages;
use crate::rewards::model::{CodeOrigin, RewardKind};
use crate::ui::{SelectField, TextArea, TextField, tier_name};
use crate::values::Fen;
use crate::web::use_ctx;
use chrono::TimeDelta;
use leptos::prelude::*;

/// All fields of a reward; a new reward has empty fields and an additional one for its initial stock.
#[component]
pub fn Fields(reward: Option<RewardDraft>, photo: Option<String>) -> impl IntoView {
    view! {
        <Texts reward=reward.clone() photo/>
        <Costs reward=reward.clone()/>
        <Offered reward/>
    }
}

fn text(reward: &Option<RewardDraft>, field: impl Fn(&RewardDraft) -> String) -> String {
    reward.as_ref().map(field).unwrap_or_default()
}

fn number(reward: &Option<RewardDraft>, field: impl Fn(&RewardDraft) -> Option<i64>) -> String {
    reward.as_ref().and_then(field).map(|n| n.to_string()).unwrap_or_default()
}

/// Formats an amount for a text field; empty for 0.
fn typed(fen: Fen) -> String {
    if fen.0 > 0 { format!("{}.{:02}", fen.0 / 100, fen.0 % 100) } else { String::new() }
}

#[component]
fn Texts(reward: Option<RewardDraft>, photo: Option<String>) -> impl IntoView {
    let l = use_ctx().locale;
    let r = &reward;
    let kinds = RewardKind::ALL.iter().map(|kind| {
        let (name, way) = (messages::kind(l, *kind), messages::way(l, *kind));
        (kind.code().to_owned(), tr!(l, "{name}（{way}）", "{name} ({way})"))
    });
    view! {
        <section class="form-section" aria-labelledby="texts">
            <h2 id="texts">{tr!(l, "介绍", "Texts")}</h2>
            <SelectField name="kind" label=tr!(l, "类型", "Type") options=kinds.collect() value=text(r, |r| r.kind.code().to_owned())
                hint=tr!(l, "有人兑换后不能再改。", "Fixed after the first redemption.")/>
            <div class="form-grid">
                <TextField name="title_zh" label=tr!(l, "名称（中文）", "Title (Chinese)") value=text(r, |r| r.title_zh.clone()) maxlength=60/>
                <TextField name="title_en" label=tr!(l, "名称（英文）", "Title (English)") value=text(r, |r| r.title_en.clone()) maxlength=100/>
                <TextArea name="body_zh" label=tr!(l, "介绍（中文）", "Text (Chinese)") value=text(r, |r| r.body_zh.clone())/>
                <TextArea name="body_en" label=tr!(l, "介绍（英文）", "Text (English)") value=text(r, |r| r.body_en.clone())/>
            </div>
            <SelectField name="picture" label=tr!(l, "图片", "Picture") options=pictures(l, r.as_ref().map(|r| r.picture.as_str()))
                value=text(r, |r| r.picture.clone())/>
            <PhotoField kept=photo/>
        </section>
    }
}

fn pictures(l: Locale, present: Option<&str>) -> Vec<(String, String)> {
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
    let uploaded = present.filter(|picture| crate::pictures::is_address(picture));
    let uploaded = uploaded.map(|picture| (picture.to_owned(), tr!(l, "当前照片", "Current photo")));
    let drawn = DRAWN.iter().map(|part| format!("/img/rewards.svg#{part}")).zip(names);
    uploaded.into_iter().chain(drawn).collect()
}

#[component]
fn Costs(reward: Option<RewardDraft>) -> impl IntoView {
    let l = use_ctx().locale;
    let r = &reward;
    let points = tr!(l, "积分", "points");
    let yuan = tr!(l, "元", "yuan");
    let below = tr!(l, "留空即与低一级会员同价。", "Leave empty to use the price for the tier below.");
    let tiers: Vec<_> = tiers_above()
        .map(|(tier, name)| {
            let label = tier_name(l, tier);
            let label = tr!(l, "{label}起", "{label} and above");
            let value = number(r, |r| r.prices.own(tier).map(|price| price.points));
            view! { <TextField name label inputmode="numeric" affix=points.clone() required=false value hint=below.clone()/> }
        })
        .collect();
    view! {
        <section class="form-section" aria-labelledby="costs">
            <h2 id="costs">{tr!(l, "价格", "Price")}</h2>
            <p class="hint">{tr!(l, "改价只影响之后的兑换。", "A price change applies to later redemptions only.")}</p>
            <div class="form-grid">
                <TextField name="points" label=tr!(l, "所有会员", "All members") inputmode="numeric" affix=points.clone()
                    value=number(r, |r| Some(r.prices.of(None).points))/>
                <TextField name="pay" label=tr!(l, "到店另付", "Pay at the dealer") inputmode="decimal" affix=yuan.clone() required=false
                    value=text(r, |r| typed(r.prices.of(None).pay)) hint=tr!(l, "仅限到店领取或使用的礼品。", "For accessories and workshop coupons only.")/>
                {tiers}
                <TextField name="retail_value" label=tr!(l, "市价", "Retail value") inputmode="decimal" affix=yuan required=false
                    value=text(r, |r| typed(r.value_fen))/>
            </div>
        </section>
    }
}

#[component]
fn Offered(reward: Option<RewardDraft>) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let r = &reward;
    let from = r.as_ref().map_or(ctx.today(), |r| day(r.visible_from)).to_string();
    let until = |r: &RewardDraft| r.visible_until.map(|until| day(until - TimeDelta::seconds(1)).to_string());
    let code_days = r.as_ref().map_or(DEFAULT_CODE_DAYS, |r| r.code_days).to_string();
    let pieces = tr!(l, "件", "pieces");
    let stock = r.is_none().then(|| {
        view! { <TextField name="stock" label=tr!(l, "首批库存", "Initial stock") inputmode="numeric" affix=pieces.clone() value="0"/> }
    });
    let codes = text(r, |r| r.codes.code().to_owned());
    let origins = [
        (CodeOrigin::Generated, tr!(l, "兑换时由系统生成", "Generated when redeemed")),
        (
            CodeOrigin::Imported,
            tr!(l, "事先备好：导入合作方文件或批量生成", "Prepared in advance: partner’s file or generated in batches"),
        ),
    ];
    let origins = origins.map(|(origin, name)| (origin.code().to_owned(), name)).into();
    view! {
        <section class="form-section" aria-labelledby="offered">
            <h2 id="offered">{tr!(l, "供应", "Availability")}</h2>
            <div class="form-grid">
                <TextField name="visible_from" kind="date" label=tr!(l, "展示第一天", "First day") value=from/>
                <TextField name="visible_until" kind="date" label=tr!(l, "展示最后一天", "Last day") required=false
                    value=text(r, |r| until(r).unwrap_or_default())/>
                <TextField name="limit_each" label=tr!(l, "每人限兑", "Limit per member") inputmode="numeric" affix=pieces required=false
                    value=number(r, |r| r.limit_each)/>
                <TextField name="code_days" label=tr!(l, "券码有效期", "Code validity") inputmode="numeric" affix=tr!(l, "天", "days")
                    required=false value=code_days hint=tr!(l, "仅电子券和维保券需要。", "For e-vouchers and workshop coupons only.")/>
                <SelectField name="codes" label=tr!(l, "券码来源", "Code source") options=origins value=codes
                    required=false hint=tr!(l, "备好的券码数量即库存，兑换后不能取消。", "These codes are the stock. Redemptions cannot be cancelled.")/>
                {stock}
            </div>
        </section>
    }
}

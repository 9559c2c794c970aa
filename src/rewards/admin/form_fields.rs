use super::fields::{code_origins, label, pictures};
use super::input::{DEFAULT_CODE_DAYS, tiers_above};
use crate::actions::Values;
use crate::i18n::Locale;
use crate::pictures::PhotoField;
use crate::rewards::messages;
use crate::rewards::model::RewardKind;
use crate::ui::{SelectField, TextArea, TextField};
use crate::values::date_iso;
use crate::web::use_ctx;
use leptos::prelude::*;

/// All fields of a reward; a new one has an additional field for its initial stock.
#[component]
pub fn Fields(values: Values, photo: Option<String>, new: bool) -> impl IntoView {
    view! {
        <Texts values=values.clone() photo/>
        <Costs values=values.clone()/>
        <Offered values new/>
    }
}

#[component]
fn Texts(values: Values, photo: Option<String>) -> impl IntoView {
    let l = use_ctx().locale;
    let v = |name| values.get(name);
    let kinds = RewardKind::ALL.iter().map(|kind| {
        let (name, way) = (messages::kind(l, *kind), messages::way(l, *kind));
        (kind.code().to_owned(), tr!(l, "{name}（{way}）", "{name} ({way})"))
    });
    view! {
        <section class="form-section" aria-labelledby="texts">
            <h2 id="texts">{tr!(l, "介绍", "Texts")}</h2>
            <SelectField name="kind" label=label(l, "kind") options=kinds.collect() value=v("kind")
                hint=tr!(l, "有人兑换后不能再改。", "Fixed after the first redemption.")/>
            <div class="form-grid">
                <TextField name="title_zh" label=label(l, "title_zh") value=v("title_zh") maxlength=60/>
                <TextField name="title_en" label=label(l, "title_en") value=v("title_en") maxlength=100/>
                <TextArea name="body_zh" label=label(l, "body_zh") value=v("body_zh")/>
                <TextArea name="body_en" label=label(l, "body_en") value=v("body_en")/>
            </div>
            <SelectField name="picture" label=label(l, "picture") options=choices(l, v("picture")) value=v("picture")/>
            <PhotoField kept=photo/>
        </section>
    }
}

/// The drawings, after the present picture if that is a photo.
fn choices(l: Locale, present: String) -> Vec<(String, String)> {
    let photo = crate::pictures::is_address(&present).then(|| (present, tr!(l, "当前照片", "Current photo")));
    photo.into_iter().chain(pictures(l)).collect()
}

#[component]
fn Costs(values: Values) -> impl IntoView {
    let l = use_ctx().locale;
    let points = tr!(l, "积分", "points");
    let yuan = tr!(l, "元", "yuan");
    let below = tr!(l, "留空即与低一级会员同价。", "Leave empty to use the price for the tier below.");
    let tiers: Vec<_> = tiers_above()
        .map(|(_, name)| {
            view! { <TextField name label=label(l, name) inputmode="numeric" affix=points.clone() required=false value=values.get(name) hint=below.clone()/> }
        })
        .collect();
    view! {
        <section class="form-section" aria-labelledby="costs">
            <h2 id="costs">{tr!(l, "价格", "Price")}</h2>
            <p class="hint">{tr!(l, "改价只影响之后的兑换。", "A price change applies to later redemptions only.")}</p>
            <div class="form-grid">
                <TextField name="points" label=label(l, "points") inputmode="numeric" affix=points.clone() value=values.get("points")/>
                <TextField name="pay" label=label(l, "pay") inputmode="decimal" affix=yuan.clone() required=false
                    value=values.get("pay") hint=tr!(l, "仅限到店领取或使用的礼品。", "For accessories and workshop coupons only.")/>
                {tiers}
                <TextField name="retail_value" label=label(l, "retail_value") inputmode="decimal" affix=yuan required=false
                    value=values.get("retail_value")/>
            </div>
        </section>
    }
}

#[component]
fn Offered(values: Values, new: bool) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let from = values.get_or("visible_from", &date_iso(ctx.today()));
    let code_days = values.get_or("code_days", &DEFAULT_CODE_DAYS.to_string());
    let pieces = tr!(l, "件", "pieces");
    let stock = new.then(|| {
        view! { <TextField name="stock" label=tr!(l, "首批库存", "Initial stock") inputmode="numeric" affix=pieces.clone() value="0"/> }
    });
    view! {
        <section class="form-section" aria-labelledby="offered">
            <h2 id="offered">{tr!(l, "供应", "Availability")}</h2>
            <div class="form-grid">
                <TextField name="visible_from" kind="date" label=label(l, "visible_from") value=from/>
                <TextField name="visible_until" kind="date" label=label(l, "visible_until") required=false value=values.get("visible_until")/>
                <TextField name="limit_each" label=label(l, "limit_each") inputmode="numeric" affix=pieces required=false
                    value=values.get("limit_each")/>
                <TextField name="code_days" label=label(l, "code_days") inputmode="numeric" affix=tr!(l, "天", "days")
                    required=false value=code_days hint=tr!(l, "仅电子券和维保券需要。", "For e-vouchers and workshop coupons only.")/>
                <SelectField name="codes" label=label(l, "codes") options=code_origins(l) value=values.get("codes")
                    required=false hint=tr!(l, "备好的券码数量即库存，兑换后不能取消。", "These codes are the stock. Redemptions cannot be cancelled.")/>
                {stock}
            </div>
        </section>
    }
}

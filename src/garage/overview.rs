//! A model's data on the page of a car, and as a public manual that can be printed.

use super::catalog::{self, Model, ModelSummary};
use super::model::Car;
use super::{components::CarPicture, messages};
use crate::error::Result;
use crate::i18n::Locale;
use crate::ui::{Badge, PageHead};
use crate::web::{Ctx, Page};
use axum::extract::Path;
use leptos::prelude::*;

/// `/models/{code}/manual`: public.
pub async fn manual(ctx: Ctx, Path(code): Path<String>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let model = catalog::get_model(&mut tx, &code).await?;
    let summary = catalog::summary(&mut tx, &code).await?;
    drop(tx);
    let l = ctx.locale;
    let name = l.pick(&model.name_zh, &model.name_en).to_owned();
    let title = tr!(l, "{name} 用车手册", "{name} manual");
    let lead = tr!(l, "规格、保养计划与质保。", "Specification, service plan and warranty.");
    let whole = model.manual_url.clone().filter(|url| url.starts_with("https://"));
    Ok(ctx.page(title.clone(), || {
        let whole = whole.map(|url| {
            view! { <p class="no-print"><a href=url>{tr!(l, "完整用户手册", "The complete owner’s manual")}</a></p> }
        });
        view! {
            <PageHead title=title lead=lead/>
            <div class="stack">
                <div class="card vehicle">
                    <div class="vehicle-pic no-print"><CarPicture body=model.body.clone()/></div>
                    {warranty(l, &model)}
                </div>
                {specification(l, &summary)}
                {plan(l, &summary, None)}
                {whole}
                <p class="hint no-print">{print_hint(l)}</p>
            </div>
        }
    }))
}

pub fn print_hint(l: Locale) -> String {
    tr!(
        l,
        "此页可直接用浏览器的打印功能打印或存为 PDF。",
        "Use your browser’s print function to print this page or save it as PDF."
    )
}

pub fn specification(l: Locale, summary: &ModelSummary) -> AnyView {
    let rows: Vec<_> = summary
        .specification
        .iter()
        .map(|row| {
            let (label, value) = (l.pick(&row.label_zh, &row.label_en), l.pick(&row.value_zh, &row.value_en));
            view! { <div><dt>{label.to_owned()}</dt><dd>{value.to_owned()}</dd></div> }
        })
        .collect();
    (!rows.is_empty())
        .then(|| {
            view! {
                <section class="card" aria-labelledby="spec">
                    <div class="card-head"><h2 id="spec">{tr!(l, "规格", "Specification")}</h2></div>
                    <dl class="spec">{rows}</dl>
                </section>
            }
        })
        .into_any()
}

/// The service plan; given a car, marks the items of its next service.
pub fn plan(l: Locale, summary: &ModelSummary, car: Option<&Car>) -> AnyView {
    let rows: Vec<_> = summary
        .plan
        .iter()
        .map(|item| {
            let next =
                car.filter(|car| car.is_next(item)).map(|_| view! { <Badge kind="info" text=tr!(l, "下次", "Next")/> });
            view! {
                <tr>
                    <th scope="row">{l.pick(&item.title_zh, &item.title_en).to_owned()}</th>
                    <td data-label=tr!(l, "间隔", "Interval")>{messages::interval(l, item.every_months, item.every_km)}</td>
                    <td class="cell-amount">{next}</td>
                </tr>
            }
        })
        .collect();
    let marked = car.is_some();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="plan">
                <div class="card-head"><h2 id="plan">{tr!(l, "保养计划", "Service plan")}</h2></div>
                <p class="hint">{tr!(l, "时间与里程以先到者为准。", "By time or distance, whichever comes first.")}</p>
                <div class="table-wrap">
                    <table class="table">
                        <thead><tr>
                            <th scope="col">{tr!(l, "项目", "Item")}</th>
                            <th scope="col">{tr!(l, "间隔", "Interval")}</th>
                            <th scope="col" class="num">{marked.then(|| tr!(l, "下次保养", "Next service"))}</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
    })
    .into_any()
}

fn warranty(l: Locale, model: &Model) -> AnyView {
    let (months, km) = (model.warranty_months, messages::km(model.warranty_km));
    view! {
        <section aria-labelledby="warranty">
            <div class="card-head"><h2 id="warranty">{tr!(l, "质保与动力", "Warranty and energy")}</h2></div>
            <dl class="spec spec-1">
                <div><dt>{tr!(l, "整车质保", "Warranty")}</dt><dd>{tr!(l, "{months} 个月或 {km}", "{months} months or {km}")}
                    <small>{tr!(l, "自交付之日起，先到为准", "from delivery, whichever comes first")}</small></dd></div>
                <div><dt>{tr!(l, "保养周期", "Service")}</dt>
                    <dd>{messages::interval(l, model.service_every_months, model.service_every_km)}</dd></div>
                <div><dt>{tr!(l, "能源", "Energy")}</dt><dd>{messages::energy(l, model.energy)}</dd></div>
            </dl>
        </section>
    }
    .into_any()
}

//! `/admin/rewards/{id}/codes`: how many codes a reward has, and how to add more. The codes themselves are not shown.

use super::batches::{self, Pool};
use super::codes_components::{Faults, Open, Past};
use super::files::MOST_LINES;
use super::generation;
use crate::error::{AppError, Result};
use crate::rewards::admin::crumbs;
use crate::rewards::model::CodeOrigin;
use crate::ui::{FileField, Notice, PageHead, TextField};
use crate::values::{RewardId, points};
use crate::web::{Admin, Ctx, Id, Page, use_ctx};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, _: Admin, Id(id): Id<RewardId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let pool = batches::find_pool(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let all = batches::list_batches(&mut tx, id).await?;
    let faults = batches::list_problems(&mut tx, id).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "券码", "Codes");
    Ok(ctx.page(title.clone(), || {
        let above = crumbs(l, Some((id, l.pick(&pool.title_zh, &pool.title_en))));
        let open = all.first().filter(|batch| batch.is_open()).cloned();
        let body = match (pool.codes, open) {
            (CodeOrigin::Generated, _) => view! {
                <Notice kind="info">{tr!(l, "此礼品的券码在兑换时由系统生成，无需事先准备。",
                    "Codes for this reward are generated when redeemed. Nothing to prepare.")}</Notice>
            }
            .into_any(),
            (CodeOrigin::Imported, Some(batch)) => view! { <Open batch/> }.into_any(),
            (CodeOrigin::Imported, None) => view! { <Upload id/><Make id/> }.into_any(),
        };
        view! {
            <PageHead title crumbs=above/>
            <Numbers pool/>
            <div class="split"><div class="stack">{body}<Faults faults/></div><aside class="stack"><Past all/></aside></div>
        }
    }))
}

#[component]
fn Numbers(pool: Pool) -> impl IntoView {
    let l = use_ctx().locale;
    let tiles = [(tr!(l, "未发出", "Not issued"), pool.free), (tr!(l, "已发出", "Issued"), pool.given)];
    let tiles = tiles.map(|(label, n)| {
        view! { <div class="stat"><p class="stat-label">{label}</p><p class="numeral">{points(n)}</p></div> }
    });
    view! { <div class="stats">{tiles}</div> }
}

#[component]
fn Upload(id: RewardId) -> impl IntoView {
    let l = use_ctx().locale;
    let most = points(MOST_LINES as i64);
    let hint = tr!(
        l,
        "每行一个券码，取第一列；6 至 64 位字母、数字、横线，最多 {most} 行。",
        "One code per line, in the first column: 6 to 64 letters, digits and dashes; at most {most} lines."
    );
    view! {
        <section class="card stack" aria-labelledby="upload">
            <h2 id="upload">{tr!(l, "导入券码", "Import codes")}</h2>
            <p class="hint">{tr!(l, "先逐行检查，确认后入库；入库数量即库存。", "Every line is checked first and added after you confirm. Codes added become the stock.")}</p>
            <form class="form" method="post" novalidate enctype="multipart/form-data" action=format!("/admin/rewards/{id}/codes")>
                <FileField name="file" label=tr!(l, "CSV 文件", "CSV file") hint accept=".csv,text/csv,text/plain"/>
                <div class="form-actions"><button class="btn btn-primary">{tr!(l, "上传并检查", "Upload and check")}</button></div>
            </form>
        </section>
    }
}

#[component]
fn Make(id: RewardId) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let most = points(generation::MOST);
    let hint = tr!(l, "最多 {most} 个。", "At most {most}.");
    view! {
        <section class="card stack" aria-labelledby="make">
            <h2 id="make">{tr!(l, "批量生成券码", "Generate codes")}</h2>
            <p class="hint">{tr!(l,
                "系统随机生成并加密保存。入库前可下载一次清单，交给合作方或印刷；入库后不能再下载。",
                "Random codes, stored encrypted. Before adding them you can download the list once, for a partner or a printer. After that it’s no longer available.")}</p>
            <form class="form" method="post" novalidate action=format!("/admin/rewards/{id}/codes/generation")>
                <input type="hidden" name="idempotency_key" value=ctx.idempotency_key()/>
                <TextField name="count" label=tr!(l, "数量", "Quantity") inputmode="numeric" class="control-short" affix=tr!(l, "个", "codes") hint/>
                <div class="form-actions"><button class="btn">{tr!(l, "开始生成", "Generate")}</button></div>
            </form>
        </section>
    }
}

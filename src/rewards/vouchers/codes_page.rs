//! `/admin/rewards/{id}/codes`: how many codes there are, and a file of more. Codes themselves are nowhere on it.

use super::batches::{self, Batch, BatchState, Pool};
use super::files::{self, Fault, File, MOST_LINES};
use crate::error::{AppError, Problem, Result};
use crate::i18n::Locale;
use crate::rewards::admin::crumbs;
use crate::rewards::admin::ops::Step;
use crate::rewards::model::CodeOrigin;
use crate::ui::{Badge, FileField, Icon, Notice, PageHead};
use crate::values::{BatchId, RewardId, points};
use crate::web::{Admin, Ctx, Done, Flash, Form, Id, Page, use_ctx};
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
                <Notice kind="info">{tr!(l, "此礼品的券码在兑换时由系统生成，无需导入。",
                    "The codes of this reward are made when it is redeemed; there is nothing to import.")}</Notice>
            }
            .into_any(),
            (CodeOrigin::Imported, Some(batch)) => view! { <Open batch/> }.into_any(),
            (CodeOrigin::Imported, None) => view! { <Upload id/> }.into_any(),
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
    let tiles = [(tr!(l, "未发出", "Not given out"), pool.free), (tr!(l, "已发出", "Given out"), pool.given)];
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
        "One code a line, in the first column: 6 to 64 letters, digits and dashes; at most {most} lines."
    );
    view! {
        <section class="card stack" aria-labelledby="upload">
            <h2 id="upload">{tr!(l, "导入券码", "Import codes")}</h2>
            <p class="hint">{tr!(l, "先逐行检查，确认后才入库；入库的数量就是库存。", "Every line is checked first; nothing is added before you confirm. What is added is the stock.")}</p>
            <form class="form" method="post" novalidate enctype="multipart/form-data" action=format!("/admin/rewards/{id}/codes")>
                <FileField name="file" label=tr!(l, "CSV 文件", "CSV file") hint accept=".csv,text/csv,text/plain"/>
                <div class="form-actions"><button class="btn btn-primary">{tr!(l, "上传并检查", "Upload and check")}</button></div>
            </form>
        </section>
    }
}

/// A batch on its way: how far it is, or what to decide about it.
#[component]
fn Open(batch: Batch) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let (reward, id) = (batch.reward_id, batch.id);
    let base = format!("/admin/rewards/{reward}/codes");
    let hidden = move || view! { <input type="hidden" name="batch" value=id.to_string()/> };
    let (checked, lines, good) = (points(batch.checked), points(batch.lines), points(batch.good));
    let said = match batch.state {
        BatchState::Checking if batch.is_stuck(ctx.now) => view! {
            <Notice kind="warn">{tr!(l, "检查中断了，没有任何券码入库。请放弃后重新上传。",
                "The check was interrupted; no code was added. Give it up and upload the file again.")}</Notice>
        }
        .into_any(),
        BatchState::Checking => view! {
            <progress class="meter" max=batch.lines.to_string() value=batch.checked.to_string() aria-labelledby="batch">{checked.clone()}</progress>
            <p>{tr!(l, "已检查 {checked} / {lines} 行。", "{checked} of {lines} lines are checked.")}</p>
            <p class="hint">{tr!(l, "检查在后台进行，可以离开本页，稍后再来确认。", "The check goes on by itself: you may leave this page and come back to confirm.")}</p>
        }
        .into_any(),
        _ => view! { <Outcome batch=batch.clone()/> }.into_any(),
    };
    let refresh = (batch.state == BatchState::Checking && !batch.is_stuck(ctx.now))
        .then(|| view! { <a class="btn" href=base.clone()>{tr!(l, "刷新进度", "See how far it is")}</a> });
    let take = (batch.state == BatchState::Checked && batch.good > 0).then(|| {
        view! {
            <form method="post" action=format!("{base}/taking")>{hidden()}
                <button class="btn btn-primary">{tr!(l, "入库 {good} 个券码", "Add {good} codes")}</button></form>
        }
    });
    view! {
        <section class="card stack" aria-labelledby="batch">
            <h2 id="batch">{tr!(l, "正在导入的文件", "The file being imported")}</h2>
            {said}
            <div class="btn-row">
                {refresh}{take}
                <form method="post" action=format!("{base}/dropping")>{hidden()}
                    <button class="btn btn-danger">{tr!(l, "放弃这个文件", "Give this file up")}</button></form>
            </div>
        </section>
    }
}

#[component]
fn Outcome(batch: Batch) -> impl IntoView {
    let l = use_ctx().locale;
    let rows = [
        (tr!(l, "可以入库", "Can be added"), batch.good),
        (tr!(l, "文件内重复", "Twice in the file"), batch.repeated),
        (tr!(l, "系统里已有", "There already"), batch.known),
        (tr!(l, "格式不对", "No codes"), batch.bad),
    ];
    let rows = rows.map(|(what, n)| view! { <div><dt>{what}</dt><dd>{points(n)}</dd></div> });
    let left_out = (batch.good < batch.checked).then(|| {
        view! { <p class="hint">{tr!(l, "有问题的行不会入库。", "Lines with a problem are left out.")}</p> }
    });
    view! { <dl class="spec spec-1">{rows}</dl>{left_out} }
}

#[component]
fn Faults(faults: Vec<(i64, Fault)>) -> impl IntoView {
    let l = use_ctx().locale;
    (!faults.is_empty()).then(|| {
        let rows = faults.into_iter().map(|(line, fault)| {
            let what = fault_name(l, fault);
            view! { <li><div class="list-body"><span>{tr!(l, "第 {line} 行：{what}", "Line {line}: {what}")}</span></div></li> }
        });
        view! {
            <section class="card card-flush" aria-labelledby="faults">
                <div class="card-head"><h2 id="faults">{tr!(l, "最近文件中有问题的行", "Lines with a problem in the last file")}</h2></div>
                <ul class="list">{rows.collect_view()}</ul>
            </section>
        }
    })
}

fn fault_name(l: Locale, fault: Fault) -> String {
    match fault {
        Fault::Repeated => tr!(l, "文件内重复", "twice in the file"),
        Fault::Known => tr!(l, "系统里已有", "there already"),
        Fault::Length => tr!(l, "不是 6 至 64 位", "not 6 to 64 characters"),
        Fault::Characters => {
            tr!(l, "含有字母、数字、横线以外的字符", "holds other characters than letters, digits and dashes")
        }
    }
}

#[component]
fn Past(all: Vec<Batch>) -> impl IntoView {
    let l = use_ctx().locale;
    (!all.is_empty()).then(|| {
        let rows = all.into_iter().map(|batch| {
            let (kind, state) = match batch.state {
                BatchState::Checking => ("info", tr!(l, "检查中", "Being checked")),
                BatchState::Checked => ("warn", tr!(l, "待确认", "To be confirmed")),
                BatchState::Taken => ("good", tr!(l, "已入库", "Added")),
                BatchState::Dropped => ("", tr!(l, "已放弃", "Given up")),
            };
            let (lines, good) = (points(batch.lines), points(batch.good));
            view! {
                <li><span class="list-icon"><Icon name="document"/></span>
                    <div class="list-body"><span>{tr!(l, "{lines} 行，{good} 个可用", "{lines} lines, {good} good")}</span><span>{l.date_time(batch.created_at)}</span></div>
                    <div class="list-end"><Badge kind text=state/></div></li>
            }
        });
        view! {
            <section class="card card-flush" aria-labelledby="past">
                <div class="card-head"><h2 id="past">{tr!(l, "导入记录", "Imports")}</h2></div>
                <ul class="list">{rows.collect_view()}</ul>
            </section>
        }
    })
}

/// Begins a batch; its lines are checked behind the scenes, and the page says how far that is.
pub async fn upload(ctx: Ctx, me: Admin, Id(id): Id<RewardId>, form: Form) -> Result<Done> {
    let bytes = form.file("file").cloned().ok_or(AppError::field("file", Problem::Empty))?;
    let lines = files::count(&bytes)?;
    let mut tx = ctx.app.db.write().await?;
    let batch = batches::begin(&mut tx, step(&ctx, me, id), lines).await?;
    tx.commit().await?;
    let app = ctx.app.clone();
    tokio::spawn(async move {
        let file = File { batch, reward: id, bytes };
        if let Err(error) = files::check(&app.db, &app.voucher_keys, &app.clock, &file).await {
            tracing::error!(%batch, %error, "codes could not be checked");
        }
    });
    Ok(done(id))
}

pub async fn take_batch(ctx: Ctx, me: Admin, Id(id): Id<RewardId>, form: Form) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    let taken = batches::take(&mut tx, step(&ctx, me, id), batch(&form)?).await?;
    tx.commit().await?;
    Ok(done(id).with_counts(Flash::CodesTaken, u32::try_from(taken).unwrap_or(u32::MAX), 0))
}

pub async fn drop_batch(ctx: Ctx, me: Admin, Id(id): Id<RewardId>, form: Form) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    batches::drop_it(&mut tx, step(&ctx, me, id), batch(&form)?).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::CodesDropped))
}

fn step(ctx: &Ctx, me: Admin, id: RewardId) -> Step {
    Step { by: me.account, id, now: ctx.now }
}

fn done(id: RewardId) -> Done {
    Done::to(format!("/admin/rewards/{id}/codes"))
}

/// It stands in the page; what is no number is no batch of this reward.
fn batch(form: &Form) -> Result<BatchId> {
    Ok(form.get("batch").parse().unwrap_or(BatchId(0)))
}

//! Components of the page of codes: the open batch, its faults, and earlier batches.

use super::batches::{Batch, BatchState};
use super::files::Fault;
use crate::i18n::Locale;
use crate::rewards::model::CodeOrigin;
use crate::ui::{Badge, Icon, Notice, TextField};
use crate::values::{BatchId, points};
use crate::web::{use_ctx, use_locale};
use leptos::prelude::*;

/// An open batch: its progress, or the decision about it.
#[component]
pub fn Open(batch: Batch) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let (base, id) = (format!("/admin/rewards/{}/codes", batch.reward_id), batch.id);
    let made = batch.origin == CodeOrigin::Generated;
    let title = if made {
        tr!(l, "正在生成的一批", "Batch being generated")
    } else {
        tr!(l, "正在导入的文件", "File being imported")
    };
    let give_up = if made {
        tr!(l, "放弃这一批", "Discard this batch")
    } else {
        tr!(l, "放弃这个文件", "Discard this file")
    };
    let has_list = made && batch.state == BatchState::Checked;
    let unread = has_list && batch.handed_at.is_none();
    let take =
        (batch.state == BatchState::Checked && batch.good > 0).then(|| view! { <Accept batch=batch.clone() unread/> });
    let warning = unread.then(|| {
        view! { <p class="hint">{tr!(l, "请先下载清单：入库后清单不能再下载。", "Download the list first. Once the codes are added, it’s no longer available.")}</p> }
    });
    let refresh = (batch.state == BatchState::Checking && !batch.is_stuck(ctx.now))
        .then(|| view! { <a class="btn" href=base.clone()>{tr!(l, "刷新进度", "Refresh progress")}</a> });
    let list = has_list.then(|| view! { <List batch=batch.clone()/> });
    view! {
        {list}
        <section class="card stack" aria-labelledby="batch">
            <h2 id="batch">{title}</h2>
            <Progress batch/>
            {warning}
            <div class="btn-row">
                {refresh}{take}
                <form method="post" action=format!("{base}/discard")><Which id/>
                    <button class="btn btn-danger">{give_up}</button></form>
            </div>
        </section>
    }
}

/// The button that adds the codes; `unread` if nobody has downloaded the list yet.
#[component]
fn Accept(batch: Batch, unread: bool) -> impl IntoView {
    let (l, good) = (use_locale(), points(batch.good));
    let (class, text) = match unread {
        true => ("btn", tr!(l, "不要清单，直接入库 {good} 个券码", "Add {good} codes without the list")),
        false => ("btn btn-primary", tr!(l, "入库 {good} 个券码", "Add {good} codes")),
    };
    view! {
        <form method="post" action=format!("/admin/rewards/{}/codes/acceptance", batch.reward_id)>
            <Which id=batch.id/><button class=class>{text}</button></form>
    }
}

#[component]
fn Which(id: BatchId) -> impl IntoView {
    view! { <input type="hidden" name="batch" value=id.to_string()/> }
}

#[component]
fn Progress(batch: Batch) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    if batch.is_stuck(ctx.now) {
        let said = tr!(
            l,
            "已中断，没有券码入库。请放弃后重新开始。",
            "Interrupted. No codes were added. Discard it and start again."
        );
        return view! { <Notice kind="warn">{said}</Notice> }.into_any();
    }
    let made = batch.origin == CodeOrigin::Generated;
    let (checked, lines) = (points(batch.checked), points(batch.lines));
    match (batch.state, made) {
        (BatchState::Checking, _) => {
            let said = match made {
                true => tr!(l, "已生成 {checked} / {lines} 个。", "{checked} of {lines} codes generated."),
                false => tr!(l, "已检查 {checked} / {lines} 行。", "{checked} of {lines} lines checked."),
            };
            view! {
                <progress class="meter" max=batch.lines.to_string() value=batch.checked.to_string() aria-labelledby="batch">{checked}</progress>
                <p>{said}</p>
                <p class="hint">{tr!(l, "在后台进行，可以离开本页，稍后再来确认。", "This runs in the background. You can leave this page and come back to confirm.")}</p>
            }
            .into_any()
        }
        (_, true) => {
            let said = tr!(l, "已生成 {lines} 个券码，尚未入库。", "{lines} codes generated, not added yet.");
            view! { <p>{said}</p> }.into_any()
        }
        (_, false) => view! { <Outcome batch/> }.into_any(),
    }
}

/// The list of a generated batch: the download form, or who received it.
#[component]
fn List(batch: Batch) -> impl IntoView {
    let l = use_locale();
    let id = batch.id;
    let body = match (handed(l, &batch), batch.handed_digest) {
        (Some(said), digest) => view! {
            <Notice kind="good">{tr!(l, "清单已下载。", "List downloaded.")}</Notice>
            <p>{said}</p>
            <p class="hint mono">{format!("SHA-256 {}", digest.unwrap_or_default())}</p>
            <p class="hint">{tr!(l, "对方可用此值核对文件。清单遗失时请放弃这一批，重新生成。",
                "The recipient can verify the file with this value. If the list is lost, discard this batch and generate another.")}</p>
        }
        .into_any(),
        (None, _) => view! {
            <p class="hint">{tr!(l, "清单含券码明文，只能在入库前下载一次；交给谁、作何用途会记录在案。",
                "The list holds the codes in plain text and can be downloaded once, before they are added. Recipient and purpose are recorded.")}</p>
            <form class="form" method="post" novalidate action=format!("/admin/rewards/{}/codes/list", batch.reward_id)>
                <Which id/>
                <TextField name="to" label=tr!(l, "交给谁", "Recipient") maxlength=100 hint=tr!(l, "例如：合作方名称或印刷厂", "For example: partner or printer")/>
                <TextField name="reason" label=tr!(l, "用途", "Purpose") maxlength=100/>
                <div class="form-actions"><button class="btn btn-primary">{tr!(l, "下载清单（CSV）", "Download list (CSV)")}</button></div>
                <p class="hint">{tr!(l, "下载后本页不会自动更新；", "This page does not update after the download; ")}
                    <a href=format!("/admin/rewards/{}/codes", batch.reward_id)>{tr!(l, "刷新后可入库。", "refresh it to add the codes.")}</a></p>
            </form>
        }
        .into_any(),
    };
    view! {
        <section class="card stack" aria-labelledby="list">
            <h2 id="list">{tr!(l, "券码清单", "Code list")}</h2>
            {body}
        </section>
    }
}

/// Who received the list, if anybody.
fn handed(l: Locale, batch: &Batch) -> Option<String> {
    let (at, to, by) = (l.date_time(batch.handed_at?), batch.handed_to.as_deref()?, batch.handed_by.as_deref()?);
    Some(tr!(l, "清单于 {at} 由 {by} 下载，交给 {to}。", "{by} downloaded the list on {at}, for {to}."))
}

#[component]
fn Outcome(batch: Batch) -> impl IntoView {
    let l = use_ctx().locale;
    let rows = [
        (tr!(l, "可以入库", "Can be added"), batch.good),
        (tr!(l, "文件内重复", "Duplicate in the file"), batch.repeated),
        (tr!(l, "系统里已有", "Already in the system"), batch.known),
        (tr!(l, "格式不对", "Invalid format"), batch.bad),
    ];
    let rows = rows.map(|(what, n)| view! { <div><dt>{what}</dt><dd>{points(n)}</dd></div> });
    let left_out = (batch.good < batch.checked).then(|| {
        view! { <p class="hint">{tr!(l, "有问题的行不会入库。", "Lines with problems are left out.")}</p> }
    });
    view! { <dl class="spec spec-1">{rows}</dl>{left_out} }
}

#[component]
pub fn Faults(faults: Vec<(i64, Fault)>) -> impl IntoView {
    let l = use_ctx().locale;
    (!faults.is_empty()).then(|| {
        let rows = faults.into_iter().map(|(line, fault)| {
            let what = fault_name(l, fault);
            view! { <li><div class="list-body"><span>{tr!(l, "第 {line} 行：{what}", "Line {line}: {what}")}</span></div></li> }
        });
        view! {
            <section class="card card-flush" aria-labelledby="faults">
                <div class="card-head"><h2 id="faults">{tr!(l, "最近文件中有问题的行", "Lines with problems in the last file")}</h2></div>
                <ul class="list">{rows.collect_view()}</ul>
            </section>
        }
    })
}

fn fault_name(l: Locale, fault: Fault) -> String {
    match fault {
        Fault::Repeated => tr!(l, "文件内重复", "duplicate in the file"),
        Fault::Known => tr!(l, "系统里已有", "already in the system"),
        Fault::Length => tr!(l, "不是 6 至 64 位", "not 6 to 64 characters"),
        Fault::Characters => {
            tr!(l, "含有字母、数字、横线以外的字符", "contains characters other than letters, digits and dashes")
        }
    }
}

#[component]
pub fn Past(all: Vec<Batch>) -> impl IntoView {
    let l = use_ctx().locale;
    (!all.is_empty()).then(|| {
        let rows = all.into_iter().map(|batch| {
            let (kind, state) = state_name(l, &batch);
            let (lines, good) = (points(batch.lines), points(batch.good));
            let what = match batch.origin {
                CodeOrigin::Imported => tr!(l, "{lines} 行，{good} 个可用", "lines: {lines}, good: {good}"),
                CodeOrigin::Generated => tr!(l, "系统生成 {lines} 个", "{lines} generated"),
            };
            let list = handed(l, &batch).map(|said| view! { <span>{said}</span> });
            view! {
                <li><span class="list-icon"><Icon name="document"/></span>
                    <div class="list-body"><span>{what}</span><span>{l.date_time(batch.created_at)}</span>{list}</div>
                    <div class="list-end"><Badge kind text=state/></div></li>
            }
        });
        view! {
            <section class="card card-flush" aria-labelledby="past">
                <div class="card-head"><h2 id="past">{tr!(l, "批次记录", "Batches")}</h2></div>
                <ul class="list">{rows.collect_view()}</ul>
            </section>
        }
    })
}

fn state_name(l: Locale, batch: &Batch) -> (&'static str, String) {
    match (batch.state, batch.origin) {
        (BatchState::Checking, CodeOrigin::Imported) => ("info", tr!(l, "检查中", "Checking")),
        (BatchState::Checking, CodeOrigin::Generated) => ("info", tr!(l, "生成中", "Generating")),
        (BatchState::Checked, _) => ("warn", tr!(l, "待确认", "Awaiting confirmation")),
        (BatchState::Taken, _) => ("good", tr!(l, "已入库", "Added")),
        (BatchState::Dropped, _) => ("", tr!(l, "已放弃", "Discarded")),
    }
}

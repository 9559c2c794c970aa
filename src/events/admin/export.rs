//! `/admin/events/{id}/export`: the registrations as a file; its reason is visible to every member in it.

use super::queries::{self, Exported};
use crate::actions;
use crate::error::{AppError, Result};
use crate::events::messages;
use crate::events::model::Question;
use crate::events::store::queries as public;
use crate::i18n::Locale;
use crate::protocol::Post;
use crate::ui::{CheckBox, Notice, PageHead, TextField};
use crate::values::EventId;
use crate::web::{Admin, Ctx, Download, Id, Line, Page, csv_file, use_ctx};
use leptos::prelude::*;
use std::collections::HashMap;

pub async fn export(ctx: Ctx, _: Admin, Id(id): Id<EventId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let overview = queries::find_overview(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "导出名单", "Export the list");
    let parties = overview.confirmed + overview.attended + overview.detail.waiting;
    let crumbs = super::detail::crumbs(l, id, overview.detail.event.title(l));
    Ok(ctx.page(title.clone(), || {
        view! {
            <PageHead title crumbs/>
            <form class="form card" method="post" novalidate>
                <Notice kind="info">{tr!(l,
                    "文件含 {parties} 组报名者的姓名、同行者和问题答复。每位会员都能在“谁看过我的资料”里看到这次导出和您填写的原因。",
                    "The file holds names, companions and answers of {parties} parties. Each member can see this export and your reason under “Who saw my file”.")}</Notice>
                <TextField name="reason" label=tr!(l, "用途", "Purpose") maxlength=100
                    hint=tr!(l, "例如：给场地方的入场名单", "For example: the guest list for the venue")/>
                <CheckBox name="phones" label=tr!(l, "包含完整手机号", "Include full phone numbers")
                    note=tr!(l, "不勾选时只显示前三位和后四位。", "Otherwise only the first 3 and last 4 digits are shown.")/>
                <div class="form-actions">
                    <button class="btn btn-primary">{tr!(l, "下载 CSV", "Download CSV")}</button>
                    <a class="btn btn-quiet" href=format!("/admin/events/{id}")>{tr!(l, "返回", "Back")}</a>
                </div>
            </form>
        }
    }))
}

/// The file and its audit records share one transaction: no record, no file.
#[server(prefix = "", endpoint = "/admin/events/{id}/export", protocol = Post)]
pub async fn export_registrations(id: EventId, reason: Line<100>, phones: bool) -> Result<Download> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let Line(reason) = reason;
    let mut tx = ctx.app.db.write().await?;
    crate::events::store::lock_event(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let rows = queries::list_exported(&mut tx, id).await?;
    let questions = public::list_questions(&mut tx, id).await?;
    let answers = queries::list_answers(&mut tx, id).await?;
    queries::insert_accesses(&mut tx, (me.account, id), "export", &reason, ctx.now).await?;
    if phones {
        queries::insert_accesses(&mut tx, (me.account, id), "phone", &reason, ctx.now).await?;
    }
    let detail = format!("{} × {reason}", rows.len());
    actions::insert(&mut tx, me.account, ("export", "event", id.0), &detail, ctx.now).await?;
    tx.commit().await?;
    let answers =
        answers.into_iter().map(|(registration, question, answer)| ((registration, question), answer)).collect();
    let rows = table(ctx.locale, &rows, &questions, &answers, phones);
    csv_file(&format!("event-{id}-registrations.csv"), rows)
}

/// Answers by registration and question.
type Answers = HashMap<(i64, i64), String>;

fn table(
    l: Locale,
    rows: &[Exported],
    questions: &[Question],
    answers: &Answers,
    whole_phones: bool,
) -> Vec<Vec<String>> {
    let mut head = vec![
        tr!(l, "报名号", "Registration"),
        tr!(l, "状态", "Status"),
        tr!(l, "姓名", "Name"),
        tr!(l, "会员号", "Member no."),
        tr!(l, "手机号", "Phone"),
        tr!(l, "人数", "Seats"),
        tr!(l, "同行者", "Companions"),
        tr!(l, "报名时间", "Registered"),
        tr!(l, "签到时间", "Checked in"),
    ];
    head.extend(questions.iter().map(|question| question.label(l).to_owned()));
    let line = |row: &Exported| {
        let phone = row.phone.as_ref().map(|phone| if whole_phones { phone.to_string() } else { phone.masked() });
        let mut cells = vec![
            row.id.to_string(),
            messages::registration(l, row.state, 0).1,
            row.name.to_string(),
            row.member_no.clone(),
            phone.unwrap_or_default(),
            row.seats.to_string(),
            row.companions.replace('\n', l.pick("、", ", ")),
            l.date_time(row.created_at),
            row.checked_in_at.map(|at| l.date_time(at)).unwrap_or_default(),
        ];
        cells.extend(questions.iter().map(|question| {
            let stored = answers.get(&(row.id.0, question.id.0));
            stored.map(|stored| question.answer(l, stored)).unwrap_or_default()
        }));
        cells
    };
    std::iter::once(head).chain(rows.iter().map(line)).collect()
}

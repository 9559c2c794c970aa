use super::access::insert_access;
use super::{OPEN_FOR, Reason, Why, reason_text};
use crate::error::{AppError, Problem, Result};
use crate::files::Refusal;
use crate::form_argument;
use crate::sql;
use crate::ui::{Choice, Notice, RadioCards, TextField};
use crate::values::{AccountId, CustomerId};
use crate::web::{Ctx, Form, FormState, FromForm, Reader, use_ctx, use_locale};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// The maximum length of the details, in characters.
const DETAIL: usize = 200;

/// The names of the fields.
#[derive(Clone, Copy)]
struct Names {
    reason: &'static str,
    detail: &'static str,
}

const FIRST: Names = Names { reason: "reason", detail: "detail" };
/// The names in a form that continues, beside its own fields.
const AGAIN: Names = Names { reason: "why", detail: "why_detail" };

/// Shown in place of a file until its reader gives a reason. A form that was sent too late continues from here with
/// everything that was typed.
#[component]
pub fn ReasonForm(action: String) -> impl IntoView {
    let (ctx, l) = (use_ctx(), use_locale());
    let late = ctx.form.as_deref().filter(|form| is_late(form));
    let (names, action, verb) = match late {
        Some(_) => (AGAIN, ctx.path().to_owned(), tr!(l, "打开档案并继续", "Open file and continue")),
        None => (FIRST, action, tr!(l, "打开档案", "Open the file")),
    };
    let typed = late
        .into_iter()
        .flat_map(|form| form.typed.pairs())
        .filter(|(name, _)| ![AGAIN.reason, AGAIN.detail].contains(name));
    let typed = typed.map(|(name, value)| view! { <input type="hidden" name=name.to_owned() value=value.to_owned()/> });
    let typed = typed.collect_view();
    let choices = Reason::choices()
        .map(|reason| Choice { value: reason.code().to_owned(), title: reason.text(l), note: String::new() })
        .collect();
    view! {
        <Notice kind="info">{tr!(l, "查看会员档案须说明原因。会员本人可以看到谁、何时、为什么查看过。",
            "Please give a reason for opening this file. The member can see who viewed it, when and why.")}</Notice>
        <form class="form card" method="post" novalidate action=action>
            {typed}
            <RadioCards name=names.reason legend=tr!(l, "查看原因", "Reason for viewing") choices/>
            <TextField name=names.detail label=tr!(l, "补充说明", "Details") required=false maxlength=DETAIL as u32
                hint=tr!(l, "选择“其他”时必填", "Required for “Other”")/>
            <div class="form-actions"><button class="btn btn-primary">{verb}</button></div>
        </form>
    }
    .into_any()
}

fn is_late(form: &FormState) -> bool {
    let refused = form.error.is(Refusal::FileClosed) || form.typed.has(AGAIN.reason);
    refused && form.typed.pairs().next().is_some()
}

/// Opens a member's file for half an hour and records it.
pub async fn open(ctx: &Ctx, account: AccountId, customer: CustomerId, why: &Why) -> Result<()> {
    let mut tx = ctx.app.db.write().await?;
    if insert_access(&mut tx, (account, customer), why, ctx.now).await? == 0 {
        return Err(AppError::NotFound);
    }
    Ok(tx.commit().await?)
}

/// Requires that the administrator has the member's file open, or that the form itself gives a reason, which opens the
/// file whatever else is wrong with the form. Refuses anything else.
pub async fn need_open(ctx: &Ctx, form: &Form, account: AccountId, customer: CustomerId) -> Result<()> {
    if form.has(AGAIN.reason) {
        let mut f = form.reader();
        let why = why(&mut f, AGAIN);
        return open(ctx, account, customer, &f.finish(|| why)?).await;
    }
    const OPENED: &str =
        "SELECT COUNT(*) FROM file_accesses WHERE account_id = $1 AND customer_id = $2 AND at > $3 AND what = 'file'";
    match sql!(ctx.app.db.read().await?, scalar i64, OPENED, account, customer, ctx.now - OPEN_FOR)? {
        0 => Err(Refusal::FileClosed.into()),
        _ => Ok(()),
    }
}

/// Tells the reader of an open file that the access is recorded, and until when the file stays open.
#[component]
pub fn Recorded(opened_at: Option<DateTime<Utc>>, why: Option<String>) -> impl IntoView {
    let l = use_locale();
    let until = opened_at.map(|at| l.time(at + OPEN_FOR)).unwrap_or_default();
    let why = why.as_deref().map(|why| reason_text(l, why)).unwrap_or_default();
    let text = tr!(
        l,
        "本次查看已记录，原因：{why}。会员本人可以看到。档案开放至 {until}。",
        "This view is recorded ({why}) and visible to the member. The file stays open until {until}."
    );
    view! { <Notice kind="info">{text}</Notice> }.into_any()
}

/// The reason for opening a file.
impl FromForm for Why {
    fn read(f: &mut Reader<'_>) -> Option<Self> {
        why(f, FIRST)
    }
}
form_argument!(Why);

fn why(f: &mut Reader<'_>, Names { reason, detail }: Names) -> Option<Why> {
    let chosen = |code: &str| Reason::choices().find(|reason| reason.code() == code).ok_or(Problem::NotAChoice);
    let reason = f.choose(reason, chosen);
    let detail = match reason {
        Some(Reason::Other) => f.text(detail, DETAIL),
        _ => f.text_optional(detail, DETAIL),
    };
    Some(Why { reason: reason?, detail: detail? })
}

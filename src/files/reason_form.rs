use super::{OPEN_FOR, Reason, Why, reason_text};
use crate::error::{Problem, Result};
use crate::ui::{Choice, Notice, RadioCards, TextField};
use crate::web::{Form, use_locale};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// Longest addition to a reason, in characters.
const DETAIL: usize = 200;

/// What stands in place of a file until its reader says why.
#[component]
pub fn ReasonForm(action: String) -> impl IntoView {
    let l = use_locale();
    let choices = Reason::choices()
        .map(|reason| Choice { value: reason.code().to_owned(), title: reason.text(l), note: String::new() })
        .collect();
    view! {
        <Notice kind="info">{tr!(l, "查看会员档案须说明原因。会员本人可以看到谁、何时、为什么查看过。",
            "Opening a member’s file needs a reason. The member can see who looked, when and why.")}</Notice>
        <form class="form card" method="post" novalidate action=action>
            <RadioCards name="reason" legend=tr!(l, "查看原因", "Why do you open this file?") choices/>
            <TextField name="detail" label=tr!(l, "补充说明", "Details") required=false maxlength=DETAIL as u32
                hint=tr!(l, "选择“其他”时必填", "Needed with “Something else”")/>
            <div class="form-actions"><button class="btn btn-primary">{tr!(l, "打开档案", "Open the file")}</button></div>
        </form>
    }
    .into_any()
}

/// Says to whoever has a file open that this is on record, and until when it stays open.
#[component]
pub fn Recorded(opened_at: Option<DateTime<Utc>>, why: Option<String>) -> impl IntoView {
    let l = use_locale();
    let until = opened_at.map(|at| l.time(at + OPEN_FOR)).unwrap_or_default();
    let why = why.as_deref().map(|why| reason_text(l, why)).unwrap_or_default();
    let text = tr!(
        l,
        "本次查看已记录，原因：{why}。会员本人可以看到。档案开放至 {until}。",
        "This look is recorded ({why}) and the member can see it. The file stays open until {until}."
    );
    view! { <Notice kind="info">{text}</Notice> }.into_any()
}

pub fn read_why(form: &Form) -> Result<Why> {
    let mut f = form.reader();
    let reason =
        f.choose("reason", |code| Reason::choices().find(|reason| reason.code() == code).ok_or(Problem::NotAChoice));
    let detail = match reason {
        Some(Reason::Other) => f.text("detail", DETAIL),
        _ => f.text_optional("detail", DETAIL),
    };
    f.finish(|| Some(Why { reason: reason?, detail: detail? }))
}

//! What staff did, to what, when: one record for all desks, written in the transaction of the deed.

use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Locale;
use crate::sql;
use crate::values::AccountId;
use crate::web::use_locale;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// Notes what somebody did; `detail` may be empty.
pub async fn insert(
    tx: &mut Tx,
    by: AccountId,
    (action, subject, subject_id): (&str, &str, i64),
    detail: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO staff_actions (account_id, action, subject, subject_id, detail, at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        by,
        action,
        subject,
        subject_id,
        detail,
        now
    )?;
    Ok(())
}

/// Something that was done, and the name of who did it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Action {
    pub action: String,
    pub detail: String,
    pub name: String,
    pub at: DateTime<Utc>,
}

/// What was done to one thing, the newest first.
pub async fn list(tx: &mut Tx, (subject, subject_id): (&str, i64), limit: i64) -> Result<Vec<Action>> {
    Ok(sql!(
        tx,
        all Action,
        "SELECT s.action, s.detail, a.name, s.at FROM staff_actions s JOIN accounts a ON a.id = s.account_id \
         WHERE s.subject = $1 AND s.subject_id = $2 ORDER BY s.id DESC LIMIT $3",
        subject,
        subject_id,
        limit
    )?)
}

/// What was done lately, and by whom; `name` is what an action is called.
#[component]
pub fn History(done: Vec<Action>, name: fn(Locale, &str) -> String) -> impl IntoView {
    let l = use_locale();
    (!done.is_empty()).then(|| {
        let rows = done.into_iter().map(|row| {
            let detail = (!row.detail.is_empty()).then(|| view! { <span>{row.detail}</span> });
            view! {
                <li><div class="list-body"><strong>{name(l, &row.action)}</strong>{detail}<span>{row.name}" · "{l.date_time(row.at)}</span></div></li>
            }
        });
        view! {
            <section class="card" aria-labelledby="history">
                <div class="card-head"><h2 id="history">{tr!(l, "操作记录", "What was done")}</h2></div>
                <ul class="list">{rows.collect_view()}</ul>
            </section>
        }
    })
}

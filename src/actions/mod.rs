//! Record of staff actions: who did what to which object, when; written in the same transaction as the action.

mod edits;
mod tally;
#[cfg(test)]
pub mod testing;

pub use edits::{Change, Conflict, Conflicts, Edit, FieldTexts, Values, insert_edit, list_conflicts};
pub use tally::{Tally, in_lock_order};

use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Locale;
use crate::sql;
use crate::values::AccountId;
use crate::web::use_locale;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// Records a staff action; `detail` may be empty.
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

/// A recorded action, with the name of whoever did it.
#[derive(Clone, Debug)]
pub struct Action {
    pub action: String,
    pub detail: String,
    pub name: String,
    pub at: DateTime<Utc>,
    /// The fields that it changed, if it was an edit.
    pub changes: Vec<Change>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    action: String,
    detail: String,
    name: String,
    at: DateTime<Utc>,
    field: Option<String>,
    old_value: Option<String>,
    new_value: Option<String>,
}

/// Lists the actions on one object, newest first.
pub async fn list(tx: &mut Tx, (subject, subject_id): (&str, i64), limit: i64) -> Result<Vec<Action>> {
    let rows = sql!(
        tx,
        all Row,
        "SELECT s.id, s.action, s.detail, a.name, s.at, c.field, c.old_value, c.new_value \
         FROM (SELECT * FROM staff_actions WHERE subject = $1 AND subject_id = $2 ORDER BY id DESC LIMIT $3) s \
         JOIN accounts a ON a.id = s.account_id LEFT JOIN staff_action_changes c ON c.action_id = s.id \
         ORDER BY s.id DESC, c.field",
        subject,
        subject_id,
        limit
    )?;
    Ok(rows.chunk_by(|one, other| one.id == other.id).filter_map(fold).collect())
}

/// Folds the rows of one action, one for each changed field, into an `Action`.
fn fold(rows: &[Row]) -> Option<Action> {
    let Row { action, detail, name, at, .. } = rows.first()?;
    let changes = rows.iter().filter_map(|row| {
        let (field, old_value, new_value) = (row.field.clone()?, row.old_value.clone()?, row.new_value.clone()?);
        Some(Change { field, old_value, new_value })
    });
    let changes = changes.collect();
    Some(Action { action: action.clone(), detail: detail.clone(), name: name.clone(), at: *at, changes })
}

/// The latest actions and who did them; `name` gives an action's display name.
#[component]
pub fn History(
    done: Vec<Action>,
    name: fn(Locale, &str) -> String,
    /// How changed fields are displayed.
    #[prop(default = FieldTexts::NONE)]
    texts: FieldTexts,
) -> impl IntoView {
    let l = use_locale();
    (!done.is_empty()).then(|| {
        let rows = done.into_iter().map(|row| {
            let changes = row.changes.iter().map(|change| view! { <span>{texts.change(l, change)}</span> }).collect_view();
            let detail = (!row.detail.is_empty()).then(|| view! { <span>{row.detail}</span> });
            view! {
                <li><div class="list-body">
                    <strong>{name(l, &row.action)}</strong>{detail}{changes}<span>{row.name}" · "{l.date_time(row.at)}</span>
                </div></li>
            }
        });
        view! {
            <section class="card" aria-labelledby="history">
                <div class="card-head"><h2 id="history">{tr!(l, "操作记录", "Activity")}</h2></div>
                <ul class="list">{rows.collect_view()}</ul>
            </section>
        }
    })
}

//! Field-by-field changes of edits: for an object's history, and for whoever would overwrite another editor's changes.

use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Locale;
use crate::sql;
use crate::values::AccountId;
use crate::web::use_locale;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The values of an edit form's fields, by field name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(BTreeMap<&'static str, String>);

impl Values {
    /// Returns a field's value; empty if there is no such field.
    pub fn get(&self, field: &str) -> String {
        self.0.get(field).cloned().unwrap_or_default()
    }

    /// Returns a field's value, or `default` if it is empty or there is no such field.
    pub fn get_or(&self, field: &str, default: &str) -> String {
        match self.get(field) {
            empty if empty.is_empty() => default.to_owned(),
            value => value,
        }
    }

    fn changes_to<'a>(&'a self, after: &'a Self) -> impl Iterator<Item = (&'static str, String, String)> + 'a {
        let fields = self.0.keys().chain(after.0.keys().filter(|field| !self.0.contains_key(*field)));
        let changes = fields.map(|field| (*field, self.get(field), after.get(field)));
        changes.filter(|(_, old, new)| old != new)
    }
}

impl FromIterator<(&'static str, String)> for Values {
    fn from_iter<I: IntoIterator<Item = (&'static str, String)>>(fields: I) -> Self {
        Self(fields.into_iter().collect())
    }
}

/// An edit that produced `version` of an object.
#[derive(Clone, Copy, Debug)]
pub struct Edit {
    pub by: AccountId,
    pub action: &'static str,
    pub subject: &'static str,
    pub id: i64,
    pub version: i64,
    pub at: DateTime<Utc>,
}

/// Records an edit with every field that it changed.
pub async fn insert_edit(tx: &mut Tx, edit: Edit, before: &Values, after: &Values) -> Result<()> {
    let action = sql!(
        tx,
        scalar i64,
        "INSERT INTO staff_actions (account_id, action, subject, subject_id, version, at) \
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        edit.by,
        edit.action,
        edit.subject,
        edit.id,
        edit.version,
        edit.at
    )?;
    for (field, old, new) in before.changes_to(after) {
        sql!(
            tx,
            execute,
            "INSERT INTO staff_action_changes (action_id, field, old_value, new_value) VALUES ($1, $2, $3, $4)",
            action,
            field,
            old,
            new
        )?;
    }
    Ok(())
}

/// A field that an edit changed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Change {
    pub field: String,
    pub old_value: String,
    pub new_value: String,
}

/// A field that others changed after somebody opened the form.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Conflict {
    #[sqlx(flatten)]
    pub change: Change,
    /// Who changed it.
    pub name: String,
    pub at: DateTime<Utc>,
}

/// Lists the fields that were changed after `version` of an object, oldest change first; none without a version, which
/// only a stale form has.
pub async fn list_conflicts(
    tx: &mut Tx,
    subject: &str,
    subject_id: i64,
    version: Option<i64>,
) -> Result<Vec<Conflict>> {
    let Some(version) = version else { return Ok(Vec::new()) };
    Ok(sql!(
        tx,
        all Conflict,
        "SELECT c.field, c.old_value, c.new_value, a.name, s.at FROM staff_actions s \
         JOIN staff_action_changes c ON c.action_id = s.id JOIN accounts a ON a.id = s.account_id \
         WHERE s.subject = $1 AND s.subject_id = $2 AND s.version > $3 ORDER BY s.id, c.field",
        subject,
        subject_id,
        version
    )?)
}

/// How a feature's fields are displayed.
#[derive(Clone, Copy)]
pub struct FieldTexts {
    pub label: fn(Locale, &str) -> String,
    /// A value for display; `None` if only the fact that it changed is useful.
    pub value: fn(Locale, &str, &str) -> Option<String>,
}

impl FieldTexts {
    /// For objects whose fields are not edited.
    pub const NONE: Self = Self { label: |_, field| field.to_owned(), value: |_, _, _| None };

    /// Formats a change, such as “Capacity: 20 → 30”.
    pub fn change(self, l: Locale, change: &Change) -> String {
        const LONGEST: usize = 60;
        let Change { field, old_value: old, new_value: new } = change;
        let label = (self.label)(l, field);
        let value = |value: &str| match value {
            "" => Some(tr!(l, "（空）", "(empty)")),
            value => (self.value)(l, field, value).filter(|text| text.chars().count() <= LONGEST),
        };
        match (value(old), value(new)) {
            (Some(old), Some(new)) => tr!(l, "{label}：{old} → {new}", "{label}: {old} → {new}"),
            _ => tr!(l, "{label}：已修改", "{label}: changed"),
        }
    }
}

/// Shows what others have changed meanwhile, above the form that would overwrite it.
#[component]
pub fn Conflicts(conflicts: Vec<Conflict>, texts: FieldTexts) -> impl IntoView {
    let l = use_locale();
    (!conflicts.is_empty()).then(|| {
        let rows = conflicts.into_iter().map(|c| {
            let (name, at) = (c.name, l.date_time(c.at));
            view! { <li>{texts.change(l, &c.change)}<small>{name}" · "{at}</small></li> }
        });
        view! {
            <div class="notice notice-info conflicts">
                <div>
                    <p><strong>{tr!(l, "您打开表单之后，这些内容已被修改：", "Changed since you opened the form:")}</strong></p>
                    <ul>{rows.collect_view()}</ul>
                    <p>{tr!(l, "您填写的内容在下面，再次保存即以您的为准。", "Your entries are below. Save again to replace the newer version.")}</p>
                </div>
            </div>
        }
    })
}

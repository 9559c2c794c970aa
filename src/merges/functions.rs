//! Forms with which an administrator merges two rows of a customer.

use super::ops::{Merge, merge};
use super::page::{NUMBER, REASON};
use super::queries;
use crate::actions;
use crate::db::Tx;
use crate::error::{AppError, Conflict, Result};
use crate::files::need_open;
use crate::merges::{Flash, Refusal};
use crate::protocol::Post;
use crate::sql;
use crate::values::{AccountId, CustomerId};
use crate::web::{Form, Redirect, use_ctx};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// Merges another row into the member whose file is open, if both are unchanged since they were compared. If the rows
/// hardly match, only as many points may move as one administrator may adjust alone. That the file is open is checked
/// before anything else in the form.
#[server(prefix = "", endpoint = "/admin/members/{id}/merge", protocol = Post)]
pub async fn merge_customers(id: CustomerId, versions: String, form: Form) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    need_open(&ctx, &form, me.account, id).await?;
    let mut f = form.reader();
    let number = f.text("with", NUMBER);
    let reason = f.text("reason", REASON);
    let (number, reason) = f.finish(|| Some((number?, reason?)))?;
    let mut tx = ctx.app.db.write().await?;
    let (survivor, _) = queries::find_member(&mut tx, id, me.account, ctx.now).await?.ok_or(AppError::NotFound)?;
    let duplicate = queries::find_numbered(&mut tx, &number, ctx.now).await?.ok_or(Conflict::Stale)?;
    if versions != format!("{}.{}", survivor.version, duplicate.version) {
        return Err(Conflict::Stale.into());
    }
    insert_access(&mut tx, (me.account, id), &reason, ctx.now).await?;
    let order = Merge { duplicate: duplicate.id, survivor: id, by: Some(me.account), reason: &reason, now: ctx.now };
    merge(&mut tx, &order).await?;
    // Counted under the lock, so points that arrived in the meantime are included.
    if !duplicate.may_join(&survivor, queries::went_over(&mut tx, duplicate.id).await?) {
        return Err(Refusal::UnlikeRows { most: duplicate.single_limit }.into());
    }
    actions::insert(&mut tx, me.account, ("customer.merge", "customer", id.0), &reason, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/admin/members/{id}")).with(Flash::CustomersMerged))
}

/// Records the access, so that the customer can read who merged the rows and why.
async fn insert_access(
    tx: &mut Tx,
    (account, customer): (AccountId, CustomerId),
    reason: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let query =
        "INSERT INTO file_accesses (customer_id, account_id, what, reason, at) VALUES ($1, $2, 'merge', $3, $4)";
    sql!(tx, execute, query, customer, account, reason, now)?;
    Ok(())
}

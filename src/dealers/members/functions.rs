use super::file_store;
use crate::error::{AppError, Result};
use crate::files::{Flash, Refusal, Why, insert_phone_access};
use crate::protocol::Post;
use crate::values::CustomerId;
use crate::web::{Redirect, use_ctx};
use leptos::prelude::*;

/// Opens a member's file for half an hour.
#[server(prefix = "", endpoint = "/dealer/members/{id}", protocol = Post)]
pub async fn open(id: CustomerId, why: Why) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.dealer()?;
    let mut tx = ctx.app.db.write().await?;
    if file_store::insert_access(&mut tx, me.dealer, (me.account, id), &why, ctx.now).await? == 0 {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(Redirect::to(format!("/dealer/members/{id}")))
}

/// Shows the phone number of a member whose file is open.
#[server(prefix = "", endpoint = "/dealer/members/{id}/phone", protocol = Post)]
pub async fn show_phone(id: CustomerId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.dealer()?;
    let mut tx = ctx.app.db.write().await?;
    if !file_store::is_bound(&mut tx, me.dealer, id, ctx.now).await? {
        return Err(AppError::NotFound);
    }
    if insert_phone_access(&mut tx, me.account, id, ctx.now).await? == 0 {
        return Err(Refusal::FileClosed.into());
    }
    tx.commit().await?;
    Ok(Redirect::to(format!("/dealer/members/{id}")).with(Flash::FileOpened))
}

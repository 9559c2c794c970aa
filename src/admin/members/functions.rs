use crate::error::Result;
use crate::files::{self, Flash, Refusal, Why, insert_phone_access};
use crate::protocol::Post;
use crate::values::CustomerId;
use crate::web::{Redirect, use_ctx};
use leptos::prelude::*;

/// Opens a member's file for half an hour.
#[server(prefix = "", endpoint = "/admin/members/{id}", protocol = Post)]
pub async fn open_file(id: CustomerId, why: Why) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    files::open(&ctx, me.account, id, &why).await?;
    Ok(Redirect::to(format!("/admin/members/{id}")))
}

/// Shows phone, mail address and street of a member whose file is open.
#[server(prefix = "", endpoint = "/admin/members/{id}/phone", protocol = Post)]
pub async fn show_contact(id: CustomerId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    if insert_phone_access(&mut tx, me.account, id, ctx.now).await? == 0 {
        return Err(Refusal::FileClosed.into());
    }
    tx.commit().await?;
    Ok(Redirect::to(format!("/admin/members/{id}")).with(Flash::FileOpened))
}

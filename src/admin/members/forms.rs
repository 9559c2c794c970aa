use crate::error::{AppError, Refusal, Result};
use crate::files::{insert_access, insert_phone_access, read_why};
use crate::values::CustomerId;
use crate::web::{Admin, Ctx, Done, Flash, Form};
use axum::extract::Path;

/// Opens a member's file for half an hour.
pub async fn open(ctx: Ctx, me: Admin, Path(id): Path<CustomerId>, form: Form) -> Result<Done> {
    let why = read_why(&form)?;
    let mut tx = ctx.app.db.write().await?;
    if insert_access(&mut tx, (me.account, id), &why, ctx.now).await? == 0 {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(Done::to(format!("/admin/members/{id}")))
}

/// Shows phone, mail and street of a member whose file is open.
pub async fn show_contact(ctx: Ctx, me: Admin, Path(id): Path<CustomerId>) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    if insert_phone_access(&mut tx, me.account, id, ctx.now).await? == 0 {
        return Err(Refusal::FileClosed.into());
    }
    tx.commit().await?;
    Ok(Done::to(format!("/admin/members/{id}")).with(Flash::FileOpened))
}

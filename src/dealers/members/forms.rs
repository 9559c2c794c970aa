use super::file_store;
use crate::error::{AppError, Refusal, Result};
use crate::files::{insert_phone_access, read_why};
use crate::values::CustomerId;
use crate::web::{Ctx, Dealer, Done, Flash, Form};
use axum::extract::Path;

/// Opens a member's file for half an hour.
pub async fn open(ctx: Ctx, me: Dealer, Path(id): Path<CustomerId>, form: Form) -> Result<Done> {
    let why = read_why(&form)?;
    let mut tx = ctx.app.db.write().await?;
    if file_store::insert_access(&mut tx, me.dealer, (me.account, id), &why, ctx.now).await? == 0 {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(Done::to(format!("/dealer/members/{id}")))
}

/// Shows the phone number of a member whose file is open.
pub async fn show_phone(ctx: Ctx, me: Dealer, Path(id): Path<CustomerId>) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    if !file_store::is_bound(&mut tx, me.dealer, id, ctx.now).await? {
        return Err(AppError::NotFound);
    }
    if insert_phone_access(&mut tx, me.account, id, ctx.now).await? == 0 {
        return Err(Refusal::FileClosed.into());
    }
    tx.commit().await?;
    Ok(Done::to(format!("/dealer/members/{id}")).with(Flash::FileOpened))
}

use super::{ops, store};
use crate::error::{AppError, Problem, Result};
use crate::members::password;
use crate::web::{Ctx, Done, Flash, Form, session, throttle};
use chrono::TimeDelta;

/// The present password, unless there is none yet, and the new one.
pub async fn change_password(ctx: Ctx, form: Form) -> Result<Done> {
    let viewer = ctx.viewer.clone().ok_or(AppError::SignIn)?;
    throttle(&ctx.app.db, ctx.now, "password-account", &viewer.account.to_string(), 10, TimeDelta::minutes(15)).await?;
    let known = {
        let mut tx = ctx.app.db.read().await?;
        store::find_password_hash(&mut tx, viewer.account).await?
    };
    let mut f = form.reader();
    if known.is_some() && !password::verify(&ctx.app, form.verbatim("present").to_owned(), known).await? {
        f.wrong::<()>("present", Problem::WrongPassword);
    }
    let chosen = form.verbatim("password");
    if let Err(problem) = password::check(chosen, &[&viewer.name]) {
        f.wrong::<()>("password", if chosen.is_empty() { Problem::Empty } else { problem });
    }
    f.finish(|| Some(()))?;
    let hash = password::hash(&ctx.app, chosen.to_owned()).await?;
    let mut tx = ctx.app.db.write().await?;
    ops::set_password(&mut tx, viewer.account, &hash, Some(&session::row_of(&ctx)), ctx.now).await?;
    tx.commit().await?;
    session::renew(&ctx).await?;
    tracing::info!(account = %viewer.account, "password changed");
    Ok(Done::to("/me/security").with(Flash::PasswordChanged))
}

/// Ends one other session, or all others.
pub async fn end_sessions(ctx: Ctx, form: Form) -> Result<Done> {
    let viewer = ctx.viewer.clone().ok_or(AppError::SignIn)?;
    let here = session::row_of(&ctx);
    let handle = form.get("session");
    let mut tx = ctx.app.db.write().await?;
    let flash = match handle {
        "others" => {
            store::delete_sessions(&mut tx, viewer.account, Some(&here)).await?;
            Flash::SessionsEnded
        }
        // Missing, somebody else's and one's own look the same; signing out here is another button.
        _ if here.starts_with(handle) => return Err(AppError::NotFound),
        _ if store::delete_session(&mut tx, viewer.account, handle).await? == 0 => return Err(AppError::NotFound),
        _ => Flash::SessionEnded,
    };
    tx.commit().await?;
    Ok(Done::to("/me/security").with(flash))
}

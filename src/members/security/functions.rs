use super::{ops, store};
use crate::error::{AppError, Problem, Result, both};
use crate::members::Flash;
use crate::members::password;
use crate::protocol::Post;
use crate::web::{Redirect, Secret, session, throttle, use_ctx};
use chrono::TimeDelta;
use leptos::prelude::*;

/// Changes the password; asks for the present one if there is one.
#[server(prefix = "", endpoint = "/me/security/password", protocol = Post)]
pub async fn change_password(present: Secret, password: Secret) -> Result<Redirect> {
    let ctx = use_ctx();
    let viewer = ctx.viewer.clone().ok_or(AppError::SignIn)?;
    throttle(&ctx.app.db, ctx.now, "password-account", &viewer.account.to_string(), 10, TimeDelta::minutes(15)).await?;
    let known = {
        let mut tx = ctx.app.db.read().await?;
        store::find_password_hash(&mut tx, viewer.account).await?
    };
    let right = known.is_none() || password::verify(&ctx.app, present.0, known).await?;
    let present = if right { Ok(()) } else { Err(AppError::field("present", Problem::WrongPassword)) };
    both(present, password::check_typed(&password, &[&viewer.name]))?;
    let hash = password::hash(&ctx.app, password.0).await?;
    let mut tx = ctx.app.db.write().await?;
    ops::set_password(&mut tx, viewer.account, &hash, Some(&session::row_of(&ctx)), ctx.now).await?;
    tx.commit().await?;
    session::renew(&ctx).await?;
    tracing::info!(account = %viewer.account, "password changed");
    Ok(Redirect::to("/me/security").with(Flash::PasswordChanged))
}

/// Ends one other session, or all other sessions.
#[server(prefix = "", endpoint = "/me/security/sessions", protocol = Post)]
pub async fn end_sessions(session: String) -> Result<Redirect> {
    let ctx = use_ctx();
    let viewer = ctx.viewer.clone().ok_or(AppError::SignIn)?;
    let here = session::row_of(&ctx);
    let mut tx = ctx.app.db.write().await?;
    let flash = match session.as_str() {
        "others" => {
            store::delete_sessions(&mut tx, viewer.account, Some(&here)).await?;
            Flash::SessionsEnded
        }
        // A missing session, another account's and the current one look the same; signing out here is another button.
        handle if here.starts_with(handle) => return Err(AppError::NotFound),
        handle if store::delete_session(&mut tx, viewer.account, handle).await? == 0 => return Err(AppError::NotFound),
        _ => Flash::SessionEnded,
    };
    tx.commit().await?;
    Ok(Redirect::to("/me/security").with(flash))
}

use crate::error::Result;
use crate::members::Flash;
use crate::members::consents::{self, Granted};
use crate::members::{profile, verified};
use crate::protocol::Post;
use crate::web::{Redirect, use_ctx};
use leptos::prelude::*;

/// Saves all switches at once. Answering also confirms the contact preferences.
#[server(prefix = "", endpoint = "/me/privacy", protocol = Post)]
pub async fn save_consents(granted: Granted) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.owner()?;
    let by = format!("member:{}", me.account);
    let mut tx = ctx.app.db.write().await?;
    for purpose in consents::OPTIONAL {
        consents::set(&mut tx, me.customer, purpose, granted.0.contains(&purpose), &by, ctx.now).await?;
    }
    verified(&mut tx, me.customer, profile::Field::ContactPreference.code(), ctx.now).await?;
    let rewarded = profile::reconsider_reward(&mut tx, me.customer, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to("/me/privacy").with(if rewarded { Flash::ProfileRewarded } else { Flash::ConsentSaved }))
}

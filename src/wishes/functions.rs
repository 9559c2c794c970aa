use super::store;
use crate::error::{AppError, Refusal, Result};
use crate::protocol::Post;
use crate::values::RewardId;
use crate::web::{Flash, Redirect, use_ctx};
use leptos::prelude::*;

/// From the reward's page: onto the wishlist.
#[server(prefix = "", endpoint = "/rewards/{id}/wish", protocol = Post)]
pub async fn add_wish(id: RewardId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.owner()?;
    let mut tx = ctx.app.db.write().await?;
    if !store::insert(&mut tx, me.customer, id, ctx.now).await? {
        let full = store::count(&mut tx, me.customer).await? >= store::MOST;
        return Err(if full { Refusal::WishlistFull { most: store::MOST }.into() } else { AppError::NotFound });
    }
    tx.commit().await?;
    Ok(Redirect::to(format!("/rewards/{id}")).with(Flash::Wished))
}

/// Back to the reward's page where that is where the button was.
#[server(prefix = "", endpoint = "/me/wishes/{id}/removal", protocol = Post)]
pub async fn remove_wish(id: RewardId, back: String) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.owner()?;
    let mut tx = ctx.app.db.write().await?;
    if !store::delete(&mut tx, me.customer, id).await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    let back = if back == "reward" { format!("/rewards/{id}") } else { "/me/wishes".to_owned() };
    Ok(Redirect::to(back).with(Flash::WishRemoved))
}

/// Begins or, with `goal=no`, ends saving up for a wish.
#[server(prefix = "", endpoint = "/me/wishes/{id}/goal", protocol = Post)]
pub async fn set_goal(id: RewardId, goal: String) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.owner()?;
    let mut tx = ctx.app.db.write().await?;
    if !store::set_goal(&mut tx, me.customer, id, goal != "no").await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(Redirect::to("/me/wishes").with(Flash::GoalSet))
}

use super::store;
use crate::error::{AppError, Result};
use crate::protocol::Post;
use crate::values::RewardId;
use crate::web::{Redirect, use_ctx};
use crate::wishlist::{Flash, Refusal};
use leptos::prelude::*;

/// Adds a reward to the wishlist, from the reward's page.
#[server(prefix = "", endpoint = "/rewards/{id}/wishlist", protocol = Post)]
pub async fn add_wishlist_item(id: RewardId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.owner()?;
    let mut tx = ctx.app.db.write().await?;
    if !store::insert(&mut tx, me.customer, id, ctx.now).await? {
        let full = store::count(&mut tx, me.customer).await? >= store::MOST;
        return Err(if full { Refusal::WishlistFull { most: store::MOST }.into() } else { AppError::NotFound });
    }
    tx.commit().await?;
    Ok(Redirect::to(format!("/rewards/{id}")).with(Flash::WishlistItemAdded))
}

/// Removes a wishlist item; redirects to the reward's page if the button was there.
#[server(prefix = "", endpoint = "/me/wishlist/{id}/removal", protocol = Post)]
pub async fn remove_wishlist_item(id: RewardId, back: String) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.owner()?;
    let mut tx = ctx.app.db.write().await?;
    if !store::delete(&mut tx, me.customer, id).await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    let back = if back == "reward" { format!("/rewards/{id}") } else { "/me/wishlist".to_owned() };
    Ok(Redirect::to(back).with(Flash::WishlistItemRemoved))
}

/// Starts saving for a wishlist item or, with `goal=no`, stops.
#[server(prefix = "", endpoint = "/me/wishlist/{id}/goal", protocol = Post)]
pub async fn set_savings_goal(id: RewardId, savings_goal: String) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.owner()?;
    let mut tx = ctx.app.db.write().await?;
    if !store::set_savings_goal(&mut tx, me.customer, id, savings_goal != "no").await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(Redirect::to("/me/wishlist").with(Flash::SavingsGoalSet))
}

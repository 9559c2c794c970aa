use super::store;
use crate::error::{AppError, Refusal, Result};
use crate::values::RewardId;
use crate::web::{Ctx, Done, Flash, Form, Id, Owner};

/// From the reward's page: onto the wishlist.
pub async fn wish(ctx: Ctx, me: Owner, Id(id): Id<RewardId>) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    if !store::insert(&mut tx, me.customer, id, ctx.now).await? {
        let full = store::count(&mut tx, me.customer).await? >= store::MOST;
        return Err(if full { Refusal::WishlistFull { most: store::MOST }.into() } else { AppError::NotFound });
    }
    tx.commit().await?;
    Ok(Done::to(format!("/rewards/{id}")).with(Flash::Wished))
}

/// Back to the reward's page where that is where the button was.
pub async fn remove(ctx: Ctx, me: Owner, Id(id): Id<RewardId>, form: Form) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    if !store::delete(&mut tx, me.customer, id).await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    let back = if form.get("back") == "reward" { format!("/rewards/{id}") } else { "/me/wishes".to_owned() };
    Ok(Done::to(back).with(Flash::WishRemoved))
}

/// Begins or ends saving up for a wish.
pub async fn save_up(ctx: Ctx, me: Owner, Id(id): Id<RewardId>, form: Form) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    if !store::set_goal(&mut tx, me.customer, id, form.get("goal") != "no").await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(Done::to("/me/wishes").with(Flash::GoalSet))
}

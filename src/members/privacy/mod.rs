//! `/me/privacy`: who looked at an owner's file, and what the owner agreed to.

mod pages;
mod store;
#[cfg(test)]
mod tests;

use crate::error::Result;
use crate::members::{consents, profile, verified};
use crate::web::{Ctx, Done, Flash, Form, Owner};

pub use pages::page;

/// Saves all the switches at once. Answering is also confirming how one wants to be contacted.
pub async fn save(ctx: Ctx, owner: Owner, form: Form) -> Result<Done> {
    let by = format!("member:{}", owner.account);
    let mut tx = ctx.app.db.write().await?;
    for purpose in consents::OPTIONAL {
        consents::set(&mut tx, owner.customer, purpose, form.has(purpose.code()), &by, ctx.now).await?;
    }
    verified(&mut tx, owner.customer, profile::Field::ContactPreference.code(), ctx.now).await?;
    let rewarded = profile::reconsider_reward(&mut tx, owner.customer, ctx.now).await?;
    tx.commit().await?;
    Ok(Done::to("/me/privacy").with(if rewarded { Flash::ProfileRewarded } else { Flash::ConsentSaved }))
}

use super::ops::{self, HouseholdTransfer};
use crate::error::Result;
use crate::household_transfers::Flash;
use crate::protocol::Post;
use crate::values::MemberNo;
use crate::web::{IdempotencyKey, Number, Redirect, throttle, use_ctx};
use chrono::TimeDelta;
use leptos::prelude::*;

/// Gives points to another member of the household.
#[server(prefix = "", endpoint = "/me/points/transfer", protocol = Post)]
pub async fn confirm_transfer(
    to: MemberNo,
    points: Number<1, 1_000_000>,
    idempotency_key: IdempotencyKey,
) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.owner()?;
    let idempotency_key = idempotency_key.get()?;
    // Throttled so that nobody can find out who lives where by trying member numbers.
    throttle(&ctx.app.db, ctx.now, "household", &me.account.to_string(), 20, TimeDelta::days(1)).await?;
    let mut tx = ctx.app.db.write().await?;
    ops::transfer_points(
        &mut tx,
        &HouseholdTransfer {
            giver: me.customer,
            to: &to,
            points: points.0,
            idempotency_key: &idempotency_key,
            now: ctx.now,
        },
    )
    .await?;
    tx.commit().await?;
    Ok(Redirect::to("/me/points").with(Flash::PointsGiven))
}

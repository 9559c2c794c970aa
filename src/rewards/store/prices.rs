//! What members pay, row by row.

use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::rewards::price::{Prices, prices};
use crate::sql;
use crate::values::{CustomerId, Price, RewardId, Tier};

/// What everybody pays for a reward. Asked after it is locked: what a statement that waits for a lock reads beside the
/// locked row may be older than that row.
pub async fn get_prices(tx: &mut Tx, id: RewardId) -> Result<Prices> {
    const PRICES: &str = concat!("SELECT ", prices!("$1"));
    let text = sql!(tx, scalar String, PRICES, id)?;
    Prices::try_from(text).map_err(|error| {
        tracing::error!(%id, error, "prices");
        AppError::Internal
    })
}

/// What a member pays for a reward that is locked.
pub async fn get_price(tx: &mut Tx, id: RewardId, customer: CustomerId) -> Result<Price> {
    #[derive(sqlx::FromRow)]
    struct Found {
        #[sqlx(try_from = "String")]
        prices: Prices,
        tier: Option<Tier>,
    }
    const FOUND: &str =
        concat!("SELECT ", prices!("$1"), ", (SELECT m.tier FROM members m WHERE m.customer_id = $2) AS tier");
    let found = sql!(tx, one Found, FOUND, id, customer)?;
    Ok(found.prices.of(found.tier))
}

/// A row for each tier that has a price of its own.
pub async fn write_prices(tx: &mut Tx, id: RewardId, prices: &Prices) -> Result<()> {
    sql!(tx, execute, "DELETE FROM reward_prices WHERE reward_id = $1", id)?;
    for (tier, price) in prices.all_own() {
        let insert = "INSERT INTO reward_prices (reward_id, tier, points, pay_fen) VALUES ($1, $2, $3, $4)";
        sql!(tx, execute, insert, id, tier, price.points, price.pay)?;
    }
    Ok(())
}

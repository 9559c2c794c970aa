//! SQL of reward prices.

use crate::db::Tx;
use crate::error::Result;
use crate::rewards::price::{Prices, prices};
use crate::sql;
use crate::values::{CustomerId, Price, RewardId, Tier};

/// Returns a member's price for a reward. Call it after locking the reward: a statement that waits for a lock may read
/// other tables as of before the wait.
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

/// Writes a row for each tier with its own price.
pub async fn write_prices(tx: &mut Tx, id: RewardId, prices: &Prices) -> Result<()> {
    sql!(tx, execute, "DELETE FROM reward_prices WHERE reward_id = $1", id)?;
    for (tier, price) in prices.all_own() {
        let insert = "INSERT INTO reward_prices (reward_id, tier, points, pay_fen) VALUES ($1, $2, $3, $4)";
        sql!(tx, execute, insert, id, tier, price.points, price.pay)?;
    }
    Ok(())
}

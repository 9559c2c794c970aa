use super::ops::{self, HoldRequest};
use super::settlement::{Step, capture};
use crate::db::Tx;
use crate::error::Result;
use crate::values::{AccountId, CustomerId, DealerId, ServiceOrderId};
use crate::web::testing::noon;

/// Pays ¥1 of a customer's open order with points, as a member of a dealer's staff.
pub async fn pay(tx: &mut Tx, customer: i64, order: i64, dealer: i64, by: i64) -> Result<()> {
    let hash = format!("hash of {customer}");
    ops::save_code(tx, CustomerId(customer), &hash, noon()).await?;
    let (dealer, by, order) = (DealerId(dealer), AccountId(by), ServiceOrderId(order));
    let check = ops::check(tx, (dealer, by), &hash, noon()).await?;
    let request =
        HoldRequest { dealer, by, check, order, yuan: 1, per_yuan: 100, idempotency_key: "ground", now: noon() };
    let id = ops::hold(tx, &request).await?.id;
    capture(tx, Step { dealer, by, id, now: noon() }).await?;
    Ok(())
}

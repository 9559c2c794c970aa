//! Manual adjustments. They are not earnings: tier points, and so the tier, stay as they are.

use super::ledger::Opening;
use super::model::{PointAccount, TransferKind};
use super::ops::{Moved, Movement, draw_off, issue};
use crate::db::Tx;
use crate::error::Result;
use chrono::{DateTime, Utc};

/// Gives points as a new lot, under the rule version in force at `rule_at`; settles debt at once.
pub async fn give(tx: &mut Tx, movement: &Movement<'_>, rule_at: DateTime<Utc>) -> Result<Moved> {
    issue(tx, giving(movement, rule_at)).await
}

/// Takes points from the lots that expire first, under the rule version in force at `rule_at`.
pub async fn take(tx: &mut Tx, movement: &Movement<'_>, rule_at: DateTime<Utc>) -> Result<Moved> {
    draw_off(tx, taking(movement, rule_at), PointAccount::Issue).await
}

pub fn giving<'a>(movement: &'a Movement<'a>, rule_at: DateTime<Utc>) -> Opening<'a> {
    opening(movement, "given", rule_at)
}

pub fn taking<'a>(movement: &'a Movement<'a>, rule_at: DateTime<Utc>) -> Opening<'a> {
    opening(movement, "taken", rule_at)
}

fn opening<'a>(movement: &'a Movement<'a>, way: &str, rule_at: DateTime<Utc>) -> Opening<'a> {
    let opening = Opening::new(TransferKind::Adjust, movement);
    Opening { content: format!("{}\n{way}", opening.content), rule_at, ..opening }
}

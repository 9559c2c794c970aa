//! SQL of pick-ups at a dealer.

use crate::db::Tx;
use crate::error::Result;
use crate::rewards::model::RedemptionState;
use crate::sql;
use crate::values::{DealerId, Fen, PersonName, Phone, RedemptionId};
use crate::web::{Cursor, Slice, cursor_text};
use chrono::{DateTime, Utc};

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Pickup {
    pub id: RedemptionId,
    pub title_zh: String,
    pub title_en: String,
    pub name: PersonName,
    /// The phone that its owner signs in with.
    pub phone: Option<Phone>,
    /// The amount that its owner pays at the dealer.
    pub pay_fen: Fen,
    pub state: RedemptionState,
    pub ready_at: DateTime<Utc>,
    pub fulfilled_at: Option<DateTime<Utc>>,
}

impl Pickup {
    pub fn cursor(&self) -> String {
        cursor_text(self.ready_at, self.id.0)
    }

    pub fn last_four(&self) -> String {
        self.phone.as_ref().and_then(|phone| phone.as_str().get(7..)).unwrap_or("—").to_owned()
    }
}

macro_rules! pickups {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, w.title_zh, w.title_en, c.name, a.phone, r.pay_fen, r.state, r.ready_at, r.fulfilled_at \
             FROM redemptions r JOIN rewards w ON w.id = r.reward_id JOIN customers c ON c.id = r.customer_id \
             LEFT JOIN accounts a ON a.customer_id = r.customer_id WHERE r.pickup_dealer_id = $1 AND ",
            $rest
        )
    };
}

/// Lists the pick-ups that wait at a dealer, longest first.
pub async fn list(tx: &mut Tx, dealer: DealerId, cursor: Cursor<(DateTime<Utc>, i64)>) -> Result<Slice<Pickup>> {
    const SIZE: usize = 25;
    const FORWARDS: &str =
        pickups!("r.state = 'ready' AND (r.ready_at, r.id) > ($2, $3) ORDER BY r.ready_at, r.id LIMIT 26");
    const BACKWARDS: &str =
        pickups!("r.state = 'ready' AND (r.ready_at, r.id) < ($2, $3) ORDER BY r.ready_at DESC, r.id DESC LIMIT 26");
    let (at, id) = cursor.instant(cursor.is_backwards());
    let query = if cursor.is_backwards() { BACKWARDS } else { FORWARDS };
    Ok(Slice::cut(sql!(tx, all Pickup, query, dealer, at, id)?, SIZE, &cursor))
}

/// Finds a redemption that arrived at this dealer, in any later state.
pub async fn find(tx: &mut Tx, dealer: DealerId, id: RedemptionId) -> Result<Option<Pickup>> {
    Ok(sql!(tx, optional Pickup, pickups!("r.id = $2 AND r.ready_at IS NOT NULL"), dealer, id)?)
}

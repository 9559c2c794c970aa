//! What the clients asked for and what they were told, beside what the database says.

use crate::Result;
use crate::club::{Club, FIRST_ORDER};
use club_portal::sql;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// What is known of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No answer: it may have happened or not.
    Unknown,
    /// It happened and made this redemption or donation.
    Done(i64),
    /// It was declined, and sent only once.
    Declined,
}

/// What points are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Reward(i64),
    Project(i64),
}

#[derive(Clone, Debug)]
pub struct Wish {
    pub member: i64,
    pub of: Of,
    pub price: i64,
    pub outcome: Outcome,
    /// How often its form was sent.
    pub sent: u32,
}

#[derive(Default)]
pub struct Journal {
    /// By key.
    wishes: Mutex<BTreeMap<String, Wish>>,
    /// Redemptions of which somebody was told that they are cancelled.
    cancelled: Mutex<BTreeSet<i64>>,
    orders: Mutex<i64>,
}

impl Journal {
    /// A form is about to be sent for the first time: should the answer be lost, nothing is known of it.
    pub fn begin(&self, key: &str, wish: &Wish) {
        self.wishes.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), wish.clone());
    }

    pub fn answered(&self, key: &str, outcome: Outcome) {
        let mut wishes = self.wishes.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(wish) = wishes.get_mut(key) else { return };
        match (wish.outcome, outcome) {
            (Outcome::Done(before), Outcome::Done(now)) => {
                assert_eq!(before, now, "the same form was done twice")
            }
            (_, Outcome::Done(_)) => wish.outcome = outcome,
            (Outcome::Unknown, Outcome::Declined) if wish.sent == 1 => wish.outcome = outcome,
            _ => {}
        }
    }

    pub fn note_cancelled(&self, redemption: i64) {
        self.cancelled.lock().unwrap_or_else(PoisonError::into_inner).insert(redemption);
    }

    /// Numbers the orders that other systems write.
    pub fn next_order(&self) -> i64 {
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        *orders += 1;
        FIRST_ORDER + *orders
    }

    /// A form of the member's that was sent before and may be sent again.
    pub fn again(&self, member: i64, number: u64) -> Option<(String, Wish)> {
        let mut wishes = self.wishes.lock().unwrap_or_else(PoisonError::into_inner);
        let mine: Vec<_> =
            wishes.iter_mut().filter(|(_, wish)| wish.member == member && wish.outcome != Outcome::Declined).collect();
        let at = usize::try_from(number).ok()? % mine.len().max(1);
        let (key, wish) = mine.into_iter().nth(at)?;
        wish.sent += 1;
        Some((key.clone(), wish.clone()))
    }

    /// Everything answered is there once, everything else at most once, and every member's points follow from it.
    pub async fn compare(&self, club: &Club) -> Result<Seen> {
        let wishes = self.wishes.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let cancelled = self.cancelled.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut seen = Seen { orders: *self.orders.lock().unwrap_or_else(PoisonError::into_inner), ..Seen::default() };
        for member in &club.members {
            let mut spent = 0;
            let made = redemptions(club, member.id).await?;
            for (key, id, price, state) in &made {
                let Some(wish) = wishes.get(key) else { continue };
                seen.redeemed += 1;
                assert_eq!(wish.price, *price, "{key}");
                assert_ne!(wish.outcome, Outcome::Declined, "{key} was declined and is there");
                let gone = matches!(wish.of, Of::Reward(_)) && cancelled.contains(id);
                assert!(!gone || state == "cancelled", "{id} was cancelled and is {state}");
                seen.donated += i64::from(state == "donated");
                seen.cancelled += i64::from(state == "cancelled");
                seen.unanswered += i64::from(wish.outcome == Outcome::Unknown);
                spent += if state == "cancelled" { 0 } else { *price };
            }
            for (key, wish) in wishes.iter().filter(|(_, wish)| wish.member == member.id) {
                let times = made.iter().filter(|(of, ..)| of == key).count();
                let right = match wish.outcome {
                    Outcome::Done(id) => times == 1 && made.iter().any(|(of, made, ..)| of == key && *made == id),
                    Outcome::Unknown => times <= 1,
                    Outcome::Declined => times == 0,
                };
                assert!(right, "{key}: {wish:?}, {times} times");
                seen.declined += i64::from(wish.outcome == Outcome::Declined);
            }
            let earned = club.worth_of_orders(member.id, FIRST_ORDER).await?;
            let fees = fees(club, member.id).await?;
            let net = club.net(member.id).await?;
            assert_eq!(net, member.points + earned - spent - fees, "member {}: {earned} {spent} {fees}", member.id);
        }
        Ok(seen)
    }
}

/// Key, id, price and state of what a member redeemed and gave.
async fn redemptions(club: &Club, member: i64) -> Result<Vec<(String, i64, i64, String)>> {
    let query = "SELECT t.idempotency_key, r.id, r.points, r.state FROM redemptions r \
        JOIN point_transfers t ON t.id = r.transfer_id WHERE r.customer_id = $1 \
        UNION ALL SELECT t.idempotency_key, d.id, d.points, 'donated' FROM donations d \
        JOIN point_transfers t ON t.id = d.transfer_id WHERE d.customer_id = $1";
    Ok(sql!(club.db.read().await?, all(String, i64, i64, String), query, member)?)
}

/// What a member pays for the event: a seat, if there is one.
async fn fees(club: &Club, member: i64) -> Result<i64> {
    let query = "SELECT COUNT(*) FROM registrations WHERE customer_id = $1 AND event_id = $2 AND state = 'confirmed' \
        AND fee_transfer_id IS NOT NULL";
    Ok(100 * sql!(club.db.read().await?, scalar i64, query, member, club.event)?)
}

#[derive(Debug, Default)]
pub struct Seen {
    redeemed: i64,
    cancelled: i64,
    donated: i64,
    declined: i64,
    /// Happened without an answer.
    unanswered: i64,
    orders: i64,
}

impl Seen {
    pub fn is_lively(&self) -> bool {
        self.redeemed > 20 && self.cancelled > 5 && self.donated > 5 && self.declined > 0 && self.orders > 20
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { redeemed, cancelled, donated, declined, unanswered, orders } = self;
        write!(
            f,
            "{redeemed} redeemed or given ({unanswered} without an answer), {cancelled} of them cancelled, {donated} given, {declined} declined, \
             {orders} orders"
        )
    }
}

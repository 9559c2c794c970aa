//! Records what the clients requested and which answers they got, and compares it with the database.

use crate::Result;
use crate::club::{Club, FIRST_BILL, FIRST_ORDER};
use club_portal::sql;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// What is known about a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No answer: it may have taken effect or not.
    Unknown,
    /// It took effect and created this redemption, donation or hold.
    Done(i64),
    /// It was declined, and had been sent only once.
    Declined,
}

/// What the points are spent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Reward(i64),
    Project(i64),
    /// A workshop order that is partly paid with points.
    Bill(i64),
}

#[derive(Clone, Debug)]
pub struct Request {
    pub member: i64,
    pub of: Of,
    pub price: i64,
    pub outcome: Outcome,
    /// How often the form was sent.
    pub sent: u32,
}

#[derive(Default)]
pub struct Journal {
    /// By idempotency key.
    requests: Mutex<BTreeMap<String, Request>>,
    /// Redemptions whose cancellation was confirmed.
    cancelled: Mutex<BTreeSet<i64>>,
    /// The confirmed final states of holds for bills.
    ended: Mutex<BTreeMap<i64, &'static str>>,
    orders: Mutex<i64>,
    bills: Mutex<i64>,
}

impl Journal {
    /// Records a form before it is sent for the first time; if the answer is lost, its outcome stays unknown.
    pub fn begin(&self, idempotency_key: &str, request: &Request) {
        self.requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(idempotency_key.to_owned(), request.clone());
    }

    pub fn answered(&self, idempotency_key: &str, outcome: Outcome) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(request) = requests.get_mut(idempotency_key) else { return };
        match (request.outcome, outcome) {
            (Outcome::Done(before), Outcome::Done(now)) => {
                assert_eq!(before, now, "the same form took effect twice")
            }
            (_, Outcome::Done(_)) => request.outcome = outcome,
            (Outcome::Unknown, Outcome::Declined) if request.sent == 1 => request.outcome = outcome,
            _ => {}
        }
    }

    pub fn note_cancelled(&self, redemption: i64) {
        self.cancelled.lock().unwrap_or_else(PoisonError::into_inner).insert(redemption);
    }

    /// Records that the form is sent once more.
    pub fn note_resent(&self, idempotency_key: &str) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(request) = requests.get_mut(idempotency_key) {
            request.sent += 1;
        }
    }

    pub fn note_ended(&self, hold: i64, state: &'static str) {
        let before = self.ended.lock().unwrap_or_else(PoisonError::into_inner).insert(hold, state);
        assert!(before.is_none_or(|before| before == state), "{hold} was {before:?} and {state}");
    }

    /// The next id of an order that is partly paid with points.
    pub fn next_bill(&self) -> i64 {
        let mut bills = self.bills.lock().unwrap_or_else(PoisonError::into_inner);
        *bills += 1;
        FIRST_BILL + *bills
    }

    /// The next id of an order that other systems write.
    pub fn next_order(&self) -> i64 {
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        *orders += 1;
        FIRST_ORDER + *orders
    }

    /// Chooses one of the member's earlier forms that may be sent again.
    pub fn again(&self, member: i64, number: u64) -> Option<(String, Request)> {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let again = |request: &Request| {
            request.member == member && request.outcome != Outcome::Declined && !matches!(request.of, Of::Bill(_))
        };
        let mine: Vec<_> = requests.iter_mut().filter(|(_, request)| again(request)).collect();
        let at = usize::try_from(number).ok()? % mine.len().max(1);
        let (idempotency_key, request) = mine.into_iter().nth(at)?;
        request.sent += 1;
        Some((idempotency_key.clone(), request.clone()))
    }

    /// Checks that everything confirmed exists once, all else at most once, and that every member's points match.
    pub async fn compare(&self, club: &Club) -> Result<Seen> {
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let cancelled = self.cancelled.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut seen = Seen { orders: *self.orders.lock().unwrap_or_else(PoisonError::into_inner), ..Seen::default() };
        for member in &club.members {
            let mut spent = 0;
            let made = redemptions(club, member.id).await?;
            for (idempotency_key, id, price, state) in &made {
                let Some(request) = requests.get(idempotency_key) else { continue };
                assert_eq!(request.price, *price, "{idempotency_key}");
                assert_ne!(request.outcome, Outcome::Declined, "{idempotency_key} was declined and exists");
                match request.of {
                    Of::Bill(_) => ended.get(id).into_iter().for_each(|said| assert_ended(*id, said, state)),
                    _ if cancelled.contains(id) && matches!(request.of, Of::Reward(_)) => {
                        assert_eq!(state, "cancelled", "{id} was cancelled");
                    }
                    _ => {}
                }
                seen.count(state);
                seen.unanswered += i64::from(request.outcome == Outcome::Unknown);
                spent += if IS_BACK.contains(&state.as_str()) { 0 } else { *price };
            }
            for (idempotency_key, request) in requests.iter().filter(|(_, request)| request.member == member.id) {
                let times = made.iter().filter(|(of, ..)| of == idempotency_key).count();
                let right = match request.outcome {
                    Outcome::Done(id) => {
                        times == 1 && made.iter().any(|(of, made, ..)| of == idempotency_key && *made == id)
                    }
                    Outcome::Unknown => times <= 1,
                    Outcome::Declined => times == 0,
                };
                assert!(right, "{idempotency_key}: {request:?}, {times} times");
                seen.declined += i64::from(request.outcome == Outcome::Declined);
            }
            let earned = club.points_of_orders(member.id, FIRST_ORDER).await?;
            let fees = fees(club, member.id).await?;
            let net = club.net(member.id).await?;
            assert_eq!(net, member.points + earned - spent - fees, "member {}: {earned} {spent} {fees}", member.id);
        }
        Ok(seen)
    }
}

/// In these states the points have been returned.
const IS_BACK: [&str; 4] = ["cancelled", "released", "timed_out", "refunded"];

/// The hold ended as confirmed; a captured one may have been refunded with its order since.
fn assert_ended(hold: i64, said: &str, state: &str) {
    let right = state == said || (said == "captured" && state == "refunded");
    assert!(right, "hold {hold} was confirmed as {said} and is {state}");
}

/// Key, id, price and state of a member's redemptions, donations and workshop payments. A payment that is still open or
/// captured although its order was credited has the state 'forgotten', which is an error.
async fn redemptions(club: &Club, member: i64) -> Result<Vec<(String, i64, i64, String)>> {
    let query = "SELECT t.idempotency_key, r.id, r.points, r.state FROM redemptions r \
        JOIN point_transfers t ON t.id = r.transfer_id WHERE r.customer_id = $1 \
        UNION ALL SELECT t.idempotency_key, d.id, d.points, 'donated' FROM donations d \
        JOIN point_transfers t ON t.id = d.transfer_id WHERE d.customer_id = $1 \
        UNION ALL SELECT c.idempotency_key, c.id, c.points, CASE WHEN o.status = 'credited' \
        AND c.state IN ('open', 'captured') THEN 'forgotten' ELSE c.state END FROM workshop_payments c \
        JOIN service_orders o ON o.id = c.order_id WHERE c.customer_id = $1";
    Ok(sql!(club.db.read().await?, all(String, i64, i64, String), query, member)?)
}

/// What a member pays for the event: the fee of a confirmed seat.
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
    /// Held for bills, and how these holds ended.
    held: i64,
    captured: i64,
    released: i64,
    refunded: i64,
    declined: i64,
    /// Took effect without an answer.
    unanswered: i64,
    orders: i64,
}

impl Seen {
    pub fn is_lively(&self) -> bool {
        let counter = self.captured + self.refunded > 2 && self.released > 2;
        counter && self.redeemed > 20 && self.cancelled > 5 && self.donated > 5 && self.declined > 0 && self.orders > 5
    }

    fn count(&mut self, state: &str) {
        match state {
            "open" => self.held += 1,
            "captured" => self.captured += 1,
            "released" | "timed_out" => self.released += 1,
            "refunded" => self.refunded += 1,
            "forgotten" => panic!("an order was credited, but its points were not refunded"),
            "donated" => self.donated += 1,
            "cancelled" => self.cancelled += 1,
            _ => {}
        }
        self.redeemed += i64::from(!matches!(state, "open" | "captured" | "released" | "timed_out" | "refunded"));
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { redeemed, cancelled, donated, held, captured, released, refunded, declined, unanswered, orders } =
            self;
        write!(
            f,
            "{redeemed} redeemed or given, {cancelled} of them cancelled, {donated} given; for bills {held} set aside, \
             {captured} captured, {released} released, {refunded} refunded; {unanswered} without an answer, {declined} \
             declined, {orders} orders"
        )
    }
}

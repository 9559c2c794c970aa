//! Random movements, applied to the ledger and to a plain in-memory model of it: both must agree at every step.

mod holds;
mod reference;
mod transfers;

use super::*;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::points::Refusal;
use crate::points::admin::ops::{self as admin_ops, Proposal};
use crate::points::admin::{AdjustmentReason, AdjustmentState};
use crate::values::{AccountId, CustomerId, HoldId, TransferId};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use reference::{Lot, Model};
use std::sync::atomic::{AtomicI64, Ordering};

#[derive(Clone, Debug)]
enum Step {
    Wait(i64),
    Earn(i64),
    Spend(i64),
    /// The n-th spending, perhaps one that was refunded already.
    Refund(prop::sample::Index),
    /// A percentage, at least one point, of what can still be taken back of the n-th earning.
    Reverse(prop::sample::Index, i64),
    Expire,
    Hold(i64),
    /// A percentage, at least one point, of the n-th hold, which may have ended.
    Capture(prop::sample::Index, i64),
    Release(prop::sample::Index),
    /// Overdue holds are released.
    TimeOut,
    /// Given manually or, if negative, taken; where approval is needed, approved or declined.
    Adjust(i64, bool),
    /// To another member.
    Send(i64),
    /// From another member, who has just earned them.
    Receive(i64),
    /// The member is merged into a member who has nothing, and continues as that one.
    Merge,
}

/// Maximum that one administrator adjusts alone for one member in a day.
const SINGLE_LIMIT: i64 = 1_000;

/// Duration of a hold: long enough for lots to expire in the meantime.
const HELD_DAYS: i64 = 400;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        2 => (0_i64..500).prop_map(Step::Wait),
        1 => (0_i64..30).prop_map(Step::Wait),
        3 => (1_i64..3_000).prop_map(Step::Earn),
        4 => (1_i64..2_500).prop_map(Step::Spend),
        2 => any::<prop::sample::Index>().prop_map(Step::Refund),
        2 => (any::<prop::sample::Index>(), prop_oneof![Just(100), 1_i64..100])
            .prop_map(|(which, percent)| Step::Reverse(which, percent)),
        1 => Just(Step::Expire),
        3 => (1_i64..2_500).prop_map(Step::Hold),
        2 => (any::<prop::sample::Index>(), prop_oneof![Just(100), 1_i64..100])
            .prop_map(|(which, percent)| Step::Capture(which, percent)),
        1 => any::<prop::sample::Index>().prop_map(Step::Release),
        1 => Just(Step::TimeOut),
        3 => (prop_oneof![1_i64..1_500, -1_500_i64..0], prop_oneof![4 => Just(true), 1 => Just(false)])
            .prop_map(|(points, approved)| Step::Adjust(points, approved)),
        1 => (1_i64..1_500).prop_map(Step::Send),
        1 => (1_i64..1_500).prop_map(Step::Receive),
        1 => Just(Step::Merge),
    ];
    prop::collection::vec(step, 1..50)
}

/// The ledger beside the model.
struct Pair<'a> {
    db: &'a Db,
    customer: CustomerId,
    model: Model,
    transfers: Vec<(TransferId, i64)>,
    /// With the index of its lot.
    earnings: Vec<(TransferId, usize)>,
    holds: Vec<HoldId>,
    made: i64,
}

impl Pair<'_> {
    async fn step(&mut self, step: &Step) -> Result<()> {
        self.made += 1;
        let idempotency_key = format!("{}:{}", self.customer, self.made);
        let now = self.model.now;
        let account = PointAccount::Redeemed;
        let mut tx = self.db.write().await?;
        match step {
            Step::Wait(days) => self.model.now += TimeDelta::days(*days),
            Step::Earn(points) => {
                let earned = Movement { at: now, ..movement(self.customer, *points, &idempotency_key) };
                let moved = ops::earn(&mut tx, &earned).await?;
                assert!(moved.new && !ops::earn(&mut tx, &earned).await?.new);
                self.earnings.push((moved.transfer, self.model.lots.len()));
                self.model.earn(*points);
            }
            Step::Spend(points) => {
                let spending = Movement { at: now, ..movement(self.customer, *points, &idempotency_key) };
                let have = self.model.open();
                match ops::spend(&mut tx, &spending, account).await {
                    Ok(moved) => {
                        assert!(have >= *points && !ops::spend(&mut tx, &spending, account).await?.new);
                        self.model.spend(*points);
                        self.transfers.push((moved.transfer, *points));
                    }
                    short => {
                        assert!(have < *points);
                        assert_eq!(short, Err(Refusal::PointsShort { need: *points, have }.into()));
                        return Ok(());
                    }
                }
            }
            Step::Refund(_) if self.transfers.is_empty() => {}
            Step::Refund(which) => {
                let (transfer, points) = self.transfers[which.index(self.transfers.len())];
                let idempotency_key = format!("refund:{transfer}");
                let back = Movement { at: now, ..movement(self.customer, points, &idempotency_key) };
                let moved = ops::refund(&mut tx, transfer, &back, account).await?;
                let uses = self.model.spent[which.index(self.transfers.len())].take();
                assert_eq!(moved.new, uses.is_some());
                // A repeated refund moves nothing: not even overdue points expire.
                let Some(uses) = uses else { return Ok(()) };
                self.model.refund(uses);
            }
            Step::Reverse(..) if self.earnings.is_empty() => {}
            Step::Reverse(which, percent) => {
                let (earned, at) = self.earnings[which.index(self.earnings.len())];
                let left = self.model.history[at].earned;
                let points = if left == 0 { 1 } else { (left * percent / 100).max(1) };
                let back = Movement { at: now, ..movement(self.customer, points, &idempotency_key) };
                if left == 0 {
                    assert_eq!(ops::reverse(&mut tx, earned, &back).await, Err(AppError::Internal));
                    return Ok(());
                }
                assert!(ops::reverse(&mut tx, earned, &back).await?.new);
                assert!(!ops::reverse(&mut tx, earned, &back).await?.new);
                self.model.reverse(at, points);
            }
            Step::Expire => {
                ops::expire(&mut tx, self.customer, now).await?;
                self.model.expire();
            }
            Step::Adjust(points, approved) => return self.adjust(tx, (*points, *approved), &idempotency_key).await,
            Step::Send(_) | Step::Receive(_) | Step::Merge => {
                return self.step_between(tx, step, &idempotency_key).await;
            }
            held => return self.hold_step(tx, held, &idempotency_key).await,
        }
        tx.commit().await?;
        Ok(())
    }

    /// Adjusts by one administrator up to the daily limit, above it by two.
    async fn adjust(&mut self, mut tx: Tx, (points, approved): (i64, bool), idempotency_key: &str) -> Result<()> {
        let now = self.model.now;
        let (by, reason_code) = (AccountId(1), AdjustmentReason::Correction);
        let proposal =
            Proposal { customer: self.customer, points, reason: "测试", reason_code, by, idempotency_key, now };
        let is_small = self.model.small_adjustments() + points.abs() <= SINGLE_LIMIT;
        let mut done = admin_ops::propose(&mut tx, &proposal).await.map(|proposed| (proposed.id, proposed.state));
        if let Ok((id, state)) = done {
            assert_eq!(state == AdjustmentState::Done, is_small);
            if !is_small {
                let decided = match approved {
                    true => admin_ops::approve(&mut tx, id, AccountId(2), now).await,
                    false => admin_ops::decline(&mut tx, id, AccountId(2), "不符", now).await,
                };
                done = decided.map(|()| (id, state));
            }
        }
        let (moves, have) = (is_small || approved, self.model.open());
        if moves && have + points < 0 {
            assert_eq!(done, Err(Refusal::PointsShort { need: -points, have }.into()));
            return Ok(());
        }
        assert!(!admin_ops::propose(&mut tx, &proposal).await?.new && done.is_ok());
        if moves {
            self.model.adjust(points, is_small);
        }
        tx.commit().await?;
        Ok(())
    }

    async fn compare(&self) -> Result<()> {
        let mut tx = self.db.read().await?;
        let query = "SELECT expires_at, remaining FROM point_lots WHERE customer_id = $1 ORDER BY id";
        let lots: Vec<Lot> = sql!(tx, all(DateTime<Utc>, i64), query, self.customer)?;
        assert_eq!(lots, self.model.lots);
        let found = summary(&mut tx, self.customer, self.model.now).await?;
        assert_eq!((found.available, found.tier_points), (self.model.open(), self.model.tier_points));
        assert_eq!(found.held, self.model.held());
        assert_eq!(found.debt.map_or(0, |debt| debt.points), self.model.debt);
        Ok(())
    }
}

/// A member without points.
async fn new_member(db: &Db) -> CustomerId {
    static NEXT: AtomicI64 = AtomicI64::new(1);
    member(db, NEXT.fetch_add(1, Ordering::Relaxed)).await
}

async fn run(db: &Db, steps: &[Step]) -> Result<()> {
    let customer = new_member(db).await;
    let model = Model {
        now: noon(),
        lots: Vec::new(),
        history: Vec::new(),
        debt: 0,
        tier_points: 0,
        spent: Vec::new(),
        holds: Vec::new(),
        small_adjustments: Vec::new(),
    };
    let mut pair =
        Pair { db, customer, model, transfers: Vec::new(), earnings: Vec::new(), holds: Vec::new(), made: 0 };
    for step in steps {
        pair.step(step).await?;
        pair.compare().await?;
    }
    Ok(())
}

crate::db_test!(the_ledger_agrees_with_its_model, |db| {
    for phone in ["13900000008", "13900000009"] {
        crate::web::testing::account(&db, "admin", phone, None, None).await;
    }
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE point_rules SET value = 2000 WHERE code = 'household'")?;
    tx.commit().await?;
    let config = ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() };
    tokio::task::block_in_place(|| {
        proptest::test_runner::TestRunner::new(config).run(&steps(), |steps| {
            let done = tokio::runtime::Handle::current().block_on(run(&db, &steps));
            done.map_err(|error| TestCaseError::fail(error.to_string()))
        })
    })?;
    assert_whole(&db).await;
});

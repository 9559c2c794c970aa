//! Steps for holds.

use super::*;

impl Pair<'_> {
    pub(super) async fn hold_step(&mut self, mut tx: Tx, step: &Step, idempotency_key: &str) -> Result<()> {
        let now = self.model.now;
        let movement = |points| Movement { at: now, ..movement(self.customer, points, idempotency_key) };
        match step {
            Step::Hold(points) => {
                let (have, time_out) = (self.model.open(), TimeDelta::days(HELD_DAYS));
                match ops::hold(&mut tx, &movement(*points), time_out).await {
                    Ok(held) => {
                        assert!(have >= *points && !ops::hold(&mut tx, &movement(*points), time_out).await?.moved.new);
                        self.holds.push(held.hold);
                        self.model.hold(*points);
                    }
                    short => {
                        assert_eq!(short, Err(Refusal::PointsShort { need: *points, have }.into()));
                        return Ok(());
                    }
                }
            }
            Step::Capture(which, percent) if !self.holds.is_empty() => {
                let at = which.index(self.holds.len());
                let points = (self.model.holds[at].points * percent / 100).max(1);
                let done = ops::capture(&mut tx, self.holds[at], &movement(points), PointAccount::Redeemed).await;
                let set = &self.model.holds[at];
                let refused = match (set.uses.is_some(), set.until > now) {
                    (true, true) => None,
                    (true, false) => Some(Refusal::HoldOver),
                    (false, _) => Some(Refusal::HoldEnded),
                };
                if let Some(refusal) = refused {
                    assert_eq!(done, Err(refusal.into()));
                    return Ok(());
                }
                self.transfers.push((done?.transfer, points));
                self.model.capture(at, points);
            }
            Step::Release(which) if !self.holds.is_empty() => {
                let at = which.index(self.holds.len());
                let set = &self.model.holds[at];
                let done = ops::release(&mut tx, self.holds[at], &movement(set.points)).await;
                if set.uses.is_none() {
                    assert_eq!(done, Err(Refusal::HoldEnded.into()));
                    return Ok(());
                }
                assert!(done?.new);
                self.model.release(at);
            }
            Step::TimeOut => {
                drop(tx);
                return self.time_out().await;
            }
            _ => {}
        }
        tx.commit().await?;
        Ok(())
    }

    /// Other members' holds are as old as this one's, and are released too.
    async fn time_out(&mut self) -> Result<()> {
        let now = self.model.now;
        crate::points::release_overdue(self.db, now).await?;
        let mut over: Vec<usize> = (0..self.holds.len()).collect();
        over.retain(|at| self.model.holds[*at].uses.is_some() && self.model.holds[*at].until <= now);
        over.sort_by_key(|at| (self.model.holds[*at].until, *at));
        over.into_iter().for_each(|at| self.model.release(at));
        Ok(())
    }
}

//! Steps that involve two members.

use super::*;
use crate::i18n::Bilingual;
use crate::merges::{self, Merge};
use crate::points::rules::RuleCode;

impl Pair<'_> {
    pub(super) async fn step_between(&mut self, tx: Tx, step: &Step, idempotency_key: &str) -> Result<()> {
        drop(tx);
        let other = new_member(self.db).await;
        let mut tx = self.db.write().await?;
        let now = self.model.now;
        let movement = |from, points| Movement {
            at: now,
            rule: Some(RuleCode::Household),
            ..movement(from, points, idempotency_key)
        };
        let received = Bilingual { zh: "收到", en: "Received" };
        match step {
            Step::Send(points) => {
                let (sent_points, have) = (movement(self.customer, *points), self.model.open());
                let done = ops::send(&mut tx, &sent_points, other, received, idempotency_key.to_owned()).await;
                if have < *points {
                    assert_eq!(done, Err(Refusal::PointsShort { need: *points, have }.into()));
                    return Ok(());
                }
                assert!(
                    done?.new
                        && !ops::send(&mut tx, &sent_points, other, received, idempotency_key.to_owned()).await?.new
                );
                assert_eq!(available(&mut tx, other).await, *points);
                self.model.take(*points);
            }
            Step::Receive(points) => {
                let earning = Movement {
                    idempotency_key: &format!("{idempotency_key}:bonus"),
                    rule: None,
                    ..movement(other, *points)
                };
                ops::earn(&mut tx, &earning).await?;
                ops::send(&mut tx, &movement(other, *points), self.customer, received, idempotency_key.to_owned())
                    .await?;
                self.model.receive(*points);
            }
            _ => return self.merge_into(tx, other).await,
        }
        tx.commit().await?;
        Ok(())
    }

    async fn merge_into(&mut self, mut tx: Tx, other: CustomerId) -> Result<()> {
        let order = Merge { duplicate: self.customer, survivor: other, by: None, reason: "", now: self.model.now };
        let done = merges::merge(&mut tx, &order).await;
        if self.model.held() > 0 {
            assert_eq!(done, Err(merges::Refusal::PointsSetAside.into()));
            return Ok(());
        }
        assert!(done?);
        tx.commit().await?;
        self.customer = other;
        self.holds.clear();
        let open: Vec<bool> = self.model.spent.iter().map(Option::is_some).collect();
        let mut left = open.iter();
        self.transfers.retain(|_| left.next() == Some(&true));
        self.model.merge();
        Ok(())
    }
}

//! Notifications of adjustments.

use super::store::Adjustment;
use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Locale;
use crate::outbox::{self, Topic};
use crate::values::points;
use chrono::{DateTime, Utc};

/// Notifies the member once per posted adjustment, without the reason that staff wrote.
pub async fn adjusted(tx: &mut Tx, adjustment: &Adjustment, now: DateTime<Utc>) -> Result<()> {
    outbox::notify(tx, adjustment.customer_id, (Topic::Adjustment, adjustment.id), now, |l: Locale| {
        let (n, why) = (points(adjustment.points.abs()), adjustment.reason_code.name(l));
        let text = if adjustment.points > 0 {
            tr!(
                l,
                "俱乐部为您增加了 {n} 积分（{why}）。登录车主俱乐部，在积分明细中查看。",
                "The club added {n} points ({why}). Sign in to see them in your statement."
            )
        } else {
            tr!(
                l,
                "俱乐部扣减了您的 {n} 积分（{why}）。登录车主俱乐部，在积分明细中查看；有疑问请联系我们。",
                "The club deducted {n} points ({why}). Sign in to see it in your statement, or contact us with any questions."
            )
        };
        ("posted", text)
    })
    .await
}

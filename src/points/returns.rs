//! Previews what cancelling something that was paid with points would return now.

use super::model::LotExpiry;
use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Locale;
use crate::sql;
use crate::values::{TransferId, points};
use chrono::{DateTime, Utc};

/// The points that one cancelled spending would return.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExpectedReturn {
    pub points: i64,
    /// Of these, points that have expired since and would get 30 days.
    extended: i64,
    /// Of these, points that have used up their 30 days and would expire at once.
    expiring: i64,
}

pub async fn expected_return(tx: &mut Tx, spent: TransferId, now: DateTime<Utc>) -> Result<ExpectedReturn> {
    #[derive(sqlx::FromRow)]
    struct Taken {
        amount: i64,
        #[sqlx(flatten)]
        expiry: LotExpiry,
    }
    let taken = sql!(
        tx,
        all Taken,
        "SELECT u.amount, l.first_expires_at, l.expires_at FROM point_lot_uses u \
         JOIN point_lots l ON l.id = u.lot_id WHERE u.transfer_id = $1",
        spent
    )?;
    let mut expected_return = ExpectedReturn::default();
    for Taken { amount, expiry } in taken {
        let end = expiry.once_back(false, now);
        expected_return.points += amount;
        expected_return.extended += if end != expiry.expires_at { amount } else { 0 };
        expected_return.expiring += if end <= now { amount } else { 0 };
    }
    Ok(expected_return)
}

impl ExpectedReturn {
    pub fn describe(self, l: Locale) -> String {
        let (back, extended, expiring) = (points(self.points), points(self.extended), points(self.expiring));
        let mut said = vec![tr!(
            l,
            "{back} 积分将退回，到期日不变。",
            "{back} points will be returned with their original expiry dates."
        )];
        if self.extended > 0 {
            said.push(tr!(
                l,
                "其中 {extended} 积分已过期，退回后延长 30 天。",
                "{extended} of them have expired and get 30 more days."
            ));
        }
        if self.expiring > 0 {
            said.push(tr!(
                l,
                "其中 {expiring} 积分已延长过 30 天，退回后立即过期。",
                "{expiring} of them were already extended by 30 days and will expire on return."
            ));
        }
        said.join(match l {
            Locale::Zh => "",
            Locale::En => " ",
        })
    }
}

/// How many of the returned points expired at once, as text; empty if none did.
pub fn expired_at_once(l: Locale, expired: i64) -> String {
    let n = points(expired);
    match expired {
        0 => String::new(),
        _ => tr!(
            l,
            "其中 {n} 积分已延长过 30 天，退回后已过期。",
            " {n} of them were already extended by 30 days and have expired."
        ),
    }
}

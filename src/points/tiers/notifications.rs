//! Notifications about tiers, one for each change or warning.

use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Locale;
use crate::outbox::{self, Topic};
use crate::ui::tier_name;
use crate::values::{CustomerId, Tier, points};
use chrono::{DateTime, NaiveDate, Utc};

pub async fn risen(
    tx: &mut Tx,
    customer: CustomerId,
    (tier, until): (Tier, NaiveDate),
    at: DateTime<Utc>,
) -> Result<()> {
    outbox::notify(tx, customer, (Topic::Tier, customer), at, |l: Locale| {
        let (name, day) = (tier_name(l, tier), l.date(until));
        let text =
            tr!(l, "恭喜，您已升级为{name}，有效期至 {day}。", "Congratulations, you’re now {name} until {day}.");
        (format!("{tier}:{until}"), text)
    })
    .await
}

pub async fn may_fall(
    tx: &mut Tx,
    customer: CustomerId,
    (tier, lower, until): (Tier, Tier, NaiveDate),
    missing: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    outbox::notify(tx, customer, (Topic::Tier, customer), now, |l: Locale| {
        let (name, lower, day, missing) = (tier_name(l, tier), tier_name(l, lower), l.date(until), points(missing));
        let text = tr!(
            l,
            "您的{name}有效期至 {day}。此前再得 {missing} 成长值即可保级，否则将调整为{lower}。积分不受影响。",
            "You’re {name} until {day}. Earn {missing} more tier points by then to keep it, or you’ll move to {lower}. Your points stay."
        );
        (format!("notice:{until}"), text)
    })
    .await
}

pub async fn fallen(tx: &mut Tx, customer: CustomerId, tier: Tier, day: NaiveDate, now: DateTime<Utc>) -> Result<()> {
    outbox::notify(tx, customer, (Topic::Tier, customer), now, |l: Locale| {
        let name = tier_name(l, tier);
        let text = tr!(
            l,
            "您的会员等级已调整为{name}。积分不受影响，继续积累成长值即可升级。",
            "Your tier is now {name}. Your points stay, and new tier points will move you up again."
        );
        (format!("fallen:{day}"), text)
    })
    .await
}

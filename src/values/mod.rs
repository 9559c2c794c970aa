//! The domain's values as types. Outside text is parsed once, at the boundary; code that has a `Phone` or a `Vin` need
//! not check it again. Values in rows that other systems wrote are decoded unchecked.

#[cfg(feature = "ssr")]
pub mod code;
mod contact;
mod days;
pub mod fold;
mod ids;
mod money;
#[cfg(feature = "ssr")]
mod price;
mod text_enum;
mod tier;
mod vehicle;

pub use contact::{Email, MemberNo, PersonName, Phone};
pub use days::{
    add_months, add_months_end, date_iso, date_time_iso, date_time_zh, date_zh, month_iso, month_zh, parse_date,
    parse_date_time, time_of_day, weekday_en, weekday_zh,
};
pub use ids::{
    AccountId, AdjustmentId, BatchId, CampaignId, CheckId, CodeId, CustomerId, DealerId, DonationId, EventId, HoldId,
    LotId, ModelId, OfferId, PaymentCodeCheckId, ProjectId, QuestionId, RedemptionId, ReferralId, RegistrationId,
    RewardId, RuleId, ServiceOrderId, SimulationId, TransferId, VehicleId, WorkshopPaymentId,
};
pub use money::{Fen, counted, points, points_signed};
#[cfg(feature = "ssr")]
pub use price::Price;
pub use tier::{PerTier, Tier};
pub use vehicle::{Plate, Vin};

/// Why a text is not a valid value. The form layer has the messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadValue {
    Empty,
    /// `max` in characters.
    TooLong {
        max: usize,
    },
    /// Line breaks, control characters, or bytes that were no text.
    Characters,
    NotAPhone,
    NotAnEmail,
    NotAVin,
    NotAMemberNo,
    NotSixDigits,
    NotADate,
    /// Before the year 1900.
    TooEarly,
    /// After the year 2199.
    TooLate,
    Malformed,
}

/// Trims a text and requires 1 to `max` characters, all of them readable.
fn readable(raw: &str, max: usize) -> Result<&str, BadValue> {
    let text = raw.trim();
    if text.is_empty() {
        return Err(BadValue::Empty);
    }
    if text.chars().count() > max {
        return Err(BadValue::TooLong { max });
    }
    if text.chars().any(fold::is_unreadable) {
        return Err(BadValue::Characters);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::DbError;

    #[test]
    fn unreadable_characters_are_refused() {
        assert_eq!(readable("  张三 \r\n", 40), Ok("张三"));
        for raw in ["张\r\n三", "张\u{0}三", "张\u{FFFD}三"] {
            assert_eq!(readable(raw, 40), Err(BadValue::Characters), "{raw:?}");
        }
        assert_eq!(readable(" \n", 40), Err(BadValue::Empty));
        assert_eq!(readable(&"长".repeat(10_000), 40), Err(BadValue::TooLong { max: 40 }));
    }

    crate::db_test!(values_round_trip_through_both_databases, |db| {
        let mut tx = db.read().await?;
        let id = crate::sql!(tx, scalar CustomerId, "SELECT CAST($1 AS BIGINT)", CustomerId(7))?;
        assert_eq!(id, CustomerId(7));
        let phone = Phone::parse("13800138001").expect("a phone");
        assert_eq!(crate::sql!(tx, scalar Phone, "SELECT CAST($1 AS TEXT)", &phone)?, phone);
        assert_eq!(crate::sql!(tx, optional_scalar Option<Tier>, "SELECT tier_from FROM events")?, None);
        assert_eq!(crate::sql!(tx, scalar Tier, "SELECT code FROM tiers WHERE code = $1", Tier::Gold)?, Tier::Gold);
        let other = crate::sql!(tx, scalar Tier, "SELECT MIN(code) FROM point_rules");
        assert!(matches!(other, Err(DbError::Other(sqlx::Error::ColumnDecode { .. }))), "{other:?}");
    });
}

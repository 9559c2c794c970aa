//! The domain's values as types. Outside text is parsed once, at the boundary; code that has a `Phone` or a `Vin` need
//! not check it again. Values in rows that other systems wrote are decoded unchecked.

#[cfg(feature = "ssr")]
pub mod code;
mod contact;
mod days;
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
    /// Line breaks, control characters or invisible characters.
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

/// Converts full-width letters, digits and signs to ASCII; Chinese keyboards produce both.
pub fn half_width(raw: &str) -> String {
    let narrow = |c: char| match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    raw.chars().map(narrow).collect()
}

/// Trims a text and requires 1 to `max` characters, all of them visible.
fn visible(raw: &str, max: usize) -> Result<&str, BadValue> {
    let text = raw.trim();
    if text.is_empty() {
        return Err(BadValue::Empty);
    }
    if text.chars().count() > max {
        return Err(BadValue::TooLong { max });
    }
    if text.chars().any(is_hidden) {
        return Err(BadValue::Characters);
    }
    Ok(text)
}

/// Control characters, and invisible ones that change the order or the look of a line.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_characters_become_ascii_and_others_stay() {
        assert_eq!(half_width("１３８　Ａｂ＋张"), "138 Ab+张");
    }

    #[test]
    fn hidden_characters_are_refused() {
        assert_eq!(visible("  张三 \r\n", 40), Ok("张三"));
        for raw in ["张\r\n三", "张\u{0}三", "张\u{202E}三", "a\u{200B}b"] {
            assert_eq!(visible(raw, 40), Err(BadValue::Characters), "{raw:?}");
        }
        assert_eq!(visible(" \n", 40), Err(BadValue::Empty));
        assert_eq!(visible(&"长".repeat(10_000), 40), Err(BadValue::TooLong { max: 40 }));
    }

    crate::db_test!(values_round_trip_through_both_databases, |db| {
        let mut tx = db.read().await?;
        let id = crate::sql!(tx, scalar CustomerId, "SELECT CAST($1 AS BIGINT)", CustomerId(7))?;
        assert_eq!(id, CustomerId(7));
        let phone = Phone::parse("13800138001").expect("a phone");
        assert_eq!(crate::sql!(tx, scalar Phone, "SELECT CAST($1 AS TEXT)", &phone)?, phone);
        assert_eq!(crate::sql!(tx, optional_scalar Option<Tier>, "SELECT tier_from FROM events")?, None);
        assert_eq!(crate::sql!(tx, scalar Tier, "SELECT code FROM tiers WHERE code = $1", Tier::Gold)?, Tier::Gold);
        assert!(crate::sql!(tx, scalar Tier, "SELECT code FROM point_rules").is_err());
    });
}

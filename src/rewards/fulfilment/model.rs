//! Types of the queue and of parcels.

use crate::error::Problem;
use crate::form_argument;
use crate::rewards::model::{CancelReason, Carrier, RedemptionState, RewardKind};
use crate::values::RedemptionId;
use crate::values::fold::compact;
use crate::web::{Form, FromForm, Reader};

/// States in which staff have something to do, in order.
pub const WAITING: [RedemptionState; 3] = [RedemptionState::Ordered, RedemptionState::Picked, RedemptionState::Ready];
/// Kinds without a code, which have to be delivered.
pub fn moved() -> impl Iterator<Item = RewardKind> {
    RewardKind::ALL.iter().copied().filter(|kind| !kind.has_code())
}

/// A part of the queue; missing or invalid parameters select its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filter {
    pub state: RedemptionState,
    /// `None` for every kind.
    pub kind: Option<RewardKind>,
}

impl Filter {
    pub fn read(query: &Form) -> Self {
        let state = WAITING.into_iter().find(|state| state.code() == query.get("state"));
        let kind = moved().find(|kind| kind.code() == query.get("kind"));
        Self { state: state.unwrap_or(RedemptionState::Ordered), kind }
    }

    pub fn query(self) -> String {
        let Self { state, kind } = self;
        format!("state={state}&kind={}", kind.map_or("", RewardKind::code))
    }

    pub fn address(self) -> String {
        format!("/admin/redemptions?{}", self.query())
    }
}

/// The number that staff and members use.
pub fn number(id: RedemptionId) -> String {
    format!("RD-{id}")
}

/// A carrier's tracking number: 6 to 30 letters and digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackingNo(String);

impl TrackingNo {
    /// Accepts spaces, dashes and lower case.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let plain = compact(typed, &[]).to_uppercase();
        let right = (6..=30).contains(&plain.len()) && plain.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if right { Ok(Self(plain)) } else { Err(Problem::Malformed) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Shipment {
    /// As stored in the history.
    pub fn stored(&self) -> String {
        format!("{} {}", self.carrier, self.tracking_no.as_str())
    }
}
form_argument!(Shipment);

impl FromForm for Shipment {
    fn read(f: &mut Reader<'_>) -> Option<Self> {
        let carrier = f.choose("carrier", |code| Carrier::from_code(code).ok_or(Problem::NotAChoice));
        let tracking_no = f.parse("tracking_no", TrackingNo::parse);
        Some(Self { carrier: carrier?, tracking_no: tracking_no? })
    }
}

/// Carrier and tracking number of a parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shipment {
    pub carrier: Carrier,
    pub tracking_no: TrackingNo,
}

/// Why the club cancels a redemption or takes goods back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallOff {
    /// The reason that the member reads.
    pub reason_code: CancelReason,
    /// The internal reason for staff.
    pub reason: String,
}

impl CallOff {
    /// Reads both reasons; the one for the member must be among `choices`.
    pub fn read(f: &mut Reader<'_>, choices: &[CancelReason]) -> Option<Self> {
        let reason_code = f.choose("reason_code", |code| {
            CancelReason::from_code(code).filter(|reason_code| choices.contains(reason_code)).ok_or(Problem::NotAChoice)
        });
        let reason = f.text("reason", 100);
        Some(Self { reason_code: reason_code?, reason: reason? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tracking_number_has_only_letters_and_digits() {
        let parsed = TrackingNo::parse(" sf 1029-3847-56 ").unwrap();
        assert_eq!(parsed.as_str(), "SF1029384756");
        for wrong in ["", "12345", "=1+1+1+1", "SF1029384756张", &"1".repeat(31)] {
            assert_eq!(TrackingNo::parse(wrong), Err(Problem::Malformed), "{wrong:?}");
        }
    }

    #[test]
    fn a_filter_parses_its_own_query_and_defaults_otherwise() {
        let read = |query: &str| Filter::read(&Form::parse(query.as_bytes()));
        let ready = Filter { state: RedemptionState::Ready, kind: Some(RewardKind::Accessory) };
        assert_eq!(read(&ready.query()), ready);
        let all = Filter { state: RedemptionState::Ordered, kind: None };
        for odd in ["", "state=fulfilled&kind=donation", "state=&kind=", "state='&kind=%ff"] {
            assert_eq!(read(odd), all, "{odd}");
        }
    }
}

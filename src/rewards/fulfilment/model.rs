//! Types of the queue and of parcels.

use crate::error::Problem;
use crate::rewards::model::{CancelReason, Carrier, RedemptionState, RewardKind};
use crate::ui::ListAddress;
use crate::values::RedemptionId;
use crate::values::fold::compact;
use crate::web::{Form, FromForm, Order, Reader};
use crate::{form_argument, text_enum};

/// States in which staff have something to do, in order.
pub const WAITING: [RedemptionState; 3] = [RedemptionState::Ordered, RedemptionState::Picked, RedemptionState::Ready];
/// Kinds without a code, which have to be delivered.
pub fn moved() -> impl Iterator<Item = RewardKind> {
    RewardKind::ALL.iter().copied().filter(|kind| !kind.has_code())
}

text_enum! {
    /// What the queue can be sorted by: when the rewards were redeemed.
    pub enum SortBy { Redeemed = "redeemed" }
}

/// A part of the queue; missing or invalid parameters select its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filter {
    pub state: RedemptionState,
    /// `None` for every kind.
    pub kind: Option<RewardKind>,
    pub order: Order<SortBy>,
}

impl Filter {
    pub fn read(query: &Form) -> Self {
        let state = WAITING.into_iter().find(|state| state.code() == query.get("state"));
        let kind = moved().find(|kind| kind.code() == query.get("kind"));
        let order = Order::read(query, SortBy::from_code, Order { by: SortBy::Redeemed, down: false });
        Self { state: state.unwrap_or(RedemptionState::Ordered), kind, order }
    }

    pub fn address(self) -> ListAddress {
        let Self { state, kind, order } = self;
        let address = ListAddress::new("/admin/redemptions").with("state", state);
        let sort = if order.down { order.to_string() } else { String::new() };
        address.with("kind", kind.map_or("", RewardKind::code)).with("sort", sort)
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
        let order = |down| Order { by: SortBy::Redeemed, down };
        let ready = Filter { state: RedemptionState::Ready, kind: Some(RewardKind::Accessory), order: order(true) };
        assert_eq!(read(&ready.address().query()), ready);
        let all = Filter { state: RedemptionState::Ordered, kind: None, order: order(false) };
        for odd in ["", "state=fulfilled&kind=donation", "state=&kind=", "state='&kind=%ff"] {
            assert_eq!(read(odd), all, "{odd}");
        }
    }
}

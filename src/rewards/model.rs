//! What can be redeemed, and what becomes of it.

use crate::text_enum;
use crate::values::{DealerId, PersonName, Phone};
use chrono::NaiveDate;

text_enum! {
    pub enum RewardKind {
        /// A code at once.
        Evoucher = "evoucher",
        /// On paper or plastic, by post.
        Voucher = "voucher",
        Goods = "goods",
        /// Picked up at a dealer.
        Accessory = "accessory",
        /// A code at once, for one dealer's workshop.
        Workshop = "workshop",
    }
}

text_enum! {
    pub enum RewardStatus { Draft = "draft", Published = "published", Retired = "retired" }
}

text_enum! {
    /// Whose codes a reward gives.
    pub enum CodeOrigin {
        /// Made by the portal, each when it is redeemed.
        Generated = "generated",
        /// Prepared before: brought by a partner, or made in batches. What a partner takes the portal cannot call back.
        Imported = "imported",
    }
}

text_enum! {
    pub enum RedemptionState {
        /// Has its code, which is not used yet.
        Issued = "issued",
        /// Waits for somebody to pick it off the shelf.
        Ordered = "ordered",
        /// Taken off the shelf for its member, who can no longer cancel it.
        Picked = "picked",
        /// Lies at the dealer's for its member.
        Ready = "ready",
        /// Used, sent or handed over.
        Fulfilled = "fulfilled",
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// What fulfils a redemption. The table `reward_kinds` says the same of each kind.
    pub enum Fulfilment {
        /// Its member uses a code.
        Code = "code",
        /// The club ships it.
        Shipment = "shipment",
        /// Its member picks it up at a dealer.
        Pickup = "pickup",
    }
}

/// How a reward gets to its member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Nothing has to be moved.
    None,
    Post,
    Dealer,
}

/// Where a redemption goes, as far as its kind needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    None,
    Post { recipient: PersonName, phone: Phone, address: String },
    Dealer(DealerId),
}

impl RewardKind {
    pub const fn way(self) -> Way {
        match self {
            Self::Evoucher => Way::None,
            Self::Voucher | Self::Goods => Way::Post,
            Self::Accessory | Self::Workshop => Way::Dealer,
        }
    }

    pub const fn fulfilment(self) -> Fulfilment {
        match self {
            Self::Evoucher | Self::Workshop => Fulfilment::Code,
            Self::Voucher | Self::Goods => Fulfilment::Shipment,
            Self::Accessory => Fulfilment::Pickup,
        }
    }

    /// Whether redeeming gives a code at once.
    pub const fn has_code(self) -> bool {
        matches!(self.fulfilment(), Fulfilment::Code)
    }

    /// What a redemption of this kind begins as.
    pub const fn first_state(self) -> RedemptionState {
        match self.fulfilment() {
            Fulfilment::Code => RedemptionState::Issued,
            Fulfilment::Shipment | Fulfilment::Pickup => RedemptionState::Ordered,
        }
    }
}

impl RedemptionState {
    /// Whether the member can still take it back: nobody has used or picked anything, and a code that was issued could
    /// still be used today.
    pub fn can_be_cancelled(self, code_expires_on: Option<NaiveDate>, today: NaiveDate) -> bool {
        match self {
            Self::Ordered => true,
            Self::Issued => code_expires_on.is_none_or(|last| last >= today),
            Self::Picked | Self::Ready | Self::Fulfilled | Self::Cancelled => false,
        }
    }

    /// Whether staff still have something to do.
    pub const fn is_waiting(self) -> bool {
        matches!(self, Self::Ordered | Self::Picked | Self::Ready)
    }
}

text_enum! {
    /// Who carries what is sent.
    pub enum Carrier {
        Sf = "sf",
        Jd = "jd",
        Ems = "ems",
        Zto = "zto",
        Yto = "yto",
        Sto = "sto",
        Yunda = "yunda",
    }
}

text_enum! {
    /// Why the club took something back, as its member reads it.
    pub enum CancelReason {
        OutOfStock = "out_of_stock",
        Discontinued = "discontinued",
        Faulty = "faulty",
        Undelivered = "undelivered",
        NotCollected = "not_collected",
        Returned = "returned",
        OnRequest = "on_request",
    }
}

impl CancelReason {
    /// What can be said of something that never reached its member.
    pub const BEFORE: [Self; 6] =
        [Self::OutOfStock, Self::Discontinued, Self::Faulty, Self::Undelivered, Self::NotCollected, Self::OnRequest];
    /// What can be said of something that was sent or handed over.
    pub const AFTER: [Self; 3] = [Self::Returned, Self::Faulty, Self::OnRequest];
}

impl Destination {
    pub const fn way(&self) -> Way {
        match self {
            Self::None => Way::None,
            Self::Post { .. } => Way::Post,
            Self::Dealer(_) => Way::Dealer,
        }
    }

    /// All of it as one text; no field holds a line end.
    pub fn content(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Post { recipient, phone, address } => format!("{recipient}\n{phone}\n{address}"),
            Self::Dealer(dealer) => dealer.to_string(),
        }
    }
}

/// An address on one line; a municipality is its own province and stands there once.
pub fn one_line(province: &str, city: &str, district: &str, street: &str) -> String {
    let city = if province.starts_with(city.trim_end_matches('市')) { "" } else { city };
    let between = if province.starts_with(|c: char| c.is_ascii_alphabetic()) { " " } else { "" };
    [province, city, district, street].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_picked_or_over_stays() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let (today, before) = (day("2026-03-04"), day("2026-03-03"));
        for (state, expires, can) in [
            (RedemptionState::Issued, Some(today), true),
            (RedemptionState::Issued, Some(before), false),
            (RedemptionState::Ordered, None, true),
            (RedemptionState::Picked, None, false),
            (RedemptionState::Ready, None, false),
            (RedemptionState::Fulfilled, Some(today), false),
            (RedemptionState::Cancelled, Some(today), false),
        ] {
            assert_eq!(state.can_be_cancelled(expires, today), can, "{state} {expires:?}");
        }
    }

    #[test]
    fn a_municipality_stands_once() {
        assert_eq!(one_line("上海市", "上海市", "浦东新区", "张江路 1 号"), "上海市浦东新区张江路 1 号");
        assert_eq!(one_line("上海市", "上海", "浦东新区", "张江路 1 号"), "上海市浦东新区张江路 1 号");
        assert_eq!(one_line("浙江省", "杭州市", "", "文三路 1 号"), "浙江省杭州市文三路 1 号");
        assert_eq!(one_line("Zhejiang", "Hangzhou", "Xihu", "1 Wensan Rd"), "Zhejiang Hangzhou Xihu 1 Wensan Rd");
    }
}

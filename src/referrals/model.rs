//! States of a referral, and who may see them.

use crate::i18n::Locale;
use crate::text_enum;
use chrono::{DateTime, TimeDelta, Utc};

text_enum! {
    /// The progress of a referral.
    pub enum LeadState {
        Invited = "invited",
        Contacted = "contacted",
        TestDrive = "test_drive",
        Delivered = "delivered",
        Expired = "expired",
        /// The claim did not count; only staff see why.
        Declined = "declined",
    }
}

text_enum! {
    pub enum DeclineReason {
        Oneself = "self",
        Customer = "customer",
        /// Somebody else has already referred this friend.
        Claimed = "claimed",
    }
}

/// A referral that does not move for this long expires.
pub const STALE: TimeDelta = TimeDelta::days(180);

impl LeadState {
    /// The columns of a dealer's board.
    pub const BOARD: [Self; 5] = [Self::Invited, Self::Contacted, Self::TestDrive, Self::Delivered, Self::Expired];

    /// The next state on the way to a delivery.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Invited => Some(Self::Contacted),
            Self::Contacted => Some(Self::TestDrive),
            Self::TestDrive => Some(Self::Delivered),
            Self::Delivered | Self::Expired | Self::Declined => None,
        }
    }

    /// Whether it can still lead to a delivery.
    pub fn is_open(self) -> bool {
        self.next().is_some()
    }

    pub fn text(self, l: Locale) -> String {
        match self {
            Self::Invited => tr!(l, "已邀请", "Invited"),
            Self::Contacted => tr!(l, "已联系", "Contacted"),
            Self::TestDrive => tr!(l, "已试驾", "Test drive"),
            Self::Delivered => tr!(l, "已提车", "Delivered"),
            Self::Expired => tr!(l, "已失效", "Expired"),
            Self::Declined => tr!(l, "未受理", "Declined"),
        }
    }

    /// The label of the button that moves a lead to this state.
    pub fn verb(self, l: Locale) -> String {
        match self {
            Self::Invited | Self::Declined => self.text(l),
            Self::Contacted => tr!(l, "记为已联系", "Mark contacted"),
            Self::TestDrive => tr!(l, "记为已试驾", "Mark test drive"),
            Self::Delivered => tr!(l, "记为已提车", "Mark delivered"),
            Self::Expired => tr!(l, "标记失效", "Mark expired"),
        }
    }

    /// The badge's colour.
    pub fn badge(self) -> &'static str {
        match self {
            Self::Invited => "info",
            Self::Contacted | Self::TestDrive => "warn",
            Self::Delivered => "good",
            Self::Expired | Self::Declined => "",
        }
    }
}

impl DeclineReason {
    pub fn text(self, l: Locale) -> String {
        match self {
            Self::Oneself => tr!(l, "不能推荐自己", "Self-referral"),
            Self::Customer => tr!(l, "已是客户", "Existing customer"),
            Self::Claimed => tr!(l, "已被他人推荐", "Already referred by someone else"),
        }
    }
}

/// The state as the referrer sees it. A declined claim looks like an unanswered one and expires at the same time, so
/// that nobody can find out who is a customer by referring them.
pub fn seen_by_referrer(state: LeadState, created_at: DateTime<Utc>, now: DateTime<Utc>) -> LeadState {
    match state {
        LeadState::Invited | LeadState::Declined if created_at <= now - STALE => LeadState::Expired,
        LeadState::Declined => LeadState::Invited,
        other => other,
    }
}

/// What the shared database knows about a car that a dealer reports as delivered to a friend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliveredCar {
    pub before_the_referral: bool,
    pub sold_elsewhere: bool,
    pub owner_is_referrer: bool,
    /// The owner already had a car before the referral.
    pub owner_is_old_customer: bool,
}

impl DeliveredCar {
    /// Whether this delivery can result from the referral.
    pub fn counts(self) -> bool {
        self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declined_claim_looks_unanswered_until_it_would_expire() {
        let at: DateTime<Utc> = "2026-03-04T04:00:00Z".parse().unwrap();
        for day in [0, 1, 179, 180, 181, 400] {
            let now = at + TimeDelta::days(day);
            let declined = seen_by_referrer(LeadState::Declined, at, now);
            assert_eq!(declined, seen_by_referrer(LeadState::Invited, at, now), "day {day}");
            assert_eq!(declined == LeadState::Expired, day >= 180);
        }
        assert_eq!(seen_by_referrer(LeadState::Contacted, at, at + TimeDelta::days(400)), LeadState::Contacted);
    }
}

//! States of a referral, and who sees what of them.

use crate::i18n::Locale;
use crate::text_enum;
use chrono::{DateTime, TimeDelta, Utc};

text_enum! {
    /// How far a referral has come.
    pub enum LeadState {
        Invited = "invited",
        Contacted = "contacted",
        TestDrive = "test_drive",
        Delivered = "delivered",
        Expired = "expired",
        /// It never counted; only staff learn why.
        Declined = "declined",
    }
}

text_enum! {
    pub enum DeclineReason {
        Oneself = "self",
        Customer = "customer",
        /// Somebody recommended this friend before.
        Claimed = "claimed",
    }
}

/// A referral without movement expires after this time.
pub const STALE: TimeDelta = TimeDelta::days(180);

impl LeadState {
    /// The columns of a dealer's board.
    pub const BOARD: [Self; 5] = [Self::Invited, Self::Contacted, Self::TestDrive, Self::Delivered, Self::Expired];

    /// The state that follows when all goes well.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Invited => Some(Self::Contacted),
            Self::Contacted => Some(Self::TestDrive),
            Self::TestDrive => Some(Self::Delivered),
            Self::Delivered | Self::Expired | Self::Declined => None,
        }
    }

    /// Whether something may still come of it.
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

    /// What one does to get there.
    pub fn verb(self, l: Locale) -> String {
        match self {
            Self::Invited | Self::Declined => self.text(l),
            Self::Contacted => tr!(l, "记为已联系", "Mark contacted"),
            Self::TestDrive => tr!(l, "记为已试驾", "Mark test drive"),
            Self::Delivered => tr!(l, "记为已提车", "Mark delivered"),
            Self::Expired => tr!(l, "标记失效", "Mark expired"),
        }
    }

    /// The kind of badge it wears.
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
            Self::Oneself => tr!(l, "推荐了自己", "Recommended oneself"),
            Self::Customer => tr!(l, "已是客户", "A customer already"),
            Self::Claimed => tr!(l, "已被他人推荐", "Recommended by somebody before"),
        }
    }
}

/// The state as the referrer sees it. A declined claim looks like one that nobody has answered yet, and expires at the
/// same moment: so nobody can find out who is a customer by recommending them.
pub fn seen_by_referrer(state: LeadState, created_at: DateTime<Utc>, now: DateTime<Utc>) -> LeadState {
    match state {
        LeadState::Invited | LeadState::Declined if created_at <= now - STALE => LeadState::Expired,
        LeadState::Declined => LeadState::Invited,
        other => other,
    }
}

/// What the shared database knows about a car that a dealer says was delivered to a friend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliveredCar {
    pub before_the_referral: bool,
    pub sold_elsewhere: bool,
    pub owner_is_referrer: bool,
    /// Its owner had a car before the referral.
    pub owner_is_old_customer: bool,
}

impl DeliveredCar {
    /// Whether this delivery can be the fruit of the referral.
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

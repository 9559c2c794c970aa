//! Events in a member's history that move points.

use super::redemptions::{self, Preference};
use super::registrations::{self, Booking};
use super::{adjustments, workshop_payments};
use crate::garage::model::ServiceKind;
use crate::i18n::Bilingual;
use crate::members::profile::REWARD_LABEL;
use crate::points::document_label;
use crate::points::model::PointSource;
use crate::points::rules::RuleCode;

/// Something that moves points, or tries to.
pub enum Fact {
    /// A rule pays its value once or, if given, this many points.
    Earn {
        rule: RuleCode,
        source: PointSource,
        source_id: i64,
        points: Option<i64>,
        label: Bilingual,
    },
    /// A service order was closed.
    Workshop {
        order_id: i64,
        order_no: String,
        kind: ServiceKind,
        paid_fen: i64,
    },
    /// The order was credited: what it earned is taken back.
    Credit {
        order_id: i64,
        order_no: String,
        kind: ServiceKind,
    },
    /// The member browses the catalogue.
    Redeem(Preference),
    CancelRedemption(Box<redemptions::Redeemed>),
    Register(registrations::Interest),
    CancelRegistration(Box<Booking>),
    /// Points are held for a bill at a dealer.
    SetAside(Box<workshop_payments::Bill>),
    Decide(Box<workshop_payments::SetAside>),
    /// An administrator adjusts points, or proposes to.
    Adjust(adjustments::Outcome),
    /// Points for attending; the number is the event's.
    CheckIn {
        event: usize,
        registration_id: i64,
    },
}

impl Fact {
    pub fn profile(customer_id: i64) -> Self {
        Self::once(RuleCode::Profile, PointSource::Profile, customer_id, REWARD_LABEL.to_owned())
    }

    /// The id of an answer is that of its order.
    pub fn survey(order_id: i64, order_no: &str) -> Self {
        let label = document_label(PointSource::Survey, None, Bilingual::default(), untranslated(order_no));
        Self::once(RuleCode::Survey, PointSource::Survey, order_id, label)
    }

    pub fn delivery(vehicle_id: i64, model: Bilingual) -> Self {
        let label = document_label(PointSource::Delivery, None, Bilingual::default(), model.as_deref());
        Self::once(RuleCode::Delivery, PointSource::Delivery, vehicle_id, label)
    }

    pub fn referral(rule: RuleCode, referral_id: i64, label: Bilingual) -> Self {
        Self::once(rule, PointSource::Referral, referral_id, label)
    }

    fn once(rule: RuleCode, source: PointSource, source_id: i64, label: Bilingual) -> Self {
        Self::Earn { rule, source, source_id, points: None, label }
    }
}

/// An order's number, which is the same in both languages.
pub fn untranslated(title: &str) -> Bilingual<&str> {
    Bilingual { zh: title, en: title }
}

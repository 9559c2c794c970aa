//! Events in a member's history that move points.

use super::catalog::Text;
use super::redemptions::{self, Preference};
use super::registrations::{self, Booking};
use super::{adjustments, workshop_payments};
use crate::points::model::PointSource;
use crate::points::rules::RuleCode;

/// Something that moves points, or tries to.
pub enum Fact {
    /// A rule pays a fixed number.
    Earn {
        rule: RuleCode,
        source: PointSource,
        source_id: i64,
        points: Option<i64>,
        zh: String,
        en: String,
    },
    /// A service order was closed.
    Workshop {
        order_id: i64,
        paid_fen: i64,
        zh: String,
        en: String,
    },
    /// The order was credited: what it earned is taken back.
    Credit {
        order_id: i64,
        zh: String,
        en: String,
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
    /// A rule that pays its fixed value once, for a source named after the rule.
    pub fn fixed(rule: RuleCode, source_id: i64) -> Self {
        let source = match rule {
            RuleCode::Profile => PointSource::Profile,
            RuleCode::Survey => PointSource::Survey,
            RuleCode::Workshop => PointSource::ServiceOrder,
            RuleCode::Delivery => PointSource::Delivery,
            RuleCode::Event => PointSource::Registration,
            RuleCode::ReferralTestDrive | RuleCode::ReferralDelivery | RuleCode::ReferralFriend => {
                PointSource::Referral
            }
            RuleCode::Tiers | RuleCode::PointValue | RuleCode::Validity | RuleCode::FourEyes | RuleCode::Household => {
                PointSource::Manual
            }
        };
        Self::Earn { rule, source, source_id, points: None, zh: String::new(), en: String::new() }
    }

    pub fn delivery(vehicle_id: i64, model: Text) -> Self {
        Self::Earn {
            rule: RuleCode::Delivery,
            source: PointSource::Delivery,
            source_id: vehicle_id,
            points: None,
            zh: format!("新车交付 · 澄远 {}", model.zh),
            en: format!("New car delivered · Chengyuan {}", model.en),
        }
    }

    pub fn workshop(order_id: i64, paid_fen: i64, kind: Text, order_no: &str) -> Self {
        Self::Workshop {
            order_id,
            paid_fen,
            zh: format!("{} {order_no}", kind.zh),
            en: format!("{} {order_no}", kind.en),
        }
    }

    pub fn credit(order_id: i64, kind: Text, order_no: &str) -> Self {
        Self::Credit {
            order_id,
            zh: format!("{}退款 {order_no}", kind.zh),
            en: format!("{} credited {order_no}", kind.en),
        }
    }
}

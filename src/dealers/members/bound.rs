//! Who is bound to a dealer: the one definition, which lists, search and files are built on.

use crate::i18n::Locale;
use crate::text_enum;
use chrono::{DateTime, Months, Utc};

text_enum! {
    /// What binds a member to a dealer; the strongest first, which is also the order of their texts.
    pub enum Bond {
        Bought = "bought",
        Prefers = "prefers",
        Serviced = "serviced",
    }
}

impl Bond {
    pub fn text(self, l: Locale) -> String {
        match self {
            Self::Bought => tr!(l, "在本店购车", "Bought here"),
            Self::Prefers => tr!(l, "首选本店", "Prefers us"),
            Self::Serviced => tr!(l, "24 个月内到店", "Here within 24 months"),
        }
    }
}

/// A workshop visit binds from here on.
pub fn serviced_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_sub_months(Months::new(24)).unwrap_or(now)
}

/// The table expression `bond (customer_id, reason)` of a dealer, `$1`; visits count since `$2`. A customer may
/// appear several times. Consent is not asked here: see [`agreed`].
macro_rules! bond {
    () => {
        "bond (customer_id, reason) AS ( \
         SELECT o.customer_id, 'bought' FROM vehicles v \
         JOIN ownerships o ON o.vehicle_id = v.id AND o.until_on IS NULL WHERE v.selling_dealer_id = $1 \
         UNION ALL SELECT id, 'prefers' FROM customers WHERE preferred_dealer_id = $1 \
         UNION ALL SELECT customer_id, 'serviced' FROM service_orders WHERE dealer_id = $1 AND opened_at >= $2)"
    };
}

/// Keeps of `b (customer_id, reason)` those who are members and let their dealer see their data now.
macro_rules! agreed {
    () => {
        " JOIN members mb ON mb.customer_id = b.customer_id \
         JOIN customers c ON c.id = b.customer_id AND c.merged_into IS NULL \
         JOIN consents k ON k.customer_id = b.customer_id AND k.purpose = 'dealer' AND k.granted "
    };
}

/// `mine (customer_id, reason)`: a dealer's members, each once, with the strongest reason.
macro_rules! mine {
    () => {
        concat!(
            bond!(),
            ", mine (customer_id, reason) AS (SELECT b.customer_id, b.reason \
             FROM (SELECT customer_id, MIN(reason) AS reason FROM bond GROUP BY customer_id) b",
            agreed!(),
            ")"
        )
    };
}

/// The same for the one customer `$3`: a row if bound to the dealer, none otherwise.
macro_rules! bound_customer {
    () => {
        concat!(
            bond!(),
            ", mine (customer_id, reason) AS (SELECT b.customer_id, MIN(b.reason) FROM bond b",
            agreed!(),
            "WHERE b.customer_id = $3 GROUP BY b.customer_id)"
        )
    };
}

pub(super) use {agreed, bond, bound_customer, mine};

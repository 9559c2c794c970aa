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

/// `who (customer_id)`: those of `$of (customer_id)` who are members and let their dealers see their data now. Here as
/// in all that follows, `CROSS JOIN` says in which order SQLite goes: from a few customers to what is theirs, never from
/// all that a dealer has; and `+`, or a cast, that a column is compared, not looked up: else SQLite, which thinks these
/// customers many, may look through a whole table first for a Bloom filter.
macro_rules! consenting {
    ($of:literal) => {
        concat!(
            "who (customer_id) AS MATERIALIZED (SELECT x.customer_id FROM ",
            $of,
            " x CROSS JOIN members mb CROSS JOIN customers c CROSS JOIN consents k \
             WHERE mb.customer_id = x.customer_id AND c.id = x.customer_id AND c.merged_into IS NULL \
             AND k.customer_id = x.customer_id AND k.purpose = 'dealer' AND k.granted)"
        )
    };
}

/// `bindings (dealer_id, customer_id, reason)`: those of `who` and the dealers whose they are, once each, with the strongest
/// reason. Visits count since `$2`; `$whose` is a `WHERE` that says which dealers are asked for.
macro_rules! bindings {
    ($whose:literal) => {
        concat!(
            ", bond (dealer_id, customer_id, reason) AS ( \
             SELECT v.selling_dealer_id, o.customer_id, 'bought' FROM who w CROSS JOIN ownerships o CROSS JOIN vehicles v \
             WHERE o.customer_id = w.customer_id AND o.until_on IS NULL AND v.id = o.vehicle_id \
             UNION ALL SELECT c.preferred_dealer_id, c.id, 'prefers' FROM who w CROSS JOIN customers c \
             WHERE c.id = w.customer_id \
             UNION ALL SELECT s.dealer_id, s.customer_id, 'serviced' FROM who w CROSS JOIN service_orders s \
             WHERE s.customer_id = w.customer_id AND s.opened_at >= $2), \
             bindings (dealer_id, customer_id, reason) AS (SELECT dealer_id, customer_id, MIN(reason) FROM bond ",
            $whose,
            " GROUP BY dealer_id, customer_id)"
        )
    };
}

/// Of the dealer `$1`.
macro_rules! own_bindings {
    () => {
        bindings!("WHERE +dealer_id = $1")
    };
}

/// The same for the one customer `$3`: a row if bound to the dealer, none otherwise.
macro_rules! bound_customer {
    () => {
        concat!(consenting!("(SELECT CAST($3 AS BIGINT) AS customer_id)"), own_bindings!(), " ")
    };
}

pub(super) use {bindings, bound_customer, consenting, own_bindings};

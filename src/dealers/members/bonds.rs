//! Which members are bound to a dealer: the single definition that lists, search and files use.

use crate::i18n::Locale;
use crate::text_enum;
use chrono::{DateTime, Months, Utc};

text_enum! {
    /// What binds a member to a dealer, strongest first, which is also the alphabetical order of the codes.
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
            Self::Prefers => tr!(l, "首选本店", "Preferred dealer"),
            Self::Serviced => tr!(l, "近 24 个月到店", "Visited in 24 months"),
        }
    }
}

/// Workshop visits since this instant bind a member.
pub fn serviced_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_sub_months(Months::new(24)).unwrap_or(now)
}

/// `who (customer_id)`: those of `$of (customer_id)` who are members and consent to dealer access. Here and below,
/// `CROSS JOIN` fixes SQLite's join order: from a few customers to their rows, never from all rows of a dealer; and
/// `+` or a cast keeps a column out of index lookups. Otherwise SQLite, which overestimates the number of customers,
/// may scan a whole table to build a Bloom filter.
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

/// `bindings (dealer_id, customer_id, reason)`: each pair of a customer in `who` and a dealer they are bound to, once,
/// with the strongest reason. Visits count since `$2`; `$whose` is a `WHERE` clause that selects the dealers.
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

/// Bindings to the dealer `$1`.
macro_rules! own_bindings {
    () => {
        bindings!("WHERE +dealer_id = $1")
    };
}

/// Like `own_bindings` for the single customer `$3`: one row if bound to the dealer, none otherwise.
macro_rules! bound_customer {
    () => {
        concat!(consenting!("(SELECT CAST($3 AS BIGINT) AS customer_id)"), own_bindings!(), " ")
    };
}

pub(super) use {bindings, bound_customer, consenting, own_bindings};

//! The pages measured, who loads them, and what the database says they must contain.

use std::fmt;

/// Demo accounts; all have the same password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Owner,
    /// Another owner, whose statement can be made arbitrarily long.
    Member,
    Dealer,
    Admin,
}

pub const PASSWORD: &str = "demo-club-2026";

impl Who {
    pub const ALL: [Self; 4] = [Self::Owner, Self::Member, Self::Dealer, Self::Admin];

    pub fn phone(self) -> &'static str {
        match self {
            Self::Owner => "13800138001",
            Self::Member => "13800138002",
            Self::Dealer => "13800138051",
            Self::Admin => "13800138090",
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Owner | Self::Member => "owner",
            Self::Dealer => "dealer",
            Self::Admin => "administrator",
        })
    }
}

#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    pub who: Who,
    pub path: &'static str,
    fact: Fact,
}

/// Something a page must contain: the result of a query between two pieces of markup.
#[derive(Debug, PartialEq, Eq)]
struct Fact {
    before: &'static str,
    /// `{phone}` is replaced by the visitor's phone.
    sql: &'static str,
    /// Formatted as 12,345.
    grouped: bool,
    after: &'static str,
}

pub const BALANCE: &str = "SELECT b.available FROM point_balances b JOIN accounts a ON a.customer_id = b.customer_id \
                           WHERE a.phone = '{phone}'";

const fn number(before: &'static str, sql: &'static str, after: &'static str) -> Fact {
    Fact { before, sql, grouped: true, after }
}

const fn text(before: &'static str, sql: &'static str, after: &'static str) -> Fact {
    Fact { before, sql, grouped: false, after }
}

const WALLET: Fact = number("<p class=\"numeral\">", BALANCE, "<small>");

/// The five pages owners open most; the floor has them too.
pub const OWNERS: [Page; 5] = [
    Page { who: Who::Owner, path: "/me", fact: WALLET },
    Page { who: Who::Owner, path: "/me/points", fact: WALLET },
    Page { who: Who::Owner, path: "/rewards", fact: number("您有 ", BALANCE, " 积分") },
    Page {
        who: Who::Owner,
        path: "/events",
        fact: text(
            "class=\"stretch\">",
            "SELECT title_zh FROM events WHERE status = 'published' ORDER BY starts_at DESC LIMIT 1",
            "</a>",
        ),
    },
    Page {
        who: Who::Owner,
        path: "/me/vehicles",
        fact: number(
            "<span class=\"muted num\">",
            "SELECT MAX(v.odometer_km) FROM vehicles v JOIN ownerships w ON w.vehicle_id = v.id \
             JOIN accounts a ON a.customer_id = w.customer_id WHERE w.until_on IS NULL AND a.phone = '{phone}'",
            " km",
        ),
    },
];

/// Pages that a long statement could slow down.
pub const HISTORIES: [Page; 2] =
    [Page { who: Who::Member, path: "/me", fact: WALLET }, Page { who: Who::Member, path: "/me/points", fact: WALLET }];

pub const STAFF: [Page; 6] = [
    Page {
        who: Who::Dealer,
        path: "/dealer",
        fact: text(
            "<p class=\"lead\">",
            "SELECT d.name_zh FROM dealers d JOIN accounts a ON a.dealer_id = d.id WHERE a.phone = '{phone}'",
            " · ",
        ),
    },
    Page {
        who: Who::Dealer,
        path: "/dealer/members",
        fact: text(
            "href=\"/dealer/members/",
            "SELECT MIN(c.id) FROM customers c JOIN members m ON m.customer_id = c.id \
             JOIN accounts a ON a.dealer_id = c.preferred_dealer_id WHERE a.phone = '{phone}'",
            "\"",
        ),
    },
    Page {
        who: Who::Dealer,
        path: "/dealer/leads",
        fact: text(
            "href=\"/dealer/leads/",
            "SELECT MIN(r.id) FROM referrals r JOIN accounts a ON a.dealer_id = r.dealer_id \
             WHERE r.state = 'invited' AND a.phone = '{phone}'",
            "\"",
        ),
    },
    Page {
        who: Who::Admin,
        path: "/admin",
        fact: number(
            "<p class=\"numeral\">",
            "SELECT COUNT(*) FROM redemptions WHERE state IN ('ordered', 'picked', 'ready')",
            "</p>",
        ),
    },
    Page {
        who: Who::Admin,
        path: "/admin/members",
        fact: text("href=\"/admin/members/", "SELECT MAX(customer_id) FROM members", "\""),
    },
    Page {
        who: Who::Admin,
        path: "/admin/redemptions",
        fact: number("<p class=\"numeral\">", "SELECT COUNT(*) FROM redemptions WHERE state = 'ordered'", "</p>"),
    },
];

impl Page {
    /// The query for the expected content.
    pub fn question(&self) -> String {
        question(self.fact.sql, self.who)
    }

    /// What the page must contain for this result.
    pub fn needle(&self, answer: &str) -> String {
        let Fact { before, after, grouped, .. } = self.fact;
        let answer = if grouped { grouped_by_thousands(answer) } else { answer.to_owned() };
        format!("{before}{answer}{after}")
    }
}

pub fn question(sql: &str, who: Who) -> String {
    sql.replace("{phone}", who.phone())
}

/// Formats 12345 as 12,345.
pub fn grouped_by_thousands(digits: &str) -> String {
    let places = digits.char_indices();
    let grouped = places.flat_map(|(at, digit)| {
        let comma = at > 0 && (digits.len() - at).is_multiple_of(3);
        comma.then_some(',').into_iter().chain([digit])
    });
    grouped.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_must_contain_the_query_result() {
        assert_eq!(OWNERS[0].needle("23818"), "<p class=\"numeral\">23,818<small>");
        assert_eq!(STAFF[2].needle("1234"), "href=\"/dealer/leads/1234\"", "ids are not grouped");
        assert!(OWNERS[0].question().ends_with("WHERE a.phone = '13800138001'"));
    }

    #[test]
    fn numbers_are_grouped() {
        let grouped = ["0", "999", "1000", "1234567"].map(grouped_by_thousands);
        assert_eq!(grouped, ["0", "999", "1,000", "1,234,567"]);
    }
}

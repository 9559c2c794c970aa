use crate::db::{DbResult, Tx};
use crate::sql;
use crate::text_enum;
use crate::values::CustomerId;
use crate::web::{Cursor, Slice, cursor_text, parse_cursor};
use chrono::{DateTime, Utc};

text_enum! {
    /// The kinds of entries on a member's timeline.
    pub enum Happening {
        Service = "service",
        Points = "points",
        Redemption = "redemption",
        Event = "event",
        Referral = "referral",
        Profile = "profile",
        Consent = "consent",
        Access = "access",
    }
}

/// One timeline entry. The meaning of the fields depends on `kind`.
#[derive(Debug, sqlx::FromRow)]
pub struct Moment {
    pub kind: Happening,
    pub id: i64,
    pub at: DateTime<Utc>,
    /// Reward, event or label of the points; kind of a service order; field of a change; reader of a file access.
    pub zh: String,
    pub en: String,
    /// State or kind of the subject.
    pub state: String,
    /// Points; fen for a service order; 0 or 1 for a consent.
    pub amount: i64,
    /// The dealer's name.
    pub place_zh: String,
    pub place_en: String,
    /// Order number, reason, kind of reward, or author of a change.
    pub note: String,
}

/// The position of an entry: its instant, its kind and its id.
pub type Key = (DateTime<Utc>, &'static str, i64);

impl Moment {
    /// The entry's cursor for the address.
    pub fn cursor(&self) -> String {
        format!("{}~{}", cursor_text(self.at, self.id), self.kind)
    }
}

/// Parses what [`Moment::cursor`] wrote.
pub fn parse_key(text: &str) -> Option<Key> {
    let (position, kind) = text.rsplit_once('~')?;
    let (at, id) = parse_cursor(position)?;
    Some((at, Happening::from_code(kind)?.code(), id))
}

/// Selects a page of the entries before or after the key `($3, $4, $5)`.
macro_rules! moments {
    ($beyond:literal, $direction:literal) => {
        concat!(
            "SELECT * FROM ( \
             SELECT 'service' AS kind, o.id, o.opened_at AS at, o.kind AS zh, o.kind AS en, o.status AS state, \
             o.paid_fen AS amount, d.name_zh AS place_zh, d.name_en AS place_en, o.order_no AS note \
             FROM service_orders o JOIN dealers d ON d.id = o.dealer_id WHERE o.customer_id = $1 \
             UNION ALL SELECT 'points', e.id, e.at, t.label_zh, t.label_en, t.kind, e.amount, '', '', t.source \
             FROM point_entries e JOIN point_transfers t ON t.id = e.transfer_id WHERE e.customer_id = $1 \
             UNION ALL SELECT 'redemption', r.id, r.created_at, w.title_zh, w.title_en, r.state, r.points, '', '', w.kind \
             FROM redemptions r JOIN rewards w ON w.id = r.reward_id WHERE r.customer_id = $1 \
             UNION ALL SELECT 'event', r.id, r.created_at, v.title_zh, v.title_en, r.state, r.seats, v.city, v.city_en, '' \
             FROM registrations r JOIN events v ON v.id = r.event_id WHERE r.customer_id = $1 \
             UNION ALL SELECT 'referral', r.id, r.created_at, r.friend_name, r.friend_name, r.state, 0, d.name_zh, \
             d.name_en, COALESCE(r.decline_reason, '') FROM referrals r JOIN dealers d ON d.id = r.dealer_id \
             WHERE r.referrer_id = $1 \
             UNION ALL SELECT 'profile', h.id, h.changed_at, h.field, h.field, '', 0, '', '', h.changed_by \
             FROM customer_changes h WHERE h.customer_id = $1 \
             UNION ALL SELECT 'consent', h.id, h.changed_at, h.purpose, h.purpose, '', \
             CASE WHEN h.granted THEN 1 ELSE 0 END, '', '', h.changed_by FROM consent_changes h WHERE h.customer_id = $1 \
             UNION ALL SELECT 'access', f.id, f.at, a.name, a.name, f.what, 0, COALESCE(d.name_zh, ''), \
             COALESCE(d.name_en, ''), f.reason FROM file_accesses f JOIN accounts a ON a.id = f.account_id \
             LEFT JOIN dealers d ON d.id = f.dealer_id WHERE f.customer_id = $1) moments \
             WHERE ($2 = '' OR kind = $2) AND (at, kind, id) ",
            $beyond,
            " ($3, $4, $5) ORDER BY at",
            $direction,
            ", kind",
            $direction,
            ", id",
            $direction,
            " LIMIT 26"
        )
    };
}

/// Lists all entries of one customer page by page, newest first; optionally of one kind only.
pub async fn list_moments(
    tx: &mut Tx,
    customer: CustomerId,
    kind: Option<Happening>,
    cursor: Cursor<Key>,
) -> DbResult<Slice<Moment>> {
    const SIZE: usize = 25;
    const OLDER: &str = moments!("<", " DESC");
    const NEWER: &str = moments!(">", "");
    let latest = Cursor::Start.instant(true).0;
    let (at, of, id) = cursor.key(true, (DateTime::UNIX_EPOCH, "", 0), (latest, "", 0));
    let query = if cursor.is_backwards() { NEWER } else { OLDER };
    let kind = kind.map_or("", Happening::code);
    Ok(Slice::cut(sql!(tx, all Moment, query, customer, kind, at, of, id)?, SIZE, &cursor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_round_trips_and_malformed_ones_are_rejected() {
        let at: DateTime<Utc> = "2026-03-04T04:00:00.000001Z".parse().unwrap();
        assert_eq!(parse_key(&format!("{}~points", cursor_text(at, 42))), Some((at, "points", 42)));
        for odd in ["", "x", "1~2", "1~x~points", "-9223372036854775808~1~points", "1~2~a'b", "1~2~"] {
            assert_eq!(parse_key(odd), None, "{odd:?}");
        }
    }
}

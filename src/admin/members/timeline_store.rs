use crate::db::{DbResult, Tx};
use crate::files::Cursor;
use crate::sql;
use crate::text_enum;
use crate::values::CustomerId;
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

/// All entries of one customer, newest first, after a cursor; optionally of one kind only.
pub async fn list_moments(
    tx: &mut Tx,
    customer: CustomerId,
    kind: &str,
    cursor: &Cursor,
    limit: i64,
) -> DbResult<Vec<Moment>> {
    sql!(
        tx,
        all Moment,
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
         WHERE ($2 = '' OR kind = $2) AND (at < $3 OR (at = $3 AND (kind < $4 OR (kind = $4 AND id < $5)))) \
         ORDER BY at DESC, kind DESC, id DESC LIMIT $6",
        customer, kind, cursor.at, &cursor.kind, cursor.id, limit
    )
}

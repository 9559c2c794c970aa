//! The access matrix, written independently of the table of routes: a missing or different route fails the test.

use super::fixtures::Actor::{self, Admin, Dealer, OtherDealer, OtherOwner, Owner};
use super::row::{Ids, Row};

pub fn row_of(path: &str) -> &'static Row {
    MATRIX.iter().find(|row| row.path == path).expect("every route has a row")
}

const EVERYBODY: &[Actor] = &Actor::ALL;
const SIGNED_IN: &[Actor] = &[Owner, OtherOwner, Dealer, OtherDealer, Admin];
const OWNERS: &[Actor] = &[Owner, OtherOwner];
const DEALERS: &[Actor] = &[Dealer, OtherDealer];
const ADMIN: &[Actor] = &[Admin];

const VEHICLE: Ids = Ids::Of("SELECT MIN(vehicle_id) FROM ownerships WHERE customer_id = $1 AND until_on IS NULL");
const ORDER: Ids = Ids::Of("SELECT MIN(id) FROM service_orders WHERE customer_id = $1");
const REDEMPTION: Ids = Ids::Of("SELECT MAX(id) FROM redemptions WHERE customer_id = $1");
const REGISTRATION: Ids = Ids::Of("SELECT MIN(id) FROM registrations WHERE customer_id = $1 AND state = 'confirmed'");
const REGISTERED: Ids = Ids::Of(
    "SELECT MIN(event_id) FROM registrations WHERE customer_id = $1 \
     AND event_id NOT IN (SELECT event_id FROM registrations WHERE customer_id = $2)",
);
const EVENT: Ids = Ids::Open(
    "SELECT MIN(id) FROM events WHERE status = 'published'",
    Some("SELECT MIN(id) FROM events WHERE status = 'draft'"),
);
const REWARD: Ids = Ids::Open(
    "SELECT MIN(id) FROM rewards WHERE status = 'published'",
    Some("SELECT MIN(id) FROM rewards WHERE status = 'draft'"),
);
const PROJECT: Ids = Ids::Open(
    "SELECT MIN(id) FROM charity_projects WHERE status = 'published'",
    Some("SELECT MIN(id) FROM charity_projects WHERE status = 'draft'"),
);
const ANY_PROJECT: Ids = Ids::Open("SELECT MIN(id) FROM charity_projects WHERE status = 'draft'", None);
const DONATION: Ids = Ids::Of("SELECT MAX(id) FROM donations WHERE customer_id = $1");
const CHECKED: Ids = Ids::Of("SELECT MIN(id) FROM voucher_checks WHERE dealer_id = $1");
const ANY_REWARD: Ids = Ids::Open("SELECT MIN(id) FROM rewards WHERE status = 'draft'", None);
const WISHLIST_ITEM: Ids = Ids::Of(
    "SELECT MIN(reward_id) FROM wishlist_items WHERE customer_id = $1 \
     AND reward_id NOT IN (SELECT reward_id FROM wishlist_items WHERE customer_id = $2)",
);
const ORDERED: Ids = Ids::Open("SELECT MIN(id) FROM redemptions WHERE state = 'ordered'", None);
const PROPOSED: Ids = Ids::Open("SELECT MIN(id) FROM point_adjustments WHERE state = 'proposed'", None);
const ANY_EVENT: Ids = Ids::Open("SELECT MIN(id) FROM events WHERE status = 'draft'", None);
const MODEL: Ids = Ids::Open("SELECT MIN(code) FROM models", None);
const CODE: Ids = Ids::Open("SELECT referral_code FROM members WHERE customer_id = 1", None);
const MEMBER: Ids = Ids::Open(
    "SELECT MIN(customer_id) FROM members",
    Some("SELECT MIN(id) FROM customers WHERE id NOT IN (SELECT customer_id FROM members)"),
);
const RULE: Ids = Ids::Open("SELECT code FROM point_rules WHERE code = 'workshop' AND version = 1", None);
const VERSION: Ids = Ids::Open("SELECT MIN(id) FROM point_rules WHERE status = 'draft'", None);
const CAMPAIGN: Ids = Ids::Open("SELECT MIN(id) FROM point_campaigns WHERE status = 'draft'", None);
const SIMULATION: Ids = Ids::Open("SELECT MIN(id) FROM rule_simulations", None);
const BOUND: Ids = Ids::Of(
    "SELECT MIN(c.id) FROM customers c JOIN members m ON m.customer_id = c.id \
     JOIN consents k ON k.customer_id = c.id AND k.purpose = 'dealer' AND k.granted \
     WHERE c.preferred_dealer_id = $1 \
     AND NOT EXISTS (SELECT 1 FROM service_orders s WHERE s.customer_id = c.id AND s.dealer_id = $2) \
     AND NOT EXISTS (SELECT 1 FROM ownerships o JOIN vehicles v ON v.id = o.vehicle_id \
     WHERE o.customer_id = c.id AND v.selling_dealer_id = $2)",
);
const PAYMENT_CODE_CHECK: Ids = Ids::Of("SELECT MAX(id) FROM payment_code_checks WHERE dealer_id = $1");
const WORKSHOP_PAYMENT: Ids = Ids::Of("SELECT MAX(id) FROM workshop_payments WHERE dealer_id = $1");
const PICKUP: Ids = Ids::Of("SELECT MAX(id) FROM redemptions WHERE pickup_dealer_id = $1 AND ready_at IS NOT NULL");
const LEAD: Ids = Ids::Of("SELECT MIN(id) FROM referrals WHERE dealer_id = $1 AND state = 'contacted'");

#[rustfmt::skip]
pub const MATRIX: &[Row] = &[
    row("/", EVERYBODY, Ids::None),
    row("/privacy", EVERYBODY, Ids::None),
    row("/terms", EVERYBODY, Ids::None),
    row("/login", EVERYBODY, Ids::None),
    row("/logout", EVERYBODY, Ids::None),
    row("/language", EVERYBODY, Ids::None),
    row("/join", EVERYBODY, Ids::None),
    row("/join/code", EVERYBODY, Ids::None),
    row("/join/password", EVERYBODY, Ids::None),
    row("/login/code", EVERYBODY, Ids::None),
    row("/login/code/confirm", EVERYBODY, Ids::None),
    row("/password", EVERYBODY, Ids::None),
    row("/password/code", EVERYBODY, Ids::None),
    row("/offers", EVERYBODY, Ids::None),
    row("/rewards", EVERYBODY, Ids::None),
    row("/events", EVERYBODY, Ids::None),
    row("/charity", EVERYBODY, Ids::None),
    row("/charity/{id}", EVERYBODY, PROJECT),
    row("/api/seats_left", EVERYBODY, EVENT),
    row("/api/search_rewards", EVERYBODY, Ids::None),
    row("/models/{code}/manual", EVERYBODY, MODEL),
    row("/r/{code}", EVERYBODY, CODE),
    row("/r/{code}/thanks", EVERYBODY, CODE),
    row("/rewards/{id}", EVERYBODY, REWARD),
    row("/events/{id}", EVERYBODY, EVENT),
    row("/me/security", SIGNED_IN, Ids::None),
    row("/me/security/password", SIGNED_IN, Ids::None),
    row("/me/security/sessions", SIGNED_IN, Ids::None),
    row("/me", OWNERS, Ids::None),
    row("/me/profile", OWNERS, Ids::None),
    row("/me/profile/verification", OWNERS, Ids::None),
    row("/me/profile/name", OWNERS, Ids::None),
    row("/me/profile/birthday", OWNERS, Ids::None),
    row("/me/profile/address", OWNERS, Ids::None),
    row("/me/profile/dealer", OWNERS, Ids::None),
    row("/me/profile/phone", OWNERS, Ids::None),
    row("/me/profile/phone/code", OWNERS, Ids::None),
    row("/me/profile/email", OWNERS, Ids::None),
    row("/me/profile/email/code", OWNERS, Ids::None),
    row("/me/profile/email/removal", OWNERS, Ids::None),
    row("/me/profile/address/removal", OWNERS, Ids::None),
    row("/me/privacy", OWNERS, Ids::None),
    row("/me/referrals", OWNERS, Ids::None),
    row("/me/vehicles", OWNERS, Ids::None),
    row("/me/vehicles/{id}", OWNERS, VEHICLE),
    row("/me/service", OWNERS, Ids::None),
    row("/me/service/{id}", OWNERS, ORDER),
    row("/me/points", OWNERS, Ids::None),
    row("/me/points.csv", OWNERS, Ids::None),
    row("/me/points/expiry", OWNERS, Ids::None),
    row("/me/points/transfer", OWNERS, Ids::None),
    row("/me/workshop-payments", OWNERS, Ids::None),
    row("/rewards/{id}/wishlist", OWNERS, REWARD),
    row("/me/wishlist", OWNERS, Ids::None),
    row("/me/wishlist/{id}/goal", OWNERS, WISHLIST_ITEM),
    row("/me/wishlist/{id}/removal", OWNERS, WISHLIST_ITEM),
    row("/me/redemptions", OWNERS, Ids::None),
    row("/me/redemptions/{id}", OWNERS, REDEMPTION),
    row("/me/redemptions/{id}/cancellation", OWNERS, REDEMPTION),
    row("/rewards/{id}/redemption", OWNERS, REWARD),
    row("/charity/{id}/donation", OWNERS, PROJECT),
    row("/me/donations", OWNERS, Ids::None),
    row("/me/donations/{id}", OWNERS, DONATION),
    row("/me/events", OWNERS, Ids::None),
    row("/me/events/{id}", OWNERS, REGISTRATION),
    row("/me/events/{id}/calendar.ics", OWNERS, REGISTRATION),
    row("/events/{id}/registration", OWNERS, EVENT),
    row("/events/{id}/registration/cancellation", OWNERS, REGISTERED),
    row("/dealer", DEALERS, Ids::None),
    row("/dealer/members", DEALERS, Ids::None),
    row("/api/search_members", DEALERS, Ids::None),
    row("/dealer/members/{id}", DEALERS, BOUND),
    row("/dealer/members/{id}/phone", DEALERS, BOUND),
    row("/dealer/redeem", DEALERS, Ids::None),
    row("/dealer/redeem/checks/{id}", DEALERS, PAYMENT_CODE_CHECK),
    row("/dealer/redeem/{id}", DEALERS, WORKSHOP_PAYMENT),
    row("/dealer/redeem/{id}/capture", DEALERS, WORKSHOP_PAYMENT),
    row("/dealer/redeem/{id}/release", DEALERS, WORKSHOP_PAYMENT),
    row("/dealer/leads", DEALERS, Ids::None),
    row("/dealer/leads/{id}", DEALERS, LEAD),
    row("/dealer/leads/{id}/phone", DEALERS, LEAD),
    row("/dealer/leads/{id}/state", DEALERS, LEAD),
    row("/dealer/pickups", DEALERS, Ids::None),
    row("/dealer/pickups/{id}", DEALERS, PICKUP),
    row("/dealer/pickups/{id}/handover", DEALERS, PICKUP),
    row("/dealer/vouchers", DEALERS, Ids::None),
    row("/dealer/vouchers/{id}", DEALERS, CHECKED),
    row("/dealer/vouchers/{id}/use", DEALERS, CHECKED),
    row("/admin", ADMIN, Ids::None),
    row("/admin/events", ADMIN, Ids::None),
    row("/admin/events/new", ADMIN, Ids::None),
    row("/admin/events/publications", ADMIN, Ids::None),
    row("/admin/events/closures", ADMIN, Ids::None),
    row("/admin/events/{id}", ADMIN, ANY_EVENT),
    row("/admin/events/{id}/edit", ADMIN, ANY_EVENT),
    row("/admin/events/{id}/preview", ADMIN, ANY_EVENT),
    row("/admin/events/{id}/publication", ADMIN, ANY_EVENT),
    row("/admin/events/{id}/closure", ADMIN, ANY_EVENT),
    row("/admin/events/{id}/capacity", ADMIN, ANY_EVENT),
    row("/admin/events/{id}/cancellation", ADMIN, ANY_EVENT),
    row("/admin/events/{id}/check-in", ADMIN, ANY_EVENT),
    row("/admin/events/{id}/export", ADMIN, ANY_EVENT),
    row("/admin/points", ADMIN, Ids::None),
    row("/admin/points/members/{id}", ADMIN, MEMBER),
    row("/admin/points/members/{id}/lots", ADMIN, MEMBER),
    row("/admin/points/members/{id}/adjustments", ADMIN, MEMBER),
    row("/admin/points/adjustments/{id}", ADMIN, PROPOSED),
    row("/admin/points/adjustments/{id}/approval", ADMIN, PROPOSED),
    row("/admin/points/adjustments/{id}/rejection", ADMIN, PROPOSED),
    row("/admin/rewards", ADMIN, Ids::None),
    row("/admin/rewards/new", ADMIN, Ids::None),
    row("/admin/rewards/publications", ADMIN, Ids::None),
    row("/admin/rewards/retirements", ADMIN, Ids::None),
    row("/admin/rewards/{id}", ADMIN, ANY_REWARD),
    row("/admin/rewards/{id}/edit", ADMIN, ANY_REWARD),
    row("/admin/rewards/{id}/preview", ADMIN, ANY_REWARD),
    row("/admin/rewards/{id}/publication", ADMIN, ANY_REWARD),
    row("/admin/rewards/{id}/retirement", ADMIN, ANY_REWARD),
    row("/admin/rewards/{id}/deletion", ADMIN, ANY_REWARD),
    row("/admin/rewards/{id}/stock/receipt", ADMIN, ANY_REWARD),
    row("/admin/rewards/{id}/stock/correction", ADMIN, ANY_REWARD),
    row("/admin/rewards/{id}/position", ADMIN, ANY_REWARD),
    row("/admin/rewards/{id}/codes", ADMIN, ANY_REWARD),
    row("/admin/rewards/{id}/codes/generation", ADMIN, ANY_REWARD),
    row("/admin/rewards/{id}/codes/list", ADMIN, ANY_REWARD),
    row("/admin/rewards/{id}/codes/acceptance", ADMIN, ANY_REWARD),
    row("/admin/rewards/{id}/codes/discard", ADMIN, ANY_REWARD),
    row("/admin/charity", ADMIN, Ids::None),
    row("/admin/charity/new", ADMIN, Ids::None),
    row("/admin/charity/publications", ADMIN, Ids::None),
    row("/admin/charity/{id}", ADMIN, ANY_PROJECT),
    row("/admin/charity/{id}/edit", ADMIN, ANY_PROJECT),
    row("/admin/charity/{id}/publication", ADMIN, ANY_PROJECT),
    row("/admin/charity/{id}/closure", ADMIN, ANY_PROJECT),
    row("/admin/charity/{id}/deletion", ADMIN, ANY_PROJECT),
    row("/admin/charity/{id}/position", ADMIN, ANY_PROJECT),
    row("/admin/charity/{id}/export", ADMIN, ANY_PROJECT),
    row("/admin/redemptions", ADMIN, Ids::None),
    row("/admin/redemptions/picking", ADMIN, Ids::None),
    row("/admin/redemptions/arrivals", ADMIN, Ids::None),
    row("/admin/redemptions/handovers", ADMIN, Ids::None),
    row("/admin/redemptions/export", ADMIN, Ids::None),
    row("/admin/redemptions/failed-attempts", ADMIN, Ids::None),
    row("/admin/redemptions/{id}", ADMIN, ORDERED),
    row("/admin/redemptions/{id}/picking", ADMIN, ORDERED),
    row("/admin/redemptions/{id}/address", ADMIN, ORDERED),
    row("/admin/redemptions/{id}/shipment", ADMIN, ORDERED),
    row("/admin/redemptions/{id}/arrival", ADMIN, ORDERED),
    row("/admin/redemptions/{id}/handover", ADMIN, ORDERED),
    row("/admin/redemptions/{id}/tracking", ADMIN, ORDERED),
    row("/admin/redemptions/{id}/return", ADMIN, ORDERED),
    row("/admin/redemptions/{id}/cancellation", ADMIN, ORDERED),
    row("/admin/points/board", ADMIN, Ids::None),
    row("/admin/points/rules", ADMIN, Ids::None),
    row("/admin/points/rules/{code}", ADMIN, RULE),
    row("/admin/points/versions/{id}", ADMIN, VERSION),
    row("/admin/points/versions/{id}/publication", ADMIN, VERSION),
    row("/admin/points/versions/{id}/withdrawal", ADMIN, VERSION),
    row("/admin/points/versions/{id}/simulation", ADMIN, VERSION),
    row("/admin/points/campaigns", ADMIN, Ids::None),
    row("/admin/points/campaigns/new", ADMIN, Ids::None),
    row("/admin/points/campaigns/{id}", ADMIN, CAMPAIGN),
    row("/admin/points/campaigns/{id}/publication", ADMIN, CAMPAIGN),
    row("/admin/points/campaigns/{id}/withdrawal", ADMIN, CAMPAIGN),
    row("/admin/points/campaigns/{id}/ending", ADMIN, CAMPAIGN),
    row("/admin/points/campaigns/{id}/simulation", ADMIN, CAMPAIGN),
    row("/admin/points/simulations/{id}", ADMIN, SIMULATION),
    row("/admin/members", ADMIN, Ids::None),
    row("/admin/members/{id}", ADMIN, MEMBER),
    row("/admin/members/{id}/phone", ADMIN, MEMBER),
    row("/admin/members/{id}/merge", ADMIN, MEMBER),
    row("/admin/members/{id}/account", ADMIN, MEMBER),
];

const fn row(path: &'static str, who: &'static [Actor], ids: Ids) -> Row {
    Row { path, who, ids }
}

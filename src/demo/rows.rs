//! The rows of demo data, one struct per table, parents before children.

use crate::db::bulk::{Cell, Row, ToCell};
use crate::points::admin::AdjustmentReason;
use crate::points::model::{PointAccount, PointSource, TransferKind};
use crate::points::tiers::Notice;
use crate::values::Tier;
use chrono::{DateTime, NaiveDate, Utc};

type At = DateTime<Utc>;
type Day = NaiveDate;
type Str = &'static str;

macro_rules! code_cells {
    ($($name:ident),+) => {$(
        impl ToCell for $name {
            fn cell(&self) -> Cell<'_> {
                Cell::Text(self.code())
            }
        }
    )+};
}
code_cells!(Tier, TransferKind, PointAccount, PointSource, AdjustmentReason, Notice);

macro_rules! rows {
    ($($name:ident => $table:literal { $($column:ident: $type:ty),+ $(,)? })+) => {
        enum Rank { $($name),+ }

        $(
            #[derive(Clone, Debug)]
            pub struct $name { $(pub $column: $type),+ }

            impl Row for $name {
                const RANK: usize = Rank::$name as usize;
                const TABLE: &'static str = $table;
                const COLUMNS: &'static [&'static str] = &[$(stringify!($column)),+];

                fn cells(&self, put: &mut dyn FnMut(Cell<'_>)) {
                    $(put(self.$column.cell());)+
                }
            }
        )+
    };
}

rows! {
    Dealer => "dealers" {
        id: i64, code: String, name_zh: String, name_en: String, province: Str, city: Str, city_en: Str,
        address: String, phone: String, active: bool,
    }
    Model => "models" {
        id: i64, code: Str, name_zh: String, name_en: String, body: Str, energy: Str, manual_url: String,
        warranty_months: i64, warranty_km: i64, service_every_months: i64, service_every_km: i64,
    }
    ModelSpecification => "model_specifications" {
        model_id: i64, position: i64, label_zh: Str, label_en: Str, value_zh: String, value_en: String,
    }
    ServicePlanItem => "service_plan_items" {
        model_id: i64, position: i64, title_zh: Str, title_en: Str, every_months: i64, every_km: i64,
    }
    Customer => "customers" {
        id: i64, customer_no: String, name: String, birthday: Option<Day>, birthday_md: Option<i64>,
        preferred_dealer_id: Option<i64>, version: i64, created_at: At, updated_at: At,
    }
    ContactPoint => "contact_points" {
        id: i64, customer_id: i64, kind: Str, value: String, province: Option<Str>, city: Option<Str>,
        district: Option<Str>, postcode: Option<Str>, is_primary: bool, updated_at: At,
    }
    FieldVerification => "field_verifications" { customer_id: i64, field: Str, verified_at: At, source: Str }
    CustomerChange => "customer_changes" {
        id: i64, customer_id: i64, field: Str, old_value: Option<String>, new_value: Option<String>,
        changed_by: String, changed_at: At,
    }
    Consent => "consents" { customer_id: i64, purpose: Str, granted: bool, changed_at: At }
    ConsentChange => "consent_changes" {
        id: i64, customer_id: i64, purpose: Str, granted: bool, wording: Str, changed_by: String, changed_at: At,
    }
    Vehicle => "vehicles" {
        id: i64, vin: String, plate: Option<String>, model_id: i64, colour_zh: Str, colour_en: Str, built_on: Day,
        delivered_on: Day, selling_dealer_id: i64, price_fen: i64, warranty_until: Day, inspection_due_on: Day,
        service_due_on: Day, service_due_km: i64, odometer_km: i64, updated_at: At,
    }
    Ownership => "ownerships" { id: i64, vehicle_id: i64, customer_id: i64, from_on: Day, until_on: Option<Day> }
    ServiceOrder => "service_orders" {
        id: i64, order_no: String, vehicle_id: i64, customer_id: i64, dealer_id: i64, kind: Str, status: Str,
        opened_at: At, promised_at: Option<At>, closed_at: Option<At>, odometer_km: i64, advisor: Option<Str>,
        request: Option<Str>, total_fen: i64, paid_fen: i64, version: i64, updated_at: At,
    }
    ServiceLine => "service_lines" {
        order_id: i64, position: i64, kind: Str, code: Str, title_zh: Str, title_en: Str,
        quantity_milli: i64, unit_fen: i64, total_fen: i64,
    }
    RepairStep => "repair_steps" { id: i64, order_id: i64, status: Str, note: Option<Str>, at: At }
    Delivery => "deliveries" {
        id: i64, vehicle_id: i64, customer_id: i64, dealer_id: i64, delivered_on: Day, status: Str, version: i64,
        updated_at: At,
    }
    SurveyAnswer => "survey_answers" {
        id: i64, customer_id: i64, survey: Str, order_id: Option<i64>, answered_at: At, score: Option<i64>,
        status: Str, version: i64, updated_at: At,
    }
    Offer => "offers" {
        id: i64, title_zh: Str, title_en: Str, body_zh: Str, body_en: Str, model_id: Option<i64>,
        dealer_id: Option<i64>, price_fen: Option<i64>, was_fen: Option<i64>, picture: String, valid_from: Day,
        valid_until: Day,
    }
    Member => "members" {
        customer_id: i64, member_no: String, tier: Tier, tier_until: Option<Day>, tier_notice: Option<Notice>,
        referral_code: String, joined_at: At,
    }
    Account => "accounts" {
        id: i64, role: Str, phone: String, name: String, customer_id: Option<i64>, dealer_id: Option<i64>,
        password_hash: Option<String>, locale: Option<Str>, created_at: At,
    }
    Message => "outbox" {
        id: i64, channel: Str, recipient: String, customer_id: i64, topic: Str, body: String, dedupe_key: String,
        created_at: At, due_at: At, sent_at: At, attempts: i64,
    }
    FileAccess => "file_accesses" {
        id: i64, customer_id: i64, account_id: i64, dealer_id: Option<i64>, what: Str, reason: Str, at: At,
    }
    StaffAction => "staff_actions" {
        id: i64, account_id: i64, action: Str, subject: Str, subject_id: i64, detail: String, at: At,
    }
    PointBalance => "point_balances" {
        customer_id: i64, available: i64, pending: i64, debt: i64, held: i64, tier_points: i64, tier_points_since: At,
        chain_head: String,
    }
    PointRule => "point_rules" {
        id: i64, code: Str, version: i64, value: i64, cap: Option<i64>, title_zh: String, title_en: String,
        status: Str, starts_on: Option<Day>, valid_from: Option<At>, note: Str, written_by: Option<i64>,
        written_at: Option<At>, published_by: Option<i64>, published_at: Option<At>,
    }
    PointCampaign => "point_campaigns" {
        id: i64, rule_code: Str, percent: i64, title_zh: Str, title_en: Str, starts_at: At, ends_at: At,
        status: Str, note: Str, written_by: Option<i64>, written_at: At, published_by: Option<i64>,
        published_at: Option<At>, planned_ends_at: Option<At>, ended_by: Option<i64>, ended_at: Option<At>,
        end_reason: Option<Str>,
    }
    PointCampaignModel => "point_campaign_models" { campaign_id: i64, model_id: i64 }
    PointCampaignDealer => "point_campaign_dealers" { campaign_id: i64, dealer_id: i64 }
    RuleSimulation => "rule_simulations" {
        id: i64, rule_id: Option<i64>, campaign_id: Option<i64>, revision: i64, months: i64, state: Str, beat_at: At,
        started_by: i64, started_at: At,
    }
    PointTransfer => "point_transfers" {
        id: i64, kind: TransferKind, customer_id: i64, actor: String, idempotency_key: String, body_hash: String,
        rule_id: Option<i64>, undoes_id: Option<i64>, source: PointSource, source_id: i64, label_zh: String,
        label_en: String, at: At, rule_at: Option<At>, campaign_id: Option<i64>, cut: i64,
    }
    PointEntry => "point_entries" {
        id: i64, transfer_id: i64, account: PointAccount, customer_id: Option<i64>, amount: i64,
        balance_after: Option<i64>, debt_after: Option<i64>, kind: TransferKind, at: At, hash: String,
    }
    PointLot => "point_lots" {
        id: i64, customer_id: i64, transfer_id: i64, issued: i64, remaining: i64, earned_at: At,
        first_expires_at: At, expires_at: At,
    }
    PointLotUse => "point_lot_uses" { id: i64, lot_id: i64, transfer_id: i64, amount: i64, expires_at: At }
    PointHold => "point_holds" {
        id: i64, customer_id: i64, transfer_id: i64, points: i64, state: Str, captured: i64,
        settled_transfer_id: Option<i64>, created_at: At, expires_at: At, settled_at: Option<At>,
    }
    WorkshopPayment => "workshop_payments" {
        id: i64, order_id: i64, customer_id: i64, dealer_id: i64, hold_id: i64, state: Str, points: i64, fen: i64,
        bill_fen: i64, held_by: i64, idempotency_key: String, held_at: At, expires_at: At, settled_by: Option<i64>,
        settled_at: Option<At>,
    }
    PointAdjustment => "point_adjustments" {
        id: i64, customer_id: i64, points: i64, reason: Str, reason_code: AdjustmentReason, state: Str, rule_id: i64, proposed_by: i64,
        idempotency_key: String, proposed_at: At, decided_by: Option<i64>, decided_at: Option<At>,
        decline_reason: Option<Str>, transfer_id: Option<i64>,
    }
    PointDocument => "point_documents" {
        source: Str, source_id: i64, version: i64, percent: Option<i64>, tier: Option<Tier>, customer_id: i64,
    }
    ScanCheckpoint => "scan_checkpoints" { scope: Str, begun_at: At }
    ExpiryReminder => "expiry_reminders" { expires_at: At, days: i64, after_customer: i64, done: bool }
    Reward => "rewards" {
        id: i64, kind: Str, title_zh: Str, title_en: Str, body_zh: Str, body_en: Str, picture: String,
        value_fen: i64, stock_received: i64, stock_left: i64, limit_each: Option<i64>, status: Str,
        position: i64, visible_from: At, code_days: i64, codes: Str,
    }
    RewardPrice => "reward_prices" { reward_id: i64, tier: Tier, points: i64, pay_fen: i64 }
    Redemption => "redemptions" {
        id: i64, customer_id: i64, reward_id: i64, points: i64, pay_fen: i64, state: Str, transfer_id: i64,
        refund_transfer_id: Option<i64>, code_expires_on: Option<Day>,
        recipient: Option<String>, recipient_phone: Option<String>, address: Option<String>,
        pickup_dealer_id: Option<i64>, created_at: At, picked_at: Option<At>, ready_at: Option<At>,
        fulfilled_at: Option<At>, cancelled_at: Option<At>, carrier: Option<Str>, tracking_no: Option<String>,
    }
    RedemptionHandover => "redemption_handovers" { redemption_id: i64, dealer_id: i64, account_id: i64, at: At }
    CharityProject => "charity_projects" {
        id: i64, status: Str, title_zh: Str, title_en: Str, body_zh: Str, body_en: Str, partner_zh: Str,
        partner_en: Str, picture: String, goal_points: i64, position: i64, visible_from: At, report_zh: Str,
        report_en: Str, closed_at: Option<At>,
    }
    Donation => "donations" {
        id: i64, receipt_no: String, project_id: i64, customer_id: i64, points: i64, points_per_yuan: i64,
        fen: i64, title_zh: Str,
        title_en: Str, partner_zh: Str, partner_en: Str, transfer_id: i64, idempotency_key: String, at: At,
    }
    CodeBatch => "code_batches" {
        id: i64, reward_id: i64, account_id: i64, state: Str, origin: Str, idempotency_key: Option<String>, lines: i64,
        checked: i64, good: i64, created_at: At, updated_at: At, handed_at: Option<At>, handed_by: Option<i64>,
        handed_to: Option<Str>, handed_for: Option<Str>, handed_digest: Option<String>,
    }
    VoucherCode => "voucher_codes" {
        id: i64, reward_id: i64, origin: Str, batch_id: Option<i64>, lookup: String, sealed: String, last_four: String,
        redemption_id: Option<i64>, added_at: At,
    }
    VoucherKey => "voucher_keys" { id: i64, fingerprint: String }
    VoucherCheck => "voucher_checks" { id: i64, account_id: i64, dealer_id: i64, code_id: Option<i64>, at: At }
    WishlistItem => "wishlist_items" { customer_id: i64, reward_id: i64, created_at: At, is_savings_goal: bool, out_of_stock_since: Option<At> }
    Referral => "referrals" {
        id: i64, referrer_id: i64, friend_name: String, friend_phone: String, model_id: Option<i64>, dealer_id: i64,
        state: Str, decline_reason: Option<Str>, friend_customer_id: Option<i64>, delivered_vin: Option<String>, consent_wording: Str,
        note: Str, version: i64, created_at: At, updated_at: At,
    }
    ReferralChange => "referral_changes" {
        id: i64, referral_id: i64, state: Str, note: Str, changed_by: String, at: At,
    }
    Event => "events" {
        id: i64, status: Str, title_zh: Str, title_en: Str, summary_zh: Str, summary_en: Str,
        body_zh: Str, body_en: Str, city: Str, city_en: Str, place_zh: Str, place_en: Str,
        address: Str, picture: String, starts_at: At, ends_at: At, opens_at: At, closes_at: At, capacity: i64,
        taken: i64, companions_max: i64, tier_from: Option<Str>, model_id: Option<i64>, fee_points: i64,
        award_points: i64, cancel_reason: Option<Str>, created_at: At, updated_at: At,
    }
    EventQuestion => "event_questions" {
        id: i64, event_id: i64, position: i64, kind: Str, label_zh: Str, label_en: Str, choices_zh: Str,
        choices_en: Str, required: bool,
    }
    Registration => "registrations" {
        id: i64, event_id: i64, customer_id: i64, state: Str, seats: i64, companions: String, ticket_code: String,
        fee_transfer_id: Option<i64>, created_at: At, promoted_at: Option<At>, cancelled_at: Option<At>,
        checked_in_at: Option<At>,
    }
    RegistrationAnswer => "registration_answers" { registration_id: i64, question_id: i64, answer: Str }
}

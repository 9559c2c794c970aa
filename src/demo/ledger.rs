//! One member's points, from the first to today, in chronological order.

use super::adjustments;
use super::book::Book;
use super::dice::Dice;
pub use super::fact::Fact;
use super::fact::untranslated;
use super::people::Person;
use super::redemptions;
use super::registrations;
use super::rows;
use super::tiers;
use super::wishlist;
use super::workshop_payments;
use super::world::World;
use crate::clock;
use crate::garage::model::ServiceKind;
use crate::i18n::Bilingual;
use crate::points::model::{PointSource, TierRule, TransferKind, tier_for};
use crate::points::ops::{Movement, Opening};
use crate::points::rules::RuleCode;
use crate::points::rules::model::{Basis, give, give_all};
use crate::points::{CREDITED, document_label};
use crate::values::{CampaignId, CustomerId};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// The actor of automatic movements.
pub const PORTAL: &str = "portal";

/// A member's account while it is generated.
pub struct Ledger<'a> {
    pub world: &'a mut World,
    pub dice: &'a mut Dice,
    pub person: &'a Person,
    pub book: Book,
    /// Pending facts by time, then in the order in which they were added.
    agenda: BTreeMap<(DateTime<Utc>, usize), Fact>,
    added: usize,
}

/// Plays all facts of a member and writes member, balance and lots.
pub fn play(world: &mut World, person: &mut Person) {
    let Some(joined_at) = person.membership.as_ref().map(|membership| membership.joined_at) else { return };
    let mut facts = std::mem::take(&mut person.facts);
    facts.extend(workshop_payments::plan(world, person));
    facts.extend(adjustments::plan(world, person));
    let person = &*person;
    let dice = &mut Dice::of(world.seed, "ledger", person.id);
    let mut ledger =
        Ledger { world, dice, person, book: Book::new(CustomerId(person.id)), agenda: BTreeMap::new(), added: 0 };
    for (at, fact) in facts.into_iter().filter(|(at, _)| *at >= joined_at) {
        ledger.later(at, fact);
    }
    while let Some(((at, _), fact)) = ledger.agenda.pop_first() {
        ledger.expire_until(at);
        ledger.happen(at, fact);
    }
    let now = ledger.world.now;
    ledger.expire_until(now);
    ledger.close();
}

impl Ledger<'_> {
    /// Adds a fact to the agenda, unless it lies in the future.
    pub fn later(&mut self, at: DateTime<Utc>, fact: Fact) {
        if at <= self.world.now {
            self.agenda.insert((at, self.added), fact);
            self.added += 1;
        }
    }

    pub fn tier_at(&self, at: DateTime<Utc>) -> TierRule {
        tier_for(&self.world.rules.tiers, self.book.tier_points(at))
    }

    fn happen(&mut self, at: DateTime<Utc>, fact: Fact) {
        match fact {
            Fact::Earn { rule, source, source_id, points, label } => {
                self.document(at, source, source_id);
                let basis = points.map_or(Basis::Once, Basis::Points);
                self.earn(at, rule, (source, source_id), basis, label.as_deref());
            }
            Fact::Workshop { order_id, order_no, kind, paid_fen } => {
                self.workshop(at, (order_id, &order_no), kind, paid_fen);
            }
            Fact::Credit { order_id, order_no, kind } => self.credit(at, (order_id, &order_no), kind),
            Fact::SetAside(bill) => workshop_payments::set_aside(self, at, *bill),
            Fact::Decide(set) => workshop_payments::decide(self, at, *set),
            Fact::Adjust(outcome) => adjustments::adjust(self, at, outcome),
            Fact::Redeem(preference) => redemptions::redeem(self, at, &preference),
            Fact::CancelRedemption(redeemed) => redemptions::cancel(self, at, *redeemed),
            Fact::Register(interest) => registrations::register(self, at, &interest),
            Fact::CancelRegistration(booking) => registrations::cancel(self, at, *booking),
            Fact::CheckIn { event, registration_id } => registrations::check_in(self, at, event, registration_id),
        }
    }

    /// Marks a document of another system as booked, and writes the answer of a survey, whose id is that of its order.
    fn document(&mut self, at: DateTime<Utc>, source: PointSource, source_id: i64) {
        let (world, person) = (&mut *self.world, self.person);
        match source {
            PointSource::Survey => {
                let score = Dice::of(world.seed, "score", source_id).between(3, 11);
                let answer = rows::SurveyAnswer {
                    id: source_id,
                    customer_id: person.id,
                    survey: "workshop",
                    order_id: Some(source_id),
                    answered_at: at,
                    score: Some(score.min(10)),
                    status: "answered",
                    version: 1,
                    updated_at: at,
                };
                world.push(&answer);
            }
            PointSource::Delivery => {}
            _ => return,
        }
        let source = source.code();
        let customer_id = self.person.id;
        world.push(&rows::PointDocument { source, source_id, version: 1, percent: None, tier: None, customer_id });
    }

    /// Pays what a rule gives, with campaign and cap; returns the points.
    pub fn earn(
        &mut self,
        at: DateTime<Utc>,
        code: RuleCode,
        (source, source_id): (PointSource, i64),
        basis: Basis,
        label: Bilingual<&str>,
    ) -> i64 {
        let rules = &self.world.rules;
        let Some(rule) = rules.at(code, at) else { return 0 };
        let campaign = rules.campaign(code, at);
        let percent = campaign.map_or(100, |campaign| campaign.percent);
        let given = give(rule.terms(), basis, percent, self.book.earned_in_month(code, at));
        if given.whole() == 0 {
            return 0;
        }
        let movement = Movement {
            customer: self.book.customer(),
            points: given.points,
            actor: PORTAL,
            // Makes each source pay only once.
            idempotency_key: &earning_idempotency_key(code, (source, source_id), at),
            rule: Some(code),
            source,
            source_id,
            label,
            at,
        };
        let campaign = campaign.map(|campaign| CampaignId(campaign.id));
        let opening = Opening { campaign, cut: given.cut, ..Opening::new(TransferKind::Earn, &movement) };
        self.book.issue(self.world, &opening);
        given.points
    }

    fn workshop(&mut self, at: DateTime<Utc>, (order_id, order_no): (i64, &str), kind: ServiceKind, paid_fen: i64) {
        let tier = self.tier_at(at);
        let percent = tier.multiplier_percent;
        let source = PointSource::ServiceOrder;
        self.world.push(&rows::PointDocument {
            source: source.code(),
            source_id: order_id,
            version: 1,
            percent: Some(percent),
            tier: Some(tier.tier),
            customer_id: self.person.id,
        });
        let label = document_label(source, Some(kind), Bilingual::default(), untranslated(order_no));
        let basis = Basis::Paid { fen: paid_fen, percent };
        let points = self.earn(at, RuleCode::Workshop, (source, order_id), basis, label.as_deref());
        if points > 0 && self.dice.chance(80) {
            let answered_at = at + chrono::TimeDelta::hours(self.dice.between(20, 90));
            self.later(answered_at, Fact::survey(order_id, order_no));
        }
    }

    /// Takes back what the order earned.
    fn credit(&mut self, at: DateTime<Utc>, (order_id, order_no): (i64, &str), kind: ServiceKind) {
        let source = PointSource::ServiceOrder;
        let label = document_label(source, Some(kind), CREDITED, untranslated(order_no));
        let movement = Movement {
            customer: self.book.customer(),
            points: 0,
            actor: PORTAL,
            idempotency_key: &format!("credit:service_order:{order_id}"),
            rule: None,
            source,
            source_id: order_id,
            label: label.as_deref(),
            at,
        };
        self.book.reverse(self.world, &movement);
    }

    fn expire_until(&mut self, at: DateTime<Utc>) {
        self.book.expire_until(self.world, at);
    }

    /// Writes the final state.
    fn close(self) {
        let Self { world, person, book, .. } = self;
        let Some(membership) = &person.membership else { return };
        let tier = tier_for(&world.rules.tiers, book.tier_points(world.now));
        wishlist::write(world, person);
        let (tier_until, tier_notice) = tiers::period(world, person.id, tier, &book);
        world.push(&rows::Member {
            customer_id: person.id,
            member_no: membership.member_no.clone(),
            tier: tier.tier,
            tier_until,
            tier_notice,
            referral_code: membership.referral_code.clone(),
            joined_at: membership.joined_at,
        });
        let pending = pending(world, person, &book, tier.multiplier_percent);
        book.close(world, pending);
    }
}

/// Points the open orders would earn if closed now.
fn pending(world: &World, person: &Person, book: &Book, percent: i64) -> i64 {
    let Some(rule) = world.rules.at(RuleCode::Workshop, world.now) else { return 0 };
    let campaign = world.rules.campaign(RuleCode::Workshop, world.now).map_or(100, |campaign| campaign.percent);
    let orders = person.pending_fen.iter().map(|fen| (Basis::Paid { fen: *fen, percent }, campaign));
    give_all(rule.terms(), orders, book.earned_in_month(RuleCode::Workshop, world.now))
}

/// The idempotency key that makes a source pay once; a profile may pay again a year later.
fn earning_idempotency_key(rule: RuleCode, (source, source_id): (PointSource, i64), at: DateTime<Utc>) -> String {
    match rule {
        RuleCode::Profile => format!("{source}:{source_id}:{}", clock::day(at)),
        RuleCode::ReferralTestDrive => format!("{source}:{source_id}:test_drive"),
        RuleCode::ReferralDelivery => format!("{source}:{source_id}:delivered"),
        RuleCode::ReferralFriend => format!("{source}:{source_id}:friend"),
        RuleCode::Workshop
        | RuleCode::Tiers
        | RuleCode::Delivery
        | RuleCode::Event
        | RuleCode::Survey
        | RuleCode::PointValue
        | RuleCode::Validity
        | RuleCode::FourEyes
        | RuleCode::Household => format!("{source}:{source_id}:{rule}"),
    }
}

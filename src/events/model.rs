//! Types, and the pure rules of who may attend and when.

use crate::error::Result;
use crate::events::Refusal;
use crate::i18n::Locale;
use crate::text_enum;
use crate::values::{EventId, ModelId, QuestionId, Tier};
use chrono::{DateTime, Utc};

text_enum! {
    pub enum EventStatus { Draft = "draft", Published = "published", Closed = "closed", Cancelled = "cancelled" }
}

text_enum! {
    pub enum RegistrationState {
        Confirmed = "confirmed",
        /// On the waitlist.
        Waiting = "waiting",
        /// Checked in.
        Attended = "attended",
        Cancelled = "cancelled",
    }
}

text_enum! {
    pub enum QuestionKind { Text = "text", Choice = "choice", YesNo = "yes_no" }
}

/// A row of `events`.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Event {
    pub id: EventId,
    pub status: EventStatus,
    pub title_zh: String,
    pub title_en: String,
    pub summary_zh: String,
    pub summary_en: String,
    pub body_zh: String,
    pub body_en: String,
    pub city: String,
    pub city_en: String,
    pub place_zh: String,
    pub place_en: String,
    pub address: String,
    /// A drawing, such as `/img/event-drive.svg`.
    pub picture: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub opens_at: DateTime<Utc>,
    pub closes_at: DateTime<Utc>,
    pub capacity: i64,
    /// Seats of confirmed and attended registrations, companions included.
    pub taken: i64,
    pub companions_max: i64,
    pub tier_from: Option<Tier>,
    pub model_id: Option<ModelId>,
    pub fee_points: i64,
    pub award_points: i64,
    pub cancel_reason: Option<String>,
    pub version: i64,
    pub updated_at: DateTime<Utc>,
}

/// The phase of an event from a prospective participant's point of view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Draft,
    Cancelled,
    /// Registration has not opened.
    Early,
    /// Seats are free.
    Open,
    /// Only the waitlist is open.
    Full,
    /// Registration is closed, the event has not started.
    Closed,
    Running,
    Over,
}

/// What an event's conditions need to know about a member.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Guest {
    pub tier: Tier,
    /// Owns a car of the event's model.
    pub owns_model: bool,
}

/// A question of the registration form. Choices are one per line, in the same order in both languages.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Question {
    pub id: QuestionId,
    pub kind: QuestionKind,
    pub label_zh: String,
    pub label_en: String,
    pub choices_zh: String,
    pub choices_en: String,
    pub required: bool,
}

/// Limits of the registration form.
pub const QUESTIONS_MAX: usize = 6;
pub const COMPANIONS_MAX: usize = 9;

/// The columns that decide an event's phase.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Window {
    pub status: EventStatus,
    pub opens_at: DateTime<Utc>,
    pub closes_at: DateTime<Utc>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub seats_left: i64,
}

impl Window {
    pub fn phase(&self, now: DateTime<Utc>) -> Phase {
        match self.status {
            EventStatus::Draft => Phase::Draft,
            EventStatus::Cancelled => Phase::Cancelled,
            _ if now >= self.ends_at => Phase::Over,
            _ if now >= self.starts_at => Phase::Running,
            EventStatus::Closed => Phase::Closed,
            EventStatus::Published if now < self.opens_at => Phase::Early,
            EventStatus::Published if now >= self.closes_at => Phase::Closed,
            EventStatus::Published if self.seats_left > 0 => Phase::Open,
            EventStatus::Published => Phase::Full,
        }
    }
}

impl From<&Event> for Window {
    fn from(e: &Event) -> Self {
        let Event { status, opens_at, closes_at, starts_at, ends_at, .. } = *e;
        Self { status, opens_at, closes_at, starts_at, ends_at, seats_left: e.seats_left() }
    }
}

impl Event {
    pub fn phase(&self, now: DateTime<Utc>) -> Phase {
        Window::from(self).phase(now)
    }

    /// Whether everybody may see it: it has been published.
    pub fn is_public(&self) -> bool {
        self.status != EventStatus::Draft
    }

    pub fn seats_left(&self) -> i64 {
        self.capacity - self.taken
    }

    /// Seats that become free go to the waitlist until the event starts, even if registration is closed.
    pub fn promotes(&self, now: DateTime<Utc>) -> bool {
        matches!(self.status, EventStatus::Published | EventStatus::Closed) && now < self.starts_at
    }

    /// Whether this member may register now, for a seat or for the waitlist.
    pub fn admit(&self, guest: &Guest, companions: usize, now: DateTime<Utc>) -> Result<()> {
        match self.phase(now) {
            Phase::Open | Phase::Full => self.invites(guest)?,
            Phase::Running | Phase::Over => return Err(Refusal::EventOver.into()),
            Phase::Draft | Phase::Cancelled | Phase::Early | Phase::Closed => return Err(Refusal::EventNotOpen.into()),
        }
        let max = self.companions_allowed();
        if companions as i64 > max { Err(Refusal::TooManyCompanions { max }.into()) } else { Ok(()) }
    }

    /// Whether the member meets the event's conditions.
    pub fn invites(&self, guest: &Guest) -> Result<(), Refusal> {
        if self.tier_from.is_some_and(|from| guest.tier < from) {
            return Err(Refusal::TierTooLow);
        }
        if self.model_id.is_some() && !guest.owns_model {
            return Err(Refusal::ModelNotInvited);
        }
        Ok(())
    }

    /// Never larger than the capacity allows: such a party could not attend.
    pub fn companions_allowed(&self) -> i64 {
        self.companions_max.min(self.capacity - 1)
    }

    pub fn title(&self, l: Locale) -> &str {
        l.pick(&self.title_zh, &self.title_en)
    }

    pub fn summary(&self, l: Locale) -> &str {
        l.pick(&self.summary_zh, &self.summary_en)
    }

    pub fn place(&self, l: Locale) -> &str {
        l.pick(&self.place_zh, &self.place_en)
    }

    pub fn city(&self, l: Locale) -> &str {
        l.pick(&self.city, &self.city_en)
    }
}

impl Question {
    pub fn label(&self, l: Locale) -> &str {
        l.pick(&self.label_zh, &self.label_en)
    }

    /// Choices as stored in an answer, each with its text in the reader's language.
    pub fn choices(&self, l: Locale) -> Vec<(String, String)> {
        let shown = l.pick(&self.choices_zh, &self.choices_en).lines();
        self.choices_zh.lines().zip(shown).map(|(key, text)| (key.to_owned(), text.to_owned())).collect()
    }

    /// A stored answer in the reader's language; an answer whose choice has been removed is shown as given.
    pub fn answer(&self, l: Locale, stored: &str) -> String {
        match (self.kind, stored) {
            (QuestionKind::Text, _) => stored.to_owned(),
            (QuestionKind::YesNo, "yes") => tr!(l, "是", "Yes"),
            (QuestionKind::YesNo, _) => tr!(l, "否", "No"),
            (QuestionKind::Choice, _) => {
                let known = self.choices(l).into_iter().find(|(key, _)| key == stored);
                known.map_or_else(|| stored.to_owned(), |(_, text)| text)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::testing::plain_event;
    use chrono::TimeDelta;

    #[test]
    fn the_phase_follows_the_time_and_the_seats() {
        let mut event = plain_event();
        let hour = TimeDelta::hours(1);
        let at = |time: DateTime<Utc>| event.phase(time);
        assert_eq!(at(event.opens_at - hour), Phase::Early);
        assert_eq!(at(event.opens_at), Phase::Open);
        assert_eq!(at(event.closes_at), Phase::Closed);
        assert_eq!(at(event.starts_at), Phase::Running);
        assert_eq!(at(event.ends_at), Phase::Over);
        event.taken = event.capacity;
        assert_eq!(event.phase(event.opens_at), Phase::Full);
        event.status = EventStatus::Closed;
        assert_eq!(event.phase(event.opens_at), Phase::Closed);
        assert!(event.promotes(event.opens_at) && !event.promotes(event.starts_at));
    }

    #[test]
    fn admission_names_the_unmet_condition() {
        let mut event = plain_event();
        event.tier_from = Some(Tier::Gold);
        event.model_id = Some(ModelId(1));
        let now = event.opens_at;
        let refused = |tier, owns_model, companions| event.admit(&Guest { tier, owns_model }, companions, now);
        assert_eq!(refused(Tier::Silver, true, 0), Err(Refusal::TierTooLow.into()));
        assert_eq!(refused(Tier::Gold, false, 0), Err(Refusal::ModelNotInvited.into()));
        assert_eq!(refused(Tier::Gold, true, 9), Err(Refusal::TooManyCompanions { max: 2 }.into()));
        assert_eq!(refused(Tier::Platinum, true, 2), Ok(()));
    }

    #[test]
    fn answers_are_shown_in_the_readers_language() {
        let question = Question {
            id: QuestionId(1),
            kind: QuestionKind::Choice,
            label_zh: "口味".into(),
            label_en: "Taste".into(),
            choices_zh: "清淡\n辣".into(),
            choices_en: "Mild\nHot".into(),
            required: true,
        };
        assert_eq!(question.answer(Locale::En, "辣"), "Hot");
        assert_eq!(question.answer(Locale::En, "甜"), "甜");
    }
}

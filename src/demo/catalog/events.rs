//! Twelve events around today: past, open, full, not yet open, cancelled, and a draft. The texts are in `events_list`.

use super::super::rows;
use super::dealers::row_id;
pub use super::events_list::EVENTS;
use super::{Text, offers::shifted};
use crate::clock;
use crate::values::Tier;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

pub struct Event {
    pub title: Text,
    pub summary: Text,
    pub body: Text,
    pub city: Text,
    pub place: Text,
    pub address: &'static str,
    pub picture: &'static str,
    pub status: Status,
    /// Days from today to the first day; starting hour in Shanghai; duration in hours.
    pub day: i64,
    pub hour: i64,
    pub hours: i64,
    /// Days from today when registration opens and closes.
    pub opens: i64,
    pub closes: i64,
    pub capacity: i64,
    pub companions_max: i64,
    pub tier_from: Option<Tier>,
    pub model: Option<usize>,
    pub fee_points: i64,
    pub award_points: i64,
    pub questions: &'static [Question],
    /// Demand in percent of the capacity; above 100 gives a waitlist.
    pub demand_percent: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Draft,
    Published,
    Closed,
    Cancelled(&'static str),
}

pub struct Question {
    pub kind: &'static str,
    pub label: Text,
    /// One choice per line.
    pub choices: Text,
    pub required: bool,
    /// Sample answers.
    pub answers: &'static [&'static str],
}

/// How long before its start an event is cancelled.
const CANCELLED_BEFORE: TimeDelta = TimeDelta::days(2);

impl Status {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Closed => "closed",
            Self::Cancelled(_) => "cancelled",
        }
    }
}

impl Event {
    pub fn starts_at(&self, today: NaiveDate) -> DateTime<Utc> {
        clock::start_of(shifted(today, self.day)) + TimeDelta::hours(self.hour)
    }

    pub fn opens_at(&self, today: NaiveDate) -> DateTime<Utc> {
        clock::start_of(shifted(today, self.opens)) + TimeDelta::hours(10)
    }

    pub fn closes_at(&self, today: NaiveDate) -> DateTime<Utc> {
        clock::start_of(shifted(today, self.closes)) + TimeDelta::hours(20)
    }

    pub fn cancelled_at(&self, today: NaiveDate) -> Option<DateTime<Utc>> {
        matches!(self.status, Status::Cancelled(_)).then(|| self.starts_at(today) - CANCELLED_BEFORE)
    }

    pub fn row(&self, index: usize, today: NaiveDate) -> rows::Event {
        let starts_at = self.starts_at(today);
        let created_at = self.opens_at(today).min(clock::start_of(today)) - TimeDelta::days(6);
        rows::Event {
            id: row_id(index),
            status: self.status.code(),
            title_zh: self.title.zh,
            title_en: self.title.en,
            summary_zh: self.summary.zh,
            summary_en: self.summary.en,
            body_zh: self.body.zh,
            body_en: self.body.en,
            city: self.city.zh,
            city_en: self.city.en,
            place_zh: self.place.zh,
            place_en: self.place.en,
            address: self.address,
            picture: format!("/img/event-{}.svg", self.picture),
            starts_at,
            ends_at: starts_at + TimeDelta::hours(self.hours),
            opens_at: self.opens_at(today),
            closes_at: self.closes_at(today),
            capacity: self.capacity,
            taken: 0,
            companions_max: self.companions_max,
            tier_from: self.tier_from.map(Tier::code),
            model_id: self.model.map(row_id),
            fee_points: self.fee_points,
            award_points: self.award_points,
            cancel_reason: match self.status {
                Status::Cancelled(reason) => Some(reason),
                _ => None,
            },
            created_at,
            updated_at: self.cancelled_at(today).unwrap_or(created_at),
        }
    }
}

//! `/me`.

use askama::Template;
use chrono::{Datelike, Timelike};
use rusqlite::{Connection, Row};

use crate::cars::{self, Car};
use crate::page::{Frame, Page};
use crate::summary::{self, Summary};
use crate::values::{self, Day, Grouped, Instant, Now, short_date};
use crate::{Outcome, db};

#[derive(Template)]
#[template(path = "home.html")]
pub struct Home {
    frame: Frame,
    summary: Summary,
    short_date: String,
    greeting: &'static str,
    cars: Vec<Car>,
    ahead: Vec<Ahead>,
}

struct Ahead {
    what: String,
    id: i64,
    title: String,
    state: String,
    at: Instant,
    city: String,
    seats: i64,
    until: Option<Day>,
    kind: Option<String>,
    price: i64,
}

impl Page for Home {
    fn read(connection: &Connection, frame: Frame, now: &Now) -> Outcome<Self> {
        let customer = frame.viewer.customer();
        let summary = summary::find(connection, customer, now)?;
        let mut cars = cars::list(connection, customer, now.today)?;
        cars.retain(|car| car.until.is_none());
        let today = now.today.to_string();
        let mut ahead = db::rows(connection, include_str!("../sql/ahead.sql"), &[&customer, &now.text, &today], read)?;
        ahead.sort_by_key(|row| -row.id);
        let greeting = match Instant(now.at).shanghai().hour() {
            5..=10 => "早上好",
            11..=12 => "中午好",
            13..=17 => "下午好",
            _ => "晚上好",
        };
        Ok(Self { frame, summary, short_date: short_date(now.today), greeting, cars, ahead })
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Ahead> {
    Ok(Ahead {
        what: row.get(0)?,
        id: row.get(1)?,
        title: row.get(2)?,
        state: row.get(4)?,
        at: row.get(5)?,
        city: row.get(6)?,
        seats: row.get(8)?,
        until: row.get(9)?,
        kind: row.get(10)?,
        price: row.get(11)?,
    })
}

impl Home {
    fn savings_goal(&self) -> Option<&Ahead> {
        self.ahead.iter().find(|row| row.what == "savings_goal")
    }

    fn own_event(&self) -> Option<&Ahead> {
        self.ahead.iter().find(|row| row.what == "registered")
    }

    fn event(&self) -> Option<&Ahead> {
        self.own_event().or_else(|| self.ahead.iter().find(|row| row.what == "open"))
    }

    fn redemptions(&self) -> Vec<&Ahead> {
        self.ahead.iter().filter(|row| row.what == "redemption").collect()
    }

    fn how_far(&self, price: &i64) -> String {
        let (cost, missing) = (Grouped(*price), price - self.summary.available);
        match missing {
            1.. => format!("{cost} 积分，还差 {} 积分（约 {}）", Grouped(missing), self.summary.value_of(missing)),
            _ => format!("{cost} 积分，积分已够，可兑换"),
        }
    }
}

impl Ahead {
    fn icon(&self) -> &'static str {
        match self.kind.as_deref() {
            Some("evoucher") => "qr",
            Some("voucher") => "ticket",
            Some("accessory") => "car",
            Some("workshop") => "wrench",
            _ => "gift",
        }
    }

    fn note(&self) -> String {
        let (city, seats) = (&self.city, self.seats);
        match (self.what.as_str(), self.state.as_str()) {
            ("registered", "waiting") => format!("{city} · 候补中"),
            ("registered", _) => format!("{city} · 已确认 {seats} 人"),
            _ => format!("{city} · {} · 报名中", self.at.time()),
        }
    }

    /// Class and text of a redemption's badge.
    fn badge(&self) -> (&'static str, &'static str) {
        match self.state.as_str() {
            "issued" => ("badge badge-good", "可使用"),
            "ordered" => ("badge badge-info", "待配货"),
            "picked" => ("badge badge-info", "已配货"),
            _ => ("badge badge-good", "可领取"),
        }
    }

    fn redeemed(&self) -> String {
        match self.until {
            Some(day) => format!("有效期至 {day}"),
            None => format!("{} 兑换", Day(self.at.day())),
        }
    }
}

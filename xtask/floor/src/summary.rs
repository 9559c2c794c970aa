//! A summary of an owner's points, for three of the pages.

use chrono::{TimeDelta, Utc};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Connection, Row};
use std::str::FromStr;

use crate::values::{Day, Instant, Now, Yuan};
use crate::{Outcome, db};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    Basic,
    Silver,
    Gold,
    Platinum,
}

pub struct Summary {
    pub name: String,
    pub member_no: String,
    pub available: i64,
    pub pending: i64,
    pub held: i64,
    pub tier_points: i64,
    pub tier: Tier,
    pub multiplier: i64,
    pub tier_until: Option<Day>,
    pub next: Option<Next>,
    pub expiry: Option<Expiry>,
    points_per_yuan: i64,
    pub transfers: bool,
}

pub struct Next {
    pub tier: Tier,
    pub from: i64,
    pub multiplier: i64,
}

pub struct Expiry {
    pub points: i64,
    pub last_day: Day,
}

pub fn find(connection: &Connection, customer: i64, now: &Now) -> Outcome<Summary> {
    let found = db::rows(connection, include_str!("../sql/summary.sql"), &[&customer, &now.text], read)?;
    found.into_iter().next().ok_or_else(|| "no such customer".into())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Summary> {
    let next_tier: Option<Tier> = row.get(12)?;
    let next_expiry_at: Option<Instant> = row.get(16)?;
    Ok(Summary {
        name: row.get(0)?,
        member_no: row.get(1)?,
        available: row.get(2)?,
        pending: row.get(3)?,
        held: row.get(4)?,
        tier_points: row.get(6)?,
        tier: row.get(7)?,
        multiplier: row.get(9)?,
        tier_until: row.get(10)?,
        next: match next_tier {
            Some(tier) => Some(Next { tier, from: row.get(13)?, multiplier: row.get(14)? }),
            None => None,
        },
        expiry: match next_expiry_at {
            Some(Instant(at)) => Some(Expiry { points: row.get(15)?, last_day: last_day(at) }),
            None => None,
        },
        points_per_yuan: row.get(20)?,
        transfers: row.get::<_, i64>(21)? > 0,
    })
}

fn last_day(expires_at: chrono::DateTime<Utc>) -> Day {
    Day(Instant(expires_at - TimeDelta::microseconds(1)).day())
}

impl Summary {
    pub fn point_value(&self) -> Yuan {
        self.value_of(self.available)
    }

    pub fn value_of(&self, points: i64) -> Yuan {
        Yuan(points * 100 / self.points_per_yuan.max(1))
    }
}

impl Next {
    pub fn missing(&self, tier_points: &i64) -> i64 {
        (self.from - tier_points).max(0)
    }

    pub fn percent(&self, tier_points: &i64) -> i64 {
        (tier_points * 100 / self.from.max(1)).clamp(0, 100)
    }
}

impl Tier {
    pub fn name(self) -> &'static str {
        match self {
            Self::Basic => "普通会员",
            Self::Silver => "银卡会员",
            Self::Gold => "金卡会员",
            Self::Platinum => "白金卡会员",
        }
    }

    pub fn class(self) -> &'static str {
        match self {
            Self::Basic => "tier-standard",
            Self::Silver => "tier-silver",
            Self::Gold => "tier-gold",
            Self::Platinum => "tier-platinum",
        }
    }
}

impl FromStr for Tier {
    type Err = FromSqlError;

    fn from_str(code: &str) -> FromSqlResult<Self> {
        match code {
            "basic" => Ok(Self::Basic),
            "silver" => Ok(Self::Silver),
            "gold" => Ok(Self::Gold),
            "platinum" => Ok(Self::Platinum),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

impl FromSql for Tier {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse()
    }
}

//! `/me/points`.

use askama::Template;
use chrono::{DateTime, Datelike};
use rusqlite::{Connection, Row};

use crate::page::{Frame, Page};
use crate::summary::{self, Summary};
use crate::values::{self, Instant, Now, start_of, text, tomorrow};
use crate::{Outcome, db};

const ROWS: usize = 20;

#[derive(Template)]
#[template(path = "points.html")]
pub struct Statement {
    frame: Frame,
    summary: Summary,
    years: Vec<i32>,
    entries: Vec<Entry>,
    has_more: bool,
}

struct Entry {
    id: i64,
    day: String,
    kind: String,
    amount: i64,
    balance: i64,
    owed: i64,
    source: String,
    source_id: i64,
    event: Option<i64>,
    label: String,
    rule: Option<(String, i64)>,
    campaign: Option<String>,
    cut: i64,
    hold: Option<String>,
}

impl Page for Statement {
    fn read(connection: &Connection, frame: Frame, now: &Now) -> Outcome<Self> {
        let customer = frame.viewer.customer();
        let summary = summary::find(connection, customer, now)?;
        let (from, until) = (text(DateTime::UNIX_EPOCH), text(start_of(tomorrow(now.today))));
        let values: [&dyn rusqlite::ToSql; 5] = [&customer, &None::<String>, &from, &until, &i64::MAX];
        let mut entries = db::rows(connection, include_str!("../sql/entries.sql"), &values, read)?;
        let has_more = entries.len() > ROWS;
        entries.truncate(ROWS);
        let years = (0..6).map(|back| now.today.year() - back).collect();
        Ok(Self { frame, summary, years, entries, has_more })
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let rule: Option<String> = row.get(11)?;
    Ok(Entry {
        id: row.get(0)?,
        day: row.get::<_, Instant>(1)?.day().to_string(),
        kind: row.get(2)?,
        amount: row.get(3)?,
        balance: row.get(4)?,
        owed: row.get(5)?,
        source: row.get(6)?,
        source_id: row.get(7)?,
        event: row.get(8)?,
        label: row.get(9)?,
        rule: match rule {
            Some(title) => Some((title, row.get(13)?)),
            None => None,
        },
        campaign: row.get(14)?,
        cut: row.get(16)?,
        hold: row.get(17)?,
    })
}

impl Entry {
    fn class(&self) -> &'static str {
        match self.amount {
            ..0 => "cell-amount neg",
            0 => "cell-amount",
            1.. => "cell-amount pos",
        }
    }

    fn kind_name(&self) -> &'static str {
        match self.kind.as_str() {
            "earn" => "获得",
            "spend" => "使用",
            "refund" => "退回",
            "expire" => "过期",
            "reverse" => "撤销",
            "settle" => "补扣欠分",
            "adjust" => "调整",
            "donate" => "捐赠",
            "hold" => "到店抵扣",
            "release" => "到店抵扣退回",
            "merge" => "账户合并",
            "send" => "转赠",
            "receive" => "收到转赠",
            _ => "",
        }
    }

    fn became(&self) -> &'static str {
        match self.hold.as_deref() {
            Some("open") => " · 预留中",
            Some("captured") => " · 已使用",
            Some("released") => " · 未使用，已退回",
            _ => "",
        }
    }

    /// The rule by which points were earned or reversed.
    fn rule(&self) -> Option<&(String, i64)> {
        self.rule.as_ref().filter(|_| matches!(self.kind.as_str(), "earn" | "reverse"))
    }

    fn document(&self) -> Option<(String, &'static str)> {
        let id = self.source_id;
        Some(match self.source.as_str() {
            "service_order" | "workshop_payment" => (format!("/me/service/{id}"), "维保工单"),
            "delivery" => ("/me/vehicles".to_owned(), "我的车辆"),
            "redemption" => (format!("/me/redemptions/{id}"), "兑换"),
            "donation" => (format!("/me/donations/{id}"), "捐赠凭证"),
            "registration" => (format!("/events/{}", self.event?), "活动"),
            "referral" => ("/me/referrals".to_owned(), "推荐有礼"),
            "profile" => ("/me/profile".to_owned(), "个人资料"),
            "lot" => ("/me/points/expiry".to_owned(), "过期日历"),
            _ => return None,
        })
    }
}

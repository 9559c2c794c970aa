//! `/rewards`.

use askama::Template;
use rusqlite::{Connection, Row, ToSql};

use crate::page::{Frame, Page};
use crate::summary::{self, Summary, Tier};
use crate::values::{self, Grouped, Now, Yuan};
use crate::{Outcome, db};

const ROWS: usize = 24;
const TIERS: [Tier; 4] = [Tier::Basic, Tier::Silver, Tier::Gold, Tier::Platinum];

#[derive(Template)]
#[template(path = "rewards.html")]
pub struct Catalogue {
    frame: Frame,
    summary: Summary,
    cards: Vec<Card>,
    has_more: bool,
}

struct Card {
    id: i64,
    kind: String,
    title: String,
    picture: String,
    /// By tier.
    points: [i64; TIERS.len()],
    pay: i64,
    retail_value: i64,
    left: i64,
    received: i64,
    position: i64,
}

impl Page for Catalogue {
    fn read(connection: &Connection, frame: Frame, now: &Now) -> Outcome<Self> {
        let summary = summary::find(connection, frame.viewer.customer(), now)?;
        let (kind, affordable, rank, typed) = (None::<String>, None::<i64>, summary.tier as i64, None::<String>);
        let values: [&dyn ToSql; 7] = [&now.text, &kind, &affordable, &i64::MIN, &0_i64, &rank, &typed];
        let mut cards = db::rows(connection, include_str!("../sql/rewards.sql"), &values, read)?;
        let has_more = cards.len() > ROWS;
        cards.truncate(ROWS);
        Ok(Self { frame, summary, cards, has_more })
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Card> {
    let (points, pay) = prices(row.get_ref(5)?.as_str()?);
    Ok(Card {
        id: row.get(0)?,
        kind: row.get(1)?,
        title: row.get(2)?,
        picture: row.get(4)?,
        points,
        pay,
        retail_value: row.get(6)?,
        left: row.get(7)?,
        received: row.get(8)?,
        position: row.get(9)?,
    })
}

/// The price of each tier, and the payment at the dealer that all tiers share: `basic 1000 0,gold 800 0`.
fn prices(text: &str) -> ([i64; TIERS.len()], i64) {
    let (mut own, mut pay) = ([None; TIERS.len()], 0);
    for price in text.split(',') {
        let mut words = price.split(' ');
        let tier = words.next().and_then(|code| code.parse::<Tier>().ok());
        let mut number = || words.next().and_then(|word| word.parse().ok());
        if let (Some(tier), Some(points), Some(fen)) = (tier, number(), number()) {
            own[tier as usize] = Some(points);
            pay = fen;
        }
    }
    let mut below = 0;
    let paid = own.map(|points| {
        below = points.unwrap_or(below);
        below
    });
    (paid, pay)
}

impl Card {
    fn badge(&self) -> &'static str {
        match self.kind.as_str() {
            _ if self.left == 0 => "已兑完",
            "evoucher" => "电子券",
            "voucher" => "实体券",
            "goods" => "实物",
            "accessory" => "车用附件",
            _ => "维保券",
        }
    }

    fn price(&self, tier: &Tier) -> i64 {
        self.points[*tier as usize]
    }

    /// The retail value, and the tier from which it costs less.
    fn note(&self, tier: &Tier) -> String {
        let retail_value = (self.retail_value > 0).then(|| format!("价值 {}", Yuan(self.retail_value)));
        let mine = self.price(tier);
        let cheaper = TIERS.iter().filter(|above| *above > tier).find(|above| self.price(above) < mine);
        let cheaper = cheaper.map(|tier| format!("{}只需 {} 积分", tier.name(), Grouped(self.price(tier))));
        retail_value.into_iter().chain(cheaper).collect::<Vec<_>>().join(" · ")
    }

    fn stock(&self) -> String {
        let left = self.left;
        match self.kind.as_str() {
            _ if left == 0 => "已兑完".to_owned(),
            "goods" | "accessory" if left <= 10 || left * 10 <= self.received => format!("仅剩 {left} 件"),
            _ if left <= 10 || left * 10 <= self.received => format!("仅剩 {left} 张"),
            _ => format!("剩 {}", Grouped(left)),
        }
    }
}

//! Rewards of every kind, and the catalogue positions of three charity projects; the texts are in `rewards_list`.

use super::super::rows;
use super::dealers::row_id;
pub use super::rewards_list::REWARDS;
use crate::values::Tier;
use chrono::{DateTime, Utc};

pub struct Reward {
    pub kind: Kind,
    pub zh: &'static str,
    pub en: &'static str,
    pub body_zh: &'static str,
    pub body_en: &'static str,
    pub picture: &'static str,
    pub points: i64,
    pub value_fen: i64,
    /// For a club of 2,000 customers.
    pub stock: i64,
    pub limit_each: Option<i64>,
    pub status: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Evoucher,
    Voucher,
    Goods,
    Accessory,
    Workshop,
    /// Not a reward: redeeming it donates to this project.
    Charity(usize),
}

impl Kind {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Evoucher => "evoucher",
            Self::Voucher => "voucher",
            Self::Goods => "goods",
            Self::Accessory => "accessory",
            Self::Workshop => "workshop",
            Self::Charity(_) => "",
        }
    }

    /// Whether redeeming gives a code at once.
    pub const fn has_code(self) -> bool {
        matches!(self, Self::Evoucher | Self::Workshop)
    }

    /// Whether a physical item is picked from a shelf.
    pub const fn is_moved(self) -> bool {
        self.is_sent() || matches!(self, Self::Accessory)
    }

    /// Whether the item is sent to an address.
    pub const fn is_sent(self) -> bool {
        matches!(self, Self::Voucher | Self::Goods)
    }
}

pub const CODE_DAYS: i64 = 180;
/// Stock so small that it sells out in a club of any size.
pub const SCARCE: i64 = 4;

impl Reward {
    /// The price of a tier. Upper tiers have recently begun to pay less for some rewards; past redemptions keep theirs.
    fn points_of(&self, tier: Tier) -> Option<i64> {
        let below_the_top = Tier::ALL.len() - 1 - tier as usize;
        match below_the_top {
            _ if tier == Tier::LOWEST => Some(self.points),
            0 => matches!(self.picture, "backpack" | "model" | "dashcam").then_some(self.points * 17 / 20),
            1 => matches!(self.picture, "backpack" | "model").then_some(self.points * 9 / 10),
            _ => None,
        }
    }

    pub fn prices(&self, index: usize) -> impl Iterator<Item = rows::RewardPrice> + '_ {
        let price = move |tier: &Tier| {
            let (reward_id, pay_fen) = (row_id(index), self.pay_fen());
            self.points_of(*tier).map(|points| rows::RewardPrice { reward_id, tier: *tier, points, pay_fen })
        };
        Tier::ALL.iter().filter_map(price)
    }

    /// Whether a partner supplies its codes, in the same number for a club of any size.
    pub fn is_imported(&self) -> bool {
        self.zh.starts_with("电影票")
    }

    /// The payment at the dealer.
    pub fn pay_fen(&self) -> i64 {
        match self.picture {
            "roofbox" => 30_000,
            "childseat" => 20_000,
            _ => 0,
        }
    }

    pub fn row(&self, index: usize, stock: i64, visible_from: DateTime<Utc>) -> rows::Reward {
        rows::Reward {
            id: row_id(index),
            kind: self.kind.code(),
            title_zh: self.zh,
            title_en: self.en,
            body_zh: self.body_zh,
            body_en: self.body_en,
            picture: format!("/img/rewards.svg#{}", self.picture),
            value_fen: self.value_fen,
            stock_received: stock,
            stock_left: stock,
            limit_each: self.limit_each,
            status: self.status,
            position: 10 * row_id(index),
            visible_from,
            code_days: CODE_DAYS,
            codes: if self.is_imported() { "imported" } else { "generated" },
        }
    }
}

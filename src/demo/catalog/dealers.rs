//! Dealers: at least one per city; the first two belong to the demo accounts.

use super::super::dice::Dice;
use super::super::places::{CITIES, City, showroom};
use super::super::rows;

/// What the generator needs of a dealer.
pub struct Dealer {
    pub city: &'static City,
    /// Index in `CITIES`.
    pub city_index: usize,
    /// Relative number of customers.
    pub weight: u64,
    pub name_zh: String,
    pub name_en: String,
}

const FIRST: &[(&str, &str)] = &[
    ("恒", "Heng"),
    ("瑞", "Rui"),
    ("嘉", "Jia"),
    ("鼎", "Ding"),
    ("诚", "Cheng"),
    ("盛", "Sheng"),
    ("锦", "Jin"),
    ("弘", "Hong"),
    ("泰", "Tai"),
    ("和", "He"),
    ("昌", "Chang"),
    ("德", "De"),
    ("景", "Jing"),
    ("凯", "Kai"),
];
const SECOND: &[(&str, &str)] = &[
    ("信", "xin"),
    ("丰", "feng"),
    ("达", "da"),
    ("通", "tong"),
    ("泽", "ze"),
    ("源", "yuan"),
    ("利", "li"),
    ("祥", "xiang"),
    ("川", "chuan"),
    ("业", "ye"),
    ("海", "hai"),
    ("驰", "chi"),
    ("隆", "long"),
];
const ADVISORS: &[&str] = &["陈工", "刘工", "王工", "周工", "赵工", "孙工", "何工", "郭工", "马工", "林工"];

/// 40 dealers for a small club, up to 450 for a large one.
pub fn count_for(customers: u64) -> usize {
    usize::try_from((customers / 2_000).clamp(40, 450)).unwrap_or(40)
}

/// The dealer at an index counted from 0, and its row.
pub fn dealer(index: usize, dice: &mut Dice) -> (Dealer, rows::Dealer) {
    let city_index = index % CITIES.len();
    let city = &CITIES[city_index];
    let id = row_id(index);
    let (first, first_en) = FIRST[index % FIRST.len()];
    let (second, second_en) = SECOND[(index / FIRST.len() + index) % SECOND.len()];
    let district = city.districts[index % 3];
    let row = rows::Dealer {
        id,
        code: format!("CY{:04}", 1000 + id),
        name_zh: format!("{}{first}{second}澄远", city.name),
        name_en: format!("Chengyuan {} {first_en}{second_en}", city.name_en),
        province: city.province,
        city: city.name,
        city_en: city.name_en,
        address: format!("{district}{}", showroom(dice)),
        phone: format!("{}-{:08}", city.area_code, 55_500_000 + dice.below(10_000)),
        active: true,
    };
    let weight = if index < 2 { 5 } else { 1 };
    let (name_zh, name_en) = (row.name_zh.clone(), row.name_en.clone());
    (Dealer { city, city_index, weight, name_zh, name_en }, row)
}

/// Row ids are counted from 1.
pub fn row_id(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX - 1) + 1
}

/// One of the three service advisors of a dealer.
pub fn advisor(dealer_id: i64, dice: &mut Dice) -> &'static str {
    let first = usize::try_from(dealer_id).unwrap_or(0);
    ADVISORS[(first + dice.index(3)) % ADVISORS.len()]
}

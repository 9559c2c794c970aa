//! Eight workshop offers: for all cars or one model, at all dealers or one.

use super::super::rows;
use super::dealers::row_id;
use super::models::{CRANE, WHALE};
use super::{Text, text};
use chrono::{Days, NaiveDate};

struct Offer {
    title: Text,
    body: Text,
    /// Pictures shared with rewards and models.
    picture: &'static str,
    model: Option<usize>,
    /// Counted from 0.
    dealer: Option<usize>,
    price_fen: Option<i64>,
    was_fen: Option<i64>,
    /// In days from today.
    from: i64,
    until: i64,
}

#[rustfmt::skip]
const OFFERS: &[Offer] = &[
    Offer { title: text("冬季安心检测", "Winter check"), picture: "rewards.svg#tyre", model: None, dealer: None, price_fen: Some(9_900), was_fen: Some(26_800), from: -20, until: 70,
        body: text("电瓶、轮胎、制动、防冻液等 32 项检测，当场出具报告。", "Battery, tyres, brakes, coolant: 32 points, with the report in your hand.") },
    Offer { title: text("机油保养套餐", "Oil service package"), picture: "rewards.svg#oil", model: Some(CRANE), dealer: None, price_fen: Some(49_900), was_fen: Some(66_000), from: -40, until: 50,
        body: text("鹤车型专属：全合成机油 4 升、原厂机滤与工时。", "For the Crane: four litres of synthetic oil, original filter and labour.") },
    Offer { title: text("三电系统免费体检", "Free high-voltage check"), picture: "car-suv.svg", model: Some(WHALE), dealer: None, price_fen: Some(0), was_fen: Some(22_000), from: -10, until: 80,
        body: text("鲸车主可享一次高压系统与电池健康检测，附电池健康报告。", "One check of the high-voltage system for Whale owners, with a battery health report.") },
    Offer { title: text("轮胎四免一", "Four tyres, pay for three"), picture: "rewards.svg#tyre", model: None, dealer: None, price_fen: None, was_fen: None, from: -30, until: 30,
        body: text("同时更换四条轮胎，免一条轮胎的价格，含动平衡。", "Replace all four and one is free, balancing included.") },
    Offer { title: text("浦东店周末快保", "Weekend express service in Pudong"), picture: "rewards.svg#oil", model: None, dealer: Some(0), price_fen: Some(39_900), was_fen: Some(52_000), from: -15, until: 45,
        body: text("周六、周日预约，60 分钟完成保养，超时赠洗车。", "Saturdays and Sundays by appointment: done in an hour, or the car wash is on us.") },
    Offer { title: text("北京店尾号限行日取送车", "Pick-up on no-drive days in Beijing"), picture: "car-sedan.svg", model: None, dealer: Some(1), price_fen: Some(0), was_fen: Some(8_000), from: -15, until: 60,
        body: text("限行日保养，免费上门取送，五环内适用。", "Service on your no-drive day: we collect and return the car within the Fifth Ring Road.") },
    Offer { title: text("空调清洁与杀菌", "Air conditioning clean"), picture: "rewards.svg#wash", model: None, dealer: None, price_fen: Some(16_800), was_fen: Some(29_800), from: -60, until: 20,
        body: text("蒸发箱清洗、杀菌除味，含空调滤芯。", "Evaporator cleaned and disinfected, cabin filter included.") },
    Offer { title: text("延长保修一年", "One more year of warranty"), picture: "car-wagon.svg", model: None, dealer: None, price_fen: Some(198_000), was_fen: Some(258_000), from: 5, until: 120,
        body: text("在原厂保修到期前加购，全国经销商通用。", "Buy it before the warranty ends; valid at every dealer.") },
];

pub fn all(today: NaiveDate) -> impl Iterator<Item = rows::Offer> {
    OFFERS.iter().enumerate().map(move |(index, offer)| rows::Offer {
        id: row_id(index),
        title_zh: offer.title.zh,
        title_en: offer.title.en,
        body_zh: offer.body.zh,
        body_en: offer.body.en,
        model_id: offer.model.map(row_id),
        dealer_id: offer.dealer.map(row_id),
        price_fen: offer.price_fen,
        was_fen: offer.was_fen,
        picture: format!("/img/{}", offer.picture),
        valid_from: shifted(today, offer.from),
        valid_until: shifted(today, offer.until),
    })
}

/// The day that many days later, or earlier if negative.
pub fn shifted(day: NaiveDate, days: i64) -> NaiveDate {
    let distance = Days::new(days.unsigned_abs());
    let moved = if days < 0 { day.checked_sub_days(distance) } else { day.checked_add_days(distance) };
    moved.unwrap_or(day)
}

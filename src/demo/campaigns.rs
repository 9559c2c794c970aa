//! Campaigns: one that has ended, one ended early, one running, some planned, and a draft.

use super::catalog::{Text, text};
use super::rulebook::{Campaign, note};
use super::world::{ADMIN_ACCOUNT, World, at};
use super::{rows, staff};
use crate::points::rules::RuleCode;
use chrono::TimeDelta;

struct Plan {
    rule: RuleCode,
    percent: i64,
    title: Text,
    /// First and last day, relative to today.
    days: (i64, i64),
    published: bool,
    /// If ended early: the actual last day and the reason.
    ended: Option<(i64, &'static str)>,
    /// Limited to one model and two dealers.
    limited: bool,
    note: &'static str,
}

const CAMPAIGNS: [Plan; 6] = [
    Plan {
        rule: RuleCode::Workshop,
        percent: 200,
        title: text("周年庆双倍积分", "Anniversary double points"),
        days: (-205, -175),
        published: true,
        ended: None,
        limited: false,
        note: "周年庆",
    },
    Plan {
        rule: RuleCode::Workshop,
        percent: 150,
        title: text("冬季关怀月", "Winter care weeks"),
        days: (12, 40),
        published: true,
        ended: None,
        limited: true,
        note: "淡季进店",
    },
    Plan {
        rule: RuleCode::Event,
        percent: 120,
        title: text("春季活动加分", "Spring events bonus"),
        days: (30, 60),
        published: true,
        ended: None,
        limited: false,
        note: "",
    },
    Plan {
        rule: RuleCode::ReferralTestDrive,
        percent: 200,
        title: text("推荐试驾双倍积分", "Test drives count double"),
        days: (45, 75),
        published: false,
        ended: None,
        limited: false,
        note: "待市场部确认",
    },
    Plan {
        rule: RuleCode::ReferralTestDrive,
        percent: 150,
        title: text("推荐试驾加分", "More for test drives"),
        days: (-48, -18),
        published: true,
        ended: Some((-45, "试驾名额已约满")),
        limited: false,
        note: "配合新车型上市",
    },
    Plan {
        rule: RuleCode::Profile,
        percent: 150,
        title: text("完善资料加分", "More for a complete profile"),
        days: (-1, 20),
        published: true,
        ended: None,
        limited: false,
        note: "提高资料完整度",
    },
];

/// Writes the campaigns; those for all models and dealers apply to earnings generated afterwards.
pub fn write(world: &mut World) {
    for (index, plan) in (1..).zip(&CAMPAIGNS) {
        write_one(world, index, plan);
    }
}

fn write_one(world: &mut World, id: i64, plan: &Plan) {
    let day = |days: i64| at(world.days_ago(-days), 0);
    let (starts_at, planned) = (day(plan.days.0), day(plan.days.1 + 1));
    let (ends_at, reason) = plan.ended.map_or((planned, None), |(last, reason)| (day(last + 1), Some(reason)));
    let ended_at = reason.map(|_| ends_at - TimeDelta::hours(7));
    let written_at = (starts_at - TimeDelta::days(15)).min(world.now - TimeDelta::hours(40));
    let published_at = plan.published.then(|| written_at + TimeDelta::hours(5));
    world.push(&rows::PointCampaign {
        id,
        rule_code: plan.rule.code(),
        percent: plan.percent,
        title_zh: plan.title.zh,
        title_en: plan.title.en,
        starts_at,
        ends_at,
        status: if plan.published { "published" } else { "draft" },
        note: plan.note,
        written_by: Some(ADMIN_ACCOUNT),
        written_at,
        published_by: published_at.map(|_| ADMIN_ACCOUNT),
        published_at,
        planned_ends_at: ended_at.map(|_| planned),
        ended_by: ended_at.map(|_| ADMIN_ACCOUNT),
        ended_at,
        end_reason: reason,
    });
    note(world, ("point_campaign", id), written_at, published_at);
    if let Some((at, reason)) = ended_at.zip(reason) {
        staff::act(world, ("end", "point_campaign", id), reason.to_owned(), at);
    }
    if plan.limited {
        world.push(&rows::PointCampaignModel { campaign_id: id, model_id: 1 });
        for dealer_id in 1..=2 {
            world.push(&rows::PointCampaignDealer { campaign_id: id, dealer_id });
        }
    } else if plan.published {
        let campaign = Campaign { id, rule: plan.rule, percent: plan.percent, starts_at, ends_at };
        world.rules.campaigns.push(campaign);
    }
}

//! The club's rules and their history: those of the migrations, and the administrator's later changes.

use super::world::{ADMIN_ACCOUNT, World};
use super::{campaigns, rows, staff};
use crate::clock;
use crate::points::model::TierRule;
use crate::points::rules::RuleCode;
use crate::points::rules::model::Terms;
use crate::values::add_months;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// A version of a rule.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Rule {
    pub id: i64,
    pub code: RuleCode,
    pub version: i64,
    pub value: i64,
    pub cap: Option<i64>,
    pub title_zh: String,
    pub title_en: String,
    /// `None` for a draft.
    pub valid_from: Option<DateTime<Utc>>,
}

/// A published campaign.
#[derive(Clone, Debug)]
pub struct Campaign {
    pub id: i64,
    pub rule: RuleCode,
    pub percent: i64,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

impl Rule {
    pub fn terms(&self) -> Terms {
        Terms { value: self.value, cap: self.cap }
    }
}

#[derive(Clone, Debug)]
pub struct Rules {
    pub tiers: Vec<TierRule>,
    versions: Vec<Rule>,
    pub campaigns: Vec<Campaign>,
}

impl Rules {
    pub fn new(tiers: Vec<TierRule>, versions: Vec<Rule>) -> Self {
        let tiers = if tiers.is_empty() { TierRule::all_initial() } else { tiers };
        Self { tiers, versions, campaigns: Vec::new() }
    }

    /// The version in force at an instant.
    pub fn at(&self, code: RuleCode, at: DateTime<Utc>) -> Option<&Rule> {
        let begun =
            self.versions.iter().filter(|rule| rule.code == code && rule.valid_from.is_some_and(|from| from <= at));
        begun.max_by_key(|rule| (rule.valid_from, rule.version))
    }

    pub fn value_or(&self, code: RuleCode, at: DateTime<Utc>, default: i64) -> i64 {
        self.at(code, at).map_or(default, |rule| rule.value)
    }

    /// The best campaign that covers every model and dealer.
    pub fn campaign(&self, code: RuleCode, at: DateTime<Utc>) -> Option<&Campaign> {
        let held = self.campaigns.iter().filter(|one| one.rule == code && one.starts_at <= at && one.ends_at > at);
        held.max_by_key(|one| one.percent)
    }

    /// Validity of lots in months.
    pub fn validity_months(&self, at: DateTime<Utc>) -> u32 {
        u32::try_from(self.value_or(RuleCode::Validity, at, 36)).unwrap_or(36)
    }

    fn newest_id(&self) -> i64 {
        self.versions.iter().map(|rule| rule.id).max().unwrap_or(0)
    }
}

struct Version {
    code: RuleCode,
    value: i64,
    cap: Option<i64>,
    /// Months from the first day of this month.
    months: i32,
    published: bool,
    note: &'static str,
}

/// Versions after the first, oldest first.
const VERSIONS: [Version; 5] = [
    Version {
        code: RuleCode::Survey,
        value: 50,
        cap: Some(50),
        months: -26,
        published: true,
        note: "避免同一会员重复答卷",
    },
    Version {
        code: RuleCode::Household,
        value: 2_000,
        cap: None,
        months: -14,
        published: true,
        note: "会员建议：家人共用积分",
    },
    Version {
        code: RuleCode::ReferralFriend,
        value: 1_200,
        cap: None,
        months: 1,
        published: true,
        note: "年度预算已批准",
    },
    Version {
        code: RuleCode::Workshop,
        value: 1,
        cap: Some(3_000),
        months: 2,
        published: false,
        note: "大额维修单的积分成本过高",
    },
    Version {
        code: RuleCode::Workshop, value: 2, cap: None, months: 3, published: false, note: "提高进店积分的设想"
    },
];

/// Writes the versions drafted and published since the club began.
pub fn write(world: &mut World) {
    for version in &VERSIONS {
        let id = world.rules.newest_id() + 1;
        write_version(world, id, version);
    }
    campaigns::write(world);
    try_drafts(world);
}

/// Queues a simulation for each draft, as an administrator would before publishing.
fn try_drafts(world: &mut World) {
    let drafts: Vec<_> = world.rules.versions.iter().filter(|rule| rule.valid_from.is_none()).map(|r| r.id).collect();
    for (id, rule_id) in (1..).zip(drafts) {
        world.push(&rows::RuleSimulation {
            id,
            rule_id: Some(rule_id),
            campaign_id: None,
            revision: 1,
            months: 12,
            state: "waiting",
            beat_at: world.now,
            started_by: ADMIN_ACCOUNT,
            started_at: world.now,
        });
    }
}

fn write_version(world: &mut World, id: i64, version: &Version) {
    let Some(first) = world.rules.versions.iter().find(|rule| rule.code == version.code).cloned() else { return };
    let latest = world.rules.versions.iter().filter(|rule| rule.code == version.code).map(|rule| rule.version).max();
    let starts_on = months_from(world.today, version.months);
    let starts_at = clock::start_of(starts_on);
    let written_at = (starts_at - TimeDelta::days(20)).min(world.now - TimeDelta::hours(30));
    let published_at = version.published.then(|| written_at + TimeDelta::hours(3));
    let rule = Rule {
        id,
        version: latest.unwrap_or(0) + 1,
        value: version.value,
        cap: version.cap,
        valid_from: version.published.then_some(starts_at),
        ..first
    };
    world.push(&rows::PointRule {
        id,
        code: version.code.code(),
        version: rule.version,
        value: rule.value,
        cap: rule.cap,
        title_zh: rule.title_zh.clone(),
        title_en: rule.title_en.clone(),
        status: if version.published { "published" } else { "draft" },
        starts_on: Some(starts_on),
        valid_from: rule.valid_from,
        note: version.note,
        written_by: Some(ADMIN_ACCOUNT),
        written_at: Some(written_at),
        published_by: published_at.map(|_| ADMIN_ACCOUNT),
        published_at,
    });
    note(world, ("point_rule", id), written_at, published_at);
    world.rules.versions.push(rule);
}

pub fn note(
    world: &mut World,
    (subject, id): (&'static str, i64),
    written_at: DateTime<Utc>,
    published_at: Option<DateTime<Utc>>,
) {
    staff::act(world, ("create", subject, id), String::new(), written_at);
    if let Some(at) = published_at {
        staff::act(world, ("publish", subject, id), String::new(), at);
    }
}

/// The first day of the month that many months from the present one.
fn months_from(today: NaiveDate, months: i32) -> NaiveDate {
    let first = crate::points::rules::model::month_of(clock::start_of(today));
    if months >= 0 {
        return add_months(first, months.unsigned_abs());
    }
    first.checked_sub_months(chrono::Months::new(months.unsigned_abs())).unwrap_or(first)
}

mod corrections;
mod expiry;
mod tiers;
mod worked_examples;

use super::job::run_next;
use super::model::{Campaign, Draft, Outcome};
use super::store::{self, Subject};
use crate::clock::Clock;
use crate::db::Db;
use crate::db::testing::fingerprint;
use crate::demo::{self, Options};
use crate::i18n::Locale;
use crate::points::model::TierRule;
use crate::points::rules::RuleCode;
use crate::points::rules::model::{Basis, Terms, whole};
use crate::sql;
use crate::values::{AccountId, CampaignId, RuleId, SimulationId, Tier};
use crate::web::testing::{self, Browser, noon};
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

const ADMIN: AccountId = AccountId(3);

/// The demo club, with its waiting simulations done.
async fn club(db: &Db) -> Clock {
    let options = Options { customers: 150, seed: 3, now: noon(), progress: false };
    demo::create(db, options).await.expect("a club");
    let clock = Clock::fixed(noon());
    while run_next(db, &clock).await.expect("it runs") {}
    clock
}

/// A draft of a rule with this value and cap.
async fn draft(db: &Db, code: &str, value: i64, cap: Option<i64>) -> RuleId {
    let mut tx = db.write().await.expect("a transaction");
    let insert = "INSERT INTO point_rules (code, version, value, cap, title_zh, title_en, status) \
                  SELECT $1, MAX(version) + 1, $2, $3, 'x', 'x', 'draft' FROM point_rules WHERE code = $1 RETURNING id";
    let id = sql!(tx, scalar RuleId, insert, code, value, cap).expect("a draft");
    tx.commit().await.expect("committed");
    id
}

async fn ask(db: &Db, subject: Subject, months: i64) -> SimulationId {
    let mut tx = db.write().await.expect("a transaction");
    let id = store::insert(&mut tx, ADMIN, subject, months, noon()).await.expect("asked").expect("a draft");
    tx.commit().await.expect("committed");
    id
}

async fn outcome(db: &Db, clock: &Clock, subject: Subject, months: i64) -> Outcome {
    let id = ask(db, subject, months).await;
    assert!(run_next(db, clock).await.expect("it runs"));
    let run = store::find_run(&mut db.read().await.expect("a connection"), id).await.expect("a row").expect("a run");
    run.outcome().expect("a result")
}

crate::db_test!(an_unchanged_rule_changes_nothing_and_no_other_row, |db| {
    let clock = club(&db).await;
    for (code, value, cap) in
        [("workshop", 1, None), ("survey", 50, Some(50)), ("event", 0, None), ("profile", 200, None)]
    {
        let subject = Subject::Rule(draft(&db, code, value, cap).await);
        let id = ask(&db, subject, 24).await;
        let before = fingerprint(&db).await?;
        assert!(run_next(&db, &clock).await?);
        let after = fingerprint(&db).await?;
        let changed: Vec<_> =
            before.iter().filter(|(table, digest)| after[*table] != **digest).map(|(t, _)| t).collect();
        assert_eq!(changed, ["rule_simulations"], "{code}");
        let found = store::find_run(&mut db.read().await?, id).await?.and_then(|run| run.outcome()).ok_or("none")?;
        assert!(found.points.before > 0 || code == "event", "{code}: {found:?}");
        assert_eq!((found.points.difference(), found.gaining, found.losing), (0, 0, 0), "{code}: {found:?}");
        assert_eq!(found.cut.before, found.cut.after, "{code}");
    }
});

crate::db_test!(simulating_the_present_rules_reproduces_the_ledger, |db| {
    let clock = club(&db).await;
    let id = ask(&db, Subject::Rule(draft(&db, "validity", 36, None).await), 24).await;
    let before = fingerprint(&db).await?;
    assert!(run_next(&db, &clock).await?);
    let after = fingerprint(&db).await?;
    let changed: Vec<_> = before.iter().filter(|(table, digest)| after[*table] != **digest).map(|(t, _)| t).collect();
    assert_eq!(changed, ["rule_simulations"]);
    let found = store::find_run(&mut db.read().await?, id).await?.and_then(|run| run.outcome()).ok_or("none")?;
    let left = found.expiry.ok_or("not aged")?;
    assert!(found.points.before > 0 && left.points.before > 0, "{found:?}");
    assert!(found.months.values().all(|pair| pair.difference() == 0), "{found:?}");
    assert_eq!((left.points.difference(), left.short, found.gaining, found.losing), (0, 0, 0, 0));

    let found = outcome(&db, &clock, Subject::Rule(draft(&db, "point_value", 100, None).await), 24).await;
    let value = found.value.ok_or("not valued")?;
    let held = "SELECT CAST(SUM(available + held) AS BIGINT) FROM point_balances";
    assert_eq!(sql!(db.read().await?, scalar i64, held)?, value.outstanding);
    assert!(value.redeemed.points > 0 && value.used().difference() == 0 && value.liability.difference() == 0);
});

#[derive(sqlx::FromRow)]
struct Order {
    customer_id: i64,
    paid_fen: i64,
    percent: i64,
    campaign: Option<i64>,
    earned: i64,
}

/// Orders of the last twelve months that still count, with what they earned.
async fn orders(db: &Db) -> Vec<Order> {
    let from: DateTime<Utc> = "2025-02-28T16:00:00Z".parse().expect("an instant");
    let query = "SELECT o.customer_id, o.paid_fen, d.percent, c.percent AS campaign, -e.amount AS earned FROM service_orders o \
                 JOIN point_documents d ON d.source = 'service_order' AND d.source_id = o.id JOIN point_transfers t ON t.source = 'service_order' \
                 AND t.source_id = o.id AND t.kind = 'earn' JOIN point_entries e ON e.transfer_id = t.id \
                 AND e.account = 'issue' LEFT JOIN point_campaigns c ON c.id = t.campaign_id \
                 WHERE o.status = 'closed' AND o.closed_at >= $1";
    sql!(db.read().await.expect("a connection"), all Order, query, from).expect("orders")
}

crate::db_test!(a_doubled_value_matches_a_direct_computation, |db| {
    let clock = club(&db).await;
    let orders = orders(&db).await;
    assert!(orders.len() > 50 && orders.iter().any(|order| order.campaign.is_some()), "{}", orders.len());
    let subject = Subject::Rule(draft(&db, "workshop", 2, None).await);
    let found = outcome(&db, &clock, subject, 12).await;
    let (mut before, mut after, mut members) = (0, 0, BTreeMap::<i64, i64>::new());
    for order in &orders {
        let basis = Basis::Paid { fen: order.paid_fen, percent: order.percent };
        let doubled = whole(2, basis, order.campaign.unwrap_or(100));
        before += order.earned;
        after += doubled;
        *members.entry(order.customer_id).or_default() += doubled - order.earned;
    }
    assert_eq!((found.points.before, found.points.after), (before, after));
    let gaining = members.values().filter(|difference| **difference > 0).count() as i64;
    assert_eq!((found.gaining, found.losing), (gaining, 0));
    assert_eq!(found.most_gained.first().map(|most| most.difference), members.values().max().copied());
    assert!(found.most_gained.len() == 10 && found.most_gained.iter().all(|moved| moved.member_no.starts_with("****")));
    assert_eq!(found.months.values().map(|pair| pair.after).sum::<i64>(), after);
});

crate::db_test!(caps_campaigns_and_tiers_are_simulated, |db| {
    let clock = club(&db).await;
    let capped = outcome(&db, &clock, Subject::Rule(draft(&db, "workshop", 1, Some(500)).await), 12).await;
    assert!(capped.losing > 0 && capped.gaining == 0 && capped.cut.after > 0, "{capped:?}");
    assert_eq!(capped.points.before, capped.points.after + capped.cut.after, "the loss equals what the cap cut");

    // On the days of the previous year: all of April 2025 gets half as much again.
    let mut tx = db.write().await?;
    let campaign = "INSERT INTO point_campaigns (rule_code, percent, title_zh, title_en, starts_at, ends_at, written_at) \
                    VALUES ('workshop', 150, 'x', 'x', $1, $2, $1) RETURNING id";
    let (from, until): (DateTime<Utc>, DateTime<Utc>) =
        ("2026-03-31T16:00:00Z".parse()?, "2026-04-30T16:00:00Z".parse()?);
    let id = sql!(tx, scalar CampaignId, campaign, from, until)?;
    tx.commit().await?;
    let tried = outcome(&db, &clock, Subject::Campaign(id), 12).await;
    let changed: Vec<_> =
        tried.months.iter().filter(|(_, pair)| pair.difference() != 0).map(|(m, _)| m.to_string()).collect();
    assert_eq!(changed, ["2025-04-01"]);

    let tiers = draft(&db, "tiers", 0, None).await;
    let mut tx = db.write().await?;
    let copy = "INSERT INTO tier_rules SELECT $1, code, min_tier_points, multiplier_percent + $2 FROM tier_rules";
    sql!(tx, execute, copy, tiers, 0_i64)?;
    tx.commit().await?;
    assert_eq!(outcome(&db, &clock, Subject::Rule(tiers), 12).await.points.difference(), 0);
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE tier_rules SET multiplier_percent = 500 WHERE rule_id = $1 AND code <> 'basic'", tiers)?;
    tx.commit().await?;
    let better = outcome(&db, &clock, Subject::Rule(tiers), 12).await;
    assert!(better.gaining > 0 && better.unchanged > 0 && better.losing == 0, "{better:?}");
});

crate::db_test!(a_stopped_simulation_is_detected_and_restarted, |db| {
    let clock = club(&db).await;
    let id = ask(&db, Subject::Rule(draft(&db, "workshop", 2, None).await), 3).await;
    let mut tx = db.write().await?;
    assert_eq!(store::claim(&mut tx, noon()).await?, Some(id));
    assert!(store::beat(&mut tx, id, 40, noon()).await?);
    tx.commit().await?;
    assert!(!run_next(&db, &clock).await?, "another process has claimed it");
    let app = testing::app(&db);
    let mut admin = Browser::new(&app);
    admin.sign_in("13800138090", demo::PASSWORD).await;
    let page = format!("/admin/points/simulations/{id}");
    assert!(admin.get(&page).await.body.contains("已完成 40%"));
    assert_eq!(admin.post(&page, &[]).await.status, StatusCode::CONFLICT);
    app.clock.set(noon() + TimeDelta::minutes(5));
    assert!(admin.get(&page).await.body.contains("在 40% 处中断"));
    assert_eq!(admin.post(&page, &[]).await.location, page);
    assert!(admin.get(&page).await.body.contains("排队中"));
    assert!(run_next(&db, &clock).await?);
    let found = admin.get(&page).await;
    for shown in ["差额", "按月", "****", "上限扣减"] {
        assert!(found.body.contains(shown), "{shown}: {}", found.body);
    }
    let odd = admin.post("/admin/points/versions/1/simulation", &[("months", "12")]).await;
    assert_eq!(odd.status, StatusCode::CONFLICT, "only drafts are simulated");
});

crate::db_test!(concurrent_workers_run_each_simulation_once, |db| {
    let clock = club(&db).await;
    for _ in 0..3 {
        ask(&db, Subject::Rule(draft(&db, "survey", 60, None).await), 3).await;
    }
    let runs = (0..8).map(|_| {
        let (db, clock) = (db.clone(), clock.clone());
        tokio::spawn(async move { run_next(&db, &clock).await })
    });
    let mut ran = 0;
    for run in futures_util::future::join_all(runs).await {
        ran += i64::from(run??);
    }
    assert_eq!(ran, 3);
});

#[test]
fn drafts_are_rendered_as_text() {
    let text = |draft: Draft, code| draft.text(Locale::Zh, code);
    let survey = Draft::Version(Terms { value: 60, cap: Some(80) });
    assert_eq!(text(survey, RuleCode::Survey), "每次 60 分，每人每月至多 80 分");
    assert_eq!(text(Draft::Version(Terms { value: 2, cap: None }), RuleCode::Workshop), "每 ¥1 得 2 分");
    assert_eq!(text(Draft::Validity(24), RuleCode::Validity), "24 个月");
    assert_eq!(text(Draft::PointValue(50), RuleCode::PointValue), "50 分 = ¥1");
    let (starts_at, ends_at) = (noon(), noon() + TimeDelta::days(1));
    let campaign = Campaign { percent: 150, starts_at, ends_at, models: Vec::new(), dealers: Vec::new() };
    assert_eq!(text(Draft::Campaign(campaign), RuleCode::Survey), "1.5×");
    let silver = TierRule { tier: Tier::Silver, min_tier_points: 3_000, multiplier_percent: 110 };
    let tiers = Draft::Tiers(vec![TierRule::initial(Tier::Basic), silver]);
    assert_eq!(text(tiers, RuleCode::Tiers), "普通会员 0 起 1×；银卡会员 3,000 起 1.1×");
}

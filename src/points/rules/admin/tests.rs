mod ending;
mod http;

use super::campaign_input::CampaignInput;
use super::input::DraftInput;
use super::ops;
use crate::db::Db;
use crate::db::testing::breaks_a_check;
use crate::drafts::Submission;
use crate::error::{AppError, Conflict, Problem, Result};
use crate::points::Refusal;
use crate::points::rules::RuleCode;
use crate::points::rules::store::in_force;
use crate::points::testing::{RUNNERS, assert_won, race};
use crate::sql;
use crate::values::{AccountId, RuleId};
use crate::web::testing::{self, noon};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

async fn admin(db: &Db) -> AccountId {
    AccountId(testing::account(db, "admin", "13900000009", None, None).await)
}

/// A form that was not submitted before.
fn fresh(by: AccountId) -> Submission {
    Submission::test(by, &Uuid::new_v4().to_string())
}

fn on(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).expect("a day")
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn draft(value: i64, starts_on: NaiveDate) -> DraftInput {
    DraftInput { value, cap: Some(500), starts_on, note: "测试".to_owned(), tiers: Vec::new() }
}

async fn written(db: &Db, by: AccountId, code: RuleCode, draft: &DraftInput) -> RuleId {
    let mut tx = db.write().await.expect("a transaction");
    let id = ops::write(&mut tx, &fresh(by), code, draft).await.expect("a draft");
    tx.commit().await.expect("committed");
    id
}

crate::db_test!(a_version_is_in_force_until_the_next_begins, |db| {
    let by = admin(&db).await;
    let later = written(&db, by, RuleCode::Survey, &draft(80, on(20))).await;
    let sooner = written(&db, by, RuleCode::Survey, &draft(60, on(10))).await;
    let never = written(&db, by, RuleCode::Survey, &draft(99, on(6))).await;
    let mut tx = db.write().await?;
    ops::publish(&mut tx, by, (later, 1), noon()).await?;
    ops::publish(&mut tx, by, (sooner, 1), noon()).await?;
    ops::withdraw(&mut tx, by, (never, 1), noon()).await?;
    for (moment, value) in [
        ("2026-03-09T15:59:59Z", 50),
        ("2026-03-09T16:00:00Z", 60),
        ("2026-03-19T15:59:59Z", 60),
        ("2026-03-19T16:00:00Z", 80),
    ] {
        assert_eq!(in_force(&mut tx, RuleCode::Survey, at(moment)).await?.value, value, "{moment}");
    }
    // A version can be withdrawn until it has begun.
    ops::withdraw(&mut tx, by, (later, 2), at("2026-03-19T15:59:59Z")).await?;
    assert_eq!(in_force(&mut tx, RuleCode::Survey, at("2026-04-01T00:00:00Z")).await?.value, 60);
    let begun = ops::withdraw(&mut tx, by, (sooner, 2), at("2026-03-09T16:00:00Z")).await;
    assert_eq!(begun, Err(Conflict::WrongState.into()));
    let actions = "SELECT action FROM staff_actions WHERE subject = 'point_rule' ORDER BY id";
    let expected = ["create", "create", "create", "publish", "publish", "withdraw", "withdraw"];
    assert_eq!(sql!(tx, scalars String, actions)?, expected);
});

crate::db_test!(versions_are_published_for_future_days_and_then_never_change, |db| {
    let by = admin(&db).await;
    let id = written(&db, by, RuleCode::Survey, &draft(60, on(10))).await;
    let mut tx = db.write().await?;
    let midnight = at("2026-03-09T16:00:00Z");
    let late = ops::publish(&mut tx, by, (id, 1), midnight).await;
    assert_eq!(late, Err(AppError::field("starts_on", Problem::NotFromTomorrow)));
    ops::publish(&mut tx, by, (id, 1), midnight - TimeDelta::microseconds(1)).await?;
    for revision in [1, 2] {
        let outcome = ops::rewrite(&mut tx, by, (id, revision), &draft(70, on(12)), noon()).await;
        let expected = if revision == 1 { Conflict::Stale } else { Conflict::WrongState };
        assert_eq!(outcome, Err(expected.into()));
        assert_eq!(ops::publish(&mut tx, by, (id, revision), noon()).await, Err(expected.into()));
    }
    assert_eq!(ops::withdraw(&mut tx, by, (RuleId(999), 1), noon()).await, Err(AppError::NotFound));
});

crate::db_test!(concurrent_edits_are_rejected_as_stale, |db| {
    let by = admin(&db).await;
    let id = written(&db, by, RuleCode::Survey, &draft(60, on(10))).await;
    let outcomes = race(&db, move |db, n| async move {
        let mut tx = db.write().await?;
        ops::rewrite(&mut tx, by, (id, 1), &draft(100 + n, on(12)), noon()).await?;
        Ok(tx.commit().await?)
    })
    .await;
    assert_won(&outcomes, 1, Conflict::Stale);
    // Drafts of one rule written concurrently get different numbers.
    let outcomes = race(&db, move |db, n| async move {
        let mut tx = db.write().await?;
        ops::write(&mut tx, &fresh(by), RuleCode::Survey, &draft(n, on(12))).await?;
        Ok(tx.commit().await?)
    })
    .await;
    assert!(outcomes.iter().all(Result::is_ok));
    let numbers = "SELECT COUNT(*), COUNT(DISTINCT version), MAX(version) FROM point_rules WHERE code = 'survey'";
    let all = RUNNERS + 2;
    assert_eq!(sql!(db.read().await?, one(i64, i64, i64), numbers)?, (all, all, all));
});

crate::db_test!(two_administrators_set_the_limit_for_one, |db| {
    let by = admin(&db).await;
    let other = AccountId(testing::account(&db, "admin", "13900000008", None, None).await);
    let line = DraftInput { cap: None, ..draft(100_000, on(10)) };
    let id = written(&db, by, RuleCode::FourEyes, &line).await;
    let mut tx = db.write().await?;
    assert_eq!(ops::publish(&mut tx, by, (id, 1), noon()).await, Err(Refusal::OwnProposal.into()));
    // Whoever changes it becomes its author.
    ops::rewrite(&mut tx, other, (id, 1), &line, noon()).await?;
    assert_eq!(ops::publish(&mut tx, other, (id, 2), noon()).await, Err(Refusal::OwnProposal.into()));
    assert_eq!(ops::publish(&mut tx, by, (id, 1), noon()).await, Err(Conflict::Stale.into()));
    ops::publish(&mut tx, by, (id, 2), noon()).await?;
    assert_eq!(in_force(&mut tx, RuleCode::FourEyes, at("2026-03-10T00:00:00Z")).await?.value, 100_000);
    // A lower limit that was published is not withdrawn by one either; a draft is.
    let lower = ops::write(&mut tx, &fresh(by), RuleCode::FourEyes, &DraftInput { value: 500, ..line.clone() }).await?;
    ops::publish(&mut tx, other, (lower, 1), noon()).await?;
    for one in [by, other] {
        assert_eq!(ops::withdraw(&mut tx, one, (lower, 2), noon()).await, Err(Conflict::WrongState.into()));
    }
    let never = ops::write(&mut tx, &fresh(by), RuleCode::FourEyes, &line).await?;
    ops::withdraw(&mut tx, by, (never, 1), noon()).await?;
    tx.commit().await?;
    let mut tx = db.write().await?;
    let past = "UPDATE point_rules SET published_by = written_by WHERE id = $1";
    assert!(breaks_a_check(sql!(tx, execute, past, lower)), "the database refuses it too");
});

crate::db_test!(a_campaign_is_published_for_future_days, |db| {
    let by = admin(&db).await;
    let input = CampaignInput {
        rule: RuleCode::Survey.to_owned(),
        percent: 200,
        title_zh: "双倍".to_owned(),
        title_en: "Double".to_owned(),
        from_on: on(10),
        until_on: on(11),
        models: Vec::new(),
        dealers: Vec::new(),
        note: String::new(),
    };
    let mut tx = db.write().await?;
    let id = ops::write_campaign(&mut tx, &fresh(by), &input).await?;
    let better = CampaignInput { percent: 300, ..input };
    ops::rewrite_campaign(&mut tx, by, (id, 1), &better, noon()).await?;
    assert_eq!(ops::publish_campaign(&mut tx, by, (id, 1), noon()).await, Err(Conflict::Stale.into()));
    let late = ops::publish_campaign(&mut tx, by, (id, 2), at("2026-03-09T16:00:00Z")).await;
    assert_eq!(late, Err(AppError::field("from_on", Problem::NotFromTomorrow)));
    ops::publish_campaign(&mut tx, by, (id, 2), noon()).await?;
    assert_eq!(ops::rewrite_campaign(&mut tx, by, (id, 3), &better, noon()).await, Err(Conflict::WrongState.into()));
    let scope = crate::points::rules::store::CampaignScope::default();
    for (moment, held) in [
        ("2026-03-09T15:59:59Z", false),
        ("2026-03-09T16:00:00Z", true),
        ("2026-03-11T15:59:59Z", true),
        ("2026-03-11T16:00:00Z", false),
    ] {
        let found = crate::points::rules::store::best_campaign(&mut tx, RuleCode::Survey, at(moment), scope).await?;
        assert_eq!(found.is_some_and(|campaign| campaign.percent == 300), held, "{moment}");
    }
    let begun = ops::withdraw_campaign(&mut tx, by, (id, 3), at("2026-03-09T16:00:00Z")).await;
    assert_eq!(begun, Err(Conflict::WrongState.into()));
    ops::withdraw_campaign(&mut tx, by, (id, 3), noon()).await?;
    let found =
        crate::points::rules::store::best_campaign(&mut tx, RuleCode::Survey, at("2026-03-10T00:00:00Z"), scope)
            .await?;
    assert_eq!(found, None);
});

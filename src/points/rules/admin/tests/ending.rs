use super::*;
use crate::i18n::Bilingual;
use crate::points::model::PointSource;
use crate::points::rules::RuleCode;
use crate::points::rules::admin::campaign_store as campaigns;
use crate::points::rules::model::Basis;
use crate::points::rules::{Award, pay};
use crate::points::testing::{assert_whole, member};
use crate::values::{CampaignId, CustomerId};
use crate::web::testing::{Browser, PASSWORD};
use axum::http::StatusCode;

const WHY: &str = "预算用完";

/// Doubles survey points on the days around [`noon`], which is on the 4th.
async fn running(db: &Db) -> CampaignId {
    let mut tx = db.write().await.expect("a transaction");
    let insert = "INSERT INTO point_campaigns (rule_code, percent, title_zh, title_en, starts_at, ends_at, status, \
                  written_at) VALUES ('survey', 200, '双倍', 'Double', $1, $2, 'published', $1) RETURNING id";
    let (from, until) = (at("2026-03-01T16:00:00Z"), at("2026-03-20T16:00:00Z"));
    let id = sql!(tx, scalar CampaignId, insert, from, until).expect("a campaign");
    tx.commit().await.expect("committed");
    id
}

async fn end(db: &Db, by: AccountId, seen: (CampaignId, i64), now: DateTime<Utc>) -> Result<()> {
    let mut tx = db.write().await?;
    ops::end_campaign(&mut tx, by, seen, WHY, now).await?;
    Ok(tx.commit().await?)
}

/// Points for a survey answer at that moment; the key includes the moment, so that keys differ.
async fn answer(db: &Db, customer: CustomerId, at: DateTime<Utc>, n: i64) -> Result<i64> {
    let idempotency_key = format!("{at}:{n}");
    let award = Award {
        customer,
        rule: RuleCode::Survey,
        basis: Basis::Once,
        actor: "tester",
        idempotency_key: &idempotency_key,
        source: PointSource::Survey,
        source_id: n,
        label: Bilingual { zh: "测试", en: "Test" },
        at,
    };
    let mut tx = db.write().await?;
    let moved = pay(&mut tx, &award).await?.expect("points");
    tx.commit().await?;
    let query = "SELECT -amount FROM point_entries WHERE transfer_id = $1 AND account = 'issue'";
    Ok(sql!(db.read().await?, scalar i64, query, moved.transfer)?)
}

async fn ends_at(db: &Db, id: CampaignId) -> DateTime<Utc> {
    let query = "SELECT ends_at FROM point_campaigns WHERE id = $1";
    sql!(db.read().await.expect("a connection"), scalar DateTime<Utc>, query, id).expect("a campaign")
}

crate::db_test!(an_ended_campaign_still_applies_to_what_happened_before_midnight, |db| {
    let by = admin(&db).await;
    let (id, customer) = (running(&db).await, member(&db, 1).await);
    assert_eq!(answer(&db, customer, noon(), 1).await?, 100);
    let revision = (id, 1);
    assert_eq!(end(&db, by, (id, 7), noon()).await, Err(Conflict::Stale.into()));
    assert_eq!(end(&db, by, (CampaignId(99), 1), noon()).await, Err(AppError::NotFound));
    end(&db, by, revision, noon()).await?;
    let midnight = at("2026-03-04T16:00:00Z");
    assert_eq!(ends_at(&db, id).await, midnight);
    for (n, (moment, points)) in [
        (noon() - TimeDelta::hours(2), 100),
        (noon() + TimeDelta::hours(1), 100),
        (midnight - TimeDelta::microseconds(1), 100),
        (midnight, 50),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(answer(&db, customer, moment, 10 + n as i64).await?, points, "{moment}");
    }
    assert_eq!(end(&db, by, (id, 2), noon()).await, Err(Conflict::WrongState.into()), "it ends today anyway");
    let noted = "SELECT action || ':' || detail FROM staff_actions WHERE subject = 'point_campaign'";
    assert_eq!(sql!(db.read().await?, scalars String, noted)?, [format!("end:{WHY}")]);
    assert_whole(&db).await;
});

crate::db_test!(only_running_campaigns_end_and_not_before_a_day_already_paid, |db| {
    let by = admin(&db).await;
    let (id, customer) = (running(&db).await, member(&db, 1).await);
    assert_eq!(end(&db, by, (id, 1), at("2026-03-01T15:59:59Z")).await, Err(Conflict::WrongState.into()));
    assert_eq!(end(&db, by, (id, 1), at("2026-03-20T16:00:00Z")).await, Err(Conflict::WrongState.into()));
    // Written by a system whose clock is two days ahead.
    answer(&db, customer, at("2026-03-06T02:00:00Z"), 1).await?;
    end(&db, by, (id, 1), noon()).await?;
    assert_eq!(ends_at(&db, id).await, at("2026-03-06T16:00:00Z"));
    // The next day it cannot end earlier either, and the original end stays on record.
    end(&db, by, (id, 2), at("2026-03-05T02:00:00Z")).await.expect_err("it already paid for the 6th");
    let planned = "SELECT planned_ends_at FROM point_campaigns WHERE id = $1";
    let planned = sql!(db.read().await?, scalar DateTime<Utc>, planned, id)?;
    assert_eq!(planned, at("2026-03-20T16:00:00Z"));
    assert_whole(&db).await;
});

crate::db_test!(ending_a_campaign_without_a_lock_misses_an_answer, |db| {
    let by = admin(&db).await;
    let (id, customer) = (running(&db).await, member(&db, 1).await);
    assert_eq!(campaigns::last_followed(&mut db.read().await?, id).await?, None);
    answer(&db, customer, at("2026-03-04T16:00:01Z"), 1).await?;
    let mut tx = db.write().await?;
    campaigns::end(&mut tx, by, (id, 1), (at("2026-03-04T16:00:00Z"), WHY), noon()).await?;
    let found = crate::app::violations(&mut tx).await?;
    assert!(found.iter().any(|line| line.contains("campaigns:")), "{found:?}");
});

crate::db_test!(concurrent_answers_and_the_end_agree, |db| {
    let by = admin(&db).await;
    let (id, customer) = (running(&db).await, member(&db, 1).await);
    let outcomes = race(&db, move |db, n| async move {
        match n {
            25 => end(&db, by, (id, 1), noon()).await,
            _ => answer(&db, customer, at("2026-03-04T16:00:01Z"), n).await.map(|_| ()),
        }
    })
    .await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert!(ends_at(&db, id).await < at("2026-03-20T16:00:00Z"));
    assert_whole(&db).await;
});

crate::db_test!(a_campaign_is_ended_on_its_page, |db| {
    admin(&db).await;
    let id = running(&db).await;
    let mut admin = Browser::new(&testing::app(&db));
    admin.sign_in("13900000009", PASSWORD).await;
    let page = format!("/admin/points/campaigns/{id}");
    let ending = format!("{page}/ending");
    assert!(admin.get(&page).await.body.contains("提前结束"));
    let wrong = admin.post(&ending, &[("version", "1"), ("reason", "")]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.body.contains("href=\"#f-reason\""));
    let stale = admin.post(&ending, &[("version", "9"), ("reason", "<b>预算")]).await;
    assert!(stale.status == StatusCode::CONFLICT && stale.body.contains("value=\"&lt;b&gt;预算\""), "{}", stale.body);
    assert_eq!(admin.post(&ending, &[("version", "1"), ("reason", "<b>预算")]).await.location, page);
    let ended = admin.get(&page).await;
    for shown in ["已提前结束", "&lt;b&gt;预算", "2026年3月2日 至 2026年3月4日", "原定至 2026年3月20日"]
    {
        assert!(ended.body.contains(shown), "{shown}: {}", ended.body);
    }
    assert!(!ended.body.contains("/ending\""));
    assert!(admin.get("/terms").await.body.contains("至 2026年3月4日"), "owners read its last day");
});

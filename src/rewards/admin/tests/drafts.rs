//! Creating and deleting drafts.

use super::http::{FORM, seen, signed_in};
use super::*;
use crate::points::testing::race;
use crate::rewards::Refusal;
use crate::rewards::vouchers::generation;
use axum::http::StatusCode;

async fn make(db: Db, sent: Submission) -> Result<RewardId> {
    let mut tx = db.write().await?;
    let id = ops::create(&mut tx, &sent, &input(""), 5).await?;
    tx.commit().await?;
    Ok(id)
}

crate::db_test!(resubmitting_a_form_creates_one_draft, |db| {
    let by = admin(&db).await;
    let made = race(&db, move |db, _| make(db, Submission::test(by, "one click"))).await;
    let made: Vec<RewardId> = made.into_iter().collect::<Result<_>>()?;
    assert!(made.iter().all(|id| *id == made[0]), "{made:?}");
    let received = "SELECT CAST(SUM(stock_received) AS BIGINT) FROM rewards";
    assert_eq!(count(&mut db.read().await?, received).await, 5);
    let other = Submission { digest: "1".repeat(64), ..Submission::test(by, "one click") };
    assert_eq!(
        make(db.clone(), other).await,
        Err(Conflict::KeyReused.into()),
        "different content under the same key is refused"
    );
    let colleague = AccountId(testing::account(&db, "admin", "13900000008", None, None).await);
    assert_ne!(
        make(db.clone(), Submission::test(colleague, "one click")).await?,
        made[0],
        "keys are scoped to the account"
    );
    assert_whole(&db).await;
});

crate::db_test!(only_a_draft_without_codes_can_be_deleted, |db| {
    let by = admin(&db).await;
    let id = make(db.clone(), Submission::test(by, "a")).await?;
    let mut tx = db.write().await?;
    ops::receive(&mut tx, step(by, id), 5, 7).await?;
    assert_eq!(ops::delete(&mut tx, step(by, id), 2).await, Err(Conflict::Stale.into()));
    ops::delete(&mut tx, step(by, id), 1).await?;
    assert_eq!(ops::delete(&mut tx, step(by, id), 1).await, Err(AppError::NotFound));
    assert_eq!(done(&mut tx, id).await, ["create:1,000, 5", "receive:+7", "delete:杯 × 12"]);
    tx.commit().await?;
    assert_eq!(make(db.clone(), Submission::test(by, "a")).await?, id, "resubmitting the form creates no second draft");
    assert_eq!(count(&mut db.read().await?, "SELECT COUNT(*) FROM rewards").await, 0);
    let next = make(db.clone(), Submission::test(by, "b")).await?;
    assert_ne!(next, id, "ids are not reused, so histories do not mix");
    let mut tx = db.write().await?;
    ops::publish(&mut tx, step(by, next)).await?;
    for (status, version) in [("published", 2), ("retired", 3)] {
        let refused = ops::delete(&mut tx, step(by, next), version).await;
        assert_eq!(refused, Err(Conflict::WrongState.into()), "{status}");
        drop(ops::retire(&mut tx, step(by, next)).await);
    }
    tx.commit().await?;
    let mut tx = db.write().await?;
    let coded = ops::create(&mut tx, &Submission::test(by, "c"), &input("codes=imported"), 0).await?;
    generation::order(&mut tx, step(by, coded), 3, "k").await?;
    assert_eq!(ops::delete(&mut tx, step(by, coded), 1).await, Err(Refusal::DraftHasCodes.into()));
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_double_click_creates_one_draft, |db| {
    let mut admin = signed_in(&db).await;
    assert!(admin.get("/admin/rewards/new").await.body.contains("name=\"idempotency_key\""));
    for _ in 0..2 {
        seen(&admin.post("/admin/rewards/new", &FORM).await, "/admin/rewards/1/preview");
    }
    let other = FORM.map(|(name, value)| if name == "stock" { (name, "9") } else { (name, value) });
    let reused = admin.post("/admin/rewards/new", &other).await;
    assert!(reused.status == StatusCode::CONFLICT && reused.body.contains("value=\"9\""), "the form keeps its input");
    let unknown = FORM.map(|(name, value)| if name == "idempotency_key" { (name, "") } else { (name, value) });
    assert_eq!(admin.post("/admin/rewards/new", &unknown).await.status, StatusCode::CONFLICT);
    let page = admin.get("/admin/rewards/1").await.body;
    assert!(page.contains("action=\"/admin/rewards/1/deletion\"") && page.contains("删除草稿"), "{page}");
    let gone = admin.post("/admin/rewards/1/deletion", &[("version", "1")]).await;
    seen(&gone, "/admin/rewards?status=draft");
    assert!(admin.get("/admin/rewards?status=draft").await.body.contains("草稿已删除"));
    assert_eq!(admin.get("/admin/rewards/1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(admin.post("/admin/rewards/1/deletion", &[("version", "1")]).await.status, StatusCode::NOT_FOUND);
});

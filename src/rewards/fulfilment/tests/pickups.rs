use super::http::{admin, signed_in};
use super::*;
use crate::garage::fixtures::statements;
use crate::points::testing::{assert_won, race};
use crate::values::DealerId;
use axum::http::StatusCode;

/// Inserts a second dealer and an account at each; returns the account ids.
async fn staff(db: &Db) -> [AccountId; 2] {
    let mut tx = db.write().await.expect("a transaction");
    let dealer = "INSERT INTO dealers (id, code, name_zh, name_en, province, city, city_en, address, phone) \
                  VALUES (2, 'D2', '徐汇店', 'Xuhui', '上海市', '上海', 'Shanghai', '路', '021')";
    sql!(tx, execute, dealer).expect("a dealer");
    tx.commit().await.expect("committed");
    let first = testing::account(db, "dealer", "13900000051", None, Some(1)).await;
    let second = testing::account(db, "dealer", "13900000052", None, Some(2)).await;
    [AccountId(first), AccountId(second)]
}

/// A redemption that waits at the first dealer, with ¥99 to pay there.
async fn ready(db: &Db, by: AccountId, customer: i64, idempotency_key: &str) -> RedemptionId {
    let id = ordered(db, customer, RewardKind::Accessory, idempotency_key).await;
    let mut tx = db.write().await.expect("a transaction");
    ops::pick(&mut tx, step(by, id)).await.expect("picked");
    ops::arrive(&mut tx, step(by, id)).await.expect("arrived");
    sql!(tx, execute, "UPDATE redemptions SET pay_fen = 9900 WHERE id = $1", id).expect("changed");
    tx.commit().await.expect("committed");
    id
}

crate::db_test!(dealer_staff_hand_over_their_own_pickups, |db| {
    let by = club(&db).await;
    staff(&db).await;
    let mut here = signed_in(&db, "13900000051").await;
    assert!(here.get("/dealer/pickups").await.body.contains("没有待领的礼品"));
    let id = ready(&db, by, 1, "k").await;
    let way = ordered(&db, 2, RewardKind::Accessory, "l").await;
    let page = format!("/dealer/pickups/{id}");
    let list = here.get("/dealer/pickups").await.body;
    for shown in ["张**", "0001", "¥99.00", "已交给车主", page.as_str(), "礼品"] {
        assert!(list.contains(shown), "{shown}: {list}");
    }
    for hidden in ["13800000001", "张伟", &format!("/dealer/pickups/{way}")] {
        assert!(!list.contains(hidden), "{hidden}: {list}");
    }
    assert!(statements(&db, &mut here, "/dealer/pickups").await <= 4);
    let one = here.get(&page).await.body;
    assert!(one.contains("¥99.00") && one.contains("0001") && !one.contains("13800000001"), "{one}");
    let mut other = signed_in(&db, "13900000052").await;
    assert!(!other.page("/dealer/pickups").await.contains(&page));
    let handover = format!("{page}/handover");
    for answer in [other.get(&page).await, other.get(&handover).await, other.post(&handover, &[]).await] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "another dealer's pick-up");
    }
    let early = here.post(&format!("/dealer/pickups/{way}/handover"), &[]).await;
    assert_eq!(early.status, StatusCode::NOT_FOUND, "it has not arrived yet");
    assert_eq!(here.post(&handover, &[]).await.location, "/dealer/pickups");
    assert!(here.get("/dealer/pickups").await.body.contains("已登记领取。"));
    let twice = here.post(&handover, &[]).await;
    assert!(twice.status == StatusCode::CONFLICT && twice.body.contains("已领取。"), "{}", twice.body);
    let mut tx = db.read().await?;
    let body = sent_messages(&mut tx, id, "handed_over").await.expect("a message");
    assert!(body.contains("浦东店") && body.contains("礼品"), "{body}");
    drop(tx);
    let mine = signed_in(&db, "13800000001").await.get(&format!("/me/redemptions/{id}")).await.body;
    assert!(mine.contains("已领取 · 浦东店"), "{mine}");
    let shown = admin(&db).await.get(&format!("/admin/redemptions/{id}")).await.body;
    assert!(shown.contains("交给车主"), "{shown}");
    assert_whole(&db).await;
});

// The dealer hands over while the club cancels: the owner has the goods or the points, never both.
crate::db_test!(handover_and_cancellation_exclude_each_other, |db| {
    let by = club(&db).await;
    let [dealer, _] = staff(&db).await;
    for round in 0..4 {
        let id = ready(&db, by, 1, &format!("k{round}")).await;
        let outcomes = race(&db, move |db, n| async move {
            let mut tx = db.write().await?;
            // Alternate which side runs first.
            if (n + round) % 2 == 0 {
                ops::hand_over_at(&mut tx, DealerId(1), step(dealer, id)).await?;
            } else {
                ops::cancel(&mut tx, step(by, id), RedemptionState::Ready, &why(CancelReason::NotCollected, "逾期"))
                    .await?;
            }
            Ok(tx.commit().await?)
        })
        .await;
        assert_won(&outcomes, 1, Conflict::Handled);
        let mut tx = db.write().await?;
        let had = state(&mut tx, id).await == "fulfilled";
        assert_eq!(available(&mut tx, CustomerId(1)).await, if had { 2_500 } else { 5_000 });
        assert_eq!(sent_messages(&mut tx, id, "handed_over").await.is_some(), had);
        if had {
            ops::return_goods(&mut tx, step(by, id), &why(CancelReason::OnRequest, "下一轮"), true).await?;
        }
        tx.commit().await?;
        assert_whole(&db).await;
    }
});

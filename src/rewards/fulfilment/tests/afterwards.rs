//! Returns, and corrections of tracking numbers.

use super::http::admin;
use super::*;
use crate::points::testing::{assert_won, race};
use axum::http::StatusCode;

/// Ships a redemption with the first tracking number.
async fn sent(db: &Db, by: AccountId, customer: i64, idempotency_key: &str) -> RedemptionId {
    let id = ordered(db, customer, RewardKind::Goods, idempotency_key).await;
    let mut tx = db.write().await.expect("a transaction");
    ops::pick(&mut tx, step(by, id)).await.expect("picked");
    ops::ship(&mut tx, step(by, id), &parcel()).await.expect("sent");
    tx.commit().await.expect("committed");
    id
}

fn other_parcel() -> Shipment {
    Shipment { carrier: Carrier::Jd, tracking_no: TrackingNo::parse("JD000111222").expect("a number") }
}

crate::db_test!(a_tracking_number_can_be_corrected, |db| {
    let by = club(&db).await;
    let id = sent(&db, by, 1, "k").await;
    let still = ordered(&db, 2, RewardKind::Goods, "l").await;
    let mut tx = db.write().await?;
    let seen = parcel().stored();
    for (id, seen, right, why) in [
        (id, seen.as_str(), parcel(), "nothing would change"),
        (id, "jd X", other_parcel(), "not the recorded parcel"),
        (still, &seen, other_parcel(), "not shipped yet"),
    ] {
        assert!(handled(&ops::correct_parcel(&mut tx, step(by, id), seen, &right).await), "{why}");
    }
    ops::correct_parcel(&mut tx, step(by, id), &seen, &other_parcel()).await?;
    assert!(handled(&ops::correct_parcel(&mut tx, step(by, id), &seen, &other_parcel()).await), "once");
    let back = Step { now: noon() + TimeDelta::hours(2), ..step(by, id) };
    ops::correct_parcel(&mut tx, back, &other_parcel().stored(), &parcel()).await?;
    let sent = "SELECT body FROM outbox WHERE dedupe_key LIKE '%:parcel-%' ORDER BY id";
    let sent = sql!(tx, scalars String, sent)?;
    assert!(sent.len() == 2 && sent[0].contains("JD000111222") && sent[1].contains("SF1029384756"), "{sent:?}");
    tx.commit().await?;
    let mut admin = admin(&db).await;
    let page = admin.get(&format!("/admin/redemptions/{id}")).await.body;
    assert!(page.contains("顺丰速运 SF1029384756 → 京东快递 JD000111222"), "{page}");
    let english = admin.post("/language", &[("locale", "en"), ("next", "/admin")]).await;
    assert!(english.status.is_redirection(), "{}", english.body);
    let page = admin.get(&format!("/admin/redemptions/{id}")).await.body;
    assert!(page.contains("SF Express SF1029384756 → JD Express JD000111222"), "{page}");
    assert_whole(&db).await;
});

crate::db_test!(returned_goods_are_refunded_once, |db| {
    let by = club(&db).await;
    let customer = CustomerId(1);
    for (round, restock) in [true, false].into_iter().enumerate() {
        let id = sent(&db, by, 1, &format!("k{round}")).await;
        let mut tx = db.write().await?;
        let (before, received) = (stock(&mut tx, 3.into()).await, received(&mut tx).await);
        assert_eq!(lots(&mut tx, customer).await, [0, 2_500]);
        let came = why(CancelReason::Returned, "查无此人");
        ops::return_goods(&mut tx, step(by, id), &came, restock).await?;
        assert!(handled(&ops::return_goods(&mut tx, step(by, id), &came, restock).await));
        assert_eq!(lots(&mut tx, customer).await, [2_000, 3_000], "refunded to the original lots");
        let (more, fewer) = if restock { (1, 0) } else { (0, 1) };
        assert_eq!((stock(&mut tx, 3.into()).await, self::received(&mut tx).await), (before + more, received - fewer));
        let body = sent_messages(&mut tx, id, "cancelled").await.expect("a message");
        assert!(body.contains("包裹被退回") && body.contains("2,500") && !body.contains("查无此人"), "{body}");
        assert!(handled(&ops::correct_parcel(&mut tx, step(by, id), &parcel().stored(), &other_parcel()).await));
        assert!(!rewards::cancel(&mut tx, customer, id, noon()).await?);
        tx.commit().await?;
        assert_whole(&db).await;
    }
    let waits = ordered(&db, 2, RewardKind::Goods, "w").await;
    let mut tx = db.write().await?;
    assert!(
        handled(&ops::return_goods(&mut tx, step(by, waits), &why(CancelReason::Returned, "x"), true).await),
        "it was never shipped"
    );
});

async fn received(tx: &mut Tx) -> i64 {
    sql!(tx, scalar i64, "SELECT stock_received FROM rewards WHERE id = 3").expect("a reward")
}

crate::db_test!(goods_are_returned_on_their_page, |db| {
    let by = club(&db).await;
    let id = sent(&db, by, 1, "k").await;
    let mut admin = admin(&db).await;
    let page = format!("/admin/redemptions/{id}");
    let shown = admin.get(&page).await.body;
    assert!(shown.contains(&format!("{page}/tracking")) && shown.contains(&format!("{page}/return")), "{shown}");
    let to = format!("{page}/tracking");
    let wrong = admin.post(&to, &[("seen", "sf SF1029384756"), ("carrier", "jd"), ("tracking_no", "12")]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.body.contains("value=\"12\""), "{}", wrong.body);
    let right = [("seen", "sf SF1029384756"), ("carrier", "jd"), ("tracking_no", "JD000111222")];
    assert_eq!(admin.post(&to, &right).await.location, page);
    let stale = admin.post(&to, &right).await;
    assert!(stale.status == StatusCode::CONFLICT && stale.body.contains("value=\"jd JD000111222\""), "{}", stale.body);
    let to = format!("{page}/return");
    let empty = admin.post(&to, &[("reason", "拒收")]).await;
    assert!(
        empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.body.contains("value=\"拒收\""),
        "{}",
        empty.body
    );
    let why = [("reason_code", "returned"), ("reason", "拒收"), ("restock", "no")];
    assert_eq!(admin.post(&to, &why).await.location, page);
    assert_eq!(admin.post(&to, &why).await.status, StatusCode::CONFLICT);
    let shown = admin.get(&page).await.body;
    assert!(shown.contains("包裹被退回") && shown.contains("拒收") && !shown.contains(&to), "{shown}");
    assert!(admin.get("/admin/rewards/3").await.body.contains("退回品未入库"));
    let mut owner = http::signed_in(&db, "13800000001").await;
    let mine = owner.get(&format!("/me/redemptions/{id}")).await.body;
    assert!(mine.contains("包裹被退回") && !mine.contains("拒收"), "{mine}");
    assert_whole(&db).await;
});

crate::db_test!(fifty_concurrent_returns_refund_once, |db| {
    let by = club(&db).await;
    let id = sent(&db, by, 1, "k").await;
    let outcomes = race(&db, move |db, n| async move {
        let mut tx = db.write().await?;
        ops::return_goods(&mut tx, step(by, id), &why(CancelReason::Faulty, "破损"), n % 2 == 0).await?;
        Ok(tx.commit().await?)
    })
    .await;
    assert_won(&outcomes, 1, Conflict::Handled);
    assert_eq!(available(&mut db.read().await?, CustomerId(1)).await, 5_000);
    assert_whole(&db).await;
});

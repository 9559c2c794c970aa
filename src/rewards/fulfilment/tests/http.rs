use super::*;
use crate::db::testing::assert_ordered_by;
use crate::web::testing::{Answer, Browser, PASSWORD};
use axum::http::StatusCode;

pub async fn signed_in(db: &Db, phone: &str) -> Browser {
    let mut browser = Browser::new(&testing::app(db));
    browser.sign_in(phone, PASSWORD).await;
    browser
}

pub async fn admin(db: &Db) -> Browser {
    signed_in(db, "13900000009").await
}

fn shows(page: &Answer, id: RedemptionId) -> bool {
    page.body.contains(&format!("href=\"/admin/redemptions/{id}\""))
}

crate::db_test!(the_queue_is_paged_and_filtered, |db| {
    club(&db).await;
    let mut admin = admin(&db).await;
    let empty = admin.get("/admin/redemptions").await;
    assert!(empty.body.contains("无待处理") && empty.body.contains("没有待处理的兑换"));
    let first = ordered(&db, 1, RewardKind::Goods, "a").await;
    let accessory = ordered(&db, 2, RewardKind::Accessory, "b").await;
    // Many more copies, each one hour younger.
    let mut tx = db.write().await?;
    let copy = "INSERT INTO redemptions (id, customer_id, reward_id, points, state, transfer_id, recipient, \
                recipient_phone, address, created_at) SELECT id + 100 + $1, customer_id, reward_id, points, state, transfer_id, \
                recipient, recipient_phone, address, $2 FROM redemptions WHERE id = $3";
    for hours in 1..=30 {
        sql!(tx, execute, copy, hours, noon() + TimeDelta::hours(hours), first)?;
    }
    tx.commit().await?;
    let page = admin.get("/admin/redemptions").await;
    assert!(page.body.contains("张**") && !page.body.contains("张江路") && !page.body.contains("13811112222"));
    assert!(shows(&page, first) && shows(&page, accessory) && !shows(&page, RedemptionId(first.0 + 130)));
    assert!(page.body.contains("最早 2026年3月4日") && page.body.contains("<span class=\"count\">32</span>"));
    let next = page.body.split("rel=\"next\"").next().and_then(|b| b.rsplit("href=\"").next());
    let next = next.and_then(|rest| rest.split('"').next()).expect("a link").replace("&amp;", "&");
    let second = admin.get(&next).await;
    assert!(
        !shows(&second, first) && shows(&second, RedemptionId(first.0 + 130)) && second.body.contains("rel=\"prev\"")
    );
    let only = admin.get("/admin/redemptions?kind=accessory&state=ordered").await;
    assert!(shows(&only, accessory) && !shows(&only, first));
    let picked = admin.get("/admin/redemptions?state=picked").await;
    assert!(!shows(&picked, first) && !picked.body.contains("type=\"checkbox\""));
    for odd in ["?after=x~1&kind=%ff", "?after=99999999999999999999~1", "?before=-1~-1&state=donated"] {
        assert_eq!(admin.get(&format!("/admin/redemptions{odd}")).await.status, StatusCode::OK, "{odd}");
    }
});

crate::db_test!(goods_are_fulfilled_from_order_to_shipment, |db| {
    club(&db).await;
    testing::account(&db, "admin", "13900000008", None, None).await;
    let id = ordered(&db, 1, RewardKind::Goods, "a").await;
    let (mut admin, mut other, mut owner) =
        (admin(&db).await, signed_in(&db, "13900000008").await, signed_in(&db, "13800000001").await);
    let (page, mine) = (format!("/admin/redemptions/{id}"), format!("/me/redemptions/{id}"));
    let shown = admin.get(&page).await;
    assert!(shown.body.contains("李**") && shown.body.contains("138****2222") && !shown.body.contains("张江路"));
    assert!(!shown.body.contains("/address\""), "nothing has to be shipped yet");
    assert!(shown.body.contains("待配货") && shown.body.contains("地址只在配货后、寄出前可以查看"), "{}", shown.body);
    assert!(admin.get("/admin/redemptions").await.body.contains("待配货"), "the queue uses the same name");
    assert_eq!(admin.post(&format!("{page}/address"), &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(count(&mut db.read().await?, "SELECT COUNT(*) FROM file_accesses").await, 0);

    assert_eq!(admin.post(&format!("{page}/picking"), &[]).await.location, page);
    let late = other.post(&format!("{page}/picking"), &[]).await;
    assert!(late.status == StatusCode::CONFLICT && late.body.contains("已有人处理过") && late.body.contains("已配货"));
    let kept = owner.get(&mine).await;
    assert!(
        kept.body.contains("已配货") && kept.body.contains("不能再自行取消") && !kept.body.contains("/cancellation")
    );
    assert!(owner.get(&format!("{mine}/cancellation")).await.body.contains("不能再自行取消"));
    assert_eq!(owner.post(&format!("{mine}/cancellation"), &[]).await.status, StatusCode::CONFLICT);

    assert_eq!(admin.post(&format!("{page}/address"), &[]).await.location, page);
    let open = admin.get(&page).await;
    assert!(open.body.contains("李小四") && open.body.contains("13811112222") && open.body.contains("张江路 1 号"));
    assert!(!other.page(&page).await.contains("张江路"), "the other administrator has no recorded access");
    let accesses = owner.get("/me/privacy").await;
    assert!(accesses.body.contains(&format!("寄送兑换的礼品：RD-{id}")) && accesses.body.contains("收货信息"));

    let wrong = admin.post(&format!("{page}/shipment"), &[("carrier", "pigeon"), ("tracking_no", "=1+1")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("href=\"#f-carrier\"") && wrong.body.contains("value=\"=1+1\""));
    let parcel = [("carrier", "sf"), ("tracking_no", "sf 1029-384756")];
    assert_eq!(admin.post(&format!("{page}/shipment"), &parcel).await.location, page);
    let twice = other.post(&format!("{page}/shipment"), &[("carrier", "jd"), ("tracking_no", "JD9999999")]).await;
    assert!(twice.status == StatusCode::CONFLICT && twice.body.contains("SF1029384756"));
    let sent = admin.get(&page).await;
    assert!(!sent.body.contains("张江路"), "after shipping nobody needs the address");
    assert!(sent.body.contains("寄送已结束") && !sent.body.contains("地址只在配货后"), "{}", sent.body);
    let mine = owner.get(&mine).await;
    assert!(mine.body.contains("已发货") && mine.body.contains("顺丰速运") && mine.body.contains("SF1029384756"));
    assert_whole(&db).await;
});

crate::db_test!(access_to_an_address_expires, |db| {
    let by = club(&db).await;
    let id = ordered(&db, 1, RewardKind::Goods, "a").await;
    let sibling = ordered(&db, 1, RewardKind::Voucher, "b").await;
    let mut tx = db.write().await?;
    ops::several(&mut tx, by, ops::Together::Pick, vec![id, sibling], noon()).await?;
    tx.commit().await?;
    let app = testing::app(&db);
    let mut admin = Browser::new(&app);
    admin.sign_in("13900000009", PASSWORD).await;
    let page = format!("/admin/redemptions/{id}");
    admin.post(&format!("{page}/address"), &[]).await;
    assert!(admin.get(&page).await.body.contains("张江路"));
    let other = admin.get(&format!("/admin/redemptions/{sibling}")).await;
    assert!(!other.body.contains("张江路"), "access to one address does not open another");
    app.clock.set(noon() + TimeDelta::minutes(30));
    assert!(!admin.page(&page).await.contains("张江路"));
});

crate::db_test!(selected_redemptions_are_packed_and_the_result_is_reported, |db| {
    let by = club(&db).await;
    let first = ordered(&db, 1, RewardKind::Goods, "a").await;
    let second = ordered(&db, 2, RewardKind::Goods, "b").await;
    let third = ordered(&db, 3, RewardKind::Goods, "c").await;
    let mut admin = admin(&db).await;
    let (to, back) =
        ("/admin/redemptions/picking?state=ordered&kind=goods", "/admin/redemptions?state=ordered&kind=goods");
    let none = admin.post(to, &[]).await;
    assert!(none.status == StatusCode::CONFLICT && none.body.contains("请先勾选") && shows(&none, first));
    let mut tx = db.write().await?;
    ops::pick(&mut tx, step(by, second)).await?;
    tx.commit().await?;
    let (first, second, third) = (first.to_string(), second.to_string(), third.to_string());
    let ticked = [("row", first.as_str()), ("row", &second), ("row", "x")];
    assert_eq!(admin.post(to, &ticked).await.location, back);
    let said = admin.get(back).await;
    assert!(said.body.contains("已标记 1 件为已配货；另外 1 件"), "{}", said.body);
    let again = admin.post(to, &ticked).await;
    assert!(again.status == StatusCode::CONFLICT && again.body.contains("已有人处理过"));
    let all = admin.get(&format!("{back}&all=1")).await.body;
    assert!(all.contains(&format!("value=\"{third}\" checked")), "{all}");
    assert_eq!(admin.post(to, &[("row", &third)]).await.location, back);
    assert!(admin.get(back).await.body.contains("已标记 1 件为已配货。"));
    assert_eq!(count(&mut db.read().await?, "SELECT COUNT(*) FROM redemptions WHERE state = 'picked'").await, 3);
});

crate::db_test!(arrivals_and_handovers_are_recorded_in_bulk, |db| {
    let by = club(&db).await;
    let parcel = ordered(&db, 3, RewardKind::Goods, "c").await;
    let mut ids = Vec::new();
    for (customer, idempotency_key) in [(1, "a"), (2, "b")] {
        ids.push(ordered(&db, customer, RewardKind::Accessory, idempotency_key).await);
    }
    let mut tx = db.write().await?;
    ops::several(&mut tx, by, ops::Together::Pick, vec![parcel, ids[0], ids[1]], noon()).await?;
    tx.commit().await?;
    let mut admin = admin(&db).await;
    let picked = admin.get("/admin/redemptions?state=picked").await;
    let boxed = |id: RedemptionId| picked.body.contains(&format!("name=\"row\" value=\"{id}\""));
    assert!(picked.body.contains("所选登记到店") && boxed(ids[0]) && !boxed(parcel), "{}", picked.body);
    let shown: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let form = [("row", shown[0].as_str()), ("row", &shown[1])];
    admin.post("/admin/redemptions/arrivals?state=picked", &form).await;
    assert!(admin.get("/admin/redemptions?state=ready").await.body.contains("已登记到店 2 件"));
    let form = [("row", shown[0].as_str()), ("row", &shown[1]), ("row", "99")];
    admin.post("/admin/redemptions/handovers?state=ready", &form).await;
    assert!(admin.get("/admin/redemptions?state=ready").await.body.contains("已登记 2 件；另外 1 件"));
    let done = "SELECT COUNT(*) FROM redemptions WHERE state = 'fulfilled'";
    assert_eq!(count(&mut db.read().await?, done).await, 2);
    let sent = "SELECT COUNT(*) FROM outbox WHERE topic = 'redemption' AND dedupe_key LIKE '%ready%'";
    assert_eq!(count(&mut db.read().await?, sent).await, 2);
});

crate::db_test!(a_cancellation_shows_its_reason_to_the_owner, |db| {
    let by = club(&db).await;
    let id = ordered(&db, 1, RewardKind::Accessory, "a").await;
    let mut admin = admin(&db).await;
    let page = format!("/admin/redemptions/{id}");
    let ask = admin.get(&format!("{page}/cancellation")).await;
    assert!(ask.body.contains("2,500 积分将退回") && ask.body.contains("name=\"seen\" value=\"ordered\""));
    let empty = admin.post(&format!("{page}/cancellation"), &[("seen", "ordered")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut tx = db.write().await?;
    ops::pick(&mut tx, step(by, id)).await?;
    tx.commit().await?;
    let (sent, reason) = (("reason_code", "discontinued"), ("reason", "厂家<b>"));
    let other =
        admin.post(&format!("{page}/cancellation"), &[("seen", "ordered"), ("reason_code", "returned"), reason]).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "not a reason before shipping");
    let stale = admin.post(&format!("{page}/cancellation"), &[("seen", "ordered"), sent, reason]).await;
    assert!(stale.status == StatusCode::CONFLICT && stale.body.contains("已有人处理过"));
    assert!(stale.body.contains("value=\"picked\""), "the form has the current state");
    let done = admin.post(&format!("{page}/cancellation"), &[("seen", "picked"), sent, reason]).await;
    assert_eq!(done.location, page);
    let shown = admin.get(&page).await.body;
    assert!(shown.contains("厂家&lt;b&gt;") && shown.contains("已停产"), "{shown}");
    let mine = signed_in(&db, "13800000001").await.get(&format!("/me/redemptions/{id}")).await;
    assert!(
        mine.body.contains("已取消") && mine.body.contains("已停产") && !mine.body.contains("厂家"),
        "{}",
        mine.body
    );
    assert_eq!(available(&mut db.read().await?, CustomerId(1)).await, 5_000);
    assert_whole(&db).await;
});

crate::db_test!(an_expired_voucher_is_shown_as_expired, |db| {
    club(&db).await;
    let id = ordered_voucher(&db).await;
    let mut admin = admin(&db).await;
    for (last_day, said, not) in [("2026-03-04", "可使用", "已过期"), ("2026-03-03", "已过期", "可使用")] {
        let mut tx = db.write().await?;
        let query = "UPDATE redemptions SET code_expires_on = $2 WHERE id = $1";
        sql!(tx, execute, query, id, last_day.parse::<chrono::NaiveDate>()?)?;
        tx.commit().await?;
        let page = admin.get(&format!("/admin/redemptions/{id}")).await.body;
        assert!(page.matches(said).count() == 2 && !page.contains(not) && page.contains("有效期至"), "{said}: {page}");
    }
});

async fn ordered_voucher(db: &Db) -> RedemptionId {
    let reward = reward(db, 9, RewardKind::Evoucher, 100, 5).await;
    let mut tx = db.write().await.expect("a transaction");
    let redeemed = rewards::redeem(&mut tx, &order(CustomerId(1), reward, 100, "voucher")).await.expect("redeemed");
    tx.commit().await.expect("committed");
    redeemed.id
}

crate::db_test!(the_queue_is_read_in_the_order_of_an_index, |db| {
    for statement in super::super::queries::BY_TIME {
        let since = "'2026-03-04 04:00:00+00:00'";
        assert_ordered_by(&db, "redemptions_waiting", statement, &["'ordered'", "''", since, "1"]).await;
    }
});

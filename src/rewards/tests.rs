mod http;
mod races;
mod search;

use super::model::{Destination, RewardKind};
use super::ops::{self, Order};
use super::testing::{change, code_of, count, order, reward, set_price, stock};
use crate::error::{AppError, Conflict, Problem};
use crate::points;
use crate::points::testing::{assert_whole, available, lots, member_with};
use crate::rewards::Refusal;
use crate::sql;
use crate::values::{CustomerId, PersonName, Phone, RedemptionId, RewardId};
use crate::web::testing::{self, noon};
use chrono::{NaiveDate, TimeDelta};

crate::db_test!(an_evoucher_is_issued_immediately, |db| {
    let customer = member_with(&db, 1, &[(300, 30), (900, 1)]).await;
    testing::account(&db, "owner", "13800000001", Some(1), None).await;
    let coffee = reward(&db, 1, RewardKind::Evoucher, 800, 5).await;
    let mut tx = db.write().await?;
    let redeemed = ops::redeem(&mut tx, &order(customer, coffee, 800, "CLUB-1")).await?;
    assert!(redeemed.new);
    let row = sql!(
        tx,
        one(String, i64, NaiveDate),
        "SELECT state, points, code_expires_on FROM redemptions WHERE id = $1",
        redeemed.id
    )?;
    let last_day = "2026-08-31".parse()?;
    assert_eq!(row, ("issued".into(), 800, last_day), "180 days from 4 March");
    assert_eq!(code_of(&mut tx, redeemed.id).await.as_deref(), Some("CLUB-1"));
    assert_eq!((stock(&mut tx, coffee).await, lots(&mut tx, customer).await), (4, vec![0, 400]));
    let (body, idempotency_key) = sql!(tx, one(String, String), "SELECT body, dedupe_key FROM outbox")?;
    assert!(body.contains("礼品1") && body.contains("2026年8月31日") && !body.contains("CLUB-"), "{body}");
    assert_eq!(idempotency_key, format!("redemption:{}:redeemed", redeemed.id));
    let source = "SELECT source || ':' || source_id FROM point_transfers WHERE kind = 'spend'";
    assert_eq!(sql!(tx, scalar String, source)?, format!("redemption:{}", redeemed.id));
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_key_redeems_once_even_after_the_reward_is_retired, |db| {
    let customer = member_with(&db, 1, &[(5_000, 1)]).await;
    let coffee = reward(&db, 1, RewardKind::Evoucher, 800, 1).await;
    let tea = reward(&db, 2, RewardKind::Evoucher, 800, 1).await;
    let mut tx = db.write().await?;
    let first = ops::redeem(&mut tx, &order(customer, coffee, 800, "k")).await?;
    tx.commit().await?;
    change(&db, coffee, "status = 'retired'").await;
    set_price(&db, coffee, 900, 0).await;
    let mut tx = db.write().await?;
    let again = ops::redeem(&mut tx, &Order { code: "other", ..order(customer, coffee, 800, "k") }).await?;
    assert_eq!((again.id, again.new), (first.id, false));
    let somewhere = Destination::Dealer(1.into());
    for changed in [
        order(customer, tea, 800, "k"),
        order(customer, coffee, 900, "k"),
        Order { destination: &somewhere, ..order(customer, coffee, 800, "k") },
    ] {
        assert_eq!(ops::redeem(&mut tx, &changed).await, Err(Conflict::KeyReused.into()));
    }
    assert_eq!(count(&mut tx, "SELECT COUNT(*) FROM redemptions").await, 1);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_refused_redemption_changes_nothing, |db| {
    let customer = member_with(&db, 1, &[(1_000, 1)]).await;
    let past = (noon() - TimeDelta::seconds(1)).format("'%Y-%m-%dT%H:%M:%S+00:00'");
    let future = (noon() + TimeDelta::seconds(1)).format("'%Y-%m-%dT%H:%M:%S+00:00'");
    for (id, assignments, refused) in [
        (1, "status = 'draft'".to_owned(), AppError::NotFound),
        (2, "status = 'retired'".to_owned(), Refusal::NotAvailable.into()),
        (3, format!("visible_from = {future}"), Refusal::NotAvailable.into()),
        (4, format!("visible_until = {past}"), Refusal::NotAvailable.into()),
        (7, "stock_left = 0, stock_received = 0".to_owned(), Refusal::OutOfStock.into()),
        (8, "kind = 'goods'".to_owned(), Conflict::Stale.into()),
    ] {
        let reward = reward(&db, id, RewardKind::Evoucher, 800, 5).await;
        change(&db, reward, &assignments).await;
        let mut tx = db.write().await?;
        assert_eq!(ops::redeem(&mut tx, &order(customer, reward, 800, "k")).await, Err(refused), "{assignments}");
    }
    for (id, points, pay_fen) in [(5, 799, 0), (6, 801, 0), (10, 800, 1)] {
        let reward = reward(&db, id, RewardKind::Evoucher, 800, 5).await;
        set_price(&db, reward, points, pay_fen).await;
        let refused = ops::redeem(&mut db.write().await?, &order(customer, reward, 800, "k")).await;
        assert_eq!(refused, Err(Refusal::PriceChanged { points, pay_fen }.into()));
    }
    let dear = reward(&db, 9, RewardKind::Evoucher, 1_001, 5).await;
    let mut tx = db.write().await?;
    let short = ops::redeem(&mut tx, &order(customer, dear, 1_001, "k")).await;
    assert_eq!(short, Err(points::Refusal::PointsShort { need: 1_001, have: 1_000 }.into()));
    drop(tx);
    let mut tx = db.read().await?;
    assert_eq!((stock(&mut tx, dear).await, available(&mut tx, customer).await), (5, 1_000));
    assert_eq!(count(&mut tx, "SELECT COUNT(*) FROM redemptions").await, 0);
    assert_whole(&db).await;
});

crate::db_test!(a_limit_ignores_cancelled_redemptions, |db| {
    let customer = member_with(&db, 1, &[(5_000, 1)]).await;
    let cup = reward(&db, 1, RewardKind::Evoucher, 100, 9).await;
    change(&db, cup, "limit_each = 2").await;
    let mut tx = db.write().await?;
    let first = ops::redeem(&mut tx, &order(customer, cup, 100, "a")).await?;
    ops::redeem(&mut tx, &order(customer, cup, 100, "b")).await?;
    let third = ops::redeem(&mut tx, &order(customer, cup, 100, "c")).await;
    assert_eq!(third, Err(Refusal::LimitReached { limit: 2 }.into()));
    assert!(ops::cancel(&mut tx, customer, first.id, noon()).await?);
    assert!(ops::redeem(&mut tx, &order(customer, cup, 100, "d")).await?.new);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(every_kind_requires_its_destination, |db| {
    let customer = member_with(&db, 1, &[(5_000, 1)]).await;
    let mut tx = db.write().await?;
    for (id, active) in [(1, true), (2, false)] {
        sql!(
            tx,
            execute,
            "INSERT INTO dealers (id, code, name_zh, name_en, province, city, city_en, address, phone, active) \
             VALUES ($1, $2, '店', 'Dealer', '上海市', '上海', 'Shanghai', '路', '021', $3)",
            id,
            format!("D{id}"),
            active
        )?;
    }
    tx.commit().await?;
    let (recipient, phone) =
        (PersonName::parse("张三").expect("a name"), Phone::parse("13800138001").expect("a phone"));
    let post = Destination::Post { recipient, phone, address: "上海市南京路 1 号".to_owned() };
    for (id, kind, destination, state) in [
        (1, RewardKind::Goods, &post, "ordered"),
        (2, RewardKind::Voucher, &post, "ordered"),
        (3, RewardKind::Accessory, &Destination::Dealer(1.into()), "ordered"),
        (4, RewardKind::Workshop, &Destination::Dealer(1.into()), "issued"),
    ] {
        let reward = reward(&db, id, kind, 100, 9).await;
        let idempotency_key = format!("k{id}");
        let mut tx = db.write().await?;
        let order = Order { destination, ..order(customer, reward, 100, &idempotency_key) };
        let done = ops::redeem(&mut tx, &order).await?;
        tx.commit().await?;
        let mut tx = db.read().await?;
        let now = sql!(tx, scalar String, "SELECT state FROM redemptions WHERE id = $1", done.id)?;
        let code = code_of(&mut tx, done.id).await;
        assert_eq!((now.as_str(), code.is_some()), (state, kind.has_code()), "{kind}");
    }
    let mut tx = db.write().await?;
    let closed = Destination::Dealer(2.into());
    let refused = ops::redeem(&mut tx, &Order { destination: &closed, ..order(customer, 3.into(), 100, "k") }).await;
    assert_eq!(refused, Err(AppError::field("dealer", Problem::NotAChoice)));
    drop(tx);
    assert_whole(&db).await;
});

crate::db_test!(a_cancellation_refunds_points_and_stock_once, |db| {
    let customer = member_with(&db, 1, &[(300, 30), (900, 1)]).await;
    testing::account(&db, "owner", "13800000001", Some(1), None).await;
    let coffee = reward(&db, 1, RewardKind::Evoucher, 800, 5).await;
    let mut tx = db.write().await?;
    let id = ops::redeem(&mut tx, &order(customer, coffee, 800, "k")).await?.id;
    assert_eq!(
        ops::cancel(&mut tx, CustomerId(2), id, noon()).await,
        Err(AppError::NotFound),
        "another member's redemption"
    );
    assert!(ops::cancel(&mut tx, customer, id, noon()).await?);
    assert!(!ops::cancel(&mut tx, customer, id, noon()).await?);
    assert_eq!((stock(&mut tx, coffee).await, lots(&mut tx, customer).await), (5, vec![300, 900]));
    assert_eq!(count(&mut tx, "SELECT COUNT(*) FROM outbox").await, 2);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(used_and_expired_vouchers_cannot_be_cancelled, |db| {
    let customer = member_with(&db, 1, &[(5_000, 1)]).await;
    let coffee = reward(&db, 1, RewardKind::Evoucher, 100, 9).await;
    let mut tx = db.write().await?;
    let used = ops::redeem(&mut tx, &order(customer, coffee, 100, "a")).await?.id;
    sql!(tx, execute, "UPDATE redemptions SET state = 'fulfilled', fulfilled_at = $2 WHERE id = $1", used, noon())?;
    let over = ops::redeem(&mut tx, &order(customer, coffee, 100, "c")).await?.id;
    tx.commit().await?;
    let after = |days: i64| noon() + TimeDelta::days(days);
    let missing = RedemptionId(99);
    let late: AppError = Refusal::TooLateToCancel.into();
    for (id, at, expected) in [
        (used, noon(), Err(late.clone())),
        (over, after(181), Err(late)),
        (missing, noon(), Err(AppError::NotFound)),
        (over, after(180), Ok(true)),
    ] {
        let mut tx = db.write().await?;
        assert_eq!(ops::cancel(&mut tx, customer, id, at).await, expected, "{id} at {at}");
        tx.commit().await?;
    }
    assert_whole(&db).await;
});

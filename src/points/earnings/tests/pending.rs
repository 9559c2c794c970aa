use super::*;
use crate::points::earnings::pending::refresh_all;
use crate::points::rules::RuleCode;

/// An open order of member 1 with status `ready`, opened then.
async fn ready(db: &Db, vehicle: i64, id: i64, (yuan, opened_at): (i64, DateTime<Utc>)) {
    let mut tx = db.write().await.expect("a transaction");
    let insert = "INSERT INTO service_orders (id, order_no, vehicle_id, customer_id, dealer_id, kind, status, opened_at, \
                  odometer_km, total_fen, paid_fen, updated_at) SELECT $1, $2, $3, 1, MIN(id), 'maintenance', 'ready', \
                  $4, 100, $5, $5, $4 FROM dealers";
    sql!(tx, execute, insert, id, format!("WO{id}"), vehicle, opened_at, yuan * 100).expect("an order");
    tx.commit().await.expect("committed");
}

async fn write(db: &Db, statement: &'static str) {
    let mut tx = db.write().await.expect("a transaction");
    sql!(tx, execute, statement).expect(statement);
    tx.commit().await.expect("committed");
}

/// Doubles workshop points from midnight of the 5th to the end of the 6th; `noon` is on the 4th.
const CAMPAIGN: &str = "INSERT INTO point_campaigns (id, rule_code, percent, title_zh, title_en, starts_at, ends_at, status, written_at) \
     VALUES (7, 'workshop', 200, 'x', 'x', '2026-03-04T16:00:00+00:00', '2026-03-06T16:00:00+00:00', 'published', \
     '2026-03-01T00:00:00+00:00')";
const CAP: &str = "UPDATE point_rules SET cap = 450 WHERE code = 'workshop'";

async fn all_close(db: &Db, at: DateTime<Utc>) {
    let close = "UPDATE service_orders SET status = 'closed', closed_at = $2, version = version + 1, updated_at = $2 \
                 WHERE closed_at IS NULL AND id < $1";
    change(db, close, 100, at).await;
}

crate::db_test!(pending_points_equal_what_closing_now_would_earn, |db| {
    let (_, car) = garage(&db).await;
    write(&db, CAMPAIGN).await;
    write(&db, CAP).await;
    closed(&db, car, 1, hour(1)).await;
    ready(&db, car, 2, (150, hour(1))).await;
    ready(&db, car, 3, (150, hour(2))).await;
    book_new(&db, hour(3)).await?;
    assert_eq!(account(&db).await, (100, 0, 300));
    // The campaign has begun: 600 points, of which the cap leaves 350.
    assert_eq!(refresh_all(&db, hour(15)).await?, 1);
    assert_eq!(account(&db).await, (100, 0, 350));
    assert_eq!(refresh_all(&db, hour(15)).await?, 0);
    all_close(&db, hour(15)).await;
    book_new(&db, hour(16)).await?;
    assert_eq!(account(&db).await, (450, 0, 0), "closing earned exactly that");
    assert_whole(&db).await;
});

crate::db_test!(campaigns_for_other_models_or_dealers_do_not_count, |db| {
    let (_, car) = garage(&db).await;
    write(&db, CAMPAIGN).await;
    write(&db, "INSERT INTO point_campaign_models SELECT 7, id FROM models").await;
    ready(&db, car, 1, (150, hour(1))).await;
    book_new(&db, hour(15)).await?;
    assert_eq!(account(&db).await.2, 300);
    dealer(&db, "D2", "西城店").await;
    write(&db, "INSERT INTO point_campaign_dealers SELECT 7, MAX(id) FROM dealers").await;
    refresh_all(&db, hour(16)).await?;
    assert_eq!(account(&db).await.2, 150);
});

crate::db_test!(the_daily_run_recomputes_pending_points, |db| {
    let (_, car) = garage(&db).await;
    ready(&db, car, 1, (150, hour(1))).await;
    book_new(&db, hour(2)).await?;
    write(&db, "UPDATE members SET tier = 'platinum'").await;
    book_new(&db, hour(3)).await?;
    assert_eq!(account(&db).await.2, 150, "nothing was booked");
    book_new(&db, hour(27)).await?;
    assert_eq!(account(&db).await.2, 225);
    // A new month starts with an unused cap.
    write(&db, CAP).await;
    closed(&db, car, 2, hour(28)).await;
    write(&db, "UPDATE service_orders SET paid_fen = 29000, updated_at = '2026-03-05T08:00:00+00:00' WHERE id = 2")
        .await;
    book_new(&db, hour(29)).await?;
    refresh_all(&db, hour(29)).await?;
    assert_eq!(account(&db).await.2, 450 - 435);
    refresh_all(&db, hour(24 * 40)).await?;
    assert_eq!(account(&db).await.2, 225);
});

crate::db_test!(many_open_orders_need_few_statements, |db| {
    let (customer, car) = garage(&db).await;
    for id in 1..=20 {
        ready(&db, car, id, (10, hour(1))).await;
    }
    write(&db, CAP).await;
    let mut tx = db.write().await?;
    let before = db.statements();
    crate::points::earnings::pending::refresh(&mut tx, customer, hour(2)).await?;
    assert!(db.statements() - before <= 5, "{}", db.statements() - before);
});

crate::db_test!(a_member_whose_month_cannot_be_summed_does_not_block_others, |db| {
    let (_, car) = garage(&db).await;
    member(&db, 2).await;
    ready(&db, car, 1, (150, hour(1))).await;
    ready(&db, car, 2, (150, hour(1))).await;
    write(&db, "UPDATE service_orders SET customer_id = 2 WHERE id = 2").await;
    write(&db, CAP).await;
    for n in 1..=2_i64 {
        let mut tx = db.write().await?;
        let moved = Movement { rule: Some(RuleCode::Workshop), at: hour(1), ..movement(CustomerId(1), 1, "k") };
        let idempotency_key = format!("k{n}");
        let transfer = ops::earn(&mut tx, &Movement { idempotency_key: &idempotency_key, ..moved }).await?.transfer;
        let more = "INSERT INTO point_entries (transfer_id, account, amount, kind, at, hash) \
            VALUES ($1, 'issue', $2, 'earn', $3, '')";
        sql!(tx, execute, more, transfer, -i64::MAX, hour(1))?;
        tx.commit().await?;
    }
    assert_eq!(refresh_all(&db, hour(2)).await?, 1);
    let pending = "SELECT pending FROM point_balances ORDER BY customer_id";
    assert_eq!(sql!(db.read().await?, scalars i64, pending)?, [0, 150]);
});

crate::db_test!(pending_points_move_with_the_order, |db| {
    let (_, car) = garage(&db).await;
    member(&db, 2).await;
    ready(&db, car, 1, (150, hour(1))).await;
    ready(&db, car, 2, (70, hour(1))).await;
    let pass = |customer: i64, at| {
        let db = &db;
        async move {
            let mut tx = db.write().await.expect("a transaction");
            let pass =
                "UPDATE service_orders SET customer_id = $1, version = version + 1, updated_at = $2 WHERE id = 1";
            sql!(tx, execute, pass, customer, at).expect("it passes");
            tx.commit().await.expect("committed");
            book_new(db, at).await.expect("booked");
            let pending = "SELECT pending FROM point_balances ORDER BY customer_id";
            sql!(db.read().await.expect("a connection"), scalars i64, pending).expect("balances")
        }
    };
    assert_eq!(pass(1, hour(2)).await, [220]);
    assert_eq!(pass(2, hour(3)).await, [70, 150]);
    assert_eq!(pass(1, hour(4)).await, [220, 0], "whichever customer has the lower id");
    assert_eq!(pass(2, hour(5)).await, [70, 150]);
    // A third customer who is not a member.
    write(
        &db,
        "INSERT INTO customers (id, customer_no, name, created_at, updated_at) SELECT 3, 'C3', name, created_at, \
        updated_at FROM customers WHERE id = 1",
    )
    .await;
    assert_eq!(pass(3, hour(6)).await, [70, 0]);
    assert_whole(&db).await;
});

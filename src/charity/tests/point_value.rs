//! What the club owes: each donation at the rule of its time, rounded down to whole fen, and the sum of those.

use super::http::browser;
use super::*;
use crate::web::testing::{self, Browser};

/// Sets the points per yuan from yesterday on.
async fn set_point_value(db: &Db, version: i64, points: i64) {
    let mut tx = db.write().await.expect("a transaction");
    let rule = "INSERT INTO point_rules (code, version, value, title_zh, title_en, valid_from) \
        VALUES ('point_value', $1, $2, '积分价值', 'Value', $3)";
    sql!(tx, execute, rule, version, points, noon() - TimeDelta::days(1)).expect("a version");
    tx.commit().await.expect("committed");
}

crate::db_test!(a_donation_keeps_its_value, |db| {
    let customer = member_with(&db, 1, &[(9_000, 1)]).await;
    let (trees, school) = (project(&db, 1).await, project(&db, 2).await);
    give(db.clone(), customer, trees, 1_234, "a".to_owned()).await?;
    set_point_value(&db, 2, 130).await;
    // 76.15 fen each.
    give(db.clone(), customer, trees, 99, "b".to_owned()).await?;
    give(db.clone(), customer, trees, 99, "c".to_owned()).await?;
    give(db.clone(), customer, school, 1, "d".to_owned()).await?;
    set_point_value(&db, 3, 50).await;
    let mut tx = db.read().await?;
    let receipts = sql!(tx, scalars i64, "SELECT fen FROM donations ORDER BY id")?;
    assert_eq!(receipts, [1_234, 76, 76, 0]);
    let totals = "SELECT donated_fen FROM charity_projects ORDER BY id";
    assert_eq!(sql!(tx, scalars i64, totals)?, [1_386, 0], "the sum of the receipts, not the points at today’s value");
    drop(tx);
    assert_whole(&db).await;

    let mut stranger = Browser::new(&testing::app(&db));
    let mut admin = browser(&db, "admin", 9).await;
    for page in [stranger.get("/charity").await, stranger.get("/charity/1").await, admin.get("/admin/charity").await] {
        assert!(page.body.contains("¥13.86") && !page.body.contains("¥28.64"), "{}", page.body);
    }
    let admin_page = admin.get("/admin/charity/1").await.body;
    let (_, owed) = admin_page.split_once("应付善款").expect("what is to be paid");
    assert!(owed.find("¥13.86").is_some_and(|at| at < 100), "{owed}");
});

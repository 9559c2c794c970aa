use super::http::admin;
use super::*;
use crate::garage::fixtures::statements;
use crate::values::{AccountId, DealerId};
use crate::web::testing;
use chrono::{DateTime, TimeDelta, Utc};

/// Records a wrong voucher code, or a wrong payment code.
async fn wrong(db: &Db, (account, dealer): (i64, i64), voucher: bool, at: DateTime<Utc>) {
    let mut tx = db.write().await.expect("a transaction");
    let by = (AccountId(account), DealerId(dealer));
    if voucher {
        crate::rewards::vouchers::store::insert_check(&mut tx, by, None, at).await.expect("a recorded attempt");
    } else {
        let what = ("payment_code_wrong", "dealer", dealer);
        crate::actions::insert(&mut tx, by.0, what, "", at).await.expect("a recorded attempt");
    }
    tx.commit().await.expect("committed");
}

crate::db_test!(administrators_see_failed_attempts, |db| {
    let mut admin = admin(&db).await;
    let empty = admin.get("/admin/redemptions/failed-attempts").await.body;
    assert!(empty.contains("没有核销异常"), "{empty}");
    let mut staff = Vec::new();
    for (id, name) in [(1, "一号店"), (2, "二号店")] {
        let mut tx = db.write().await?;
        let dealer = "INSERT INTO dealers (id, code, name_zh, name_en, province, city, city_en, address, phone) \
                      VALUES ($1, $2, $3, 'Dealer', '上海市', '上海', 'Shanghai', '路', '021')";
        sql!(tx, execute, dealer, id, format!("D{id}"), name)?;
        tx.commit().await?;
        staff.push(testing::account(&db, "dealer", &format!("1390000005{id}"), None, Some(id)).await);
    }
    let ago = |days| noon() - TimeDelta::days(days);
    wrong(&db, (staff[0], 1), true, ago(31)).await;
    wrong(&db, (staff[0], 1), true, ago(3)).await;
    for days in [2, 5, 29] {
        wrong(&db, (staff[1], 2), false, ago(days)).await;
        wrong(&db, (staff[1], 2), true, ago(days + 1)).await;
    }
    let page = admin.get("/admin/redemptions/failed-attempts").await.body;
    let (first, second) = (page.find("二号店").expect("a row"), page.find("一号店").expect("a row"));
    assert!(first < second, "most attempts first: {page}");
    let numbers: Vec<&str> = page.split("class=\"num\">").skip(3).filter_map(|cell| cell.split('<').next()).collect();
    // The attempt 30 days ago is no longer listed.
    assert_eq!(numbers, ["2", "3", "1", "0"], "{page}");
    assert!(page.contains("2026年3月2日"), "{page}");
    assert!(admin.get("/admin/redemptions").await.body.contains("/admin/redemptions/failed-attempts"));
    assert!(statements(&db, &mut admin, "/admin/redemptions/failed-attempts").await <= 4);
});

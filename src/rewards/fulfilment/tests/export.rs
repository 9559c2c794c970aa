use super::http::admin;
use super::*;
use crate::web::testing::part_of_xlsx;
use axum::http::StatusCode;

crate::db_test!(an_export_of_the_queue_needs_a_reason_and_is_recorded, |db| {
    club(&db).await;
    ordered(&db, 1, RewardKind::Goods, "a").await;
    ordered(&db, 1, RewardKind::Voucher, "b").await;
    ordered(&db, 2, RewardKind::Accessory, "c").await;
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE redemptions SET recipient = '=1+1', address = '@SUM(A1)' WHERE address IS NOT NULL")?;
    sql!(tx, execute, "UPDATE rewards SET title_zh = '=HYPERLINK(\"http://x\")' WHERE kind = 'goods'")?;
    tx.commit().await?;
    let mut admin = admin(&db).await;
    let to = "/admin/redemptions/export?state=ordered&kind=";
    assert!(admin.get(to).await.body.contains("共 3 件"));
    assert_eq!(admin.post(to, &[("reason", " ")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(count(&mut db.read().await?, "SELECT COUNT(*) FROM file_accesses").await, 0);

    let masked = admin.post(to, &[("reason", "盘点")]).await;
    assert_eq!(masked.status, StatusCode::OK);
    let texts = part_of_xlsx(&masked.raw, "xl/sharedStrings.xml");
    assert!(texts.contains("张**") && texts.contains("138****2222") && texts.contains("浦东店"), "{texts}");
    assert!(texts.contains("待配货") && !texts.contains("待发货"), "{texts}");
    assert!(!texts.contains("13811112222") && !texts.contains("@SUM") && !texts.contains("=1+1"), "{texts}");
    let accesses = "SELECT COUNT(*) FROM file_accesses WHERE what = 'export' AND reason = '盘点'";
    assert_eq!(count(&mut db.read().await?, accesses).await, 2, "one for each member in the file");

    let whole = admin.post(to, &[("reason", "快递打单"), ("addresses", "yes")]).await;
    let texts = part_of_xlsx(&whole.raw, "xl/sharedStrings.xml");
    assert!(texts.contains("13811112222") && texts.contains("@SUM(A1)") && texts.contains("=HYPERLINK"), "{texts}");
    let sheet = part_of_xlsx(&whole.raw, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>") && !sheet.contains("hyperlink"), "{sheet}");
    assert_eq!(sheet.matches("<row ").count(), 4);
    let mut tx = db.read().await?;
    let accesses =
        "SELECT COUNT(*) FROM file_accesses WHERE what = 'address' AND reason = '快递打单' AND customer_id = 1";
    assert_eq!(count(&mut tx, accesses).await, 1, "only for members whose address is in the file");
    assert_eq!(count(&mut tx, "SELECT COUNT(*) FROM file_accesses WHERE what = 'address'").await, 1);
    assert_eq!(count(&mut tx, "SELECT COUNT(*) FROM staff_actions WHERE action = 'export'").await, 2);
    drop(tx);

    let part = admin.post("/admin/redemptions/export?state=ordered&kind=accessory", &[("reason", "送店")]).await;
    let sheet = part_of_xlsx(&part.raw, "xl/worksheets/sheet1.xml");
    assert_eq!(sheet.matches("<row ").count(), 3 - 1, "the header and one row");
    let nobody = admin.post("/admin/redemptions/export?state=ready&kind=", &[("reason", "空")]).await;
    assert_eq!(part_of_xlsx(&nobody.raw, "xl/worksheets/sheet1.xml").matches("<row ").count(), 1);
});

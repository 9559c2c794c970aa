use super::*;
use crate::charity::admin::export::{Period, list_whole};
use crate::error::Problem;
use crate::web::testing::{self, Browser, PASSWORD, part_of_xlsx};
use axum::http::StatusCode;

/// Signs in a member with 5,000 points, of which 2,000 expire this month.
async fn owner(db: &Db, id: i64) -> Browser {
    let customer = member_with(db, id, &[(2_000, 30), (3_000, 1)]).await;
    let mut tx = db.write().await.expect("a transaction");
    let lot =
        "UPDATE point_lots SET (first_expires_at, expires_at) = ($2, $2) WHERE customer_id = $1 AND issued = 2000";
    sql!(tx, execute, lot, customer, month_end(noon())).expect("a lot that expires");
    tx.commit().await.expect("committed");
    browser(db, "owner", id).await
}

pub async fn browser(db: &Db, role: &str, id: i64) -> Browser {
    let phone = format!("1380000{id:04}");
    account(db, role, &phone, Some(id).filter(|_| role == "owner"), None).await;
    let mut browser = Browser::new(&testing::app(db));
    browser.sign_in(&phone, PASSWORD).await;
    browser
}

crate::db_test!(an_owner_donates_and_gets_a_receipt, |db| {
    project(&db, 1).await;
    let mut browser = owner(&db, 1).await;
    assert!(browser.get("/charity").await.body.contains("项目1"));
    let page = browser.get("/charity/1?amount=500").await;
    for shown in ["5,000", "捐出后不能撤回", "value=\"500\"", "2,000 积分", "2026年3月31日"] {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    let positions: Vec<_> = ["<h1>", "进展", "确认捐赠", "项目信息"].iter().map(|text| page.body.find(text)).collect();
    assert!(positions.iter().all(Option::is_some) && positions.is_sorted(), "{positions:?}");
    let idempotency_key = page.hidden("idempotency_key");
    for amount in ["0", "-1", "1.5", "", "x", "99999999999999999999"] {
        let wrong = browser
            .post("/charity/1/donation", &[("idempotency_key", idempotency_key.as_str()), ("amount", amount)])
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{amount}");
        assert_eq!(wrong.hidden("idempotency_key"), idempotency_key);
        assert_eq!(wrong.body.contains("请输入 1 到 5,000。"), ["0", "-1"].contains(&amount), "{amount}");
    }
    let short =
        browser.post("/charity/1/donation", &[("idempotency_key", idempotency_key.as_str()), ("amount", "5001")]).await;
    assert!(short.status == StatusCode::CONFLICT && short.body.contains("value=\"5001\""), "the form keeps its input");
    let form = [("idempotency_key", idempotency_key.as_str()), ("amount", "700")];
    let done = browser.post("/charity/1/donation", &form).await;
    assert!(done.status == StatusCode::SEE_OTHER && done.location.starts_with("/me/donations/"), "{}", done.location);
    let again = browser.post("/charity/1/donation", &form).await;
    assert_eq!((again.status, &again.location), (StatusCode::SEE_OTHER, &done.location), "resubmitting the form");
    let receipt = browser.get(&done.location).await;
    for shown in ["感谢您的捐赠", "GY2026-00000", "700", "¥7.00", "张三", "2026年3月4日", "项目1"] {
        assert!(receipt.body.contains(shown), "{shown}: {}", receipt.body);
    }
    let back = browser.get("/charity/1").await.body;
    assert!(back.contains("为此项目捐赠 700 积分") && back.contains(&done.location), "{back}");
    assert!(!back.contains("name=\"idempotency_key\""), "a returning donor does not give twice by accident");
    let id = done.location.trim_start_matches("/me/donations/");
    let again = browser.get(&format!("/charity/1?amount=100&again={id}")).await;
    assert_ne!(again.hidden("idempotency_key"), idempotency_key);
    assert!(again.body.contains(&format!("?amount=500&amp;again={id}#give")), "{}", again.body);
    let stale = browser.post("/charity/1/donation", &[("idempotency_key", &uuid()), ("expiring", "2000")]).await;
    assert!(stale.status == StatusCode::CONFLICT && stale.body.contains("1,300"), "{}", stale.body);
    assert_eq!(stale.hidden("expiring"), "1300");
    let expiring = [("idempotency_key", stale.hidden("idempotency_key")), ("expiring", "1300".to_owned())];
    let expiring: Vec<_> = expiring.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let second = browser.post("/charity/1/donation", &expiring).await.location;
    assert!(second.starts_with("/me/donations/") && second != done.location, "{second}");
    let back = browser.get(&format!("/charity/1?again={id}")).await.body;
    assert!(!back.contains("name=\"idempotency_key\""), "the link allows one more donation, not two");
    let list = browser.get("/me/donations").await;
    assert!(list.body.contains("2,000 积分") && list.body.contains("¥20.00"), "{}", list.body);
    assert_eq!(available(&mut db.read().await?, CustomerId(1)).await, 3_000);
});

fn uuid() -> String {
    "00000000-0000-7000-8000-000000000007".to_owned()
}

crate::db_test!(totals_are_public_and_receipts_are_private, |db| {
    let trees = project(&db, 1).await;
    let mut giver = owner(&db, 1).await;
    give(db.clone(), CustomerId(1), trees, 700, "k".to_owned()).await?;
    let mut stranger = Browser::new(&testing::app(&db));
    let page = stranger.get("/charity/1").await;
    assert!(page.status == StatusCode::OK && page.body.contains("700") && page.body.contains("/login?next=/charity/1"));
    assert!(!page.body.contains("张三") && !page.body.contains("name=\"idempotency_key\""), "donors are not public");
    assert_eq!(stranger.get("/me/donations/1").await.status, StatusCode::SEE_OTHER);
    let mut other = owner(&db, 2).await;
    assert_eq!(other.get("/me/donations/1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(giver.get("/me/donations/1").await.status, StatusCode::OK);
    change(&db, trees, "status = 'closed', closed_at = visible_from, report_zh = '种了七棵', report_en = 'Seven'")
        .await;
    let page = giver.get("/charity/1").await;
    assert!(page.body.contains("种了七棵") && !page.body.contains("name=\"idempotency_key\""));
    let late = giver.post("/charity/1/donation", &[("idempotency_key", &uuid()), ("amount", "1")]).await;
    assert!(late.status == StatusCode::CONFLICT && late.body.contains("已结束"));
});

crate::db_test!(an_administrator_closes_with_a_report_and_exports_donations, |db| {
    let trees = project(&db, 1).await;
    owner(&db, 1).await;
    give(db.clone(), CustomerId(1), trees, 700, "k".to_owned()).await?;
    let mut admin = browser(&db, "admin", 9).await;
    assert!(admin.get("/admin/charity").await.body.contains("项目1"));
    let page = admin.get("/admin/charity/1").await;
    let version = page.hidden("version");
    let empty = admin.post("/admin/charity/1/closure", &[("version", &version), ("report_zh", "种了七棵")]).await;
    assert!(
        empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.body.contains("种了七棵"),
        "the form keeps its input"
    );
    let form = [("version", version.as_str()), ("report_zh", "种了七棵"), ("report_en", "Seven trees")];
    assert_eq!(admin.post("/admin/charity/1/closure", &form).await.location, "/admin/charity/1");
    assert_eq!(
        admin.post("/admin/charity/1/closure", &form).await.status,
        StatusCode::CONFLICT,
        "the version is stale"
    );
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE donations SET title_zh = '=1+1'")?;
    tx.commit().await?;
    let file = admin.post("/admin/charity/1/export", &[]).await;
    assert_eq!(file.status, StatusCode::OK);
    let texts = part_of_xlsx(&file.raw, "xl/sharedStrings.xml");
    for (text, there) in
        [("GY2026-000001", true), ("M******001", true), ("=1+1", true), ("M000000001", false), ("张三", false)]
    {
        assert_eq!(texts.contains(text), there, "{text}: {texts}");
    }
    let sheet = part_of_xlsx(&file.raw, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>") && sheet.matches("<row ").count() == 2, "{sheet}");
    let actions = "SELECT COUNT(*) FROM staff_actions WHERE subject = 'charity' AND action = 'export' AND detail = '1, until_2026-03-04'";
    assert_eq!(sql!(db.read().await?, scalar i64, actions)?, 1);
});

crate::db_test!(an_export_is_complete_or_refused, |db| {
    let trees = project(&db, 1).await;
    let customer = member_with(&db, 1, &[(900, 30)]).await;
    change(&db, trees, "visible_from = '2025-01-01T00:00:00+00:00'").await;
    for (idempotency_key, days) in [("a", 40), ("b", 31), ("c", 30), ("d", 0)] {
        let mut tx = db.write().await?;
        let now = noon() - TimeDelta::days(days);
        ops::donate(&mut tx, &DonationRequest { now, ..request(customer, trees, 1, idempotency_key) }).await?;
        tx.commit().await?;
    }
    // 2 February is 30 days before 4 March.
    let period = |from: Option<&str>, until: &str| -> Result<Period, chrono::ParseError> {
        Ok(Period { from: from.map(str::parse).transpose()?, until: until.parse()? })
    };
    let mut tx = db.read().await?;
    for (from, until, count) in
        [(None, "2026-03-04", 4), (Some("2026-02-02"), "2026-03-04", 2), (None, "2026-02-01", 2)]
    {
        let rows = list_whole(&mut tx, trees, period(from, until)?, 4).await?;
        assert_eq!(rows.len(), count, "{from:?} {until}");
    }
    let refused = list_whole(&mut tx, trees, period(None, "2026-03-04")?, 3).await.map(|rows| rows.len());
    assert_eq!(refused, Err(AppError::field("from", Problem::TooManyRows { max: 3 })), "never a truncated file");
    drop(tx);
    let mut admin = browser(&db, "admin", 9).await;
    let file = admin.post("/admin/charity/1/export", &[("from", "2026-02-01"), ("until", "2026-02-02")]).await;
    assert_eq!(part_of_xlsx(&file.raw, "xl/worksheets/sheet1.xml").matches("<row ").count(), 3);
    let wrong = admin.post("/admin/charity/1/export", &[("from", "2026-02-02"), ("until", "2026-02-01")]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.body.contains("value=\"2026-02-02\""));
});

use crate::db::Db;
use crate::error::Result;
use crate::referrals::testing::{basics, car, customer, days_ago, member};
use crate::sql;
use crate::web::testing::{self, Browser, PASSWORD};
use axum::http::StatusCode;

pub async fn club(db: &Db) -> Result<Browser> {
    let mut tx = db.write().await?;
    basics(&mut tx).await;
    member(&mut tx, 1, "13800000001").await;
    member(&mut tx, 2, "13800000002").await;
    customer(&mut tx, 3, "13800000003").await;
    for id in 1..=3 {
        car(&mut tx, id, &format!("LSVAM4187C21{id:05}"), 1, id, days_ago(900)).await;
    }
    tx.commit().await?;
    testing::account(db, "admin", "13900000009", None, None).await;
    let mut browser = Browser::new(&testing::app(db));
    browser.sign_in("13900000009", PASSWORD).await;
    Ok(browser)
}

crate::db_test!(search_finds_members_by_any_of_their_identifiers, |db| {
    let mut admin = club(&db).await?;
    for q in ["张1", "138 0000 0001", "沪A·00001", "lsvam4187c2100001", "M000000001"] {
        let page = admin.get(&format!("/admin/members?q={}", crate::ui::encode(q))).await;
        assert!(page.body.contains("href=\"/admin/members/1\""), "{q}: {}", page.body);
        assert!(!page.body.contains("href=\"/admin/members/2\""), "{q}");
        assert!(!page.body.contains("13800000001") || q.starts_with("138"), "masked: {q}");
        assert!(!page.body.contains(">张1<"), "masked: {q}");
    }
    for q in ["张3", "13800000003", "王", "%", "_", "'; --", "a%00", "张\u{10FFFF}"] {
        let page = admin.get(&format!("/admin/members?q={}", crate::ui::encode(q))).await;
        assert_eq!(page.status, StatusCode::OK, "{q}");
        assert!(!page.body.contains("href=\"/admin/members/"), "no member: {q}");
    }
    let long = admin.get(&format!("/admin/members?q={}", "x".repeat(10_000))).await;
    assert_eq!(long.status, StatusCode::OK);
});

crate::db_test!(former_owners_are_not_found_by_their_old_car, |db| {
    let mut admin = club(&db).await?;
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE ownerships SET until_on = $1 WHERE vehicle_id = 1", days_ago(1))?;
    sql!(tx, execute, "INSERT INTO ownerships (vehicle_id, customer_id, from_on) VALUES (1, 2, $1)", days_ago(1))?;
    tx.commit().await?;
    let page = admin.get("/admin/members?q=LSVAM4187C2100001").await.body;
    assert!(page.contains("href=\"/admin/members/2\"") && !page.contains("href=\"/admin/members/1\""));
});

/// The member ids linked on a page, in order, and the address of the next page.
fn read(body: &str) -> (Vec<i64>, Option<String>) {
    let links = body.split("href=\"/admin/members/").skip(1);
    let ids = links.filter_map(|rest| rest.split('"').next()?.parse().ok()).collect();
    let next = body.split("<a ").find(|tag| tag.contains("rel=\"next\""));
    let next = next.and_then(|tag| Some(tag.split("href=\"").nth(1)?.split('"').next()?.replace("&amp;", "&")));
    (ids, next)
}

crate::db_test!(result_pages_follow_each_other_without_gaps, |db| {
    let mut admin = club(&db).await?;
    let mut tx = db.write().await?;
    for id in 10..=55 {
        member(&mut tx, id, &format!("138000{id:05}")).await;
        sql!(tx, execute, "UPDATE customers SET name = $2 WHERE id = $1", id, format!("李{}", id % 3))?;
    }
    tx.commit().await?;
    for (start, expected) in [("/admin/members?q=李", 46), ("/admin/members", 48)] {
        let (mut path, mut seen) = (Some(start.replace('李', "%E6%9D%8E")), Vec::new());
        while let Some(at) = path {
            let (ids, next) = read(&admin.get(&at).await.body);
            assert!(!ids.is_empty() && seen.len() < 60, "{at}");
            seen.extend(ids);
            path = next;
        }
        let mut once = seen.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!((seen.len(), once.len()), (expected, expected), "{start}");
    }
});

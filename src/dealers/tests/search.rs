//! The member search, on its page and through the island: both show exactly the same members.

use super::files::{club, staff};
use super::members::driver;
use crate::db::Db;
use crate::dealers::members::scan_all;
use crate::referrals::testing::count;
use crate::sql;
use crate::ui::encode;
use crate::web::testing::{self, Browser, noon};
use axum::http::StatusCode;

const ASK: &str = "/api/search_members";

async fn ask(browser: &mut Browser, q: &str) -> String {
    let answer = browser.get(&format!("{ASK}?q={}", encode(q))).await;
    assert_eq!(answer.status, StatusCode::OK, "{q}: {}", answer.body);
    serde_json::from_str(&answer.body).expect(&answer.body)
}

/// The heading of the results, which a screen reader announces.
fn heading(html: &str) -> &str {
    let (_, rest) = html.split_once("<h2").expect("a heading");
    rest.split(['>', '<']).nth(1).unwrap_or_default()
}

/// Like [`ask`], with the number of statements it took.
async fn ask_counting(db: &Db, browser: &mut Browser, q: &str) -> (String, u64) {
    let before = db.statements();
    let found = ask(browser, q).await;
    (found, db.statements() - before)
}

crate::db_test!(the_island_and_the_page_show_the_same_results, |db| {
    club(&db).await?;
    let app = testing::app(&db);
    let mut staff = staff(&app, "13900000001").await;
    for (locale, one, none, partial, all) in [
        ("zh-CN", "找到 1 位会员", "没有会员", "请输入完整", "全部"),
        ("en", "1 member found", "No members found", "Keep typing", "All"),
    ] {
        staff.set_cookie("locale", locale);
        let long = "张".repeat(2_000);
        for (q, said) in [
            ("张", one),
            (" 张1", one),
            ("１３８　００００　０００１", one),
            ("沪Ａ·0０001", one),
            ("lsvam4187c2100001", one),
            ("m000000001", one),
            ("李", none),
            ("<b>", none),
            (long.as_str(), none),
            ("1380000", partial),
            ("", all),
        ] {
            let found = ask(&mut staff, q).await;
            assert_eq!(heading(&found), said, "{q}");
            let page = staff.get(&format!("/dealer/members?q={}", encode(q))).await.body;
            assert!(page.contains(&format!("id=\"found\">{found}</div>")), "{locale} {q}: {found}");
            let listed = found.contains("href=\"/dealer/members/1\"");
            assert_eq!(listed, [one, all].contains(&said), "{q}: {found}");
            assert!(!listed || found.contains("138****0001") && found.contains("张**"), "{q}: {found}");
            assert!(!found.contains("13800000001") && !found.contains("<b>"), "{q}: {found}");
        }
    }
    assert_eq!(count(&db, "SELECT COUNT(*) FROM file_accesses").await, 0, "a list does not count as opening a file");
    assert_eq!(staff.get(&format!("{ASK}?q=a%00b")).await.status, StatusCode::NOT_FOUND);
});

crate::db_test!(partial_numbers_do_not_reveal_members, |db| {
    club(&db).await?;
    let app = testing::app(&db);
    let mut staff = staff(&app, "13900000001").await;
    // Compare a number that exists with one of the same form that does not.
    for (own, unknown) in [
        ("13800000001", "15900000009"),
        ("M000000001", "M999999999"),
        ("LSVAM4187C2100001", "LFVBN5298D3200009"),
        ("沪A00001", "京Z99999"),
    ] {
        for length in 1..own.chars().count() {
            let beginning = |number: &str| number.chars().take(length).collect::<String>();
            // Nine digits of a phone number are also a complete member number without its letter.
            if own.starts_with('1') && length == 9 {
                continue;
            }
            let seen = ask_counting(&db, &mut staff, &beginning(own)).await;
            assert_eq!(seen, ask_counting(&db, &mut staff, &beginning(unknown)).await, "{}", beginning(own));
            assert!(!seen.0.contains("/dealer/members/"), "{}: {}", beginning(own), seen.0);
        }
        assert!(ask(&mut staff, own).await.contains("/dealer/members/1\""), "{own}");
    }
    let (partial, asked) = ask_counting(&db, &mut staff, "1380000000").await;
    assert_eq!(asked, 1, "only the session is queried");
    assert!(partial.contains("手机号、车牌、VIN 或会员号请输入完整"));
});

crate::db_test!(another_dealers_member_looks_missing, |db| {
    club(&db).await?;
    let app = testing::app(&db);
    let mut staff = staff(&app, "13900000001").await;
    for (foreign, missing) in [
        ("13800000002", "13800000009"),
        ("M000000002", "M000000009"),
        ("LSVAM4187C2100002", "LSVAM4187C2100009"),
        ("沪A00002", "沪A00009"),
        ("张2", "张9"),
    ] {
        let seen = ask_counting(&db, &mut staff, foreign).await;
        assert_eq!(seen, ask_counting(&db, &mut staff, missing).await, "{foreign}");
        assert_eq!(heading(&seen.0), "没有会员");
    }
    let mut stranger = Browser::new(&app);
    assert_eq!(stranger.get(&format!("{ASK}?q=13800000001")).await.status, StatusCode::SEE_OTHER);
});

crate::db_test!(long_results_say_that_there_are_more, |db| {
    club(&db).await?;
    let mut tx = db.write().await?;
    for id in 3..=24 {
        driver(&mut tx, id, 1, 900).await;
    }
    tx.commit().await?;
    scan_all(&db, noon(), 500).await?;
    let app = testing::app(&db);
    let mut staff = staff(&app, "13900000001").await;
    let found = ask(&mut staff, "张").await;
    assert_eq!(heading(&found), "找到 20 位以上会员");
    let next = testing::linked(&found, "next").expect("more");
    assert!(next.ends_with("&after=~6"), "the URL contains no full name: {next}");
    let rest = staff.get(&next).await.body;
    assert_eq!(rest.matches("<th scope=\"row\"").count(), 3);
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE consents SET granted = $2 WHERE customer_id > $1", 3, false)?;
    tx.commit().await?;
    let found = ask(&mut staff, "张").await;
    assert_eq!(found.matches("<th scope=\"row\"").count(), 2, "withdrawn consent counts at once");
    assert_eq!(heading(&found), "找到的会员");
    scan_all(&db, noon(), 500).await?;
    assert_eq!(heading(&ask(&mut staff, "张").await), "找到 2 位会员");
});

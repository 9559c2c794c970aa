//! The catalogue's search, on its page and through the island's endpoint.

use super::*;
use crate::db::Db;
use crate::ui::encode;
use crate::web::testing::{Browser, PASSWORD, linked};
use axum::http::StatusCode;

const ASK: &str = "/api/search_rewards";

/// Queries the island's endpoint, with the form's fields.
async fn ask(browser: &mut Browser, query: &str) -> String {
    let answer = browser.get(&format!("{ASK}?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.body);
    serde_json::from_str(&answer.body).expect(&answer.body)
}

async fn named(db: &Db, id: i64, kind: RewardKind, points: i64, (zh, en): (&str, &str)) -> RewardId {
    let id = reward(db, id, kind, points, 5).await;
    change(db, id, &format!("title_zh = '{zh}', title_en = '{en}'")).await;
    id
}

async fn shelf(db: &Db) {
    named(db, 1, RewardKind::Evoucher, 800, ("咖啡电子券", "Coffee voucher")).await;
    named(db, 2, RewardKind::Goods, 3_000, ("咖啡保温杯", "Coffee mug <b>warm</b>")).await;
    named(db, 3, RewardKind::Evoucher, 10_000, ("商超电子券 100 元", "Supermarket voucher, 100% off")).await;
    named(db, 4, RewardKind::Goods, 500, ("咖啡豆", "Coffee beans")).await;
    change(db, RewardId(4), "status = 'draft'").await;
}

/// The heading of the results, which a screen reader announces.
fn heading(html: &str) -> &str {
    let (_, rest) = html.split_once("<h2").expect("a heading");
    rest.split(['>', '<']).nth(1).unwrap_or_default()
}

/// The ids of the rewards that an answer links to.
fn ids(html: &str) -> Vec<i64> {
    let links = html.split("href=\"/rewards/").skip(1);
    links.filter_map(|rest| rest.split('"').next()?.parse().ok()).collect()
}

crate::db_test!(titles_match_in_both_languages, |db| {
    shelf(&db).await;
    let mut stranger = Browser::new(&testing::app(&db));
    for (q, expected) in [
        ("咖啡", vec![1, 2]),
        ("COFFEE", vec![1, 2]),
        ("ｃｏｆｆｅｅ　ｍｕｇ", vec![2]),
        ("咖 券", vec![1]),
        ("券 咖", vec![]),
        ("１００", vec![3]),
        ("100%", vec![3]),
        ("%", vec![3]),
        ("_", vec![]),
        ("'; --", vec![]),
        ("咖啡豆", vec![]),
        ("\n咖啡\t", vec![1, 2]),
        ("", vec![1, 2, 3]),
        (" 　", vec![1, 2, 3]),
    ] {
        let found = ask(&mut stranger, &format!("q={}", encode(q))).await;
        assert_eq!(ids(&found), expected, "{q:?}");
    }
});

crate::db_test!(the_island_gets_the_results_of_the_page, |db| {
    shelf(&db).await;
    member_with(&db, 1, &[(1_000, 30)]).await;
    testing::account(&db, "owner", "13800000001", Some(1), None).await;
    let app = testing::app(&db);
    let (mut stranger, mut owner) = (Browser::new(&app), Browser::new(&app));
    owner.sign_in("13800000001", PASSWORD).await;
    let long = format!("q={}", "x".repeat(5_000));
    for query in ["", "q=%E5%92%96", "q=%E5%92%96&kind=goods", "q=%22%3E%3Cb%3E&kind=nothing", "affordable=yes", &long]
    {
        for (locale, browser) in [("zh-CN", &mut stranger), ("en", &mut owner)] {
            browser.set_cookie("locale", locale);
            let found = ask(browser, query).await;
            let page = browser.get(&format!("/rewards?{query}")).await.body;
            assert!(page.contains(&format!("id=\"found\">{found}</div>")), "{locale} {query}: {found}");
            assert!(!found.contains("<b>") && !found.contains("<!"), "{query}: {found}");
        }
    }
    let affordable = ask(&mut owner, "q=%E5%92%96&affordable=yes").await;
    assert_eq!((ids(&affordable), heading(&affordable)), (vec![1], "1 reward found"));
    let all = ask(&mut stranger, "q=%E5%92%96&affordable=yes").await;
    assert_eq!((ids(&all), heading(&all)), (vec![1, 2], "找到 2 件礼品"), "visitors have no points");
    let chip = "href=\"/rewards?q=%E5%92%96&amp;kind=goods\"";
    assert!(all.contains(chip), "the kind filters keep the search text: {all}");
    let nothing = ask(&mut stranger, "q=zzz").await;
    assert_eq!(heading(&nothing), "没有找到礼品");
    assert!(nothing.contains("换个词或类别试试。"));
    assert_eq!(heading(&ask(&mut owner, "q=zzz").await), "No rewards found");
    assert_eq!(stranger.get(&format!("{ASK}?q=a%00b")).await.status, StatusCode::NOT_FOUND);
});

crate::db_test!(search_results_are_paged, |db| {
    for id in 1..=30 {
        named(&db, id, RewardKind::Goods, 100, ("水杯", "A cup")).await;
    }
    reward(&db, 31, RewardKind::Goods, 100, 1).await;
    let mut stranger = Browser::new(&testing::app(&db));
    let first = ask(&mut stranger, "q=cup&kind=goods").await;
    assert_eq!((ids(&first).len(), heading(&first)), (24, "找到 24 件以上礼品"));
    let next = linked(&first, "next").expect("a next page");
    assert_eq!(next, "/rewards?q=cup&kind=goods&after=24~24");
    let rest = stranger.get(&next).await.body;
    assert_eq!(ids(&rest), (25..=30).collect::<Vec<_>>());
    assert!(!rest.contains("找到"), "only the first page shows the count");
    assert!(rest.contains("name=\"kind\" value=\"goods\"") && rest.contains("name=\"q\" value=\"cup\""));
    let back = linked(&rest, "prev").expect("a previous page");
    assert_eq!(ids(&stranger.get(&back).await.body), ids(&first));
});

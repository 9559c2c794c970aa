use super::*;
use crate::db::Db;
use crate::i18n::Bilingual;
use crate::points::rules::RuleCode;
use crate::values::CustomerId;
use crate::web::testing::{self, Answer, Browser, PASSWORD};
use axum::http::StatusCode;

async fn sign_in(db: &Db, id: i64) -> Browser {
    let phone = format!("1380000{id:04}");
    testing::account(db, "owner", &phone, Some(id), None).await;
    let mut browser = Browser::new(&testing::app(db));
    browser.sign_in(&phone, PASSWORD).await;
    browser
}

/// Fifty movements, every fifth a spending, the others earnings.
async fn movements(db: &Db, customer: CustomerId) {
    let mut tx = db.write().await.expect("a transaction");
    for n in 1..=50 {
        let (zh, idempotency_key) = (format!("第{n}笔"), format!("{customer}:{n}"));
        let movement = Movement {
            label: Bilingual { zh: &zh, en: "x" },
            rule: Some(RuleCode::Survey),
            ..movement(customer, 100, &idempotency_key)
        };
        if n % 5 == 0 {
            ops::spend(&mut tx, &movement, PointAccount::Redeemed).await.expect("spent");
        } else {
            ops::earn(&mut tx, &movement).await.expect("earned");
        }
    }
    tx.commit().await.expect("committed");
}

/// Which of the fifty movements a page shows.
fn shown(page: &Answer) -> Vec<i64> {
    (1..=50).filter(|n| page.body.contains(&format!(">第{n}笔<"))).collect()
}

fn link(page: &Answer, rel: &str) -> Option<String> {
    let end = page.body.find(&format!("rel=\"{rel}\""))?;
    let start = page.body[..end].rfind("href=\"")? + "href=\"".len();
    let href = page.body[start..].split('"').next()?;
    Some(href.replace("&amp;", "&"))
}

crate::db_test!(a_statement_pages_both_ways, |db| {
    let customer = member(&db, 1).await;
    movements(&db, customer).await;
    let mut browser = sign_in(&db, 1).await;
    let first = browser.get("/me/points").await;
    assert_eq!(shown(&first), (31..=50).collect::<Vec<_>>());
    assert!(first.body.contains("3,000") && first.body.contains("规则第 1 版") && link(&first, "prev").is_none());
    let second = browser.get(&link(&first, "next").ok_or("no next page")?).await;
    assert_eq!(shown(&second), (11..=30).collect::<Vec<_>>());
    let third = browser.get(&link(&second, "next").ok_or("no next page")?).await;
    assert_eq!((shown(&third), link(&third, "next")), ((1..=10).collect(), None));
    let back = browser.get(&link(&third, "prev").ok_or("no way back")?).await;
    assert_eq!(shown(&back), shown(&second));
    let start = browser.get(&link(&back, "prev").ok_or("no way back")?).await;
    assert_eq!((shown(&start), link(&start, "prev")), (shown(&first), None));

    let spent = browser.get("/me/points?kind=spend").await;
    assert_eq!(shown(&spent), (1..=10).map(|n| n * 5).collect::<Vec<_>>());
    assert_eq!(shown(&browser.get("/me/points?period=2026&kind=earn").await).len(), 20);
    assert!(browser.get("/me/points?period=2025").await.body.contains("没有符合条件的记录"));
    for nonsense in ["after=x", "kind=x&period=x", "after=-1&before=1", "kind=%ff", "after=1&after=2"] {
        assert_eq!(browser.get(&format!("/me/points?{nonsense}")).await.status, StatusCode::OK, "{nonsense}");
    }
});

crate::db_test!(an_owner_sees_only_their_own_statement, |db| {
    let customer = member(&db, 1).await;
    movements(&db, customer).await;
    member(&db, 2).await;
    let mut browser = sign_in(&db, 2).await;
    for path in ["/me/points", "/me/points.csv", "/me/points/expiry"] {
        let page = browser.get(path).await;
        assert!(page.status == StatusCode::OK && shown(&page).is_empty() && !page.body.contains("笔<"), "{path}");
        let stranger = Browser::new(&testing::app(&db)).get(path).await;
        assert!(stranger.location.starts_with("/login"), "{path}");
    }
    assert!(browser.get("/me/points").await.body.contains("还没有积分"));
});

crate::db_test!(a_download_contains_the_filtered_lines_and_no_formulas, |db| {
    let customer = member_with(&db, 1, &[(500, 1)]).await;
    let mut tx = db.write().await?;
    let evil = Movement { label: Bilingual { zh: "=HYPERLINK(\"x\"),\r\n1", en: "x" }, ..movement(customer, 200, "k") };
    ops::spend(&mut tx, &evil, PointAccount::Redeemed).await?;
    tx.commit().await?;
    let mut browser = sign_in(&db, 1).await;
    let all = browser.get("/me/points.csv").await.body;
    let lines = "2026-03-04,12:00,使用,\"'=HYPERLINK(\"\"x\"\"),\r\n1\",,,-200,300,0\r\n\
                 2026-02-02,12:00,获得,测试,维保消费,1,500,500,0\r\n";
    assert_eq!(all, format!("\u{feff}日期,时间,类型,事项,规则,规则版本,变动,余额,待补扣\r\n{lines}"));
    let earned = browser.get("/me/points.csv?kind=earn").await.body;
    assert!(earned.contains("维保消费") && !earned.contains("HYPERLINK"));
});

crate::db_test!(the_calendar_shows_every_month_and_lot, |db| {
    let customer = member_with(&db, 1, &[(1_200, 35), (640, 33), (50, 33)]).await;
    let mut browser = sign_in(&db, 1).await;
    let page = browser.get("/me/points/expiry").await;
    for shown in ["1,200", "¥12.00", "690", "¥6.90", "640", "¥6.40", "2026年4月30日", "2026年6月30日", "is-soon"]
    {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    let mut tx = db.write().await?;
    for n in 0..40 {
        earn(&mut tx, customer, 1_000 + n, 2).await?;
    }
    tx.commit().await?;
    let page = browser.get("/me/points/expiry").await;
    let next = browser.get(&link(&page, "next").ok_or("no next page")?).await;
    assert!(page.body.contains("1,026") && !page.body.contains(">1,027<") && next.body.contains(">1,027<"));
    let back = browser.get(&link(&next, "prev").ok_or("no way back")?).await;
    assert!(back.body.contains("1,026") && !back.body.contains(">1,027<"));
    for nonsense in ["after=1", "after=~", "before=x~y", "after=99999999999999999~1", "after=-5~1"] {
        assert_eq!(browser.get(&format!("/me/points/expiry?{nonsense}")).await.status, StatusCode::OK, "{nonsense}");
    }
});

crate::db_test!(debt_is_shown_with_its_reason, |db| {
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    let lot = ops::earn(&mut tx, &movement(customer, 500, "earn")).await?.transfer;
    ops::spend(&mut tx, &movement(customer, 300, "spend"), PointAccount::Redeemed).await?;
    let label = Bilingual { zh: "常规保养退款 WO1", en: "Service credited WO1" };
    ops::reverse(&mut tx, lot, &Movement { label, ..movement(customer, 500, "back") }).await?;
    tx.commit().await?;
    let mut browser = sign_in(&db, 1).await;
    for path in ["/me", "/me/points"] {
        let page = browser.get(path).await;
        for shown in ["待补扣 300 分", "常规保养退款 WO1", "无需付款"] {
            assert!(page.body.contains(shown), "{path}: {shown}: {}", page.body);
        }
    }
    let mut tx = db.write().await?;
    ops::earn(&mut tx, &movement(customer, 1_000, "next")).await?;
    tx.commit().await?;
    assert!(!browser.page("/me").await.contains("待补扣"));
    let page = browser.get("/me/points?kind=settle").await;
    assert!(page.body.contains("已全部补清") && page.body.contains("−300"), "{}", page.body);
});

crate::db_test!(a_hold_is_one_line_with_its_outcome, |db| {
    let customer = member_with(&db, 1, &[(900, 1)]).await;
    let mut tx = db.write().await?;
    let wait = chrono::TimeDelta::minutes(30);
    for (n, zh) in [(100, "甲"), (200, "乙"), (300, "丙")] {
        let (hold, end) = (format!("hold:{n}"), format!("end:{n}"));
        let label = Bilingual { zh, en: "x" };
        let held = ops::hold(&mut tx, &Movement { label, ..movement(customer, n, &hold) }, wait).await?.hold;
        let ended = Movement { label, ..movement(customer, n, &end) };
        if n == 100 {
            ops::capture(&mut tx, held, &ended, PointAccount::Dealer).await?;
        } else if n == 200 {
            ops::release(&mut tx, held, &ended).await?;
        }
    }
    tx.commit().await?;
    let mut browser = sign_in(&db, 1).await;
    for path in ["/me/points", "/me/points?kind=hold"] {
        let page = browser.get(path).await.body;
        for shown in [
            ">甲<small>到店抵扣 · 已使用<",
            ">乙<small>到店抵扣 · 未使用，已退回<",
            ">乙<small>到店抵扣退回<",
            ">丙<small>到店抵扣 · 预留中<",
        ] {
            assert!(page.contains(shown), "{path}: {shown}: {page}");
        }
        assert_eq!((page.matches(">甲<").count(), page.matches(">乙<").count()), (1, 2), "{path}");
    }
    assert!(!browser.page("/me/points?kind=hold").await.contains("<small>获得"), "earnings are another kind");
    assert_eq!(browser.get("/me/points.csv?kind=hold").await.body.matches(",到店抵扣").count(), 4);
});

crate::db_test!(owners_see_only_the_rules_of_earnings, |db| {
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    let workshop =
        |idempotency_key| Movement { rule: Some(RuleCode::Workshop), ..movement(customer, 500, idempotency_key) };
    let lot = ops::earn(&mut tx, &workshop("earn")).await?.transfer;
    let point_value = Movement {
        rule: Some(RuleCode::PointValue),
        label: Bilingual { zh: "兑换", en: "x" },
        ..movement(customer, 100, "spend")
    };
    ops::spend(&mut tx, &point_value, PointAccount::Redeemed).await?;
    ops::reverse(&mut tx, lot, &workshop("back")).await?;
    tx.commit().await?;
    let mut browser = sign_in(&db, 1).await;
    let page = browser.get("/me/points").await.body;
    assert_eq!(page.matches("title=\"规则第 1 版\"").count(), 2, "{page}");
    assert!(page.contains("<small>使用</small>") && !page.contains("积分价值"), "{page}");
    let csv = browser.get("/me/points.csv").await.body;
    assert!(csv.contains("维保消费") && !csv.contains("积分价值"), "{csv}");
});

use super::*;
use crate::i18n::{Bilingual, Locale};
use crate::outbox::sign;
use crate::web::testing::{Answer, Browser, PASSWORD};
use axum::http::StatusCode;

const WHY: [(&str, &str); 2] = [("reason", "points"), ("detail", "来电")];
const KEY: &str = "00000000-0000-7000-8000-000000000001";
const ACCOUNT: &str = "/admin/points/members/1";
const ADJUST: &str = "/admin/points/members/1/adjustments";

/// A member with an account, and two signed-in administrators.
async fn administrators(db: &Db) -> (Browser, Browser) {
    pair(db).await;
    member_with(db, 1, &[(300, 30), (400, 2)]).await;
    testing::account(db, "owner", "13800000001", Some(1), None).await;
    (signed_in(db, "13900000008").await, signed_in(db, "13900000009").await)
}

async fn signed_in(db: &Db, phone: &str) -> Browser {
    let mut browser = Browser::new(&testing::app(db));
    browser.sign_in(phone, PASSWORD).await;
    browser
}

fn form<'a>(direction: &'a str, points: &'a str, reason: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("idempotency_key", KEY),
        ("direction", direction),
        ("points", points),
        ("reason", reason),
        ("reason_code", "correction"),
    ]
}

async fn count(db: &Db, query: &'static str) -> i64 {
    sql!(db.read().await.expect("a connection"), scalar i64, query).expect("a count")
}

fn shows(page: &Answer, texts: &[&str]) {
    for text in texts {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
}

crate::db_test!(an_account_opens_only_with_a_reason, |db| {
    let (mut admin, mut other) = administrators(&db).await;
    let lots = format!("{ACCOUNT}/lots");
    for path in [ACCOUNT, lots.as_str(), ADJUST] {
        let closed = admin.get(path).await;
        assert!(closed.body.contains("查看原因") && closed.body.contains("张**"), "{}", closed.body);
        assert!(!closed.body.contains("M000000001") && !closed.body.contains("700"));
    }
    let early = admin.post(ADJUST, &form("give", "100", "补偿")).await;
    assert_eq!(early.status, StatusCode::CONFLICT, "the file is not open");
    assert!(!early.body.contains("M000000001") && early.body.contains("张**"));
    assert_eq!(admin.post(ACCOUNT, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM file_accesses").await, 0);
    assert_eq!(admin.post(ACCOUNT, &WHY).await.location, ACCOUNT);
    let open = admin.get(ACCOUNT).await;
    shows(&open, &["张三", "M000000001", "700", "¥7.00", "测试", "维保消费", "规则第 1 版", "积分或兑换问题：来电"]);
    shows(&admin.get(&lots).await, &["300", "400", "人工"]);
    assert!(admin.get("/admin/members/1").await.body.contains("明细与调整"), "the member's file is open too");
    assert!(!other.page(ACCOUNT).await.contains("M000000001"), "another reader has given no reason");
    let mut owner = signed_in(&db, "13800000001").await;
    shows(&owner.get("/me/privacy").await, &["积分或兑换问题"]);
    for path in ["/admin/points/members/99", "/admin/points/members/x", "/admin/points/members/99/lots"] {
        assert_eq!(admin.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
});

crate::db_test!(an_expired_file_asks_for_a_reason_and_keeps_the_form, |db| {
    let (mut admin, _) = administrators(&db).await;
    admin.post(ACCOUNT, &WHY).await;
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE file_accesses SET at = $1", noon() - chrono::TimeDelta::minutes(30))?;
    tx.commit().await?;
    let late = admin.post(ADJUST, &form("take", "350", "重复<i>发放")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let kept =
        ["name=\"points\" value=\"350\"", "value=\"重复&lt;i&gt;发放\"", "name=\"why\"", KEY, "请重新填写查看原因"];
    shows(&late, &kept);
    let again = |why: &'static str, points: &'static str| {
        let mut fields = form("take", points, "重复<i>发放").to_vec();
        fields.extend([("why", why), ("why_detail", "来电")]);
        fields
    };
    let unsaid = admin.post(ADJUST, &again("", "350")).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(&unsaid, &["href=\"#f-why\"", "name=\"points\" value=\"350\""]);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM file_accesses").await, 1);
    // The file is open by then, so other errors are shown on the page.
    let wrong = admin.post(ADJUST, &again("points", "many")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(&wrong, &["href=\"#f-points\"", "value=\"many\"", "M000000001"]);
    assert_eq!(admin.post(ADJUST, &form("take", "350", "重复<i>发放")).await.location, ACCOUNT);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM file_accesses").await, 2);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM point_adjustments").await, 1);
    for (path, fields) in
        [("account", [("do", "disable"), ("reason", "本人要求")]), ("merge", [("with", "C9"), ("reason", "重复")])]
    {
        let mut tx = db.write().await?;
        sql!(tx, execute, "UPDATE file_accesses SET at = $1", noon() - chrono::TimeDelta::minutes(30))?;
        tx.commit().await?;
        let late = admin.post(&format!("/admin/members/1/{path}"), &fields).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{path}");
        shows(&late, &[&format!("value=\"{}\"", fields[1].1), "name=\"why\""]);
    }
    let phone = admin.post("/admin/members/1/phone", &[]).await;
    assert!(phone.status == StatusCode::CONFLICT && phone.body.contains("name=\"reason\""), "{}", phone.body);
});

crate::db_test!(dealer_staff_are_named_with_their_dealer, |db| {
    let (mut admin, _) = administrators(&db).await;
    let shop = crate::garage::fixtures::dealer(&db, "D002", "杭州西湖店").await;
    let by = testing::account(&db, "dealer", "13900000051", None, Some(shop)).await;
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE accounts SET name = '李敏' WHERE id = $1", by)?;
    let paid = points::Movement { actor: &format!("dealer:{by}"), ..movement(CustomerId(1), 50, "bill") };
    points::spend(&mut tx, &paid, PointAccount::Dealer).await?;
    tx.commit().await?;
    admin.post(ACCOUNT, &WHY).await;
    shows(&admin.get(ACCOUNT).await, &["李敏", "杭州西湖店"]);
});

crate::db_test!(a_small_adjustment_is_posted_once, |db| {
    let (mut admin, _) = administrators(&db).await;
    admin.post(ACCOUNT, &WHY).await;
    let wrong =
        admin.post(ADJUST, &[("idempotency_key", KEY), ("direction", "x"), ("points", "1.5"), ("reason", "<b>")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(&wrong, &["href=\"#f-points\"", "value=\"1.5\"", "href=\"#f-direction\"", "value=\"&lt;b&gt;\"", KEY]);
    for points in ["0", "-5", "1000001", ""] {
        let wrong = admin.post(ADJUST, &form("give", points, "补偿")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{points}");
    }
    let short = admin.post(ADJUST, &form("take", "701", "重复发放")).await;
    assert_eq!(short.status, StatusCode::CONFLICT);
    shows(&short, &["积分不足：需 701 积分，您有 700 积分", "value=\"重复发放\""]);
    for _ in 0..2 {
        assert_eq!(admin.post(ADJUST, &form("take", "350", "重复<i>发放")).await.location, ACCOUNT, "a double click");
    }
    let page = admin.get(ACCOUNT).await;
    shows(&page, &["调整已入账", "−350", "原因：重复&lt;i&gt;发放", "手工调整复核线", "/admin/points/adjustments/"]);
    assert_eq!(page.body.matches("−350").count(), 1);
    let keyless = [("direction", "give"), ("points", "5"), ("reason", "补偿"), ("reason_code", "goodwill")];
    assert_eq!(admin.post(ADJUST, &keyless).await.status, StatusCode::CONFLICT);
    let mut owner = signed_in(&db, "13800000001").await;
    let mine = owner.get("/me/points").await;
    assert!(mine.body.contains("人工调整：更正错误") && !mine.body.contains("重复"));
    owner.set_cookie("locale", "en");
    assert!(owner.get("/me/points").await.body.contains("Club adjustment: error corrected"));
    assert_whole(&db).await;
});

async fn sent_messages(db: &Db) -> Vec<String> {
    let query = "SELECT body FROM outbox WHERE topic = 'adjustment' ORDER BY id";
    sql!(db.read().await.expect("a connection"), scalars String, query).expect("messages")
}

crate::db_test!(members_are_notified_once_without_the_staff_reason, |db| {
    let (mut admin, mut other) = administrators(&db).await;
    admin.post(ACCOUNT, &WHY).await;
    let mut wrong = form("take", "100", "重复发放");
    wrong[4].1 = "goodwill";
    let answer = admin.post(ADJUST, &wrong).await;
    assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains("href=\"#f-reason_code\""));
    assert_eq!(sent_messages(&db).await, [""; 0]);
    for _ in 0..2 {
        admin.post(ADJUST, &form("take", "100", "重复发放")).await;
    }
    let taken = "俱乐部扣减了您的 100 积分（更正错误）。登录车主俱乐部，在积分明细中查看；有疑问请联系我们。";
    assert_eq!(sent_messages(&db).await, [sign(Locale::Zh, taken)]);
    // A large adjustment is announced when it is approved, not before.
    let mut large = form("give", "5000", "投诉和解");
    (large[0].1, large[4].1) = ("00000000-0000-7000-8000-000000000002", "compensation");
    let page = admin.post(ADJUST, &large).await.location;
    assert_eq!(sent_messages(&db).await.len(), 1);
    shows(&other.get(&page).await, &["会员看到的说明", "服务补偿", "投诉和解"]);
    other.post(&format!("{page}/approval"), &[]).await;
    let given = &sent_messages(&db).await[1];
    assert!(given.contains("5,000 积分（服务补偿）") && !given.contains("投诉"), "{given}");
    // Members without an account, or with a disabled one, are not notified.
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE accounts SET disabled_at = $1 WHERE customer_id = 1", noon())?;
    tx.commit().await?;
    let mut third = form("give", "5", "补偿");
    third[0].1 = "00000000-0000-7000-8000-000000000003";
    assert_eq!(admin.post(ADJUST, &third).await.location, ACCOUNT);
    assert_eq!(sent_messages(&db).await.len(), 2);
});

crate::db_test!(a_statement_is_filtered_by_kind_and_period, |db| {
    let (mut admin, _) = administrators(&db).await;
    let mut tx = db.write().await?;
    for n in 1..=45 {
        let (zh, idempotency_key) = (format!("第{n}笔"), format!("n{n}"));
        let earned =
            points::Movement { label: Bilingual { zh: &zh, en: "x" }, ..movement(CustomerId(1), 10, &idempotency_key) };
        points::earn(&mut tx, &earned).await?;
        if n % 2 == 0 {
            let idempotency_key = format!("s{n}");
            let spent = points::Movement {
                label: Bilingual { zh: "用掉", en: "used" },
                ..movement(CustomerId(1), 1, &idempotency_key)
            };
            points::spend(&mut tx, &spent, PointAccount::Redeemed).await?;
        }
    }
    tx.commit().await?;
    assert!(!admin.page(&format!("{ACCOUNT}?kind=spend")).await.contains("用掉"), "the file is closed");
    admin.post(ACCOUNT, &WHY).await;
    let spent = admin.get(&format!("{ACCOUNT}?kind=spend")).await;
    assert!(spent.body.matches(">用掉<").count() == 20 && !spent.body.contains("笔<"), "{}", spent.body);
    assert!(spent.body.contains("kind=spend&amp;after=") && spent.body.contains("value=\"spend\" selected"));
    let end = spent.body.find("rel=\"next\"").ok_or("a next page")?;
    let start = spent.body[..end].rfind("href=\"").ok_or("its address")? + 6;
    let next = spent.body[start..].split('"').next().unwrap_or_default().replace("&amp;", "&");
    assert!(admin.get(&next).await.body.matches(">用掉<").count() == 2, "{next}");
    let recent = admin.get(&format!("{ACCOUNT}?kind=earn&period=12m")).await;
    assert!(recent.body.contains("第45笔") && !recent.body.contains("用掉"));
    let nothing = admin.get(&format!("{ACCOUNT}?kind=donate")).await;
    shows(&nothing, &["没有符合条件的记录", "查看全部明细"]);
    assert_eq!(admin.get(&format!("{ACCOUNT}?kind=x&period=1")).await.body.matches("<tr>").count(), 21);
    let before = db.statements();
    admin.get(&format!("{ACCOUNT}?kind=earn&period=12m")).await;
    assert!(db.statements() - before <= 4);
});

crate::db_test!(a_large_adjustment_is_approved_by_a_second_administrator, |db| {
    let (mut admin, mut other) = administrators(&db).await;
    assert!(admin.get("/admin/points").await.body.contains("没有待复核的调整"));
    admin.post(ACCOUNT, &WHY).await;
    let page = admin.post(ADJUST, &form("give", "5000", "投诉和解")).await.location;
    assert!(page.starts_with("/admin/points/adjustments/"), "{page}");
    shows(&admin.get(ADJUST).await, &["此前的调整", "投诉和解", "提交调整"]);
    let own = admin.get(&page).await;
    shows(&own, &["+5,000", "投诉和解", "待复核", "须由另一位管理员批准", "撤回"]);
    assert!(!own.body.contains("/approval\""));
    let refused = admin.post(&format!("{page}/approval"), &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    shows(&refused, &["须由另一位管理员批准"]);
    shows(&other.get("/admin/points").await, &["投诉和解", "张**", &page]);
    shows(&other.get(&page).await, &["批准并入账", "驳回"]);
    assert_eq!(other.post(&format!("{page}/rejection"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(other.post(&format!("{page}/approval"), &[]).await.location, page);
    shows(&other.get(&page).await, &["已批准并入账", "已入账"]);
    let late = admin.post(&format!("{page}/rejection"), &[("reason", "撤回")]).await;
    assert!(late.status == StatusCode::CONFLICT && late.body.contains("已有人处理过"));
    shows(&admin.get(ACCOUNT).await, &["5,700", "+5,000", "测试"]);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM staff_actions WHERE subject = 'adjustment'").await, 2);
    assert_whole(&db).await;
});

crate::db_test!(a_declined_adjustment_shows_its_reason, |db| {
    let (mut admin, mut other) = administrators(&db).await;
    admin.post(ACCOUNT, &WHY).await;
    let page = admin.post(ADJUST, &form("give", "5000", "投诉和解")).await.location;
    assert_eq!(other.post(&format!("{page}/rejection"), &[("reason", "金额不符")]).await.location, page);
    shows(&admin.get(&page).await, &["已驳回", "驳回原因", "金额不符"]);
    let landing = admin.get("/admin/points").await;
    shows(&landing, &["没有待复核的调整", "投诉和解", "已驳回"]);
    let mut english = Browser::new(&testing::app(&db));
    english.set_cookie("locale", "en");
    english.sign_in("13900000009", PASSWORD).await;
    shows(&english.get("/admin/points").await, &["Recent adjustments", "Declined", "Nothing to approve"]);
    shows(&english.get(&page).await, &["Reason for declining", "Single-approver limit"]);
    assert_eq!(available(&mut db.read().await?, CustomerId(1)).await, 700);
});

crate::db_test!(a_long_statement_is_paged, |db| {
    let (mut admin, _) = administrators(&db).await;
    let mut tx = db.write().await?;
    for n in 1..=40 {
        let (zh, idempotency_key) = (format!("第{n}笔"), format!("n{n}"));
        let earned =
            points::Movement { label: Bilingual { zh: &zh, en: "x" }, ..movement(CustomerId(1), 10, &idempotency_key) };
        points::earn(&mut tx, &earned).await?;
    }
    tx.commit().await?;
    admin.post(ACCOUNT, &WHY).await;
    let link = |page: &Answer, rel: &str| {
        let end = page.body.find(&format!("rel=\"{rel}\"")).expect("a link");
        let start = page.body[..end].rfind("href=\"").expect("an address") + "href=\"".len();
        page.body[start..].split('"').next().unwrap_or_default().replace("&amp;", "&")
    };
    let first = admin.get(ACCOUNT).await;
    assert!(first.body.contains(">第40笔<") && first.body.contains(">第21笔<") && !first.body.contains(">第20笔<"));
    let second = admin.get(&link(&first, "next")).await;
    assert!(second.body.contains(">第20笔<") && second.body.contains(">第1笔<"));
    assert!(admin.get(&link(&second, "prev")).await.body.contains(">第40笔<"));
    for odd in ["?after=x", "?before=-1", "?after=99999999999999999999"] {
        assert_eq!(admin.get(&format!("{ACCOUNT}{odd}")).await.status, StatusCode::OK, "{odd}");
    }
});

crate::db_test!(pages_need_at_most_four_statements, |db| {
    let (mut admin, _) = administrators(&db).await;
    admin.post(ACCOUNT, &WHY).await;
    let page = admin.post(ADJUST, &form("give", "5000", "投诉和解")).await.location;
    let lots = format!("{ACCOUNT}/lots");
    for path in ["/admin/points", "/admin/points?q=13800000001", "/admin/points?after=7", ACCOUNT, ADJUST, &lots, &page]
    {
        let before = db.statements();
        assert_eq!(admin.get(path).await.status, StatusCode::OK, "{path}");
        assert!(db.statements() - before <= 4, "{path}: {}", db.statements() - before);
    }
    let found = admin.get("/admin/points?q=M000000001").await;
    shows(&found, &["href=\"/admin/points/members/1\"", "张**"]);
});

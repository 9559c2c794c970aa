use super::*;
use crate::actions::testing::{Edits, two_editors};
use crate::db::testing::assert_ordered_by;
use crate::garage::fixtures::{dealer, model, statements};
use crate::points::rules::admin::queries;
use crate::web::testing::{Browser, PASSWORD};
use axum::http::StatusCode;
use uuid::Uuid;

async fn signed_in(db: &Db, phone: &str) -> Browser {
    let mut browser = Browser::new(&testing::app(db));
    browser.sign_in(phone, PASSWORD).await;
    browser
}

crate::db_test!(from_a_draft_to_a_rule_in_force, |db| {
    admin(&db).await;
    testing::account(&db, "admin", "13900000008", None, None).await;
    let (mut first, mut second) = (signed_in(&db, "13900000009").await, signed_in(&db, "13900000008").await);
    assert!(first.get("/admin/points/rules").await.body.contains("每 ¥1 得 1 分"));
    assert_eq!(first.get("/admin/points/rules/nonsense").await.status, StatusCode::NOT_FOUND);
    assert_eq!(first.post("/admin/points/rules/nonsense", &[]).await.status, StatusCode::NOT_FOUND);
    let rule = "/admin/points/rules/workshop";
    let wrong = [("value", "101"), ("cap", "x"), ("starts_on", "2026-03-04"), ("note", "预算<b>")];
    let answer = first.post(rule, &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for shown in ["href=\"#f-value\"", "href=\"#f-cap\"", "最早从明天开始", "预算&lt;b&gt;", "value=\"101\""] {
        assert!(answer.body.contains(shown), "{shown}: {}", answer.body);
    }
    let right = [
        ("value", "2"),
        ("cap", "3000"),
        ("starts_on", "2026-03-20"),
        ("note", "预算"),
        ("idempotency_key", &answer.hidden("idempotency_key")),
    ];
    let version = first.post(rule, &right).await.location;
    assert_eq!(first.post(rule, &right).await.location, version, "a double click makes one draft");
    let draft = second.get(&version).await;
    assert!(draft.body.contains("草稿") && draft.body.contains("value=\"3000\"") && draft.body.contains("开始试算"));

    let changed = [("version", "1"), ("value", "3"), ("cap", ""), ("starts_on", "2026-03-21"), ("note", "预算")];
    assert_eq!(first.post(&version, &changed).await.location, version);
    let stale =
        second.post(&version, &[("version", "1"), ("value", "4"), ("starts_on", "2026-03-22"), ("note", "x")]).await;
    assert!(stale.status == StatusCode::CONFLICT && stale.body.contains("value=\"4\""), "{}", stale.body);
    assert!(stale.body.contains("name=\"version\" value=\"2\""), "after the refusal the form has the new version");
    let publication = format!("{version}/publication");
    assert_eq!(second.post(&publication, &[("version", "1")]).await.status, StatusCode::CONFLICT);
    assert_eq!(second.post(&publication, &[("version", "2")]).await.location, version);
    assert!(first.get("/admin/points/rules").await.body.contains("每 ¥1 得 3 分"));
    let coming = first.get(&version).await;
    assert!(coming.body.contains("即将生效") && coming.body.contains("撤回") && !coming.body.contains("开始试算"));
    assert_eq!(first.post(&format!("{version}/withdrawal"), &[("version", "3")]).await.location, version);
    assert!(first.get(rule).await.body.contains("已撤回"));
    assert_eq!(first.post(&format!("{version}/simulation"), &[("months", "3")]).await.status, StatusCode::CONFLICT);
});

crate::db_test!(the_page_says_who_must_publish_the_limit, |db| {
    admin(&db).await;
    testing::account(&db, "admin", "13900000008", None, None).await;
    let (mut first, mut second) = (signed_in(&db, "13900000009").await, signed_in(&db, "13900000008").await);
    let idempotency_key = Uuid::new_v4().to_string();
    let fields =
        [("value", "100000"), ("starts_on", "2026-03-20"), ("note", "年终"), ("idempotency_key", &idempotency_key)];
    let version = first.post("/admin/points/rules/four_eyes", &fields).await.location;
    let publication = format!("{version}/publication");
    let own = first.get(&version).await.body;
    assert!(own.contains("您创建的版本由另一位管理员发布") && !own.contains(&publication), "{own}");
    let refused = first.post(&publication, &[("version", "1")]).await;
    assert!(refused.status == StatusCode::CONFLICT && refused.body.contains("须由另一位管理员批准"));
    assert!(second.get(&version).await.body.contains(&publication));
    assert_eq!(second.post(&publication, &[("version", "1")]).await.location, version);
    let published = second.get(&version).await.body;
    assert!(published.contains("即将生效") && !published.contains(&format!("{version}/withdrawal")), "{published}");
});

crate::db_test!(tiers_and_campaigns_are_written_on_their_pages, |db| {
    admin(&db).await;
    let mut admin = signed_in(&db, "13900000009").await;
    let idempotency_key = Uuid::new_v4().to_string();
    let fields = [
        ("idempotency_key", idempotency_key.as_str()),
        ("starts_on", "2026-04-01"),
        ("note", "升级"),
        ("percent_basic", "100"),
        ("tier_points_silver", "1500"),
        ("percent_silver", "120"),
        ("tier_points_gold", "8000"),
        ("percent_gold", "130"),
        ("tier_points_platinum", "20000"),
        ("percent_platinum", "150"),
    ];
    let version = admin.post("/admin/points/rules/tiers", &fields).await.location;
    assert!(admin.get(&version).await.body.contains("value=\"1500\""));
    assert_eq!(admin.post(&format!("{version}/publication"), &[("version", "1")]).await.location, version);
    assert!(!admin.page("/terms").await.contains("1,500"));
    let mut tx = db.read().await?;
    let tiers = crate::points::rules::store::tiers(&mut tx, at("2026-03-31T16:00:00Z")).await?;
    assert_eq!((tiers[1].min_tier_points, tiers[1].multiplier_percent, tiers[2].multiplier_percent), (1_500, 120, 130));
    drop(tx);

    let new = "/admin/points/campaigns/new";
    let mut fields = vec![
        ("title_zh", "开学季"),
        ("title_en", "Back to school"),
        ("rule", "survey"),
        ("percent", "150"),
        ("from_on", "2026-03-20"),
        ("until_on", "2026-03-19"),
        ("dealers", "d9"),
    ];
    let wrong = admin.post(new, &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("结束时间须晚于")
            && wrong.body.contains("有经销商代码未找到")
            && wrong.body.contains("开学季")
    );
    fields[5] = ("until_on", "2026-03-31");
    fields.pop();
    let idempotency_key = wrong.hidden("idempotency_key");
    fields.push(("idempotency_key", &idempotency_key));
    let campaign = admin.post(new, &fields).await.location;
    assert_eq!(admin.post(new, &fields).await.location, campaign, "a double click makes one draft");
    assert!(admin.get("/admin/points/campaigns?status=draft").await.body.contains("开学季"));
    assert!(!admin.page("/terms").await.contains("开学季"), "owners do not see drafts");
    assert_eq!(admin.post(&format!("{campaign}/publication"), &[("version", "1")]).await.location, campaign);
    assert!(admin.get("/terms").await.body.contains("开学季"));
    let mut tx = db.write().await?;
    let run = "INSERT INTO rule_simulations (rule_id, revision, months, state, beat_at, started_by, started_at) \
               SELECT id, 1, 12, 'waiting', $1, (SELECT MIN(id) FROM accounts), $1 FROM point_rules WHERE code = 'survey'";
    sql!(tx, execute, run, noon())?;
    tx.commit().await?;
    assert!(!admin.page(&campaign).await.contains("试算结果比较"), "a rule's simulations are on the rule's page");
    for path in
        ["/admin/points/rules", "/admin/points/rules/tiers", &version, "/admin/points/campaigns", new, &campaign]
    {
        let asked = statements(&db, &mut admin, path).await;
        assert!(asked <= 4, "{path}: {asked}");
    }
});

crate::db_test!(a_stale_version_shows_what_others_changed, |db| {
    let (mut first, mut second) = two_editors(&db).await;
    let key = Uuid::new_v4().to_string();
    let fields = [("value", "2"), ("cap", "3000"), ("starts_on", "2026-03-20"), ("note", "预算")];
    let new = [fields.as_slice(), &[("idempotency_key", &key)]].concat();
    let version = first.post("/admin/points/rules/workshop", &new).await.location;
    let edits = Edits {
        form: &version,
        detail: &version,
        fields: &fields,
        theirs: &[("value", "3"), ("cap", ""), ("starts_on", "2026-03-21")],
        shown: &["数值：2 → 3", "每月上限：3,000 → （空）", "生效日期：2026年3月20日 → 2026年3月21日"],
        mine: ("value", "4"),
        unchanged: "变更原因：",
    };
    edits.check((&mut first, &mut second)).await;
    let stale = second.post(&format!("{version}/publication"), &[("version", "1")]).await;
    assert!(stale.status == StatusCode::CONFLICT && !stale.body.contains("notice-info conflicts"), "{}", stale.body);
});

crate::db_test!(a_stale_version_of_the_tiers_shows_what_others_changed, |db| {
    let (mut first, mut second) = two_editors(&db).await;
    let key = Uuid::new_v4().to_string();
    let fields = [
        ("starts_on", "2026-04-01"),
        ("note", "升级"),
        ("percent_basic", "100"),
        ("tier_points_silver", "1500"),
        ("percent_silver", "120"),
        ("tier_points_gold", "8000"),
        ("percent_gold", "130"),
        ("tier_points_platinum", "20000"),
        ("percent_platinum", "150"),
    ];
    let new = [fields.as_slice(), &[("idempotency_key", &key)]].concat();
    let version = first.post("/admin/points/rules/tiers", &new).await.location;
    let edits = Edits {
        form: &version,
        detail: &version,
        fields: &fields,
        theirs: &[("tier_points_gold", "9000"), ("percent_silver", "125")],
        shown: &["金卡会员：成长值从：8,000 → 9,000", "银卡会员：维保积分倍数：120% → 125%"],
        mine: ("percent_platinum", "200"),
        unchanged: "白金卡会员",
    };
    edits.check((&mut first, &mut second)).await;
    let asked = statements(&db, &mut first, &version).await;
    assert!(asked <= 4, "{asked}");
});

crate::db_test!(a_stale_campaign_shows_what_others_changed, |db| {
    let (mut first, mut second) = two_editors(&db).await;
    for code in ["D1", "D2"] {
        dealer(&db, code, "经销商").await;
    }
    let car = model(&db, "E7", "远山", "electric").await.to_string();
    let key = Uuid::new_v4().to_string();
    let fields = [
        ("title_zh", "周年庆"),
        ("title_en", "Anniversary"),
        ("rule", "workshop"),
        ("percent", "150"),
        ("from_on", "2026-03-20"),
        ("until_on", "2026-03-31"),
        ("dealers", "D1"),
        ("note", ""),
    ];
    let new = [fields.as_slice(), &[("idempotency_key", &key)]].concat();
    let campaign = first.post("/admin/points/campaigns/new", &new).await.location;
    let edits = Edits {
        form: &campaign,
        detail: &campaign,
        fields: &fields,
        theirs: &[("percent", "200"), ("until_on", "2026-04-02"), ("dealers", "d2 d1"), ("model", &car)],
        shown: &[
            "积分倍数（%）：150 → 200",
            "最后一天：2026年3月31日 → 2026年4月2日",
            "限定经销商：D1 → D1、D2",
            "限定车型：已修改",
        ],
        mine: ("title_en", "Ten years"),
        unchanged: "标题（英文）：",
    };
    edits.check((&mut first, &mut second)).await;
    let chosen = format!("value=\"{car}\" checked");
    assert!(!first.page(&campaign).await.contains(&chosen), "the second editor had chosen no model");
    let limited = [fields.as_slice(), &[("model", &car), ("version", "3")]].concat();
    assert_eq!(first.post(&campaign, &limited).await.location, campaign);
    assert!(first.get(&campaign).await.body.contains(&chosen));
    assert_eq!(first.post(&format!("{campaign}/publication"), &[("version", "4")]).await.location, campaign);
    let published = first.get(&campaign).await.body;
    assert!(published.contains("限于</dt><dd>远山、D1"), "{published}");
});

crate::db_test!(campaigns_are_read_in_the_order_of_an_index, |db| {
    for statement in queries::BY_START {
        let since = "'2026-03-04 04:00:00+00:00'";
        assert_ordered_by(&db, "point_campaigns_starts_at", statement, &["''", since, "1", "''"]).await;
    }
});

crate::db_test!(rules_are_listed_by_what_is_to_come, |db| {
    admin(&db).await;
    let mut admin = signed_in(&db, "13900000009").await;
    let link = "href=\"/admin/points/rules/workshop\"";
    for part in ["draft", "upcoming"] {
        let page = admin.get(&format!("/admin/points/rules?status={part}")).await.body;
        assert!(page.contains("这里没有规则") && !page.contains(link), "{part}: {page}");
    }
    let key = Uuid::new_v4().to_string();
    let draft = [("value", "2"), ("starts_on", "2026-03-20"), ("note", "预算"), ("idempotency_key", &key)];
    let version = admin.post("/admin/points/rules/workshop", &draft).await.location;
    assert!(admin.get("/admin/points/rules?status=draft").await.body.contains(link));
    assert!(!admin.get("/admin/points/rules?status=upcoming").await.body.contains(link));
    let published = admin.post(&format!("{version}/publication"), &[("version", "1")]).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.body);
    assert!(admin.get("/admin/points/rules?status=upcoming").await.body.contains(link));
    assert!(!admin.get("/admin/points/rules?status=draft").await.body.contains(link));
});

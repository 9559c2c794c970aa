use super::*;
use crate::actions::testing::{Edits, two_editors};
use crate::web::testing::{Answer, Browser, PASSWORD};
use axum::http::StatusCode;

pub const FORM: [(&str, &str); 13] = [
    ("idempotency_key", "00000000-0000-7000-8000-00000000000a"),
    ("version", "0"),
    ("kind", "accessory"),
    ("title_zh", "车顶架"),
    ("title_en", "Roof rack"),
    ("body_zh", "铝合金"),
    ("body_en", "Aluminium"),
    ("picture", "/img/rewards.svg#roofbox"),
    ("points", "2000"),
    ("points_gold", "1800"),
    ("pay", "50"),
    ("visible_from", "2026-03-01"),
    ("stock", "3"),
];

pub async fn signed_in(db: &Db) -> Browser {
    admin(db).await;
    let mut browser = Browser::new(&testing::app(db));
    browser.sign_in("13900000009", PASSWORD).await;
    browser
}

async fn owner(db: &Db, id: i64, tier: &str) -> Browser {
    member_with(db, id, &[(2_000, 30), (3_000, 1)]).await;
    let mut tx = db.write().await.expect("a transaction");
    sql!(tx, execute, "UPDATE members SET tier = $2 WHERE customer_id = $1", id, tier).expect("a tier");
    tx.commit().await.expect("committed");
    let phone = format!("1380000{id:04}");
    testing::account(db, "owner", &phone, Some(id), None).await;
    let mut browser = Browser::new(&testing::app(db));
    browser.sign_in(&phone, PASSWORD).await;
    browser
}

pub fn seen(answer: &Answer, to: &str) {
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, to), "{}", answer.body);
}

crate::db_test!(a_reward_is_created_previewed_and_published, |db| {
    let mut admin = signed_in(&db).await;
    assert!(admin.get("/admin/rewards").await.body.contains("这里没有礼品"));
    let new = admin.get("/admin/rewards/new").await;
    assert!(new.body.contains("name=\"stock\"") && new.body.contains("value=\"2026-03-04\""));
    seen(&admin.post("/admin/rewards/new", &FORM).await, "/admin/rewards/1/preview");
    assert!(admin.get("/admin/rewards/1").await.body.contains("2,000/1,800 积分 + ¥50.00，首批 3 件"));
    let preview = admin.get("/admin/rewards/1/preview").await.body;
    assert!(preview.contains("2,000") && preview.contains("¥50.00") && preview.contains("金卡会员只需 1,800 积分"));
    let gold = admin.get("/admin/rewards/1/preview?tier=gold").await.body;
    assert!(gold.contains("1,800") && !gold.contains("只需"));
    let mut stranger = Browser::new(&testing::app(&db));
    assert_eq!(stranger.get("/rewards/1").await.status, StatusCode::NOT_FOUND);
    seen(&admin.post("/admin/rewards/1/publication", &[]).await, "/admin/rewards/1");
    assert_eq!(admin.post("/admin/rewards/1/publication", &[]).await.status, StatusCode::CONFLICT);
    let page = stranger.get("/rewards/1").await.body;
    assert!(page.contains("¥50.00") && page.contains("金卡会员只需 1,800 积分"));
    assert!(stranger.get("/rewards").await.body.contains("¥50.00"));
    let list = admin.get("/admin/rewards").await.body;
    assert!(list.contains("车顶架") && list.contains("2,000 积分 + ¥50.00"));
    seen(&admin.post("/admin/rewards/1/retirement", &[]).await, "/admin/rewards/1");
    assert!(stranger.get("/rewards/1").await.body.contains("此礼品已下架"));
    assert!(admin.get("/admin/rewards?status=retired").await.body.contains("车顶架"));
});

crate::db_test!(a_rejected_form_names_its_errors_and_keeps_its_input, |db| {
    let mut admin = signed_in(&db).await;
    let wrong = FORM.map(|(name, value)| match name {
        "title_en" => (name, ""),
        "points_gold" => (name, "2001"),
        "stock" => (name, "many"),
        _ => (name, value),
    });
    let answer = admin.post("/admin/rewards/new", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["title_en", "points_gold", "stock"] {
        assert!(answer.body.contains(&format!("href=\"#f-{field}\"")), "{field}");
    }
    assert!(answer.body.contains("value=\"many\"") && answer.body.contains("value=\"车顶架\""));
    assert_eq!(count(&mut db.read().await?, "SELECT COUNT(*) FROM rewards").await, 0);
});

crate::db_test!(a_stale_edit_shows_what_others_changed, |db| {
    let (mut first, mut second) = two_editors(&db).await;
    seen(&first.post("/admin/rewards/new", &FORM).await, "/admin/rewards/1/preview");
    let edits = Edits {
        form: "/admin/rewards/1/edit",
        detail: "/admin/rewards/1",
        fields: &FORM[2..12],
        theirs: &[
            ("points", "2500"),
            ("points_gold", ""),
            ("pay", "60"),
            ("visible_until", "2026-06-30"),
            ("kind", "workshop"),
            ("code_days", "180"),
        ],
        shown: &[
            "类型：车用附件 → 维保券",
            "所有会员：2,000 积分 → 2,500 积分",
            "金卡会员起：1,800 积分 → （空）",
            "到店另付：¥50.00 → ¥60.00",
            "展示最后一天：（空） → 2026年6月30日",
        ],
        mine: ("title_en", "Roof box"),
        unchanged: "名称（英文）：",
    };
    edits.check((&mut first, &mut second)).await;
});

crate::db_test!(stock_is_received_and_corrected_on_the_page, |db| {
    let mut admin = signed_in(&db).await;
    reward(&db, 1, RewardKind::Goods, 1_000, 5).await;
    let receipt = "/admin/rewards/1/stock/receipt";
    seen(&admin.post(receipt, &[("seen", "5"), ("more", "10")]).await, "/admin/rewards/1");
    assert_eq!(admin.post(receipt, &[("seen", "5"), ("more", "10")]).await.status, StatusCode::CONFLICT);
    for wrong in ["0", "-1", "x", ""] {
        let answer = admin.post(receipt, &[("seen", "15"), ("more", wrong)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let correction = "/admin/rewards/1/stock/correction";
    let too_many = admin.post(correction, &[("seen", "15"), ("fewer", "16"), ("reason", "盘亏")]).await;
    assert!(too_many.status == StatusCode::CONFLICT && too_many.body.contains("库存只剩 15 件"));
    seen(&admin.post(correction, &[("seen", "15"), ("fewer", "5"), ("reason", "盘亏")]).await, "/admin/rewards/1");
    assert!(admin.get("/admin/rewards/1").await.body.contains("−5：盘亏"));
    assert_eq!(stock(&mut db.read().await?, 1.into()).await, 10);
});

crate::db_test!(an_owner_pays_the_price_shown_for_the_tier, |db| {
    let mut admin = signed_in(&db).await;
    let id = reward(&db, 1, RewardKind::Evoucher, 2_000, 5).await;
    set_price(&db, id, 2_000, 1_000).await;
    set_tier_points(&db, id, Tier::Gold, 1_500).await;
    let (mut gold, mut basic) = (owner(&db, 1, "gold").await, owner(&db, 2, "basic").await);
    let shown = basic.get("/rewards/1/redemption").await.body;
    assert!(shown.contains("name=\"price\" value=\"2000\"") && shown.contains("金卡会员只需 1,500 积分"));
    let shown = gold.get("/rewards/1/redemption").await.body;
    assert!(shown.contains("name=\"price\" value=\"1500\"") && shown.contains("name=\"pay\" value=\"1000\""));
    assert!(shown.contains("到店另付") && !shown.contains("只需"));
    let idempotency_key = uuid::Uuid::new_v4().to_string();
    let sent = [("idempotency_key", idempotency_key.as_str()), ("price", "1500"), ("pay", "1000")];
    let refused = basic.post("/rewards/1/redemption", &sent).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.body.contains("价格已变为 2,000 积分 + ¥10.00"), "{}", refused.body);
    seen(&gold.post("/rewards/1/redemption", &sent).await, "/me/redemptions/1");
    assert!(gold.get("/me/redemptions/1").await.body.contains("到店另付 ¥10.00"));
    let affordable = gold.get("/rewards?affordable=yes").await.body;
    assert!(affordable.contains("href=\"/rewards/1\""));
    assert!(admin.get("/admin/rewards").await.body.contains("金卡会员只需 1,500 积分"));
    assert_whole(&db).await;
});

crate::db_test!(pages_use_at_most_four_statements, |db| {
    let mut admin = signed_in(&db).await;
    for id in 1..=30 {
        reward(&db, id, RewardKind::Goods, 1_000, 5).await;
    }
    for path in [
        "/admin/rewards",
        "/admin/rewards?after=25~25",
        "/admin/rewards?before=26~26",
        "/admin/rewards/new",
        "/admin/rewards/1",
        "/admin/rewards/1/edit",
        "/admin/rewards/1/preview",
    ] {
        let before = db.statements();
        let page = admin.get(path).await;
        let asked = db.statements() - before;
        assert!(page.status == StatusCode::OK && asked <= 4, "{path}: {} after {asked} statements", page.status);
    }
    let first = admin.get("/admin/rewards").await.body;
    assert!(first.contains("after=25~25") && !first.contains("上移：礼品1\"") && first.contains("下移：礼品1\""));
    seen(&admin.post("/admin/rewards/30/position", &[("to", "up")]).await, "/admin/rewards?status=published");
    let order = "SELECT id FROM rewards ORDER BY position DESC, id DESC LIMIT 2";
    assert_eq!(sql!(db.read().await?, scalars i64, order)?, [29, 30]);
});

crate::db_test!(a_retired_reward_shows_when_it_was_retired_and_when_it_returns, |db| {
    let mut admin = signed_in(&db).await;
    let id = reward(&db, 1, RewardKind::Goods, 1_000, 5).await;
    seen(&admin.post("/admin/rewards/1/retirement", &[]).await, "/admin/rewards/1");
    let page = admin.get("/admin/rewards/1").await.body;
    assert!(page.contains("已于 2026年3月4日 12:00 下架，不能再兑换") && page.contains("上架后立即可见"), "{page}");
    change(&db, id, "visible_from = '2027-01-01T16:00:00+00:00'").await;
    let page = admin.get("/admin/rewards/1").await.body;
    assert!(page.contains("上架后从 2027年1月2日 起可见") && !page.contains("车主从"), "{page}");
});

use super::http::{seen, signed_in};
use super::*;
use crate::db::testing::assert_ordered_by;
use crate::rewards::admin::queries::{BY_POSITION, BY_START};
use crate::web::testing::there_and_back;
use axum::http::StatusCode;

async fn statuses(db: &Db) -> Vec<String> {
    sql!(db.read().await.expect("a connection"), scalars String, "SELECT status FROM rewards ORDER BY id")
        .expect("rows")
}

crate::db_test!(several_rewards_are_published_and_taken_off_and_the_result_says_how_many, |db| {
    let mut admin = signed_in(&db).await;
    for n in 1..=4 {
        let id = reward(&db, n, RewardKind::Goods, 1_000, 5).await;
        change(&db, id, "status = 'draft'").await;
    }
    change(&db, RewardId(3), "visible_until = '2026-03-01T16:00:00+00:00', visible_from = '2026-02-01T16:00:00+00:00'")
        .await;
    let drafts = admin.get("/admin/rewards?status=draft").await.body;
    assert!(
        drafts.contains("上架所选") && drafts.contains("aria-label=\"选择：礼品1\"") && !drafts.contains(" checked")
    );
    assert_eq!(admin.get("/admin/rewards?status=draft&all=1").await.body.matches(" checked").count(), 4);
    let (publish, list) = ("/admin/rewards/publications?status=draft", "/admin/rewards?status=draft&sort=position");
    let none = admin.post(publish, &[]).await;
    assert!(none.status == StatusCode::CONFLICT && none.body.contains("请先勾选至少一项"), "{}", none.body);
    let over = admin.post(publish, &[("row", "3")]).await;
    assert!(over.status == StatusCode::CONFLICT && over.body.matches(" checked").count() == 1, "{}", over.body);
    seen(&admin.post(publish, &[("row", "3"), ("row", "1"), ("row", "2"), ("row", "1"), ("row", "99")]).await, list);
    let said = admin.get(list).await.body;
    assert!(said.contains("已上架 2 件礼品；另外 2 件展示期已过或已由他人处理"), "{said}");
    assert_eq!(statuses(&db).await, ["published", "published", "draft", "draft"]);
    let retire = "/admin/rewards/retirements";
    seen(&admin.post(retire, &[("row", "2")]).await, "/admin/rewards?status=published&sort=position");
    assert!(admin.get("/admin/rewards").await.body.contains("已下架 1 件礼品。"));
    assert_eq!(statuses(&db).await, ["published", "retired", "draft", "draft"]);
    let mut tx = db.read().await?;
    assert_eq!(done(&mut tx, RewardId(2)).await, ["publish:", "retire:"], "each step is recorded");
});

crate::db_test!(the_list_is_searched_sorted_and_paged, |db| {
    let mut admin = signed_in(&db).await;
    for n in 1..=55 {
        let id = reward(&db, n, RewardKind::Goods, 1_000, 5).await;
        change(&db, id, &format!("visible_from = '2026-01-{:02}T16:00:00+00:00'", n % 7 + 1)).await;
    }
    change(&db, RewardId(30), "status = 'draft'").await;
    for path in ["", "?sort=-position", "?sort=start", "?status=all&sort=-start"] {
        assert_eq!(there_and_back(&mut admin, &format!("/admin/rewards{path}")).await, 3, "{path}");
    }
    let first = admin.get("/admin/rewards").await.body;
    let heading = first.split("<th ").find(|heading| heading.contains(">顺序<")).expect("a heading");
    let link = "/admin/rewards?status=published&sort=-position";
    assert!(heading.contains("aria-sort=\"ascending\"") && heading.replace("&amp;", "&").contains(link), "{heading}");
    assert!(first.contains("54</span>") && first.contains("上移：礼品2"), "counts and order buttons: {first}");
    let sorted = admin.get("/admin/rewards?sort=-start").await.body;
    assert!(!sorted.contains("上移：") && sorted.contains("aria-sort=\"descending\""), "no moving in another order");
    let found = admin.get("/admin/rewards?status=all&q=REWARD%2030").await.body;
    assert!(found.contains("/admin/rewards/30\"") && !found.contains("/admin/rewards/29\""), "{found}");
    assert!(found.contains("name=\"status\" value=\"all\"") && found.contains(">草稿</span>"), "{found}");
    let elsewhere = admin.get("/admin/rewards?q=Reward%2030").await.body;
    assert!(
        elsewhere.contains("没有找到") && elsewhere.replace("&amp;", "&").contains("status=all&q=Reward%2030"),
        "{elsewhere}"
    );
});

crate::db_test!(every_order_is_that_of_an_index, |db| {
    for statement in BY_POSITION {
        assert_ordered_by(&db, "rewards_position", statement, &["''", "1", "1", "''"]).await;
    }
    for statement in BY_START {
        let since = "'2026-03-04 04:00:00+00:00'";
        assert_ordered_by(&db, "rewards_visible_from", statement, &["''", since, "1", "''"]).await;
    }
});

//! The administrators' list.

use super::http::browser;
use super::*;
use crate::charity::admin::queries::{BY_POSITION, BY_START};
use crate::db::testing::assert_ordered_by;
use crate::web::testing::there_and_back;

crate::db_test!(several_drafts_are_published_and_the_result_says_how_many, |db| {
    for n in 1..=3 {
        let id = project(&db, n).await;
        change(&db, id, "status = 'draft'").await;
    }
    change(&db, ProjectId(2), "visible_until = visible_from, visible_from = '2026-02-01T16:00:00+00:00'").await;
    let mut admin = browser(&db, "admin", 9).await;
    let list = "/admin/charity?status=draft&sort=position";
    assert!(admin.get(list).await.body.contains("aria-label=\"选择：项目1\""));
    let path = "/admin/charity/publications?status=draft";
    assert_eq!(admin.post(path, &[("row", "2"), ("row", "1")]).await.location, list);
    let said = admin.get(list).await.body;
    assert!(said.contains("已发布 1 个公益项目；另外 1 个期限已过或已由他人处理"), "{said}");
    let mut tx = db.read().await?;
    let left = sql!(tx, scalars i64, "SELECT id FROM charity_projects WHERE status = 'draft' ORDER BY id")?;
    assert_eq!(left, [2, 3]);
    let noted =
        "SELECT COUNT(*) FROM staff_actions WHERE subject = 'charity' AND action = 'publish' AND subject_id = 1";
    assert_eq!(sql!(tx, scalar i64, noted)?, 1);
});

crate::db_test!(the_list_is_searched_sorted_and_paged, |db| {
    for n in 1..=28 {
        let id = project(&db, n).await;
        change(&db, id, &format!("visible_from = '2026-01-{:02}T16:00:00+00:00'", n % 7 + 1)).await;
    }
    let mut admin = browser(&db, "admin", 9).await;
    for path in ["", "?sort=-position", "?sort=-start", "?status=all&sort=start"] {
        assert_eq!(there_and_back(&mut admin, &format!("/admin/charity{path}")).await, 2, "{path}");
    }
    let found = admin.get("/admin/charity?q=project%2028").await.body;
    assert!(found.contains("/admin/charity/28\"") && !found.contains("/admin/charity/27\""), "{found}");
});

crate::db_test!(every_order_is_that_of_an_index, |db| {
    let now = "'2026-03-04 04:00:00+00:00'";
    for statement in BY_POSITION {
        assert_ordered_by(&db, "charity_projects_position", statement, &[now, "''", "1", "1", "''"]).await;
    }
    for statement in BY_START {
        assert_ordered_by(&db, "charity_projects_visible_from", statement, &[now, "''", now, "1", "''"]).await;
    }
});

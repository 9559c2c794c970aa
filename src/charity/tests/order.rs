//! Reordering projects.

use super::http::browser;
use super::*;
use crate::charity::admin::ops::{Move, reorder};
use crate::points::testing::{assert_won, race};
use crate::values::AccountId;
use axum::http::StatusCode;
use std::collections::BTreeSet;

async fn order(db: &Db) -> Vec<(i64, i64)> {
    let mut tx = db.read().await.expect("a connection");
    let query = "SELECT id, position FROM charity_projects ORDER BY position, id";
    sql!(tx, all(i64, i64), query).expect("an order")
}

async fn press(db: Db, by: AccountId, id: i64, up: bool, seen: i64) -> Result<()> {
    let mut tx = db.write().await?;
    reorder(&mut tx, Move { by, id: ProjectId(id), up, seen, now: noon() }).await?;
    tx.commit().await?;
    Ok(())
}

fn positions(order: &[(i64, i64)]) -> BTreeSet<i64> {
    order.iter().map(|(_, position)| *position).collect()
}

crate::db_test!(concurrent_moves_keep_positions_unique, |db| {
    let by = AccountId(account(&db, "admin", "13900000009", None, None).await);
    for n in 1..=5 {
        project(&db, n).await;
    }
    let moved = race(&db, move |db, n| async move {
        let seen = order(&db).await.into_iter().find(|(id, _)| *id == n % 5 + 1).map_or(0, |(_, position)| position);
        press(db, by, n % 5 + 1, n % 2 == 0, seen).await
    })
    .await;
    let done = moved.iter().filter(|outcome| outcome.is_ok()).count();
    assert!(done > 0, "{moved:?}");
    assert_won(&moved, done, Conflict::Stale);
    assert_eq!(positions(&order(&db).await), BTreeSet::from([1, 2, 3, 4, 5]));
    for n in 1..=5 {
        change(&db, ProjectId(n), "position = 10 * id").await;
    }
    let pressed = race(&db, move |db, _| press(db, by, 5, true, 50)).await;
    assert_won(&pressed, 1, Conflict::Stale);
    assert_eq!(order(&db).await, [(1, 10), (2, 20), (3, 30), (5, 40), (4, 50)]);
    assert_whole(&db).await;
});

crate::db_test!(a_button_moves_a_project, |db| {
    for n in 1..=3 {
        project(&db, n).await;
        change(&db, ProjectId(n), "position = 0").await;
    }
    change(&db, ProjectId(3), "status = 'draft'").await;
    let mut admin = browser(&db, "admin", 9).await;
    let page = admin.get("/admin/charity").await.body;
    assert!(page.contains("上移：项目2") && !page.contains("上移：项目1") && !page.contains("下移：项目2"));
    let path = "/admin/charity/2/position";
    let moved = admin.post(path, &[("to", "up"), ("seen", "0")]).await;
    assert_eq!((moved.status, moved.location.as_str()), (StatusCode::SEE_OTHER, "/admin/charity?status=published"));
    assert_eq!(order(&db).await, [(2, 0), (3, 0), (1, 1)], "projects of another status keep their positions");
    for (id, fields) in [(1, [("to", "up"), ("seen", "0")]), (2, [("to", "up"), ("seen", "x")])] {
        let stale = admin.post(&format!("/admin/charity/{id}/position"), &fields).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
    }
    assert_eq!(admin.post(path, &[("to", "aside"), ("seen", "0")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let missing = admin.post("/admin/charity/9/position", &[("to", "up"), ("seen", "0")]).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    admin.post(path, &[("to", "up"), ("seen", "0")]).await;
    assert_eq!(order(&db).await, [(2, 0), (3, 0), (1, 1)], "it is the first already");
});

//! Reordering projects.

use super::http::browser;
use super::*;
use crate::charity::admin::ops::{Move, reorder};
use crate::points::testing::{race, think};
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

/// Swaps with the project above without a lock, pausing between read and write.
async fn naive(db: Db, id: i64) -> Result<()> {
    let positions = order(&db).await;
    let at = positions.iter().position(|(other, _)| *other == id).unwrap_or(0);
    let Some(above) = at.checked_sub(1) else { return Ok(()) };
    think().await;
    let mut tx = db.write().await?;
    let query = "UPDATE charity_projects SET position = $2 WHERE id = $1";
    sql!(tx, execute, query, id, positions[above].1)?;
    sql!(tx, execute, query, positions[above].0, positions[at].1)?;
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
    race(&db, |db, n| naive(db, n % 5 + 1)).await;
    assert!(positions(&order(&db).await).len() < 5, "without the lock two share a position");
    for n in 1..=5 {
        change(&db, ProjectId(n), "position = 10 * id").await;
    }
    race(&db, move |db, n| async move {
        let seen = order(&db).await.into_iter().find(|(id, _)| *id == n % 5 + 1).map_or(0, |(_, position)| position);
        press(db, by, n % 5 + 1, n % 2 == 0, seen).await
    })
    .await;
    assert_eq!(positions(&order(&db).await), BTreeSet::from([10, 20, 30, 40, 50]));
    for n in 1..=5 {
        change(&db, ProjectId(n), "position = 10 * id").await;
    }
    let pressed = race(&db, move |db, _| press(db, by, 5, true, 50)).await;
    assert_eq!(pressed.iter().filter(|outcome| outcome.is_ok()).count(), 1, "fifty concurrent presses count once");
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

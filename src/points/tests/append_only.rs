//! The database itself keeps the ledger append-only.

use super::*;

/// A refunded spending, and a merged customer.
async fn history(db: &crate::db::Db) {
    let customer = member_with(db, 1, &[(500, 3), (700, 2)]).await;
    let survivor = member(db, 2).await;
    let mut tx = db.write().await.expect("a transaction");
    let spent = ops::spend(&mut tx, &movement(customer, 600, "spend"), PointAccount::Redeemed).await.expect("spent");
    let back = movement(customer, 600, "back");
    ops::refund(&mut tx, spent.transfer, &back, PointAccount::Redeemed).await.expect("back");
    let order = crate::merges::Merge { duplicate: customer, survivor, by: None, reason: "", now: noon() };
    crate::merges::merge(&mut tx, &order).await.expect("merged");
    tx.commit().await.expect("committed");
}

crate::db_test!(ledger_rows_are_never_changed_or_removed, |db| {
    history(&db).await;
    // Not even after a bulk load, which suspends the triggers on new rows.
    db.bulk(true).await?.finish().await?;
    for table in ["point_transfers", "point_entries", "point_lot_uses", "point_lot_moves"] {
        let mut forbidden = vec![format!("UPDATE {table} SET id = id"), format!("DELETE FROM {table}")];
        match db.dialect() {
            "postgres" => {
                forbidden.extend([format!("TRUNCATE {table} CASCADE"), "TRUNCATE customers CASCADE".to_owned()])
            }
            _ => forbidden.push(format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}")),
        }
        for statement in forbidden {
            let mut tx = db.write().await?;
            let done = sql!(tx, execute, sqlx::AssertSqlSafe(statement.clone()));
            assert!(done.is_err_and(|error| format!("{error:?}").contains("append-only")), "{statement}");
        }
    }
    assert_whole(&db).await;
});

crate::db_test!(a_key_is_never_reused_by_another_movement, |db| {
    history(&db).await;
    if db.dialect() == "postgres" {
        return Ok(());
    }
    let transfers = "SELECT GROUP_CONCAT(id || kind || at) FROM point_transfers";
    let before = sql!(db.read().await?, scalar String, transfers)?;
    let mut tx = db.write().await?;
    let other = "INSERT OR REPLACE INTO point_transfers (kind, customer_id, actor, idempotency_key, body_hash, source, \
        source_id, label_zh, label_en, at) SELECT 'earn', 2, actor, idempotency_key, '', source, source_id, '', '', at \
        FROM point_transfers";
    sql!(tx, execute, other)?;
    assert_eq!(sql!(tx, scalar String, transfers)?, before);
    let second = "INSERT OR REPLACE INTO point_transfers (kind, customer_id, actor, idempotency_key, body_hash, source, \
        source_id, label_zh, label_en, at, undoes_id) SELECT kind, 2, 'x', 'x', '', source, source_id, '', '', at, undoes_id \
        FROM point_transfers WHERE kind = 'refund'";
    let refused = sql!(tx, execute, second);
    assert!(refused.is_err_and(|error| format!("{error:?}").contains("append-only")), "a second refund is refused too");
    tx.commit().await?;
    assert_whole(&db).await;
});

//! Changes made behind the ledger's back are found by `verify`.

use super::*;
use crate::db::Db;

pub(super) async fn unlock(db: &Db) {
    let mut tx = db.write().await.expect("a transaction");
    for table in ["point_transfers", "point_entries", "point_lot_uses"] {
        let statements = match db.dialect() {
            "postgres" => vec![format!("DROP TRIGGER {table}_append_only ON {table}")],
            _ => vec![format!("DROP TRIGGER {table}_no_update"), format!("DROP TRIGGER {table}_no_delete")],
        };
        for statement in statements {
            sql!(tx, execute, sqlx::AssertSqlSafe(statement)).expect("the lock is off");
        }
    }
    tx.commit().await.expect("committed");
}

/// Violations that `verify` reports after changes, which are then rolled back.
pub(super) async fn found(db: &Db, changes: &[&'static str]) -> Vec<String> {
    let mut tx = db.write().await.expect("a transaction");
    for change in changes {
        sql!(tx, execute, *change).expect(change);
    }
    crate::app::violations(&mut tx).await.expect("the checks run")
}

crate::db_test!(verify_finds_every_change_behind_the_ledgers_back, |db| {
    let customer = member_with(&db, 1, &[(500, 3), (700, 2), (900, 1)]).await;
    member_with(&db, 2, &[(500, 3)]).await;
    let mut tx = db.write().await?;
    let account = PointAccount::Redeemed;
    let spent = ops::spend(&mut tx, &movement(customer, 600, "spend"), account).await?.transfer;
    ops::refund(&mut tx, spent, &movement(customer, 600, "back"), account).await?;
    ops::spend(&mut tx, &movement(customer, 600, "again"), account).await?;
    // The first lot is spent: the reversal leaves a debt of 500, of which 400 are settled.
    ops::reverse(&mut tx, 1.into(), &movement(customer, 500, "reverse")).await?;
    earn(&mut tx, customer, 400, 0).await?;
    let wait = chrono::TimeDelta::minutes(30);
    let hold = ops::hold(&mut tx, &movement(customer, 300, "hold"), wait).await?.hold;
    ops::capture(&mut tx, hold, &movement(customer, 200, "capture"), account).await?;
    ops::hold(&mut tx, &movement(customer, 50, "open"), wait).await?;
    sql!(
        tx,
        execute,
        "INSERT INTO rewards (id, kind, title_zh, title_en, body_zh, body_en, picture, value_fen, \
         stock_received, stock_left, status, visible_from) \
         VALUES (1, 'goods', '杯', 'Cup', '', '', 'bottle', 1, 5, 5, 'published', $1)",
        noon()
    )?;
    sql!(tx, execute, "INSERT INTO reward_prices (reward_id, tier, points) VALUES (1, 'basic', 1)")?;
    tx.commit().await?;
    assert_whole(&db).await;
    unlock(&db).await;
    for (change, what) in [
        ("UPDATE point_balances SET available = available + 1 WHERE customer_id = 1", "members:"),
        ("DELETE FROM point_balances WHERE customer_id = 2", "members:"),
        ("UPDATE point_lots SET remaining = remaining - 1 WHERE id = 3", "lots:"),
        ("UPDATE point_lot_uses SET amount = amount + 1 WHERE id = 1", "lots:"),
        ("UPDATE point_lot_uses SET lot_id = 2 WHERE id = 1", "lots: spending took from"),
        ("UPDATE point_lots SET expires_at = '2031-01-01T00:00:00+00:00' WHERE id = 2", "lots: each expires"),
        ("UPDATE point_lots SET expires_at = '2031-01-01T00:00:00+00:00' WHERE id = 4", "lots: each expires"),
        (
            "UPDATE point_lot_uses SET expires_at = '2031-01-01T00:00:00+00:00' WHERE id = (SELECT MAX(id) FROM point_lot_uses)",
            "lots: spending took from",
        ),
        ("UPDATE point_entries SET amount = amount - 1 WHERE id = 1", "transfers: two entries"),
        ("DELETE FROM point_entries WHERE account = 'redeemed'", "transfers: two entries"),
        ("UPDATE point_entries SET amount = amount * 2 WHERE transfer_id = 1", "transfers: the member's entry"),
        ("UPDATE point_transfers SET undoes_id = NULL", "refunds:"),
        ("UPDATE point_lot_uses SET lot_id = 3 WHERE id = (SELECT MIN(id) FROM point_lot_uses)", "refunds:"),
        (
            "UPDATE point_entries SET amount = amount + 1 WHERE account = 'issue' AND kind = 'reverse'",
            "reversals: no more",
        ),
        ("UPDATE point_transfers SET undoes_id = 2 WHERE kind = 'reverse'", "reversals: a debt arises"),
        ("UPDATE point_lot_uses SET lot_id = 1 WHERE lot_id = 2", "reversals: a debt arises"),
        ("UPDATE point_balances SET debt = debt + 1 WHERE customer_id = 1", "debts:"),
        ("UPDATE point_entries SET amount = amount - 1 WHERE account = 'debt' AND amount < 0", "debts:"),
        ("UPDATE point_entries SET kind = 'earn' WHERE kind = 'settle' AND account = 'member'", "entries:"),
        ("UPDATE point_entries SET debt_after = 0 WHERE kind = 'reverse' AND account = 'member'", "entries:"),
        ("UPDATE point_balances SET held = held + 1 WHERE customer_id = 1", "holds: stored held"),
        ("UPDATE point_holds SET points = 51 WHERE state = 'open'", "holds: stored held"),
        ("UPDATE point_holds SET captured = 199 WHERE state = 'captured'", "holds: each took"),
        ("DELETE FROM point_holds WHERE state = 'open'", "holds: each took"),
        ("UPDATE point_holds SET settled_transfer_id = transfer_id WHERE state = 'captured'", "holds: each took"),
        (
            "UPDATE point_lot_uses SET lot_id = 1 WHERE transfer_id = (SELECT id FROM point_transfers WHERE kind = 'release')",
            "holds: what is released",
        ),
        ("UPDATE rewards SET stock_left = 4", "rewards:"),
        ("UPDATE reward_prices SET tier = 'gold'", "rewards: a price for everybody"),
        ("INSERT INTO reward_prices (reward_id, tier, points) VALUES (1, 'gold', 2)", "rewards: a price for everybody"),
        ("UPDATE point_entries SET balance_after = balance_after + 1 WHERE id = 3", "entries:"),
        ("UPDATE point_entries SET hash = 'x' WHERE id = 3", "entries:"),
        ("UPDATE point_balances SET chain_head = 'x' WHERE customer_id = 2", "entries:"),
    ] {
        let found = found(&db, &[change]).await;
        assert!(found.iter().any(|line| line.contains(what)), "{change}: {found:#?}");
    }
    assert_whole(&db).await;
});

//! Bills that change while points are held.

use super::*;

crate::db_test!(a_bill_that_was_paid_or_reduced_cannot_be_settled, |db| {
    let workshop = Workshop::new(&db).await;
    let order = workshop.orders[0];
    let first = workshop.held(&db, 20, "k1").await;
    capture(&db, workshop.step(0, first)).await?;
    let second = workshop.held(&db, 20, "k2").await;
    let smaller = Err(Refusal::BillSmaller.into());
    for (total, paid) in [(60_000, 60_000), (60_000, 58_000), (60_000, 56_001), (3_999, 0), (0, 0)] {
        set_bill(&db, order, total, paid).await;
        assert_eq!(capture(&db, workshop.step(0, second)).await, smaller, "{total} {paid}");
        assert_whole(&db).await;
    }
    assert_eq!(capture(&db, workshop.step(0, first)).await, Ok(false), "the earlier payment stays settled");
    let mut tx = db.read().await?;
    assert_eq!((available(&mut tx, workshop.zhang).await, sides(&mut tx).await), (1_000, (2_000, 2_000)));
    assert_eq!(sent_messages(&mut tx, second).await, ["open"]);
    drop(tx);
    assert_eq!(release(&db, workshop.step(0, second)).await, Ok(true), "staff can still cancel");
    assert_eq!(capture(&db, workshop.step(0, second)).await, Err(points::Refusal::HoldEnded.into()));

    set_bill(&db, order, 60_000, 0).await;
    let third = workshop.held(&db, 20, "k3").await;
    set_bill(&db, order, 60_000, 56_000).await;
    assert_eq!(capture(&db, workshop.step(0, third)).await, Ok(true), "exactly what is left");
    set_bill(&db, order, 100, 60_000).await;
    assert_whole(&db).await;
});

crate::db_test!(verify_finds_payments_beyond_the_total, |db| {
    let workshop = Workshop::new(&db).await;
    for idempotency_key in ["k1", "k2"] {
        capture(&db, workshop.step(0, workshop.held(&db, 20, idempotency_key).await)).await?;
    }
    assert_whole(&db).await;
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE workshop_payments SET bill_fen = 3999 WHERE idempotency_key = 'k2'")?;
    let found = crate::app::violations(&mut tx).await?;
    assert!(found.iter().any(|rule| format!("{rule:?}").contains("its total then")), "{found:?}");
});

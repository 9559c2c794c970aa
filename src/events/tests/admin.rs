//! Administration: capacity, cancelling a large event, check-in.

use crate::error::{AppError, Conflict, Problem, Result};
use crate::events::Refusal;
use crate::events::admin::ops as admin_ops;
use crate::events::model::{EventStatus, RegistrationState};
use crate::events::testing::*;
use crate::values::AccountId;
use crate::web::testing::{account, app, noon};
use chrono::TimeDelta;

crate::db_test!(raising_the_capacity_promotes_waiting_parties_once, |db| {
    let id = insert_event(&db, |e| e.capacity = 2).await;
    let admin = AccountId(account(&db, "admin", "13900009999", None, None).await);
    for n in 0..6 {
        let member = insert_member(&db, n, 0).await;
        register(&db, member, id, usize::from(n == 2)).await?;
    }
    let mut tx = db.write().await?;
    assert_eq!(
        admin_ops::move_capacity(&mut tx, admin, id, 1, noon()).await,
        Err(AppError::field("capacity", Problem::SeatsTaken { taken: 2 }))
    );
    drop(tx);
    for (capacity, moved_up) in [(5, 2), (5, 0), (6, 1)] {
        let mut tx = db.write().await?;
        assert_eq!(admin_ops::move_capacity(&mut tx, admin, id, capacity, noon()).await, Ok(moved_up), "{capacity}");
        tx.commit().await?;
        assert_sound(&db).await;
    }
    assert_eq!(count(&db, "SELECT COUNT(*) FROM registrations WHERE state = 'waiting'").await, 1);
    let mut tx = db.write().await?;
    let late = admin_ops::move_capacity(&mut tx, admin, id, 50, noon() + TimeDelta::days(10)).await;
    assert_eq!(late, Ok(0), "nobody is promoted after the event has begun");
});

crate::db_test!(a_large_event_is_cancelled_in_batches, |db| {
    let id = insert_event(&db, |e| (e.capacity, e.fee_points) = (205, 10)).await;
    let admin = AccountId(account(&db, "admin", "13900009999", None, None).await);
    for n in 0..210 {
        let member = insert_member(&db, n, 10).await;
        register(&db, member, id, 0).await?;
    }
    let mut tx = db.write().await?;
    admin_ops::cancel(&mut tx, admin, id, "场地关闭", noon()).await?;
    tx.commit().await?;
    let app = app(&db);
    assert_eq!(admin_ops::settle_cancelled(&app).await?, 10);
    assert_eq!(admin_ops::settle_cancelled(&app).await?, 0);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM outbox WHERE dedupe_key LIKE '%:event_cancelled'").await, 210);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM point_balances WHERE available = 10").await, 210);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM registrations WHERE state = 'cancelled'").await, 210);
    assert_sound(&db).await;
});

crate::db_test!(check_in_accepts_only_valid_tickets_of_the_event, |db| {
    let id = insert_event(&db, |e| (e.capacity, e.award_points) = (1, 200)).await;
    let other = insert_event(&db, |_| {}).await;
    let admin = AccountId(account(&db, "admin", "13900009999", None, None).await);
    let seated = insert_member(&db, 1, 0).await;
    let waiting = insert_member(&db, 2, 0).await;
    let seat = register(&db, seated, id, 0).await?;
    let place = register(&db, waiting, id, 0).await?;
    assert_eq!(place.state, RegistrationState::Waiting);
    let (code, void) = (ticket_of(&db, seat.id).await, ticket_of(&db, place.id).await);
    let unknown = ticket();
    let wrong_code = AppError::field("code", Problem::WrongTicket);
    for (event, typed, error) in [
        (id, "", wrong_code.clone()),
        (id, "'; DROP TABLE events; --", wrong_code.clone()),
        (id, unknown.as_str(), wrong_code),
        (other, code.as_str(), Refusal::OtherEvent.into()),
        (id, void.as_str(), Refusal::TicketVoid.into()),
    ] {
        assert_eq!(try_check_in(&db, admin, event, typed).await.err(), Some(error), "{typed}");
    }
    try_check_in(&db, admin, id, &format!(" {} ", code.to_lowercase().replace('-', " "))).await?;
    assert_eq!(try_check_in(&db, admin, id, &code).await.err(), Some(Refusal::AlreadyCheckedIn.into()));
    assert_eq!(count(&db, "SELECT available FROM point_balances").await, 200);
    let mut tx = db.write().await?;
    let begun = admin_ops::cancel(&mut tx, admin, id, "迟了", noon()).await;
    assert_eq!(begun, Err(Conflict::WrongState.into()), "an event with a check-in has begun");
    drop(tx);
    assert_eq!(event(&db, id).await.status, EventStatus::Published);
    assert_sound(&db).await;
});

async fn try_check_in(db: &crate::db::Db, admin: AccountId, event: crate::values::EventId, code: &str) -> Result<()> {
    let mut tx = db.write().await?;
    admin_ops::check_in(&mut tx, admin, event, code, noon()).await?;
    tx.commit().await?;
    Ok(())
}

//! Concurrent registrations, cancellations and check-ins.

use crate::db::Db;
use crate::error::{AppError, Conflict};
use crate::events::Refusal;
use crate::events::admin::ops as admin_ops;
use crate::events::model::RegistrationState;
use crate::events::testing::*;
use crate::points::testing::assert_won;
use crate::values::{AccountId, CustomerId};
use crate::web::testing::{account, noon};
use tokio::task::JoinSet;

async fn members(db: &Db, count: i64) -> Vec<CustomerId> {
    let mut members = Vec::new();
    for n in 0..count {
        members.push(insert_member(db, n, 0).await);
    }
    members
}

crate::db_test!(the_last_seat_goes_to_one_party, |db| {
    let id = insert_event(&db, |e| e.capacity = 1).await;
    let mut claims = JoinSet::new();
    for member in members(&db, 50).await {
        let db = db.clone();
        claims.spawn(async move { register(&db, member, id, 0).await });
    }
    let states: Vec<_> = claims.join_all().await.into_iter().map(|party| party.expect("registered").state).collect();
    assert_eq!(states.iter().filter(|state| **state == RegistrationState::Confirmed).count(), 1);
    assert_eq!(states.iter().filter(|state| **state == RegistrationState::Waiting).count(), 49);
    assert_eq!(event(&db, id).await.taken, 1);
    assert_sound(&db).await;
});

crate::db_test!(concurrent_cancellations_promote_waiting_parties, |db| {
    let id = insert_event(&db, |e| (e.capacity, e.companions_max) = (10, 2)).await;
    let members = members(&db, 60).await;
    for (n, member) in members[..40].iter().enumerate() {
        register(&db, *member, id, n % 3).await?;
    }
    let mut all = JoinSet::new();
    for (n, member) in members.iter().copied().enumerate() {
        let db = db.clone();
        match n {
            0..20 => all.spawn(async move { cancel(&db, member, id, noon()).await }),
            20..40 => continue,
            _ => all.spawn(async move { register(&db, member, id, n % 3).await.map(|_| ()) }),
        };
    }
    for done in all.join_all().await {
        done?;
    }
    let seated = count(&db, "SELECT taken FROM events").await;
    assert!(seated > 0 && seated <= 10);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM registrations WHERE state = 'cancelled'").await, 20);
    assert_sound(&db).await;
});

crate::db_test!(a_ticket_checks_in_once, |db| {
    let id = insert_event(&db, |e| e.award_points = 300).await;
    let admin = AccountId(account(&db, "admin", "13900009999", None, None).await);
    let member = insert_member(&db, 1, 0).await;
    let party = register(&db, member, id, 1).await?;
    let code = ticket_of(&db, party.id).await;
    let mut scans = JoinSet::new();
    for _ in 0..20 {
        let (db, code) = (db.clone(), code.clone());
        scans.spawn(async move {
            let mut tx = db.write().await?;
            admin_ops::check_in(&mut tx, admin, id, &code, noon()).await?;
            tx.commit().await?;
            Ok::<_, AppError>(())
        });
    }
    let (let_in, refused): (Vec<_>, Vec<_>) = scans.join_all().await.into_iter().partition(Result::is_ok);
    assert_eq!(let_in.len(), 1);
    assert!(refused.into_iter().all(|again| again == Err(Refusal::AlreadyCheckedIn.into())));
    assert_eq!(count(&db, "SELECT available FROM point_balances").await, 300);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM staff_actions WHERE action = 'check_in'").await, 1);
    assert_sound(&db).await;
});

crate::db_test!(concurrent_publishing_and_cancelling_happen_once, |db| {
    let id = insert_event(&db, |e| e.fee_points = 50).await;
    let admin = AccountId(account(&db, "admin", "13900009999", None, None).await);
    for n in 0..8 {
        let member = insert_member(&db, n, 100).await;
        register(&db, member, id, 1).await?;
    }
    let mut attempts = JoinSet::new();
    for _ in 0..10 {
        let db = db.clone();
        attempts.spawn(async move {
            let mut tx = db.write().await?;
            admin_ops::cancel(&mut tx, admin, id, "暴雨", noon()).await?;
            tx.commit().await?;
            Ok::<_, AppError>(())
        });
    }
    assert_won(&attempts.join_all().await, 1, Conflict::WrongState);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM outbox WHERE dedupe_key LIKE '%:event_cancelled'").await, 8);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM point_balances WHERE available = 100").await, 8);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM staff_actions WHERE action = 'cancel'").await, 1);
    assert_eq!(event(&db, id).await.taken, 0);
    assert_sound(&db).await;

    let draft = insert_event(&db, |e| e.status = crate::events::model::EventStatus::Draft).await;
    let mut attempts = JoinSet::new();
    for _ in 0..10 {
        let db = db.clone();
        attempts.spawn(async move {
            let mut tx = db.write().await?;
            admin_ops::publish(&mut tx, admin, draft, noon()).await?;
            tx.commit().await?;
            Ok::<_, AppError>(())
        });
    }
    assert_won(&attempts.join_all().await, 1, Conflict::WrongState);
});

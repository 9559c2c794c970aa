//! Registering, waiting, cancelling and moving up.

use crate::error::AppError;
use crate::events::Refusal;
use crate::events::model::RegistrationState;
use crate::events::testing::*;
use crate::points;
use crate::values::Tier;
use crate::web::testing::noon;
use chrono::TimeDelta;

crate::db_test!(freed_seats_go_to_the_first_waiting_party_that_fits, |db| {
    let event_id = insert_event(&db, |e| e.capacity = 3).await;
    let mut members = Vec::new();
    for n in 0..5 {
        members.push(insert_member(&db, n, 0).await);
    }
    let states = [
        register(&db, members[0], event_id, 0).await?.state,
        register(&db, members[1], event_id, 1).await?.state,
        register(&db, members[2], event_id, 2).await?.state,
        register(&db, members[3], event_id, 0).await?.state,
        register(&db, members[4], event_id, 0).await?.state,
    ];
    use RegistrationState::{Confirmed, Waiting};
    assert_eq!(states, [Confirmed, Confirmed, Waiting, Waiting, Waiting]);

    // One seat is free: the party of three is skipped, the next one gets it.
    cancel(&db, members[0], event_id, noon()).await?;
    assert_eq!(event(&db, event_id).await.taken, 3);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM registrations WHERE promoted_at IS NOT NULL").await, 1);
    assert_sound(&db).await;
    // Three seats are free only now; the party that has waited longest gets them.
    cancel(&db, members[1], event_id, noon()).await?;
    assert_eq!(count(&db, "SELECT COUNT(*) FROM registrations WHERE state = 'waiting'").await, 1);
    cancel(&db, members[4], event_id, noon()).await?;
    cancel(&db, members[3], event_id, noon()).await?;
    let three = "SELECT COUNT(*) FROM registrations WHERE seats = 3 AND state = 'confirmed'";
    assert_eq!(count(&db, three).await, 1);
    assert_sound(&db).await;
});

crate::db_test!(the_fee_is_charged_with_the_seat_and_refunded, |db| {
    let event_id = insert_event(&db, |e| (e.capacity, e.fee_points) = (1, 500)).await;
    let rich = insert_member(&db, 1, 800).await;
    let poor = insert_member(&db, 2, 300).await;
    let next = insert_member(&db, 3, 500).await;
    let short = register(&db, poor, event_id, 0).await;
    assert_eq!(short.err(), Some(points::Refusal::PointsShort { need: 500, have: 300 }.into()));
    assert_eq!(count(&db, "SELECT COUNT(*) FROM registrations").await, 0, "nothing is left behind");
    register(&db, rich, event_id, 0).await?;
    register(&db, poor, event_id, 0).await?;
    register(&db, next, event_id, 0).await?;
    assert_eq!(count(&db, "SELECT available FROM point_balances WHERE customer_id = 1").await, 300);

    cancel(&db, rich, event_id, noon()).await?;
    cancel(&db, rich, event_id, noon()).await?;
    assert_eq!(count(&db, "SELECT available FROM point_balances WHERE customer_id = 1").await, 800);
    // The second could not pay, left the waitlist and was notified; the third moved up and paid.
    assert_eq!(count(&db, "SELECT available FROM point_balances WHERE customer_id = 2").await, 300);
    assert_eq!(count(&db, "SELECT available FROM point_balances WHERE customer_id = 3").await, 0);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM outbox WHERE dedupe_key LIKE '%:unpaid'").await, 1);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM outbox WHERE dedupe_key LIKE '%:promoted'").await, 1);
    assert_sound(&db).await;
});

crate::db_test!(registration_checks_the_conditions_of_the_event, |db| {
    let now = noon();
    let gold = insert_event(&db, |e| e.tier_from = Some(Tier::Gold)).await;
    let early = insert_event(&db, |e| e.opens_at = now + TimeDelta::hours(1)).await;
    let over = insert_event(&db, |e| (e.starts_at, e.opens_at) = (now, now - TimeDelta::days(1))).await;
    let draft = insert_event(&db, |e| e.status = crate::events::model::EventStatus::Draft).await;
    let open = insert_event(&db, |_| {}).await;
    let member = insert_member(&db, 1, 0).await;
    assert_eq!(register(&db, member, gold, 0).await.err(), Some(Refusal::TierTooLow.into()));
    assert_eq!(register(&db, member, early, 0).await.err(), Some(Refusal::EventNotOpen.into()));
    assert_eq!(register(&db, member, over, 0).await.err(), Some(Refusal::EventOver.into()));
    assert_eq!(register(&db, member, draft, 0).await.err(), Some(AppError::NotFound));
    assert_eq!(register(&db, member, open, 3).await.err(), Some(Refusal::TooManyCompanions { max: 2 }.into()));
    set_tier(&db, member, Tier::Gold).await;
    register(&db, member, gold, 0).await?;
    assert_eq!(register(&db, member, gold, 0).await.err(), Some(Refusal::AlreadyRegistered.into()));
    let too_late = cancel(&db, member, gold, now + TimeDelta::days(10)).await;
    assert_eq!(too_late.err(), Some(Refusal::TooLateToCancel.into()));
    assert_sound(&db).await;
});

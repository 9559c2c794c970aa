//! Validity of payment codes: for what, until when, and for whom.

use super::*;

crate::db_test!(every_unusable_code_is_just_wrong, |db| {
    let workshop = Workshop::new(&db).await;
    assert_eq!(workshop.check(&db, 0, "made up").await, Err(wrong_code()));
    code(&db, workshop.zhang, "h1").await;
    code(&db, workshop.zhang, "h2").await;
    assert_eq!(workshop.check(&db, 0, "h1").await, Err(wrong_code()), "replaced");
    let late = noon() + TimeDelta::minutes(10);
    let who = (workshop.dealers[0], workshop.staff[0]);
    assert_eq!(check_at(&db, who, "h2", late).await, Err(wrong_code()));
    let check = workshop.check(&db, 0, "h2").await?;
    assert_eq!(workshop.check(&db, 0, "h2").await, Ok(check), "resubmitting the form");
    assert_eq!(workshop.check(&db, 1, "h2").await, Err(wrong_code()), "bound to the first account");
    assert!(held(&db, &workshop.request(0, 10, check, "k")).await.is_ok());
    assert_eq!(workshop.check(&db, 0, "h2").await, Err(wrong_code()), "used");
    assert_whole(&db).await;
});

crate::db_test!(a_check_allows_one_hold_for_its_owner, |db| {
    let workshop = Workshop::new(&db).await;
    code(&db, CustomerId(workshop.world.li), "li").await;
    let foreign = workshop.check(&db, 0, "li").await?;
    let no_order = Err(AppError::field("order", Problem::NoOpenOrder));
    assert_eq!(held(&db, &workshop.request(0, 10, foreign, "k1")).await, no_order, "another customer's order");
    let check = workshop.checked(&db, 0, "h").await;
    let stranger = HoldRequest { by: workshop.staff[1], ..workshop.request(0, 10, check, "k2") };
    assert_eq!(held(&db, &stranger).await, Err(AppError::NotFound));
    let late = HoldRequest { now: noon() + TimeDelta::minutes(10), ..workshop.request(0, 10, check, "k3") };
    assert_eq!(held(&db, &late).await, Err(Refusal::CodeOver.into()));
    // A request refused for another reason does not use up the code.
    let too_much = AppError::field("yuan", Problem::OutOfRange { min: 1, max: 50 });
    assert_eq!(held(&db, &workshop.request(0, 601, check, "k4")).await, Err(too_much));
    let id = held(&db, &workshop.request(0, 10, check, "k5")).await?.id;
    capture(&db, workshop.step(0, id)).await?;
    assert_eq!(held(&db, &workshop.request(0, 10, check, "k6")).await, Err(Refusal::CodeOver.into()), "used");
    let replaced = workshop.checked(&db, 0, "h1").await;
    code(&db, workshop.zhang, "h2").await;
    assert_eq!(held(&db, &workshop.request(0, 10, replaced, "k7")).await, Err(Refusal::CodeOver.into()));
    assert_whole(&db).await;
});

crate::db_test!(valid_codes_are_unique, |db| {
    let workshop = Workshop::new(&db).await;
    code(&db, workshop.zhang, "h").await;
    let li = CustomerId(workshop.world.li);
    let mut tx = db.write().await?;
    assert_eq!(ops::save_code(&mut tx, li, "h", noon()).await.map(|_| ()), Err(AppError::Internal));
    let over = noon() + TimeDelta::minutes(10);
    assert!(ops::save_code(&mut tx, li, "h", over).await.is_ok(), "after the other has expired");
    tx.commit().await?;
    let check = check_at(&db, (workshop.dealers[0], workshop.staff[0]), "h", over).await?;
    let whose = "SELECT customer_id FROM payment_code_checks WHERE id = $1";
    assert_eq!(sql!(db.read().await?, scalar CustomerId, whose, check)?, li);
});

//! What a code is good for, until when, and for whom.

use super::*;

crate::db_test!(a_code_that_cannot_be_used_is_just_wrong, |db| {
    let workshop = Workshop::new(&db).await;
    assert_eq!(workshop.check(&db, 0, "made up").await, Err(wrong_code()));
    code(&db, workshop.zhang, "h1").await;
    code(&db, workshop.zhang, "h2").await;
    assert_eq!(workshop.check(&db, 0, "h1").await, Err(wrong_code()), "replaced");
    let late = noon() + TimeDelta::minutes(10);
    let who = (workshop.dealers[0], workshop.staff[0]);
    assert_eq!(check_at(&db, who, "h2", late).await, Err(wrong_code()));
    let check = workshop.check(&db, 0, "h2").await?;
    assert_eq!(workshop.check(&db, 0, "h2").await, Ok(check), "the same form twice");
    assert_eq!(workshop.check(&db, 1, "h2").await, Err(wrong_code()), "it is the first one's");
    assert!(held(&db, &workshop.request(0, 10, check, "k")).await.is_ok());
    assert_eq!(workshop.check(&db, 0, "h2").await, Err(wrong_code()), "used");
    assert_whole(&db).await;
});

crate::db_test!(a_check_is_good_for_one_hold_of_its_owner, |db| {
    let workshop = Workshop::new(&db).await;
    code(&db, CustomerId(workshop.world.li), "li").await;
    let foreign = workshop.check(&db, 0, "li").await?;
    let no_order = Err(AppError::field("order", Problem::NoOpenOrder));
    assert_eq!(held(&db, &workshop.request(0, 10, foreign, "k1")).await, no_order, "another's order");
    let check = workshop.checked(&db, 0, "h").await;
    let stranger = HoldRequest { by: workshop.staff[1], ..workshop.request(0, 10, check, "k2") };
    assert_eq!(held(&db, &stranger).await, Err(AppError::NotFound));
    let late = HoldRequest { now: noon() + TimeDelta::minutes(10), ..workshop.request(0, 10, check, "k3") };
    assert_eq!(held(&db, &late).await, Err(Refusal::CodeOver.into()));
    // What is refused for another reason leaves the code as it was.
    assert!(held(&db, &workshop.request(0, 601, check, "k4")).await.is_err());
    let id = held(&db, &workshop.request(0, 10, check, "k5")).await?.id;
    capture(&db, workshop.step(0, id)).await?;
    assert_eq!(held(&db, &workshop.request(0, 10, check, "k6")).await, Err(Refusal::CodeOver.into()), "used");
    let replaced = workshop.checked(&db, 0, "h1").await;
    code(&db, workshop.zhang, "h2").await;
    assert_eq!(held(&db, &workshop.request(0, 10, replaced, "k7")).await, Err(Refusal::CodeOver.into()));
    assert_whole(&db).await;
});

crate::db_test!(no_two_valid_codes_are_the_same, |db| {
    let workshop = Workshop::new(&db).await;
    code(&db, workshop.zhang, "h").await;
    let li = CustomerId(workshop.world.li);
    let mut tx = db.write().await?;
    assert_eq!(ops::save_code(&mut tx, li, "h", noon()).await.map(|_| ()), Err(AppError::Internal));
    let over = noon() + TimeDelta::minutes(10);
    assert!(ops::save_code(&mut tx, li, "h", over).await.is_ok(), "once the other is over");
    tx.commit().await?;
    let check = check_at(&db, (workshop.dealers[0], workshop.staff[0]), "h", over).await?;
    let whose = "SELECT customer_id FROM payment_code_checks WHERE id = $1";
    assert_eq!(sql!(db.read().await?, scalar CustomerId, whose, check)?, li);
});

use super::super::ops::spend_on;
use super::*;
use crate::error::Conflict;

crate::db_test!(one_key_makes_one_movement, |db| {
    let customer = member_with(&db, 1, &[(500, 1)]).await;
    let other = member_with(&db, 2, &[(500, 1)]).await;
    let mut tx = db.write().await?;
    let account = PointAccount::Redeemed;
    let first = ops::spend(&mut tx, &movement(customer, 100, "k"), account).await?;
    let again = ops::spend(&mut tx, &movement(customer, 100, "k"), account).await?;
    assert_eq!((first.new, again.new, again.transfer), (true, false, first.transfer));
    for changed in [
        movement(customer, 101, "k"),
        movement(other, 100, "k"),
        Movement { source_id: 2, ..movement(customer, 100, "k") },
    ] {
        let refused = ops::spend(&mut tx, &changed, account).await;
        assert_eq!(refused, Err(Conflict::KeyReused.into()));
        assert_eq!(ops::earn(&mut tx, &changed).await, Err(Conflict::KeyReused.into()));
    }
    let donated = ops::spend(&mut tx, &movement(customer, 100, "k"), PointAccount::Charity).await;
    assert_eq!(donated, Err(Conflict::KeyReused.into()));
    assert_eq!(available(&mut tx, customer).await, 400);
    let by_another = Movement { actor: "somebody", ..movement(customer, 100, "k") };
    assert!(ops::spend(&mut tx, &by_another, account).await?.new);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_key_can_stand_for_more_than_the_movement, |db| {
    let customer = member_with(&db, 1, &[(500, 1)]).await;
    let mut tx = db.write().await?;
    let account = PointAccount::Redeemed;
    let red = || "a red umbrella".to_owned();
    let first = spend_on(&mut tx, &movement(customer, 100, "k"), account, red()).await?;
    let second = Movement { source_id: 2, ..movement(customer, 100, "k") };
    assert_eq!(spend_on(&mut tx, &second, account, red()).await?.transfer, first.transfer);
    assert_eq!(ops::find_moved(&mut tx, "tester", "k", &red()).await?, Some(first.transfer));
    assert_eq!(ops::find_moved(&mut tx, "tester", "j", &red()).await?, None);
    let blue = ops::find_moved(&mut tx, "tester", "k", "a blue umbrella").await;
    assert_eq!(blue, Err(Conflict::KeyReused.into()));
});

use super::*;
use crate::clock::Clock;
use crate::error::Problem;
use crate::rewards::Refusal;
use crate::rewards::admin::input::read;
use crate::rewards::admin::ops::{Step, save};
use crate::rewards::vouchers::batches::{self, Batch, BatchState};
use crate::rewards::vouchers::files::{self, Fault, File};
use crate::values::{AccountId, BatchId};
use crate::web::{Form, testing};

async fn admin(db: &Db) -> AccountId {
    AccountId(testing::account(db, "admin", "13900000009", None, None).await)
}

fn step(by: AccountId, id: RewardId) -> Step {
    Step { by, id, now: noon() }
}

/// Begins a batch and checks all of it.
async fn import(db: &Db, by: AccountId, reward: RewardId, text: &str) -> Result<BatchId> {
    let mut tx = db.write().await?;
    let lines = files::count(text.as_bytes())?;
    let batch = batches::begin(&mut tx, step(by, reward), None, lines).await?;
    tx.commit().await?;
    let file = File { batch, reward, bytes: text.to_owned().into() };
    files::check(db, &Keys::demo(), &Clock::fixed(noon()), &file).await?;
    Ok(batch)
}

async fn last(db: &Db, reward: RewardId) -> Batch {
    let mut tx = db.read().await.expect("a connection");
    batches::list_batches(&mut tx, reward).await.expect("batches").remove(0)
}

crate::db_test!(a_file_is_checked_and_then_accepted_as_a_whole, |db| {
    let by = admin(&db).await;
    let id = with_codes(&db, 1, &["PARTNER-0001"]).await;
    let text = "\u{feff}券码,备注\r\n\"PARTNER-0002\",a\r\n\r\nPARTNER-0001,b\r\n partner0002 ,c\r\nx,d\r\n坏的券码坏的\r\n=1+1+1+1\r\nPARTNER-0003\r\n,leer\r\n";
    let batch = import(&db, by, id, text).await?;
    let found = last(&db, id).await;
    assert_eq!((found.state, found.lines, found.checked), (BatchState::Checked, 8, 8));
    assert_eq!((found.good, found.repeated, found.known, found.bad), (2, 1, 1, 4));
    let mut tx = db.write().await?;
    let problems = batches::list_problems(&mut tx, id).await?;
    let expected = [
        (4, Fault::Known),
        (5, Fault::Repeated),
        (6, Fault::Length),
        (7, Fault::Characters),
        (8, Fault::Characters),
        (10, Fault::Length),
    ];
    assert_eq!(problems, expected);
    assert_eq!(stock(&mut tx, id).await, 1, "nothing is added before it is confirmed");
    assert_eq!(batches::accept(&mut tx, step(by, id), batch).await?, 2);
    assert_eq!(batches::accept(&mut tx, step(by, id), batch).await, Err(Conflict::Handled.into()));
    assert_eq!(stock(&mut tx, id).await, 3);
    assert_eq!(count(&mut tx, "SELECT COUNT(*) FROM code_batch_codes").await, 0);
    let action = "SELECT action || detail FROM staff_actions";
    assert_eq!(sql!(tx, scalars String, action)?, ["import+2"]);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_batch_is_accepted_completely_or_not_at_all, |db| {
    let by = admin(&db).await;
    let id = with_codes(&db, 1, &[]).await;
    let batch = import(&db, by, id, "PARTNER-0001\nPARTNER-0002\n").await?;
    let second = import(&db, by, id, "PARTNER-0003\n").await;
    assert_eq!(second, Err(Conflict::WrongState.into()), "one file at a time");
    bring(&db, id, &["PARTNER-0002"]).await;
    let mut tx = db.write().await?;
    assert_eq!(batches::accept(&mut tx, step(by, id), batch).await, Err(Refusal::CodesKnown.into()));
    drop(tx);
    assert_eq!(stock(&mut db.read().await?, id).await, 1, "the other code is not added either");
    let mut tx = db.write().await?;
    batches::discard(&mut tx, step(by, id), batch).await?;
    assert_eq!(count(&mut tx, "SELECT COUNT(*) FROM code_batch_codes").await, 0);
    tx.commit().await?;
    let again = import(&db, by, id, "PARTNER-0001\nPARTNER-0002\n").await?;
    let mut tx = db.write().await?;
    assert_eq!(batches::accept(&mut tx, step(by, id), again).await?, 1);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_discarded_file_leaves_nothing, |db| {
    let by = admin(&db).await;
    let id = with_codes(&db, 1, &[]).await;
    let mut tx = db.write().await?;
    let batch = batches::begin(&mut tx, step(by, id), None, 2).await?;
    batches::discard(&mut tx, step(by, id), batch).await?;
    tx.commit().await?;
    let file = File { batch, reward: id, bytes: "PARTNER-0001\nPARTNER-0002\n".into() };
    files::check(&db, &Keys::demo(), &Clock::fixed(noon()), &file).await?;
    let mut tx = db.read().await?;
    assert_eq!(count(&mut tx, "SELECT COUNT(*) FROM code_batch_codes").await, 0);
    assert_eq!(last(&db, id).await.state, BatchState::Dropped);
});

crate::db_test!(concurrent_acceptances_add_the_codes_once, |db| {
    let by = admin(&db).await;
    let id = with_codes(&db, 1, &[]).await;
    let text: String = (0..1_200).map(|n| format!("PARTNER-{n:05}\n")).collect();
    let batch = import(&db, by, id, &text).await?;
    assert_eq!(last(&db, id).await.good, 1_200);
    let outcomes = race(&db, move |db, _| async move {
        let mut tx = db.write().await?;
        let taken = batches::accept(&mut tx, step(by, id), batch).await?;
        tx.commit().await?;
        Ok(taken)
    })
    .await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Ok(1_200)).count(), 1);
    assert_eq!(stock(&mut db.read().await?, id).await, 1_200);
    assert_whole(&db).await;
});

// A partner's codes never become stock of a reward whose codes are generated on redemption.
crate::db_test!(an_open_batch_fixes_the_kind_and_code_origin, |db| {
    let by = admin(&db).await;
    let id = with_codes(&db, 1, &[]).await;
    let typed = |more: &str| {
        let right = "kind=evoucher&codes=imported&title_zh=A&title_en=B&body_zh=a&body_en=b\
            &picture=/img/rewards.svg%23bottle&points=100&code_days=30&visible_from=2026-03-01";
        read(&Form::parse(format!("{more}&{right}").as_bytes())).expect("a valid form")
    };
    let refused = |field| Err(AppError::field(field, Problem::BatchOpen));
    let mut tx = db.write().await?;
    let checking = batches::begin(&mut tx, step(by, id), None, 1).await?;
    assert_eq!(
        save(&mut tx, step(by, id), 1, &typed("codes=generated")).await,
        refused("codes"),
        "while it is being checked"
    );
    batches::discard(&mut tx, step(by, id), checking).await?;
    tx.commit().await?;

    let batch = import(&db, by, id, "PARTNER-0001\nPARTNER-0002\n").await?;
    let mut tx = db.write().await?;
    assert_eq!(save(&mut tx, step(by, id), 1, &typed("codes=generated")).await, refused("codes"));
    assert_eq!(save(&mut tx, step(by, id), 1, &typed("kind=goods")).await, refused("codes"), "goods have no codes");
    assert_eq!(save(&mut tx, step(by, id), 1, &typed("kind=workshop")).await, refused("kind"));
    save(&mut tx, step(by, id), 1, &typed("points=200")).await?;
    tx.commit().await?;
    assert_whole(&db).await;

    change(&db, id, "codes = 'generated'").await;
    let mut tx = db.write().await?;
    assert!(!crate::app::violations(&mut tx).await?.is_empty());
    assert_eq!(batches::accept(&mut tx, step(by, id), batch).await, Err(Conflict::WrongState.into()));
    drop(tx);
    assert_eq!(stock(&mut db.read().await?, id).await, 0);
    change(&db, id, "codes = 'imported'").await;
    let mut tx = db.write().await?;
    batches::discard(&mut tx, step(by, id), batch).await?;
    save(&mut tx, step(by, id), 2, &typed("codes=generated")).await?;
    tx.commit().await?;
    assert_whole(&db).await;
});

#[test]
fn oversized_and_empty_files_are_refused() {
    let text: String = (0..=files::MOST_LINES).map(|n| format!("{n:08}\n")).collect();
    let most = files::MOST_LINES as i64;
    assert_eq!(files::count(text.as_bytes()), Err(AppError::field("file", Problem::TooManyLines { max: most })));
    assert_eq!(files::count(&text.as_bytes()[..text.len() - 9]), Ok(most));
    for empty in ["", "\n\n", "code\n", "\u{feff}券码\r\n"] {
        assert_eq!(files::count(empty.as_bytes()), Err(AppError::field("file", Problem::Empty)), "{empty:?}");
    }
    assert_eq!(files::count(b"\xff\xfe\x00\n\"torn"), Ok(2), "the check decides whether they are valid");
    assert_eq!(files::count(b"a\rb\rc"), Ok(1), "one line, which is not a valid code");
}

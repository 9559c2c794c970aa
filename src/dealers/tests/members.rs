use crate::db::{Db, Tx};
use crate::dealers::home::count;
use crate::dealers::members::{Bond, MemberRow, WorkList, list_home, list_members, scan_all};
use crate::error::Result;
use crate::referrals::testing::{basics, car, days_ago, member, visit};
use crate::sql;
use crate::values::DealerId;
use crate::web::Cursor;
use crate::web::testing::noon;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

pub async fn consent(tx: &mut Tx, customer: i64, granted: bool) {
    sql!(
        tx,
        execute,
        "INSERT INTO consents (customer_id, purpose, granted, changed_at) VALUES ($1, 'dealer', $2, $3) \
         ON CONFLICT (customer_id, purpose) DO UPDATE SET granted = excluded.granted",
        customer,
        granted,
        noon()
    )
    .expect("a consent");
}

/// A consenting member whose car has the same id, sold by a dealer `days` days ago.
pub async fn driver(tx: &mut Tx, id: i64, sold_by: i64, days: i64) {
    member(tx, id, &format!("1380000{id:04}")).await;
    consent(tx, id, true).await;
    car(tx, id, &format!("LSVAM4187C21{id:05}"), sold_by, id, days_ago(days)).await;
}

/// The first page of a list, just after a scan.
async fn rows(db: &Db, dealer: i64, list: WorkList) -> Result<Vec<MemberRow>> {
    scan_all(db, noon(), 500).await?;
    Ok(list_members(&mut db.read().await?, DealerId(dealer), list, Cursor::Start, noon()).await?.rows)
}

async fn members(db: &Db, dealer: i64, list: WorkList) -> Result<Vec<(i64, Bond)>> {
    Ok(rows(db, dealer, list).await?.into_iter().map(|row| (row.id.0, row.reason)).collect())
}

async fn ids(db: &Db, list: WorkList) -> Result<Vec<i64>> {
    Ok(members(db, 1, list).await?.into_iter().map(|(id, _)| id).collect())
}

pub async fn prefer(tx: &mut Tx, customer: i64, dealer: i64) -> Result<()> {
    sql!(tx, execute, "UPDATE customers SET preferred_dealer_id = $2 WHERE id = $1", customer, dealer)?;
    Ok(())
}

crate::db_test!(purchase_preference_and_recent_service_bind_members, |db| {
    let mut tx = db.write().await?;
    basics(&mut tx).await;
    driver(&mut tx, 1, 1, 900).await;
    driver(&mut tx, 2, 2, 900).await;
    prefer(&mut tx, 2, 1).await?;
    driver(&mut tx, 3, 2, 900).await;
    let two_years_ago = noon().checked_sub_months(chrono::Months::new(24)).expect("a date");
    visit(&mut tx, 3, 1, two_years_ago).await;
    driver(&mut tx, 4, 2, 900).await;
    visit(&mut tx, 4, 1, two_years_ago - TimeDelta::microseconds(1)).await;
    // Customer 5 sold the car they bought here; customer 6 owns it now.
    driver(&mut tx, 5, 1, 900).await;
    driver(&mut tx, 6, 2, 900).await;
    sql!(tx, execute, "UPDATE ownerships SET until_on = $1 WHERE customer_id = 5", days_ago(10))?;
    sql!(tx, execute, "UPDATE vehicles SET selling_dealer_id = 2 WHERE id = 6")?;
    sql!(tx, execute, "INSERT INTO ownerships (vehicle_id, customer_id, from_on) VALUES (5, 6, $1)", days_ago(10))?;
    // Customer 7 bought, prefers and was serviced here: listed once, with the strongest reason.
    driver(&mut tx, 7, 1, 900).await;
    prefer(&mut tx, 7, 1).await?;
    visit(&mut tx, 7, 1, noon()).await;
    tx.commit().await?;
    let bound = [(1, Bond::Bought), (2, Bond::Prefers), (3, Bond::Serviced), (6, Bond::Bought), (7, Bond::Bought)];
    assert_eq!(members(&db, 1, WorkList::All).await?, bound);
});

crate::db_test!(only_consenting_members_are_listed, |db| {
    let mut tx = db.write().await?;
    basics(&mut tx).await;
    for id in 1..=5 {
        driver(&mut tx, id, 1, 10).await;
    }
    consent(&mut tx, 2, false).await;
    sql!(tx, execute, "DELETE FROM consents WHERE customer_id = 3")?;
    sql!(tx, execute, "DELETE FROM members WHERE customer_id = 4")?;
    sql!(tx, execute, "UPDATE customers SET merged_into = 1 WHERE id = 5")?;
    tx.commit().await?;
    assert_eq!(ids(&db, WorkList::All).await?, [1]);
    assert_eq!(members(&db, 2, WorkList::All).await?, []);
});

async fn set_day(tx: &mut Tx, sql: &'static str, id: i64, day: NaiveDate) -> Result<()> {
    sql!(tx, execute, sql, id, day)?;
    Ok(())
}

crate::db_test!(the_inspection_list_covers_sixty_days, |db| {
    let mut tx = db.write().await?;
    basics(&mut tx).await;
    let due = "UPDATE vehicles SET inspection_due_on = $2 WHERE id = $1";
    for (id, days) in [(1, 60), (2, 0), (3, 61), (4, -1), (5, 30)] {
        driver(&mut tx, id, 1, 10).await;
        let day = if days < 0 { days_ago(-days) } else { days_ago(0) + Days::new(days.unsigned_abs()) };
        set_day(&mut tx, due, id, day).await?;
    }
    tx.commit().await?;
    assert_eq!(ids(&db, WorkList::Inspection).await?, [2, 5, 1], "the most urgent first");
});

crate::db_test!(the_birthday_list_covers_seven_days, |db| {
    let mut tx = db.write().await?;
    basics(&mut tx).await;
    for (id, md) in [(1_i64, 303_i64), (2, 304), (3, 310), (4, 311)] {
        driver(&mut tx, id, 1, 10).await;
        sql!(tx, execute, "UPDATE customers SET birthday_md = $2 WHERE id = $1", id, md)?;
    }
    tx.commit().await?;
    assert_eq!(ids(&db, WorkList::Birthday).await?, [2, 3]);
});

crate::db_test!(the_unseen_list_needs_nine_months_without_a_visit, |db| {
    let mut tx = db.write().await?;
    basics(&mut tx).await;
    let nine_months_ago = noon().checked_sub_months(chrono::Months::new(9)).expect("a date");
    for (id, sold) in [(1, 900), (2, 900), (3, 900), (4, 100)] {
        driver(&mut tx, id, 1, sold).await;
    }
    visit(&mut tx, 1, 1, nine_months_ago).await;
    visit(&mut tx, 2, 1, nine_months_ago - TimeDelta::seconds(1)).await;
    visit(&mut tx, 2, 2, noon()).await;
    tx.commit().await?;
    assert_eq!(
        ids(&db, WorkList::Unseen).await?,
        [2, 3],
        "visits to other dealers do not count, the purchase here does"
    );
});

async fn lot(tx: &mut Tx, customer: i64, remaining: i64, expires_at: DateTime<Utc>) -> Result<()> {
    let transfer = sql!(
        tx,
        scalar i64,
        "INSERT INTO point_transfers (kind, customer_id, actor, idempotency_key, body_hash, source, source_id, label_zh, \
         label_en, at) VALUES ('earn', $1, 'portal', $2, '', 'manual', 0, '', '', $3) RETURNING id",
        customer,
        format!("{customer}-{expires_at}"),
        noon()
    )?;
    sql!(
        tx,
        execute,
        "INSERT INTO point_lots (customer_id, transfer_id, issued, remaining, earned_at, first_expires_at, expires_at) \
         VALUES ($1, $2, 100, $3, $4, $5, $5)",
        customer,
        transfer,
        remaining,
        noon(),
        expires_at
    )?;
    Ok(())
}

crate::db_test!(the_expiry_list_covers_thirty_days, |db| {
    let mut tx = db.write().await?;
    basics(&mut tx).await;
    for (id, remaining, days) in [(1, 100, 30), (2, 100, 31), (3, 0, 10), (4, 100, -1), (5, 70, 3)] {
        driver(&mut tx, id, 1, 10).await;
        lot(&mut tx, id, remaining, noon() + TimeDelta::days(days)).await?;
    }
    tx.commit().await?;
    let listed: Vec<_> = rows(&db, 1, WorkList::Expiring).await?.iter().map(|row| (row.id.0, row.expiring)).collect();
    assert_eq!(listed, [(5, 70), (1, 100)]);
});

crate::db_test!(list_pages_follow_each_other_without_gaps, |db| {
    let mut tx = db.write().await?;
    basics(&mut tx).await;
    for id in 1..=45 {
        driver(&mut tx, id, 1, 10).await;
        let due = days_ago(0) + Days::new(45 - id.unsigned_abs() / 2);
        set_day(&mut tx, "UPDATE vehicles SET inspection_due_on = $2 WHERE id = $1", id, due).await?;
    }
    tx.commit().await?;
    scan_all(&db, noon(), 500).await?;
    // One of them leaves the list before the next scan.
    let mut tx = db.write().await?;
    set_day(&mut tx, "UPDATE vehicles SET inspection_due_on = $2 WHERE id = $1", 30, days_ago(1)).await?;
    tx.commit().await?;
    let mut expected: Vec<i64> = (1..=45).filter(|id| *id != 30).collect();
    expected.sort_by_key(|id| (-(id / 2), *id));
    let mut tx = db.read().await?;
    let (mut pages, mut next) = (Vec::new(), Some(Cursor::Start));
    let mut previous = None;
    while let Some(cursor) = next {
        let page = list_members(&mut tx, DealerId(1), WorkList::Inspection, cursor, noon()).await?;
        pages.push(page.rows.iter().map(|row| row.id.0).collect::<Vec<_>>());
        (next, previous) = (page.next.map(Cursor::After), page.previous.map(Cursor::Before));
    }
    assert_eq!((pages.concat(), pages.iter().map(Vec::len).collect()), (expected, vec![19, 20, 5]));
    for expected in pages.iter().rev().skip(1) {
        let page = list_members(&mut tx, DealerId(1), WorkList::Inspection, previous.expect("more"), noon()).await?;
        assert_eq!(&page.rows.iter().map(|row| row.id.0).collect::<Vec<_>>(), expected, "back as they came");
        previous = page.previous.map(Cursor::Before);
    }
    assert_eq!(previous, None, "the first page");
});

crate::db_test!(the_home_page_counts_match_the_lists, |db| {
    let mut tx = db.write().await?;
    basics(&mut tx).await;
    for id in 1..=7 {
        driver(&mut tx, id, 1, 900).await;
        set_day(&mut tx, "UPDATE vehicles SET inspection_due_on = $2 WHERE id = $1", id, days_ago(0)).await?;
    }
    tx.commit().await?;
    scan_all(&db, noon(), 500).await?;
    let mut tx = db.read().await?;
    let home = list_home(&mut tx, DealerId(1), 4, noon()).await?;
    for (list, rows, total) in [(WorkList::All, 0, 7), (WorkList::Inspection, 4, 7), (WorkList::Unseen, 4, 7)] {
        let here = home.iter().filter(|row| row.list == list).count();
        assert_eq!((here, count(&mut tx, DealerId(1), list).await?), (rows, total), "{list}");
    }
    assert!(!home.iter().any(|row| row.list == WorkList::Birthday));
    assert!(list_home(&mut tx, DealerId(2), 4, noon()).await?.is_empty());
});

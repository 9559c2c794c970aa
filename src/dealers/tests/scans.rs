//! The job that maintains the lists: it picks up whatever other systems write, and may be interrupted anywhere.

use super::members::{driver, prefer};
use crate::db::fault_injection::fail_at;
use crate::db::{Db, Tx};
use crate::dealers::home::count;
use crate::dealers::members::{WorkList, list_members, renew, scan_all, scanned_at};
use crate::error::Result;
use crate::merges::{Merge, merge};
use crate::referrals::testing::{basics, days_ago, visit};
use crate::sql;
use crate::values::DealerId;
use crate::web::Cursor;
use crate::web::testing::{self, Browser, PASSWORD, noon};
use chrono::{DateTime, TimeDelta, Utc};

/// Members per slice, small enough for several slices.
const SLICE: i64 = 2;

/// A dealer's members counted over all rows, as a page without lists would have to.
const RECOUNTED: &str = "SELECT COUNT(*) FROM members m JOIN customers c ON c.id = m.customer_id \
    AND c.merged_into IS NULL JOIN consents k ON k.customer_id = m.customer_id AND k.purpose = 'dealer' AND k.granted \
    WHERE c.preferred_dealer_id = $1 \
    OR m.customer_id IN (SELECT o.customer_id FROM ownerships o JOIN vehicles v ON v.id = o.vehicle_id \
    WHERE o.until_on IS NULL AND v.selling_dealer_id = $1) \
    OR m.customer_id IN (SELECT s.customer_id FROM service_orders s WHERE s.dealer_id = $1 AND s.opened_at >= $2)";

async fn run_scan(db: &Db) -> Result<()> {
    scan_all(db, noon(), SLICE).await
}

/// The totals on both dealers' home pages, checked against a recount and the listed rows.
async fn all_of_both(db: &Db) -> Result<[i64; 2]> {
    let (mut tx, two_years_ago) =
        (db.read().await?, noon().checked_sub_months(chrono::Months::new(24)).expect("a date"));
    let mut counted = [0, 0];
    for (dealer, shown) in [1, 2].into_iter().zip(&mut counted) {
        *shown = count(&mut tx, DealerId(dealer), WorkList::All).await?;
        assert_eq!(*shown, sql!(tx, scalar i64, RECOUNTED, dealer, two_years_ago)?, "dealer {dealer}");
        let list = list_members(&mut tx, DealerId(dealer), WorkList::All, Cursor::Start, noon()).await?;
        assert_eq!(*shown, list.rows.len() as i64, "dealer {dealer}");
    }
    Ok(counted)
}

/// Five members of the first dealer, two of the second.
async fn club(db: &Db) -> Result<()> {
    let mut tx = db.write().await?;
    basics(&mut tx).await;
    for id in 1..=7 {
        driver(&mut tx, id, if id <= 5 { 1 } else { 2 }, 900).await;
    }
    Ok(tx.commit().await?)
}

async fn write(db: &Db, change: &'static str) -> Result<()> {
    let mut tx = db.write().await?;
    sql!(tx, execute, change)?;
    Ok(tx.commit().await?)
}

crate::db_test!(changes_by_other_systems_reach_the_lists, |db| {
    club(&db).await?;
    run_scan(&db).await?;
    assert_eq!(all_of_both(&db).await?, [5, 2]);
    let mut tx = db.write().await?;
    driver(&mut tx, 8, 2, 10).await;
    prefer(&mut tx, 8, 1).await?;
    tx.commit().await?;
    run_scan(&db).await?;
    assert_eq!(all_of_both(&db).await?, [6, 3], "a new member, bound to both");
    let changes = [
        ("UPDATE customers SET preferred_dealer_id = 2 WHERE id = 8", [5, 3], "prefers another"),
        ("UPDATE vehicles SET selling_dealer_id = 2 WHERE id IN (1, 2)", [3, 5], "sold by the other dealer"),
        ("UPDATE ownerships SET until_on = from_on WHERE customer_id = 1", [3, 4], "sold the car"),
        ("DELETE FROM ownerships WHERE customer_id IN (3, 7)", [2, 3], "ownership deleted"),
        ("DELETE FROM consents WHERE customer_id = 6", [2, 2], "consent withdrawn"),
        ("DELETE FROM members WHERE customer_id = 4", [1, 2], "no longer a member"),
    ];
    for (change, counts, what) in changes {
        write(&db, change).await?;
        run_scan(&db).await?;
        assert_eq!(all_of_both(&db).await?, counts, "{what}");
    }
    let mut tx = db.write().await?;
    visit(&mut tx, 1, 1, noon()).await;
    tx.commit().await?;
    run_scan(&db).await?;
    assert_eq!(all_of_both(&db).await?, [2, 2], "serviced there");
    write(&db, "UPDATE service_orders SET dealer_id = 2").await?;
    run_scan(&db).await?;
    assert_eq!(all_of_both(&db).await?, [1, 3], "the visit was corrected to the other dealer");
    write(&db, "DELETE FROM service_orders").await?;
    run_scan(&db).await?;
    assert_eq!(all_of_both(&db).await?, [1, 2], "the visit was deleted");
});

crate::db_test!(members_who_left_a_list_are_hidden_before_the_next_scan, |db| {
    club(&db).await?;
    run_scan(&db).await?;
    let changes = [
        "UPDATE consents SET granted = (1 = 0) WHERE customer_id = 1",
        "UPDATE vehicles SET selling_dealer_id = 2 WHERE id = 2",
        "UPDATE customers SET merged_into = 6 WHERE id = 3",
        "DELETE FROM members WHERE customer_id = 4",
    ];
    for change in changes {
        write(&db, change).await?;
    }
    let mut tx = db.read().await?;
    let list = list_members(&mut tx, DealerId(1), WorkList::All, Cursor::Start, noon()).await?;
    assert_eq!(list.rows.iter().map(|row| row.id.0).collect::<Vec<_>>(), [5]);
    assert_eq!(count(&mut tx, DealerId(1), WorkList::All).await?, 5, "as of the last scan");
});

crate::db_test!(the_next_scan_completes_an_interrupted_one, |db| {
    club(&db).await?;
    run_scan(&db).await?;
    let mut faults = 0;
    for statement in 0.. {
        // Each round has something to correct in every slice.
        let other = if statement % 2 == 0 { "2" } else { "1" };
        write(&db, if other == "2" { ALL_TO_THE_SECOND } else { ALL_TO_THE_FIRST }).await?;
        let done = fail_at(&db, statement, run_scan(&db)).await;
        run_scan(&db).await?;
        assert_eq!(all_of_both(&db).await?, if other == "2" { [0, 7] } else { [7, 0] }, "killed at {statement}");
        if done.is_some() {
            break;
        }
        faults += 1;
    }
    assert!(faults > 15, "{faults}");
});

const ALL_TO_THE_FIRST: &str = "UPDATE vehicles SET selling_dealer_id = 1";
const ALL_TO_THE_SECOND: &str = "UPDATE vehicles SET selling_dealer_id = 2";

crate::db_test!(concurrent_scans_agree, |db| {
    club(&db).await?;
    for round in 0..6 {
        write(&db, if round % 2 == 0 { ALL_TO_THE_SECOND } else { ALL_TO_THE_FIRST }).await?;
        let (one, other) = tokio::join!(run_scan(&db), run_scan(&db));
        one?;
        other?;
        assert_eq!(all_of_both(&db).await?, if round % 2 == 0 { [0, 7] } else { [7, 0] }, "round {round}");
    }
});

crate::db_test!(merging_customers_moves_their_bindings, |db| {
    club(&db).await?;
    // The duplicate prefers the second dealer and was serviced at the first; the survivor takes over both.
    let mut tx = db.write().await?;
    prefer(&mut tx, 1, 2).await?;
    visit(&mut tx, 1, 1, noon()).await;
    tx.commit().await?;
    run_scan(&db).await?;
    assert_eq!(all_of_both(&db).await?, [5, 3]);
    let mut tx = db.write().await?;
    let (duplicate, survivor) = (1.into(), 2.into());
    assert!(merge(&mut tx, &Merge { duplicate, survivor, by: None, reason: "", now: noon() }).await?);
    tx.commit().await?;
    let mut tx = db.read().await?;
    let shown = list_members(&mut tx, DealerId(1), WorkList::All, Cursor::Start, noon()).await?;
    assert_eq!(
        shown.rows.iter().map(|row| row.id.0).collect::<Vec<_>>(),
        [2, 3, 4, 5],
        "the duplicate disappears at once"
    );
    drop(tx);
    run_scan(&db).await?;
    assert_eq!(all_of_both(&db).await?, [4, 3]);
});

crate::db_test!(withdrawn_consent_hides_at_once_and_new_bindings_wait_for_a_scan, |db| {
    club(&db).await?;
    run_scan(&db).await?;
    testing::account(&db, "owner", "13800000001", Some(1), None).await;
    testing::account(&db, "dealer", "13900000001", None, Some(1)).await;
    testing::account(&db, "dealer", "13900000002", None, Some(2)).await;
    let app = testing::app(&db);
    let (mut owner, mut first, mut second) = (Browser::new(&app), Browser::new(&app), Browser::new(&app));
    for (browser, phone) in [(&mut owner, "13800000001"), (&mut first, "13900000001"), (&mut second, "13900000002")] {
        browser.sign_in(phone, PASSWORD).await;
    }
    let shows = async |staff: &mut Browser| page(staff, "/dealer/members").await.contains("/dealer/members/1\"");
    assert_eq!(owner.post("/me/profile/dealer", &[("version", "1"), ("dealer", "2")]).await.location, "/me/profile");
    assert_eq!([shows(&mut first).await, shows(&mut second).await], [true, false], "not scanned yet");
    run_scan(&db).await?;
    assert_eq!([shows(&mut first).await, shows(&mut second).await], [true, true], "also prefers the second dealer");
    assert_eq!(owner.post("/me/privacy", &[]).await.location, "/me/privacy");
    assert_eq!([shows(&mut first).await, shows(&mut second).await], [false, false], "consent withdrawn");
    for path in ["/dealer", "/dealer/members?list=unseen", "/dealer/members?q=13800000001"] {
        assert!(!page(&mut first, path).await.contains("/dealer/members/1\""), "{path}");
    }
});

crate::db_test!(scans_run_every_ten_minutes_and_on_a_new_day, |db| {
    club(&db).await?;
    let begun = async |db: &Db| -> Result<Option<DateTime<Utc>>> { Ok(scanned_at(&mut db.read().await?).await?) };
    assert_eq!(begun(&db).await?, None);
    renew(&db, noon()).await?;
    assert_eq!(begun(&db).await?, Some(noon()));
    renew(&db, noon() + TimeDelta::minutes(9)).await?;
    assert_eq!(begun(&db).await?, Some(noon()), "too soon");
    let later = noon() + TimeDelta::minutes(10);
    renew(&db, later).await?;
    assert_eq!(begun(&db).await?, Some(later));
    run_scan(&db).await?;
    assert_eq!(begun(&db).await?, Some(later), "an older scan that finishes later changes nothing");
    let midnight = crate::clock::start_of(days_ago(-1));
    renew(&db, midnight - TimeDelta::minutes(5)).await?;
    renew(&db, midnight).await?;
    assert_eq!(begun(&db).await?, Some(midnight));
});

crate::db_test!(only_one_scan_runs_unless_the_previous_one_died, |db| {
    club(&db).await?;
    let begun = async |db: &Db| -> Result<Option<DateTime<Utc>>> { Ok(scanned_at(&mut db.read().await?).await?) };
    assert!(fail_at(&db, 6, renew(&db, noon())).await.is_none(), "interrupted after it had started");
    let later = noon() + TimeDelta::minutes(1);
    renew(&db, later).await?;
    assert_eq!(begun(&db).await?, None, "the interrupted scan may still be running");
    let later = noon() + TimeDelta::minutes(2);
    renew(&db, later).await?;
    assert_eq!(begun(&db).await?, Some(later));
});

async fn page(staff: &mut Browser, path: &str) -> String {
    staff.get(path).await.body
}

crate::db_test!(pages_show_when_the_lists_were_scanned, |db| {
    club(&db).await?;
    testing::account(&db, "dealer", "13900000001", None, Some(1)).await;
    let app = testing::app(&db);
    let mut staff = Browser::new(&app);
    staff.sign_in("13900000001", PASSWORD).await;
    assert!(page(&mut staff, "/dealer").await.contains("名单正在生成"));
    assert!(page(&mut staff, "/dealer/members").await.contains("名单正在生成"));
    renew(&db, noon() - TimeDelta::minutes(5)).await?;
    assert!(page(&mut staff, "/dealer").await.contains("5 位会员已授权本店服务 · 名单截至 11:55"));
    assert!(page(&mut staff, "/dealer/members?list=unseen").await.contains("名单截至 11:55"));
    staff.set_cookie("locale", "en");
    assert!(page(&mut staff, "/dealer/members").await.contains("Lists as of 11:55"));
    app.clock.set(noon() + TimeDelta::days(1));
    assert!(page(&mut staff, "/dealer").await.contains("lists as of 4 Mar 2026 11:55"));
});

// Sorted by name; a member renamed since the scan is not found.
crate::db_test!(a_name_search_is_paged, |db| {
    let mut tx = db.write().await?;
    basics(&mut tx).await;
    for id in 1..=30 {
        driver(&mut tx, id, 1, 900).await;
    }
    name(&mut tx, 7, "张三").await?;
    name(&mut tx, 8, "李四").await?;
    tx.commit().await?;
    renew(&db, noon()).await?;
    let mut tx = db.write().await?;
    name(&mut tx, 9, "王五").await?;
    tx.commit().await?;
    testing::account(&db, "dealer", "13900000001", None, Some(1)).await;
    let mut staff = Browser::new(&testing::app(&db));
    staff.sign_in("13900000001", PASSWORD).await;
    let first = page(&mut staff, &format!("/dealer/members?q={}", crate::ui::encode("张"))).await;
    let next = first.split("rel=\"next\"").next().and_then(|before| before.rsplit("href=\"").next());
    let next = next.and_then(|rest| rest.split('"').next()).expect("a link").replace("&amp;", "&");
    let second = page(&mut staff, &next).await;
    let ids = |body: &str| -> Vec<i64> {
        let links = body.split("href=\"/dealer/members/").skip(1);
        links.filter_map(|rest| rest.split('"').next()?.parse().ok()).collect()
    };
    let mut expected: Vec<i64> = (1..=30).filter(|id| ![7, 8, 9].contains(id)).collect();
    expected.sort_by_key(|id| format!("张{id}"));
    expected.push(7);
    assert_eq!([ids(&first), ids(&second)].concat(), expected);
    let found = page(&mut staff, &format!("/dealer/members?q={}", crate::ui::encode("李四"))).await;
    assert_eq!(ids(&found), [8]);
});

async fn name(tx: &mut Tx, customer: i64, name: &str) -> Result<()> {
    sql!(tx, execute, "UPDATE customers SET name = $2 WHERE id = $1", customer, name)?;
    Ok(())
}

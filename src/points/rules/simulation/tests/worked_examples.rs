//! Small ledgers whose outcome was computed by hand.

use super::*;
use crate::app::book_new;
use crate::garage::fixtures::{dealer, model, vehicle};
use crate::points::model::PointAccount;
use crate::points::ops::{self, Movement};
use crate::points::rules::simulation::model::{Left, Moved, Pair, PointValue, TierOutcome};
use crate::points::testing::{assert_whole, member, member_with, movement};
use crate::values::{CustomerId, PerTier, Tier};
use crate::web::testing::PASSWORD;

async fn administrator(db: &Db) {
    for phone in ["13900000007", "13900000008", "13900000009"] {
        testing::account(db, "admin", phone, None, None).await;
    }
}

fn pair(before: i64, after: i64) -> Pair {
    Pair { before, after }
}

/// An order of so many yuan that was closed and booked that many days ago.
async fn order(db: &Db, car: i64, (id, customer): (i64, CustomerId), (yuan, days_ago): (i64, i64)) {
    let at = noon() - TimeDelta::days(days_ago);
    let mut tx = db.write().await.expect("a transaction");
    let insert = "INSERT INTO service_orders (id, order_no, vehicle_id, customer_id, dealer_id, kind, status, opened_at, \
                  closed_at, odometer_km, total_fen, paid_fen, updated_at) SELECT $1, $2, $3, $4, MIN(id), 'maintenance', \
                  'closed', $5, $5, 100, $6, $6, $5 FROM dealers";
    sql!(tx, execute, insert, id, format!("WO{id}"), car, customer, at, yuan * 100).expect("an order");
    tx.commit().await.expect("committed");
    book_new(db, at).await.expect("booked");
}

/// So many members of the two lowest tiers, and none of any other.
fn members(basic: i64, silver: i64) -> PerTier<i64> {
    let mut members = PerTier::default();
    members[Tier::Basic as usize] = basic;
    members[Tier::Silver as usize] = silver;
    members
}

/// Silver from this tier points on and with this multiplier, all else as it is.
async fn silver(db: &Db, tier_points: i64, percent: i64) -> Subject {
    let id = draft(db, "tiers", 0, None).await;
    let mut tx = db.write().await.expect("a transaction");
    let copy = "INSERT INTO tier_rules SELECT $1, t.code, CASE t.code WHEN 'silver' THEN $2 ELSE t.min_tier_points END, \
                CASE t.code WHEN 'silver' THEN $3 ELSE t.multiplier_percent END FROM tier_rules t \
                JOIN point_rules r ON r.id = t.rule_id AND r.version = 1";
    sql!(tx, execute, copy, id, tier_points, percent).expect("tiers");
    tx.commit().await.expect("committed");
    Subject::Rule(id)
}

/// Three members: orders of ¥1,500, ¥1,000 and ¥1,000 for the first, ¥1,200 for the second, none for the third.
async fn visits(db: &Db) {
    administrator(db).await;
    let dealer = dealer(db, "D1", "东城店").await;
    let model = model(db, "M1", "远山", "petrol").await;
    let car = vehicle(db, "LCYAA0000R0000001", "京A12345", model, dealer, "2024-01-10").await;
    let (one, two) = (member(db, 1).await, member(db, 2).await);
    member(db, 3).await;
    let mut tx = db.write().await.expect("a transaction");
    sql!(tx, execute, "UPDATE members SET joined_at = $1", noon() - TimeDelta::days(500)).expect("members");
    tx.commit().await.expect("committed");
    let orders = [(1, one, (1_500, 300)), (2, one, (1_000, 200)), (3, one, (1_000, 100)), (4, two, (1_200, 50))];
    for (id, customer, what) in orders {
        order(db, car, (id, customer), what).await;
    }
    assert_whole(db).await;
}

crate::db_test!(other_thresholds_change_tiers_and_multipliers, |db| {
    visits(&db).await;
    let clock = Clock::fixed(noon());
    // 1,500 + 1,000, then 1,100 as silver. Silver from 1,000: 1,500, then 1,200 twice; the second member rises too.
    let lower = outcome(&db, &clock, silver(&db, 1_000, 120).await, 12).await;
    assert_eq!((lower.points, lower.gaining, lower.unchanged), (pair(4_800, 5_100), 1, 1));
    let expected = TierOutcome {
        actual: members(2, 1),
        before: members(2, 1),
        after: members(1, 2),
        rising: 1,
        falling: 0,
        dearer: false,
    };
    assert_eq!(lower.tiers, Some(expected.clone()));
    // Silver from 5,000: nobody reaches it.
    let higher = outcome(&db, &clock, silver(&db, 5_000, 110).await, 12).await;
    assert_eq!((higher.points, higher.losing), (pair(4_800, 4_700), 1));
    assert_eq!(
        higher.tiers,
        Some(TierOutcome { after: members(3, 0), rising: 0, falling: 1, dearer: true, ..expected })
    );
    // Nothing was earned in the last month, but a member's tier differs because of earlier earnings.
    let short = outcome(&db, &clock, silver(&db, 1_000, 120).await, 1).await;
    assert_eq!((short.points, short.tiers.map(|tiers| tiers.rising)), (pair(0, 0), Some(1)));
});

crate::db_test!(a_tier_reached_later_lasts_longer, |db| {
    administrator(&db).await;
    let shop = dealer(&db, "D1", "东城店").await;
    let model = model(&db, "M1", "远山", "petrol").await;
    let car = vehicle(&db, "LCYAA0000R0000001", "京A12345", model, shop, "2024-01-01").await;
    let one = member(&db, 1).await;
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE members SET joined_at = $1", noon() - TimeDelta::days(900))?;
    tx.commit().await?;
    // Silver from January 2024 to February 2026; with a threshold of 2,500, from December 2024 to January 2027.
    order(&db, car, (1, one), (2_000, 784)).await;
    order(&db, car, (2, one), (500, 439)).await;
    let id = ask(&db, silver(&db, 2_500, 110).await, 12).await;
    assert!(run_next(&db, &Clock::fixed(noon())).await?);
    let found = store::find_run(&mut db.read().await?, id).await?.and_then(|run| run.outcome()).ok_or("none")?;
    let tiers = found.tiers.ok_or("no tiers")?;
    assert_eq!((tiers.rising, tiers.falling, tiers.dearer), (1, 0, true), "{tiers:?}");
    let mut admin = Browser::new(&testing::app(&db));
    admin.sign_in("13900000009", PASSWORD).await;
    let page = admin.get(&format!("/admin/points/simulations/{id}")).await.body;
    let played = format!("与实际共相差 {} 位", tiers.astray());
    assert!(page.contains("到期日因此推后") && (tiers.astray() == 0 || page.contains(&played)), "{page}");
});

/// Two members have 300 points of September 2023, of which the second used 200 in January 2026; the first also has 400
/// of January 2026.
async fn savings(db: &Db) {
    administrator(db).await;
    member_with(db, 1, &[(300, 30), (400, 2)]).await;
    let two = member_with(db, 2, &[(300, 30)]).await;
    let mut tx = db.write().await.expect("a transaction");
    let spent = Movement { at: "2026-01-10T02:00:00Z".parse().expect("an instant"), ..movement(two, 200, "spend") };
    ops::spend(&mut tx, &spent, PointAccount::Redeemed).await.expect("spent");
    tx.commit().await.expect("committed");
}

crate::db_test!(another_validity_changes_which_points_expire, |db| {
    savings(&db).await;
    let clock = Clock::fixed(noon());
    let shorter = outcome(&db, &clock, Subject::Rule(draft(&db, "validity", 24, None).await), 12).await;
    assert_eq!((shorter.points, shorter.losing, shorter.gaining), (pair(0, 600), 2, 0));
    assert_eq!(shorter.months, [("2025-09-01".parse()?, pair(0, 600))].into());
    assert_eq!(shorter.expiry, Some(Left { points: pair(800, 400), short: 200 }));
    let lost = [(1, "****0001"), (2, "****0002")];
    let lost = lost.map(|(customer, number)| Moved { customer, member_no: number.to_owned(), difference: -300 });
    assert_eq!(shorter.most_lost, lost);
    // 500 points of February 2023 expired at the end of February; with a longer validity they do not.
    member_with(&db, 3, &[(500, 37)]).await;
    let longer = outcome(&db, &clock, Subject::Rule(draft(&db, "validity", 48, None).await), 12).await;
    assert_eq!((longer.points, longer.losing, longer.gaining, longer.unchanged), (pair(500, 0), 0, 1, 2));
    assert_eq!(longer.expiry, Some(Left { points: pair(800, 1_300), short: 0 }));
});

crate::db_test!(another_value_applies_to_points_left_and_points_used, |db| {
    savings(&db).await;
    let mut tx = db.write().await?;
    let given = Movement { at: noon() - TimeDelta::days(1), ..movement(CustomerId(1), 50, "give") };
    ops::spend(&mut tx, &given, PointAccount::Charity).await?;
    tx.commit().await?;
    let clock = Clock::fixed(noon());
    let found = outcome(&db, &clock, Subject::Rule(draft(&db, "point_value", 50, None).await), 12).await;
    let value = found.value.clone().ok_or("not valued")?;
    assert_eq!((value.outstanding, value.members, value.liability), (750, 2, pair(750, 1_500)));
    assert_eq!(value.redeemed, PointValue { points: 200, fen: pair(200, 400) });
    assert_eq!((value.donated, value.paid), (PointValue { points: 50, fen: pair(50, 100) }, PointValue::default()));
    let months = [("2026-01-01".parse()?, pair(200, 400)), ("2026-03-01".parse()?, pair(50, 100))];
    assert_eq!((found.months, found.gaining, found.losing), (months.into(), 2, 0));
});

crate::db_test!(each_page_states_its_assumptions, |db| {
    savings(&db).await;
    let clock = Clock::fixed(noon());
    let mut admin = Browser::new(&testing::app(&db));
    admin.sign_in("13900000009", PASSWORD).await;
    let mut english = Browser::new(&testing::app(&db));
    english.set_cookie("locale", "en");
    english.sign_in("13900000008", PASSWORD).await;
    let validity = Subject::Rule(draft(&db, "validity", 24, None).await);
    let point_value = Subject::Rule(draft(&db, "point_value", 50, None).await);
    let drafts = [
        (validity, ["用时已过期", "2025年9月"], ["Expired before use", "not estimated"]),
        (point_value, ["¥16.00", "抵扣维保账单"], ["Workshop bills", "priced in points"]),
        (
            silver(&db, 250, 110).await,
            ["各等级的会员", "1 位会员等级更高"],
            ["Recalculated (current)", "Both sides are"],
        ),
    ];
    for (subject, chinese, words) in drafts {
        let id = ask(&db, subject, 12).await;
        assert!(run_next(&db, &clock).await?);
        let page = format!("/admin/points/simulations/{id}");
        let (found, other) = (admin.get(&page).await, english.get(&page).await);
        assert!(chinese.iter().all(|text| found.body.contains(text)), "{chinese:?}: {}", found.body);
        assert!(words.iter().all(|text| other.body.contains(text)), "{words:?}: {}", other.body);
        assert_eq!(found.body.contains("href=\"/admin/members/1\""), subject == validity);
        let Subject::Rule(version) = subject else { return Err("a rule".into()) };
        let version = admin.get(&format!("/admin/points/versions/{version}")).await;
        assert!(version.body.contains("开始试算") && version.body.contains(&page));
    }
});

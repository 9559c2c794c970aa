//! What users of the demo accounts find.

use super::{count, options};
use crate::app::violations;
use crate::clock;
use crate::crypto::Keys;
use crate::demo::{ACCOUNTS, Options, PASSWORD, TryToJoin, create, create_with};
use crate::sql;
use crate::values::Tier;
use argon2::{Argon2, PasswordHash, PasswordVerifier};
use chrono::TimeDelta;

crate::db_test!(demo_accounts_can_sign_in, |db| {
    create(&db, options(60)).await?;
    let mut tx = db.read().await?;
    for (phone, _) in ACCOUNTS {
        let hash = sql!(tx, scalar String, "SELECT password_hash FROM accounts WHERE phone = $1", phone)?;
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let hash = PasswordHash::new(&hash).expect("a hash");
        assert!(Argon2::default().verify_password(PASSWORD.as_bytes(), &hash).is_ok());
    }
    let roles = "SELECT COUNT(*) FROM accounts WHERE (phone = '13800138051' AND dealer_id = 1) \
                 OR (phone = '13800138052' AND dealer_id = 2) OR (phone = '13800138090' AND role = 'admin')";
    assert_eq!(count(&db, roles).await?, 3);
});

crate::db_test!(the_first_owner_has_something_of_everything, |db| {
    create(&db, options(120)).await?;
    let found = [
        ("two cars", "SELECT COUNT(*) FROM ownerships WHERE customer_id = 1 AND until_on IS NULL", 2..=2),
        (
            "an electric SUV",
            "SELECT COUNT(*) FROM ownerships o JOIN vehicles v ON v.id = o.vehicle_id \
          JOIN models m ON m.id = v.model_id WHERE o.customer_id = 1 AND m.energy = 'electric' AND m.body = 'suv'",
            1..=1,
        ),
        ("visits", "SELECT COUNT(*) FROM service_orders WHERE customer_id = 1 AND status = 'closed'", 15..=30),
        (
            "a car in the workshop",
            "SELECT COUNT(*) FROM service_orders WHERE customer_id = 1 AND status = 'repair'",
            1..=1,
        ),
        (
            "its steps",
            "SELECT COUNT(*) FROM repair_steps s JOIN service_orders o ON o.id = s.order_id \
          WHERE o.customer_id = 1 AND o.status = 'repair'",
            3..=3,
        ),
        ("redemptions", "SELECT COUNT(*) FROM redemptions WHERE customer_id = 1", 5..=5),
        ("a donation", "SELECT COUNT(*) FROM donations WHERE customer_id = 1", 1..=1),
        ("a code to use", "SELECT COUNT(*) FROM redemptions WHERE customer_id = 1 AND state = 'issued'", 1..=1),
        ("a parcel to come", "SELECT COUNT(*) FROM redemptions WHERE customer_id = 1 AND state = 'ordered'", 1..=1),
        ("a seat", "SELECT COUNT(*) FROM registrations WHERE customer_id = 1 AND state = 'confirmed'", 1..=1),
        ("a place in a queue", "SELECT COUNT(*) FROM registrations WHERE customer_id = 1 AND state = 'waiting'", 1..=1),
        ("events attended", "SELECT COUNT(*) FROM registrations WHERE customer_id = 1 AND state = 'attended'", 3..=3),
        (
            "a cancelled event",
            "SELECT COUNT(*) FROM registrations WHERE customer_id = 1 AND state = 'cancelled'",
            1..=1,
        ),
        ("friends", "SELECT COUNT(DISTINCT state) FROM referrals WHERE referrer_id = 1", 6..=6),
        ("accesses", "SELECT COUNT(*) FROM file_accesses WHERE customer_id = 1", 4..=8),
        ("the first dealer", "SELECT COUNT(*) FROM customers WHERE id = 1 AND preferred_dealer_id = 1", 1..=1),
        ("the second dealer", "SELECT COUNT(*) FROM customers WHERE id = 2 AND preferred_dealer_id = 2", 1..=1),
    ];
    for (what, sql, range) in found {
        let rows = count(&db, sql).await?;
        assert!(range.contains(&rows), "{what}: {rows}");
    }
});

/// Independent of the day on which the demo data are generated.
#[tokio::test]
async fn tiers_and_expiring_points_are_the_same_on_every_day() {
    for now in [
        "2026-11-22T05:00:00Z",
        "2027-01-01T05:00:00Z",
        "2027-02-28T05:00:00Z",
        "2028-02-29T20:00:00Z",
        "2027-08-15T05:00:00Z",
    ] {
        let (db, _folder) = crate::db::testing::sqlite().await;
        let options = Options { now: now.parse().unwrap(), ..options(60) };
        create(&db, options).await.expect("demo data");
        let mut tx = db.read().await.unwrap();
        let tier = "SELECT tier FROM members WHERE customer_id = $1";
        assert_eq!(sql!(tx, scalar Tier, tier, 1_i64).unwrap(), Tier::Gold, "{now}");
        assert_eq!(sql!(tx, scalar Tier, tier, 2_i64).unwrap(), Tier::Silver, "{now}");
        let expiring = "SELECT CAST(COALESCE(SUM(remaining), 0) AS BIGINT) FROM point_lots \
                       WHERE customer_id = 1 AND expires_at < $1";
        // On the first day of a long month, the month's end is one day further away.
        let soon = clock::start_of(clock::day(options.now)) + TimeDelta::days(32);
        let points = sql!(tx, scalar i64, expiring, soon).unwrap();
        assert!((300..4_000).contains(&points), "{now}: {points}");
    }
}

crate::db_test!(the_customer_for_joining_is_the_same_for_every_size, |db| {
    let TryToJoin { phone, vin } = create(&db, options(20)).await?.try_to_join;
    let mut tx = db.read().await?;
    let owner = "SELECT o.customer_id FROM ownerships o JOIN vehicles v ON v.id = o.vehicle_id \
                 JOIN contact_points c ON c.customer_id = o.customer_id WHERE v.vin = $1 AND c.value = $2";
    let customer_id = sql!(tx, scalar i64, owner, &vin, &phone)?;
    assert_eq!(sql!(tx, scalar i64, "SELECT COUNT(*) FROM members WHERE customer_id = $1", customer_id)?, 0);
    assert_eq!((phone.as_str(), vin.as_str()), ("13800138003", "LCYPCR309SA000004"));
});

crate::db_test!(a_long_statement_has_the_requested_length_and_is_valid, |db| {
    create_with(&db, options(60), Keys::demo(), 300).await?;
    let lines = "SELECT COUNT(*) FROM point_entries WHERE customer_id = 2";
    assert!((300..350).contains(&count(&db, lines).await?));
    assert_eq!(
        count(&db, "SELECT COUNT(*) FROM donations WHERE customer_id = 2").await?,
        21,
        "half of the points were donated"
    );
    assert_eq!(violations(&mut db.snapshot().await?).await?, Vec::<String>::new());
});

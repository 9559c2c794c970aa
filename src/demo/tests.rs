mod ledger;
mod owners;

use super::catalog::rewards::Kind;
use super::*;
use crate::db::DbResult;
use crate::points::rules::RuleCode;
use crate::values::{Phone, Plate, RewardId, Vin};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const NOW: &str = "2026-11-22T05:00:00Z";

fn options(customers: u64) -> Options {
    Options { customers, seed: 7, now: NOW.parse().unwrap(), progress: false }
}

fn default_rules() -> Rules {
    let values = [
        (RuleCode::Workshop, 1),
        (RuleCode::Delivery, 5000),
        (RuleCode::Profile, 200),
        (RuleCode::Event, 0),
        (RuleCode::Survey, 50),
        (RuleCode::Validity, 36),
        (RuleCode::FourEyes, 1000),
    ];
    let rule = |(id, (code, value)): (i64, (RuleCode, i64))| Rule {
        id,
        code,
        version: 1,
        value,
        cap: None,
        title_zh: code.to_string(),
        title_en: code.to_string(),
        valid_from: Some(DateTime::UNIX_EPOCH),
    };
    Rules::new(Vec::new(), (1..).zip(values).map(rule).collect())
}

/// The SHA-256 of all rows, per table.
fn digest(options: Options) -> BTreeMap<&'static str, String> {
    let world =
        World::new(options.customers, options.seed, options.now, default_rules(), crate::db::bulk::Batch::of_text());
    let (sender, mut batches) = mpsc::channel(1);
    let generator = std::thread::spawn(move || Generator::new(world, "hash").run(&sender));
    let mut hashers = BTreeMap::<&str, Sha256>::new();
    while let Some((batch, _)) = batches.blocking_recv() {
        batch.texts().for_each(|(table, text)| hashers.entry(table).or_default().update(text));
    }
    generator.join().unwrap();
    hashers.into_iter().map(|(table, hasher)| (table, hex::encode(hasher.finalize()))).collect()
}

#[test]
fn the_same_seed_gives_the_same_club() {
    let (first, second) = (digest(options(60)), digest(options(60)));
    assert_eq!(first, second);
    assert_eq!(first.len(), 56, "{:?}", first.keys());
    let later_that_day = Options { now: "2026-11-22T15:59:00Z".parse().unwrap(), ..options(60) };
    assert_eq!(digest(later_that_day), first);
    let another = digest(Options { seed: 8, ..options(60) });
    assert_ne!(another["customers"], first["customers"]);
    assert_ne!(another["service_orders"], first["service_orders"]);
    let next_day = Options { now: "2026-11-22T16:00:00Z".parse().unwrap(), ..options(60) };
    assert_ne!(digest(next_day)["service_orders"], first["service_orders"]);
}

async fn count(db: &Db, sql: &'static str) -> DbResult<i64> {
    let mut tx = db.read().await?;
    sql!(tx, scalar i64, sql)
}

crate::db_test!(the_club_has_the_requested_size, |db| {
    let summary = create(&db, options(120)).await?;
    assert_eq!(summary.customers, 120);
    let expected = [
        ("SELECT COUNT(*) FROM customers", 120),
        ("SELECT COUNT(*) FROM dealers", 40),
        ("SELECT COUNT(*) FROM models", 8),
        ("SELECT COUNT(*) FROM offers", 8),
        ("SELECT COUNT(*) FROM events", 12),
        ("SELECT COUNT(*) FROM rewards", 27),
        ("SELECT COUNT(DISTINCT kind) FROM rewards", 5),
        ("SELECT COUNT(*) FROM accounts WHERE password_hash IS NOT NULL", 6),
        ("SELECT COUNT(DISTINCT status) FROM events", 4),
    ];
    for (sql, rows) in expected {
        assert_eq!(count(&db, sql).await?, rows, "{sql}");
    }
    assert_eq!(count(&db, "SELECT COUNT(*) FROM members").await?.unsigned_abs(), summary.members);
    assert!((35..60).contains(&summary.members), "{}", summary.members);
});

crate::db_test!(only_an_empty_database_is_filled, |db| {
    let mut tx = db.write().await?;
    let dealer = "INSERT INTO dealers (code, name_zh, name_en, province, city, city_en, address, phone) \
                  VALUES ('X', 'X', 'X', 'X', 'X', 'X', 'X', 'X')";
    sql!(tx, execute, dealer)?;
    tx.commit().await?;
    assert!(matches!(create(&db, options(20)).await, Err(DemoError::NotEmpty)));
    assert_eq!(count(&db, "SELECT COUNT(*) FROM customers").await?, 0);
});

crate::db_test!(new_rows_get_new_ids, |db| {
    create(&db, options(20)).await?;
    let mut tx = db.write().await?;
    let at = options(20).now;
    let insert =
        "INSERT INTO customers (customer_no, name, created_at, updated_at) VALUES ('N', 'N', $1, $2) RETURNING id";
    assert_eq!(sql!(tx, scalar i64, insert, at, at)?, 21);
});

/// Queries that must return 0.
const NEVER: &[(&str, &str)] = &[
    (
        "an order's total is not the sum of its lines",
        "SELECT COUNT(*) FROM service_orders o WHERE total_fen <> \
         (SELECT COALESCE(SUM(l.total_fen), 0) FROM service_lines l WHERE l.order_id = o.id)",
    ),
    ("more was paid than charged", "SELECT COUNT(*) FROM service_orders WHERE paid_fen > total_fen"),
    (
        "an odometer reading decreases",
        "SELECT COUNT(*) FROM service_orders a JOIN service_orders b ON a.vehicle_id = b.vehicle_id \
         WHERE a.opened_at < b.opened_at AND a.odometer_km > b.odometer_km",
    ),
    ("an order is closed before it is opened", "SELECT COUNT(*) FROM service_orders WHERE closed_at < opened_at"),
    (
        "a customer brings a car they never owned",
        "SELECT COUNT(*) FROM service_orders o WHERE NOT EXISTS \
         (SELECT 1 FROM ownerships w WHERE w.vehicle_id = o.vehicle_id AND w.customer_id = o.customer_id)",
    ),
    (
        "a vehicle has no owner",
        "SELECT COUNT(*) FROM vehicles v WHERE 1 <> \
         (SELECT COUNT(*) FROM ownerships w WHERE w.vehicle_id = v.id AND w.until_on IS NULL)",
    ),
    (
        "a member has no account, or an owner's account no member",
        "SELECT COUNT(*) FROM accounts a FULL JOIN members m ON m.customer_id = a.customer_id \
         WHERE (a.role = 'owner' AND m.customer_id IS NULL) OR (m.customer_id IS NOT NULL AND a.id IS NULL)",
    ),
    (
        "an account's phone is not the customer's",
        "SELECT COUNT(*) FROM accounts a WHERE a.role = 'owner' AND NOT EXISTS (SELECT 1 FROM contact_points c \
         WHERE c.customer_id = a.customer_id AND c.kind = 'phone' AND c.is_primary = (1 = 1) AND c.value = a.phone)",
    ),
    (
        "a consent differs from its last change",
        "SELECT COUNT(*) FROM consents c WHERE granted <> (SELECT x.granted FROM consent_changes x \
         WHERE x.customer_id = c.customer_id AND x.purpose = c.purpose ORDER BY x.id DESC LIMIT 1)",
    ),
    (
        "stock does not add up",
        "SELECT COUNT(*) FROM rewards r WHERE stock_received - stock_left <> \
         (SELECT COUNT(*) FROM redemptions x WHERE x.reward_id = r.id AND x.state <> 'cancelled')",
    ),
    (
        "a limit is broken",
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM redemptions x JOIN rewards r ON r.id = x.reward_id \
         WHERE x.state <> 'cancelled' GROUP BY x.customer_id, r.id, r.limit_each HAVING COUNT(*) > r.limit_each) AS over",
    ),
    (
        "an item was sent without a parcel, or handed over before it arrived",
        "SELECT COUNT(*) FROM redemptions x JOIN rewards r ON r.id = x.reward_id WHERE x.state = 'fulfilled' AND \
         ((r.kind IN ('goods', 'voucher') AND (x.tracking_no IS NULL OR x.picked_at IS NULL OR x.picked_at > x.fulfilled_at)) \
         OR (r.kind = 'accessory' AND (x.ready_at IS NULL OR x.picked_at > x.ready_at OR x.ready_at > x.fulfilled_at)))",
    ),
    (
        "a step of a redemption is not recorded, or recorded twice",
        "SELECT COUNT(*) FROM redemptions x WHERE x.picked_at IS NOT NULL AND 1 <> (SELECT COUNT(*) FROM staff_actions a \
         WHERE a.subject = 'redemption' AND a.subject_id = x.id AND a.action = 'pick')",
    ),
    (
        "seats do not add up",
        "SELECT COUNT(*) FROM events e WHERE taken <> (SELECT COALESCE(SUM(seats), 0) FROM registrations r \
         WHERE r.event_id = e.id AND r.state IN ('confirmed', 'attended'))",
    ),
    (
        "a seat is free while somebody is on the waitlist",
        "SELECT COUNT(*) FROM registrations r JOIN events e ON e.id = r.event_id \
         WHERE r.state = 'waiting' AND e.taken + r.seats <= e.capacity",
    ),
    (
        "a later registration got a seat before an earlier one",
        "SELECT COUNT(*) FROM registrations w JOIN registrations c ON c.event_id = w.event_id \
         WHERE w.state = 'waiting' AND c.state = 'confirmed' AND c.id > w.id",
    ),
    (
        "ids and times of registrations disagree",
        "SELECT COUNT(*) FROM registrations a JOIN registrations b ON a.event_id = b.event_id \
         WHERE a.id < b.id AND a.created_at > b.created_at",
    ),
    (
        "a required question is not answered",
        "SELECT COUNT(*) FROM registrations r JOIN event_questions q ON q.event_id = r.event_id AND q.required = (1 = 1) \
         WHERE NOT EXISTS (SELECT 1 FROM registration_answers a WHERE a.registration_id = r.id AND a.question_id = q.id)",
    ),
    (
        "a promotion has no message, or two",
        "SELECT COUNT(*) FROM registrations r WHERE promoted_at IS NOT NULL AND 1 <> \
         (SELECT COUNT(*) FROM outbox o WHERE o.dedupe_key = 'registration:' || r.id || ':promoted')",
    ),
    (
        "a member refers themselves, or in a cycle",
        "SELECT COUNT(*) FROM referrals a LEFT JOIN referrals b ON b.referrer_id = a.friend_customer_id \
         WHERE a.friend_customer_id = a.referrer_id OR b.friend_customer_id = a.referrer_id",
    ),
    (
        "a referral's state differs from its last change",
        "SELECT COUNT(*) FROM referrals r WHERE state <> (SELECT c.state FROM referral_changes c \
         WHERE c.referral_id = r.id ORDER BY c.id DESC LIMIT 1)",
    ),
];

crate::db_test!(generated_data_satisfy_the_invariants, |db| {
    create(&db, options(400)).await?;
    for (what, sql) in NEVER {
        assert_eq!(count(&db, sql).await?, 0, "{what}");
    }
    let some = [
        ("waiting", "SELECT COUNT(*) FROM registrations WHERE state = 'waiting'"),
        ("promoted", "SELECT COUNT(*) FROM registrations WHERE promoted_at IS NOT NULL"),
        ("cancelled redemption", "SELECT COUNT(*) FROM redemptions WHERE state = 'cancelled'"),
        ("ordered", "SELECT COUNT(*) FROM redemptions WHERE state = 'ordered'"),
        ("picked", "SELECT COUNT(*) FROM redemptions WHERE state = 'picked'"),
        ("former owner", "SELECT COUNT(*) FROM ownerships WHERE until_on IS NOT NULL"),
        ("in the workshop", "SELECT COUNT(*) FROM service_orders WHERE closed_at IS NULL"),
        ("credited", "SELECT COUNT(*) FROM service_orders WHERE status = 'credited'"),
        ("expired", "SELECT COUNT(*) FROM point_transfers WHERE kind = 'expire'"),
        ("set aside", "SELECT COUNT(*) FROM point_holds WHERE state = 'open'"),
        ("held points captured", "SELECT COUNT(*) FROM point_holds WHERE captured > 0"),
        ("adjusted alone", "SELECT COUNT(*) FROM point_adjustments WHERE state = 'done' AND decided_by IS NULL"),
        ("approved", "SELECT COUNT(*) FROM point_adjustments WHERE state = 'done' AND decided_by > 0"),
        ("looked at", "SELECT COUNT(*) FROM file_accesses"),
    ];
    for (what, sql) in some {
        assert!(count(&db, sql).await? > 0, "no rows: {what}");
    }
    assert_eq!(count(&db, "SELECT COUNT(DISTINCT state) FROM referrals").await?, 6);
    assert_eq!(count(&db, "SELECT COUNT(DISTINCT state) FROM point_adjustments").await?, 3);
});

crate::db_test!(codes_belong_to_rewards_that_have_them, |db| {
    create(&db, options(200)).await?;
    let mut tx = db.read().await?;
    let rows = "SELECT r.kind, r.id, v.lookup, v.sealed FROM redemptions x JOIN rewards r ON r.id = x.reward_id \
                LEFT JOIN voucher_codes v ON v.redemption_id = x.id";
    for (kind, reward, lookup, sealed) in sql!(tx, all(String, RewardId, Option<String>, Option<String>), rows)? {
        let code = lookup.zip(sealed).map(|(lookup, sealed)| Keys::demo().open(reward, &lookup, &sealed));
        let code = code.map(|code| code.expect("a readable code"));
        let has_code = [Kind::Evoucher, Kind::Workshop].iter().any(|with_code| with_code.code() == kind);
        assert_eq!(code.is_some(), has_code, "{kind}");
        assert!(code.is_none_or(|code| crate::values::code::parse_voucher(&code).as_ref() == Some(&code)));
    }
});

crate::db_test!(every_picture_exists, |db| {
    create(&db, options(10)).await?;
    let mut tx = db.read().await?;
    let pictures = "SELECT picture FROM events UNION SELECT picture FROM rewards UNION SELECT picture FROM offers";
    for picture in sql!(tx, scalars String, pictures)? {
        let (file, part) = picture.split_once('#').unwrap_or((&picture, ""));
        let drawing = std::fs::read_to_string(format!("{}/public{file}", env!("CARGO_MANIFEST_DIR")))?;
        assert!(part.is_empty() || drawing.contains(&format!("<svg id=\"{part}\"")), "{picture}");
    }
});

crate::db_test!(vins_plates_and_phones_are_valid, |db| {
    create(&db, options(200)).await?;
    let mut tx = db.read().await?;
    for (vin, plate) in sql!(tx, all(Vin, Plate), "SELECT vin, plate FROM vehicles")? {
        assert!(Vin::parse(vin.as_str()).is_ok_and(|vin| vin.check_digit_ok()), "{vin}");
        assert!(Plate::parse(plate.as_str()).is_ok(), "{plate}");
    }
    let phones = "SELECT value FROM contact_points WHERE kind = 'phone' UNION ALL SELECT friend_phone FROM referrals";
    for phone in sql!(tx, scalars Phone, phones)? {
        assert_eq!(Phone::parse(phone.as_str()), Ok(phone));
    }
});

crate::db_test!(a_bulk_load_restores_the_indexes, |db| {
    let bulk = db.bulk(true).await?;
    assert!(matches!(db.migrate().await, Err(crate::db::MigrateError::Unfinished)));
    bulk.finish().await?;
    db.migrate().await?;
    let mut tx = db.write().await?;
    let customer =
        "INSERT INTO customers (customer_no, name, created_at, updated_at) VALUES ('N', 'N', $1, $2) RETURNING id";
    let id = sql!(tx, scalar i64, customer, options(1).now, options(1).now)?;
    let phone = "INSERT INTO contact_points (customer_id, kind, value, updated_at) VALUES ($1, 'phone', '1', $2)";
    sql!(tx, execute, phone, id, options(1).now)?;
    let second = sql!(tx, execute, phone, id, options(1).now);
    assert!(second.is_err_and(|error| error.is_unique()), "the unique index is restored");
});

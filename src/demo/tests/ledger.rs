//! Generated points satisfy the ledger's invariants.

use super::{count, options};
use crate::clock;
use crate::demo::create;
use crate::points::model::{ChainedEntry, TierRule, entry_hash, lot_expiry, tier_for, tier_window_start};
use crate::sql;
use crate::values::{CustomerId, Tier, TransferId};
use crate::workshop_payments::HOLD_FOR;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

const NEVER: &[(&str, &str)] = &[
    (
        "a balance is not the sum of its lots",
        "SELECT COUNT(*) FROM point_balances b WHERE available <> \
         (SELECT COALESCE(SUM(remaining), 0) FROM point_lots l WHERE l.customer_id = b.customer_id)",
    ),
    (
        "a balance is not the sum of its entries",
        "SELECT COUNT(*) FROM point_balances b WHERE available <> \
         (SELECT COALESCE(SUM(amount), 0) FROM point_entries e WHERE e.customer_id = b.customer_id)",
    ),
    (
        "a transfer has fewer than two sides, or they do not sum to zero",
        "SELECT COUNT(*) FROM point_transfers t WHERE (SELECT COUNT(*) FROM point_entries e WHERE e.transfer_id = t.id \
         AND e.at = t.at AND e.kind = t.kind) < 2 \
         OR (SELECT SUM(amount) FROM point_entries e WHERE e.transfer_id = t.id) <> 0",
    ),
    (
        "a lot's uses do not add up to its remaining points",
        "SELECT COUNT(*) FROM point_lots l WHERE issued - remaining <> \
         (SELECT COALESCE(SUM(amount), 0) FROM point_lot_uses u WHERE u.lot_id = l.id)",
    ),
    (
        "a transfer takes another amount from lots",
        "SELECT COUNT(*) FROM point_entries e WHERE e.account = 'member' AND e.kind <> 'earn' AND NOT (e.kind = 'adjust' AND e.amount > 0) \
         AND -e.amount <> \
         (SELECT COALESCE(SUM(amount), 0) FROM point_lot_uses u WHERE u.transfer_id = e.transfer_id)",
    ),
    (
        "points earned without a lot",
        "SELECT COUNT(*) FROM point_entries e WHERE e.account = 'member' AND e.kind = 'earn' AND e.amount > 0 AND NOT EXISTS \
         (SELECT 1 FROM point_lots l WHERE l.transfer_id = e.transfer_id AND l.issued = e.amount)",
    ),
    (
        "a redemption's transfer has another amount",
        "SELECT COUNT(*) FROM redemptions r JOIN point_entries e ON e.transfer_id = r.transfer_id \
         AND e.account = 'member' WHERE -e.amount <> r.points OR e.customer_id <> r.customer_id",
    ),
    (
        "a closed order of a member earned nothing, or twice",
        "SELECT COUNT(*) FROM service_orders o JOIN members m ON m.customer_id = o.customer_id \
         WHERE o.closed_at >= m.joined_at AND o.paid_fen >= 100 AND 1 <> (SELECT COUNT(*) FROM point_transfers t \
         WHERE t.source = 'service_order' AND t.source_id = o.id AND t.kind = 'earn')",
    ),
    (
        "an open order earned something",
        "SELECT COUNT(*) FROM point_transfers t JOIN service_orders o ON o.id = t.source_id \
         WHERE t.source = 'service_order' AND o.closed_at IS NULL",
    ),
    (
        "an attendee received no points",
        "SELECT COUNT(*) FROM registrations r WHERE r.state = 'attended' AND NOT EXISTS (SELECT 1 FROM point_transfers t \
         WHERE t.source = 'registration' AND t.source_id = r.id AND t.kind = 'earn')",
    ),
];

crate::db_test!(the_ledger_adds_up, |db| {
    create(&db, options(300)).await?;
    crate::points::testing::assert_whole(&db).await;
    for (what, sql) in NEVER {
        assert_eq!(count(&db, sql).await?, 0, "{what}");
    }
    let mut tx = db.read().await?;
    let now = clock::start_of(clock::day(options(1).now));
    let expired = "SELECT COUNT(*) FROM point_lots WHERE remaining > 0 AND expires_at <= $1";
    assert_eq!(sql!(tx, scalar i64, expired, now)?, 0);
    let future = "SELECT COUNT(*) FROM point_entries WHERE at > $1";
    assert_eq!(sql!(tx, scalar i64, future, now)?, 0);
    for (earned_at, expires_at) in
        sql!(tx, all(DateTime<Utc>, DateTime<Utc>), "SELECT earned_at, expires_at FROM point_lots")?
    {
        assert_eq!(expires_at, lot_expiry(earned_at, 36));
    }
});

#[derive(sqlx::FromRow)]
struct Entry {
    customer_id: i64,
    transfer_id: i64,
    amount: i64,
    balance_after: i64,
    debt_after: i64,
    at: DateTime<Utc>,
    hash: String,
}

crate::db_test!(hash_chains_are_intact, |db| {
    create(&db, options(200)).await?;
    let mut tx = db.read().await?;
    let entries = "SELECT customer_id, transfer_id, amount, balance_after, debt_after, at, hash FROM point_entries \
                   WHERE account = 'member' ORDER BY customer_id, id";
    let mut heads = BTreeMap::<i64, (String, i64, DateTime<Utc>)>::new();
    for entry in sql!(tx, all Entry, entries)? {
        let (head, balance, last) = heads.entry(entry.customer_id).or_default();
        assert_eq!(*balance + entry.amount, entry.balance_after);
        assert!(*last <= entry.at, "entries are in chronological order");
        let chained = ChainedEntry {
            customer_id: CustomerId(entry.customer_id),
            transfer_id: TransferId(entry.transfer_id),
            amount: entry.amount,
            balance_after: entry.balance_after,
            debt_after: entry.debt_after,
            at: entry.at,
        };
        assert_eq!(entry.hash, entry_hash(head, &chained));
        (*head, *balance, *last) = (entry.hash, entry.balance_after, entry.at);
    }
    for (customer_id, head) in sql!(tx, all(i64, String), "SELECT customer_id, chain_head FROM point_balances")? {
        assert_eq!(heads.get(&customer_id).map_or("", |(chain, ..)| chain), head);
    }
});

crate::db_test!(tier_points_and_tier_follow_from_earnings, |db| {
    create(&db, options(200)).await?;
    let mut tx = db.read().await?;
    let since = tier_window_start(clock::start_of(clock::day(options(1).now)));
    let sums = "SELECT m.tier, b.tier_points, CAST(COALESCE(SUM(-e.amount), 0) AS BIGINT) FROM members m \
                JOIN point_balances b ON b.customer_id = m.customer_id \
                LEFT JOIN point_transfers t ON t.customer_id = m.customer_id \
                LEFT JOIN point_entries e ON e.transfer_id = t.id AND e.account = 'issue' AND e.kind <> 'adjust' AND e.at >= $1 \
                GROUP BY m.customer_id, m.tier, b.tier_points";
    let mut seen = BTreeMap::new();
    for (tier, tier_points, earned) in sql!(tx, all(Tier, i64, i64), sums, since)? {
        assert_eq!(tier_points, earned.max(0));
        assert_eq!(tier, tier_for(&TierRule::all_initial(), tier_points).tier);
        *seen.entry(tier).or_insert(0) += 1;
    }
    assert!(seen.len() >= 3, "{seen:?}");
});

#[derive(sqlx::FromRow)]
struct Use {
    customer_id: i64,
    transfer_id: i64,
    kind: String,
    lot_id: i64,
    amount: i64,
    at: DateTime<Utc>,
}

#[derive(Clone)]
struct Lot {
    customer_id: i64,
    left: i64,
    earned_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

crate::db_test!(lots_are_taken_in_order, |db| {
    create(&db, options(300)).await?;
    let mut tx = db.read().await?;
    let lots = "SELECT id, customer_id, issued, earned_at, expires_at FROM point_lots";
    let mut lots: BTreeMap<i64, Lot> = sql!(tx, all(i64, i64, i64, DateTime<Utc>, DateTime<Utc>), lots)?
        .into_iter()
        .map(|(id, customer_id, left, earned_at, expires_at)| (id, Lot { customer_id, left, earned_at, expires_at }))
        .collect();
    let uses = "SELECT t.customer_id, u.transfer_id, t.kind, u.lot_id, u.amount, t.at FROM point_lot_uses u \
                JOIN point_transfers t ON t.id = u.transfer_id ORDER BY u.id";
    let mut spent = 0;
    for used in sql!(tx, all Use, uses)? {
        let expires_at = lots[&used.lot_id].expires_at;
        if ["spend", "donate", "hold", "adjust"].contains(&used.kind.as_str()) {
            spent += 1;
            assert!(used.at < expires_at, "transfer {} takes from an expired lot", used.transfer_id);
            let earlier = lots.iter().filter(|(id, lot)| {
                lot.customer_id == used.customer_id
                    && (lot.expires_at, **id) < (expires_at, used.lot_id)
                    && lot.earned_at <= used.at
                    && lot.left > 0
            });
            assert_eq!(earlier.count(), 0, "transfer {} leaves an earlier lot", used.transfer_id);
        }
        let lot = lots.get_mut(&used.lot_id).unwrap();
        lot.left -= used.amount;
        assert!(lot.left >= 0);
    }
    assert!(spent > 20, "{spent}");
});

crate::db_test!(demo_documents_are_already_booked, |db| {
    create(&db, options(300)).await?;
    let counts = "SELECT (SELECT COUNT(*) FROM point_transfers), CAST(SUM(pending) AS BIGINT), \
                  CAST(SUM(available) AS BIGINT), CAST(SUM(debt) AS BIGINT) FROM point_balances";
    let before = sql!(db.read().await?, one(i64, i64, i64, i64), counts)?;
    crate::app::book_new(&db, options(1).now).await?;
    assert_eq!(sql!(db.read().await?, one(i64, i64, i64, i64), counts)?, before);
    crate::points::testing::assert_whole(&db).await;
});

crate::db_test!(holds_for_workshop_payments_are_minutes_old, |db| {
    create(&db, options(300)).await?;
    // Demo data end at the start of their day.
    let now = crate::clock::start_of(crate::clock::day(options(1).now));
    let open = "SELECT held_at, expires_at FROM workshop_payments WHERE state = 'open'";
    let open = sql!(db.read().await?, all(DateTime<Utc>, DateTime<Utc>), open)?;
    assert!(!open.is_empty());
    for (held_at, until) in open {
        assert!(held_at <= now && held_at > now - HOLD_FOR, "{held_at}");
        assert!(until > now + TimeDelta::days(4), "the demo keeps them open for some days");
        assert_eq!(until.time(), (held_at + HOLD_FOR).time(), "the time of day shown on the page");
    }
});

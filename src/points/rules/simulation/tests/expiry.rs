use crate::clock::{self, Span};
use crate::points::model::{LotExpiry, TransferKind, lot_expiry};
use crate::points::rules::simulation::expiry::{ExpiryOutcome, Lot, Use, as_it_was, as_tried};
use crate::values::LotId;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::collections::BTreeMap;

fn at(day: &str) -> DateTime<Utc> {
    clock::start_of(day.parse().unwrap()) + TimeDelta::hours(10)
}

fn month(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

fn lot(transfer_id: i64, issued: i64, earned: &str) -> Lot {
    let earned_at = at(earned);
    let expires_at = lot_expiry(earned_at, 36);
    let (id, kind) = (LotId(transfer_id), TransferKind::Earn);
    Lot {
        id,
        customer_id: 1,
        member_no: String::new(),
        transfer_id,
        kind,
        issued,
        remaining: issued,
        earned_at,
        expiry: LotExpiry::new(expires_at),
    }
}

fn used(transfer_id: i64, lot: i64, amount: i64, kind: TransferKind, day: &str, root: Option<i64>) -> Use {
    let at = at(day);
    Use { customer_id: 1, transfer_id, lot_id: LotId(lot), amount, kind, at, expires_at: at, root }
}

fn window() -> Span {
    Span { from: at("2025-03-01"), until: at("2026-03-04") }
}

#[test]
fn a_shorter_validity_expires_more_and_leaves_less() {
    // Earned in September 2023 and January 2026; 200 of the first lot were used in January 2026.
    let mut lots = [lot(1, 300, "2023-09-16"), lot(2, 400, "2026-01-05")];
    let uses = [used(3, 1, 200, TransferKind::Spend, "2026-01-10", None)];
    lots[0].remaining = 100;
    let was = as_it_was(&lots, &uses, window());
    assert_eq!(was, ExpiryOutcome { expired: BTreeMap::new(), left: 500, short: 0 });
    assert_eq!(as_tried(&lots, &uses, 36, window()), was);
    // With 24 months the first lot expires at the end of September 2025; the 200 come from the second.
    let is = as_tried(&lots, &uses, 24, window());
    assert_eq!(is, ExpiryOutcome { expired: [(month("2025-09-01"), 300)].into(), left: 200, short: 0 });
    // With one month the second lot expires at the end of February, and was large enough in January.
    let is = as_tried(&lots, &uses, 1, window());
    assert_eq!(
        is,
        ExpiryOutcome { expired: [(month("2026-02-01"), 200)].into(), left: 0, short: 0 },
        "the first lot expired before the window"
    );
    // Without the second lot there is nothing to use.
    let is = as_tried(&lots[..1], &uses, 24, window());
    assert_eq!(is, ExpiryOutcome { expired: [(month("2025-09-01"), 300)].into(), left: 0, short: 200 });
}

#[test]
fn a_longer_validity_keeps_points_that_expired() {
    let mut lots = [lot(1, 500, "2022-04-10"), lot(2, 70, "2022-06-10")];
    let end = lots[0].expiry.expires_at;
    let expiry = Use { expires_at: end, ..used(4, 1, 500, TransferKind::Expire, "2025-05-02", None) };
    lots[0].remaining = 0;
    // The second lot is overdue too, but its expiry is not recorded yet.
    let was = as_it_was(&lots, std::slice::from_ref(&expiry), window());
    assert_eq!(was.expired, [(month("2025-04-01"), 500), (month("2025-06-01"), 70)].into());
    assert_eq!((was.left, as_tried(&lots, std::slice::from_ref(&expiry), 36, window())), (0, was.clone()));
    let is = as_tried(&lots, &[expiry], 48, window());
    assert_eq!(is, ExpiryOutcome { expired: BTreeMap::new(), left: 570, short: 0 });
}

#[test]
fn points_returned_late_get_thirty_days() {
    let lots = [lot(1, 100, "2024-03-10"), lot(2, 100, "2024-05-10")];
    let uses = [
        used(3, 1, 100, TransferKind::Hold, "2025-03-20", None),
        used(3, 2, 50, TransferKind::Hold, "2025-03-20", None),
        // 120 of it were captured and the rest was released: what was taken last. Then the capture was refunded.
        used(5, 2, -30, TransferKind::Release, "2025-06-10", Some(3)),
        used(6, 1, -100, TransferKind::Refund, "2025-07-10", Some(3)),
        used(6, 2, -20, TransferKind::Refund, "2025-07-10", Some(3)),
    ];
    let is = as_tried(&lots, &uses, 12, window());
    // With twelve months both lots had expired by May: the 50 that were left expire then. The 30 get until 10 July, and
    // the 20 join them on that very day; the 100 get until 9 August.
    let expired = [(month("2025-05-01"), 50), (month("2025-07-01"), 50), (month("2025-08-01"), 100)];
    assert_eq!(is, ExpiryOutcome { expired: expired.into(), left: 0, short: 0 });
}

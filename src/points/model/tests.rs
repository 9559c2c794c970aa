use super::*;
use crate::values::LotId;
use proptest::prelude::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn tiers_begin_at_their_thresholds() {
    for (tier_points, tier) in [
        (0, Tier::Basic),
        (1_999, Tier::Basic),
        (2_000, Tier::Silver),
        (7_999, Tier::Silver),
        (8_000, Tier::Gold),
        (20_000, Tier::Platinum),
        (i64::MAX, Tier::Platinum),
    ] {
        assert_eq!(tier_for(&TierRule::all_initial(), tier_points).tier, tier, "{tier_points}");
    }
    assert!(Tier::Gold > Tier::Silver);
}

#[test]
fn tier_points_count_for_24_months() {
    assert_eq!(tier_window_start(at("2026-03-05T04:00:00Z")), at("2024-03-04T16:00:00Z"));
    assert_eq!(tier_window_start(at("2026-02-28T16:00:00Z")), at("2024-02-29T16:00:00Z"));
}

#[test]
fn lots_expire_at_the_end_of_the_month_in_shanghai() {
    let cases = [
        ("2026-03-05T04:00:00Z", "2029-03-31T16:00:00Z"),
        // February of a leap year, and of an ordinary one.
        ("2021-02-10T00:00:00Z", "2024-02-29T16:00:00Z"),
        ("2022-02-10T00:00:00Z", "2025-02-28T16:00:00Z"),
        // The last instant of a month in Shanghai, and the first of the next.
        ("2026-03-31T15:59:59.999999Z", "2029-03-31T16:00:00Z"),
        ("2026-03-31T16:00:00Z", "2029-04-30T16:00:00Z"),
        ("2026-12-31T15:59:59Z", "2029-12-31T16:00:00Z"),
        ("2026-12-31T16:00:00Z", "2030-01-31T16:00:00Z"),
    ];
    for (earned, expiries) in cases {
        assert_eq!(lot_expiry(at(earned), 36), at(expiries), "{earned}");
    }
}

#[test]
fn point_value_is_rounded_down_and_saturates() {
    assert_eq!(value_fen(12_345, 100), 12_345);
    assert_eq!(value_fen(1, 300), 0);
    assert_eq!(value_fen(1_000, 0), 0);
    assert_eq!(value_fen(i64::MAX, 1), i64::MAX);
}

fn entry() -> ChainedEntry {
    ChainedEntry {
        customer_id: CustomerId(7),
        transfer_id: TransferId(11),
        amount: -300,
        balance_after: 1_700,
        debt_after: 40,
        at: at("2026-03-05T04:00:00.000001Z"),
    }
}

#[test]
fn the_hash_matches_its_documentation() {
    let by_hand = hex::encode(Sha256::digest(b"abc\n7\n11\n-300\n1700\n40\n1772683200000001\n"));
    assert_eq!(entry_hash("abc", &entry()), by_hand);
    assert_ne!(entry_hash("", &entry()), by_hand);
    assert_ne!(entry_hash("abc", &ChainedEntry { amount: -301, ..entry() }), by_hand);
    assert_ne!(entry_hash("abc", &ChainedEntry { debt_after: 0, ..entry() }), by_hand);
}

fn lot(id: i64, remaining: i64, expires_at: &str) -> OpenLot {
    OpenLot { id: LotId(id), remaining, expires_at: at(expires_at) }
}

#[test]
fn lots_are_drawn_in_order_of_expiry() {
    let lots = [
        lot(1, 500, "2027-01-31T16:00:00Z"),
        lot(3, 200, "2026-05-31T16:00:00Z"),
        lot(2, 100, "2026-05-31T16:00:00Z"),
        lot(4, 0, "2026-01-31T16:00:00Z"),
    ];
    let taken = |amount| draw(&lots, amount).map(|uses| uses.iter().map(|u| (u.lot_id.0, u.amount)).collect());
    assert_eq!(taken(50), Ok(vec![(2, 50)]));
    assert_eq!(taken(350), Ok(vec![(2, 100), (3, 200), (1, 50)]));
    assert_eq!(taken(800), Ok(vec![(2, 100), (3, 200), (1, 500)]));
    assert_eq!(taken(801), Err(Short { have: 800 }));
    assert_eq!(taken(0), Ok(vec![]));
}

proptest! {
    #[test]
    fn a_draw_takes_exactly_the_amount_or_nothing(
        lots in prop::collection::vec((0_i64..5_000, 0_i64..50), 0..20),
        amount in 0_i64..40_000,
    ) {
        let base = at("2026-01-01T00:00:00Z");
        let lots: Vec<OpenLot> = (1..).zip(lots).map(|(id, (remaining, days))| OpenLot {
            id: LotId(id), remaining, expires_at: base + TimeDelta::days(days),
        }).collect();
        let have: i64 = lots.iter().map(|lot| lot.remaining).sum();
        match draw(&lots, amount) {
            Err(short) => { prop_assert_eq!(short.have, have); prop_assert!(have < amount); }
            Ok(uses) => {
                prop_assert_eq!(uses.iter().map(|used| used.amount).sum::<i64>(), amount);
                let of = |id: LotId| lots.iter().find(|lot| lot.id == id).copied().unwrap();
                let keys: Vec<_> = uses.iter().map(|used| (of(used.lot_id).expires_at, used.lot_id)).collect();
                prop_assert!(keys.is_sorted());
                // Only the last lot drawn from may keep a remainder, and no lot that expires earlier has anything left.
                for used in uses.iter().rev().skip(1) { prop_assert_eq!(used.amount, of(used.lot_id).remaining); }
                for lot in &lots {
                    let untouched = !uses.iter().any(|used| used.lot_id == lot.id);
                    let earlier = keys.last().is_some_and(|last| (lot.expires_at, lot.id) < *last);
                    prop_assert!(!(untouched && earlier && lot.remaining > 0));
                }
            }
        }
    }

    #[test]
    fn a_lot_expires_at_midnight_on_the_first_of_a_month(seconds in 0_i64..4_000_000_000, months in 0_u32..120) {
        let earned = DateTime::from_timestamp(seconds, 0).unwrap();
        let local = clock::shanghai(lot_expiry(earned, months)).to_rfc3339();
        prop_assert!(local.ends_with("-01T00:00:00+08:00"), "{}", local);
        prop_assert!(lot_expiry(earned, months) > earned);
    }

    #[test]
    fn more_tier_points_never_give_a_lower_tier(a in 0_i64..50_000, b in 0_i64..50_000) {
        let (low, high) = (a.min(b), a.max(b));
        prop_assert!(tier_for(&TierRule::all_initial(), low).tier <= tier_for(&TierRule::all_initial(), high).tier);
    }
}

#[test]
fn a_capture_consumes_a_hold_in_order() {
    let held = |amounts: &[i64]| -> Vec<LotUse> {
        (1..).zip(amounts).map(|(id, amount)| LotUse { lot_id: LotId(id), amount: *amount }).collect()
    };
    let rest = |captured| -> Vec<(i64, i64)> {
        rest_of(&held(&[100, 50, 200]), captured).into_iter().map(|back| (back.lot_id.0, back.amount)).collect()
    };
    assert_eq!(rest(0), [(1, 100), (2, 50), (3, 200)]);
    assert_eq!(rest(100), [(2, 50), (3, 200)]);
    assert_eq!(rest(120), [(2, 30), (3, 200)]);
    assert_eq!(rest(349), [(3, 1)]);
    assert_eq!(rest(350), []);
}

//! Query plans: pages go from the few rows they show to the related rows, on both databases, and never scan all rows of
//! a dealer or of the club.

use crate::db::Db;
use crate::db::testing::plan;
use crate::dealers::home::HEAD;
use crate::dealers::leads::{BOARD, NEWER, OLDER};
use crate::dealers::members::{DIFFERS, FOUND, HOME, MEMBERS, NAMES, POSITIONS};
use crate::error::Result;

/// Arguments 1 to 10 of all lists.
const WINDOW: [&str; 10] = [
    "1",
    "'2024-03-04 04:00:00+00:00'",
    "'2026-03-04'",
    "'2026-03-04 04:00:00+00:00'",
    "'2026-04-03 04:00:00+00:00'",
    "'2026-05-03'",
    "'2025-06-04 04:00:00+00:00'",
    "'2025-06-04'",
    "304",
    "310",
];
/// Indexes that would find all members of a dealer.
const OF_A_DEALER: [&str; 3] = ["vehicles_selling_dealer", "customers_preferred_dealer", "service_orders_dealer"];
/// Names within a statement that stand for a few customers.
const FEW: [&str; 15] = [
    "x", "w", "m", "k", "f", "who", "bindings", "bond", "work", "shown", "kept", "first", "slice", "counted",
    "CONSTANT",
];

/// Steps that scan a whole table or index.
fn walks(plan: &str) -> Vec<&str> {
    let steps = plan.lines().map(str::trim).filter(|step| {
        let sqlite = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
        let of_table = |name: &str| !FEW.contains(&name) && !name.starts_with(['(']) && !name.starts_with("of_");
        sqlite.is_some_and(of_table) || step.contains("Seq Scan")
    });
    steps.collect()
}

async fn steps(db: &Db, statement: &str, more: &[&str]) -> Result<String> {
    let literals: Vec<&str> = WINDOW.iter().chain(more).copied().collect();
    let plan = plan(db, statement, &literals).await?;
    assert_eq!(walks(&plan), Vec::<&str>::new(), "{statement}\n{plan}");
    for index in OF_A_DEALER {
        assert!(!plan.contains(index), "{statement}\n{plan}");
    }
    Ok(plan)
}

crate::db_test!(lists_are_read_by_their_index_without_sorting, |db| {
    for statement in [POSITIONS, NAMES].concat() {
        let places = plan(&db, statement, &["1", "'all'", "'m'", "9", "'m'"]).await?;
        assert!(places.contains("dealer_list_members_order") && walks(&places).is_empty(), "{places}");
        for sorting in ["TEMP B-TREE", "Sort"] {
            assert!(!places.contains(sorting), "{places}");
        }
    }
    let page = steps(&db, MEMBERS, &["'all'", "''", "0", "'9'", "9", "''", "'~'"]).await?;
    assert!(page.contains("dealer_list_members_order"), "{page}");
    let head = plan(&db, HEAD, &["1"]).await?;
    assert_eq!(head.matches("dealer_list_members_order").count(), 6, "{head}");
    let home = steps(&db, HOME, &["4"]).await?;
    assert!(home.matches("dealer_list_members_order").count() >= 5, "{home}");
});

crate::db_test!(search_uses_selective_indexes, |db| {
    let literals: Vec<&str> = WINDOW[..5]
        .iter()
        .copied()
        .chain(["'M000000001'", "'13800138001'", "'LSVAM4187C2184847'", "'沪A12345'", "0"])
        .collect();
    for statement in FOUND {
        let found = plan(&db, statement, &literals).await?;
        assert_eq!(walks(&found), Vec::<&str>::new(), "{found}");
        for index in ["contact_points_value", "vehicles_plate"] {
            assert!(found.contains(index), "{found}");
        }
        for index in OF_A_DEALER {
            assert!(!found.contains(index), "{found}");
        }
    }
});

crate::db_test!(a_slice_is_scanned_member_by_member, |db| {
    let plan = steps(&db, DIFFERS, &["500"]).await?;
    assert!(plan.contains("service_orders_customer"), "{plan}");
});

crate::db_test!(leads_are_read_by_index_without_sorting, |db| {
    let board = plan(&db, BOARD, &["1", "8"]).await?;
    assert_eq!((board.matches("referrals_dealer").count(), walks(&board)), (10, Vec::new()), "{board}");
    for statement in [OLDER, NEWER] {
        let page = plan(&db, statement, &["1", "'invited'", "9"]).await?;
        assert!(page.contains("referrals_dealer") && walks(&page).is_empty(), "{page}");
        assert!(!page.contains("TEMP B-TREE") && !page.contains("Sort"), "{page}");
    }
});

//! Every table with a `customer_id` declares what a merge does with its rows, whether a member's file shows them to staff
//! (a file opens only with a row of `file_accesses`), and which export contains them. A table that is not declared fails.

use super::statements::source::{self, All};
use crate::sql;
use Export::{Donations, EventList, FulfilmentQueue, NotExported};
use File::{NotShown, Shown};
use Merge::{Combined, Moved, Removed, Stays};
use std::collections::BTreeSet;

enum Merge {
    /// The survivor becomes the owner of the rows.
    Moved,
    /// The contents are combined into rows of the survivor.
    Combined,
    Removed,
    /// The rows keep the duplicate's id, for this reason.
    Stays(&'static str),
}

enum File {
    Shown,
    NotShown(&'static str),
}

/// Each export writes a row of `file_accesses` for every member in it, except the export of donations, which masks donors.
enum Export {
    FulfilmentQueue,
    EventList,
    Donations,
    /// These exports contain a member's number or phone besides their own rows.
    Beside(&'static [&'static str]),
    NotExported(&'static str),
}

const QUEUE: &str = "rewards/fulfilment/queries.rs";
const EVENTS: &str = "events/admin/queries.rs";
const CHARITY: &str = "charity/admin/store.rs";
const FILES: [&str; 3] = ["admin/members/store.rs", "admin/members/timeline_store.rs", "dealers/members/file_store.rs"];

const SHARED: &str = "other systems have their own exports of what they write";
const LEDGER: &str = "the ledger leaves the portal as sums only";
const TECHNICAL: &str = "it has no personal data that another table does not have";
const FILE_ONLY: &str = "the member's file shows it";

#[rustfmt::skip]
const TABLES: [(&str, Merge, File, Export); 32] = [
    ("accounts", Moved, Shown, Export::Beside(&[EVENTS])),
    ("consent_changes", Stays("history; the survivor gets the present state as a new change"), Shown, NotExported(FILE_ONLY)),
    ("consents", Stays("the later answer is written for the survivor by consents::set"), Shown, NotExported(FILE_ONLY)),
    ("contact_points", Moved, Shown, NotExported(SHARED)),
    ("customer_changes", Stays("history of the row itself"), Shown, NotExported(SHARED)),
    ("customer_merges", Stays("the record of the merge itself"), Shown, NotExported(TECHNICAL)),
    ("dealer_list_members", Stays("the next scan rebuilds the lists"), NotShown(TECHNICAL), NotExported(TECHNICAL)),
    ("deliveries", Moved, NotShown("the cars of the file show when they were delivered"), NotExported(SHARED)),
    ("donations", Moved, NotShown("they are lines of the statement"), Donations),
    ("field_verifications", Combined, NotShown("no page for staff shows it yet"), NotExported(SHARED)),
    ("file_accesses", Stays("who saw which row at that time"), Shown, NotExported("the member reads it at /me/privacy")),
    ("members", Moved, Shown, Export::Beside(&[QUEUE, EVENTS, CHARITY])),
    ("one_time_codes", Stays("a code expires within minutes"), NotShown("it is secret"), NotExported("it is secret")),
    ("outbox", Stays("a message goes to the phone that it was written for"), NotShown("it holds codes"), NotExported("it holds codes")),
    ("ownerships", Moved, Shown, NotExported(SHARED)),
    ("payment_code_checks", Stays("a code expires within minutes"), NotShown(TECHNICAL), NotExported(TECHNICAL)),
    ("payment_codes", Removed, NotShown(TECHNICAL), NotExported(TECHNICAL)),
    ("point_adjustments", Moved, NotShown("its own pages open only with the file"), NotExported(LEDGER)),
    ("point_balances", Combined, Shown, NotExported(LEDGER)),
    ("point_documents", Stays("the booking of the document's next version moves it"), NotShown(TECHNICAL), NotExported(TECHNICAL)),
    ("point_entries", Stays("append-only; rules look through customer_merges"), Shown, NotExported(LEDGER)),
    ("point_holds", Stays("no merge while one is open; ended ones are history"), NotShown("the balance shows their sum"), NotExported(LEDGER)),
    ("point_lots", Moved, Shown, NotExported(LEDGER)),
    ("point_transfers", Stays("append-only; rules look through customer_merges"), Shown, NotExported(LEDGER)),
    ("redemptions", Moved, Shown, FulfilmentQueue),
    ("registrations", Moved, Shown, EventList),
    ("restock_notices", Combined, NotShown(TECHNICAL), NotExported(TECHNICAL)),
    ("service_orders", Moved, Shown, NotExported(SHARED)),
    ("survey_answers", Moved, NotShown("the statement shows that one was answered"), NotExported(SHARED)),
    ("tier_changes", Stays("history; the survivor's change is a new row"), NotShown("the file shows the tier"), NotExported(LEDGER)),
    ("wishlist_items", Moved, NotShown("the wishlist is private to the member"), NotExported("the wishlist is private to the member")),
    ("workshop_payments", Moved, NotShown("staff need the member’s payment code to see it"), NotExported(LEDGER)),
];

#[tokio::test]
async fn every_table_with_a_customer_is_declared() {
    let (db, _folder) = crate::db::testing::sqlite().await;
    let query = "SELECT t.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' \
        AND c.name = 'customer_id' ORDER BY t.name";
    let tables = sql!(db.read().await.unwrap(), scalars String, query).unwrap();
    assert_eq!(tables, TABLES.map(|(table, ..)| table));
}

#[test]
fn a_merge_does_what_is_declared() {
    let all = source::all();
    for (table, merge, ..) in &TABLES {
        let has = |text: String| all.complete.iter().any(|(file, s)| file.contains("merges") && s.text.contains(&text));
        let moves = has(format!("UPDATE {table} SET customer_id = $2"));
        let removes = has(format!("DELETE FROM {table} WHERE customer_id = $1"));
        let writes = ["UPDATE", "INSERT INTO"].iter().any(|verb| has(format!("{verb} {table} ")));
        match merge {
            Moved => assert!(moves, "{table}"),
            Combined => assert!(writes && !moves, "{table}"),
            Removed => assert!(removes && !moves && !writes, "{table}"),
            Stays(why) => assert!(!moves && !removes && !why.is_empty(), "{table}"),
        }
    }
}

#[test]
fn a_file_shows_what_is_declared() {
    let all = source::all();
    let read = tables_read(&all, |file| FILES.contains(&file));
    for (table, _, file, _) in &TABLES {
        match file {
            Shown => assert!(read.contains(*table), "{table} is in no file"),
            NotShown(why) => assert!(!read.contains(*table) && !why.is_empty(), "{table} is in a file"),
        }
    }
    for file in FILES {
        let module = std::fs::read_to_string(format!("{}/src/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert!(module.contains("file_accesses"), "{file} checks who has opened the file");
    }
}

#[test]
fn exports_hold_what_is_declared() {
    for file in [QUEUE, EVENTS, CHARITY] {
        let exported = function(file, "list_exported");
        for (table, .., export) in &TABLES {
            let declared = match export {
                FulfilmentQueue => file == QUEUE,
                EventList => file == EVENTS,
                Donations => file == CHARITY,
                Export::Beside(files) => files.contains(&file),
                // The export reads the rows that it has just written.
                NotExported(why) => !why.is_empty() && *table == "file_accesses" && file == QUEUE,
            };
            assert_eq!(names(&exported, table), declared, "{table} in {file}");
        }
    }
}

fn tables_read(all: &All, wanted: impl Fn(&str) -> bool) -> BTreeSet<&'static str> {
    let texts: Vec<&str> =
        all.complete.iter().filter(|(file, _)| wanted(file)).map(|(_, statement)| statement.text.as_str()).collect();
    let tables = TABLES.iter().map(|(table, ..)| *table);
    tables.filter(|table| texts.iter().any(|text| names(text, table))).collect()
}

fn names(text: &str, table: &str) -> bool {
    ["FROM", "JOIN"].iter().any(|verb| text.contains(&format!("{verb} {table} ")))
}

/// A function's source, without the ends of lines within its texts.
fn function(file: &str, name: &str) -> String {
    let text = std::fs::read_to_string(format!("{}/src/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (_, body) = text.split_once(&format!("fn {name}(")).unwrap_or_else(|| panic!("{file} has {name}"));
    let body = body.split("\n}\n").next().unwrap_or_default();
    body.split_whitespace().filter(|word| *word != "\\").collect::<Vec<_>>().join(" ")
}

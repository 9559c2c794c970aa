//! The access matrix: every route × every actor × ids of their own, of others, and of nobody.

use super::fixtures::{self, Actor};
use super::matrix::{MATRIX, row_of};
use super::row::{Ids, Row};
use crate::app::table;
use crate::app::violations;
use crate::db::testing::fingerprint;
use crate::db::{Db, DbResult};
use crate::sql;
use crate::web::Entry;
use crate::web::testing::{Answer, Browser};
use axum::http::{Method, StatusCode};
use leptos::server_fn::axum::server_fn_paths;
use std::collections::{BTreeMap, BTreeSet};

/// Fields of many forms at once, valid in most of them, and some that no form has: an actor without access is refused
/// with them too, and an actor with access gains nothing by the last ones.
pub const FIELDS: &[(&str, &str)] = &[
    ("reason", "complaint"),
    ("note", "电话已核实"),
    ("to", "contacted"),
    ("state", "contacted"),
    ("capacity", "99"),
    ("idempotency_key", "00000000-0000-7000-8000-000000000001"),
    ("price", "500"),
    ("seen", "ordered"),
    ("carrier", "sf"),
    ("tracking_no", "SF1029384756"),
    ("addresses", "yes"),
    ("code", "123456"),
    ("name", "张三"),
    ("session", "others"),
    ("role", "admin"),
    ("balance", "999999"),
    ("tier", "platinum"),
    ("dealer_id", "1"),
    ("customer_id", "2"),
    ("account_id", "1"),
];

const MISSING: &str = "987654321";

#[test]
fn every_route_has_a_row_in_the_matrix() {
    let routes: BTreeSet<&str> = table().entries().iter().map(|entry| entry.path).collect();
    let rows: BTreeSet<&str> = MATRIX.iter().map(|row| row.path).collect();
    assert_eq!(routes, rows, "src/app.rs and the matrix name the same routes");
    assert_eq!(rows.len(), MATRIX.len(), "no route has two rows");
}

/// Only functions in the table can be called, and the table has all of them.
#[test]
fn every_server_function_is_in_the_table() {
    let functions: BTreeSet<_> =
        server_fn_paths().map(|(path, method)| (path.to_owned(), method.to_string())).collect();
    let table = table();
    let routes = |all: bool| -> BTreeSet<_> {
        let entries = table.entries().iter().filter(|entry| all || entry.method != Method::GET);
        entries.map(|entry| (entry.path.to_owned(), entry.method.to_string())).collect()
    };
    let (all, writing) = (routes(true), routes(false));
    assert!(functions.is_subset(&all), "{:?} are missing in the table", functions.difference(&all));
    assert!(writing.is_subset(&functions), "{:?} are not server functions", writing.difference(&functions));
    assert!(writing.len() > 100, "{writing:?}");
}

crate::db_test!(actors_without_access_are_refused_and_leave_no_trace, |db| {
    let app = fixtures::club(&db).await?;
    let mut browsers = Vec::new();
    for actor in Actor::ALL {
        browsers.push((actor, fixtures::browser(&app, actor).await));
    }
    let before = traces(&db).await?;
    for (actor, browser) in &mut browsers {
        for Entry { method, path, .. } in table().entries() {
            let row = row_of(path);
            let allowed = row.who.contains(actor);
            if allowed && matches!(row.ids, Ids::None) {
                continue;
            }
            let ids = row.ids(&db, *actor).await?;
            let missing = ask(&db, browser, method, row, MISSING).await;
            let case = format!("{actor:?} {method} {path}");
            if *method == Method::POST {
                let data = browser.post_for_data(&row.address(MISSING), FIELDS).await;
                assert_eq!(data.status, refused_data(*actor, allowed), "{case} as data");
                assert!(data.location.is_empty(), "{case}: a script is not redirected");
            }
            if allowed {
                assert_eq!(missing.status, StatusCode::NOT_FOUND, "{case}");
            } else {
                assert_eq!(missing.status, refusal(*actor), "{case}");
                assert!(*actor != Actor::Stranger || missing.location.starts_with("/login?next="), "{case}");
                assert_eq!(
                    ask(&db, browser, method, row, &ids.own).await,
                    missing,
                    "{case}: their own row looks like a missing one"
                );
            }
            if let Some(foreign) = ids.foreign {
                let foreign = ask(&db, browser, method, row, &foreign).await;
                assert_eq!(foreign, missing, "{case}: a foreign row looks like a missing one");
            }
        }
    }
    let after = traces(&db).await?;
    assert_eq!(after, before, "refused requests change no table");
});

crate::db_test!(actors_with_access_are_answered_and_gain_no_rights, |db| {
    let app = fixtures::club(&db).await?;
    let before = rights(&db).await?;
    // Forms change who owns what, so the ids are looked up first.
    let mut own = BTreeMap::new();
    for (actor, row) in Actor::ALL.into_iter().flat_map(|actor| MATRIX.iter().map(move |row| (actor, row))) {
        own.insert((actor, row.path), row.ids(&db, actor).await?.own);
    }
    // Owners come last, because their forms withdraw the consents by which dealers see them.
    for actor in Actor::ALL.into_iter().rev() {
        let mut browser = fixtures::browser(&app, actor).await;
        // Pages come first, because forms change what they show.
        for method in [Method::GET, Method::POST] {
            for entry in table().entries().iter().filter(|entry| entry.method == method) {
                let row = row_of(entry.path);
                if !row.who.contains(&actor) {
                    continue;
                }
                let id = &own[&(actor, row.path)];
                let seen = ask(&db, &mut browser, &method, row, id).await;
                let expected: &[u16] = if method == Method::GET { &[200, 303] } else { &[200, 303, 409, 422, 429] };
                assert!(expected.contains(&seen.status.as_u16()), "{actor:?} {method} {} {id}: {seen:?}", row.path);
                if row.path == "/logout" && method == Method::POST {
                    browser = fixtures::browser(&app, actor).await;
                }
            }
        }
    }
    assert_eq!(rights(&db).await?, before, "no form changes a role, a dealer or a customer");
    let mut tx = db.snapshot().await?;
    assert_eq!(violations(&mut tx).await?, Vec::<String>::new());
});

/// The status for scripts: the same, except that they are not redirected to the sign-in page.
fn refused_data(actor: Actor, allowed: bool) -> StatusCode {
    match (allowed, actor) {
        (true, _) => StatusCode::NOT_FOUND,
        (false, Actor::Stranger) => StatusCode::UNAUTHORIZED,
        (false, _) => StatusCode::FORBIDDEN,
    }
}

fn refusal(actor: Actor) -> StatusCode {
    if actor == Actor::Stranger { StatusCode::SEE_OTHER } else { StatusCode::FORBIDDEN }
}

/// What can be observed of an answer: two equal answers are indistinguishable, also by the number of statements.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    status: StatusCode,
    location: String,
    body: String,
    statements: u64,
}

async fn ask(db: &Db, browser: &mut Browser, method: &Method, row: &Row, id: &str) -> Seen {
    let path = row.address(id);
    let statements = db.statements();
    let answer = match *method {
        Method::GET => browser.get(&path).await,
        _ => browser.post(&path, FIELDS).await,
    };
    let statements = db.statements() - statements;
    let Answer { status, location, body, .. } = answer;
    let neutral = |text: String| match id {
        "" => without_nonces(&text),
        _ => ["/", "event_id=", "event_id%3D"]
            .iter()
            .fold(without_nonces(&text), |text, before| text.replace(&format!("{before}{id}"), &format!("{before}ID"))),
    };
    // Which events exist is not secret, only who is registered for them.
    let statements = if row.path == "/events/{id}/registration/cancellation" { 0 } else { statements };
    Seen { status, location: neutral(location), body: neutral(body), statements }
}

/// Removes the nonces, which differ from page to page.
fn without_nonces(html: &str) -> String {
    let mut pieces = html.split("nonce=\"");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + piece.split_once('"').map_or(piece, |(_, rest)| rest))
}

/// All tables except those that record requests.
async fn traces(db: &Db) -> DbResult<BTreeMap<String, String>> {
    let mut tables = fingerprint(db).await?;
    tables.retain(|table, _| table != "sessions" && table != "throttles");
    Ok(tables)
}

async fn rights(db: &Db) -> DbResult<Vec<(i64, String, Option<i64>, Option<i64>)>> {
    let mut tx = db.read().await?;
    let query = "SELECT id, role, customer_id, dealer_id FROM accounts ORDER BY id";
    sql!(tx, all(i64, String, Option<i64>, Option<i64>), query)
}

//! A crawl of all links for every actor: no link is dead, every page keeps its budgets, and no text of a person or
//! another system becomes markup.

use super::fixtures::{self, Actor};
use crate::db::{Db, DbResult};
use crate::sql;
use crate::web::testing::Browser;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use sqlx::AssertSqlSafe;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The maximum number of statements of a page, including the session's.
const STATEMENTS: u64 = 4;
/// The maximum size of a page's HTML in bytes, compressed with gzip, which is a little larger than brotli.
const HTML: usize = 14 * 1024;
/// The maximum number of pages of a kind, such as `/events/{id}`.
const EACH: usize = 6;

crate::db_test!(every_link_works_and_every_page_keeps_its_budget, |db| {
    let app = fixtures::club(&db).await?;
    for (actor, least) in [(Actor::Stranger, 15), (Actor::Owner, 40), (Actor::Dealer, 12), (Actor::Admin, 15)] {
        let mut browser = fixtures::browser(&app, actor).await;
        let seen = walk(&db, &mut browser, actor).await;
        assert!(seen.len() >= least, "{actor:?} saw {} kinds of pages: {seen:?}", seen.len());
    }
});

crate::db_test!(texts_never_become_markup, |db| {
    let app = fixtures::club(&db).await?;
    let poisoned = poison(&db).await?;
    assert!(poisoned > 40, "only {poisoned} columns accepted markup");
    for actor in [Actor::Stranger, Actor::Owner, Actor::Dealer, Actor::Admin] {
        let mut browser = fixtures::browser(&app, actor).await;
        walk(&db, &mut browser, actor).await;
    }
});

/// Follows all links, a few of each kind, and returns the kinds of pages seen.
async fn walk(db: &Db, browser: &mut Browser, actor: Actor) -> BTreeSet<String> {
    let mut next: VecDeque<String> = ["/", "/me", "/dealer", "/admin"].map(str::to_owned).into();
    let (mut known, mut kinds) = (BTreeSet::<String>::new(), BTreeMap::<String, usize>::new());
    while let Some(path) = next.pop_front() {
        let count = kinds.entry(kind(&path)).or_default();
        if *count == EACH || !known.insert(path.clone()) {
            continue;
        }
        let statements = db.statements();
        let answer = browser.get(&path).await;
        let asked = db.statements() - statements;
        let case = format!("{actor:?} {path}");
        if ["/me", "/dealer", "/admin"].contains(&path.as_str()) && !answer.status.is_success() {
            continue;
        }
        *count += 1;
        if answer.status == StatusCode::SEE_OTHER {
            next.push_back(answer.location);
            continue;
        }
        assert_eq!(answer.status, StatusCode::OK, "{case}");
        assert!(asked <= STATEMENTS, "{case} runs {asked} statements");
        if answer.body.starts_with("<!DOCTYPE html>") {
            check(&case, &answer.body);
            let weight = weight(browser, &path).await;
            assert!(weight <= HTML, "{case} has {weight} bytes");
            next.extend(links(&answer.body));
        }
    }
    kinds.into_keys().collect()
}

fn check(case: &str, html: &str) {
    assert!(html.ends_with("</html>"), "{case} is complete");
    assert_eq!(html.matches("<h1").count(), 1, "{case} has one heading");
    for markup in ["<script>alert", "<b>bold", "href=\"javascript:", " style=\""] {
        assert!(!html.contains(markup), "{case} contains {markup}");
    }
}

/// The size of the compressed page, in bytes.
async fn weight(browser: &mut Browser, path: &str) -> usize {
    let request = Request::get(path).header("accept-encoding", "gzip");
    browser.send(request, Body::empty()).await.bytes
}

/// The addresses on a page that are our own pages.
fn links(html: &str) -> Vec<String> {
    let own =
        |link: &str| link.starts_with('/') && !link.contains('.') || link.ends_with(".csv") || link.ends_with(".ics");
    let links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let links = links.map(|link| link.split('#').next().unwrap_or_default().replace("&amp;", "&"));
    links.filter(|link| own(link)).collect()
}

/// The kind of an address: its path without ids and the names in its query.
fn kind(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let id = |part: &str| part.chars().any(|c| c.is_ascii_digit());
    let path: Vec<&str> = path.split('/').map(|part| if id(part) { "{id}" } else { part }).collect();
    let names: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    format!("{}?{}", path.join("/"), names.join("&"))
}

/// Appends markup to every column with human-written text and returns how many columns accepted it. The database
/// protects the others by constraints or because they are append-only.
async fn poison(db: &Db) -> DbResult<usize> {
    const MARKUP: &str = "</title></textarea>\"'><script>alert(1)</script><b>bold</b>";
    let all = match db.dialect() {
        "postgres" => {
            "SELECT table_name::text, column_name::text FROM information_schema.columns \
             WHERE table_schema = 'public' AND data_type = 'text'"
        }
        _ => {
            "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND c.type = 'TEXT'"
        }
    };
    let mut tx = db.read().await?;
    let columns = sql!(tx, all(String, String), all)?;
    drop(tx);
    let mut taken = 0;
    for (table, column) in columns.iter().filter(|(_, column)| written(column)) {
        let mut tx = db.write().await?;
        let update = format!("UPDATE {table} SET {column} = {column} || $1 WHERE {column} IS NOT NULL");
        if sql!(tx, execute, AssertSqlSafe(update), MARKUP).is_ok_and(|rows| rows > 0) {
            tx.commit().await?;
            taken += 1;
        }
    }
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE models SET manual_url = 'javascript:alert(1)'")?;
    tx.commit().await?;
    Ok(taken)
}

fn written(column: &str) -> bool {
    const NAMES: [&str; 23] = [
        "name",
        "city",
        "province",
        "district",
        "address",
        "postcode",
        "request",
        "advisor",
        "note",
        "reason",
        "detail",
        "companions",
        "answer",
        "agent",
        "changed_by",
        "cancel_reason",
        "friend_name",
        "recipient",
        "old_value",
        "new_value",
        "plate",
        "wording",
        "tracking_no",
    ];
    column.ends_with("_zh") || column.ends_with("_en") || NAMES.contains(&column)
}

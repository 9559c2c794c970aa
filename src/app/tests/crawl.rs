//! Everybody follows every link there is: nothing leads nowhere, every page keeps its budgets, and no text that a
//! person or another system wrote ever becomes markup.

use super::fixtures::{self, Actor};
use crate::db::{Db, DbResult};
use crate::sql;
use crate::web::testing::Browser;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use sqlx::AssertSqlSafe;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Statements a page may ask, the session's included.
const STATEMENTS: u64 = 4;
/// A page's HTML, compressed; the server's gzip is a little larger than brotli.
const HTML: usize = 14 * 1024;
/// Pages looked at of one kind, such as `/events/{id}`.
const EACH: usize = 6;

crate::db_test!(every_link_leads_somewhere_within_its_budget, |db| {
    let app = fixtures::club(&db).await?;
    for (actor, least) in [(Actor::Stranger, 15), (Actor::Owner, 40), (Actor::Dealer, 12), (Actor::Admin, 15)] {
        let mut browser = fixtures::browser(&app, actor).await;
        let seen = walk(&db, &mut browser, actor).await;
        assert!(seen.len() >= least, "{actor:?} saw {} kinds of pages: {seen:?}", seen.len());
    }
});

crate::db_test!(no_text_becomes_markup, |db| {
    let app = fixtures::club(&db).await?;
    let poisoned = poison(&db).await?;
    assert!(poisoned > 40, "{poisoned} columns took it");
    for actor in [Actor::Stranger, Actor::Owner, Actor::Dealer, Actor::Admin] {
        let mut browser = fixtures::browser(&app, actor).await;
        walk(&db, &mut browser, actor).await;
    }
});

/// Follows all links, a few of each kind, and gives the kinds that were seen.
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
        assert!(asked <= STATEMENTS, "{case} asks {asked} statements");
        if answer.body.starts_with("<!DOCTYPE html>") {
            check(&case, &answer.body);
            let weight = weight(browser, &path).await;
            assert!(weight <= HTML, "{case} weighs {weight} bytes");
            next.extend(links(&answer.body));
        }
    }
    kinds.into_keys().collect()
}

fn check(case: &str, html: &str) {
    assert!(html.ends_with("</html>"), "{case} is whole");
    assert_eq!(html.matches("<h1").count(), 1, "{case} has one heading");
    for markup in ["<script>alert", "<b>bold", "href=\"javascript:", " style=\""] {
        assert!(!html.contains(markup), "{case} holds {markup}");
    }
}

/// The same page as a browser gets it, in bytes.
async fn weight(browser: &mut Browser, path: &str) -> usize {
    let request = Request::get(path).header("accept-encoding", "gzip");
    browser.send(request, Body::empty()).await.bytes
}

/// Addresses on this page that are pages of ours.
fn links(html: &str) -> Vec<String> {
    let own =
        |link: &str| link.starts_with('/') && !link.contains('.') || link.ends_with(".csv") || link.ends_with(".ics");
    let links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let links = links.map(|link| link.split('#').next().unwrap_or_default().replace("&amp;", "&"));
    links.filter(|link| own(link)).collect()
}

/// A path with its ids and its query's values left out.
fn kind(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let id = |part: &str| part.chars().any(|c| c.is_ascii_digit());
    let path: Vec<&str> = path.split('/').map(|part| if id(part) { "{id}" } else { part }).collect();
    let names: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    format!("{}?{}", path.join("/"), names.join("&"))
}

/// Puts markup into every column that holds a text somebody wrote; gives how many took it. The others are guarded by
/// the database itself: what they may hold, or that they never change.
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

//! A headless browser for tests: the real router, with cookies kept and forms posted as one of our pages would.

use super::{App, router};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::sql;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{Method, Request, StatusCode};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use tower::ServiceExt;

/// A Wednesday noon in Shanghai.
pub fn noon() -> DateTime<Utc> {
    "2026-03-04T04:00:00Z".parse().expect("an instant")
}

/// The application over this database, with its clock fixed at [`noon`].
pub fn app(db: &Db) -> App {
    App::new(db.clone(), Clock::fixed(noon()), Config { demo: true, ..Config::default() })
}

pub struct Browser {
    router: Router,
    /// The routes that take forms.
    forms: Vec<&'static str>,
    cookies: BTreeMap<String, String>,
}

pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub body: String,
    /// The body as received.
    pub raw: Vec<u8>,
    /// The length of the body as sent.
    pub bytes: usize,
}

impl Answer {
    /// The value of a hidden field on the page.
    pub fn hidden(&self, name: &str) -> String {
        let (_, rest) = self.body.split_once(&format!("name=\"{name}\" value=\"")).expect(name);
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

impl Browser {
    pub fn new(app: &App) -> Self {
        let table = crate::app::table();
        let forms = table.entries().iter().filter(|entry| entry.method == Method::POST).map(|entry| entry.path);
        let forms = forms.collect();
        Self { router: router(app.clone(), table, crate::app::FEATURES), forms, cookies: BTreeMap::new() }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// The text of a page, which must be there: what it does not contain would not be on an error page either.
    pub async fn page(&mut self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        answer.body
    }

    /// Posts a form as one of our own pages would.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).expect("fields are text");
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(body)).await
    }

    /// Posts a form as one of our scripts would, and gets data.
    pub async fn post_for_data(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).expect("fields are text");
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(body)).await
    }

    /// Signs in with a password and expects success.
    pub async fn sign_in(&mut self, phone: &str, password: &str) {
        let answer = self.post("/login", &[("phone", phone), ("password", password)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// One header of the answer to a GET, if present.
    pub async fn header(&mut self, path: &str, name: &str) -> Option<String> {
        let request = Request::get(path).header("host", "localhost").body(Body::empty()).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        response.headers().get(name).map(|value| value.to_str().expect("text").to_owned())
    }

    /// Every form of every page that a test sees leads to a route that takes it.
    fn check_forms(&self, path: &str, html: &str) {
        let forms = html.split("<form ").skip(1).filter_map(|rest| rest.split('>').next());
        for form in forms.filter(|form| form.contains("method=\"post\"")) {
            let action = form.split("action=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or(path);
            let action = action.split('?').next().unwrap_or_default();
            assert!(self.takes(action), "{path} has a form for {action}, which no route takes");
        }
    }

    fn takes(&self, path: &str) -> bool {
        let path: Vec<&str> = path.split('/').collect();
        self.forms.iter().any(|route| {
            let route: Vec<&str> = route.split('/').collect();
            let fits = |(route, part): (&&str, &&str)| route == part || route.starts_with('{');
            route.len() == path.len() && route.iter().zip(&path).all(fits)
        })
    }

    /// Sends any request, with cookies added and kept.
    pub async fn send(&mut self, mut request: axum::http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request = request.header(COOKIE, cookies.join("; ")).header("host", "localhost");
        let request = request.body(body).expect("a request");
        let path = request.uri().path().to_owned();
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        for cookie in response.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().expect("text").split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie");
            if value.is_empty() {
                self.cookies.remove(name)
            } else {
                self.cookies.insert(name.into(), value.into())
            };
        }
        let location = response.headers().get(LOCATION).map(|to| to.to_str().expect("text").to_owned());
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.expect("a whole body");
        let (bytes, raw, body) = (body.len(), body.to_vec(), String::from_utf8_lossy(&body).into_owned());
        if body.starts_with("<!DOCTYPE html>") {
            self.check_forms(&path, &body);
        }
        Answer { status, location: location.unwrap_or_default(), body, raw, bytes }
    }
}

/// Pages through a list to its end and back, and expects each page to be the same again. Returns the number of pages.
pub async fn there_and_back(browser: &mut Browser, path: &str) -> usize {
    let mut pages = vec![browser.get(path).await.body];
    while let Some(next) = pages.last().and_then(|page| linked(page, "next")) {
        pages.push(browser.get(&next).await.body);
    }
    let mut here = pages.last().cloned().unwrap_or_default();
    for page in pages.iter().rev().skip(1) {
        let before = linked(&here, "prev").expect("a link back");
        here = browser.get(&before).await.body;
        assert_eq!(rows(&here), rows(page), "{before}");
    }
    assert_eq!(linked(&here, "prev"), None, "the first page has no link back");
    pages.len()
}

/// The address of a pager's link.
pub fn linked(page: &str, relation: &str) -> Option<String> {
    let (before, _) = page.split_once(&format!("rel=\"{relation}\""))?;
    let (_, link) = before.rsplit_once("href=\"")?;
    link.split('"').next().map(|href| href.replace("&amp;", "&"))
}

/// The rows of a page's table, or the items of its list.
fn rows(page: &str) -> &str {
    let lists = [
        ("<tbody>", "</tbody>"),
        ("<ul class=\"grid", "</ul>"),
        ("<ul class=\"list", "</ul>"),
        ("<ol class=\"timeline", "</ol>"),
    ];
    let list = lists.iter().find_map(|(start, end)| page.split_once(start)?.1.split_once(end));
    list.expect("a list").0
}

/// One of the XML files in a spreadsheet.
pub fn part_of_xlsx(bytes: &[u8], name: &str) -> String {
    let mut file = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    std::io::Read::read_to_string(&mut file.by_name(name).expect("a part"), &mut text).expect("text");
    text
}

/// The password of every account made here.
pub const PASSWORD: &str = "test-club-2026";

/// Creates an account; `role` is `owner`, `dealer` or `admin`. An owner needs a customer, a dealer a dealer.
pub async fn account(db: &Db, role: &str, phone: &str, customer: Option<i64>, dealer: Option<i64>) -> i64 {
    static HASH: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        use argon2::PasswordHasher;
        let cheap = argon2::Params::new(8, 1, 1, None).expect("parameters");
        let argon = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, cheap);
        argon.hash_password(PASSWORD.as_bytes()).expect("a hash").to_string()
    });
    let mut tx = db.write().await.expect("a transaction");
    let id = sql!(
        tx,
        scalar i64,
        "INSERT INTO accounts (role, phone, name, customer_id, dealer_id, password_hash, created_at) \
         VALUES ($1, $2, '测试', $3, $4, $5, $6) RETURNING id",
        role,
        phone,
        customer,
        dealer,
        HASH.as_str(),
        noon()
    )
    .expect("an account");
    tx.commit().await.expect("committed");
    id
}

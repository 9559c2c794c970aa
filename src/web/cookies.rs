//! The portal's own cookies. tower-sessions makes the session cookie.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use chrono::TimeDelta;
use time::Duration;
pub use tower_sessions::cookie::Cookie;
use tower_sessions::cookie::{CookieBuilder, SameSite};

/// A cookie for all pages that scripts cannot read.
pub fn cookie(name: &'static str, value: String, kept_for: TimeDelta) -> CookieBuilder<'static> {
    let kept_for = Duration::seconds(kept_for.num_seconds());
    Cookie::build((name, value)).path("/").max_age(kept_for).http_only(true).same_site(SameSite::Lax)
}

/// The value of the request's cookie with this name.
pub fn find_cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let header = headers.get(COOKIE)?.to_str().ok()?;
    let mut cookies = Cookie::split_parse(header).filter_map(Result::ok);
    cookies.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
}

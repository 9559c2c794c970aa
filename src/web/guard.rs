use super::call::wants_data;
use super::page::Nonce;
use super::{App, Ctx, compress, ctx, receive};
use crate::error::{AppError, FieldError};
use crate::feature::Feature;
use crate::i18n::{error_text, problem_text};
use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue, LOCATION, ORIGIN, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next, from_fn_with_state};
use axum::response::{IntoResponse, Json, Response};
use serde::Serialize;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

/// Layers around the pages, inside the session: the request context and the error pages.
pub fn inner(pages: Router<App>, app: &App, features: &'static [Feature]) -> Router<App> {
    pages
        .layer(middleware::from_fn(refuse_nul))
        .layer(middleware::from_fn(show_errors))
        .layer(from_fn_with_state((app.clone(), features), ctx::provide))
        .layer(DefaultBodyLimit::max(receive::MOST_TEXT))
}

/// Layers around everything: log, timeout, headers and compression; the origin check only covers the pages.
pub fn outer(pages: Router, files: Router, app: &App) -> Router {
    const SLOWEST: Duration = Duration::from_secs(30);
    pages
        .layer(middleware::from_fn(detach))
        .layer(from_fn_with_state(app.clone(), check_origin))
        .merge(super::assets::router(app))
        .merge(files)
        .layer(middleware::from_fn(compress::whole_answers))
        .layer(CompressionLayer::new().gzip(true))
        .layer(from_fn_with_state(app.clone(), headers))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, SLOWEST))
        .layer(middleware::from_fn(log))
}

/// The client's address. `x-forwarded-for` is trusted only from our own proxies.
pub fn address(request: &Request, app: &App) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    if !app.config.trusted_proxies.contains(&peer) {
        return peer;
    }
    let forwarded = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let hops = forwarded.unwrap_or_default().rsplit(',').filter_map(|hop| hop.trim().parse().ok());
    hops.into_iter().find(|hop| !app.config.trusted_proxies.contains(hop)).unwrap_or(peer)
}

/// Runs handlers to completion in their own task: a client that disconnects cancels the handler, and a cancelled
/// transaction may stay open in the pool.
async fn detach(request: Request, next: Next) -> Response {
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, "a handler panicked");
            AppError::Internal.into_response()
        }
    }
}

/// Browsers send the origin of a form; only our own pages may change anything.
async fn check_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) || same_origin(&request, &app) {
        return next.run(request).await;
    }
    tracing::warn!(path = request.uri().path(), "refused: cross-origin request");
    (StatusCode::FORBIDDEN, "来源不符，已拒绝。 Refused: this did not come from our own page.\n").into_response()
}

fn same_origin(request: &Request, app: &App) -> bool {
    let header = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = header(HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin";
    }
    let Some(origin) = header(ORIGIN) else { return false };
    if !app.config.public_url.is_empty() {
        return origin == app.config.public_url;
    }
    let host = origin.split_once("://").map(|(_, host)| host);
    host.is_some() && host == header(HOST)
}

async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let nonce = response.extensions().get::<Nonce>().map(|Nonce(nonce)| format!(" 'nonce-{nonce}'"));
    let reload = if app.assets.is_watched() { " ws:" } else { "" };
    let policy = format!(
        "default-src 'none'; script-src 'self'{} 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'{reload}; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        nonce.unwrap_or_default()
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.append(VARY, HeaderValue::from_static("cookie, accept-language"));
    }
    if app.config.https() {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    response
}

/// PostgreSQL rejects texts with a NUL character even in queries, and no address of ours contains it.
async fn refuse_nul(request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default();
    if query.contains("%00") || request.uri().path().contains("%00") {
        return AppError::NotFound.into_response();
    }
    next.run(request).await
}

/// Renders errors as pages; a viewer who is not signed in is redirected to the sign-in page and comes back afterwards.
/// Scripts get the same as data.
async fn show_errors(ctx: Ctx, request: Request, next: Next) -> Response {
    let as_data = wants_data(request.headers());
    let response = next.run(request).await;
    let error = match response.extensions().get::<AppError>() {
        Some(error) => error.clone(),
        None if response.status() == StatusCode::METHOD_NOT_ALLOWED => AppError::NotFound,
        // axum's extractors answer an unreadable path or query with 400.
        None if response.status() == StatusCode::BAD_REQUEST => AppError::NotFound,
        None => return response,
    };
    if as_data {
        log_denial(&ctx, &error);
        return error_as_data(&ctx, error);
    }
    if error == AppError::SignIn {
        let to = format!("/login?next={}", crate::ui::encode(&ctx.uri));
        return (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response();
    }
    log_denial(&ctx, &error);
    crate::ui::error_page(&ctx, &error).with_status(status(&error)).into_response()
}

fn log_denial(ctx: &Ctx, error: &AppError) {
    if *error == AppError::Forbidden {
        tracing::warn!(path = ctx.path(), account = ?ctx.viewer.as_ref().map(|v| v.account), "access denied");
    }
}

/// An error for programs, with texts in the reader's language.
#[derive(Serialize)]
struct ErrorData {
    said: String,
    fields: Vec<FieldData>,
    error: AppError,
}

#[derive(Serialize)]
struct FieldData {
    field: String,
    text: String,
}

fn error_as_data(ctx: &Ctx, error: AppError) -> Response {
    let l = ctx.locale;
    let fields = match &error {
        AppError::Invalid(errors) => {
            let field = |e: &FieldError| FieldData { field: e.field.clone(), text: problem_text(l, e.problem) };
            errors.iter().map(field).collect()
        }
        _ => Vec::new(),
    };
    (status(&error), Json(ErrorData { said: error_text(l, &error), fields, error })).into_response()
}

fn status(error: &AppError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Logs one line per request: no query, no address, nothing personal.
async fn log(request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let start = Instant::now();
    let response = next.run(request).await;
    let ms = start.elapsed().as_secs_f64() * 1000.0;
    tracing::info!(%method, path = %path.escape_debug(), status = response.status().as_u16(), ms = %format!("{ms:.1}"), "request");
    response
}

use super::App;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request};
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;
use serde::Deserialize;

/// The site as `cargo xtask` builds it: read from the folder in debug builds, inside the binary in release builds.
#[derive(RustEmbed)]
#[folder = "target/site"]
#[allow_missing = true]
struct Site;

/// Names of the built files; they change with their content.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Assets {
    css: Option<String>,
    /// The islands: `{output}.js` and `{output}_bg.wasm`.
    output: Option<String>,
}

impl Assets {
    pub fn load() -> Self {
        let manifest = Site::get("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok());
        manifest.unwrap_or_else(|| {
            tracing::warn!("no styles and islands: build them with `cargo xtask serve`");
            Self::default()
        })
    }

    pub fn css(&self) -> Option<String> {
        self.css.as_ref().map(|name| format!("/pkg/{name}"))
    }

    pub fn output(&self) -> Option<&str> {
        self.output.as_deref()
    }
}

/// Routes of the built files and of the public ones beside them.
pub fn router(_: &App) -> Router {
    // Changes with every build, so that the embedded files are never older than the binary.
    const _: Option<&str> = option_env!("CLUB_SITE_HASH");
    let mut router = Router::new()
        .route(
            "/pkg/{file}",
            get(|Path(file): Path<String>, request: Request| async move { serve(&format!("pkg/{file}"), &request) }),
        )
        .route(
            "/img/{file}",
            get(|Path(file): Path<String>, request: Request| async move { serve(&format!("img/{file}"), &request) }),
        );
    let top = Site::iter().filter(|name| !name.contains('/') && !name.ends_with(".br") && name != "manifest.json");
    for name in top.map(String::from).collect::<std::collections::BTreeSet<_>>() {
        let path = format!("/{name}");
        router = router.route(&path, get(move |request: Request| async move { serve(&name, &request) }));
    }
    router
}

fn serve(name: &str, request: &Request) -> Response {
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let compressed = accepted.contains("br").then(|| Site::get(&format!("{name}.br"))).flatten();
    let encoded = compressed.is_some();
    let Some(file) = compressed.or_else(|| Site::get(name)) else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = Response::new(Body::from(file.data.into_owned()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(mime(name)));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if encoded {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    let keep = if name.starts_with("pkg/") { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    response
}

fn mime(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

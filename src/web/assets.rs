use super::App;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request};
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::{EmbeddedFile, RustEmbed};
use serde::Deserialize;
use std::sync::OnceLock;

/// The site as `cargo xtask` or cargo-leptos builds it: read from the folder in debug builds, embedded in release
/// builds.
#[derive(RustEmbed)]
#[folder = "target/site"]
#[allow_missing = true]
struct Site;

/// The name that cargo-leptos gives to styles and islands: `output-name` in Cargo.toml.
const UNHASHED: &str = "club";

/// Names of the built files. Those of `cargo xtask` contain a hash of their content and are listed in a manifest.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
struct Names {
    css: Option<String>,
    /// The islands: `{output}.js` and `{output}_bg.wasm`.
    output: Option<String>,
}

/// The built files that pages link to.
pub struct Assets {
    css: Option<String>,
    output: OnceLock<String>,
    is_watched: bool,
}

impl Names {
    fn read() -> Option<Self> {
        let manifest = Site::get("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok());
        manifest.or_else(|| Self::unhashed(|file| Site::get(file).is_some()))
    }

    /// The files of cargo-leptos, which writes no manifest.
    fn unhashed(is_there: impl Fn(&str) -> bool) -> Option<Self> {
        let css = format!("{UNHASHED}.css");
        let css = is_there(&format!("pkg/{css}")).then_some(css);
        let output = is_there(&format!("pkg/{UNHASHED}.js")).then(|| UNHASHED.to_owned());
        (css.is_some() || output.is_some()).then_some(Self { css, output })
    }
}

impl Assets {
    pub fn load() -> Self {
        let Names { css, output } = Names::read().unwrap_or_else(|| {
            tracing::warn!("no styles or islands: build them with `cargo xtask serve`");
            Names::default()
        });
        let output = output.map_or_else(OnceLock::new, OnceLock::from);
        Self { css, output, is_watched: std::env::var_os("LEPTOS_WATCH").is_some() }
    }

    pub fn css(&self) -> Option<String> {
        self.css.as_ref().map(|name| format!("/pkg/{name}"))
    }

    /// The islands' name. On the first start of a checkout they are finished only after the server has started, so a
    /// development build looks for them until they are there.
    pub fn output(&self) -> Option<&str> {
        if cfg!(debug_assertions) && self.output.get().is_none() {
            let found = Names::read().and_then(|names| names.output);
            found.into_iter().for_each(|name| {
                self.output.get_or_init(|| name);
            });
        }
        self.output.get().map(String::as_str)
    }

    /// Whether the server runs under `cargo leptos watch`, which tells its pages when to reload.
    pub fn is_watched(&self) -> bool {
        self.is_watched
    }
}

/// Routes for the built files and the public files.
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
    let compressed = accepted.contains("br").then(|| find(&format!("{name}.br"))).flatten();
    let encoded = compressed.is_some();
    let Some(file) = compressed.or_else(|| find(name)) else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = Response::new(Body::from(file.data.into_owned()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(mime(name)));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if encoded {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    let keep = match name.strip_prefix("pkg/") {
        Some(name) if is_hashed(name) => "public, max-age=31536000, immutable",
        Some(_) => "no-cache",
        None => "public, max-age=3600",
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    response
}

fn find(name: &str) -> Option<EmbeddedFile> {
    Site::get(name).or_else(|| Site::get(&other_name(name)?))
}

/// `{output}_bg.wasm` of `cargo xtask` is `{output}.wasm` of cargo-leptos. The name that pages ask for is fixed when
/// either of them compiles leptos, and cargo does not recompile it for the other.
fn other_name(name: &str) -> Option<String> {
    let (stem, ending) = name.split_at(name.find(".wasm")?);
    Some(match stem.strip_suffix("_bg") {
        Some(stem) => format!("{stem}{ending}"),
        None => format!("{stem}_bg{ending}"),
    })
}

/// True for `club.0a1b_bg.wasm`, false for `club.wasm`.
fn is_hashed(name: &str) -> bool {
    name.matches('.').count() > 1
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_manifest_the_names_of_cargo_leptos_are_used() {
        let cargo_toml = include_str!("../../Cargo.toml");
        assert!(cargo_toml.contains(&format!("\noutput-name = \"{UNHASHED}\"\n")));
        let (css, output) = (Some("club.css".to_owned()), Some("club".to_owned()));
        let both = Names::unhashed(|file| ["pkg/club.css", "pkg/club.js"].contains(&file));
        assert_eq!(both, Some(Names { css: css.clone(), output }));
        assert_eq!(Names::unhashed(|file| file == "pkg/club.css"), Some(Names { css, output: None }));
        assert_eq!(Names::unhashed(|_| false), None);
    }

    #[test]
    fn wasm_has_two_names_and_only_hashed_names_are_immutable() {
        for (name, other, hashed) in [
            ("club.0a1b_bg.wasm.br", Some("club.0a1b.wasm.br"), true),
            ("club.0a1b.wasm", Some("club.0a1b_bg.wasm"), true),
            ("club.wasm", Some("club_bg.wasm"), false),
            ("club_bg.wasm", Some("club.wasm"), false),
            ("club.css", None, false),
            ("app.0a1b.css", None, true),
        ] {
            assert_eq!((other_name(name).as_deref(), is_hashed(name)), (other, hashed), "{name}");
        }
    }
}

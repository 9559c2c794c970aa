//! Compresses answers that are completely in memory, as all pages are, in one go with a compressor for each thread. For
//! the same time, a page gets a fifth smaller than as a stream at the fastest level. Streamed downloads are left to
//! tower-http's layer.

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use libdeflater::{CompressionLvl, Compressor};
use std::cell::RefCell;

/// Shorter answers fit into one packet anyway. In bytes.
const SHORTEST: u64 = 512;
/// Longer answers would block the other requests of the thread. In bytes.
const LONGEST: u64 = 1 << 20;
/// Higher levels take twice the time to save another twentieth of a page's bytes.
const LEVEL: i32 = 1;

thread_local! {
    static COMPRESSOR: RefCell<Compressor> = RefCell::new(Compressor::new(CompressionLvl::new(LEVEL).unwrap_or_default()));
}

pub async fn whole_answers(request: Request, next: Next) -> Response {
    let accepted = accepts_gzip(request.headers());
    let response = next.run(request).await;
    if accepted && is_compressible(&response) { compressed(response).await } else { response }
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let codings = values.flat_map(|value| value.split(',')).map(|one| one.split_once(';').unwrap_or((one, "")));
    let is_refused = |weight: &str| weight.trim().strip_prefix("q=").and_then(|q| q.parse().ok()) == Some(0.0);
    codings.into_iter().any(|(coding, weight)| coding.trim().eq_ignore_ascii_case("gzip") && !is_refused(weight))
}

fn is_compressible(response: &Response) -> bool {
    const KINDS: [&str; 4] = ["text/", "application/json", "application/manifest+json", "image/svg+xml"];
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let length = response.body().size_hint().exact();
    KINDS.iter().any(|known| kind.starts_with(known))
        && length.is_some_and(|length| (SHORTEST..=LONGEST).contains(&length))
        && !response.headers().contains_key(CONTENT_ENCODING)
}

async fn compressed(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Some(bytes) = to_bytes(body, LONGEST as usize).await.ok().as_deref().and_then(gzip) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    parts.headers.append(VARY, HeaderValue::from_static("accept-encoding"));
    Response::from_parts(parts, Body::from(bytes))
}

fn gzip(whole: &[u8]) -> Option<Vec<u8>> {
    COMPRESSOR.with_borrow_mut(|compressor| {
        let mut bytes = vec![0; compressor.gzip_compress_bound(whole.len())];
        let written = compressor.gzip_compress(whole, &mut bytes).ok()?;
        bytes.truncate(written);
        Some(bytes)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::middleware::from_fn;
    use axum::response::Html;
    use axum::routing::get;
    use futures_util::stream;
    use tower::ServiceExt;

    const PAGE: &str = "<p>积分商城 Rewards</p>";

    async fn answer(path: &str, accepted: &str) -> Response {
        let streamed = || async {
            let parts = [Ok::<_, std::io::Error>(PAGE.repeat(99))];
            ([(CONTENT_TYPE, "text/csv")], Body::from_stream(stream::iter(parts)))
        };
        let router = Router::new()
            .route("/page", get(|| async { Html(PAGE.repeat(100)) }))
            .route("/short", get(|| async { Html(PAGE) }))
            .route("/long", get(|| async { Html("x".repeat(LONGEST as usize + 1)) }))
            .route("/photo", get(|| async { ([(CONTENT_TYPE, "image/webp")], vec![0_u8; 5_000]) }))
            .route("/stream", get(streamed))
            .route(
                "/done",
                get(|| async { ([(CONTENT_TYPE, "text/css"), (CONTENT_ENCODING, "br")], vec![0_u8; 5_000]) }),
            )
            .layer(from_fn(whole_answers));
        let request = Request::get(path).header(ACCEPT_ENCODING, accepted).body(Body::empty()).unwrap();
        router.oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn a_compressed_page_decompresses_to_the_original() {
        let response = answer("/page", "gzip, deflate, br, zstd").await;
        assert_eq!(response.headers()[CONTENT_ENCODING], "gzip");
        assert_eq!(response.headers()[VARY], "accept-encoding");
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        assert!(bytes.len() < 200, "{}", bytes.len());
        let mut page = vec![0; PAGE.len() * 100];
        assert_eq!(libdeflater::Decompressor::new().gzip_decompress(&bytes, &mut page), Ok(page.len()));
        assert_eq!(page, PAGE.repeat(100).as_bytes());
    }

    #[tokio::test]
    async fn only_complete_texts_are_compressed_and_only_if_accepted() {
        for (path, accepted, expected) in [
            ("/page", "br;q=1.0, GZIP;q=0.2", Some("gzip")),
            ("/page", "gzip;q=0", None),
            ("/page", "br", None),
            ("/page", "", None),
            ("/short", "gzip", None),
            ("/long", "gzip", None),
            ("/photo", "gzip", None),
            ("/stream", "gzip", None),
            ("/done", "gzip", Some("br")),
        ] {
            let response = answer(path, accepted).await;
            let encoding = response.headers().get(CONTENT_ENCODING).map(|value| value.to_str().unwrap());
            assert_eq!(encoding, expected, "{path} {accepted}");
        }
    }
}

//! The least an axum server can do: answer constant bytes. What a page costs above this is ours.

use std::net::SocketAddr;

use anyhow::Result;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use bytes::Bytes;

/// More than any page.
const LARGEST: usize = 4 << 20;
const END: &[u8] = b"</html>";

#[derive(clap::Args)]
pub struct Options {
    #[arg(long)]
    listen: SocketAddr,
}

pub fn serve(options: &Options) -> Result<()> {
    let mut page = vec![b' '; LARGEST - END.len()];
    page.extend_from_slice(END);
    let floor = Router::new()
        .route("/readyz", get(|| async { "ready" }))
        .route("/{bytes}", get(constant))
        .with_state(Bytes::from(page));
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(options.listen).await?;
        Ok(axum::serve(listener, floor).await?)
    })
}

/// The last so many bytes of the page, so that every answer ends as a page does.
async fn constant(State(page): State<Bytes>, Path(bytes): Path<usize>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], page.slice(LARGEST - bytes.clamp(END.len(), LARGEST)..))
}

//! The floor that `cargo xtask bench` compares the portal with: five of the owner's pages, hand-written with axum,
//! rusqlite and askama. It opens the portal's own SQLite file, identifies the visitor by the portal's session cookie,
//! runs the portal's statements (`sql/`, which a test of xtask compares with the portal's source), writes the portal's
//! markup and compresses it with the same code. Statements are prepared once per thread and run directly in the
//! handler, since each takes microseconds.
//!
//! It leaves out what the portal does around a page: the origin check of forms, security headers and the nonce, the
//! log, timeouts, a task for each request, access by role, recording session activity, English, all filters and every
//! page but the first, what only a member in debt or about to lose a tier sees, and the messages of a previous form.
//! `floor serve ADDRESS FILE` serves; `floor ask FILE SQL` prints the first column of each row, one per line.

mod cars;
#[path = "../../../src/web/compress.rs"]
mod compress;
mod db;
mod dues;
mod events;
mod home;
mod page;
mod points;
mod rewards;
mod session;
mod summary;
mod values;

use std::error::Error;
use std::process::ExitCode;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn;
use axum::response::IntoResponse;
use axum::routing::get;

/// The same allocator as the portal.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["serve", address, file] => serve(address, file),
        ["ask", file, question] => db::ask(file, question).map(|lines| println!("{}", lines.join("\n"))),
        _ => Err("floor serve ADDRESS FILE, or floor ask FILE SQL".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("floor: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(address: &str, file: &str) -> Outcome<()> {
    db::choose(file)?;
    let router = Router::new()
        .route("/me", get(page::answer::<home::Home>))
        .route("/me/points", get(page::answer::<points::Statement>))
        .route("/me/vehicles", get(page::answer::<cars::Garage>))
        .route("/rewards", get(page::answer::<rewards::Catalogue>))
        .route("/events", get(page::answer::<events::Calendar>))
        .layer(from_fn(compress::whole_answers))
        .route("/readyz", get(|| async { "ready" }))
        .route("/constant", get(constant));
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        Ok(axum::serve(listener, router).await?)
    })
}

/// Constant bytes, about as many as a compressed page: shows the maximum rate of the load generator.
async fn constant() -> impl IntoResponse {
    const BYTES: [u8; 3_500] = [b' '; 3_500];
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], BYTES.as_slice())
}

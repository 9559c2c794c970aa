//! What all pages share.

use askama::Template;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use rusqlite::Connection;

use crate::session::{self, Viewer};
use crate::values::Now;
use crate::{Outcome, db};

/// A page that reads its own data.
pub trait Page: Template + Sized {
    fn read(connection: &Connection, frame: Frame, now: &Now) -> Outcome<Self>;
}

/// The data of the frame around a page.
pub struct Frame {
    pub viewer: Viewer,
    pub path: String,
}

pub async fn answer<P: Page>(uri: Uri, headers: HeaderMap) -> Response {
    match html::<P>(&uri, &headers) {
        Ok(html) => Html(html).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

fn html<P: Page>(uri: &Uri, headers: &HeaderMap) -> Outcome<String> {
    db::with(|connection| {
        let now = Now::get();
        let viewer = session::find(connection, headers, &now)?;
        let frame = Frame { viewer, path: uri.path().to_owned() };
        Ok(P::read(connection, frame, &now)?.render()?)
    })
}

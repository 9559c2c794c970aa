//! `/pictures/{hash}.jpg`: open to all, without a session.

use super::store;
use crate::web::App;
use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// The one route.
pub fn router(app: &App) -> Router {
    let app = app.clone();
    Router::new().route("/pictures/{file}", get(move |Path(file): Path<String>| serve(app, file)))
}

async fn serve(app: App, file: String) -> Response {
    let address = format!("/pictures/{file}");
    let found = match app.db.read().await {
        Ok(mut tx) => store::find(&mut tx, &address).await,
        Err(error) => Err(error.into()),
    };
    match found {
        Ok(Some(bytes)) => {
            let mut response = Response::new(Body::from(bytes));
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
            response
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => error.into_response(),
    }
}

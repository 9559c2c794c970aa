//! `/pictures/{hash}.jpg`: public, without a session.

use super::store;
use crate::web::App;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

pub async fn serve(State(app): State<App>, Path(file): Path<String>) -> Response {
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

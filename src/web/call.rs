//! Runs server functions and answers in the representation that the caller accepts.

use super::receive::{Limits, receive};
use super::routes::{Handled, show_again};
use super::{App, Ctx, Form};
use crate::error::AppError;
use crate::protocol::Submission;
use axum::body::Body;
use axum::extract::{FromRequestParts, RawPathParams, Request};
use axum::http::header::{ACCEPT, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Json, Response};
use leptos::prelude::provide_context;
use leptos::server_fn::ServerFn;
use leptos::server_fn::axum::AxumServerFnBackend;
use std::sync::Arc;

/// A server function of the portal.
pub trait Served:
    ServerFn<Server = AxumServerFnBackend, Error = AppError, InputStreamError = AppError, OutputStreamError = AppError>
    + 'static
{
}

impl<F> Served for F where
    F: ServerFn<
            Server = AxumServerFnBackend,
            Error = AppError,
            InputStreamError = AppError,
            OutputStreamError = AppError,
        > + 'static
{
}

/// Runs a server function. leptos_axum finds it by its registered path, and would redirect callers that accept HTML to
/// the referring page; so it is always asked for JSON, and the representation is decided afterwards.
async fn call(path: &'static str, mut request: Request) -> Response {
    let Some(ctx) = request.extensions().get::<Ctx>().cloned() else { return AppError::Internal.into_response() };
    *request.uri_mut() = Uri::from_static(path);
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
    leptos_axum::handle_server_fns_with_context(move || provide_context(ctx.clone()), request).await.into_response()
}

pub(super) async fn answer(path: &'static str, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let form = Arc::new(Form::parse(parts.uri.query().unwrap_or_default().as_bytes()));
    match ids(&mut parts).await {
        Ok(ids) => {
            parts.extensions.insert(Submission { path: ids, form });
            call(path, Request::from_parts(parts, Body::empty())).await
        }
        Err(error) => error.into_response(),
    }
}

pub(super) async fn post(path: &'static str, app: App, request: Request, page: Handled, limits: Limits) -> Response {
    let (mut parts, body) = request.into_parts();
    let read = async { Ok::<_, AppError>((ids(&mut parts).await?, receive(&parts.headers, body, limits).await?)) };
    let (ids, form) = match read.await {
        Ok((ids, form)) => (ids, Arc::new(form)),
        Err(error) => return error.into_response(),
    };
    parts.extensions.insert(Submission { path: ids, form: form.clone() });
    let response = call(path, Request::from_parts(parts.clone(), Body::empty())).await;
    let as_data = wants_data(&parts.headers);
    match response.extensions().get::<AppError>() {
        Some(error) if error.is_about_the_form() => {
            parts.extensions.remove::<Submission>();
            let shown = show_again(app, parts, form, error.clone(), &page).await;
            // Fields are decoded before the row is looked up: if the page finds no row, a script gets the 404 too.
            if as_data && shown.status() != StatusCode::NOT_FOUND { response } else { shown }
        }
        None if as_data => redirect_as_data(response),
        _ => response,
    }
}

/// The ids in the address, by their names in the route.
async fn ids(parts: &mut Parts) -> Result<Arc<Form>, AppError> {
    let params = RawPathParams::from_request_parts(parts, &()).await.map_err(|_| AppError::NotFound)?;
    Ok(Arc::new(Form::of(params.iter())))
}

/// Returns the target of a redirect as JSON, because a script cannot see it. A file is returned as it is.
fn redirect_as_data(response: Response) -> Response {
    let Some(to) = response.headers().get(LOCATION).and_then(|to| to.to_str().ok()) else { return response };
    let mut answer = Json(serde_json::json!({ "to": to })).into_response();
    for cookie in response.headers().get_all(SET_COOKIE) {
        answer.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    answer
}

/// Whether the caller is one of our scripts; browsers that submit a form accept HTML.
pub fn wants_data(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"))
}

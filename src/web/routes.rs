use super::call::{Served, answer, post};
use super::ctx::Rights;
use super::receive::{Limits, MOST_PHOTO, MOST_TEXT};
use super::{App, Ctx, Form, FormState};
use crate::error::AppError;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::sync::Arc;

const TEXTS: Limits = Limits { whole: MOST_TEXT, file: MOST_TEXT };
/// More than a file may have, so that an oversized one is reported beside its field and nothing typed is lost.
const FILES: Limits = Limits { whole: 8 * 1024 * 1024, file: 8 * 1024 * 1024 };
/// More than cameras produce; of an oversized photo only one byte more than allowed is kept.
const PHOTOS: Limits = Limits { whole: 24 * 1024 * 1024, file: MOST_PHOTO + 1 };

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Anyone,
    /// Any signed-in account.
    SignedIn,
    Owner,
    Dealer,
    Admin,
}

/// One line of the table of routes, for the test that iterates over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
}

/// A page's handler with its types erased, so that what surrounds the handlers is compiled once and not for each route.
#[derive(Clone)]
pub(super) struct Handled(Arc<dyn Fn(Request, App) -> BoxFuture<'static, Response> + Send + Sync>);

impl Handled {
    fn new<H: Handler<T, App> + Sync, T>(handler: H) -> Self {
        Self(Arc::new(move |request, app| handler.clone().call(request, app).boxed()))
    }

    pub(super) fn answer(&self, request: Request, app: App) -> BoxFuture<'static, Response> {
        (self.0)(request, app)
    }
}

/// The table of routes, each with its access.
#[derive(Default)]
pub struct Table {
    router: Router<App>,
    files: Router<App>,
    entries: Vec<Entry>,
}

impl Table {
    /// A page or a download.
    pub fn page<H, T>(mut self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App> + Sync,
    {
        self.entries.push(Entry { method: Method::GET, path, access });
        self.route(path, access, shown(Handled::new(handler)))
    }

    /// A form: `GET` shows `page`, `POST` calls the server function `F` at its own address. If `F` rejects the input,
    /// `page` is shown again with the errors and what was typed, under the error's status.
    pub fn posts<F: Served, P, T>(self, access: Access, page: P) -> Self
    where
        P: Handler<T, App> + Sync,
    {
        self.serves(F::PATH, access, Handled::new(page), TEXTS)
    }

    /// The same for a form with a file.
    pub fn posts_file<F: Served, P, T>(self, access: Access, page: P) -> Self
    where
        P: Handler<T, App> + Sync,
    {
        self.serves(F::PATH, access, Handled::new(page), FILES)
    }

    /// The same for a form with a photo.
    pub fn posts_photo<F: Served, P, T>(self, access: Access, page: P) -> Self
    where
        P: Handler<T, App> + Sync,
    {
        self.serves(F::PATH, access, Handled::new(page), PHOTOS)
    }

    /// A public file, served without a session.
    pub fn file<H, T>(mut self, path: &str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.files = self.files.route(path, get(handler));
        self
    }

    /// A read-only server function that islands call.
    pub fn asks<F: Served>(mut self, access: Access) -> Self {
        self.entries.push(Entry { method: Method::GET, path: F::PATH, access });
        self.route(F::PATH, access, get(|request: Request| answer(F::PATH, request)))
    }

    fn serves(mut self, path: &'static str, access: Access, page: Handled, limits: Limits) -> Self {
        self.entries.push(Entry { method: Method::GET, path, access });
        self.entries.push(Entry { method: Method::POST, path, access });
        let again = page.clone();
        let post = move |State(app): State<App>, request: Request| post(path, app, request, again, limits);
        self.route(path, access, shown(page).post(post))
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The routers of the pages and of the files.
    pub(super) fn into_routers(self) -> (Router<App>, Router<App>) {
        (self.router, self.files)
    }

    fn route(mut self, path: &'static str, access: Access, methods: MethodRouter<App>) -> Self {
        let guarded =
            methods.route_layer(middleware::from_fn(move |ctx: Ctx, request: Request, next: Next| async move {
                match refuse(access, &ctx) {
                    Some(error) => error.into_response(),
                    None => next.run(request).await,
                }
            }));
        self.router = self.router.route(path, guarded);
        self
    }
}

fn shown(page: Handled) -> MethodRouter<App> {
    get(move |State(app): State<App>, request: Request| async move { page.answer(request, app).await })
}

pub async fn not_found() -> AppError {
    AppError::NotFound
}

fn refuse(access: Access, ctx: &Ctx) -> Option<AppError> {
    let allowed = match (access, ctx.rights()) {
        (Access::Anyone, _) | (Access::SignedIn, Some(_)) => true,
        (Access::Owner, Some(rights)) => matches!(rights, Rights::Owner(_)),
        (Access::Dealer, Some(rights)) => matches!(rights, Rights::Dealer(_)),
        (Access::Admin, Some(rights)) => matches!(rights, Rights::Admin),
        (_, None) => return Some(AppError::SignIn),
    };
    (!allowed).then_some(AppError::Forbidden)
}

pub(super) async fn show_again(
    app: App,
    mut parts: axum::http::request::Parts,
    typed: Arc<Form>,
    error: AppError,
    page: &Handled,
) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    parts.method = Method::GET;
    parts.extensions.insert(Arc::new(FormState { typed: Arc::unwrap_or_clone(typed), error }));
    let mut response = page.answer(Request::from_parts(parts, Body::empty()), app).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

use super::cookies::{Cookie, cookie};
use super::{Ctx, FlashMessage};
use crate::error::AppError;
use crate::ui::{Labels, Messages};
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use chrono::TimeDelta;
use hydration_context::{SharedContext, SsrSharedContext};
use leptos::nonce::{provide_nonce, use_nonce};
use leptos::prelude::*;
use std::sync::Arc;

/// A rendered page.
pub struct Page {
    html: String,
    nonce: String,
    status: StatusCode,
    clear_flash: bool,
}

/// The nonce of a page's one script, for the Content-Security-Policy.
#[derive(Clone)]
pub struct Nonce(pub String);

impl Ctx {
    /// Renders a view inside the document. Data is loaded before; views do no I/O.
    pub fn page<V: IntoView + 'static>(&self, title: impl Into<String>, view: impl FnOnce() -> V) -> Page {
        let class = if crate::ui::is_staff_page(self) { "wrap wrap-wide" } else { "wrap" };
        self.render(title.into(), |messages| {
            // The content is rendered first, because its fields register their labels for the messages.
            let content = view().into_any();
            view! { <div class=class>{messages()}{content}</div> }.into_any()
        })
    }

    /// Like [`page`](Self::page), for content that is as wide as the window.
    pub fn full_page<V: IntoView + 'static>(&self, title: impl Into<String>, view: impl FnOnce() -> V) -> Page {
        let quiet = self.flash.is_none() && self.form.is_none();
        self.render(title.into(), |messages| {
            let content = view().into_any();
            let messages = (!quiet).then(|| view! { <div class="wrap">{messages()}</div> });
            view! { {messages}{content} }.into_any()
        })
    }

    fn render(&self, title: String, view: impl FnOnce(fn() -> AnyView) -> AnyView) -> Page {
        let (html, nonce) = self.rendered(|| {
            let body = view(|| view! { <Messages/> }.into_any()).to_html();
            let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
            (crate::ui::document(self, &title, &body), nonce)
        });
        Page { html, nonce, status: StatusCode::OK, clear_flash: self.flash.is_some() }
    }

    /// Renders a part of a page as the page shows it, for a script that inserts it.
    pub fn part<V: IntoView + 'static>(&self, view: impl FnOnce() -> V) -> String {
        self.rendered(|| super::outside_islands_removed(&view().into_any().to_html()))
    }

    /// Renders with everything that components expect in the context.
    fn rendered<T>(&self, render: impl FnOnce() -> T) -> T {
        let shared = SsrSharedContext::new_islands();
        shared.set_is_hydrating(false);
        let owner = leptos::prelude::Owner::new_root(Some(Arc::new(shared)));
        let rendered = owner.with(|| {
            provide_context(self.clone());
            provide_context(Labels::default());
            provide_nonce();
            render()
        });
        owner.unset();
        rendered
    }
}

impl Page {
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = (self.status, Html(self.html)).into_response();
        response.extensions_mut().insert(Nonce(self.nonce));
        if self.clear_flash
            && let Ok(gone) = HeaderValue::from_str(&cookie("flash", String::new(), TimeDelta::zero()).to_string())
        {
            response.headers_mut().append(SET_COOKIE, gone);
        }
        response
    }
}

/// The answer to a form that succeeded: a 303 with a message shown once.
pub struct Redirect {
    to: String,
    /// The cookie of the message.
    flash: Option<String>,
    cookies: Vec<Cookie<'static>>,
}

impl Redirect {
    /// `to` is a path of ours.
    pub fn to(to: impl Into<String>) -> Self {
        Self { to: to.into(), flash: None, cookies: Vec::new() }
    }

    pub fn with(mut self, message: impl FlashMessage) -> Self {
        self.flash = Some(message.cookie());
        self
    }

    pub fn cookie(mut self, cookie: Cookie<'static>) -> Self {
        self.cookies.push(cookie);
        self
    }
}

impl IntoResponse for Redirect {
    fn into_response(self) -> Response {
        let mut headers = HeaderMap::new();
        // A header cannot contain line ends; a path with line ends is not ours.
        let to = HeaderValue::from_str(&self.to).unwrap_or(HeaderValue::from_static("/"));
        headers.insert(LOCATION, to);
        let flash = self.flash.map(|flash| cookie("flash", flash, TimeDelta::seconds(60)).build());
        for cookie in self.cookies.into_iter().chain(flash) {
            if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
                headers.append(SET_COOKIE, value);
            }
        }
        (StatusCode::SEE_OTHER, headers).into_response()
    }
}

/// A file to download: its name (ASCII), type and bytes.
pub struct Download {
    pub name: String,
    pub mime: &'static str,
    pub bytes: Vec<u8>,
}

impl IntoResponse for Download {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.bytes));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.mime));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", self.name)) {
            headers.insert(CONTENT_DISPOSITION, value);
        }
        response
    }
}

/// The bare status, carrying the error to the layer that renders it.
impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

//! What is asked for: the pages owners open most, and a redemption.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, StatusCode, header};

/// A kind of request that is sent many times.
pub struct Call {
    pub name: &'static str,
    path: String,
    cookie: String,
    host: String,
    /// For POSTs: a form's fields, made anew for each request from its number.
    form: Option<fn(u64) -> String>,
    pub expected: StatusCode,
}

/// Numbers forms, so that no two redemptions are the same one.
static NUMBER: AtomicU64 = AtomicU64::new(0);

pub fn pages(cookie: &str, server: SocketAddr) -> Vec<Call> {
    let page = |name| Call::new(name, name, cookie, server);
    ["/me", "/me/points", "/rewards", "/events", "/me/vehicles"].map(page).into()
}

/// Redeems the first reward, each time under an idempotency key of its own; answered by a redirect.
pub fn redemption(cookie: &str, server: SocketAddr) -> Call {
    Call {
        form: Some(|number| format!("key=00000000-0000-7000-8000-{number:012x}")),
        expected: StatusCode::SEE_OTHER,
        ..Call::new("POST redemption", "/rewards/1/redemption", cookie, server)
    }
}

impl Call {
    fn new(name: &'static str, path: &str, cookie: &str, server: SocketAddr) -> Self {
        let (path, cookie, host) = (path.to_owned(), cookie.to_owned(), server.to_string());
        Self { name, path, cookie, host, form: None, expected: StatusCode::OK }
    }

    pub fn request(&self) -> Result<Request<Full<Bytes>>> {
        let request = Request::builder().uri(&self.path).header(header::HOST, &self.host);
        let request = request.header(header::COOKIE, &self.cookie);
        let Some(fields) = &self.form else { return Ok(request.body(Full::default())?) };
        let request = request.method("POST").header(header::ORIGIN, format!("http://{}", self.host));
        let request = request.header("sec-fetch-site", "same-origin");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        Ok(request.body(Full::from(fields(NUMBER.fetch_add(1, Ordering::Relaxed))))?)
    }

    /// The same request to the floor, which answers so many constant bytes.
    pub fn on_floor(&self, bytes: usize) -> Self {
        let (path, cookie, host) = (format!("/{bytes}"), self.cookie.clone(), self.host.clone());
        Self { name: "floor", path, cookie, host, form: None, expected: StatusCode::OK }
    }
}

//! HTTP/1.1 over one kept-alive connection; reads every response to its end.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{HeaderMap, Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

pub type Asked = Request<Full<Bytes>>;

/// Runs on the current thread only, so that it stays on the load generator's core.
pub fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

pub struct Client {
    sender: SendRequest<Full<Bytes>>,
}

/// A complete response.
pub struct Answer {
    pub status: StatusCode,
    headers: HeaderMap,
    /// As received, possibly compressed.
    pub body: Bytes,
}

impl Client {
    pub async fn connect(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server).await.with_context(|| format!("cannot connect to {server}"))?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // A connection error is reported by the request in progress.
        tokio::spawn(connection);
        Ok(Self { sender })
    }

    pub async fn ask(&mut self, request: Asked) -> Result<Answer> {
        let path = request.uri().path().to_owned();
        self.sender.ready().await.context("the server closed the connection")?;
        let response = self.sender.send_request(request).await.with_context(|| format!("{path} was not answered"))?;
        let (head, body) = response.into_parts();
        let body = body.collect().await.with_context(|| format!("the response to {path} is incomplete"))?.to_bytes();
        Ok(Answer { status: head.status, headers: head.headers, body })
    }
}

impl Answer {
    pub fn header(&self, name: header::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The session cookie, if one was set.
    pub fn session(&self) -> Option<&str> {
        let cookies = self.headers.get_all(header::SET_COOKIE).into_iter().filter_map(|cookie| cookie.to_str().ok());
        cookies.filter_map(|cookie| cookie.split(';').next()).find(|cookie| cookie.starts_with("club="))
    }

    pub fn is_compressed(&self) -> bool {
        self.header(header::CONTENT_ENCODING) == Some("gzip")
    }

    pub fn is_page(&self) -> bool {
        self.header(header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("text/html"))
    }
}

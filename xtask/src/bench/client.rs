//! HTTP/1.1 over one connection that is kept, with every response read to its end and judged.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

const OWNER: &str = "phone=13800138001&password=demo-club-2026";

/// Runs on this thread alone, so that it stays on the load generator's core.
pub fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

pub struct Client {
    sender: SendRequest<Full<Bytes>>,
}

impl Client {
    pub async fn connect(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server).await.with_context(|| format!("cannot connect to {server}"))?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // Its error, if any, reaches the request that was under way.
        tokio::spawn(connection);
        Ok(Self { sender })
    }

    /// Asks for a page and returns it, once it proved to be a 200 and whole.
    pub async fn page(&mut self, request: Request<Full<Bytes>>) -> Result<Bytes> {
        let path = request.uri().path().to_owned();
        let response = self.send(request).await?;
        ensure!(response.status() == StatusCode::OK, "{path} answered {}", response.status());
        let is_page = header_of(&response, header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("text/html"));
        let announced = header_of(&response, header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
        let body = response.into_body().collect().await.with_context(|| format!("{path} broke off"))?.to_bytes();
        if announced.is_some_and(|length| length != body.len()) {
            bail!("{path} sent {} bytes and announced {announced:?}", body.len());
        }
        ensure!(is_page && body.trim_ascii_end().ends_with(b"</html>"), "{path} does not end in </html>");
        Ok(body)
    }

    /// Sends a form and returns where it leads, once it proved to have succeeded.
    pub async fn form(&mut self, request: Request<Full<Bytes>>) -> Result<String> {
        let path = request.uri().path().to_owned();
        let response = self.send(request).await?;
        ensure!(response.status() == StatusCode::SEE_OTHER, "{path} answered {}", response.status());
        let to = header_of(&response, header::LOCATION).map(str::to_owned);
        response.into_body().collect().await.with_context(|| format!("{path} broke off"))?;
        to.with_context(|| format!("{path} leads nowhere"))
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<Response<Incoming>> {
        self.sender.ready().await.context("the server closed the connection")?;
        Ok(self.sender.send_request(request).await?)
    }
}

/// Signs the demo's owner in and returns the session's cookie.
pub async fn sign_in(server: SocketAddr) -> Result<String> {
    let request = Request::post("/login")
        .header(header::HOST, server.to_string())
        .header(header::ORIGIN, format!("http://{server}"))
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Full::from(OWNER))?;
    let response = Client::connect(server).await?.send(request).await?;
    ensure!(response.status() == StatusCode::SEE_OTHER, "signing in answered {}", response.status());
    let cookie = header_of(&response, header::SET_COOKIE).and_then(|cookie| cookie.split(';').next());
    cookie.map(str::to_owned).context("signing in set no cookie")
}

fn header_of(response: &Response<Incoming>, name: header::HeaderName) -> Option<&str> {
    response.headers().get(name)?.to_str().ok()
}

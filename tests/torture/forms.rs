//! Sends forms as a browser does.

use crate::Result;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::handshake;
use hyper::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(20);

/// Signs in each phone; the sessions outlive the server process.
pub async fn sign_in(phones: impl Iterator<Item = &str>, server: SocketAddr) -> Result<Vec<String>> {
    let mut cookies = Vec::new();
    for phone in phones {
        let form = format!("phone={phone}&password={}", club_portal::demo::PASSWORD);
        let answer = post(server, "/login", "", form).await?;
        let cookie = answer.cookies.into_iter().next().filter(|_| answer.status == StatusCode::SEE_OTHER);
        cookies.push(cookie.ok_or_else(|| format!("{phone} cannot sign in"))?);
    }
    Ok(cookies)
}

pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    /// Each as `name=value`.
    pub cookies: Vec<String>,
}

impl Answer {
    /// The number at the end of the location.
    pub fn id(&self) -> Option<i64> {
        self.location.rsplit('/').next()?.parse().ok()
    }
}

/// Sends a form; an error means that the answer was lost.
pub async fn post(server: SocketAddr, path: &str, cookie: &str, form: String) -> Result<Answer> {
    timeout(PATIENCE, async {
        let (mut sender, connection) = handshake(TokioIo::new(TcpStream::connect(server).await?)).await?;
        tokio::spawn(connection);
        let request = Request::post(path)
            .header(header::HOST, server.to_string())
            .header(header::ORIGIN, format!("http://{server}"))
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, cookie)
            .body(Full::<Bytes>::from(form))?;
        let response = sender.send_request(request).await?;
        let texts = |name| response.headers().get_all(name).iter().filter_map(|value| value.to_str().ok());
        let cookies =
            texts(header::SET_COOKIE).filter_map(|cookie| cookie.split(';').next()).map(str::to_owned).collect();
        let location = texts(header::LOCATION).next().unwrap_or_default().to_owned();
        let answer = Answer { status: response.status(), location, cookies };
        response.into_body().collect().await?;
        Ok(answer)
    })
    .await?
}

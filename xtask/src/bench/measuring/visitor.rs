//! A signed-in browser: what it sends with every request.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, StatusCode, header};

use super::client::{Asked, Client};
use super::pages::{PASSWORD, Who};

#[derive(Clone)]
pub struct Visitor {
    /// The session cookie and possibly the language cookie.
    cookies: String,
    /// The server's host name in the browser.
    host: String,
    /// The browser's address, as a proxy reports it.
    address: Ipv4Addr,
}

impl Visitor {
    pub fn stranger(server: SocketAddr, address: Ipv4Addr) -> Self {
        Self { cookies: String::new(), host: server.to_string(), address }
    }

    pub async fn signed_in(server: SocketAddr, who: Who) -> Result<Self> {
        let stranger = Self::stranger(server, Ipv4Addr::new(192, 0, 2, 1));
        let mut client = Client::connect(server).await?;
        let answer = client.ask(stranger.sign_in(who.phone(), PASSWORD)?).await?;
        ensure!(answer.status == StatusCode::SEE_OTHER, "signing in as {who} answered {}", answer.status);
        let cookies = answer.session().context("signing in set no cookie")?.to_owned();
        Ok(Self { cookies, ..stranger })
    }

    pub fn sign_in(&self, phone: &str, password: &str) -> Result<Asked> {
        self.post("/login", format!("phone={phone}&password={password}"))
    }

    pub fn get(&self, path: &str) -> Result<Asked> {
        Ok(self.request(path).body(Full::default())?)
    }

    pub fn post(&self, path: &str, fields: String) -> Result<Asked> {
        let request = self.request(path).method("POST").header(header::ORIGIN, format!("http://{}", self.host));
        let request = request.header("sec-fetch-site", "same-origin");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        Ok(request.body(Full::<Bytes>::from(fields))?)
    }

    fn request(&self, path: &str) -> hyper::http::request::Builder {
        let request = Request::builder().uri(path).header(header::HOST, &self.host);
        let request = request.header(header::ACCEPT_ENCODING, "gzip, deflate, br, zstd");
        let request = request.header("x-forwarded-for", self.address.to_string());
        if self.cookies.is_empty() { request } else { request.header(header::COOKIE, &self.cookies) }
    }
}

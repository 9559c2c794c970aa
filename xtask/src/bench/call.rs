//! What is asked for: the pages owners open most, and a redemption that is cancelled again.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, header};

use super::client::Client;

/// Something an owner does, many times.
pub struct Call {
    pub name: &'static str,
    /// How many may do it at the same time; all are the same owner, who has only so many points.
    pub at_once: usize,
    path: String,
    cookie: String,
    host: String,
    /// A redemption's price; pages have none.
    price: Option<String>,
}

/// Numbers forms, so that no two redemptions are the same one.
static NUMBER: AtomicU64 = AtomicU64::new(0);

pub fn pages(cookie: &str, server: SocketAddr) -> Vec<Call> {
    let page = |name| Call::new(name, name, cookie, server);
    ["/me", "/me/points", "/rewards", "/events", "/me/vehicles"].map(page).into()
}

/// The cheapest voucher with a code, redeemed and cancelled: two forms, after which everything is as before.
pub async fn redemption(client: &mut Client, cookie: &str, server: SocketAddr) -> Result<Call> {
    let catalogue = text(client, &Call::new("", "/rewards?kind=evoucher", cookie, server)).await?;
    let mut cheapest: Option<(u64, String)> = None;
    for id in catalogue.split("href=\"/rewards/").skip(1).filter_map(|link| link.split(['"', '?', '/']).next()) {
        let path = format!("/rewards/{id}/redemption");
        let confirm = text(client, &Call::new("", &path, cookie, server)).await?;
        // A reward that cannot be had has no form.
        let Some((_, price)) = confirm.split_once("name=\"price\" value=\"") else { continue };
        let price = price.split('"').next().unwrap_or_default().parse().context("a price is a number")?;
        if cheapest.as_ref().is_none_or(|(least, _)| price < *least) {
            cheapest = Some((price, path));
        }
    }
    let (price, path) = cheapest.context("the owner can afford no voucher")?;
    let call = Call::new("redeem and cancel", &path, cookie, server);
    Ok(Call { price: Some(price.to_string()), at_once: 8, ..call })
}

async fn text(client: &mut Client, page: &Call) -> Result<String> {
    Ok(String::from_utf8_lossy(&client.page(page.get()?).await?).into_owned())
}

impl Call {
    fn new(name: &'static str, path: &str, cookie: &str, server: SocketAddr) -> Self {
        let (path, cookie, host) = (path.to_owned(), cookie.to_owned(), server.to_string());
        Self { name, at_once: usize::MAX, path, cookie, host, price: None }
    }

    /// Does it once and returns how many bytes came back.
    pub async fn perform(&self, client: &mut Client) -> Result<usize> {
        let Some(price) = &self.price else { return Ok(client.page(self.get()?).await?.len()) };
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let key = format!("{:08x}-0000-7000-8000-{number:012x}", std::process::id());
        let redemption = client.form(self.post(&self.path, format!("key={key}&price={price}"))?).await?;
        client.form(self.post(&format!("{redemption}/cancellation"), String::new())?).await?;
        Ok(0)
    }

    /// The same from the floor, which answers so many constant bytes.
    pub fn on_floor(&self, bytes: usize, floor: SocketAddr) -> Self {
        Self { at_once: self.at_once, ..Self::new("floor", &format!("/{bytes}"), &self.cookie, floor) }
    }

    fn get(&self) -> Result<Request<Full<Bytes>>> {
        Ok(self.request(&self.path).body(Full::default())?)
    }

    fn post(&self, path: &str, fields: String) -> Result<Request<Full<Bytes>>> {
        let request = self.request(path).method("POST").header(header::ORIGIN, format!("http://{}", self.host));
        let request = request.header("sec-fetch-site", "same-origin");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        Ok(request.body(Full::from(fields))?)
    }

    fn request(&self, path: &str) -> hyper::http::request::Builder {
        Request::builder().uri(path).header(header::HOST, &self.host).header(header::COOKIE, &self.cookie)
    }
}

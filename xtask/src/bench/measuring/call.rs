//! Something that is done many times, and how each time is judged.

use std::io::Read;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, bail, ensure};
use flate2::read::GzDecoder;
use hyper::{StatusCode, header};

use super::client::{Answer, Client};
use super::visitor::Visitor;

pub struct Call {
    path: String,
    visitor: Visitor,
    what: What,
    /// How many may do it at the same time.
    pub at_once: usize,
}

enum What {
    /// A compressed page whose length, as it is sent, lies here.
    Page(RangeInclusive<usize>),
    /// Bytes that mean nothing.
    Constant,
    /// Redeemed at this price and cancelled: two forms, after which everything is as before.
    Redemption(String),
}

/// Numbers forms, so that no two redemptions are the same one.
static NUMBER: AtomicU64 = AtomicU64::new(0);

impl Call {
    /// Any length will do until somebody looked at the page.
    pub fn page(path: &str, visitor: &Visitor) -> Self {
        Self::new(path, visitor, What::Page(1..=usize::MAX))
    }

    pub fn constant(visitor: &Visitor) -> Self {
        Self::new("/constant", visitor, What::Constant)
    }

    /// Of the cheapest voucher with a code. All who do it are the same owner, who has only so many points.
    pub async fn redemption(client: &mut Client, visitor: &Visitor) -> Result<Self> {
        let (catalogue, _) = Self::page("/rewards?kind=evoucher", visitor).look(client).await?;
        let mut cheapest: Option<(u64, String)> = None;
        for id in catalogue.split("href=\"/rewards/").skip(1).filter_map(|link| link.split(['"', '?', '/']).next()) {
            let path = format!("/rewards/{id}/redemption");
            let (confirm, _) = Self::page(&path, visitor).look(client).await?;
            // A reward that cannot be had has no form.
            let Some((_, price)) = confirm.split_once("name=\"price\" value=\"") else { continue };
            let price = price.split('"').next().unwrap_or_default().parse().context("a price is a number")?;
            if cheapest.as_ref().is_none_or(|(least, _)| price < *least) {
                cheapest = Some((price, path));
            }
        }
        let (price, path) = cheapest.context("the owner can afford no voucher")?;
        Ok(Self { at_once: 8, ..Self::new(&path, visitor, What::Redemption(price.to_string())) })
    }

    fn new(path: &str, visitor: &Visitor, what: What) -> Self {
        Self { path: path.to_owned(), visitor: visitor.clone(), what, at_once: usize::MAX }
    }

    /// Does it once and judges it by what can be seen at a glance: nothing here may cost much of the load's core.
    pub async fn perform(&self, client: &mut Client) -> Result<()> {
        match &self.what {
            What::Page(lengths) => {
                let answer = client.ask(self.visitor.get(&self.path)?).await?;
                self.judge(&answer)?;
                let length = answer.body.len();
                ensure!(lengths.contains(&length), "{} sent {length} bytes, not {lengths:?}", self.path);
            }
            What::Constant => {
                let answer = client.ask(self.visitor.get(&self.path)?).await?;
                ensure!(answer.status == StatusCode::OK, "{} answered {}", self.path, answer.status);
            }
            What::Redemption(price) => self.redeem_and_cancel(client, price).await?,
        }
        Ok(())
    }

    /// Asks for the page once and reads it: its text, and its length as it was sent.
    pub async fn look(&self, client: &mut Client) -> Result<(String, usize)> {
        let answer = client.ask(self.visitor.get(&self.path)?).await?;
        self.judge(&answer)?;
        let text = decompressed(&answer.body).with_context(|| format!("{} cannot be decompressed", self.path))?;
        ensure!(text.trim_end().ends_with("</html>"), "{} does not end in </html>", self.path);
        Ok((text, answer.body.len()))
    }

    /// From now on only pages about as long as this are right.
    pub fn expect_about(&mut self, length: usize) {
        if let What::Page(lengths) = &mut self.what {
            *lengths = length - length / 20..=length + length / 20;
        }
    }

    fn judge(&self, answer: &Answer) -> Result<()> {
        ensure!(answer.status == StatusCode::OK, "{} answered {}", self.path, answer.status);
        ensure!(answer.is_page() && answer.is_compressed(), "{} is no compressed page", self.path);
        Ok(())
    }

    async fn redeem_and_cancel(&self, client: &mut Client, price: &str) -> Result<()> {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let key = format!("{:08x}-0000-7000-8000-{number:012x}", std::process::id());
        let redemption = self.send(client, &self.path, format!("idempotency_key={key}&price={price}")).await?;
        self.send(client, &format!("{redemption}/cancellation"), String::new()).await?;
        Ok(())
    }

    /// Sends a form and returns where it leads, once it proved to have succeeded.
    async fn send(&self, client: &mut Client, path: &str, fields: String) -> Result<String> {
        let answer = client.ask(self.visitor.post(path, fields)?).await?;
        ensure!(answer.status == StatusCode::SEE_OTHER, "{path} answered {}", answer.status);
        match answer.header(header::LOCATION) {
            Some(to) => Ok(to.to_owned()),
            None => bail!("{path} leads nowhere"),
        }
    }
}

fn decompressed(body: &[u8]) -> Result<String> {
    let mut text = String::new();
    GzDecoder::new(body).read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    #[test]
    fn what_was_compressed_is_read() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all("积分</html>".as_bytes()).unwrap();
        let bytes = encoder.finish().unwrap();
        assert_eq!(decompressed(&bytes).unwrap(), "积分</html>");
        assert!(decompressed(&bytes[..bytes.len() - 9]).is_err(), "half a page is none");
    }
}

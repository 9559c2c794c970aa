//! A repeated request, and how each response is checked.

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
    /// How many connections may send it concurrently.
    pub at_once: usize,
}

enum What {
    /// A compressed page whose length on the wire is in this range.
    Page(RangeInclusive<usize>),
    /// The floor's constant bytes.
    Constant,
    /// A redemption at this price, then its cancellation: two forms that leave everything as before.
    Redemption(String),
}

/// Numbers the forms, so that no two redemptions share an idempotency key.
static NUMBER: AtomicU64 = AtomicU64::new(0);

impl Call {
    /// A page; any length is accepted until [`Self::expect_about`] is called.
    pub fn page(path: &str, visitor: &Visitor) -> Self {
        Self::new(path, visitor, What::Page(1..=usize::MAX))
    }

    pub fn constant(visitor: &Visitor) -> Self {
        Self::new("/constant", visitor, What::Constant)
    }

    /// Redeems the cheapest voucher with a code. All connections share one owner, whose points limit their number.
    pub async fn redemption(client: &mut Client, visitor: &Visitor) -> Result<Self> {
        let (catalogue, _) = Self::page("/rewards?kind=evoucher", visitor).look(client).await?;
        let mut cheapest: Option<(u64, String)> = None;
        for id in catalogue.split("href=\"/rewards/").skip(1).filter_map(|link| link.split(['"', '?', '/']).next()) {
            let path = format!("/rewards/{id}/redemption");
            let (confirm, _) = Self::page(&path, visitor).look(client).await?;
            // The form is missing if the reward is unavailable.
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

    /// Sends it once and checks only what is cheap to check: the load generator's core must not be the limit.
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

    /// Loads the page once and reads it: its text, and its length on the wire.
    pub async fn look(&self, client: &mut Client) -> Result<(String, usize)> {
        let answer = client.ask(self.visitor.get(&self.path)?).await?;
        self.judge(&answer)?;
        let text = decompressed(&answer.body).with_context(|| format!("{} cannot be decompressed", self.path))?;
        ensure!(text.trim_end().ends_with("</html>"), "{} does not end in </html>", self.path);
        Ok((text, answer.body.len()))
    }

    /// From now on accepts only pages of about this length.
    pub fn expect_about(&mut self, length: usize) {
        if let What::Page(lengths) = &mut self.what {
            *lengths = length - length / 20..=length + length / 20;
        }
    }

    fn judge(&self, answer: &Answer) -> Result<()> {
        ensure!(answer.status == StatusCode::OK, "{} answered {}", self.path, answer.status);
        ensure!(answer.is_page() && answer.is_compressed(), "{} is not a compressed page", self.path);
        Ok(())
    }

    async fn redeem_and_cancel(&self, client: &mut Client, price: &str) -> Result<()> {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let key = format!("{:08x}-0000-7000-8000-{number:012x}", std::process::id());
        let redemption = self.send(client, &self.path, format!("idempotency_key={key}&price={price}")).await?;
        self.send(client, &format!("{redemption}/cancellation"), String::new()).await?;
        Ok(())
    }

    /// Sends a form and returns the redirect target; fails if the form did not succeed.
    async fn send(&self, client: &mut Client, path: &str, fields: String) -> Result<String> {
        let answer = client.ask(self.visitor.post(path, fields)?).await?;
        ensure!(answer.status == StatusCode::SEE_OTHER, "{path} answered {}", answer.status);
        match answer.header(header::LOCATION) {
            Some(to) => Ok(to.to_owned()),
            None => bail!("{path} has no redirect target"),
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
    fn compressed_pages_are_decompressed() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all("积分</html>".as_bytes()).unwrap();
        let bytes = encoder.finish().unwrap();
        assert_eq!(decompressed(&bytes).unwrap(), "积分</html>");
        assert!(decompressed(&bytes[..bytes.len() - 9]).is_err(), "a truncated page is an error");
    }
}

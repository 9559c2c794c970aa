//! Many concurrent sign-ins: each takes 19 MiB for a moment, and some of them succeed.

use std::net::Ipv4Addr;
use std::time::Duration;

use anyhow::{Result, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use hyper::StatusCode;

use super::client::Client;
use super::pages::{PASSWORD, Who};
use super::usage::Usage;
use super::visitor::Visitor;
use crate::server::Running;

pub const SIGN_INS: u32 = 200;
pub const AT_ONCE: usize = 50;
/// One in this many has the right password.
const RIGHT: u32 = 20;

/// The server's memory after the sign-ins. Each comes from another address and no phone is tried often, or the portal
/// would reject them before hashing.
pub async fn sign_ins(server: &Running) -> Result<Usage> {
    const GIVEN_BACK: Duration = Duration::from_secs(3);
    let all = stream::iter(0..SIGN_INS).map(|number| sign_in(server, number)).buffer_unordered(AT_ONCE);
    all.try_collect::<Vec<()>>().await?;
    tokio::time::sleep(GIVEN_BACK).await;
    Usage::of(server.pid())
}

async fn sign_in(server: &Running, number: u32) -> Result<()> {
    let [.., high, low] = number.to_be_bytes();
    let visitor = Visitor::stranger(server.address, Ipv4Addr::new(198, 18, high, low));
    let is_right = number.is_multiple_of(RIGHT);
    let who = Who::ALL[(number / RIGHT) as usize % Who::ALL.len()];
    let (request, expected) = if is_right {
        (visitor.sign_in(who.phone(), PASSWORD)?, StatusCode::SEE_OTHER)
    } else {
        (visitor.sign_in(&format!("139{number:08}"), "not-the-password")?, StatusCode::CONFLICT)
    };
    let answer = Client::connect(server.address).await?.ask(request).await?;
    ensure!(answer.status == expected, "signing in (number {number}) answered {}, not {expected}", answer.status);
    Ok(())
}

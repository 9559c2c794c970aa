//! What search forms ask: the results as their pages show them. The arguments are the forms' fields.

use crate::error::Result;
use crate::protocol::Ask;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {crate::dealers::members, crate::rewards, crate::web::use_ctx};

/// Rewards whose titles hold what was typed, of a kind, or only those that the owner can afford.
#[server(prefix = "", endpoint = "/api/search_rewards", protocol = Ask)]
pub async fn search_rewards(q: String, kind: String, affordable: bool) -> Result<String> {
    rewards::search(&use_ctx(), q, &kind, affordable).await
}

/// A dealer's own members.
#[server(prefix = "", endpoint = "/api/search_members", protocol = Ask)]
pub async fn search_members(q: String) -> Result<String> {
    let ctx = use_ctx();
    members::search(&ctx, ctx.dealer()?, q).await
}

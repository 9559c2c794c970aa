//! Server functions of the search as you type. Each takes the fields of its form and returns the results as the form's
//! page shows them.

use crate::error::Result;
use crate::protocol::Ask;
use leptos::prelude::*;

#[cfg(feature = "hydrate")]
use crate::search::browser::{Answer, Fields};

#[cfg(feature = "ssr")]
use {crate::dealers::members, crate::rewards, crate::web::use_ctx};

/// Rewards of a kind whose titles contain the text, optionally only those that the owner can afford.
#[server(prefix = "", endpoint = "/api/search_rewards", protocol = Ask)]
pub async fn search_rewards(q: String, kind: String, affordable: bool) -> Result<String> {
    rewards::search(&use_ctx(), q, &kind, affordable).await
}

/// The dealer's own members.
#[server(prefix = "", endpoint = "/api/search_members", protocol = Ask)]
pub async fn search_members(q: String) -> Result<String> {
    let ctx = use_ctx();
    members::search(&ctx, ctx.dealer()?, q).await
}

/// Calls the search in a form's `data-live-search` ([`Question`](crate::search)).
#[cfg(feature = "hydrate")]
pub fn ask(question: String, fields: Fields) -> Answer {
    Box::pin(async move {
        match question.as_str() {
            "members" => search_members(fields.text("q")).await,
            _ => search_rewards(fields.text("q"), fields.text("kind"), fields.has("affordable")).await,
        }
    })
}

//! Server functions that event islands call.

use crate::error::Result;
use crate::protocol::Ask;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {super::store::queries, crate::error::AppError, crate::web::use_ctx};

/// The free seats of a public event, for the counter on its page.
#[server(prefix = "", endpoint = "/api/seats_left", protocol = Ask)]
pub async fn seats_left(event_id: i64) -> Result<i64> {
    let mut tx = use_ctx().app.db.read().await?;
    queries::find_seats_left(&mut tx, event_id.into()).await?.ok_or(AppError::NotFound)
}

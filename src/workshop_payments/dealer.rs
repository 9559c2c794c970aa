//! `/dealer/redeem`: staff enter a member's payment code and see the payments made here.

use super::dealer_list::{self, list};
use crate::error::Result;
use crate::web::{Ctx, Cursor, Dealer, Page, parse_cursor};

pub use super::dealer_detail::show;

pub async fn page(ctx: Ctx, me: Dealer) -> Result<Page> {
    let cursor = Cursor::read(&ctx.query(), parse_cursor);
    let mut tx = ctx.app.db.read().await?;
    let lines = list(&mut tx, me.dealer, cursor, ctx.now).await?;
    drop(tx);
    Ok(dealer_list::view_page(&ctx, lines))
}

use crate::error::Result;
use crate::files::finder::{self, Filter, Landing};
use crate::ui::PageHead;
use crate::web::{Admin, Ctx, Page, Query};
use leptos::prelude::*;

const FILES: Landing = Landing { search: "/admin/members", member: "/admin/members" };

/// `/admin/members`: a single search box for members.
pub async fn page(ctx: Ctx, _: Admin, Query(filter): Query<Filter>) -> Result<Page> {
    let rows = finder::find(&ctx, &filter).await?;
    let l = ctx.locale;
    let title = tr!(l, "会员", "Members");
    Ok(ctx.page(title.clone(), move || {
        view! {
            <PageHead title lead=tr!(l, "打开会员档案须说明原因，每次查看都有记录。", "Opening a member’s file needs a reason. Every view is recorded.")/>
            {finder::search_bar(l, FILES, &filter)}
            {finder::result(l, FILES, rows, &filter)}
        }
    }))
}

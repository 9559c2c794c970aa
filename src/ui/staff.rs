use super::components::Icon;
use super::header::{Link, current};
use crate::i18n::Locale;
use crate::web::{Ctx, Rights, use_ctx};
use leptos::prelude::*;

/// Whether this is a page of the staff, which shows the list of their pages beside it.
pub fn is_staff_page(ctx: &Ctx) -> bool {
    let staff = matches!(ctx.rights(), Some(Rights::Admin | Rights::Dealer(_)));
    staff && (ctx.path().starts_with("/admin") || ctx.path().starts_with("/dealer"))
}

/// The pages of a staff member's workspace; owners have none.
pub fn links_of(rights: Rights, l: Locale) -> Vec<Link> {
    match rights {
        Rights::Admin => vec![
            ("/admin", "gauge", tr!(l, "概览", "Overview")),
            ("/admin/events", "calendar", tr!(l, "活动", "Events")),
            ("/admin/points", "points", tr!(l, "积分", "Points")),
            ("/admin/rewards", "gift", tr!(l, "积分商城", "Catalogue")),
            ("/admin/redemptions", "truck", tr!(l, "兑换履约", "Redemptions")),
            ("/admin/charity", "heart", tr!(l, "公益项目", "Charity")),
            ("/admin/members", "users", tr!(l, "会员", "Members")),
        ],
        Rights::Dealer(_) => vec![
            ("/dealer", "gauge", tr!(l, "今日工作", "Today’s work")),
            ("/dealer/members", "users", tr!(l, "本店会员", "Our members")),
            ("/dealer/redeem", "points", tr!(l, "积分抵扣", "Pay with points")),
            ("/dealer/vouchers", "qr", tr!(l, "核销券码", "Vouchers")),
            ("/dealer/pickups", "gift", tr!(l, "待领礼品", "Pick-ups")),
            ("/dealer/leads", "share", tr!(l, "推荐线索", "Leads")),
        ],
        Rights::Owner(_) => Vec::new(),
    }
}

#[component]
pub fn Side() -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let links = ctx.rights().map(|rights| links_of(rights, l)).unwrap_or_default();
    let links = links
        .into_iter()
        .map(|(href, icon, name)| {
            view! { <li><a href=href aria-current=current(&ctx, href)><Icon name=icon/>{name}</a></li> }
        })
        .collect_view();
    view! { <div class="side"><nav aria-label=tr!(l, "工作台", "Workspace")><ul>{links}</ul></nav></div> }
}

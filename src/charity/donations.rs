//! `/me/donations`.

use super::store::{Donation, list_donations, sum_donations};
use crate::error::Result;
use crate::i18n::Locale;
use crate::ui::{Empty, Icon, PageHead, Pager};
use crate::values::{DonationId, points};
use crate::web::{Ctx, Cursor, Owner, Page};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Owner) -> Result<Page> {
    let cursor = Cursor::read(&ctx.query(), |text| text.parse::<DonationId>().ok());
    let mut tx = ctx.app.db.read().await?;
    let rows = list_donations(&mut tx, me.customer, cursor).await?;
    let (sum, point_value) = sum_donations(&mut tx, me.customer).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "我的捐赠", "My donations");
    let lead = (sum > 0).then(|| {
        let sum = points(sum);
        tr!(
            l,
            "共捐出 {sum} 积分，价值 {point_value}。谢谢您！",
            "{sum} points in all, worth {point_value}. Thank you!"
        )
    });
    Ok(ctx.page(title.clone(), || {
        let crumbs = vec![("/charity".to_owned(), tr!(l, "公益捐赠", "Charity"))];
        let (newer, older) = rows.links("/me/donations?", |row| row.id.to_string());
        let body = if rows.rows.is_empty() {
            empty(l).into_any()
        } else {
            let list = rows.rows.into_iter().map(|donation| row(l, donation)).collect_view();
            view! { <section class="card card-flush" aria-label=title.clone()><ul class="list">{list}</ul></section> }
                .into_any()
        };
        view! {
            <PageHead title crumbs lead=lead.unwrap_or_default()/>
            {body}
            <Pager newer older/>
        }
    }))
}

fn empty(l: Locale) -> impl IntoView {
    view! {
        <Empty picture="points" title=tr!(l, "还没有捐赠", "No donations yet")
            text=tr!(l, "1 积分也可以捐，快到期的积分可以一步捐出。", "Even 1 point helps, and points about to expire can be donated in one step.")>
            <a class="btn btn-primary" href="/charity">{tr!(l, "看看公益项目", "See the projects")}</a>
        </Empty>
    }
}

fn row(l: Locale, donation: Donation) -> impl IntoView {
    let at = l.day(donation.at);
    let receipt = &donation.receipt_no;
    let note = format!("{at} · {receipt}");
    let point_value = donation.fen.yuan();
    let given = points(donation.points);
    view! {
        <li>
            <span class="list-icon"><Icon name="heart"/></span>
            <div class="list-body">
                <a href=format!("/me/donations/{}", donation.id)>{l.pick(&donation.title_zh, &donation.title_en).to_owned()}</a>
                <span>{note}</span>
            </div>
            <div class="list-end"><strong class="num">{tr!(l, "{given} 积分", "{given} points")}</strong><span class="num">{point_value}</span></div>
        </li>
    }
}

//! `/me/donations/{id}`: a printable receipt.

use super::store::{Donation, find_donation};
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::ui::{Badge, PageHead};
use crate::values::{DonationId, points};
use crate::web::{Ctx, Id, Owner, Page};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Owner, Id(id): Id<DonationId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let donation = find_donation(&mut tx, me.customer, id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "捐赠凭证", "Receipt");
    let crumbs = vec![
        ("/charity".to_owned(), tr!(l, "公益捐赠", "Charity")),
        ("/me/donations".to_owned(), tr!(l, "我的捐赠", "My donations")),
    ];
    Ok(ctx.page(title.clone(), || {
        view! {
            <PageHead title crumbs/>
            {sheet(l, &donation)}
            <p class="hint no-print">{tr!(l, "用浏览器的打印功能可打印或存为 PDF。", "Use your browser’s print function to print it or save it as PDF.")}</p>
            <div class="btn-row no-print">
                <a class="btn" href=format!("/charity/{}", donation.project_id)>{tr!(l, "查看项目进展", "View project")}</a>
                <a class="btn btn-quiet" href="/me/donations">{tr!(l, "我的全部捐赠", "All my donations")}</a>
            </div>
        }
    }))
}

fn sheet(l: Locale, donation: &Donation) -> impl IntoView + use<> {
    let fact = |what: String, is: String| view! { <div><dt>{what}</dt><dd>{is}</dd></div> };
    let per_yuan = points(donation.points_per_yuan);
    view! {
        <article class="card sheet stack" aria-labelledby="receipt">
            <div class="cluster cluster-between">
                <p class="eyebrow">{tr!(l, "车主俱乐部 · 公益捐赠", "Owners’ Club · Charity")}</p>
                <Badge kind="good" text=tr!(l, "已捐赠", "Donated")/>
            </div>
            <h2 id="receipt">{l.pick(&donation.title_zh, &donation.title_en).to_owned()}</h2>
            <p class="lead">{tr!(l, "谢谢您。您的积分已全部捐出，由俱乐部按下列金额支付给执行机构。",
                "Thank you. Your points were donated in full; the club pays the amount below to the project.")}</p>
            <dl class="spec spec-1">
                {fact(tr!(l, "凭证号", "Receipt no."), donation.receipt_no.clone())}
                {fact(tr!(l, "捐赠人", "Donor"), donation.name.to_string())}
                {fact(tr!(l, "积分", "Points"), points(donation.points))}
                {fact(tr!(l, "价值", "Value"), donation.fen.yuan())}
                {fact(tr!(l, "日期", "Date"), l.day(donation.at))}
                {fact(tr!(l, "执行机构", "Run by"), l.pick(&donation.partner_zh, &donation.partner_en).to_owned())}
            </dl>
            <p class="hint">{tr!(l, "按捐赠当日 {per_yuan} 积分 = ¥1 计算。捐赠不能撤回。", "Calculated at that day’s rate of {per_yuan} points = ¥1. Donations cannot be undone.")}</p>
        </article>
    }
}

//! `/admin/points/members/{id}`: a member's statement, shown once the reader has given a reason.

use super::account_components::{Figures, tabs};
use super::lines::statement;
use super::queries::{self, Head};
use crate::error::{AppError, Result};
use crate::files::{ReasonForm, Recorded};
use crate::i18n::Locale;
use crate::points::choice::Choice;
use crate::points::filters::{accounts, filters};
use crate::points::summary::Former;
use crate::ui::{PageHead, TierBadge};
use crate::values::CustomerId;
use crate::web::{Admin, Ctx, Cursor, Id, Page};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Admin, Id(id): Id<CustomerId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let head = queries::find_head(&mut tx, id, me.account, ctx.now).await?.ok_or(AppError::NotFound)?;
    if head.opened_at.is_none() {
        return Ok(closed(&ctx, &head));
    }
    let (query, today) = (ctx.query(), ctx.today());
    let former = Former::list(head.former.as_deref().unwrap_or_default());
    let mut choice = Choice::read(&query, today);
    choice.of = choice.of.filter(|of| former.iter().any(|former| former.id == *of));
    let cursor = Cursor::read(&query, |text| text.parse().ok());
    let lines = queries::list_lines(&mut tx, choice.of.unwrap_or(id), choice.filter(today), cursor).await?;
    drop(tx);
    let (l, path) = (ctx.locale, format!("/admin/points/members/{id}"));
    Ok(ctx.page(head.name.to_string(), move || {
        view! {
            <Top head/>
            <div class="section stack" id="statement">
                {tabs(l, id, "")}{accounts(l, &former, choice.of, &path)}{filters(l, &choice, today, &path)}{statement(l, &path, lines, &choice)}
            </div>
        }
    }))
}

/// The page shown until the reader gives a reason.
pub fn closed(ctx: &Ctx, head: &Head) -> Page {
    let l = ctx.locale;
    let title = head.name.masked();
    let (tier, action) = (head.tier, format!("/admin/points/members/{}", head.id));
    ctx.page(title.clone(), move || {
        view! {
            <PageHead title crumbs=crumbs(l)><TierBadge tier/></PageHead>
            <ReasonForm action/>
        }
    })
}

pub fn crumbs(l: Locale) -> Vec<(String, String)> {
    vec![("/admin/points".to_owned(), tr!(l, "积分", "Points"))]
}

/// The member's name and balances.
#[component]
pub fn Top(head: Head) -> impl IntoView {
    let l = crate::web::use_locale();
    let (tier, number, file) = (head.tier, head.member_no.to_string(), format!("/admin/members/{}", head.id));
    view! {
        <Recorded opened_at=head.opened_at why=head.why.clone()/>
        <PageHead title=head.name.to_string() crumbs=crumbs(l)>
            <TierBadge tier/><span class="muted num">{number}</span>
            <a class="btn btn-sm" href=file>{tr!(l, "会员档案", "Member’s file")}</a>
        </PageHead>
        <Figures head/>
    }
}

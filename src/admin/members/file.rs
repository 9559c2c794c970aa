use super::file_components::FileAside;
use super::store::{self, CarRow, Head};
use super::timeline::{happening_text, moment};
use super::timeline_store::{Happening, Moment, list_moments, parse_key};
use crate::error::{AppError, Result};
use crate::files::{ReasonForm, Recorded};
use crate::i18n::Locale;
use crate::ui::{Chip, Chips, ListAddress, PageHead, Pager, TierBadge};
use crate::values::CustomerId;
use crate::web::{Admin, Ctx, Cursor, Id, Page, Query, Slice};
use leptos::prelude::*;
use serde::Deserialize;

#[derive(Default, Deserialize)]
pub struct Filter {
    #[serde(default)]
    kind: String,
}

/// `/admin/members/{id}`: a member's complete file, shown after the reader has given a reason.
pub async fn page(ctx: Ctx, me: Admin, Id(id): Id<CustomerId>, Query(filter): Query<Filter>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let head = store::find_head(&mut tx, id, me.account, ctx.now).await?.ok_or(AppError::NotFound)?;
    if head.opened_at.is_none() {
        return Ok(closed(&ctx, &head));
    }
    let kind = Happening::from_code(&filter.kind);
    let moments = list_moments(&mut tx, id, kind, Cursor::read(&ctx.query(), parse_key)).await?;
    let cars = store::list_cars(&mut tx, id).await?;
    Ok(opened(&ctx, head, cars, moments, kind))
}

fn crumbs(l: Locale) -> Vec<(String, String)> {
    vec![("/admin/members".to_owned(), tr!(l, "会员", "Members"))]
}

fn closed(ctx: &Ctx, head: &Head) -> Page {
    let l = ctx.locale;
    let title = head.name.masked();
    let (tier, action) = (head.tier, format!("/admin/members/{}", head.id));
    ctx.page(title.clone(), move || {
        view! {
            <PageHead title crumbs=crumbs(l)><TierBadge tier/></PageHead>
            <ReasonForm action/>
        }
    })
}

fn opened(ctx: &Ctx, head: Head, cars: Vec<CarRow>, moments: Slice<Moment>, kind: Option<Happening>) -> Page {
    let l = ctx.locale;
    let name = head.name.to_string();
    ctx.page(name.clone(), move || {
        let (tier, number) = (head.tier, head.member_no.to_string());
        let disabled = head.disabled_at.is_some().then(|| {
            view! { <span class="badge badge-bad">{tr!(l, "账号已停用", "Account disabled")}</span> }
        });
        view! {
            <Recorded opened_at=head.opened_at why=head.why.clone()/>
            <PageHead title=name crumbs=crumbs(l)><TierBadge tier/><span class="muted num">{number}</span>{disabled}</PageHead>
            <div class="split">
                <div class="stack">{timeline(l, head.id, moments, kind)}</div>
                <FileAside head cars/>
            </div>
        }
    })
}

fn timeline(l: Locale, id: CustomerId, moments: Slice<Moment>, kind: Option<Happening>) -> AnyView {
    let address = ListAddress::new(format!("/admin/members/{id}")).with("kind", kind.map_or("", Happening::code));
    let (newer, older) = moments.links(&address.base(), Moment::cursor);
    let body = if moments.rows.is_empty() {
        view! { <p class="muted">{tr!(l, "没有记录", "Nothing yet")}</p> }.into_any()
    } else {
        let items = moments.rows.iter().map(|m| moment(l, m)).collect_view();
        view! { <ol class="timeline timeline-tight">{items}</ol> }.into_any()
    };
    view! {
        {chips(l, &address, kind)}
        <section class="card" aria-labelledby="activity">
            <h2 class="sr-only" id="activity">{tr!(l, "动态", "Activity")}</h2>
            {body}
        </section>
        <Pager newer older/>
    }
    .into_any()
}

fn chips(l: Locale, address: &ListAddress, here: Option<Happening>) -> AnyView {
    let chips = [None].into_iter().chain(Happening::ALL.iter().copied().map(Some)).map(|kind| {
        let name = kind.map_or_else(|| tr!(l, "全部", "All"), |kind| happening_text(l, kind));
        let href = address.clone().with("kind", kind.map_or("", Happening::code)).href();
        Chip::new(href, name, kind == here)
    });
    view! { <Chips chips=chips.collect() label=tr!(l, "类型", "Type")/> }.into_any()
}

use super::file_components::FileAside;
use super::store::{self, CarRow, Head};
use super::timeline::{happening_text, moment};
use super::timeline_store::{Happening, Moment, list_moments};
use crate::error::{AppError, Result};
use crate::files::{Cursor, ReasonForm, Recorded};
use crate::i18n::Locale;
use crate::ui::{PageHead, Pager, TierBadge};
use crate::values::CustomerId;
use crate::web::{Admin, Ctx, Id, Page, Query};
use leptos::prelude::*;
use serde::Deserialize;

const ROWS: usize = 25;

#[derive(Default, Deserialize)]
pub struct Filter {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    before: String,
}

/// `/admin/members/{id}`: a member's complete file, shown after the reader has given a reason.
pub async fn page(ctx: Ctx, me: Admin, Id(id): Id<CustomerId>, Query(filter): Query<Filter>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let head = store::find_head(&mut tx, id, me.account, ctx.now).await?.ok_or(AppError::NotFound)?;
    if head.opened_at.is_none() {
        return Ok(closed(&ctx, &head));
    }
    let kind = Happening::from_code(&filter.kind);
    let cursor = Cursor::parse(&filter.before, ctx.now);
    let code = kind.map_or("", Happening::code);
    let moments = list_moments(&mut tx, id, code, &cursor, ROWS as i64 + 1).await?;
    let cars = store::list_cars(&mut tx, id).await?;
    Ok(opened(&ctx, head, cars, moments, kind, !filter.before.is_empty()))
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

fn opened(
    ctx: &Ctx,
    head: Head,
    cars: Vec<CarRow>,
    moments: Vec<Moment>,
    kind: Option<Happening>,
    later: bool,
) -> Page {
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
                <div class="stack">{timeline(l, head.id, moments, kind, later)}</div>
                <FileAside head cars/>
            </div>
        }
    })
}

fn timeline(l: Locale, id: CustomerId, mut moments: Vec<Moment>, kind: Option<Happening>, later: bool) -> AnyView {
    let more = moments.len() > ROWS;
    moments.truncate(ROWS);
    let path = format!("/admin/members/{id}");
    let code = kind.map_or("", Happening::code);
    let cursor = moments.last().filter(|_| more).map(|m| Cursor { at: m.at, kind: m.kind.code().to_owned(), id: m.id });
    let older = cursor.map(|cursor| format!("{path}?kind={code}&before={cursor}"));
    let newer = later.then(|| format!("{path}?kind={code}"));
    let body = if moments.is_empty() {
        view! { <p class="muted">{tr!(l, "没有记录", "Nothing yet")}</p> }.into_any()
    } else {
        let items = moments.iter().map(|m| moment(l, m)).collect_view();
        view! { <ol class="timeline timeline-tight">{items}</ol> }.into_any()
    };
    view! {
        {chips(l, &path, kind)}
        <section class="card" aria-labelledby="activity">
            <h2 class="sr-only" id="activity">{tr!(l, "动态", "Activity")}</h2>
            {body}
        </section>
        <Pager newer older to_start=true/>
    }
    .into_any()
}

fn chips(l: Locale, path: &str, here: Option<Happening>) -> AnyView {
    let chip = |kind: Option<Happening>, name: String| {
        let current = (kind == here).then_some("true");
        let code = kind.map_or("", Happening::code);
        view! { <a class="chip" href=format!("{path}?kind={code}") aria-current=current>{name}</a> }
    };
    let all = chip(None, tr!(l, "全部", "All"));
    let kinds = Happening::ALL.iter().map(|kind| chip(Some(*kind), happening_text(l, *kind))).collect_view();
    view! { <nav class="chips chips-scroll" aria-label=tr!(l, "类型", "Type")>{all}{kinds}</nav> }.into_any()
}

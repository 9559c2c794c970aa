use super::file_components::{FileAside, visits};
use super::file_store::{self as store, Head, OverviewItem, VisitLine};
use crate::error::{AppError, Result};
use crate::files::{OPEN_FOR, ReasonForm};
use crate::i18n::Locale;
use crate::ui::{Icon, Notice, PageHead, Pager, TierBadge};
use crate::values::CustomerId;
use crate::web::{Ctx, Cursor, Dealer, Id, Page, Slice, cursor_text, parse_cursor};
use leptos::prelude::*;

/// `/dealer/members/{id}`: one member's activity, shown after the reader has given a reason.
pub async fn page(ctx: Ctx, me: Dealer, Id(id): Id<CustomerId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let head = store::find_head(&mut tx, me.dealer, id, me.account, ctx.now).await?.ok_or(AppError::NotFound)?;
    if head.opened_at.is_none() {
        return Ok(closed(&ctx, &head));
    }
    let lines = store::list_visits(&mut tx, me.dealer, id, Cursor::read(&ctx.query(), parse_cursor)).await?;
    let overview = store::list_overview(&mut tx, id).await?;
    Ok(opened(&ctx, head, lines, overview))
}

fn crumbs(l: Locale) -> Vec<(String, String)> {
    vec![("/dealer/members".to_owned(), tr!(l, "本店会员", "Our members"))]
}

fn closed(ctx: &Ctx, head: &Head) -> Page {
    let l = ctx.locale;
    let title = head.name.masked();
    let action = format!("/dealer/members/{}", head.id);
    let (reason, tier) = (head.reason.text(l), head.tier);
    ctx.page(title.clone(), move || {
        view! {
            <PageHead title crumbs=crumbs(l)><TierBadge tier/><span class="badge">{reason}</span></PageHead>
            <ReasonForm action/>
        }
    })
}

fn opened(ctx: &Ctx, head: Head, lines: Slice<Vec<VisitLine>>, overview: Vec<OverviewItem>) -> Page {
    let l = ctx.locale;
    let name = head.name.to_string();
    let until = head.opened_at.map(|at| l.time(at + OPEN_FOR)).unwrap_or_default();
    ctx.page(name.clone(), move || {
        let key = |lines: &Vec<VisitLine>| lines.first().map(|visit| cursor_text(visit.opened_at, visit.id.0));
        let base = format!("/dealer/members/{}?", head.id);
        let (newer, older) = lines.links(&base, |lines| key(lines).unwrap_or_default());
        let counts = visit_counts(l, &head);
        view! {
            <Notice kind="info">{tr!(l, "本次查看已记录，会员本人可以看到。档案开放至 {until}。", "This view is recorded and visible to the member. The file stays open until {until}.")}</Notice>
            {title(l, &head, &name)}
            <div class="split">
                <section class="stack" aria-labelledby="visits">
                    <h2 id="visits">{tr!(l, "到店记录", "Visits")}</h2>
                    <p class="muted">{counts}</p>
                    {visits(l, &lines.rows)}
                    <Pager newer older/>
                </section>
                <FileAside head overview/>
            </div>
        }
    })
}

fn title(l: Locale, head: &Head, name: &str) -> AnyView {
    let phone = head.phone.as_ref().map(|phone| if head.phone_opened { phone.to_string() } else { phone.masked() });
    let show = (!head.phone_opened && phone.is_some()).then(|| {
        view! {
            <form method="post" action=format!("/dealer/members/{}/phone", head.id)>
                <button class="btn btn-sm"><Icon name="eye"/>{tr!(l, "显示手机号", "Show the phone number")}</button>
            </form>
        }
    });
    let (tier, reason, number) = (head.tier, head.reason.text(l), head.member_no.to_string());
    view! {
        <PageHead title=name.to_owned() crumbs=crumbs(l)>
            <TierBadge tier/>
            <span class="badge">{reason}</span>
            <span class="muted num">{number}</span>
            <span class="num nowrap">{phone}</span>
            {show}
        </PageHead>
    }
    .into_any()
}

fn visit_counts(l: Locale, head: &Head) -> String {
    let (here, elsewhere) = (head.visits_here, head.visits_elsewhere);
    tr!(l, "本店 {here} 次，其他经销商 {elsewhere} 次", "{here} here, {elsewhere} at other dealers")
}

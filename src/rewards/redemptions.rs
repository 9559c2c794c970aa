//! `/me/redemptions`.

use super::messages;
use super::store::redemptions::{Line, is_over, list_redemptions};
use crate::error::Result;
use crate::i18n::Locale;
use crate::ui::{Badge, Empty, Icon, PageHead, Pager};
use crate::values::{Price, RedemptionId};
use crate::web::{Ctx, Cursor, Owner, Page};
use chrono::NaiveDate;
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Owner) -> Result<Page> {
    let cursor = Cursor::read(&ctx.query(), |text| text.parse::<RedemptionId>().ok());
    let mut tx = ctx.app.db.read().await?;
    let lines = list_redemptions(&mut tx, me.customer, cursor).await?;
    drop(tx);
    let (l, today) = (ctx.locale, ctx.today());
    let title = tr!(l, "我的兑换", "My redemptions");
    Ok(ctx.page(title.clone(), || {
        let (newer, older) = lines.links("/me/redemptions?", |line| line.id.to_string());
        let body = if lines.rows.is_empty() {
            empty(l).into_any()
        } else {
            let rows = lines.rows.into_iter().map(|line| row(l, line, today)).collect_view();
            view! { <section class="card card-flush" aria-label=title.clone()><ul class="list">{rows}</ul></section> }
                .into_any()
        };
        view! {
            <PageHead title>
                <a class="btn btn-sm" href="/rewards"><Icon name="gift"/>{tr!(l, "逛逛积分商城", "Browse rewards")}</a>
            </PageHead>
            {body}
            <Pager newer older/>
        }
    }))
}

fn empty(l: Locale) -> impl IntoView {
    view! {
        <Empty picture="points" title=tr!(l, "还没有兑换", "No redemptions yet")
            text=tr!(l, "积分可兑换电子券、实物、车用附件和维保券，也可捐给公益项目。",
                "Redeem points for e-vouchers, goods, accessories and workshop coupons, or donate them.")>
            <a class="btn btn-primary" href="/rewards">{tr!(l, "逛逛积分商城", "Browse rewards")}</a>
        </Empty>
    }
}

fn row(l: Locale, line: Line, today: NaiveDate) -> impl IntoView {
    let icon = messages::icon(line.kind);
    let (colour, state) = messages::state(l, line.kind, line.state, is_over(line.state, line.code_expires_on, today));
    let note = match line.code_expires_on {
        Some(last) => {
            let last = l.date(last);
            tr!(l, "有效期至 {last}", "valid until {last}")
        }
        None => messages::kind(l, line.kind),
    };
    let at = l.day(line.created_at);
    let price = Price { points: line.points, pay: line.pay_fen }.text(l);
    view! {
        <li>
            <span class="list-icon"><Icon name=icon/></span>
            <div class="list-body">
                <a href=format!("/me/redemptions/{}", line.id)>{l.pick(&line.title_zh, &line.title_en).to_owned()}</a>
                <span>{format!("{at} · {note}")}</span>
            </div>
            <div class="list-end"><Badge kind=colour text=state/><span class="num">{price}</span></div>
        </li>
    }
}

use super::store::{self, Checked};
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::rewards::Flash;
use crate::rewards::messages;
use crate::rewards::model::RedemptionState;
use crate::rewards::store::redemptions::is_over;
use crate::ui::{Badge, Empty, Icon, Notice, PageHead, TextField};
use crate::values::{CheckId, DealerId};
use crate::web::{Ctx, Dealer, Id, Page};
use chrono::{DateTime, NaiveDate, Utc};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Dealer) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let last = store::list_checked(&mut tx, me.account).await?;
    drop(tx);
    let (l, today) = (ctx.locale, ctx.today());
    let title = tr!(l, "核销券码", "Check a voucher");
    Ok(ctx.page(title.clone(), || {
        let lead = tr!(l, "输入车主出示的券码，核对券的内容，再核销。", "Enter the code the owner shows, check what it’s for, then redeem it.");
        view! {
            <PageHead title lead/>
            <form class="form card" method="post" data-live="" novalidate autocomplete="off">
                <TextField name="code" label=tr!(l, "券码", "Code") maxlength=80 autocomplete="off" autofocus=true
                    hint=tr!(l, "不区分大小写，空格和横线可省略。", "Case, spaces and dashes don’t matter.")/>
                <div class="form-actions"><button class="btn btn-primary"><Icon name="qr"/>{tr!(l, "查券", "Check")}</button></div>
            </form>
            {lately(l, last, today)}
        }
    }))
}

fn lately(l: Locale, last: Vec<Checked>, today: NaiveDate) -> impl IntoView {
    if last.is_empty() {
        return view! {
            <div class="section"><div class="card"><Empty picture="search" title=tr!(l, "还没有查过券", "No vouchers checked yet")
                text=tr!(l, "您查过的券会列在这里。", "Vouchers you check will be listed here.")/></div></div>
        }
        .into_any();
    }
    let rows = last.into_iter().map(|row| {
        let over = is_over(row.state, row.code_expires_on, today);
        let (kind, state) = messages::state(l, row.kind, row.state, over);
        let (at, last_four) = (l.date_time(row.at), row.last_four);
        view! {
            <li>
                <span class="list-icon"><Icon name=messages::icon(row.kind)/></span>
                <div class="list-body"><a href=format!("/dealer/vouchers/{}", row.id)>{l.pick(&row.title_zh, &row.title_en).to_owned()}</a>
                    <span>{tr!(l, "尾号 {last_four} · {at}", "ends in {last_four} · {at}")}</span></div>
                <div class="list-end"><Badge kind text=state/></div>
            </li>
        }
    });
    view! {
        <section class="card card-flush section" aria-labelledby="last">
            <div class="card-head"><h2 id="last">{tr!(l, "我最近查过的券", "Recently checked by me")}</h2></div>
            <ul class="list">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// `/dealer/vouchers/{id}`: what a typed code is worth; the code itself is not shown.
pub async fn checked(ctx: Ctx, me: Dealer, Id(id): Id<CheckId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let checked = store::find_checked(&mut tx, id, me.account).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let (l, today) = (ctx.locale, ctx.today());
    let title = l.pick(&checked.title_zh, &checked.title_en).to_owned();
    Ok(ctx.page(title.clone(), || {
        let crumbs = vec![("/dealer/vouchers".to_owned(), tr!(l, "核销券码", "Check a voucher"))];
        let over = is_over(checked.state, checked.code_expires_on, today);
        let (kind, state) = messages::state(l, checked.kind, checked.state, over);
        let just_used = ctx.follows(Flash::VoucherUsed);
        let next = match checked.state {
            RedemptionState::Fulfilled if just_used => {
                view! { <p>{tr!(l, "请为车主提供服务。", "Please serve the owner now.")}</p> }.into_any()
            }
            _ => next(l, &checked, me.dealer, over, ctx.now),
        };
        view! {
            <PageHead title crumbs><Badge kind text=state/></PageHead>
            <section class="card stack" aria-labelledby="what">
                <h2 id="what">{messages::kind(l, checked.kind)}</h2>
                {overview(l, &checked)}
                {next}
            </section>
        }
    }))
}

fn overview(l: Locale, checked: &Checked) -> impl IntoView + use<> {
    let until = checked.code_expires_on.map(|day| l.date(day));
    let pay = (checked.pay_fen.0 > 0).then(|| checked.pay_fen.yuan());
    let used = checked.fulfilled_at.map(|at| l.date_time(at));
    let fact = |what: String, is: String| view! { <div><dt>{what}</dt><dd>{is}</dd></div> };
    view! {
        <dl class="spec spec-1">
            {fact(tr!(l, "券码尾号", "Code ends in"), checked.last_four.clone())}
            {until.map(|until| fact(tr!(l, "有效期至", "Valid until"), until))}
            {pay.map(|pay| fact(tr!(l, "到店另付", "Pay at the dealer"), pay))}
            {used.map(|used| fact(tr!(l, "核销时间", "Used"), used))}
        </dl>
    }
}

fn next(l: Locale, checked: &Checked, here: DealerId, over: bool, now: DateTime<Utc>) -> AnyView {
    let elsewhere = checked.pickup_dealer_id.is_some_and(|dealer| dealer != here);
    let no = |text: String| view! { <Notice kind="warn">{text}</Notice> }.into_any();
    match checked.state {
        RedemptionState::Fulfilled => no(tr!(l, "此券已使用，不能再用。", "This voucher has already been used.")),
        RedemptionState::Issued if over => no(tr!(l, "此券已过期。", "This voucher has expired.")),
        RedemptionState::Issued if checked.is_partners() => no(tr!(
            l,
            "此券在合作方使用，本店不能核销。",
            "This voucher is for use at a partner. Dealers cannot redeem it."
        )),
        RedemptionState::Issued if elsewhere => {
            let dealer = checked.dealer_zh.as_deref().zip(checked.dealer_en.as_deref());
            let dealer = dealer.map(|(zh, en)| l.pick(zh, en)).unwrap_or_default();
            no(tr!(l, "此券仅限在{dealer}使用，本店不能核销。", "This voucher is only valid at {dealer}."))
        }
        RedemptionState::Issued if !checked.is_fresh(now) => view! {
            <Notice kind="warn">{tr!(l, "查券已超过 30 分钟，请车主再出示一次券码，重新查券。",
                "Checked more than 30 minutes ago. Ask the owner to show the code again.")}</Notice>
            <p><a class="btn" href="/dealer/vouchers">{tr!(l, "重新查券", "Check again")}</a></p>
        }
        .into_any(),
        RedemptionState::Issued => {
            let pay = (checked.pay_fen.0 > 0).then(|| {
                let pay = checked.pay_fen;
                view! { <p class="hint">{tr!(l, "请先收取 {pay}。", "Please collect {pay} first.")}</p> }
            });
            view! {
                {pay}
                <form class="btn-row" method="post" action=format!("/dealer/vouchers/{}/use", checked.id)>
                    <button class="btn btn-primary">{tr!(l, "确认核销", "Redeem voucher")}</button>
                </form>
            }
            .into_any()
        }
        _ => no(tr!(l, "此券已取消，不能使用。", "This voucher has been cancelled.")),
    }
}

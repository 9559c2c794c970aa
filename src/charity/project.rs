//! `/charity/{id}`, public; `/charity/{id}/donation` shows the same page and receives the owner's form.

use super::components::{ProjectFrame, yuan};
use super::model::month_end;
use super::store::{Funds, Latest, Project, find_funds, find_latest, find_project};
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::points::model::last_day;
use crate::ui::{Notice, TextField};
use crate::values::{ProjectId, points};
use crate::web::{Ctx, Id, Owner, Page, Rights};
use chrono::NaiveDate;
use leptos::prelude::*;

/// The points that a member can donate.
struct Purse {
    available: i64,
    /// The part of `available` that expires this month.
    expiring: i64,
    last_day: NaiveDate,
    per_yuan: i64,
    /// The member's latest donation to this project.
    latest: Option<Latest>,
}

pub async fn donation(ctx: Ctx, _: Owner, id: Id<ProjectId>) -> Result<Page> {
    detail(ctx, id).await
}

pub async fn detail(ctx: Ctx, Id(id): Id<ProjectId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let project = find_project(&mut tx, id, ctx.now).await?.ok_or(AppError::NotFound)?;
    let purse = match ctx.rights() {
        Some(Rights::Owner(customer)) => {
            let Funds { available, expiring } = find_funds(&mut tx, customer, ctx.now).await?;
            let (last_day, latest) = (last_day(month_end(ctx.now)), find_latest(&mut tx, customer, id).await?);
            Some(Purse { available, expiring, last_day, per_yuan: project.points_per_yuan, latest })
        }
        _ => None,
    };
    drop(tx);
    let l = ctx.locale;
    let title = l.pick(&project.title_zh, &project.title_en).to_owned();
    let (is_open, staff) = (project.is_open(ctx.now), purse.is_none() && ctx.rights().is_some());
    let (idempotency_key, amount) = (ctx.idempotency_key(), quick(ctx.query().get("amount")));
    let latest = purse.as_ref().and_then(|purse| purse.latest);
    let repeat = latest.filter(|latest| ctx.is_recent_repeat(Some((latest.id.0, latest.at))));
    Ok(ctx.page(title.clone(), move || {
        let action = match purse {
            _ if !is_open => over(l, &project).into_any(),
            Some(purse) if purse.available == 0 => poor(l).into_any(),
            Some(purse) => match repeat {
                Some(latest) => repeat_notice(l, id, latest).into_any(),
                None => forms(l, id, &purse, idempotency_key, amount).into_any(),
            },
            None if staff => ().into_any(),
            None => invitation(l, id).into_any(),
        };
        view! {
            {crumbs(l, title)}
            <ProjectFrame project>{action}</ProjectFrame>
        }
    }))
}

fn crumbs(l: Locale, title: String) -> impl IntoView {
    view! {
        <div class="page-head">
            <nav class="crumbs" aria-label=tr!(l, "路径", "Path")>
                <ol><li><a href="/charity">{tr!(l, "公益捐赠", "Charity")}</a></li><li aria-current="page">{title}</li></ol>
            </nav>
        </div>
    }
}

const QUICK: [i64; 3] = [100, 500, 1_000];

/// An amount that was chosen by a link; other values are ignored.
fn quick(asked: &str) -> String {
    QUICK.iter().map(ToString::to_string).find(|amount| amount == asked).unwrap_or_default()
}

fn over(l: Locale, project: &Project) -> impl IntoView + use<> {
    let said = match project.closed_at {
        Some(_) => {
            tr!(l, "此项目已结束，感谢每一位捐赠者。", "This project has closed. Thank you to everyone who donated.")
        }
        None => tr!(l, "此项目已截止，结项报告将公布在这里。", "This project has ended. Its report will appear here."),
    };
    view! {
        <Notice kind="info">{said}</Notice>
        <div class="btn-row"><a class="btn" href="/charity">{tr!(l, "看看其他项目", "View other projects")}</a></div>
    }
}

fn poor(l: Locale) -> impl IntoView {
    view! {
        <Notice kind="info">{tr!(l, "您还没有可用积分。", "You have no points to donate yet.")}</Notice>
        <div class="btn-row"><a class="btn" href="/me/points">{tr!(l, "查看积分明细", "View statement")}</a></div>
    }
}

/// What visitors who are not signed in can do.
fn invitation(l: Locale, id: ProjectId) -> impl IntoView {
    view! {
        <div class="btn-row">
            <a class="btn btn-primary" href=format!("/login?next=/charity/{id}")>{tr!(l, "登录后捐赠", "Sign in to donate")}</a>
            <a class="btn" href="/join">{tr!(l, "还不是会员？", "Not a member yet?")}</a>
        </div>
    }
}

/// After a donation: the donor must ask explicitly to give again.
fn repeat_notice(l: Locale, id: ProjectId, latest: Latest) -> impl IntoView {
    let (given, at, donation) = (points(latest.points), l.date_time(latest.at), latest.id);
    view! {
        <Notice kind="info">
            {tr!(l, "您已于 {at} 为此项目捐赠 {given} 积分。", "You donated {given} points to this project on {at}.")}" "
            <a href=format!("/me/donations/{donation}")>{tr!(l, "查看凭证", "View receipt")}</a>
        </Notice>
        <div class="btn-row">
            <a class="btn" href=format!("/charity/{id}?again={donation}#give")>{tr!(l, "再捐一次", "Donate again")}</a>
            <a class="btn btn-quiet" href="/charity">{tr!(l, "看看其他项目", "View other projects")}</a>
        </div>
    }
}

/// The donation form: any amount, or everything that expires this month.
fn forms(l: Locale, id: ProjectId, purse: &Purse, idempotency_key: String, amount: String) -> impl IntoView + use<> {
    let (have, point_value) = (points(purse.available), yuan(purse.available, purse.per_yuan));
    let again = purse.latest.map_or(0, |latest| latest.id.0);
    let chips = QUICK.iter().filter(|amount| **amount <= purse.available).map(|n| {
        let current = (amount == n.to_string()).then_some("true");
        view! { <a class="chip" href=format!("/charity/{id}?amount={n}&again={again}#give") aria-current=current>{points(*n)}</a> }
    });
    let chips = chips.collect_view();
    let per_yuan = points(purse.per_yuan);
    view! {
        <section class="confirm" aria-labelledby="give">
            <h2 id="give">{tr!(l, "捐赠积分", "Donate points")}</h2>
            <dl class="spec spec-1">
                <div><dt>{tr!(l, "现有积分", "Your points")}</dt><dd>{have}<small>{point_value}</small></dd></div>
            </dl>
            <p><strong>{tr!(l, "捐出后不能撤回。", "Donations cannot be undone.")}</strong>" "
                {tr!(l, "先到期的积分先捐出；每 {per_yuan} 积分由俱乐部支付 1 元。", "Points expiring first are donated first. The club pays ¥1 for every {per_yuan} points.")}</p>
            <form class="form" method="post" novalidate action=format!("/charity/{id}/donation")>
                <input type="hidden" name="idempotency_key" value=idempotency_key.clone()/>
                <nav class="chips" aria-label=tr!(l, "常用数额", "Quick amounts")>{chips}</nav>
                <TextField name="amount" label=tr!(l, "捐赠积分数", "Amount") inputmode="numeric" class="control-short" value=amount
                    affix=tr!(l, "积分", "points") hint=tr!(l, "1 到您现有的全部积分，整数", "Whole points, from 1 to all you have")/>
                <div class="form-actions"><button class="btn btn-primary">{tr!(l, "确认捐赠", "Donate")}</button></div>
            </form>
            {expiring(l, id, purse, idempotency_key)}
        </section>
    }
}

fn expiring(l: Locale, id: ProjectId, purse: &Purse, idempotency_key: String) -> Option<impl IntoView + use<>> {
    let exact = purse.expiring;
    (exact > 0).then(|| {
        let (n, day, point_value) = (points(exact), l.date(purse.last_day), yuan(exact, purse.per_yuan));
        view! {
            <form class="form" method="post" novalidate action=format!("/charity/{id}/donation")>
                <input type="hidden" name="idempotency_key" value=idempotency_key/>
                <input type="hidden" name="expiring" value=exact.to_string()/>
                <p>{tr!(l, "您有 {n} 积分（{point_value}）将于 {day} 过期，过期后清零。", "{n} of your points ({point_value}) expire on {day}.")}</p>
                <div class="form-actions"><button class="btn">{tr!(l, "捐出本月到期的全部 {n} 积分", "Donate all {n} points expiring this month")}</button></div>
            </form>
        }
    })
}

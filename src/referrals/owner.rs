//! `/me/referrals`: an owner's referral code, and the progress of referred friends.

use super::model::{LeadState, seen_by_referrer};
use crate::db::{DbResult, Tx};
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::sql;
use crate::ui::islands::CopyButton;
use crate::ui::{Badge, Empty, Icon, PageHead, Pager, Qr};
use crate::values::{CustomerId, PersonName, ReferralId, points, points_signed};
use crate::web::{Ctx, Cursor, Owner, Page, Slice};
use axum::http::HeaderMap;
use axum::http::header::HOST;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

const ROWS: usize = 20;

#[derive(sqlx::FromRow)]
struct Referrals {
    code: String,
    friends: i64,
    earned: i64,
    test_drive: i64,
    delivery: i64,
    friend: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: ReferralId,
    friend_name: PersonName,
    state: LeadState,
    created_at: DateTime<Utc>,
    dealer_zh: String,
    dealer_en: String,
    earned: i64,
}

pub async fn page(ctx: Ctx, me: Owner, headers: HeaderMap) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let referrals = find_referrals(&mut tx, me.customer, ctx.now).await?.ok_or(AppError::NotFound)?;
    let rows = list(&mut tx, me.customer, Cursor::read(&ctx.query(), |text| text.parse().ok())).await?;
    let link = format!("{}/r/{}", origin(&ctx, &headers), referrals.code);
    let l = ctx.locale;
    let title = tr!(l, "推荐有礼", "Refer a friend");
    let now = ctx.now;
    Ok(ctx.page(title.clone(), move || {
        view! {
            <PageHead title lead=tr!(l, "把好车推荐给朋友，朋友提车，你们都得积分。", "Recommend a car you love: when your friend takes delivery, you both earn points.")/>
            <div class="split">
                <Share link code=referrals.code.clone()/>
                <HowItWorks pays=[referrals.test_drive, referrals.delivery, referrals.friend]/>
            </div>
            <section class="section" aria-labelledby="friends">
                <div class="section-head"><h2 id="friends">{tr!(l, "我推荐的朋友", "Friends I referred")}</h2>{totals(l, &referrals)}</div>
                {friends(l, rows, now)}
            </section>
        }
    }))
}

/// The portal's base URL: as configured, otherwise as the browser addressed it.
fn origin(ctx: &Ctx, headers: &HeaderMap) -> String {
    if !ctx.app.config.public_url.is_empty() {
        return ctx.app.config.public_url.clone();
    }
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let plain = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:[]".contains(&b));
    format!("http://{}", if plain { host } else { "localhost" })
}

async fn find_referrals(tx: &mut Tx, me: CustomerId, now: DateTime<Utc>) -> DbResult<Option<Referrals>> {
    sql!(
        tx,
        optional Referrals,
        "SELECT m.referral_code AS code, \
         (SELECT COUNT(*) FROM referrals r WHERE r.referrer_id = $1) AS friends, \
         CAST(COALESCE((SELECT SUM(e.amount) FROM referrals r JOIN point_transfers t ON t.source = 'referral' \
         AND t.source_id = r.id JOIN point_entries e ON e.transfer_id = t.id AND e.customer_id = $1 \
         WHERE r.referrer_id = $1), 0) AS BIGINT) AS earned, \
         (SELECT value FROM point_rules WHERE code = 'referral_test_drive' AND valid_from <= $2 \
         ORDER BY valid_from DESC, version DESC LIMIT 1) AS test_drive, \
         (SELECT value FROM point_rules WHERE code = 'referral_delivery' AND valid_from <= $2 \
         ORDER BY valid_from DESC, version DESC LIMIT 1) AS delivery, \
         (SELECT value FROM point_rules WHERE code = 'referral_friend' AND valid_from <= $2 \
         ORDER BY valid_from DESC, version DESC LIMIT 1) AS friend FROM members m WHERE m.customer_id = $1",
        me,
        now
    )
}

macro_rules! rows {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.friend_name, r.state, r.created_at, d.name_zh AS dealer_zh, d.name_en AS dealer_en, \
         CAST(COALESCE((SELECT SUM(e.amount) FROM point_transfers t JOIN point_entries e ON e.transfer_id = t.id \
         AND e.customer_id = $1 WHERE t.source = 'referral' AND t.source_id = r.id), 0) AS BIGINT) AS earned \
         FROM referrals r JOIN dealers d ON d.id = r.dealer_id \
         WHERE r.referrer_id = $1 ",
            $rest
        )
    };
}

/// The newest first.
async fn list(tx: &mut Tx, me: CustomerId, cursor: Cursor<i64>) -> DbResult<Slice<Row>> {
    let (query, id) = match cursor {
        Cursor::Start => (rows!("AND r.id < $2 ORDER BY r.id DESC LIMIT 21"), i64::MAX),
        Cursor::After(id) => (rows!("AND r.id < $2 ORDER BY r.id DESC LIMIT 21"), id),
        Cursor::Before(id) => (rows!("AND r.id > $2 ORDER BY r.id LIMIT 21"), id),
    };
    Ok(Slice::cut(sql!(tx, all Row, query, me, id)?, ROWS, &cursor))
}

#[component]
fn Share(link: String, code: String) -> impl IntoView {
    let l = crate::web::use_locale();
    view! {
        <section class="card stack" aria-labelledby="share">
            <h2 id="share">{tr!(l, "我的推荐码", "My code")}</h2>
            <div class="code-box">
                <code>{code}</code>
                <CopyButton text=link.clone() label=tr!(l, "复制链接", "Copy the link") done=tr!(l, "已复制", "Copied")/>
            </div>
            <p><a href=link.clone()>{link.clone()}</a></p>
            <Qr text=link label=tr!(l, "推荐链接的二维码", "QR code of the link")/>
            <p class="hint">{tr!(l, "让朋友扫码，或把链接发给朋友。朋友自己填写信息并同意联系。", "Let your friend scan it, or send the link. Your friend fills in the details and agrees to be contacted.")}</p>
        </section>
    }
}

/// `pays`: points for a test drive, for a delivery, and for the friend.
#[component]
fn HowItWorks(pays: [i64; 3]) -> impl IntoView {
    let l = crate::web::use_locale();
    let step = |icon: &'static str, title: String, text: String| {
        view! {
            <li>
                <span class="timeline-dot"><Icon name=icon/></span>
                <div class="timeline-body"><h3>{title}</h3><p>{text}</p></div>
            </li>
        }
    };
    let [test_drive, delivery, friend] = pays.map(points);
    view! {
        <section class="card stack" aria-labelledby="how">
            <h2 id="how">{tr!(l, "积分规则", "How you earn points")}</h2>
            <ol class="timeline timeline-tight">
                {step("share", tr!(l, "朋友留下信息", "Your friend leaves their details"), tr!(l, "选择的经销商与朋友联系", "The dealer of their choice gets in touch"))}
                {step("car", tr!(l, "朋友试驾：您得 {test_drive} 积分", "Test drive: {test_drive} points for you"), tr!(l, "经销商记录试驾后立即入账", "Credited once the dealer records it"))}
                {step("gift", tr!(l, "朋友提车：您得 {delivery} 积分", "Delivery: {delivery} points for you"), tr!(l, "朋友也得 {friend} 积分", "And {friend} points for your friend"))}
            </ol>
            <p class="muted">{tr!(l, "推荐仅对新客户有效，以最先提交的为准，180 天没有进展即失效。为保护隐私，我们不会告知某个手机号是否已是客户。",
                "Referrals are for new customers only, the first one counts, and it expires after 180 days without progress. To protect privacy, we never say whether a number belongs to a customer.")}</p>
        </section>
    }
}

fn totals(l: Locale, referrals: &Referrals) -> impl IntoView + use<> {
    let (friends, earned) = (referrals.friends, points(referrals.earned));
    (friends > 0).then(|| {
        view! { <p class="muted">{tr!(l, "{friends} 位，共得 {earned} 积分", "{friends} in total, {earned} points earned")}</p> }
    })
}

fn friends(l: Locale, rows: Slice<Row>, now: DateTime<Utc>) -> AnyView {
    if rows.rows.is_empty() {
        let (title, text) = (
            tr!(l, "还没有推荐", "No referrals yet"),
            tr!(
                l,
                "把上面的链接发给朋友，进展会显示在这里。",
                "Send the link above to a friend. Progress will appear here."
            ),
        );
        return view! { <div class="card"><Empty picture="messages" title text/></div> }.into_any();
    }
    let (newer, older) = rows.links("/me/referrals?", |row| row.id.to_string());
    let items = rows.rows.into_iter().map(|row| friend(l, row, now)).collect_view();
    view! { <div class="card"><ul class="list">{items}</ul></div><Pager newer older/> }.into_any()
}

fn friend(l: Locale, row: Row, now: DateTime<Utc>) -> impl IntoView {
    let state = seen_by_referrer(row.state, row.created_at, now);
    let dealer = l.pick(&row.dealer_zh, &row.dealer_en).to_owned();
    let earned = (row.earned != 0).then(|| view! { <span class="pos num">{points_signed(row.earned)}</span> });
    view! {
        <li>
            <span class="list-icon"><Icon name="user"/></span>
            <div class="list-body"><strong>{row.friend_name.masked()}</strong><span>{l.day(row.created_at)}" · "{dealer}</span></div>
            <div class="list-end">{earned}<Badge kind=state.badge() text=state.text(l)/></div>
        </li>
    }
}

//! `/offers`: offers of the workshops; owners see those for their own models and dealers first.

use crate::clock;
use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Locale;
use crate::sql;
use crate::ui::{Badge, Empty, Icon, PageHead, Pager};
use crate::values::{Fen, parse_date};
use crate::web::{Ctx, Cursor, Page, Rights, Slice};
use chrono::{DateTime, Months, NaiveDate, Utc};
use leptos::prelude::*;

/// A dealer visited within this many months counts as the owner's.
const VISITED_MONTHS: u32 = 24;

#[derive(Clone, Debug, sqlx::FromRow)]
struct Offer {
    id: i64,
    title_zh: String,
    title_en: String,
    body_zh: String,
    body_en: String,
    price_fen: Option<Fen>,
    was_fen: Option<Fen>,
    picture: String,
    valid_until: NaiveDate,
    model_zh: Option<String>,
    model_en: Option<String>,
    dealer_zh: Option<String>,
    dealer_en: Option<String>,
    /// 0: for the reader's model or dealer. 1: for everybody. 2: for other models or dealers.
    fit: i64,
}

/// An offer's position in the list: its fit, the last day and its id.
type Key = (i64, NaiveDate, i64);

pub async fn page(ctx: Ctx) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let offers = list(&mut tx, &ctx, Cursor::read(&ctx.query(), parse_key)).await?;
    drop(tx);
    let l = ctx.locale;
    let (newer, older) = offers.links("/offers?", |offer| format!("{}_{}_{}", offer.fit, offer.valid_until, offer.id));
    let offers = offers.rows;
    let title = tr!(l, "售后优惠", "Workshop offers");
    let lead = tr!(
        l,
        "到店报会员号即可享受，价格以到店结算为准。",
        "Give your member number at the dealer. The final price is the one on your bill."
    );
    Ok(ctx.page(title.clone(), || {
        view! {
            <PageHead title=title lead=lead/>
            {if offers.is_empty() {
                view! {
                    <section class="card"><Empty picture="search" title=tr!(l, "暂无优惠", "No offers right now")
                        text=tr!(l, "新的优惠会出现在这里。", "New offers will appear here.")/></section>
                }.into_any()
            } else {
                groups(l, offers).into_any()
            }}
            <Pager newer older/>
        }
    }))
}

/// Selects a page of offers before or after the key `($4, $5, $6)`.
macro_rules! offers {
    ($beyond:literal, $direction:literal) => {
        concat!(
            "SELECT x.*, m.name_zh AS model_zh, m.name_en AS model_en, d.name_zh AS dealer_zh, d.name_en AS dealer_en \
             FROM (SELECT f.*, CAST(CASE WHEN f.model_id IS NULL AND f.dealer_id IS NULL THEN 1 \
             WHEN (f.model_id IS NULL OR EXISTS (SELECT 1 FROM ownerships w JOIN vehicles v ON v.id = w.vehicle_id \
             WHERE w.customer_id = $1 AND w.until_on IS NULL AND v.model_id = f.model_id)) \
             AND (f.dealer_id IS NULL OR EXISTS (SELECT 1 FROM customers c WHERE c.id = $1 \
             AND c.preferred_dealer_id = f.dealer_id) \
             OR EXISTS (SELECT 1 FROM ownerships w JOIN vehicles v ON v.id = w.vehicle_id WHERE w.customer_id = $1 \
             AND w.until_on IS NULL AND v.selling_dealer_id = f.dealer_id) \
             OR EXISTS (SELECT 1 FROM service_orders o WHERE o.customer_id = $1 AND o.dealer_id = f.dealer_id \
             AND o.opened_at >= $3)) THEN 0 ELSE 2 END AS BIGINT) AS fit \
             FROM offers f WHERE f.valid_from <= $2 AND f.valid_until >= $2) AS x \
             LEFT JOIN models m ON m.id = x.model_id LEFT JOIN dealers d ON d.id = x.dealer_id \
             WHERE (x.fit, x.valid_until, x.id) ",
            $beyond,
            " ($4, $5, $6) ORDER BY x.fit",
            $direction,
            ", x.valid_until",
            $direction,
            ", x.id",
            $direction,
            " LIMIT 13"
        )
    };
}

async fn list(tx: &mut Tx, ctx: &Ctx, cursor: Cursor<Key>) -> Result<Slice<Offer>> {
    const SIZE: usize = 12;
    const FORWARDS: &str = offers!(">", "");
    const BACKWARDS: &str = offers!("<", " DESC");
    let customer = match ctx.rights() {
        Some(Rights::Owner(customer)) => customer.0,
        _ => 0,
    };
    let query = if cursor.is_backwards() { BACKWARDS } else { FORWARDS };
    let (fit, until, id) = cursor.key(false, (-1, NaiveDate::default(), 0), (3, NaiveDate::default(), 0));
    let rows = sql!(tx, all Offer, query, customer, ctx.today(), visited_since(ctx.now), fit, until, id)?;
    Ok(Slice::cut(rows, SIZE, &cursor))
}

fn visited_since(now: DateTime<Utc>) -> DateTime<Utc> {
    let day = clock::day(now).checked_sub_months(Months::new(VISITED_MONTHS));
    day.map_or(now, clock::start_of)
}

fn parse_key(text: &str) -> Option<Key> {
    let mut parts = text.split('_');
    Some((parts.next()?.parse().ok()?, parse_date(parts.next()?).ok()?, parts.next()?.parse().ok()?))
}

fn groups(l: Locale, offers: Vec<Offer>) -> AnyView {
    let (own, others): (Vec<Offer>, Vec<Offer>) = offers.into_iter().partition(|offer| offer.fit == 0);
    let other = if own.is_empty() { None } else { Some(tr!(l, "更多优惠", "More offers")) };
    view! {
        {group(l, "own", Some(tr!(l, "为您推荐", "For you")), own)}
        {group(l, "all", other, others)}
    }
    .into_any()
}

fn group(l: Locale, id: &'static str, title: Option<String>, offers: Vec<Offer>) -> AnyView {
    (!offers.is_empty())
        .then(|| {
            let head = match title {
                Some(title) => view! { <div class="section-head"><h2 id=id>{title}</h2></div> }.into_any(),
                None => view! { <h2 class="sr-only" id=id>{tr!(l, "全部优惠", "All offers")}</h2> }.into_any(),
            };
            let cards = offers.iter().map(|offer| card(l, offer)).collect_view();
            view! { <section class="section" aria-labelledby=id>{head}<ul class="grid grid-3">{cards}</ul></section> }
        })
        .into_any()
}

fn card(l: Locale, offer: &Offer) -> AnyView {
    let until = l.date(offer.valid_until);
    let picture = offer.picture.starts_with("/img/").then(|| offer.picture.clone());
    let picture = picture.map(|src| view! { <img src=src alt="" width="240" height="150" loading="lazy"/> });
    let badge = (offer.fit == 0).then(|| view! { <Badge kind="" text=tr!(l, "适合您", "Fits you")/> });
    let before = offer.was_fen.zip(offer.price_fen).filter(|(was, price)| was > price);
    let before = before.map(|(was, _)| {
        view! { <small><span class="sr-only">{tr!(l, "原价 ", "was ")}</span><s>{was.yuan()}</s></small> }
    });
    let price = offer.price_fen.map(|price| {
        let price = if price.0 == 0 { tr!(l, "免费", "Free") } else { price.yuan() };
        view! { <span class="cost">{price}{before}</span> }
    });
    view! {
        <li class="card media-card">
            <div class="media">{picture}{badge}</div>
            <div class="media-body">
                <h3>{l.pick(&offer.title_zh, &offer.title_en).to_owned()}</h3>
                <p>{l.pick(&offer.body_zh, &offer.body_en).to_owned()}</p>
                <ul class="overview">
                    <li><Icon name=if offer.fit == 0 { "check" } else { "car" }/>{why(l, offer)}</li>
                    <li><Icon name="clock"/>{tr!(l, "有效期至 {until}", "until {until}")}</li>
                </ul>
                <div class="media-foot">{price}</div>
            </div>
        </li>
    }
    .into_any()
}

/// Whom an offer is for, and why the reader sees it first.
fn why(l: Locale, offer: &Offer) -> String {
    let model = offer.model_zh.as_ref().zip(offer.model_en.as_ref()).map(|(zh, en)| l.pick(zh, en));
    let dealer = offer.dealer_zh.as_ref().zip(offer.dealer_en.as_ref()).map(|(zh, en)| l.pick(zh, en));
    match (offer.fit, model, dealer) {
        (0, Some(model), Some(dealer)) => {
            tr!(l, "适合您的 {model}，您的经销商 {dealer} 可用", "For your {model}, at your dealer {dealer}")
        }
        (0, Some(model), None) => tr!(l, "因为您有 {model}", "Because you own a {model}"),
        (0, None, Some(dealer)) => tr!(l, "您的经销商 {dealer}", "At your dealer, {dealer}"),
        (_, Some(model), Some(dealer)) => tr!(l, "仅限 {model}，{dealer}", "{model} only, at {dealer}"),
        (_, Some(model), None) => tr!(l, "仅限 {model}", "{model} only"),
        (_, None, Some(dealer)) => tr!(l, "仅限 {dealer}", "{dealer} only"),
        (_, None, None) => tr!(l, "全部车型，全国经销商", "All models, all dealers"),
    }
}

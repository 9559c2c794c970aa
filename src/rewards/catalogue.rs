//! `/rewards`, public.

use super::components::RewardCard;
use super::messages;
use super::model::RewardKind;
use super::store::catalogue::{Card, Position, list_cards, parse_cursor};
use crate::error::Result;
use crate::i18n::Locale;
use crate::points::summary::{Summary, summary};
use crate::search::{Question, Results, ResultsHeading, SearchForm, pattern};
use crate::ui::{Chip, Chips, Empty, Icon, ListAddress, PageHead, Pager};
use crate::values::{CustomerId, points};
use crate::web::{Ctx, Cursor, Page, Rights, Slice};
use leptos::prelude::*;

/// The filter and position that a request asks for.
struct Wanted {
    q: String,
    kind: Option<RewardKind>,
    affordable: bool,
    cursor: Cursor<Position>,
}

/// The data of one page.
struct CataloguePage {
    wanted: Wanted,
    mine: Option<Summary>,
    cards: Slice<Card>,
}

pub async fn list(ctx: Ctx) -> Result<Page> {
    let query = ctx.query();
    let found = load(
        &ctx,
        Wanted {
            q: query.get("q").to_owned(),
            kind: RewardKind::from_code(query.get("kind")),
            affordable: query.has("affordable"),
            cursor: Cursor::read(&query, parse_cursor),
        },
    )
    .await?;
    let l = ctx.locale;
    let title = tr!(l, "积分商城", "Rewards");
    Ok(ctx.page(title.clone(), || {
        let to_workshop_payments = found.mine.as_ref().map(|_| {
            view! {
                <a class="btn btn-sm" href="/me/workshop-payments"><Icon name="store"/>{tr!(l, "到店抵扣维保费用", "Pay a workshop bill with points")}</a>
            }
        });
        view! {
            <PageHead title lead=lead(l, found.mine.as_ref())>
                {to_workshop_payments}
            </PageHead>
            {search_form(l, &found.wanted)}
            <Results>{results(l, found)}</Results>
        }
    }))
}

/// The results below the search form.
pub async fn search(ctx: &Ctx, q: String, kind: &str, affordable: bool) -> Result<String> {
    let kind = RewardKind::from_code(kind);
    let found = load(ctx, Wanted { q, kind, affordable, cursor: Cursor::Start }).await?;
    Ok(ctx.part(|| results(ctx.locale, found)))
}

/// Ignores `affordable` for visitors, who have no points.
async fn load(ctx: &Ctx, mut wanted: Wanted) -> Result<CataloguePage> {
    let mut tx = ctx.app.db.read().await?;
    let mine = match owner(ctx) {
        Some(customer) => Some(summary(&mut tx, customer, ctx.now).await?),
        None => None,
    };
    wanted.affordable &= mine.is_some();
    let affordable_with = mine.as_ref().filter(|_| wanted.affordable).map(|mine| mine.available);
    let tier = mine.as_ref().map(|mine| mine.tier);
    let pattern = pattern(&wanted.q);
    let cards =
        list_cards(&mut tx, wanted.kind, pattern.as_deref(), tier, affordable_with, wanted.cursor, ctx.now).await?;
    Ok(CataloguePage { wanted, mine, cards })
}

/// The signed-in owner, if any.
pub(super) fn owner(ctx: &Ctx) -> Option<CustomerId> {
    match ctx.rights() {
        Some(Rights::Owner(customer)) => Some(customer),
        _ => None,
    }
}

fn lead(l: Locale, mine: Option<&Summary>) -> String {
    match mine {
        Some(mine) => {
            let (have, point_value) = (points(mine.available), mine.point_value());
            tr!(l, "您有 {have} 积分，价值 {point_value}", "You have {have} points, worth {point_value}")
        }
        None => tr!(
            l,
            "保养、活动和推荐得来的积分，在这里换成心仪好礼。",
            "Spend the points you earn from visits, events and referrals."
        ),
    }
}

impl Wanted {
    fn is_search(&self) -> bool {
        !self.q.trim().is_empty()
    }

    fn address(&self) -> ListAddress {
        let q = if self.is_search() { self.q.trim() } else { "" };
        let address = ListAddress::new("/rewards").with("q", q).with("kind", self.kind.map_or("", RewardKind::code));
        address.with("affordable", if self.affordable { "yes" } else { "" })
    }
}

fn search_form(l: Locale, wanted: &Wanted) -> impl IntoView + use<> {
    let label = tr!(l, "找礼品", "Find a reward");
    let placeholder = tr!(l, "礼品名称", "Reward name");
    view! { <SearchForm question=Question::Rewards address=wanted.address() label placeholder q=wanted.q.clone()/> }
}

fn results(l: Locale, found: CataloguePage) -> impl IntoView {
    let chips = chips(l, &found);
    view! { {chips}<div class="section">{cards(l, found)}</div> }
}

fn chips(l: Locale, found: &CataloguePage) -> impl IntoView + use<> {
    let Wanted { ref q, kind: chosen, affordable, .. } = found.wanted;
    let address = |kind, affordable| Wanted { q: q.clone(), kind, affordable, cursor: Cursor::Start }.address().href();
    let kinds = std::iter::once(None).chain(RewardKind::ALL.iter().copied().map(Some)).map(|kind| {
        let name = kind.map_or_else(|| tr!(l, "全部", "All"), |kind| messages::kind(l, kind));
        Chip::new(address(kind, affordable), name, kind == chosen)
    });
    let charity = Chip::new("/charity", tr!(l, "公益捐赠", "Charity"), false).with_icon("heart");
    let within = tr!(l, "积分够的", "Within my points");
    let within = Chip::new(address(chosen, !affordable), within, affordable).with_icon("check");
    let chips = kinds.chain([charity]).chain(found.mine.is_some().then_some(within)).collect();
    view! { <Chips chips label=tr!(l, "礼品类别", "Categories")/> }
}

fn cards(l: Locale, found: CataloguePage) -> impl IntoView {
    let CataloguePage { wanted, cards, .. } = found;
    if cards.rows.is_empty() {
        let text = if wanted.is_search() {
            tr!(l, "换个词或类别试试。", "Try another word or category.")
        } else {
            tr!(l, "换个类别看看，或再攒一攒积分。", "Try another category, or save up a little more.")
        };
        return view! {
            <Empty picture="search" title=tr!(l, "没有找到礼品", "No rewards found") text>
                <a class="btn btn-primary" href="/rewards">{tr!(l, "查看全部礼品", "View all rewards")}</a>
            </Empty>
        }
        .into_any();
    }
    let (newer, older) = cards.links(&wanted.address().base(), Card::cursor);
    view! {
        <ResultsHeading text=heading(l, &wanted, &cards) is_search=wanted.is_search()/>
        <ul class="grid grid-4">{cards.rows.into_iter().map(|card| view! { <RewardCard card/> }).collect_view()}</ul>
        <Pager newer older/>
    }
    .into_any()
}

/// The number of results, on the first page of a search.
fn heading(l: Locale, wanted: &Wanted, cards: &Slice<Card>) -> String {
    match cards.rows.len() {
        _ if !wanted.is_search() || wanted.cursor != Cursor::Start => tr!(l, "礼品", "Rewards"),
        n if cards.has_after => tr!(l, "找到 {n} 件以上礼品", "More than {n} rewards found"),
        1 => tr!(l, "找到 1 件礼品", "1 reward found"),
        n => tr!(l, "找到 {n} 件礼品", "{n} rewards found"),
    }
}

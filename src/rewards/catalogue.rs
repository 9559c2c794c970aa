//! `/rewards`, `/rewards/{id}`: open to all.

use super::model::RewardKind;
use super::parts::{RewardCard, RewardFrame};
use super::store::shelf::{Card, Place, Reward, find_reward, list_cards, parse_place};
use super::words;
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::points::summary::{Summary, summary};
use crate::search::{Question, Results, ResultsHeading, SearchForm, pattern};
use crate::ui::{Empty, Icon, Notice, PageHead, Pager, encode};
use crate::values::{CustomerId, RewardId, points};
use crate::web::{Ctx, Cursor, Id, Owner, Page, Rights, Slice};
use leptos::prelude::*;

/// What of the catalogue is asked for.
struct Wanted {
    q: String,
    kind: Option<RewardKind>,
    affordable: bool,
    cursor: Cursor<Place>,
}

/// What of it there is.
struct Shelf {
    wanted: Wanted,
    mine: Option<Summary>,
    cards: Slice<Card>,
}

pub async fn list(ctx: Ctx) -> Result<Page> {
    let query = ctx.query();
    let shelf = load(
        &ctx,
        Wanted {
            q: query.get("q").to_owned(),
            kind: RewardKind::from_code(query.get("kind")),
            affordable: query.has("affordable"),
            cursor: Cursor::read(&query, parse_place),
        },
    )
    .await?;
    let l = ctx.locale;
    let title = tr!(l, "积分商城", "Rewards");
    Ok(ctx.page(title.clone(), || {
        let to_counter = shelf.mine.as_ref().map(|_| {
            view! {
                <a class="btn btn-sm" href="/me/counter"><Icon name="store"/>{tr!(l, "到店抵扣维保费用", "Pay a workshop bill with points")}</a>
            }
        });
        view! {
            <PageHead title lead=lead(l, shelf.mine.as_ref())>
                {to_counter}
            </PageHead>
            {search_form(l, &shelf.wanted)}
            <Results>{results(l, shelf)}</Results>
        }
    }))
}

/// What the page shows below its search form.
pub async fn search(ctx: &Ctx, q: String, kind: &str, affordable: bool) -> Result<String> {
    let kind = RewardKind::from_code(kind);
    let shelf = load(ctx, Wanted { q, kind, affordable, cursor: Cursor::Start }).await?;
    Ok(ctx.part(|| results(ctx.locale, shelf)))
}

/// Only members' points can be enough for something.
async fn load(ctx: &Ctx, mut wanted: Wanted) -> Result<Shelf> {
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
    Ok(Shelf { wanted, mine, cards })
}

fn owner(ctx: &Ctx) -> Option<CustomerId> {
    match ctx.rights() {
        Some(Rights::Owner(customer)) => Some(customer),
        _ => None,
    }
}

fn lead(l: Locale, mine: Option<&Summary>) -> String {
    match mine {
        Some(mine) => {
            let (have, worth) = (points(mine.available), mine.worth());
            tr!(l, "您有 {have} 积分，价值 {worth}", "You have {have} points, worth {worth}")
        }
        None => tr!(
            l,
            "保养、活动和推荐得来的积分，在这里换成您想要的。",
            "What visits, events and recommendations earn, you spend here."
        ),
    }
}

impl Wanted {
    fn is_search(&self) -> bool {
        !self.q.trim().is_empty()
    }

    /// Its first page, ready for more: `/rewards?kind=goods&`.
    fn base(&self) -> String {
        let q = self.is_search().then(|| format!("q={}&", encode(self.q.trim())));
        let kind = self.kind.map(|kind| format!("kind={kind}&"));
        let affordable = self.affordable.then(|| "affordable=yes&".to_owned());
        ["/rewards?".to_owned()].into_iter().chain([q, kind, affordable].into_iter().flatten()).collect()
    }
}

fn search_form(l: Locale, wanted: &Wanted) -> impl IntoView + use<> {
    let label = tr!(l, "找礼品", "Find a reward");
    let placeholder = tr!(l, "礼品名称", "Name of a reward");
    let kind = wanted.kind.map(|kind| view! { <input type="hidden" name="kind" value=kind.code()/> });
    let affordable = wanted.affordable.then(|| view! { <input type="hidden" name="affordable" value="yes"/> });
    view! {
        <SearchForm question=Question::Rewards action="/rewards" label placeholder q=wanted.q.clone()>
            {kind}{affordable}
        </SearchForm>
    }
}

fn results(l: Locale, shelf: Shelf) -> impl IntoView {
    let chips = chips(l, &shelf);
    view! { {chips}<div class="section">{cards(l, shelf)}</div> }
}

fn chips(l: Locale, shelf: &Shelf) -> impl IntoView + use<> {
    let Wanted { ref q, kind: chosen, affordable, .. } = shelf.wanted;
    let address = |kind, affordable| {
        let base = Wanted { q: q.clone(), kind, affordable, cursor: Cursor::Start }.base();
        base.trim_end_matches(['?', '&']).to_owned()
    };
    let kinds = std::iter::once(None).chain(RewardKind::ALL.iter().copied().map(Some));
    let kinds = kinds
        .map(|kind| {
            let name = kind.map_or_else(|| tr!(l, "全部", "All"), |kind| words::kind(l, kind));
            let current = (kind == chosen).then_some("true");
            view! { <a class="chip" href=address(kind, affordable) aria-current=current>{name}</a> }
        })
        .collect_view();
    let afford = shelf.mine.as_ref().map(|_| {
        let current = affordable.then_some("true");
        view! {
            <a class="chip" href=address(chosen, !affordable) aria-current=current>
                <Icon name="check"/>{tr!(l, "我兑得起的", "I can afford it")}
            </a>
        }
    });
    view! { <nav class="chips chips-scroll" aria-label=tr!(l, "礼品类别", "Kinds")>{kinds}<a class="chip" href="/charity"><Icon name="heart"/>{tr!(l, "公益捐赠", "Charity")}</a>{afford}</nav> }
}

fn cards(l: Locale, shelf: Shelf) -> impl IntoView {
    let Shelf { wanted, cards, .. } = shelf;
    if cards.rows.is_empty() {
        let text = if wanted.is_search() {
            tr!(l, "换一个词或类别试试。", "Try another word or kind.")
        } else {
            tr!(l, "换一个类别看看，或者先攒一攒积分。", "Try another kind, or save up a little.")
        };
        return view! {
            <Empty picture="search" title=tr!(l, "没有找到礼品", "No rewards found") text>
                <a class="btn btn-primary" href="/rewards">{tr!(l, "查看全部礼品", "See all rewards")}</a>
            </Empty>
        }
        .into_any();
    }
    let (newer, older) = cards.links(&wanted.base(), Card::place);
    view! {
        <ResultsHeading text=heading(l, &wanted, &cards) is_search=wanted.is_search()/>
        <ul class="grid grid-4">{cards.rows.into_iter().map(|card| view! { <RewardCard card/> }).collect_view()}</ul>
        <Pager newer older/>
    }
    .into_any()
}

/// How many were found, which the first page of a search says.
fn heading(l: Locale, wanted: &Wanted, cards: &Slice<Card>) -> String {
    match cards.rows.len() {
        _ if !wanted.is_search() || wanted.cursor != Cursor::Start => tr!(l, "礼品", "Rewards"),
        n if cards.has_after => tr!(l, "找到 {n} 件以上礼品", "More than {n} rewards found"),
        1 => tr!(l, "找到 1 件礼品", "1 reward found"),
        n => tr!(l, "找到 {n} 件礼品", "{n} rewards found"),
    }
}

/// The same at an address that only owners have.
pub async fn detail_of_mine(ctx: Ctx, _: Owner, id: Id<RewardId>) -> Result<Page> {
    detail(ctx, id).await
}

pub async fn detail(ctx: Ctx, Id(id): Id<RewardId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let customer = owner(&ctx);
    let reward = find_reward(&mut tx, id, customer, ctx.now).await?.ok_or(AppError::NotFound)?;
    let mine = match customer {
        Some(customer) => Some(summary(&mut tx, customer, ctx.now).await?),
        None => None,
    };
    drop(tx);
    let l = ctx.locale;
    let title = l.pick(&reward.title_zh, &reward.title_en).to_owned();
    let signed_in = ctx.rights().is_some();
    Ok(ctx.page(title.clone(), move || {
        let action = match &mine {
            Some(mine) => view! { {offer(l, &reward, mine)}{wish(l, &reward)} }.into_any(),
            None if signed_in => ().into_any(),
            None => match why_not(l, &reward, i64::MAX) {
                Some(reason) => view! { <Notice kind="info">{reason}</Notice> }.into_any(),
                None => invitation(l, id).into_any(),
            },
        };
        view! {
            {crumbs(l, title)}
            <RewardFrame reward>{action}</RewardFrame>
        }
    }))
}

pub fn crumbs(l: Locale, title: String) -> impl IntoView {
    view! {
        <div class="page-head">
            <nav class="crumbs" aria-label=tr!(l, "路径", "Path")>
                <ol><li><a href="/rewards">{tr!(l, "积分商城", "Rewards")}</a></li><li aria-current="page">{title}</li></ol>
            </nav>
        </div>
    }
}

/// What a stranger can do.
fn invitation(l: Locale, id: RewardId) -> impl IntoView {
    view! {
        <div class="btn-row">
            <a class="btn btn-primary" href=format!("/login?next=/rewards/{id}/redemption")>{tr!(l, "登录后兑换", "Sign in to redeem")}</a>
            <a class="btn" href="/join">{tr!(l, "还不是会员？", "Not a member yet?")}</a>
        </div>
    }
}

/// What an owner can do: redeem, or read why not.
fn offer(l: Locale, reward: &Reward, mine: &Summary) -> impl IntoView + use<> {
    let id = reward.id;
    match why_not(l, reward, mine.available) {
        Some(reason) => view! { <Notice kind="info">{reason}</Notice> }.into_any(),
        None => {
            let name = tr!(l, "立即兑换", "Redeem");
            let rest = points(mine.available - reward.price().points);
            view! {
                <p class="muted">{tr!(l, "兑换后还剩 {rest} 积分。", "{rest} points remain after that.")}</p>
                <div class="btn-row"><a class="btn btn-primary" href=format!("/rewards/{id}/redemption")>{name}</a></div>
            }
            .into_any()
        }
    }
}

/// Onto the wishlist, or that it is there.
fn wish(l: Locale, reward: &Reward) -> impl IntoView + use<> {
    if reward.is_wished {
        return view! {
            <form class="btn-row" method="post" novalidate action=format!("/me/wishes/{}/removal", reward.id)>
                <input type="hidden" name="back" value="reward"/>
                <a class="btn btn-quiet" href="/me/wishes"><Icon name="heart"/>{tr!(l, "已在心愿单", "On your wishlist")}</a>
                <button class="btn btn-quiet">{tr!(l, "移出心愿单", "Take it off")}</button>
            </form>
        }
        .into_any();
    }
    let name = match reward.stock_left {
        0 => tr!(l, "到货通知我", "Tell me when it is back"),
        _ => tr!(l, "加入心愿单", "Add to wishlist"),
    };
    (!reward.is_over)
        .then(|| {
            view! {
                <form method="post" novalidate action=format!("/rewards/{}/wish", reward.id)>
                    <button class="btn btn-quiet"><Icon name="heart"/>{name}</button>
                </form>
            }
        })
        .into_any()
}

/// Why a member cannot redeem it now. Only told here; decided when it is redeemed.
pub fn why_not(l: Locale, reward: &Reward, available: i64) -> Option<String> {
    let missing = reward.price().points - available;
    if reward.is_over {
        Some(tr!(l, "此礼品已下架。", "This reward is no longer offered."))
    } else if reward.stock_left == 0 {
        Some(tr!(l, "已兑完，看看别的吧。", "Out of stock; have a look at the others."))
    } else if reward.is_at_limit() {
        Some(tr!(l, "您已达到每人限兑数量。", "You already have as many as one member may have."))
    } else if missing > 0 {
        let missing = points(missing);
        Some(tr!(l, "还差 {missing} 积分。", "{missing} points to go."))
    } else {
        None
    }
}

use super::scan::scanned_at;
use super::store::{self, Listed, MemberRow, Position, ROWS};
use super::work_lists::WorkList;
use crate::clock;
use crate::db::Tx;
use crate::error::Result;
use crate::files::Search;
use crate::garage::messages;
use crate::i18n::Locale;
use crate::row;
use crate::search::{Question, Results, ResultsHeading, SearchForm};
use crate::ui::{Chip, Chips, Column, Empty, ListAddress, Notice, PageHead, Pager, Row, Table, TierBadge, encode};
use crate::values::points;
use crate::web::{Ctx, Cursor, Dealer, Page, Query, use_ctx};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::Deserialize;

#[derive(Default, Deserialize)]
pub struct Filter {
    #[serde(default)]
    q: String,
    #[serde(default)]
    list: String,
}

impl Filter {
    fn is_search(&self) -> bool {
        !self.q.trim().is_empty()
    }
}

/// The members found, and by which selection.
struct Found {
    filter: Filter,
    list: WorkList,
    listed: Listed,
    is_first_page: bool,
    /// Part of a number was typed, so no search was made.
    is_partial: bool,
}

/// `/dealer/members`: the dealer's members, one work list, or search results.
pub async fn page(ctx: Ctx, me: Dealer, Query(filter): Query<Filter>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let scanned = scanned_at(&mut tx).await?;
    let cursor = Cursor::read(&ctx.query(), parse_cursor);
    let found = load(&mut tx, &ctx, me, filter, cursor).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "本店会员", "Our members");
    Ok(ctx.page(title.clone(), move || {
        let lead = tr!(
            l,
            "在本店购车、首选本店或近 24 个月到店，且已授权本店服务的会员。",
            "Members who bought here, prefer us or visited in 24 months, and agreed to our service."
        );
        view! {
            <PageHead title lead/>
            {freshness(l, scanned)}
            {search_form(l, &found.filter.q)}
            <Results>{results(l, found)}</Results>
        }
    }))
}

/// Renders what the page shows below its search form.
pub async fn search(ctx: &Ctx, me: Dealer, q: String) -> Result<String> {
    let mut tx = ctx.app.db.read().await?;
    let found = load(&mut tx, ctx, me, Filter { q, ..Filter::default() }, Cursor::Start).await?;
    drop(tx);
    Ok(ctx.part(|| results(ctx.locale, found)))
}

async fn load(tx: &mut Tx, ctx: &Ctx, me: Dealer, filter: Filter, cursor: Cursor<Position>) -> Result<Found> {
    let list = WorkList::from_code(&filter.list).unwrap_or(WorkList::All);
    let is_first_page = cursor == Cursor::Start;
    let search = Search::of(&filter.q);
    let is_partial = search.as_ref().is_some_and(Search::is_partial);
    let listed = match search {
        Some(_) if is_partial => Listed::default(),
        Some(search) => store::search(tx, me.dealer, &search, cursor, ctx.now).await?,
        None => store::list_members(tx, me.dealer, list, cursor, ctx.now).await?,
    };
    Ok(Found { filter, list, listed, is_first_page, is_partial })
}

/// Parses `sort~id`.
fn parse_cursor(text: &str) -> Option<Position> {
    let (sort, id) = text.rsplit_once('~')?;
    let plain = sort.len() <= 40 && sort.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
    plain.then_some((sort.to_owned(), id.parse().ok()?))
}

/// When the lists were scanned, as text; with the date if that was not today.
pub fn as_of(l: Locale, at: DateTime<Utc>) -> String {
    if clock::day(at) == use_ctx().today() { l.time(at) } else { l.date_time(at) }
}

fn freshness(l: Locale, scanned: Option<DateTime<Utc>>) -> AnyView {
    let Some(at) = scanned.map(|at| as_of(l, at)) else {
        return view! { <Notice kind="info">{tr!(l, "名单正在生成，稍后刷新即可看到。", "Lists are being prepared. Please refresh in a moment.")}</Notice> }
            .into_any();
    };
    let text = tr!(
        l,
        "名单截至 {at}，约每 10 分钟更新；按手机号、车牌、VIN 或会员号查找始终是最新的。",
        "Lists as of {at}, updated about every 10 minutes. Search by phone, plate, VIN or member number is always current."
    );
    view! { <p class="muted">{text}</p> }.into_any()
}

pub fn lists_text(l: Locale, list: WorkList) -> String {
    match list {
        WorkList::All => tr!(l, "全部", "All"),
        WorkList::Inspection => tr!(l, "60 天内年检", "Inspection within 60 days"),
        WorkList::Unseen => tr!(l, "9 个月未到店", "No visit for 9 months"),
        WorkList::Birthday => tr!(l, "本周生日", "Birthday this week"),
        WorkList::Expiring => tr!(l, "积分 30 天内过期", "Points expiring in 30 days"),
        WorkList::Workshop => tr!(l, "正在店内", "In the workshop now"),
    }
}

fn search_form(l: Locale, q: &str) -> impl IntoView + use<> {
    let label = tr!(l, "找会员", "Find a member");
    let placeholder = tr!(l, "姓名、手机号、车牌、VIN 或会员号", "Name, phone, plate, VIN or member number");
    view! { <SearchForm question=Question::Members address=ListAddress::new("/dealer/members") label placeholder q/> }
}

fn chips(l: Locale, here: WorkList) -> AnyView {
    let chips = WorkList::ALL
        .iter()
        .map(|list| Chip::new(format!("/dealer/members?list={list}"), lists_text(l, *list), *list == here));
    view! { <Chips chips=chips.collect() label=tr!(l, "名单", "Lists")/> }.into_any()
}

fn results(l: Locale, found: Found) -> impl IntoView {
    let chips = (!found.filter.is_search()).then(|| chips(l, found.list));
    let address = ListAddress::new("/dealer/members").with("list", found.list).with("q", found.filter.q.trim());
    let link = |name: &str, (sort, id): &Position| format!("{}{name}={}~{id}", address.base(), encode(sort));
    let newer = found.listed.previous.as_ref().map(|position| link("before", position));
    let older = found.listed.next.as_ref().map(|position| link("after", position));
    let rows = if found.listed.rows.is_empty() {
        nobody(l, &found.filter, found.is_partial)
    } else {
        let (text, is_search) = (heading(l, &found), found.filter.is_search());
        view! { <ResultsHeading text is_search/>{table(l, &found.listed.rows, found.list)} }.into_any()
    };
    view! { {chips}{rows}<Pager newer older/> }
}

fn nobody(l: Locale, filter: &Filter, is_partial: bool) -> AnyView {
    let text = match filter.is_search() {
        false => tr!(l, "这份名单暂时没有会员。", "No members on this list right now."),
        true if is_partial => tr!(
            l,
            "手机号、车牌、VIN 或会员号请输入完整；姓名从第一个字输起。",
            "Enter the full phone number, plate, VIN or member number, or the beginning of a name."
        ),
        true => tr!(
            l,
            "只能查到与本店有关且已授权的会员，请核对后再试。",
            "Only members linked to this dealer who gave consent can be found. Please check your entry."
        ),
    };
    let title =
        if is_partial { tr!(l, "请输入完整", "Keep typing") } else { tr!(l, "没有会员", "No members found") };
    view! { <div class="card"><Empty picture="search" title text/></div> }.into_any()
}

/// The number of results; without a number if some members have left the list since the last scan.
fn heading(l: Locale, found: &Found) -> String {
    let Found { filter, list, listed, is_first_page, .. } = found;
    match listed.rows.len() {
        _ if !filter.is_search() || !is_first_page => lists_text(l, *list),
        n if listed.next.is_some() && n < ROWS => tr!(l, "找到的会员", "Members found"),
        n if listed.next.is_some() => tr!(l, "找到 {n} 位以上会员", "More than {n} members found"),
        1 => tr!(l, "找到 1 位会员", "1 member found"),
        n => tr!(l, "找到 {n} 位会员", "{n} members found"),
    }
}

fn table(l: Locale, rows: &[MemberRow], list: WorkList) -> AnyView {
    let columns = vec![
        Column::main(tr!(l, "会员", "Member")),
        Column::text(tr!(l, "车辆", "Car")),
        Column::text(matter_name(l, list)),
        Column::text(tr!(l, "上次到店", "Last visit")),
        Column::text(tr!(l, "关联原因", "Linked by")),
        Column::amount(tr!(l, "等级", "Tier")),
    ];
    let rows = rows.iter().map(|row| table_row(l, row, list)).collect();
    view! { <Table caption=lists_text(l, list) columns rows/> }.into_any()
}

fn table_row(l: Locale, row: &MemberRow, list: WorkList) -> Row {
    let seen = row.seen_at.map_or_else(|| "—".to_owned(), |at| l.day(at));
    let tier = row.tier;
    row![
        view! { <MemberCell row=row.clone()/> },
        car_text(l, row),
        view! { <span class="nowrap">{matter(l, row, list)}</span> },
        view! { <span class="nowrap">{seen}</span> },
        row.reason.text(l),
        view! { <TierBadge tier/> },
    ]
}

/// Masked name and phone, linking to the file.
#[component]
pub fn MemberCell(row: MemberRow) -> impl IntoView {
    let name = row.name.masked();
    let initial: String = name.chars().take(1).collect();
    let phone = row.phone.map(|phone| phone.masked());
    view! {
        <div class="person">
            <span class="avatar" aria-hidden="true">{initial}</span>
            <div><strong><a href=format!("/dealer/members/{}", row.id)>{name}</a></strong><span class="num">{phone}</span></div>
        </div>
    }
    .into_any()
}

pub fn car_text(l: Locale, row: &MemberRow) -> AnyView {
    let model = row.model_zh.as_deref().zip(row.model_en.as_deref()).map(|(zh, en)| l.pick(zh, en).to_owned());
    let plate = row.plate.as_ref().map(|plate| view! { <small class="nowrap">{plate.dotted()}</small> });
    view! { {model.unwrap_or_else(|| "—".to_owned())}{plate} }.into_any()
}

fn matter_name(l: Locale, list: WorkList) -> String {
    match list {
        WorkList::Birthday => tr!(l, "生日", "Birthday"),
        WorkList::Expiring => tr!(l, "即将过期", "Expiring"),
        WorkList::Workshop => tr!(l, "进度", "Progress"),
        WorkList::All | WorkList::Inspection | WorkList::Unseen => tr!(l, "年检", "Inspection"),
    }
}

/// The detail of a member that a list is about.
pub fn matter(l: Locale, row: &MemberRow, list: WorkList) -> String {
    let today = use_ctx().today();
    let nothing = || "—".to_owned();
    match list {
        WorkList::Birthday => row.birthday.map_or_else(nothing, |day| day_of_year(l, day)),
        WorkList::Expiring => {
            let n = points(row.expiring);
            tr!(l, "{n} 分", "{n} points")
        }
        WorkList::Workshop => row.order_status.map_or_else(nothing, |status| messages::status(l, status)),
        WorkList::All | WorkList::Inspection | WorkList::Unseen => match row.inspection_due_on {
            Some(due) if due >= today => days_left(l, (due - today).num_days()),
            Some(due) => l.date(due),
            None => nothing(),
        },
    }
}

fn days_left(l: Locale, days: i64) -> String {
    match days {
        0 => tr!(l, "今天", "today"),
        1 => tr!(l, "明天", "tomorrow"),
        _ => tr!(l, "{days} 天后", "in {days} days"),
    }
}

/// Month and day only: a member's year of birth is not shown to dealers.
pub fn day_of_year(l: Locale, day: chrono::NaiveDate) -> String {
    use chrono::Datelike;
    let (month, date) = (day.month(), day.day());
    tr!(l, "{month}月{date}日", "{month:02}-{date:02}")
}

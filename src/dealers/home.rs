//! `/dealer`: the work lists of the day.

use super::members::{HomeRow, MemberRow, WorkList, as_of, list_home, lists_text, matter};
use crate::db::{DbResult, Tx};
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::ui::{Icon, ListAddress, PageHead, SearchBar};
use crate::values::{DealerId, PersonName, Plate, ReferralId, counted};
use crate::web::{Ctx, Dealer, Page};
use crate::{counted, sql};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// Rows shown per list.
const EACH: i64 = 4;
const LISTS: [(WorkList, &str); 5] = [
    (WorkList::Inspection, "shield"),
    (WorkList::Unseen, "clock"),
    (WorkList::Birthday, "cake"),
    (WorkList::Expiring, "points"),
    (WorkList::Workshop, "wrench"),
];

/// The dealer, when its lists were scanned, and the length of each list, counted up to a thousand.
#[derive(sqlx::FromRow)]
struct Head {
    name_zh: String,
    name_en: String,
    scanned_at: Option<DateTime<Utc>>,
    members: i64,
    inspection: i64,
    unseen: i64,
    birthday: i64,
    expiring: i64,
    workshop: i64,
    new_leads: i64,
}

impl Head {
    fn count(&self, list: WorkList) -> i64 {
        match list {
            WorkList::All => self.members,
            WorkList::Inspection => self.inspection,
            WorkList::Unseen => self.unseen,
            WorkList::Birthday => self.birthday,
            WorkList::Expiring => self.expiring,
            WorkList::Workshop => self.workshop,
        }
    }
}

macro_rules! in_list {
    ($list:literal) => {
        counted!(concat!("dealer_list_members WHERE dealer_id = $1 AND list = '", $list, "'"))
    };
}

pub(super) const HEAD: &str = concat!(
    "SELECT d.name_zh, d.name_en, s.begun_at AS scanned_at, ",
    in_list!("all"),
    " AS members, ",
    in_list!("inspection"),
    " AS inspection, ",
    in_list!("unseen"),
    " AS unseen, ",
    in_list!("birthday"),
    " AS birthday, ",
    in_list!("expiring"),
    " AS expiring, ",
    in_list!("workshop"),
    " AS workshop, ",
    counted!("referrals WHERE dealer_id = $1 AND state = 'invited'"),
    " AS new_leads FROM dealers d CROSS JOIN dealer_list_scans s WHERE d.id = $1"
);

#[derive(sqlx::FromRow)]
struct LeadRow {
    id: ReferralId,
    friend_name: PersonName,
    created_at: DateTime<Utc>,
}

pub async fn page(ctx: Ctx, me: Dealer) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let head = sql!(tx, optional Head, HEAD, me.dealer)?.ok_or(AppError::NotFound)?;
    let leads = list_new_leads(&mut tx, me.dealer).await?;
    let rows = list_home(&mut tx, me.dealer, EACH, ctx.now).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "今日工作", "Today’s work");
    Ok(ctx.page(title.clone(), move || {
        view! {
            <PageHead title lead=lead(l, &head)>
                <a class="btn btn-sm" href="/dealer/redeem"><Icon name="points"/>{tr!(l, "积分抵扣工单", "Pay a bill with points")}</a>
            </PageHead>
            {find(l)}
            {tiles(l, &head)}
            <h2 class="sr-only">{tr!(l, "名单", "Lists")}</h2>
            <div class="grid grid-2">
                {leads_card(l, leads)}
                {LISTS.map(|(list, icon)| card(l, list, icon, &rows))}
            </div>
        }
    }))
}

/// The count shown on the home page, for tests.
#[cfg(test)]
pub async fn count(tx: &mut Tx, dealer: DealerId, list: WorkList) -> DbResult<i64> {
    Ok(sql!(tx, one Head, HEAD, dealer)?.count(list))
}

/// The oldest leads that have not been called yet.
async fn list_new_leads(tx: &mut Tx, dealer: DealerId) -> DbResult<Vec<LeadRow>> {
    sql!(
        tx,
        all LeadRow,
        "SELECT id, friend_name, created_at FROM referrals WHERE dealer_id = $1 AND state = 'invited' ORDER BY id LIMIT $2",
        dealer,
        EACH
    )
}

fn lead(l: Locale, head: &Head) -> String {
    let dealer = l.pick(&head.name_zh, &head.name_en);
    let Some(at) = head.scanned_at.map(|at| as_of(l, at)) else {
        return tr!(
            l,
            "{dealer} · 名单正在生成，稍后刷新即可看到",
            "{dealer} · lists are being prepared. Please refresh in a moment"
        );
    };
    let all = counted(head.members);
    tr!(
        l,
        "{dealer} · {all} 位会员已授权本店服务 · 名单截至 {at}",
        "{dealer} · {all} members agreed to your service · lists as of {at}"
    )
}

fn find(l: Locale) -> AnyView {
    let placeholder = tr!(l, "姓名、手机号、车牌、VIN 或会员号", "Name, phone, plate, VIN or member number");
    let address = ListAddress::new("/dealer/members");
    view! { <SearchBar address label=tr!(l, "找会员", "Find a member") placeholder q=""/> }.into_any()
}

fn tiles(l: Locale, head: &Head) -> AnyView {
    let tile = |href: String, icon: &'static str, name: String, n: i64| {
        view! {
            <a class="stat" href=href><p class="stat-label"><Icon name=icon/>{name}</p><p class="numeral">{counted(n)}</p></a>
        }
        .into_any()
    };
    let lists = LISTS
        .map(|(list, icon)| tile(format!("/dealer/members?list={list}"), icon, lists_text(l, list), head.count(list)));
    let leads = tile("/dealer/leads".to_owned(), "share", tr!(l, "新线索", "New leads"), head.new_leads);
    view! { <div class="stats">{leads}{lists}</div> }.into_any()
}

fn card(l: Locale, list: WorkList, icon: &'static str, rows: &[HomeRow]) -> AnyView {
    let items: Vec<AnyView> =
        rows.iter().filter(|row| row.list == list).map(|row| member(l, list, icon, &row.member)).collect();
    frame(l, list.code(), lists_text(l, list), format!("/dealer/members?list={list}"), items)
}

fn frame(l: Locale, id: &'static str, title: String, all: String, items: Vec<AnyView>) -> AnyView {
    let link =
        (!items.is_empty()).then(|| view! { <a href=all>{tr!(l, "全部", "All")}<Icon name="chevron-right"/></a> });
    let body = if items.is_empty() {
        view! { <p class="muted">{tr!(l, "今天没有", "None today")}</p> }.into_any()
    } else {
        view! { <ul class="list">{items}</ul> }.into_any()
    };
    view! {
        <section class="card" aria-labelledby=id><div class="card-head"><h3 id=id>{title}</h3>{link}</div>{body}</section>
    }
    .into_any()
}

fn member(l: Locale, list: WorkList, icon: &'static str, row: &MemberRow) -> AnyView {
    let model = row.model_zh.as_deref().zip(row.model_en.as_deref()).map(|(zh, en)| l.pick(zh, en).to_owned());
    let plate = row.plate.as_ref().map(Plate::dotted);
    let car: Vec<String> = [model, plate].into_iter().flatten().collect();
    let said = match list {
        WorkList::Unseen => row.seen_at.map_or_else(|| tr!(l, "未到过店", "never visited"), |at| l.day(at)),
        _ => matter(l, row, list),
    };
    view! {
        <li>
            <span class="list-icon"><Icon name=icon/></span>
            <div class="list-body"><a href=format!("/dealer/members/{}", row.id)>{row.name.masked()}</a><span>{car.join(" · ")}</span></div>
            <div class="list-end"><span class="nowrap">{said}</span></div>
        </li>
    }
    .into_any()
}

fn leads_card(l: Locale, leads: Vec<LeadRow>) -> AnyView {
    let items = leads.into_iter().map(|row| {
        view! {
            <li>
                <span class="list-icon"><Icon name="share"/></span>
                <div class="list-body"><a href=format!("/dealer/leads/{}", row.id)>{row.friend_name.masked()}</a><span>{tr!(l, "待首次联系", "Awaiting first contact")}</span></div>
                <div class="list-end"><span class="nowrap">{l.day(row.created_at)}</span></div>
            </li>
        }
        .into_any()
    });
    frame(l, "leads", tr!(l, "新线索", "New leads"), "/dealer/leads".to_owned(), items.collect())
}

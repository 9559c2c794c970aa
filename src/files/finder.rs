//! The administrators' member search: one box, and the members that it finds.

use super::Search;
use super::members::{self, MemberRow, Position, ROWS};
use crate::error::Result;
use crate::i18n::Locale;
use crate::row;
use crate::ui::{Column, Empty, ListAddress, Pager, Row, SearchBar, Table, TierBadge, encode};
use crate::values::Plate;
use crate::web::{Ctx, Cursor, Slice};
use leptos::prelude::*;
use serde::Deserialize;

/// The search page, and the prefix of a member's page, to which `/{id}` is appended.
#[derive(Clone, Copy)]
pub struct Landing {
    pub search: &'static str,
    pub member: &'static str,
}

#[derive(Default, Deserialize)]
pub struct Filter {
    #[serde(default)]
    q: String,
}

impl Filter {
    /// Whether anything was typed.
    pub fn is_search(&self) -> bool {
        !self.q.trim().is_empty()
    }
}

/// The members that the box finds; the newest ones if nothing was typed.
pub async fn find(ctx: &Ctx, filter: &Filter) -> Result<Slice<MemberRow>> {
    let cursor = Cursor::read(&ctx.query(), parse_cursor);
    let mut tx = ctx.app.db.read().await?;
    let search = Search::of(&filter.q);
    let rows = match search.as_ref().map(|search| (search, search.names())) {
        None => members::list_newest(&mut tx, cursor).await?,
        Some((_, Some(names))) => members::find_named(&mut tx, &names, cursor).await?,
        Some((search, None)) => {
            let rows = members::find_exact(&mut tx, search, ROWS as i64).await?;
            Slice { rows, has_before: false, has_after: false }
        }
    };
    Ok(rows)
}

fn parse_cursor(text: &str) -> Option<Position> {
    let (id, name) = text.split_once('~')?;
    let plain = name.len() <= 200 && !name.chars().any(char::is_control);
    plain.then_some((id.parse().ok()?, name.to_owned()))
}

fn cursor(row: &MemberRow) -> String {
    format!("{}~{}", row.id, encode(row.name.as_str()))
}

/// One box that finds members by any of their identifiers.
pub fn search_bar(l: Locale, on: Landing, filter: &Filter) -> AnyView {
    let placeholder = tr!(l, "姓名、手机号、车牌、VIN 或会员号", "Name, phone, plate, VIN or member number");
    let address = ListAddress::new(on.search);
    view! { <SearchBar address label=tr!(l, "查找", "Search") placeholder q=filter.q.clone()/> }.into_any()
}

/// The members found, page by page.
pub fn result(l: Locale, on: Landing, rows: Slice<MemberRow>, filter: &Filter) -> AnyView {
    if rows.rows.is_empty() {
        let title = tr!(l, "没有找到会员", "No members found");
        let text = tr!(
            l,
            "姓名从第一个字输起；手机号、车牌、VIN 或会员号请输入完整。",
            "Enter the beginning of a name, or the full phone number, plate, VIN or member number."
        );
        return view! { <div class="card"><Empty picture="search" title text/></div> }.into_any();
    }
    let address = ListAddress::new(on.search).with("q", filter.q.trim());
    let (newer, older) = rows.links(&address.base(), cursor);
    let columns = vec![
        Column::main(tr!(l, "会员", "Member")),
        Column::text(tr!(l, "会员号", "Member number")),
        Column::text(tr!(l, "车辆", "Car")),
        Column::text(tr!(l, "入会", "Joined")),
        Column::amount(tr!(l, "等级", "Tier")),
    ];
    let rows = rows.rows.into_iter().map(|row| member(l, on, row)).collect();
    view! { <Table caption=tr!(l, "会员", "Members") columns rows/><Pager newer older/> }.into_any()
}

fn member(l: Locale, on: Landing, row: MemberRow) -> Row {
    let name = row.name.masked();
    let initial: String = name.chars().take(1).collect();
    let phone = row.phone.map(|phone| phone.masked());
    let model = row.model_zh.as_deref().zip(row.model_en.as_deref()).map(|(zh, en)| l.pick(zh, en).to_owned());
    let plate = row.plate.map(|plate| Plate::parse(&plate).map_or(plate, |plate| plate.dotted()));
    let tier = row.tier;
    row![
        view! {
            <div class="person">
                <span class="avatar" aria-hidden="true">{initial}</span>
                <div><strong><a href=format!("{}/{}", on.member, row.id)>{name}</a></strong><span class="num">{phone}</span></div>
            </div>
        },
        view! { <span class="num">{row.member_no.to_string()}</span> },
        view! { {model.unwrap_or_else(|| "—".to_owned())}<small class="nowrap">{plate}</small> },
        view! { <span class="nowrap">{l.day(row.joined_at)}</span> },
        view! { <TierBadge tier/> },
    ]
}

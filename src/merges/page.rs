//! `/admin/members/{id}/merge`: finds another row of the same customer by its number, compares the two, and merges it
//! into the member whose file is open.

use super::queries::{self, Side};
use crate::error::{AppError, Result};
use crate::files::ReasonForm;
use crate::i18n::{Locale, error_text};
use crate::merges::Refusal;
use crate::ui::{Empty, Notice, PageHead, TextField, tier_name};
use crate::values::{CustomerId, points};
use crate::web::{Admin, Ctx, Id, Page, use_locale};
use leptos::prelude::*;

/// Maximum length of the number and the reason, in characters.
pub const NUMBER: usize = 40;
pub const REASON: usize = 200;

pub async fn page(ctx: Ctx, me: Admin, Id(id): Id<CustomerId>) -> Result<Page> {
    let number = ctx.form.as_ref().map(|form| form.typed.get("with").to_owned());
    let number = number.unwrap_or_else(|| ctx.query().get("with").trim().to_owned());
    let mut tx = ctx.app.db.read().await?;
    let (survivor, opened) = queries::find_member(&mut tx, id, me.account, ctx.now).await?.ok_or(AppError::NotFound)?;
    if !opened {
        return Ok(closed(&ctx, id));
    }
    let other = match number.as_str() {
        "" => None,
        number => queries::find_numbered(&mut tx, number, ctx.now).await?,
    };
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "合并客户记录", "Merge customer records");
    Ok(ctx.page(title.clone(), move || {
        let crumbs = vec![
            ("/admin/members".to_owned(), tr!(l, "会员", "Members")),
            (format!("/admin/members/{id}"), survivor.name.to_string()),
        ];
        let found = (!number.is_empty()).then(|| match other {
            Some(duplicate) if duplicate.id != survivor.id => view! { <Comparison survivor duplicate/> }.into_any(),
            _ => not_found(l),
        });
        view! {
            <PageHead title crumbs=crumbs lead=tr!(l, "同一位客户有两条记录时，把另一条并入此会员：积分（有效期不变）、等级、历史与车辆都归入此会员，不能撤销。",
                "If one customer has two records, merge the other into this member: points with their expiry dates, tier, history and cars move here. This cannot be undone.")/>
            <div class="stack"><Finder number/>{found}</div>
        }
    }))
}

/// Shown instead of the page while the reader has not opened the file.
fn closed(ctx: &Ctx, id: CustomerId) -> Page {
    let l = ctx.locale;
    let title = tr!(l, "合并客户记录", "Merge customer records");
    ctx.page(title.clone(), move || {
        view! { <PageHead title/><ReasonForm action=format!("/admin/members/{id}")/> }
    })
}

fn not_found(l: Locale) -> AnyView {
    view! {
        <Empty picture="search" title=tr!(l, "没有找到另一条记录", "No other record found")
            text=tr!(l, "请核对客户编号或会员号；已合并的记录不再出现。", "Check the customer or member number. Merged records no longer appear.")/>
    }
    .into_any()
}

#[component]
fn Finder(number: String) -> impl IntoView {
    let l = use_locale();
    view! {
        <form class="form card" method="get" novalidate>
            <div class="field">
                <label for="with">{tr!(l, "另一条记录的客户编号或会员号", "Customer or member number of the other record")}</label>
                <input class="control control-short" id="with" name="with" value=number maxlength=NUMBER.to_string() autocomplete="off"/>
            </div>
            <div class="form-actions"><button class="btn">{tr!(l, "查找并比较", "Find and compare")}</button></div>
        </form>
    }
}

#[component]
fn Comparison(survivor: Side, duplicate: Side) -> impl IntoView {
    let l = use_locale();
    let likely = duplicate.agrees(&survivor);
    let notice = if likely.iter().filter(|same| **same).count() >= 2 {
        view! { <Notice kind="info">{agreement(l, likely)}</Notice> }
    } else {
        view! { <Notice kind="warn">{agreement(l, likely)}</Notice> }
    };
    let set_aside = (duplicate.held > 0).then(|| {
        let text = tr!(
            l,
            "另一条记录有预留中的积分，须先使用或退回。",
            "The other record has reserved points. They must be used or returned first."
        );
        view! { <Notice kind="warn">{text}</Notice> }
    });
    let rows = rows(l, &survivor, &duplicate).into_iter().map(|(name, here, there)| {
        view! { <tr><th scope="row">{name}</th><td data-label=tr!(l, "保留", "Keep")>{here}</td>
        <td data-label=tr!(l, "并入", "Merge in")>{there}</td></tr> }
    });
    let possible = duplicate.may_join(&survivor, duplicate.available);
    let refusal = (!possible).then(|| {
        let text = error_text(l, &Refusal::UnlikeRows { most: duplicate.single_limit }.into());
        view! { <Notice kind="warn">{text}</Notice> }
    });
    view! {
        {notice}{set_aside}{refusal}
        <div class="table-wrap"><table class="table">
            <caption class="sr-only">{tr!(l, "两条记录的比较", "The two records compared")}</caption>
            <thead><tr><th scope="col">{tr!(l, "项目", "Item")}</th><th scope="col">{tr!(l, "此会员（保留）", "This member (keep)")}</th>
                <th scope="col">{tr!(l, "另一条记录（并入）", "The other record (merge in)")}</th></tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table></div>
        {possible.then(|| view! { <MergeForm survivor duplicate/> })}
    }
}

#[component]
fn MergeForm(survivor: Side, duplicate: Side) -> impl IntoView {
    let l = use_locale();
    let (duplicate_no, versions) = (duplicate.customer_no, format!("{}.{}", survivor.version, duplicate.version));
    view! {
        <form class="form card" method="post" novalidate>
            <input type="hidden" name="with" value=duplicate_no/><input type="hidden" name="versions" value=versions/>
            <TextField name="reason" label=tr!(l, "合并原因", "Reason for merging") maxlength=REASON as u32
                hint=tr!(l, "原因会被记录。另一条记录的登录账号将停用。", "The reason is recorded. Any sign-in account of the other record will be disabled.")/>
            <div class="form-actions"><button class="btn btn-danger">{tr!(l, "合并，不能撤销", "Merge permanently")}</button></div>
        </form>
    }
}

fn agreement(l: Locale, same: [bool; 3]) -> String {
    let names = [tr!(l, "姓名", "name"), tr!(l, "手机号", "phone"), tr!(l, "生日", "birthday")];
    let agreed: Vec<_> = names.into_iter().zip(same).filter(|(_, same)| *same).map(|(name, _)| name).collect();
    if agreed.is_empty() {
        return tr!(
            l,
            "姓名、手机号、生日都不一致，请确认是同一位客户。",
            "Name, phone and birthday all differ. Make sure this is the same customer."
        );
    }
    let list = agreed.join(&tr!(l, "、", ", "));
    tr!(l, "两条记录一致：{list}。", "Both records have the same {list}.")
}

fn rows(l: Locale, survivor: &Side, duplicate: &Side) -> Vec<(String, String, String)> {
    let row = |name: String, of: &dyn Fn(&Side) -> String| (name, of(survivor), of(duplicate));
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "—".to_owned());
    vec![
        row(tr!(l, "客户编号", "Customer number"), &|side| side.customer_no.clone()),
        row(tr!(l, "姓名", "Name"), &|side| side.name.masked()),
        row(tr!(l, "手机号", "Phone"), &|side| or_none(side.phone.as_ref().map(|phone| phone.masked()))),
        row(tr!(l, "会员号", "Member number"), &|side| or_none(side.member_no.as_ref().map(|no| no.to_string()))),
        row(tr!(l, "入会", "Joined"), &|side| or_none(side.joined_at.map(|at| l.day(at)))),
        row(tr!(l, "等级", "Tier"), &|side| or_none(side.tier.map(|tier| tier_name(l, tier)))),
        row(tr!(l, "可用积分", "Points available"), &|side| points(side.available)),
        row(tr!(l, "待补扣", "Owed"), &|side| points(side.debt)),
        row(tr!(l, "成长值", "Tier points"), &|side| points(side.tier_points)),
        row(tr!(l, "现有车辆", "Current cars"), &|side| side.cars.to_string()),
        row(tr!(l, "维保工单", "Service orders"), &|side| side.orders.to_string()),
        row(tr!(l, "兑换", "Redemptions"), &|side| side.redemptions.to_string()),
    ]
}

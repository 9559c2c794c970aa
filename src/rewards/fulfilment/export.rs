//! `/admin/redemptions/export`: a part of the queue as a spreadsheet; its reason is visible to every member in it.

use super::detail::crumbs;
use super::list;
use super::model::{Filter, number};
use super::queries::{self, Exported, MOST_EXPORTED};
use crate::actions;
use crate::error::Result;
use crate::i18n::Locale;
use crate::protocol::Post;
use crate::rewards::messages;
use crate::ui::{CheckBox, Notice, PageHead, TextField};
use crate::values::points;
use crate::web::{Admin, Cell, Ctx, Download, Line, Page, Sheet, use_ctx, xlsx_file};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, _: Admin) -> Result<Page> {
    let filter = Filter::read(&ctx.query());
    let mut tx = ctx.app.db.read().await?;
    let waiting = queries::list_waiting(&mut tx).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "导出待处理兑换", "Export the queue");
    let count = list::count(&waiting, filter).0.min(MOST_EXPORTED);
    let what = list::name(l, filter);
    let (rows, most) = (points(count), points(MOST_EXPORTED));
    Ok(ctx.page(title.clone(), || {
        view! {
            <PageHead title crumbs=crumbs(l, None)/>
            <form class="form card" method="post" action=filter.address().at("/admin/redemptions/export").href() novalidate>
                <Notice kind="info">{tr!(l,
                    "“{what}”共 {rows} 件，从等待最久的开始，最多 {most} 件。每位车主都能在“谁看过我的资料”里看到这次导出和您填写的原因。",
                    "“{what}”: {rows} redemptions, longest waiting first, {most} at most. Each owner can see this export and your reason under “Who saw my file”.")}</Notice>
                <TextField name="reason" label=tr!(l, "用途", "Purpose") maxlength=100
                    hint=tr!(l, "例如：交给快递打单", "For example: shipping labels for the carrier")/>
                <CheckBox name="addresses" label=tr!(l, "包含收件人、手机号和地址", "Include recipients, phones and addresses")
                    note=tr!(l, "不勾选时收件人和手机号打码，没有地址。", "Otherwise names and phones are masked and addresses left out.")/>
                <div class="form-actions">
                    <button class="btn btn-primary">{tr!(l, "下载 XLSX", "Download XLSX")}</button>
                    <a class="btn btn-quiet" href=filter.address().href()>{tr!(l, "返回", "Back")}</a>
                </div>
            </form>
        }
    }))
}

/// Exports a part of the queue. The file and its audit records share one transaction: no record, no file.
#[server(prefix = "", endpoint = "/admin/redemptions/export", protocol = Post)]
pub async fn export_queue(reason: Line<100>, addresses: bool) -> Result<Download> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let Line(reason) = reason;
    let (filter, l) = (Filter::read(&ctx.query()), ctx.locale);
    let mut tx = ctx.app.db.write().await?;
    queries::insert_exports(&mut tx, (me.account, "export", &reason), filter, ctx.now).await?;
    if addresses {
        queries::insert_exports(&mut tx, (me.account, "address", &reason), filter, ctx.now).await?;
    }
    let rows = queries::list_exported(&mut tx, (me.account, addresses), filter, ctx.now).await?;
    let detail = format!("{} × {reason}", rows.len());
    // No redemption has the id 0: it stands for the queue.
    actions::insert(&mut tx, me.account, ("export", "redemption", 0), &detail, ctx.now).await?;
    tx.commit().await?;
    let sheet = Sheet {
        file: format!("redemptions-{}.xlsx", ctx.today()),
        tab: tr!(l, "待处理兑换", "Redemptions"),
        head: head(l),
        rows: rows.iter().map(|row| cells(l, row)).collect(),
    };
    xlsx_file(sheet, ctx.now).await
}

fn head(l: Locale) -> Vec<String> {
    vec![
        tr!(l, "编号", "Number"),
        tr!(l, "状态", "Status"),
        tr!(l, "类型", "Type"),
        tr!(l, "礼品", "Reward"),
        tr!(l, "积分", "Points"),
        tr!(l, "到店另付（元）", "Pay at the dealer (¥)"),
        tr!(l, "兑换时间", "Redeemed"),
        tr!(l, "会员", "Member"),
        tr!(l, "会员号", "Member no."),
        tr!(l, "收件人", "Recipient"),
        tr!(l, "手机号", "Phone"),
        tr!(l, "地址", "Address"),
        tr!(l, "领取经销商", "Dealer"),
    ]
}

/// Recipients are masked if the file has no address for them.
fn cells(l: Locale, row: &Exported) -> Vec<Cell> {
    let text = |text: Option<String>| text.map_or(Cell::Empty, Cell::Text);
    let whole = row.address.is_some();
    let recipient = row.recipient.as_ref().map(|name| if whole { name.to_string() } else { name.masked() });
    let phone = row.recipient_phone.as_ref().map(|phone| if whole { phone.to_string() } else { phone.masked() });
    let dealer = row.dealer_zh.as_deref().zip(row.dealer_en.as_deref());
    vec![
        Cell::Text(number(row.id)),
        Cell::Text(messages::state(l, row.kind, row.state, false).1),
        Cell::Text(messages::kind(l, row.kind)),
        Cell::Text(l.pick(&row.title_zh, &row.title_en).to_owned()),
        Cell::Number(row.points),
        if row.pay_fen.0 > 0 { Cell::Text(row.pay_fen.yuan()) } else { Cell::Empty },
        Cell::Moment(row.created_at),
        Cell::Text(row.name.masked()),
        Cell::Text(row.member_no.to_string()),
        text(recipient),
        text(phone),
        text(row.address.clone()),
        text(dealer.map(|(zh, en)| l.pick(zh, en).to_owned())),
    ]
}

//! `/admin/redemptions/failed-attempts`: dealer staff who entered codes that do not exist.

use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Locale;
use crate::rewards::fulfilment::crumbs;
use crate::ui::{Column, Empty, PageHead, Row, Table};
use crate::values::points;
use crate::web::{Admin, Ctx, Page};
use crate::{row, sql};
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;

/// One account's wrong codes in the last 30 days.
#[derive(Clone, Debug, sqlx::FromRow)]
struct FailedAttempts {
    dealer_zh: String,
    dealer_en: String,
    staff: String,
    vouchers: i64,
    counter: i64,
    last_at: DateTime<Utc>,
}

/// Lists the accounts with the most failed attempts.
async fn list(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<FailedAttempts>> {
    const MOST: i64 = 50;
    const LISTED: TimeDelta = TimeDelta::days(30);
    Ok(sql!(
        tx,
        all FailedAttempts,
        "SELECT d.name_zh AS dealer_zh, d.name_en AS dealer_en, a.name AS staff, t.vouchers, t.counter, t.last_at FROM \
         (SELECT dealer_id, account_id, CAST(SUM(voucher) AS BIGINT) AS vouchers, \
         CAST(SUM(1 - voucher) AS BIGINT) AS counter, MAX(at) AS last_at FROM \
         (SELECT dealer_id, account_id, 1 AS voucher, at FROM voucher_checks WHERE code_id IS NULL AND at > $1 \
         UNION ALL SELECT subject_id, account_id, 0, at FROM staff_actions \
         WHERE action = 'payment_code_wrong' AND subject = 'dealer' AND at > $1) x GROUP BY dealer_id, account_id) t \
         JOIN dealers d ON d.id = t.dealer_id JOIN accounts a ON a.id = t.account_id \
         ORDER BY t.vouchers + t.counter DESC, t.last_at DESC, t.account_id LIMIT $2",
        now - LISTED,
        MOST
    )?)
}

pub async fn page(ctx: Ctx, _: Admin) -> Result<Page> {
    let rows = list(&mut ctx.app.db.read().await?, ctx.now).await?;
    let l = ctx.locale;
    let title = tr!(l, "核销异常", "Failed attempts");
    Ok(ctx.page(title.clone(), || {
        let lead = tr!(
            l,
            "近 30 天经销商员工输错的券码和抵扣码，按次数从多到少，最多 50 个账号。偶尔输错很正常，次数多请向经销商了解情况。",
            "Wrong voucher and payment codes entered by dealer staff in the last 30 days, most first, up to 50 accounts. A few slips are normal; if there are many, ask the dealer."
        );
        view! { <PageHead title crumbs=crumbs(l, None) lead/>{table(l, rows)} }
    }))
}

fn table(l: Locale, rows: Vec<FailedAttempts>) -> AnyView {
    if rows.is_empty() {
        return view! {
            <div class="card"><Empty picture="search" title=tr!(l, "没有核销异常", "No failed attempts")
                text=tr!(l, "近 30 天没有人输错券码或抵扣码。", "No wrong codes entered in the last 30 days.")/></div>
        }
        .into_any();
    }
    let columns = vec![
        Column::main(tr!(l, "账号", "Account")),
        Column::text(tr!(l, "经销商", "Dealer")),
        Column::text(tr!(l, "最近一次", "Last time")),
        Column::number(tr!(l, "券码", "Vouchers")),
        Column::number(tr!(l, "抵扣码", "Payment codes")),
    ];
    let rows = rows.into_iter().map(|row| line(l, row)).collect();
    view! { <Table caption=tr!(l, "近 30 天核销异常", "Failed attempts in the last 30 days") columns rows/> }.into_any()
}

fn line(l: Locale, row: FailedAttempts) -> Row {
    row![
        row.staff,
        l.pick(&row.dealer_zh, &row.dealer_en).to_owned(),
        view! { <span class="nowrap">{l.date_time(row.last_at)}</span> },
        points(row.vouchers),
        points(row.counter),
    ]
}

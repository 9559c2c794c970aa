//! `/me/service/{id}`: one order in full, laid out for printing.

use super::order_store::{Full, Line, LineKind, Step, get_order, list_lines, list_steps};
use crate::error::Result;
use crate::garage::components::{Stepper, promised};
use crate::garage::model::OrderStatus;
use crate::garage::{messages, overview::print_hint};
use crate::i18n::Locale;
use crate::ui::{Badge, PageHead};
use crate::values::{Fen, ServiceOrderId, points_signed};
use crate::web::{Ctx, Id, Owner, Page};
use chrono::NaiveDate;
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Owner, Id(id): Id<i64>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let order = get_order(&mut tx, me.customer, ServiceOrderId(id)).await?;
    let lines = list_lines(&mut tx, order.id).await?;
    let steps = list_steps(&mut tx, order.id).await?;
    drop(tx);
    let (l, today) = (ctx.locale, ctx.today());
    let (kind, model, no) = (messages::kind(l, order.kind), l.pick(&order.model_zh, &order.model_en), &order.order_no);
    let title = tr!(l, "{kind} · {model}", "{kind} · {model}");
    let (day, dealer) = (l.day(order.opened_at), l.pick(&order.dealer_zh, &order.dealer_en));
    let lead = format!("{day} · {dealer} · {no}");
    let print = tr!(l, "车主俱乐部 · 维保工单 {no}", "Owners’ Club · service order {no}");
    let crumbs = vec![("/me/service".to_owned(), tr!(l, "维保记录", "Service history"))];
    Ok(ctx.page(title.clone(), || {
        let state = state(l, &order);
        view! {
            <p class="print-only">{print}</p>
            <PageHead title=title lead=lead crumbs=crumbs>{state}</PageHead>
            <div class="split">
                <div class="stack">{progress(l, &order, &steps, today)}{request(l, &order)}{lines_table(l, &lines)}{step_list(l, steps)}</div>
                <aside class="stack">{total(l, &order, &lines)}{visit(l, &order)}
                    <p class="hint no-print">{print_hint(l)}</p></aside>
            </div>
        }
    }))
}

fn state(l: Locale, order: &Full) -> AnyView {
    let kind = match order.status {
        OrderStatus::Closed => "good",
        OrderStatus::Credited => "warn",
        _ => "info",
    };
    view! { <Badge kind=kind text=messages::status(l, order.status)/> }.into_any()
}

fn progress(l: Locale, order: &Full, steps: &[Step], today: NaiveDate) -> AnyView {
    let steps: Vec<_> = steps.iter().map(|step| (step.status, step.at)).collect();
    let (status, opened_at) = (order.status, order.opened_at);
    let promise = order.promised_at.map(|at| view! { <p class="muted">{promised(l, at, today)}</p> });
    (status <= OrderStatus::Ready)
        .then(|| {
            view! {
                <section class="card" aria-labelledby="progress">
                    <div class="card-head"><h2 id="progress">{tr!(l, "维修进度", "Progress")}</h2>{promise}</div>
                    <Stepper status opened_at today steps/>
                </section>
            }
        })
        .into_any()
}

fn request(l: Locale, order: &Full) -> AnyView {
    order
        .request
        .clone()
        .filter(|text| !text.is_empty())
        .map(|text| {
            view! {
                <section class="card" aria-labelledby="request">
                    <h2 id="request">{tr!(l, "您的描述", "Your request")}</h2>
                    <p>{text}</p>
                </section>
            }
        })
        .into_any()
}

fn lines_table(l: Locale, lines: &[Line]) -> AnyView {
    if lines.is_empty() {
        return view! {
            <section class="card" aria-labelledby="lines">
                <h2 id="lines">{tr!(l, "项目", "Work and parts")}</h2>
                <p class="muted">{tr!(l, "经销商还没有登记项目。", "No items from the dealer yet.")}</p>
            </section>
        }
        .into_any();
    }
    let rows = lines.iter().map(|line| row(l, line)).collect_view();
    view! {
        <section class="card" aria-labelledby="lines">
            <div class="card-head"><h2 id="lines">{tr!(l, "项目", "Work and parts")}</h2></div>
            <div class="table-wrap">
                <table class="table">
                    <thead><tr>
                        <th scope="col">{tr!(l, "项目", "Item")}</th>
                        <th scope="col">{tr!(l, "类别", "Type")}</th>
                        <th scope="col" class="num">{tr!(l, "数量", "Quantity")}</th>
                        <th scope="col" class="num">{tr!(l, "单价", "Price")}</th>
                        <th scope="col" class="num">{tr!(l, "金额", "Amount")}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(l: Locale, line: &Line) -> AnyView {
    let kind = match line.kind {
        LineKind::Work => tr!(l, "工时", "Labour"),
        LineKind::Part => tr!(l, "配件", "Part"),
    };
    view! {
        <tr>
            <th scope="row">{l.pick(&line.title_zh, &line.title_en).to_owned()}<small>{line.code.clone()}</small></th>
            <td data-label=tr!(l, "类别", "Type")>{kind}</td>
            <td class="num" data-label=tr!(l, "数量", "Quantity")>{quantity(l, line)}</td>
            <td class="num" data-label=tr!(l, "单价", "Price")>{line.unit_fen.yuan()}</td>
            <td class="cell-amount">{line.total_fen.yuan()}</td>
        </tr>
    }
    .into_any()
}

/// "0.8 小时" or "4".
fn quantity(l: Locale, line: &Line) -> String {
    let n = thousandths(line.quantity_milli);
    match line.kind {
        LineKind::Work => tr!(l, "{n} 小时", "{n} h"),
        LineKind::Part => n,
    }
}

/// Formats thousandths without trailing zeros: 1250 is "1.25".
fn thousandths(milli: i64) -> String {
    let text = format!("{}.{:03}", milli / 1000, milli % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn step_list(l: Locale, steps: Vec<Step>) -> AnyView {
    (!steps.is_empty())
        .then(|| {
            let rows = steps
            .into_iter()
            .map(|step| {
                let note = step.note.filter(|note| !note.is_empty());
                view! {
                    <div><dt><span class="nowrap">{l.date_time(step.at)}</span></dt>
                        <dd>{messages::status(l, step.status)}{note.map(|note| view! { <small>{note}</small> })}</dd></div>
                }
            })
            .collect_view();
            view! {
                <section class="card" aria-labelledby="steps">
                    <div class="card-head"><h2 id="steps">{tr!(l, "服务记录", "Service timeline")}</h2></div>
                    <dl class="spec spec-1">{rows}</dl>
                </section>
            }
        })
        .into_any()
}

fn total(l: Locale, order: &Full, lines: &[Line]) -> AnyView {
    let of = |kind| Fen(lines.iter().filter(|line| line.kind == kind).map(|line| line.total_fen.0).sum());
    let row = |name: String, value: Fen| view! { <div><dt>{name}</dt><dd>{value.yuan()}</dd></div> };
    let less = order.total_fen.0 - order.paid_fen.0;
    let open = order.status <= OrderStatus::Ready;
    let discount = (!open && less > 0).then(|| row(tr!(l, "优惠与质保", "Discount and warranty"), Fen(-less)));
    let paid = if open {
        view! { <div><dt>{tr!(l, "预估", "Estimate")}</dt><dd>{order.total_fen.yuan()}</dd></div> }
    } else {
        row(tr!(l, "实付", "Paid"), order.paid_fen)
    };
    let points = (order.points != 0).then(|| {
        let n = points_signed(order.points);
        view! { <p><a href="/me/points">{tr!(l, "{n} 积分 · 查看积分明细", "{n} points · view statement")}</a></p> }
    });
    let later = open.then(|| view! { <p class="hint">{tr!(l, "结算后，按实付金额得积分。", "You’ll earn points on the amount paid once the order is settled.")}</p> });
    view! {
        <section class="card" aria-labelledby="total">
            <h2 id="total">{tr!(l, "结算", "Total")}</h2>
            <dl class="spec spec-1 spec-total">
                {row(tr!(l, "工时", "Labour"), of(LineKind::Work))}
                {row(tr!(l, "配件", "Parts"), of(LineKind::Part))}
                {discount}
                {paid}
            </dl>
            {points}{later}
        </section>
    }
    .into_any()
}

fn visit(l: Locale, order: &Full) -> AnyView {
    let row = |name: String, value: String| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let model = l.pick(&order.model_zh, &order.model_en).to_owned();
    let car = if order.own > 0 {
        view! { <a href=format!("/me/vehicles/{}", order.vehicle_id)>{model}</a> }.into_any()
    } else {
        view! { <span>{model}</span> }.into_any()
    };
    let plate = order.plate.as_ref().map(|plate| view! { <small>{plate.dotted()}</small> });
    view! {
        <section class="card" aria-labelledby="visit">
            <h2 id="visit">{tr!(l, "进店", "Visit")}</h2>
            <dl class="spec spec-1">
                <div><dt>{tr!(l, "车辆", "Car")}</dt><dd>{car}{plate}<small class="mono">{order.vin.to_string()}</small></dd></div>
                {row(tr!(l, "里程", "Odometer"), messages::km(order.odometer_km))}
                {row(tr!(l, "接车", "Received"), l.date_time(order.opened_at))}
                {order.closed_at.map(|at| row(tr!(l, "结算", "Settled"), l.date_time(at)))}
                {order.advisor.clone().map(|name| row(tr!(l, "服务顾问", "Advisor"), name))}
                <div><dt>{tr!(l, "经销商", "Dealer")}</dt><dd>{l.pick(&order.dealer_zh, &order.dealer_en).to_owned()}
                    <small>{order.dealer_address.clone()}</small><small class="nowrap">{order.dealer_phone.clone()}</small></dd></div>
            </dl>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::thousandths;

    #[test]
    fn quantities_are_readable() {
        assert_eq!([4_000, 800, 5_700, 1_250, 1].map(thousandths), ["4", "0.8", "5.7", "1.25", "0.001"]);
    }
}

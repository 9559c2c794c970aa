use super::queries::RedemptionDetail;
use crate::files::OPEN_FOR;
use crate::i18n::Locale;
use crate::rewards::messages;
use crate::rewards::model::{Carrier, RedemptionState, Way};
use crate::ui::{Notice, SelectField, TextField};
use crate::values::Fen;
use crate::web::{use_ctx, use_locale};
use leptos::prelude::*;

/// The destination: a dealer, or an address that has to be opened first.
#[component]
pub fn Where(redemption: RedemptionDetail) -> impl IntoView {
    match redemption.kind.way() {
        Way::Post => view! { <Address redemption/> }.into_any(),
        Way::Dealer => view! { <Dealer redemption/> }.into_any(),
        Way::None => ().into_any(),
    }
}

#[component]
fn Dealer(redemption: RedemptionDetail) -> impl IntoView {
    let l = use_locale();
    let name =
        redemption.dealer_zh.as_deref().zip(redemption.dealer_en.as_deref()).map(|(zh, en)| l.pick(zh, en).to_owned());
    view! {
        <section class="card" aria-labelledby="to">
            <h2 id="to">{tr!(l, "领取经销商", "Pick-up dealer")}</h2>
            <p><strong>{name}</strong></p>
            <p class="num">{redemption.dealer_phone}</p>
        </section>
    }
}

#[component]
fn Address(redemption: RedemptionDetail) -> impl IntoView {
    let l = use_locale();
    let open = redemption.opened_at.zip(redemption.address.clone());
    let (name, phone) = match &open {
        Some(_) => (
            redemption.recipient.as_ref().map(ToString::to_string),
            redemption.recipient_phone.as_ref().map(ToString::to_string),
        ),
        None => (
            redemption.recipient.as_ref().map(|name| name.masked()),
            redemption.recipient_phone.as_ref().map(|phone| phone.masked()),
        ),
    };
    let body = match open {
        Some((at, address)) => {
            let until = l.time(at + OPEN_FOR);
            view! {
                <p>{address}</p>
                <Notice kind="info">{tr!(l, "本次查看已记录，车主本人可以看到。地址开放至 {until}。",
                    "This view is recorded and visible to the owner. The address stays open until {until}.")}</Notice>
            }
            .into_any()
        }
        None if redemption.state == RedemptionState::Picked => view! { <OpenAddress id=redemption.id.0/> }.into_any(),
        None => view! { <p class="hint">{why_closed(l, redemption.state)}</p> }.into_any(),
    };
    view! {
        <section class="card stack" aria-labelledby="to">
            <h2 id="to">{tr!(l, "收货信息", "Delivery details")}</h2>
            <p><strong>{name}</strong>" "<span class="num">{phone}</span></p>
            {body}
        </section>
    }
}

fn why_closed(l: Locale, state: RedemptionState) -> String {
    match state {
        RedemptionState::Ordered => {
            tr!(l, "地址只在配货后、寄出前可以查看。", "The address can be viewed after packing and before shipping.")
        }
        _ => tr!(l, "寄送已结束，不能再查看地址。", "Shipping is complete. The address can no longer be viewed."),
    }
}

#[component]
fn OpenAddress(id: i64) -> impl IntoView {
    let l = use_locale();
    view! {
        <form class="form" method="post" novalidate action=format!("/admin/redemptions/{id}/address")>
            <p class="hint">{tr!(l, "查看会被记录，原因为“寄送兑换的礼品”，车主本人可以看到。",
                "The view is recorded as “Shipping a reward” and visible to the owner.")}</p>
            <div class="form-actions"><button class="btn">{tr!(l, "查看收件人和地址", "Show recipient and address")}</button></div>
        </form>
    }
}

/// The next step, and cancellation while it is possible.
#[component]
pub fn Next(redemption: RedemptionDetail) -> impl IntoView {
    let l = use_locale();
    let (id, base) = (redemption.id, format!("/admin/redemptions/{}", redemption.id));
    let step = match (redemption.state, redemption.kind.way()) {
        (RedemptionState::Ordered, _) => {
            one_button(&base, "picking", tr!(l, "标记为已配货", "Mark as packed"), picked_hint(l))
        }
        (RedemptionState::Picked, Way::Post) => view! { <Ship base=base.clone()/> }.into_any(),
        (RedemptionState::Picked, _) => one_button(
            &base,
            "arrival",
            tr!(l, "登记已到经销商", "Mark as arrived at dealer"),
            tr!(l, "登记后短信通知车主领取。", "The owner will be notified by SMS to pick it up."),
        ),
        (RedemptionState::Ready, _) => {
            one_button(&base, "handover", tr!(l, "已交给车主", "Handed over"), handover_hint(l, redemption.pay_fen))
        }
        _ => view! { <Ended redemption=redemption.clone()/> }.into_any(),
    };
    let cancel = redemption.state.is_waiting().then(|| {
        view! { <a class="btn btn-danger btn-block" href=format!("/admin/redemptions/{id}/cancellation")>{tr!(l, "取消并退回积分", "Cancel and refund points")}</a> }
    });
    view! {
        <section class="card stack" aria-labelledby="next">
            <h2 id="next">{tr!(l, "下一步", "Next step")}</h2>
            {step}{cancel}
        </section>
    }
}

fn handover_hint(l: Locale, pay: Fen) -> String {
    match pay {
        Fen(0) => tr!(l, "请先核对车主的会员手机号。", "Check the owner’s mobile number first."),
        pay => tr!(
            l,
            "请先核对车主的会员手机号，并收取 {pay}。",
            "Check the owner’s mobile number first and collect {pay}."
        ),
    }
}

fn picked_hint(l: Locale) -> String {
    tr!(l, "配货后车主不能再自行取消。", "After packing, the owner can no longer cancel.")
}

fn one_button(base: &str, to: &str, text: String, hint: String) -> AnyView {
    view! {
        <form class="form" method="post" novalidate action=format!("{base}/{to}")>
            <p class="hint">{hint}</p>
            <div class="form-actions"><button class="btn btn-primary btn-block">{text}</button></div>
        </form>
    }
    .into_any()
}

#[component]
fn Ship(base: String) -> impl IntoView {
    let l = use_locale();
    view! {
        <form class="form" method="post" action=format!("{base}/shipment") novalidate>
            <ParcelFields carrier=None tracking_no=String::new()/>
            <div class="form-actions"><button class="btn btn-primary btn-block">{tr!(l, "登记发货并通知车主", "Mark as shipped and notify")}</button></div>
        </form>
    }
}

/// The fields for carrier and tracking number.
#[component]
pub fn ParcelFields(carrier: Option<Carrier>, tracking_no: String) -> impl IntoView {
    let l = use_locale();
    let choose = (String::new(), tr!(l, "请选择", "Please choose"));
    let carriers = Carrier::ALL.iter().map(|carrier| (carrier.code().to_owned(), messages::carrier(l, *carrier)));
    view! {
        <SelectField name="carrier" label=tr!(l, "快递公司", "Carrier") options=std::iter::once(choose).chain(carriers).collect()
            value=carrier.map(Carrier::code).unwrap_or_default()/>
        <TextField name="tracking_no" label=tr!(l, "运单号", "Tracking number") maxlength=40 autocomplete="off"
            hint=tr!(l, "6 至 30 位字母和数字", "6 to 30 letters and digits") value=tracking_no/>
    }
}

/// The outcome of a completed redemption.
#[component]
fn Ended(redemption: RedemptionDetail) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let at = redemption.fulfilled_at.map(|at| l.date_time(at));
    let can_be_returned = redemption.can_be_returned();
    let state = redemption.state_name(l, ctx.today()).1;
    let parcel = redemption.carrier.zip(redemption.tracking_no.clone()).map(|(carrier, tracking_no)| {
        view! { <p>{messages::carrier(l, carrier)}" "<span class="num">{tracking_no}</span></p> }
    });
    let reason = redemption.cancel_reason_code.map(|reason_code| {
        let (reason_code, reason) = (messages::cancel_reason(l, reason_code), redemption.cancel_reason.clone());
        view! {
            <p>{tr!(l, "车主看到的说明：{reason_code}", "Shown to the owner: {reason_code}")}</p>
            {reason.map(|reason| view! { <p>{tr!(l, "原因：{reason}", "Reason: {reason}")}</p> })}
        }
    });
    let (base, back) = (format!("/admin/redemptions/{}", redemption.id), can_be_returned);
    let correct = (back && redemption.carrier.is_some()).then(|| {
        view! { <a class="btn btn-block" href=format!("{base}/tracking")>{tr!(l, "更正运单号", "Correct tracking number")}</a> }
    });
    let back = back.then(|| {
        view! { <a class="btn btn-danger btn-block" href=format!("{base}/return")>{tr!(l, "登记退回", "Record return")}</a> }
    });
    let code = redemption.kind.has_code().then(|| {
        view! { <p class="hint">{tr!(l, "券码类兑换由车主自行使用，无需履约。", "The owner uses the code directly. No fulfilment needed.")}</p> }
    });
    view! { <p>{state}" "{at}</p>{parcel}{reason}{code}{correct}{back} }
}

/// Display name of a staff action.
pub fn action(l: Locale, action: &str) -> String {
    match action {
        "pick" => tr!(l, "配货", "Packed"),
        "ship" => tr!(l, "发货", "Shipped"),
        "arrive" => tr!(l, "到店", "At the dealer"),
        "hand_over" => tr!(l, "交给车主", "Handed over"),
        "use" => tr!(l, "核销", "Used"),
        "cancel" => tr!(l, "取消", "Cancelled"),
        "correct_parcel" => tr!(l, "更正运单号", "Tracking number corrected"),
        "return_goods" => tr!(l, "退回", "Returned"),
        other => other.to_owned(),
    }
}

/// Display text of a step's recorded detail, with carriers by name.
pub fn detail(l: Locale, noted: &str) -> String {
    let words = noted.split(' ').map(|word| match Carrier::from_code(word) {
        Some(carrier) => messages::carrier(l, carrier),
        None => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

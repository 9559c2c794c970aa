use super::look::Shown;
use crate::files::OPEN_FOR;
use crate::i18n::Locale;
use crate::rewards::model::{Carrier, RedemptionState, Way};
use crate::rewards::words;
use crate::ui::{Notice, SelectField, TextField};
use crate::values::Fen;
use crate::web::{use_ctx, use_locale};
use leptos::prelude::*;

/// Where it goes: the dealer, or an address that has to be opened first.
#[component]
pub fn Where(shown: Shown) -> impl IntoView {
    match shown.kind.way() {
        Way::Post => view! { <Address shown/> }.into_any(),
        Way::Dealer => view! { <Dealer shown/> }.into_any(),
        Way::None => ().into_any(),
    }
}

#[component]
fn Dealer(shown: Shown) -> impl IntoView {
    let l = use_locale();
    let name = shown.dealer_zh.as_deref().zip(shown.dealer_en.as_deref()).map(|(zh, en)| l.pick(zh, en).to_owned());
    view! {
        <section class="card" aria-labelledby="to">
            <h2 id="to">{tr!(l, "领取经销商", "Picked up at")}</h2>
            <p><strong>{name}</strong></p>
            <p class="num">{shown.dealer_phone}</p>
        </section>
    }
}

#[component]
fn Address(shown: Shown) -> impl IntoView {
    let l = use_locale();
    let open = shown.opened_at.zip(shown.address.clone());
    let (name, phone) = match &open {
        Some(_) => {
            (shown.recipient.as_ref().map(ToString::to_string), shown.recipient_phone.as_ref().map(ToString::to_string))
        }
        None => (
            shown.recipient.as_ref().map(|name| name.masked()),
            shown.recipient_phone.as_ref().map(|phone| phone.masked()),
        ),
    };
    let body = match open {
        Some((at, address)) => {
            let until = l.time(at + OPEN_FOR);
            view! {
                <p>{address}</p>
                <Notice kind="info">{tr!(l, "本次查看已记录，车主本人可以看到。地址开放至 {until}。",
                    "This look is recorded and its owner can see it. The address stays open until {until}.")}</Notice>
            }
            .into_any()
        }
        None if shown.state == RedemptionState::Picked => view! { <OpenAddress id=shown.id.0/> }.into_any(),
        None => view! { <p class="hint">{why_closed(l, shown.state)}</p> }.into_any(),
    };
    view! {
        <section class="card stack" aria-labelledby="to">
            <h2 id="to">{tr!(l, "收货信息", "Sent to")}</h2>
            <p><strong>{name}</strong>" "<span class="num">{phone}</span></p>
            {body}
        </section>
    }
}

fn why_closed(l: Locale, state: RedemptionState) -> String {
    match state {
        RedemptionState::Ordered => {
            tr!(l, "地址只在配货后、寄出前可以查看。", "The address can be seen between packing and sending.")
        }
        _ => tr!(
            l,
            "寄送已结束，地址不再可以查看。",
            "Nothing is to be sent any more; the address can no longer be seen."
        ),
    }
}

#[component]
fn OpenAddress(id: i64) -> impl IntoView {
    let l = use_locale();
    view! {
        <form class="form" method="post" novalidate action=format!("/admin/redemptions/{id}/address")>
            <p class="hint">{tr!(l, "查看会被记录，原因为“寄送兑换的礼品”，车主本人可以看到。",
                "The look is recorded as “Sending what was redeemed”, and its owner can see it.")}</p>
            <div class="form-actions"><button class="btn">{tr!(l, "查看收件人和地址", "Show recipient and address")}</button></div>
        </form>
    }
}

/// The step that comes next, and cancelling while it is possible.
#[component]
pub fn Next(shown: Shown) -> impl IntoView {
    let l = use_locale();
    let (id, base) = (shown.id, format!("/admin/redemptions/{}", shown.id));
    let step = match (shown.state, shown.kind.way()) {
        (RedemptionState::Ordered, _) => {
            one_button(&base, "picking", tr!(l, "标记为已配货", "Mark as packed"), picked_hint(l))
        }
        (RedemptionState::Picked, Way::Post) => view! { <Ship base=base.clone()/> }.into_any(),
        (RedemptionState::Picked, _) => one_button(
            &base,
            "arrival",
            tr!(l, "已到经销商", "It is at the dealer’s"),
            tr!(l, "车主会收到可以领取的短信。", "Its owner is told by SMS that it can be picked up."),
        ),
        (RedemptionState::Ready, _) => {
            one_button(&base, "handover", tr!(l, "已交给车主", "Handed over"), handover_hint(l, shown.pay_fen))
        }
        _ => view! { <Ended shown=shown.clone()/> }.into_any(),
    };
    let cancel = shown.state.is_waiting().then(|| {
        view! { <a class="btn btn-danger btn-block" href=format!("/admin/redemptions/{id}/cancellation")>{tr!(l, "取消并退回积分", "Cancel, points back")}</a> }
    });
    view! {
        <section class="card stack" aria-labelledby="next">
            <h2 id="next">{tr!(l, "下一步", "What comes next")}</h2>
            {step}{cancel}
        </section>
    }
}

fn handover_hint(l: Locale, pay: Fen) -> String {
    match pay {
        Fen(0) => tr!(l, "请先核对车主的会员手机号。", "Compare the owner’s mobile number first."),
        pay => tr!(
            l,
            "请先核对车主的会员手机号，并收取 {pay}。",
            "Compare the owner’s mobile number first, and take the {pay} to be paid."
        ),
    }
}

fn picked_hint(l: Locale) -> String {
    tr!(l, "配货后车主不能再自行取消。", "Its owner can no longer cancel it then.")
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
            <div class="form-actions"><button class="btn btn-primary btn-block">{tr!(l, "登记发货并通知车主", "Sent; tell its owner")}</button></div>
        </form>
    }
}

/// Who has the parcel, and under which number.
#[component]
pub fn ParcelFields(carrier: Option<Carrier>, tracking_no: String) -> impl IntoView {
    let l = use_locale();
    let choose = (String::new(), tr!(l, "请选择", "Please choose"));
    let carriers = Carrier::ALL.iter().map(|carrier| (carrier.code().to_owned(), words::carrier(l, *carrier)));
    view! {
        <SelectField name="carrier" label=tr!(l, "快递公司", "Carrier") options=std::iter::once(choose).chain(carriers).collect()
            value=carrier.map(Carrier::code).unwrap_or_default()/>
        <TextField name="tracking_no" label=tr!(l, "运单号", "Tracking number") maxlength=40 autocomplete="off"
            hint=tr!(l, "6 至 30 位字母和数字", "6 to 30 letters and digits") value=tracking_no/>
    }
}

/// What became of it.
#[component]
fn Ended(shown: Shown) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let at = shown.fulfilled_at.map(|at| l.date_time(at));
    let can_come_back = shown.can_come_back();
    let state = shown.state_name(l, ctx.today()).1;
    let parcel = shown.carrier.zip(shown.tracking_no.clone()).map(|(carrier, tracking_no)| {
        view! { <p>{words::carrier(l, carrier)}" "<span class="num">{tracking_no}</span></p> }
    });
    let reason = shown.cancel_told.map(|told| {
        let (told, reason) = (words::told(l, told), shown.cancel_reason.clone());
        view! {
            <p>{tr!(l, "车主看到的说明：{told}", "Its owner reads: {told}")}</p>
            {reason.map(|reason| view! { <p>{tr!(l, "原因：{reason}", "Reason: {reason}")}</p> })}
        }
    });
    let (base, back) = (format!("/admin/redemptions/{}", shown.id), can_come_back);
    let correct = (back && shown.carrier.is_some()).then(|| {
        view! { <a class="btn btn-block" href=format!("{base}/tracking")>{tr!(l, "更正运单号", "Correct the tracking number")}</a> }
    });
    let back = back.then(|| {
        view! { <a class="btn btn-danger btn-block" href=format!("{base}/return")>{tr!(l, "登记退回", "It came back")}</a> }
    });
    let code = shown.kind.has_code().then(|| {
        view! { <p class="hint">{tr!(l, "券码类兑换由车主自行使用，无需履约。", "A code is its owner’s to use: nothing has to be moved.")}</p> }
    });
    view! { <p>{state}" "{at}</p>{parcel}{reason}{code}{correct}{back} }
}

/// What staff's steps are called.
pub fn action(l: Locale, action: &str) -> String {
    match action {
        "pick" => tr!(l, "配货", "Packed"),
        "ship" => tr!(l, "发货", "Sent"),
        "arrive" => tr!(l, "到店", "At the dealer’s"),
        "hand_over" => tr!(l, "交给车主", "Handed over"),
        "use" => tr!(l, "核销", "Used"),
        "cancel" => tr!(l, "取消", "Cancelled"),
        "correct_parcel" => tr!(l, "更正运单号", "Tracking number corrected"),
        "come_back" => tr!(l, "退回", "Came back"),
        other => other.to_owned(),
    }
}

/// What was noted with a step: carriers by their names.
pub fn detail(l: Locale, noted: &str) -> String {
    let words = noted.split(' ').map(|word| match Carrier::from_code(word) {
        Some(carrier) => words::carrier(l, carrier),
        None => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

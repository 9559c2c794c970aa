use super::account;
use super::store::{CarRow, Head};
use super::timeline::purpose_text;
use crate::i18n::Locale;
use crate::points::model::{last_day, value_fen};
use crate::ui::{Badge, Icon};
use crate::values::{Fen, Plate, points};
use crate::web::use_locale;
use leptos::prelude::*;

/// Contact details, points, cars and consents.
#[component]
pub fn FileAside(head: Head, cars: Vec<CarRow>) -> impl IntoView {
    let l = use_locale();
    view! {
        <aside class="stack">
            {contact(l, &head)}
            {points_card(l, &head)}
            {cars_card(l, cars)}
            {consents(l, &head)}
            {account::card(l, &head)}
            {merge_link(l, &head)}
        </aside>
    }
    .into_any()
}

fn merge_link(l: Locale, head: &Head) -> AnyView {
    let former = head.former.as_ref().map(|numbers| {
        let numbers = numbers.clone();
        view! { <p>{tr!(l, "已并入：{numbers}", "Merged into this member: {numbers}")}</p> }
    });
    view! {
        <section class="card stack" aria-labelledby="merge">
            <h2 id="merge">{tr!(l, "重复记录", "Duplicate records")}</h2>{former}
            <p><a class="btn btn-sm" href=format!("/admin/members/{}/merge", head.id)>{tr!(l, "合并另一条记录", "Merge another record")}</a></p>
        </section>
    }
    .into_any()
}

fn line(name: String, value: Option<String>) -> AnyView {
    view! { <div><dt>{name}</dt><dd>{value.unwrap_or_else(|| "—".to_owned())}</dd></div> }.into_any()
}

fn contact(l: Locale, head: &Head) -> AnyView {
    let open = head.contact_opened;
    let phone = head.phone.as_ref().map(|phone| if open { phone.to_string() } else { phone.masked() });
    let email = head.email.as_ref().map(|email| if open { email.to_string() } else { email.masked() });
    let street = if open { head.street.clone() } else { head.street.as_ref().map(|_| "****".to_owned()) };
    let address: Vec<String> =
        [head.province.clone(), head.city.clone(), head.district.clone(), street].into_iter().flatten().collect();
    let dealer = head.dealer_zh.as_deref().zip(head.dealer_en.as_deref()).map(|(zh, en)| l.pick(zh, en).to_owned());
    let show = (!open).then(|| {
        view! {
            <form method="post" action=format!("/admin/members/{}/phone", head.id)>
                <button class="btn btn-sm"><Icon name="eye"/>{tr!(l, "显示联系方式", "Show contact details")}</button>
            </form>
        }
    });
    view! {
        <section class="card stack" aria-labelledby="contact">
            <h2 id="contact">{tr!(l, "联系方式", "Contact")}</h2>
            <dl class="spec spec-1">
                {line(tr!(l, "手机号", "Phone"), phone)}
                {line(tr!(l, "邮箱", "E-mail"), email)}
                {line(tr!(l, "地址", "Address"), (!address.is_empty()).then(|| address.join(" ")))}
                {line(tr!(l, "生日", "Birthday"), head.birthday.map(|day| l.date(day)))}
                {line(tr!(l, "首选经销商", "Preferred dealer"), dealer)}
                {line(tr!(l, "入会", "Joined"), Some(l.day(head.joined_at)))}
            </dl>
            {show}
        </section>
    }
    .into_any()
}

fn points_card(l: Locale, head: &Head) -> AnyView {
    let point_value = Fen(value_fen(head.available, head.points_per_yuan)).to_string();
    let expiry = head
        .expiring
        .zip(head.next_expiry_at)
        .map(|(n, at)| view! { {points(n)}<small>{l.date(last_day(at))}</small> });
    let some = |name: String, n: i64| (n > 0).then(|| line(name, Some(points(n))));
    view! {
        <section class="card" aria-labelledby="points">
            <div class="card-head"><h2 id="points">{tr!(l, "积分", "Points")}</h2>
                <a href=format!("/admin/points/members/{}", head.id)>{tr!(l, "明细与调整", "Statement and adjustments")}</a></div>
            <dl class="spec spec-1">
                {line(tr!(l, "可用", "Available"), Some(points(head.available)))}
                {line(tr!(l, "价值", "Value"), Some(point_value))}
                {line(tr!(l, "待入账", "Pending"), Some(points(head.pending)))}
                {some(tr!(l, "预留中", "Reserved"), head.held)}
                {some(tr!(l, "待补扣", "Owed"), head.debt)}
                <div><dt>{tr!(l, "下次过期", "Next expiry")}</dt><dd>{expiry.map_or_else(|| "—".into_any(), IntoAny::into_any)}</dd></div>
                {line(tr!(l, "成长值", "Tier points"), Some(points(head.tier_points)))}
            </dl>
        </section>
    }
    .into_any()
}

fn cars_card(l: Locale, cars: Vec<CarRow>) -> AnyView {
    let none = cars.is_empty().then(|| view! { <p class="muted">{tr!(l, "没有车辆", "No cars")}</p> });
    let items = cars
        .into_iter()
        .map(|car| {
            let plate = car.plate.map(|plate| Plate::parse(&plate).map_or(plate, |plate| plate.dotted()));
            let from = l.date(car.from_on);
            let time = match car.until_on.map(|day| l.date(day)) {
                Some(until) => tr!(l, "{from} 至 {until}", "{from} to {until}"),
                None => tr!(l, "{from} 起", "since {from}"),
            };
            let line: Vec<String> = [plate, Some(time)].into_iter().flatten().collect();
            view! {
                <li>
                    <span class="list-icon"><Icon name="car"/></span>
                    <div class="list-body"><strong>{l.pick(&car.model_zh, &car.model_en).to_owned()}</strong>
                        <span>{line.join(" · ")}</span><span class="num">{car.vin}</span></div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="cars">
            <h2 id="cars">{tr!(l, "车辆", "Cars")}</h2>{none}<ul class="list">{items}</ul>
        </section>
    }
    .into_any()
}

fn consents(l: Locale, head: &Head) -> AnyView {
    let given = [
        ("privacy", head.privacy),
        ("dealer", head.dealer),
        ("sms", head.sms),
        ("email", head.mail),
        ("phone", head.calls),
    ];
    let items = given.map(|(purpose, granted)| {
        let badge = if granted {
            view! { <Badge kind="good" text=tr!(l, "同意", "Granted")/> }
        } else {
            view! { <Badge kind="" text=tr!(l, "未同意", "Not granted")/> }
        };
        view! { <div><dt>{purpose_text(l, purpose)}</dt><dd>{badge}</dd></div> }
    });
    view! {
        <section class="card" aria-labelledby="consents">
            <h2 id="consents">{tr!(l, "授权同意", "Consents")}</h2><dl class="spec spec-1">{items}</dl>
        </section>
    }
    .into_any()
}

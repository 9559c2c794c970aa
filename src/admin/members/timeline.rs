use super::timeline_store::{Happening, Moment};
use crate::files::reason_text;
use crate::garage::messages;
use crate::garage::model::{OrderStatus, ServiceKind};
use crate::i18n::Locale;
use crate::points::messages as points_messages;
use crate::points::model::TransferKind;
use crate::referrals::model::{DeclineReason, LeadState};
use crate::rewards::{
    self,
    model::{RedemptionState, RewardKind},
};
use crate::ui::{Badge, Icon};
use crate::values::{Fen, PersonName, points, points_signed};
use leptos::prelude::*;

pub fn happening_text(l: Locale, kind: Happening) -> String {
    match kind {
        Happening::Service => tr!(l, "维保", "Service"),
        Happening::Points => tr!(l, "积分", "Points"),
        Happening::Redemption => tr!(l, "兑换", "Redemptions"),
        Happening::Event => tr!(l, "活动", "Events"),
        Happening::Referral => tr!(l, "推荐", "Referrals"),
        Happening::Profile => tr!(l, "资料", "Details"),
        Happening::Consent => tr!(l, "授权", "Consents"),
        Happening::Access => tr!(l, "查看", "Views"),
    }
}

/// One line of a timeline: headline, state and details.
struct Line {
    icon: &'static str,
    title: String,
    badge: Option<(&'static str, String)>,
    rest: Vec<String>,
}

pub fn moment(l: Locale, moment: &Moment) -> AnyView {
    let line = line(l, moment);
    let badge = line.badge.map(|(kind, text)| view! { <Badge kind text/> });
    let rest = line.rest.into_iter().filter(|text| !text.is_empty()).map(|text| view! { <span>{text}</span> });
    view! {
        <li>
            <span class="timeline-dot"><Icon name=line.icon/></span>
            <div class="timeline-body">
                <h3 class="t-md">{line.title}" "{badge}</h3>
                <p class="timeline-meta"><time datetime=moment.at.to_rfc3339()>{l.date_time(moment.at)}</time>{rest.collect_view()}</p>
            </div>
        </li>
    }
    .into_any()
}

fn line(l: Locale, m: &Moment) -> Line {
    let title = l.pick(&m.zh, &m.en).to_owned();
    let place = l.pick(&m.place_zh, &m.place_en).to_owned();
    let line = |icon, title, badge, rest| Line { icon, title, badge, rest };
    match m.kind {
        Happening::Service => {
            let kind = ServiceKind::from_code(&m.zh).map(|kind| messages::kind(l, kind)).unwrap_or_default();
            let status = OrderStatus::from_code(&m.state).map(|status| ("", messages::status(l, status)));
            // An order that is not closed has no price yet.
            let paid = if m.amount == 0 { String::new() } else { Fen(m.amount).to_string() };
            line("wrench", kind, status, vec![place, m.note.clone(), paid])
        }
        Happening::Points => {
            let kind = TransferKind::from_code(&m.state).map(|kind| points_messages::kind(l, kind)).unwrap_or_default();
            line("points", title, None, vec![kind, points_signed(m.amount).replace('-', "−")])
        }
        Happening::Redemption => {
            let n = points(m.amount);
            let state = RedemptionState::from_code(&m.state).zip(RewardKind::from_code(&m.note));
            let badge = state.map(|(state, kind)| rewards::state(l, kind, state, false));
            line("gift", title, badge, vec![tr!(l, "{n} 积分", "{n} points")])
        }
        Happening::Event => {
            let seats = m.amount;
            let seats = tr!(l, "{seats} 人", "party of {seats}");
            line("ticket", title, Some(registration_state(l, &m.state)), vec![place, seats])
        }
        Happening::Referral => referral(l, m, place),
        Happening::Profile => line("user", field_text(l, &m.zh), None, vec![changed_by(l, &m.note)]),
        Happening::Consent => {
            let badge = if m.amount == 1 {
                ("good", tr!(l, "同意", "Granted"))
            } else {
                ("", tr!(l, "不同意", "Declined"))
            };
            line("shield", purpose_text(l, &m.zh), Some(badge), vec![changed_by(l, &m.note)])
        }
        Happening::Access => {
            let reader = title;
            let title = match m.state.as_str() {
                "phone" => tr!(l, "{reader} 查看联系方式", "{reader} viewed the contact details"),
                "address" => tr!(l, "{reader} 查看收货信息", "{reader} viewed the delivery details"),
                "merge" => tr!(l, "{reader} 合并客户记录", "{reader} merged customer records"),
                "export" => tr!(l, "{reader} 导出资料", "{reader} exported data"),
                _ => tr!(l, "{reader} 查看档案", "{reader} opened the file"),
            };
            line("eye", title, None, vec![place, reason_text(l, &m.note)])
        }
    }
}

fn referral(l: Locale, m: &Moment, place: String) -> Line {
    let friend = PersonName::parse(&m.zh).map(|name| name.masked()).unwrap_or_default();
    let badge = LeadState::from_code(&m.state).map(|state| (state.badge(), state.text(l)));
    let why = DeclineReason::from_code(&m.note).map(|reason| reason.text(l)).unwrap_or_default();
    Line { icon: "share", title: tr!(l, "推荐 {friend}", "Referred {friend}"), badge, rest: vec![place, why] }
}

pub fn registration_state(l: Locale, state: &str) -> (&'static str, String) {
    match state {
        "confirmed" => ("info", tr!(l, "已报名", "Registered")),
        "waiting" => ("warn", tr!(l, "候补", "Waitlist")),
        "attended" => ("good", tr!(l, "已参加", "Attended")),
        _ => ("", tr!(l, "已取消", "Cancelled")),
    }
}

fn field_text(l: Locale, field: &str) -> String {
    match field {
        "name" => tr!(l, "姓名已修改", "Name changed"),
        "birthday" => tr!(l, "生日已修改", "Birthday changed"),
        "phone" => tr!(l, "手机号已修改", "Phone changed"),
        "email" => tr!(l, "邮箱已修改", "E-mail changed"),
        "address" => tr!(l, "地址已修改", "Address changed"),
        "preferred_dealer" => tr!(l, "首选经销商已修改", "Preferred dealer changed"),
        "contact_preference" => tr!(l, "联系偏好已修改", "Contact preference changed"),
        "merged" => tr!(l, "与另一条客户记录合并", "Merged with another record of this customer"),
        other => tr!(l, "资料已修改：{other}", "Changed: {other}"),
    }
}

pub fn purpose_text(l: Locale, purpose: &str) -> String {
    match purpose {
        "privacy" => tr!(l, "隐私政策", "Privacy policy"),
        "dealer" => tr!(l, "经销商查看会员资料", "Data shared with dealers"),
        "sms" => tr!(l, "短信营销", "Marketing by SMS"),
        "email" => tr!(l, "邮件营销", "Marketing by e-mail"),
        "phone" => tr!(l, "电话营销", "Marketing by phone"),
        other => other.to_owned(),
    }
}

/// Who made a change: `member:7`, `admin:2`, or the name of a system.
fn changed_by(l: Locale, by: &str) -> String {
    match by.split(':').next().unwrap_or_default() {
        "member" | "owner" | "customer" => tr!(l, "会员本人", "The member"),
        "admin" => tr!(l, "俱乐部管理员", "A club administrator"),
        "dealer" | "staff" => tr!(l, "经销商", "The dealer"),
        "portal" => tr!(l, "系统", "System"),
        _ => by.to_owned(),
    }
}

use super::functions::NOTE;
use super::store::{self, Change, Lead};
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::referrals::model::LeadState;
use crate::ui::{Badge, Icon, Notice, PageHead, TextArea, TextField};
use crate::values::{ReferralId, Vin, points};
use crate::web::{Ctx, Dealer, Id, Page};
use leptos::prelude::*;

/// `/dealer/leads/{id}`: contact, history and next step.
pub async fn page(ctx: Ctx, me: Dealer, Id(id): Id<ReferralId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let lead = store::find_lead(&mut tx, id, me.dealer, me.account, ctx.now).await?.ok_or(AppError::NotFound)?;
    let changes = store::list_changes(&mut tx, id, me.dealer).await?;
    let l = ctx.locale;
    let name = if lead.opened { lead.friend_name.to_string() } else { lead.friend_name.masked() };
    Ok(ctx.page(name.clone(), move || {
        let crumbs = vec![("/dealer/leads".to_owned(), tr!(l, "推荐线索", "Leads"))];
        let state = lead.state;
        view! {
            <PageHead title=name crumbs><Badge kind=state.badge() text=state.text(l)/></PageHead>
            <div class="split">
                <div class="stack">
                    {outcome(l, &lead)}
                    {state.next().map(|next| next_step(l, &lead, next))}
                    {history(l, changes)}
                </div>
                <div class="stack">{contact(l, &lead)}</div>
            </div>
        }
    }))
}

/// The result of a delivery, and what is still outstanding.
fn outcome(l: Locale, lead: &Lead) -> Option<AnyView> {
    let vin = lead.delivered_vin.clone().filter(|_| lead.state == LeadState::Delivered)?;
    let odd = Vin::parse(&vin).is_ok_and(|vin| !vin.check_digit_ok());
    let friend = points(lead.friend_gets);
    let paid = if lead.friend_is_customer {
        tr!(
            l,
            "车主已在客户库中，受邀积分已入账。",
            "The owner is in the customer database and has received the points."
        )
    } else {
        tr!(
            l,
            "车主尚未进入客户库；进入后，{friend} 积分会自动入账。",
            "The owner is not in the customer database yet. The {friend} points will be credited automatically once they are."
        )
    };
    let card = view! {
        <section class="card stack" aria-labelledby="done">
            <h2 id="done">{tr!(l, "已提车", "Delivered")}</h2>
            <dl class="spec spec-1"><div><dt>{tr!(l, "车架号", "VIN")}</dt><dd>{vin}</dd></div></dl>
            {odd.then(|| view! { <Notice kind="warn">{tr!(l, "车架号的校验位不符，请核对。", "The VIN’s check digit does not match. Please verify it.")}</Notice> })}
            <p>{paid}</p>
        </section>
    };
    Some(card.into_any())
}

fn next_step(l: Locale, lead: &Lead, next: LeadState) -> AnyView {
    let pays = (lead.next_pays > 0).then(|| {
        let points = points(lead.next_pays);
        view! { <p class="hint">{tr!(l, "推荐人将得到 {points} 积分。", "The referrer will receive {points} points.")}</p> }
    });
    let vin = (next == LeadState::Delivered).then(|| {
        view! { <TextField name="vin" label=tr!(l, "交付车辆的车架号", "VIN of the delivered car") maxlength=20/> }
    });
    view! {
        <section class="card stack" aria-labelledby="next">
            <h2 id="next">{tr!(l, "下一步", "Next step")}</h2>
            <form class="form" method="post" novalidate action=format!("/dealer/leads/{}/state", lead.id)>
                <input type="hidden" name="version" value=lead.version.to_string()/>
                {vin}
                <TextArea name="note" label=tr!(l, "跟进记录", "Note") required=false rows=3 maxlength=NOTE as u32/>
                {pays}
                <div class="form-actions">
                    <button class="btn btn-primary" name="to" value=next.code()>{next.verb(l)}</button>
                    <button class="btn btn-danger" name="to" value=LeadState::Expired.code()>{LeadState::Expired.verb(l)}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

fn contact(l: Locale, lead: &Lead) -> AnyView {
    let phone = if lead.opened { lead.friend_phone.to_string() } else { lead.friend_phone.masked() };
    let model = lead.model_zh.as_deref().zip(lead.model_en.as_deref()).map(|(zh, en)| l.pick(zh, en).to_owned());
    let show = (!lead.opened).then(|| {
        view! {
            <form method="post" action=format!("/dealer/leads/{}/phone", lead.id)>
                <button class="btn btn-sm"><Icon name="eye"/>{tr!(l, "显示姓名和手机号", "Show name and phone")}</button>
            </form>
            <p class="hint">{tr!(l, "查看会被记录，30 分钟内有效。", "Your view is recorded and lasts 30 minutes.")}</p>
        }
    });
    view! {
        <section class="card stack" aria-labelledby="contact">
            <h2 id="contact">{tr!(l, "联系方式", "Contact")}</h2>
            <dl class="spec spec-1">
                <div><dt>{tr!(l, "手机号", "Phone")}</dt><dd class="num">{phone}</dd></div>
                <div><dt>{tr!(l, "意向车型", "Model")}</dt><dd>{model.unwrap_or_else(|| tr!(l, "未定", "Undecided"))}</dd></div>
                <div><dt>{tr!(l, "推荐人", "Referrer")}</dt><dd>{lead.referrer_name.masked()}</dd></div>
                <div><dt>{tr!(l, "提交时间", "Received")}</dt><dd>{l.date_time(lead.created_at)}</dd></div>
            </dl>
            {show}
            <div class="faq"><details>
                <summary>{tr!(l, "朋友同意的内容", "What the friend agreed to")}<Icon name="chevron-down"/></summary>
                <p>{lead.consent_wording.clone()}</p>
            </details></div>
        </section>
    }
    .into_any()
}

fn history(l: Locale, changes: Vec<Change>) -> AnyView {
    let items = changes
        .into_iter()
        .map(|change| {
            let by = match (change.staff, change.changed_by.as_str()) {
                (Some(name), _) => name,
                (None, "friend") => tr!(l, "朋友本人", "The friend"),
                (None, "portal") => tr!(l, "系统", "System"),
                _ => tr!(l, "经销商", "The dealer"),
            };
            let note = (!change.note.is_empty()).then(|| view! { <p>{change.note}</p> });
            view! {
                <li>
                    <span class="timeline-dot"><Icon name="share"/></span>
                    <div class="timeline-body">
                        <h3>{change.state.text(l)}</h3>
                        <p class="timeline-meta"><time datetime=change.at.to_rfc3339()>{l.date_time(change.at)}</time><span>{by}</span></p>
                        {note}
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card stack" aria-labelledby="history">
            <h2 id="history">{tr!(l, "进展记录", "History")}</h2>
            <ol class="timeline timeline-tight">{items}</ol>
        </section>
    }
    .into_any()
}

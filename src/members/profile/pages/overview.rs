//! `/me/profile`.

use super::super::model::{ChangeRow, Field, Profile, Seen, State, a_year_before};
use super::super::store;
use crate::error::Result;
use crate::i18n::Locale;
use crate::members::consents::Purpose;
use crate::ui::{Icon, PageHead};
use crate::values::points;
use crate::web::{Ctx, Owner, Page, use_ctx, use_locale};
use chrono::{DateTime, Months, Utc};
use leptos::prelude::*;

pub async fn overview(ctx: Ctx, me: Owner) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let profile = store::get_profile(&mut tx, me.customer, ctx.now).await?;
    let seen = store::list_seen(&mut tx, me.customer).await?;
    let changes = store::list_changes(&mut tx, me.customer, ctx.locale).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "个人资料", "My details");
    let lead = tr!(
        l,
        "资料准确，提醒、券码和活动通知才能送到您手上。",
        "Keep these up to date so that reminders, vouchers and invitations reach you."
    );
    let rows = Field::ALL.iter().map(|field| (*field, profile.state(*field, &seen, ctx.now))).collect();
    Ok(ctx.page(title.clone(), || {
        view! {
            <PageHead title lead/>
            <div class="split">
                <Fields rows profile=profile.clone()/>
                <div class="stack"><Completeness profile seen/><History changes/></div>
            </div>
        }
    }))
}

#[component]
fn Fields(rows: Vec<(Field, State)>, profile: Profile) -> impl IntoView {
    let l = use_locale();
    let rows = rows
        .into_iter()
        .map(|(field, state)| {
            let value = shown(l, &profile, field);
            view! { <FieldRow field state value version=profile.version/> }
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="fields">
            <div class="card-head"><h2 id="fields">{tr!(l, "我的资料", "On file")}</h2></div>
            <ul class="list list-actions">{rows}</ul>
        </section>
    }
}

#[component]
fn FieldRow(field: Field, state: State, value: Option<String>, version: i64) -> impl IntoView {
    let l = use_locale();
    let title = field.title(l);
    let missing = value.is_none();
    let edit = if missing { tr!(l, "填写", "Add") } else { tr!(l, "修改", "Change") };
    let edit_label = tr!(l, "{edit}{title}", "{edit} {title}");
    let confirm_label = tr!(l, "确认无误：{title}", "Confirm: {title}");
    // Highlight one of the two buttons: the one that is due.
    let due = matches!(state, State::Unverified | State::Old(_));
    let confirm = (!missing).then(|| {
        view! {
            <form method="post" action="/me/profile/verification">
                <input type="hidden" name="field" value=field.code()/>
                <input type="hidden" name="version" value=version.to_string()/>
                <button class=if due { "btn btn-sm" } else { "btn btn-sm btn-quiet" } aria-label=confirm_label>
                    {tr!(l, "确认无误", "Confirm")}
                </button>
            </form>
        }
    });
    view! {
        <li>
            <span class="list-icon"><Icon name=field.icon()/></span>
            <div class="list-body">
                <div><small class="muted">{title}</small><div>{value.unwrap_or_else(|| tr!(l, "未填写", "Not provided"))}</div></div>
                <SeenMark state/>
            </div>
            <div class="list-end">
                {confirm}
                <a class=if due { "btn btn-sm btn-quiet" } else { "btn btn-sm" } href=field.path() aria-label=edit_label>
                    {edit}
                </a>
            </div>
        </li>
    }
}

/// When the field was last confirmed; amber if more than a year ago or never.
#[component]
fn SeenMark(state: State) -> impl IntoView {
    let l = use_locale();
    let (class, icon, text) = match state {
        State::Missing => return ().into_any(),
        State::Unverified => ("seen is-old", "clock", tr!(l, "尚未核实", "Never verified")),
        State::Old(at) => {
            let day = l.day(at);
            ("seen is-old", "clock", tr!(l, "{day} 核实，已超过 12 个月", "Verified {day}, over 12 months ago"))
        }
        State::Verified(at) => {
            let day = l.day(at);
            ("seen", "check", tr!(l, "{day} 已核实", "Verified {day}"))
        }
    };
    view! { <span class=class><Icon name=icon/>{text}</span> }.into_any()
}

/// The value as shown to its owner.
fn shown(l: Locale, profile: &Profile, field: Field) -> Option<String> {
    match field {
        Field::Birthday => profile.birthday.map(|day| l.date(day)),
        Field::PreferredDealer => {
            let names = (profile.dealer_zh.as_deref()?, profile.dealer_en.as_deref()?);
            Some(l.pick(names.0, names.1).to_owned())
        }
        Field::ContactPreference => profile.channels().map(|channels| {
            let names = channels.into_iter().filter_map(Purpose::from_code).map(|purpose| match purpose {
                Purpose::Sms => tr!(l, "短信", "SMS"),
                Purpose::Email => tr!(l, "邮件", "E-mail"),
                _ => tr!(l, "电话", "Phone"),
            });
            let names: Vec<String> = names.collect();
            let none = || tr!(l, "不接收优惠与活动通知", "No offers or events");
            if names.is_empty() { none() } else { names.join(l.pick("、", ", ")) }
        }),
        other => profile.text(other),
    }
}

/// How many fields are filled in and confirmed, what is missing, and the points a complete profile earns.
#[component]
fn Completeness(profile: Profile, seen: Vec<Seen>) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let open = profile.open(&seen, ctx.now);
    let (all, done) = (Field::ALL.len(), Field::ALL.len() - open.len());
    let percent = done * 100 / all;
    let todo = open
        .into_iter()
        .map(|(field, state)| {
            let why = match state {
                State::Missing => tr!(l, "未填写", "not provided"),
                State::Unverified => tr!(l, "尚未核实", "never verified"),
                _ => tr!(l, "超过 12 个月未核实", "verified over 12 months ago"),
            };
            view! { <li><a href=field.path()>{field.title(l)}</a>" · "{why}</li> }
        })
        .collect_view();
    let complete = done == all;
    view! {
        <section class="card" aria-labelledby="complete">
            <div class="card-head"><h2 id="complete">{tr!(l, "资料完整度", "Completeness")}</h2><strong class="num">{percent}"%"</strong></div>
            <progress class="meter" max=all.to_string() value=done.to_string() aria-labelledby="complete">{percent}"%"</progress>
            <p>{tr!(l, "{all} 项中 {done} 项已填写且 12 个月内核实过", "{done} of {all} completed and verified in the last 12 months")}</p>
            {(!complete).then(|| view! { <p class="hint">{tr!(l, "待完善：", "To do:")}</p><ul class="plain small">{todo}</ul> })}
            <p class="card-foot">{reward_text(l, &profile, complete, ctx.now)}</p>
        </section>
    }
}

fn reward_text(l: Locale, profile: &Profile, complete: bool, now: DateTime<Utc>) -> String {
    let reward = points(profile.reward.unwrap_or(0));
    match profile.rewarded_at {
        Some(at) if at > a_year_before(now) => {
            let (day, next) = (l.day(at), l.day(at.checked_add_months(Months::new(12)).unwrap_or(at)));
            tr!(
                l,
                "{day} 已得奖励积分，{next} 起可再得 {reward} 积分。",
                "Points received on {day}. Earn another {reward} points from {next}."
            )
        }
        _ if complete => {
            tr!(l, "核实任意一项，即得 {reward} 积分。", "Confirm any item to earn {reward} points.")
        }
        _ => tr!(l, "全部填写并核实，即得 {reward} 积分。", "Complete and verify everything to earn {reward} points."),
    }
}

/// The latest changes, by anyone.
#[component]
fn History(changes: Vec<ChangeRow>) -> impl IntoView {
    let l = use_locale();
    let none = changes.is_empty();
    let rows = changes
        .into_iter()
        .map(|change| {
            let field = Field::from_code(&change.field).map_or_else(|| change.field.clone(), |field| field.title(l));
            let (old, new) =
                (change.masked(l, change.old_value.as_deref()), change.masked(l, change.new_value.as_deref()));
            view! {
                <li>
                    <div class="list-body">
                        <strong>{field}</strong>
                        <span>{old}" → "{new}</span>
                        <span>{l.date_time(change.changed_at)}" · "{change.who(l)}</span>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="history">
            <div class="card-head"><h2 id="history">{tr!(l, "最近变更", "Recent changes")}</h2></div>
            {if none {
                view! { <p class="hint">{tr!(l, "还没有变更。", "No changes yet.")}</p> }.into_any()
            } else {
                view! { <ul class="list">{rows}</ul> }.into_any()
            }}
        </section>
    }
}

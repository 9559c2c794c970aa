//! Ending a running campaign early, and how that is shown afterwards.

use super::queries::Campaign;
use crate::clock::day;
use crate::i18n::Locale;
use crate::points::rules::model::Status;
use crate::ui::TextField;
use crate::web::use_ctx;
use chrono::TimeDelta;
use leptos::prelude::*;

/// Maximum length of the reason, in characters.
pub const END_REASON: usize = 200;

/// The form, shown while the campaign can still be ended on an earlier day.
#[component]
pub fn Ending(campaign: Campaign) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let last_day = day(campaign.ends_at - TimeDelta::seconds(1));
    let running = campaign.status == Status::Published && campaign.starts_at <= ctx.now && last_day > ctx.today();
    running.then(|| {
        let action = format!("/admin/points/campaigns/{}/ending", campaign.id);
        let hint = tr!(
            l,
            "今天仍有效，明天零点（北京时间）起失效。今天发生、以后入账的单据仍按加倍计算；已获得的积分不变。",
            "Valid through today, ending at midnight Beijing time. Today’s activity still counts even if posted later. Points already earned stay."
        );
        view! {
            <section class="card stack" aria-labelledby="ending">
                <h2 id="ending">{tr!(l, "提前结束", "End early")}</h2>
                <p class="hint">{hint}</p>
                <form class="form" method="post" novalidate action=action>
                    <input type="hidden" name="version" value=ctx.form_version(campaign.revision)/>
                    <TextField name="reason" label=tr!(l, "原因", "Why") maxlength=END_REASON as u32
                        hint=tr!(l, "仅管理员可见。", "Visible to administrators only.")/>
                    <div class="form-actions"><button class="btn btn-danger btn-block">{tr!(l, "提前结束", "End early")}</button></div>
                </form>
            </section>
        }
    })
}

/// Who ended it, when and why, and its original end.
pub fn ended(l: Locale, campaign: &Campaign) -> Option<AnyView> {
    let (at, planned) = campaign.ended_at.zip(campaign.planned_ends_at)?;
    let (at, planned) = (l.date_time(at), l.date(day(planned - TimeDelta::seconds(1))));
    let name = campaign.ended_name.clone().unwrap_or_default();
    let reason = campaign.end_reason.clone();
    let planned = tr!(l, "原定至 {planned}", "planned until {planned}");
    Some(
        view! {
            <div><dt>{tr!(l, "提前结束", "Ended early")}</dt><dd>{format!("{name} · {at}")}<small>{planned}</small></dd></div>
            <div><dt>{tr!(l, "结束原因", "Reason for ending")}</dt><dd>{reason}</dd></div>
        }
        .into_any(),
    )
}

//! Announcements of campaigns to owners.

use super::store::Announced;
use crate::clock::day;
use crate::i18n::Locale;
use crate::ui::multiplier;
use chrono::TimeDelta;
use leptos::prelude::*;

/// One line per campaign; nothing without campaigns.
pub fn announcements(l: Locale, campaigns: Vec<Announced>) -> impl IntoView {
    (!campaigns.is_empty()).then(|| {
        let lines = campaigns.into_iter().map(|campaign| {
            let title = l.pick(&campaign.title_zh, &campaign.title_en).to_owned();
            view! { <li><div class="list-body"><strong>{title}</strong><span>{line(l, &campaign)}</span></div></li> }
        });
        view! {
            <section class="card" aria-labelledby="campaigns">
                <div class="card-head"><h2 id="campaigns">{tr!(l, "加倍活动", "Bonus points")}</h2></div>
                <ul class="list">{lines.collect_view()}</ul>
            </section>
        }
    })
}

fn line(l: Locale, campaign: &Announced) -> String {
    let (rule, times) = (l.pick(&campaign.rule_zh, &campaign.rule_en), multiplier(campaign.percent));
    let (from, until) = (l.date(day(campaign.starts_at)), l.date(day(campaign.ends_at - TimeDelta::seconds(1))));
    let limited = if campaign.limited {
        tr!(l, "（限部分车型或经销商）", " (some models or dealers only)")
    } else {
        String::new()
    };
    tr!(l, "{rule} {times} 积分，{from} 至 {until}{limited}", "{rule}: {times} points, {from} to {until}{limited}")
}

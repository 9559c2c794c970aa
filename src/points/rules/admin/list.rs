//! `/admin/points/rules`: each rule as it is now, and its coming version.

use super::messages::{rule_name, value_text};
use super::queries::{self, Version};
use crate::error::Result;
use crate::i18n::Locale;
use crate::points::rules::model::Status;
use crate::ui::{Icon, PageHead};
use crate::web::{Admin, Ctx, Page, use_ctx};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, _: Admin) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let versions = queries::list_all(&mut tx).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "积分规则", "Points rules");
    Ok(ctx.page(title.clone(), || {
        let lead = tr!(l, "新版本先试算，再发布；已经获得的积分不受影响。",
            "Simulate a new version, then publish it. Points already earned are not affected.");
        view! {
            <PageHead title lead>
                <a class="btn btn-sm" href="/admin/points/campaigns"><Icon name="calendar"/>{tr!(l, "加倍活动", "Campaigns")}</a>
            </PageHead>
            <div class="table-wrap">
                <table class="table">
                    <caption class="sr-only">{tr!(l, "积分规则", "Points rules")}</caption>
                    <thead><tr>
                        <th scope="col">{tr!(l, "规则", "Rule")}</th><th scope="col">{tr!(l, "现行", "In force")}</th>
                        <th scope="col">{tr!(l, "生效日期", "Effective from")}</th><th scope="col">{tr!(l, "即将生效", "Upcoming")}</th>
                        <th scope="col" class="num">{tr!(l, "草稿", "Drafts")}</th>
                    </tr></thead>
                    <tbody>{grouped(versions).into_iter().map(|versions| view! { <Row versions/> }).collect_view()}</tbody>
                </table>
            </div>
        }
    }))
}

fn grouped(versions: Vec<Version>) -> Vec<Vec<Version>> {
    let mut groups: Vec<Vec<Version>> = Vec::new();
    for version in versions {
        match groups.last_mut().filter(|group| group[0].code == version.code) {
            Some(group) => group.push(version),
            None => groups.push(vec![version]),
        }
    }
    groups.sort_by_key(|group| group[0].code);
    groups
}

#[component]
fn Row(versions: Vec<Version>) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let code = versions[0].code;
    let now = queries::in_force(&versions, ctx.now);
    let since = now.and_then(|version| version.valid_from).map(|from| l.day(from));
    let held = now.map(|version| describe(l, version));
    let coming = versions.iter().rev().filter(|version| version.valid_from.is_some_and(|from| from > ctx.now));
    let coming = coming
        .map(|version| {
            let from = version.valid_from.map(|from| l.day(from));
            view! { <div>{describe(l, version)}<small>{from}</small></div> }
        })
        .collect_view();
    let drafts = versions.iter().filter(|version| version.status == Status::Draft).count();
    view! {
        <tr>
            <th scope="row"><a href=format!("/admin/points/rules/{code}")>{rule_name(l, code)}</a></th>
            <td data-label=tr!(l, "现行", "In force")>{held}</td>
            <td data-label=tr!(l, "生效日期", "Effective from")><span class="nowrap">{since}</span></td>
            <td data-label=tr!(l, "即将生效", "Upcoming")>{coming}</td>
            <td class="num" data-label=tr!(l, "草稿", "Drafts")>{drafts}</td>
        </tr>
    }
}

fn describe(l: Locale, version: &Version) -> String {
    value_text(l, version.code, version.value, version.cap)
}

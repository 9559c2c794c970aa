use super::store::{self, Access, Answer};
use crate::error::Result;
use crate::files::reason_text;
use crate::i18n::Locale;
use crate::members::consents::{Consent, ConsentBoxes, Purpose};
use crate::ui::{Badge, Icon, PageHead, Pager};
use crate::web::{Ctx, Cursor, Owner, Page, Slice, use_locale};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Owner) -> Result<Page> {
    let cursor = Cursor::read(&ctx.query(), |text| text.parse().ok());
    let mut tx = ctx.app.db.read().await?;
    let accesses = store::list_accesses(&mut tx, me.customer, cursor).await?;
    let consents = store::list_consents(&mut tx, me.customer).await?;
    let answers = store::list_answers(&mut tx, me.customer).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "隐私与授权", "Privacy");
    let lead = tr!(
        l,
        "谁看过您的资料、为什么看，以及您同意了什么，都在这里。",
        "Who viewed your file and why, and what you agreed to."
    );
    Ok(ctx.page(title.clone(), || {
        view! {
            <PageHead title lead>
                <a class="btn btn-sm" href="/privacy"><Icon name="document"/>{tr!(l, "隐私政策", "Privacy policy")}</a>
            </PageHead>
            <div class="split">
                <Accesses accesses/>
                <div class="stack"><Switches consents/><Answers answers/></div>
            </div>
        }
    }))
}

#[component]
fn Accesses(accesses: Slice<Access>) -> impl IntoView {
    let l = use_locale();
    let none = accesses.rows.is_empty();
    let (newer, older) = accesses.links("/me/privacy?", |access| format!("{}#accesses", access.id));
    let rows = accesses
        .rows
        .into_iter()
        .map(|look| view! {
            <tr>
                <td class="cell-bare"><time class="nowrap" datetime=look.at.to_rfc3339()>{l.date_time(look.at)}</time></td>
                <th scope="row">{who(l, &look)}</th>
                <td data-label=tr!(l, "内容", "What")>{what(l, &look.what)}</td>
                <td data-label=tr!(l, "原因", "Why")>{reason_text(l, &look.reason)}</td>
            </tr>
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="accesses">
            <div class="card-head"><h2 id="accesses">{tr!(l, "谁看过我的资料", "Who saw my file")}</h2></div>
            {if none {
                view! {
                    <div class="empty">
                        <p>{tr!(l, "还没有人查看过您的资料。以后每次查看都会记录在这里。", "No one has viewed your file. Every view will be listed here.")}</p>
                    </div>
                }.into_any()
            } else {
                view! {
                    <div class="table-wrap">
                        <table class="table">
                            <caption class="sr-only">{tr!(l, "资料查看记录", "Views of my file")}</caption>
                            <thead><tr>
                                <th scope="col">{tr!(l, "时间", "When")}</th>
                                <th scope="col">{tr!(l, "谁", "Who")}</th>
                                <th scope="col">{tr!(l, "内容", "What")}</th>
                                <th scope="col">{tr!(l, "原因", "Why")}</th>
                            </tr></thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                    <Pager newer older/>
                }.into_any()
            }}
        </section>
    }
}

/// Role and name, or dealer and name.
fn who(l: Locale, look: &Access) -> String {
    let name = &look.name;
    match (&look.dealer_zh, &look.dealer_en) {
        (Some(zh), Some(en)) => format!("{} · {name}", l.pick(zh, en)),
        _ if look.role == "admin" => tr!(l, "俱乐部管理员 · {name}", "Club administrator · {name}"),
        _ => name.clone(),
    }
}

fn what(l: Locale, what: &str) -> String {
    match what {
        "file" => tr!(l, "会员档案", "Whole file"),
        "phone" => tr!(l, "完整联系方式", "Full contact details"),
        "address" => tr!(l, "收货信息", "Delivery details"),
        "export" => tr!(l, "导出资料", "Export"),
        "merge" => tr!(l, "合并两条客户记录", "Two of your records merged"),
        _ => tr!(l, "部分资料", "Parts of the file"),
    }
}

#[component]
fn Switches(consents: Vec<Consent>) -> impl IntoView {
    let l = use_locale();
    let granted = consents.iter().filter(|consent| consent.granted).map(|consent| consent.purpose).collect();
    let privacy = consents.iter().find(|consent| consent.purpose == Purpose::Privacy && consent.granted);
    let privacy = privacy.map(|consent| {
        let day = l.day(consent.changed_at);
        tr!(
            l,
            "您于 {day} 同意隐私政策。撤回即退出俱乐部，请致电 400-820-0000。",
            "You accepted the privacy policy on {day}. Withdrawing ends your membership. To do so, please call 400-820-0000."
        )
    });
    view! {
        <section class="card" aria-labelledby="consents">
            <div class="card-head"><h2 id="consents">{tr!(l, "我的授权", "My consents")}</h2></div>
            <form class="form" method="post" novalidate action="/me/privacy">
                <div><ConsentBoxes granted/></div>
                <div class="form-actions"><button class="btn btn-primary">{tr!(l, "保存", "Save")}</button></div>
            </form>
            {privacy.map(|text| view! { <p class="card-foot hint">{text}</p> })}
        </section>
    }
}

#[component]
fn Answers(answers: Vec<Answer>) -> impl IntoView {
    let l = use_locale();
    let none = answers.is_empty();
    let rows = answers
        .into_iter()
        .map(|answer| {
            let version = answer.wording;
            let badge = if answer.granted {
                view! { <Badge kind="good" text=tr!(l, "同意", "Yes")/> }
            } else {
                view! { <Badge kind="" text=tr!(l, "不同意", "No")/> }
            };
            let by = if answer.changed_by.starts_with("member:") {
                tr!(l, "本人", "you")
            } else {
                tr!(l, "其他渠道", "another channel")
            };
            view! {
                <li>
                    <div class="list-body">
                        <strong>{answer.purpose.title(l)}</strong>
                        <span>{l.date_time(answer.changed_at)}" · "{by}" · "{tr!(l, "条款 {version}", "terms {version}")}</span>
                    </div>
                    <div class="list-end">{badge}</div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="answers">
            <div class="card-head"><h2 id="answers">{tr!(l, "授权历史", "Consent history")}</h2></div>
            {if none {
                view! { <p class="hint">{tr!(l, "暂无记录。", "Nothing yet.")}</p> }.into_any()
            } else {
                view! { <ul class="list">{rows}</ul> }.into_any()
            }}
        </section>
    }
}

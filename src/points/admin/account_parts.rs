use super::look::Head;
use super::model::{Direction, MOST, REASON};
use crate::i18n::Locale;
use crate::points::model::worth_fen;
use crate::ui::{Choice, RadioCards, TextField};
use crate::values::{CustomerId, Fen, points};
use crate::web::use_locale;
use leptos::prelude::*;

/// How the account stands.
#[component]
pub fn Figures(head: Head) -> impl IntoView {
    let l = use_locale();
    let worth = Fen(worth_fen(head.available, head.points_per_yuan)).yuan();
    let tiles = [
        (tr!(l, "可用", "Available"), head.available, tr!(l, "价值 {worth}", "worth {worth}")),
        (tr!(l, "预留中", "Set aside"), head.held, String::new()),
        (tr!(l, "待入账", "Pending"), head.pending, String::new()),
        (tr!(l, "待抵扣", "To make up"), head.debt, String::new()),
        (tr!(l, "成长值", "Growth"), head.growth, String::new()),
    ];
    let tiles = tiles.map(|(name, value, note)| {
        view! {
            <div class="stat">
                <p class="stat-label">{name}</p>
                <p class="numeral">{points(value)}</p>
                <p class="stat-note">{note}</p>
            </div>
        }
    });
    view! { <div class="stats">{tiles}</div> }
}

/// Between the statement and the lots.
pub fn tabs(l: Locale, id: CustomerId, here: &str) -> AnyView {
    let tabs = [("", tr!(l, "积分明细", "Statement")), ("/lots", tr!(l, "积分批次", "Lots"))].map(|(end, name)| {
        let current = (end == here).then_some("page");
        view! { <li><a href=format!("/admin/points/members/{id}{end}") aria-current=current>{name}</a></li> }
    });
    view! { <nav class="tabs" aria-label=tr!(l, "积分", "Points")><ul>{tabs}</ul></nav> }.into_any()
}

/// Gives or takes points by hand; sent twice, it counts once.
#[component]
pub fn AdjustForm(head: Head, key: String) -> impl IntoView {
    let l = use_locale();
    let choice =
        |direction: Direction, title| Choice { value: direction.code().to_owned(), title, note: String::new() };
    let choices = vec![
        choice(Direction::Give, tr!(l, "给出积分", "Give points")),
        choice(Direction::Take, tr!(l, "收回积分", "Take points")),
    ];
    let alone = points(head.alone);
    let most = MOST.to_string().len() as u32;
    view! {
        <section class="card stack" aria-labelledby="adjust">
            <h2 id="adjust">{tr!(l, "手工调整", "Adjust by hand")}</h2>
            <p class="hint">{tr!(l, "每位管理员一天内对同一会员合计不超过 {alone} 分的调整立即入账；超过的须由另一位管理员批准。",
                "Up to {alone} points a day for one member are posted at once; more has to be approved by another administrator.")}</p>
            <form class="form" method="post" novalidate action=format!("/admin/points/members/{}/adjustments", head.id)>
                <input type="hidden" name="key" value=key/>
                <RadioCards name="direction" legend=tr!(l, "方向", "Which way") choices value=Direction::Give.code()/>
                <TextField name="points" label=tr!(l, "积分", "Points") inputmode="numeric" maxlength=most class="control-short" autocomplete="off"/>
                <TextField name="reason" label=tr!(l, "原因", "Reason") maxlength=REASON as u32
                    hint=tr!(l, "工作人员可见，会员看不到。", "Staff read it, the member does not.")/>
                <div class="form-actions"><button class="btn btn-primary">{tr!(l, "提交调整", "Adjust")}</button></div>
            </form>
        </section>
    }
}

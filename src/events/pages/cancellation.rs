//! `/events/{id}/registration/cancellation`: the owner gives up a seat or a place on the waitlist.

use super::components::Declined;
use crate::error::{AppError, Result};
use crate::events::Refusal;
use crate::events::model::RegistrationState;
use crate::events::store::queries::{self, Registration};
use crate::i18n::{Locale, error_text};
use crate::points::returns::{ExpectedReturn, expected_return};
use crate::ui::PageHead;
use crate::values::EventId;
use crate::web::{Ctx, Id, Owner, Page};
use leptos::prelude::*;

pub async fn cancellation(ctx: Ctx, me: Owner, Id(id): Id<EventId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let registration = queries::find_newest_registration(&mut tx, me.customer, id).await?.ok_or(AppError::NotFound)?;
    let back = match registration.fee_transfer_id {
        Some(fee) => Some(expected_return(&mut tx, fee, ctx.now).await?),
        None => None,
    };
    drop(tx);
    let l = ctx.locale;
    let waiting = registration.state == RegistrationState::Waiting;
    let possible = waiting || (registration.state == RegistrationState::Confirmed && ctx.now < registration.starts_at);
    let title = if waiting {
        tr!(l, "退出候补", "Leave the waitlist")
    } else {
        tr!(l, "取消报名", "Cancel your registration")
    };
    Ok(ctx.page(title.clone(), || {
        let crumbs = vec![
            ("/me/events".to_owned(), tr!(l, "我的活动", "My events")),
            (
                format!("/me/events/{}", registration.id),
                l.pick(&registration.title_zh, &registration.title_en).to_owned(),
            ),
        ];
        view! {
            <PageHead title crumbs/>
            {if possible {
                view! { <Confirm registration back waiting l/> }.into_any()
            } else {
                view! { <Declined id text=error_text(l, &Refusal::TooLateToCancel.into())/> }.into_any()
            }}
        }
    }))
}

#[component]
fn Confirm(registration: Registration, back: Option<ExpectedReturn>, waiting: bool, l: Locale) -> impl IntoView {
    let seats = registration.seats;
    let what = if waiting {
        tr!(
            l,
            "退出后不保留顺位，再次候补须重新排队。",
            "You’ll lose your place in line. If you join again, you start at the end."
        )
    } else {
        tr!(l, "{seats} 个名额将立即让给候补的车主。", "Seats released to the waitlist: {seats}.")
    };
    let button = if waiting {
        tr!(l, "退出候补", "Leave the waitlist")
    } else {
        tr!(l, "取消报名", "Cancel registration")
    };
    view! {
        <section class="confirm confirm-danger" aria-labelledby="cf">
            <h2 id="cf">{l.pick(&registration.title_zh, &registration.title_en).to_owned()}</h2>
            <p>{l.date_time(registration.starts_at)}" · "{l.pick(&registration.place_zh, &registration.place_en).to_owned()}</p>
            <p>{what}</p>
            {back.map(|back| view! { <p>{back.describe(l)}</p> })}
            <form class="form" method="post" novalidate>
                <div class="form-actions">
                    <button class="btn btn-danger">{button}</button>
                    <a class="btn btn-quiet" href=format!("/me/events/{}", registration.id)>{tr!(l, "返回", "Back")}</a>
                </div>
            </form>
        </section>
    }
}

//! `/me/profile/email/removal` and `/me/profile/address/removal`: explain the consequences before removing.

use super::super::model::Field;
use super::super::store;
use crate::error::Result;
use crate::i18n::Locale;
use crate::ui::PageHead;
use crate::web::{Ctx, Owner, Page, use_locale};
use leptos::prelude::*;

pub async fn email_removal(ctx: Ctx, me: Owner) -> Result<Page> {
    let follows = tr!(
        ctx.locale,
        "移除后不再向此邮箱发送邮件。邮件授权保留，填写新邮箱后继续有效。",
        "We’ll stop sending mail to this address. Your e-mail consent stays and applies to your next address."
    );
    page(ctx, me, Field::Email, follows).await
}

pub async fn address_removal(ctx: Ctx, me: Owner) -> Result<Page> {
    let follows = tr!(
        ctx.locale,
        "移除后兑换礼品须重新填写收货地址；已兑换的礼品仍寄往原地址。",
        "You’ll be asked for an address when you redeem. Rewards already redeemed still go to the address you gave."
    );
    page(ctx, me, Field::Address, follows).await
}

async fn page(ctx: Ctx, me: Owner, field: Field, follows: String) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let profile = store::get_profile(&mut tx, me.customer, ctx.now).await?;
    drop(tx);
    let l = ctx.locale;
    let title = title(l, field);
    let value = profile.text(field);
    Ok(ctx.page(title.clone(), || {
        let crumbs = vec![
            ("/me/profile".to_owned(), tr!(l, "个人资料", "My details")),
            (field.path().to_owned(), field.title(l)),
        ];
        let body = match value {
            Some(value) => view! {
                <form class="form card" method="post" novalidate action=format!("{}/removal", field.path())>
                    <input type="hidden" name="version" value=profile.version.to_string()/>
                    <p><strong>{value}</strong></p>
                    <p>{follows}</p>
                    <p class="hint">{tr!(l, "资料将不再完整，变更记录会保留。", "Your details will be incomplete. The change stays in your history.")}</p>
                    <div class="form-actions">
                        <button class="btn btn-danger">{title.clone()}</button>
                        <a class="btn btn-quiet" href="/me/profile">{tr!(l, "取消", "Cancel")}</a>
                    </div>
                </form>
            }
            .into_any(),
            None => view! {
                <div class="card stack">
                    <p>{tr!(l, "此项未填写，无需移除。", "Nothing on file to remove.")}</p>
                    <p class="btn-row"><a class="btn" href="/me/profile">{tr!(l, "返回个人资料", "Back to my details")}</a></p>
                </div>
            }
            .into_any(),
        };
        view! { <div class="wrap-narrow"><PageHead title crumbs/>{body}</div> }
    }))
}

/// Link to the removal page, below the form that edits the field.
#[component]
pub fn Removal(field: Field) -> impl IntoView {
    let l = use_locale();
    view! {
        <p class="wrap-narrow section center"><a href=format!("{}/removal", field.path())>{title(l, field)}</a></p>
    }
}

fn title(l: Locale, field: Field) -> String {
    if field == Field::Email {
        tr!(l, "移除邮箱", "Remove my e-mail")
    } else {
        tr!(l, "移除地址", "Remove my address")
    }
}

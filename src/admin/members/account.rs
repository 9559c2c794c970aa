//! Disabling and enabling a member's account, for an administrator who has the file open.

use super::store::Head;
use crate::actions;
use crate::admin::Flash;
use crate::error::{AppError, Problem, Result};
use crate::files::need_open;
use crate::i18n::Locale;
use crate::members::security::{disable_account, enable_account};
use crate::protocol::Post;
use crate::sql;
use crate::text_enum;
use crate::ui::TextField;
use crate::values::{AccountId, CustomerId};
use crate::web::{Form, Redirect, use_ctx};
use leptos::prelude::*;

text_enum! {
    pub enum Change { Disable = "disable", Enable = "enable" }
}

/// Maximum length of a reason, in characters.
const REASON: usize = 200;

/// Disables or enables a member's account. An unopened file is refused before any other error in the form is reported.
#[server(prefix = "", endpoint = "/admin/members/{id}/account", protocol = Post)]
pub async fn change_account(id: CustomerId, form: Form) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    need_open(&ctx, &form, me.account, id).await?;
    let mut f = form.reader();
    let change = f.parse("do", |code| Change::from_code(code).ok_or(Problem::NotAChoice));
    let reason = f.text("reason", REASON);
    let (change, reason) = f.finish(|| Some((change?, reason?)))?;
    let mut tx = ctx.app.db.write().await?;
    let query = "SELECT id FROM accounts WHERE customer_id = $1";
    let account = sql!(tx, optional_scalar AccountId, query, id)?.ok_or(AppError::NotFound)?;
    let flash = match change {
        Change::Disable => {
            disable_account(&mut tx, account, ctx.now).await?;
            Flash::AccountDisabled
        }
        Change::Enable => {
            enable_account(&mut tx, account).await?;
            Flash::AccountEnabled
        }
    };
    let action = format!("account.{change}");
    actions::insert(&mut tx, me.account, (&action, "account", account.0), &reason, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/admin/members/{id}")).with(flash))
}

/// The card with the button that disables or enables the account.
pub fn card(l: Locale, head: &Head) -> Option<AnyView> {
    head.account?;
    let (state, change, verb, class) = match head.disabled_at {
        None => (
            tr!(
                l,
                "可以登录。停用后，所有设备立即退出登录。",
                "Can sign in. Disabling signs out every device at once."
            ),
            Change::Disable,
            tr!(l, "停用账号", "Disable the account"),
            "btn btn-danger btn-sm",
        ),
        Some(at) => {
            let at = l.date_time(at);
            (
                tr!(l, "已于 {at} 停用。", "Disabled on {at}."),
                Change::Enable,
                tr!(l, "恢复账号", "Enable the account"),
                "btn btn-sm",
            )
        }
    };
    let card = view! {
        <section class="card stack" aria-labelledby="account">
            <h2 id="account">{tr!(l, "登录账号", "Account")}</h2>
            <p>{state}</p>
            <form class="form" method="post" novalidate action=format!("/admin/members/{}/account", head.id)>
                <TextField name="reason" label=tr!(l, "原因", "Reason") maxlength=REASON as u32/>
                <div class="form-actions"><button class=class name="do" value=change.code()>{verb}</button></div>
            </form>
        </section>
    };
    Some(card.into_any())
}

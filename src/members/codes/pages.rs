use crate::ui::TextField;
use crate::web::use_locale;
use leptos::prelude::*;

/// Input for the six digits; phones can autofill them from the message. Pasted codes may contain spaces.
#[component]
pub fn CodeField() -> impl IntoView {
    let l = use_locale();
    view! {
        <TextField name="code" label=tr!(l, "验证码", "Code") hint=tr!(l, "6 位数字，10 分钟内有效", "6 digits, valid for 10 minutes")
            autocomplete="one-time-code" inputmode="numeric" maxlength=12 class="otp"/>
    }
}

/// A separate form that requests another code; possible again after a minute.
#[component]
pub fn Resend(action: &'static str) -> impl IntoView {
    let l = use_locale();
    view! {
        <form method="post" action=action>
            <button class="link-btn" name="do" value="resend">{tr!(l, "没收到？重新发送（间隔 60 秒）", "Didn’t get it? Send again (after 60 seconds)")}</button>
        </form>
    }
}

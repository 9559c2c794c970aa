//! Sends a form to its server function and shows the answer. What this page cannot show, such as a price that has
//! changed in the meantime, is left to the browser's own post, which renders the page again.

use super::marks;
use js_sys::Reflect;
use leptos::prelude::{document, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Element, FormData, Headers, HtmlElement, HtmlFormElement, Node, RequestInit, Response, SubmitEvent, UrlSearchParams,
};

const STATE: &str = "data-live";
const READY: &str = "ready";
/// Being sent: pressing the button again does nothing.
const PENDING: &str = "pending";
/// Left to the browser.
const OFF: &str = "off";

pub fn attach() {
    for form in all::<HtmlFormElement>(&document(), "form[data-live]") {
        let _ = form.set_attribute(STATE, READY);
        let submit = Closure::<dyn FnMut(SubmitEvent)>::new({
            let form = form.clone();
            move |event: SubmitEvent| on_submit(&form, &event)
        });
        let _ = form.add_event_listener_with_callback("submit", submit.as_ref().unchecked_ref());
        // The listener lives as long as the page.
        submit.forget();
    }
    // The back/forward cache keeps the page as it was left and shows it again later.
    let leave = Closure::<dyn FnMut()>::new(|| {
        all::<HtmlFormElement>(&document(), "form[data-live]").iter().for_each(|form| set_pending(form, false));
    });
    let _ = window().add_event_listener_with_callback("pagehide", leave.as_ref().unchecked_ref());
    leave.forget();
}

fn on_submit(form: &HtmlFormElement, event: &SubmitEvent) {
    match form.get_attribute(STATE).as_deref() {
        Some(READY) => {}
        Some(PENDING) => return event.prevent_default(),
        _ => return,
    }
    // Before the buttons are disabled, because disabled controls are not sent.
    let Ok(data) = FormData::new_with_form(form) else { return };
    let button = event.submitter();
    if let Some(button) = &button
        && let (Some(name), Some(value)) = (button.get_attribute("name"), button.get_attribute("value"))
    {
        let _ = data.append_with_str(&name, &value);
    }
    event.prevent_default();
    set_pending(form, true);
    let form = form.clone();
    spawn_local(async move {
        match post(&form, &data).await {
            Ok((200, answer)) if text(&answer, "to").is_some() => {
                let _ = window().location().set_href(&text(&answer, "to").unwrap_or_default());
            }
            // Sending it again would only count as another attempt.
            Ok((429, answer)) => {
                set_pending(&form, false);
                marks::refuse(&form, &text(&answer, "said").unwrap_or_default());
            }
            Ok((422, answer)) => {
                set_pending(&form, false);
                if !marks::show(&form, &answer) {
                    send_natively(&form, button.as_ref());
                }
            }
            _ => send_natively(&form, button.as_ref()),
        }
    });
}

/// Leaves the form to the browser. An idempotency key makes it count once even if the first post arrived.
fn send_natively(form: &HtmlFormElement, button: Option<&HtmlElement>) {
    set_pending(form, false);
    let _ = form.set_attribute(STATE, OFF);
    let _ = form.request_submit_with_submitter(button);
}

fn set_pending(form: &HtmlFormElement, pending: bool) {
    let _ = form.set_attribute(STATE, if pending { PENDING } else { READY });
    for button in all::<Element>(form, "button:not([type=button])") {
        let _ = if pending { button.set_attribute("disabled", "") } else { button.remove_attribute("disabled") };
    }
}

/// Sends the form and returns the status and the answer as data.
async fn post(form: &HtmlFormElement, data: &FormData) -> Result<(u16, JsValue), JsValue> {
    let init = RequestInit::new();
    init.set_method("POST");
    if form.get_attribute("enctype").is_some() {
        init.set_body(data);
    } else {
        let fields = UrlSearchParams::new_with_str_sequence_sequence(data)?;
        init.set_body(&fields);
    }
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    init.set_headers(&headers);
    // Without an action a form goes to the page's own address.
    let url = form.get_attribute("action").unwrap_or_default();
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(&url, &init)).await?.dyn_into()?;
    Ok((response.status(), JsFuture::from(response.json()?).await?))
}

/// A text property of an answer.
pub fn text(of: &JsValue, key: &str) -> Option<String> {
    Reflect::get(of, &key.into()).ok()?.as_string()
}

/// All elements within an element or the document that match a selector.
pub fn all<T: JsCast>(within: &Node, selector: &str) -> Vec<T> {
    let found = match within.dyn_ref::<Element>() {
        Some(element) => element.query_selector_all(selector),
        None => document().query_selector_all(selector),
    };
    let Ok(found) = found else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

//! Fetches results as the user types. Of several requests in progress, only the newest one's results are shown. If none
//! arrive, the page stays as it is.

use crate::error::Result;
use crate::ui::live::all;
use js_sys::{Function, Object, Reflect};
use leptos::prelude::{document, window};
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, FormData, HtmlFormElement, UrlSearchParams};

/// The delay from the last key to the request, in milliseconds.
const PAUSE: i32 = 200;

/// The number of the newest request.
static ASKED: AtomicU32 = AtomicU32::new(0);

/// The present content of a form.
pub struct Fields(FormData);

impl Fields {
    pub fn text(&self, field: &str) -> String {
        self.0.get(field).as_string().unwrap_or_default()
    }

    pub fn has(&self, field: &str) -> bool {
        self.0.has(field)
    }
}

/// Calls the server function for a form's `data-live-search`.
pub type Ask = fn(String, Fields) -> Answer;
pub type Answer = Pin<Box<dyn Future<Output = Result<String>>>>;

pub fn attach(ask: Ask) {
    for form in all::<HtmlFormElement>(&document(), "form[data-live-search]") {
        let asking = Closure::<dyn FnMut()>::new({
            let form = form.clone();
            move || search(form.clone(), ask)
        });
        let asking: Function = asking.into_js_value().unchecked_into();
        let mut timer = 0;
        let typed = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            // During composition of Chinese text, the box contains Latin letters.
            if Reflect::get(&event, &"isComposing".into()) != Ok(JsValue::TRUE) {
                window().clear_timeout_with_handle(timer);
                timer = window().set_timeout_with_callback_and_timeout_and_arguments_0(&asking, PAUSE).unwrap_or(0);
            }
        });
        // Not every browser sends `input` after the end of a composition.
        for event in ["input", "compositionend"] {
            let _ = form.add_event_listener_with_callback(event, typed.as_ref().unchecked_ref());
        }
        // The listener lives as long as the page.
        typed.forget();
        // For text typed before the script loaded, or restored by the browser.
        let q = |key: &str| Reflect::get(&form, &"q".into()).and_then(|q| Reflect::get(&q, &key.into()));
        if q("value") != q("defaultValue") {
            search(form, ask);
        }
    }
}

fn search(form: HtmlFormElement, ask: Ask) {
    let turn = ASKED.fetch_add(1, Ordering::Relaxed) + 1;
    spawn_local(async move {
        if let Some((results, address)) = find(&form, ask).await
            && ASKED.load(Ordering::Relaxed) == turn
        {
            let _ = show(&results, &address);
        }
    });
}

/// The form's results, and the address of the page that shows the same ones.
async fn find(form: &HtmlFormElement, ask: Ask) -> Option<(String, String)> {
    let data = FormData::new_with_form(form).ok()?;
    let query = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?.unchecked_into::<Object>().to_string();
    let address = format!("{}?{}", form.get_attribute("action")?, String::from(query));
    let found = ask(form.get_attribute("data-live-search")?, Fields(data)).await;
    Some((found.ok()?, address))
}

fn show(results: &str, address: &str) -> Option<()> {
    let place = document().get_element_by_id("found")?;
    place.set_inner_html(results);
    let heading = place.query_selector("h2").ok()?.and_then(|heading| heading.text_content());
    document().get_element_by_id("found-said")?.set_text_content(heading.as_deref());
    window().history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some(address)).ok()?;
    // The language switch returns to this address.
    for next in all::<Element>(&document(), "input[name=next]") {
        next.set_attribute("value", address).ok()?;
    }
    Some(())
}

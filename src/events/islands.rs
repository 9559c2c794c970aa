//! The one lively thing on an event's page: how many seats are left, asked again while somebody looks.

use leptos::prelude::*;

/// `many` says how many seats are left, with `#` for the number; `one` and `none` are the texts for 1 and 0.
#[island]
pub fn SeatCounter(event_id: i64, left: i64, many: String, one: String, none: String) -> impl IntoView {
    let left = RwSignal::new(left);
    #[cfg(feature = "hydrate")]
    poll(event_id, left);
    #[cfg(not(feature = "hydrate"))]
    let _ = event_id;
    let text = move || match left.get() {
        0 => none.clone(),
        1 => one.clone(),
        n => many.replace('#', &n.to_string()),
    };
    view! { <span aria-live="polite">{text}</span> }
}

/// Every 20 seconds, and only while the page can be seen.
#[cfg(feature = "hydrate")]
fn poll(event_id: i64, left: RwSignal<i64>) {
    const PAUSE: std::time::Duration = std::time::Duration::from_secs(20);
    let ask = move || {
        if !document().hidden() {
            leptos::task::spawn_local(async move {
                if let Some(now) = seats_left(event_id).await {
                    left.set(now);
                }
            });
        }
    };
    let _ = set_interval_with_handle(ask, PAUSE);
}

/// A bare request for one number: a generated server function would make the islands half as large again.
#[cfg(feature = "hydrate")]
async fn seats_left(event_id: i64) -> Option<i64> {
    use wasm_bindgen::JsCast;
    use wasm_bindgen_futures::JsFuture;
    let url = format!("/api/seats_left?event_id={event_id}");
    let response = JsFuture::from(window().fetch_with_str(&url)).await.ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    let text = JsFuture::from(response.ok().then(|| response.text())?.ok()?).await.ok()?;
    text.as_string()?.parse().ok()
}

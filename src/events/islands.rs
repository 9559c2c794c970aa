//! The one lively thing on an event's page: how many seats are left, asked again while somebody looks.

#[cfg(feature = "hydrate")]
use super::functions::seats_left;
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
                if let Ok(now) = seats_left(event_id).await {
                    left.set(now);
                }
            });
        }
    };
    let _ = set_interval_with_handle(ask, PAUSE);
}

//! The island on an event's page: the number of free seats, refreshed while the page is visible.

#[cfg(feature = "hydrate")]
use super::functions::seats_left;
use leptos::prelude::*;

/// `many` is the text with the number of free seats, `#` standing for the number; `one` and `none` are for 1 and 0.
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

/// Refreshes every 20 seconds while the page is visible.
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

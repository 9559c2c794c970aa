use leptos::prelude::*;

/// One bar: the name below it, the text above it, and its value.
pub struct Bar {
    pub name: String,
    pub text: String,
    pub value: i64,
}

/// Bars side by side. `finding` describes the chart for screen readers; the highest value gets the tallest bar.
#[component]
pub fn BarChart(bars: Vec<Bar>, #[prop(into)] finding: String, #[prop(optional)] second: bool) -> impl IntoView {
    const HEIGHT: i64 = 180;
    const BASE: i64 = 150;
    const TALLEST: i64 = 120;
    let class = if second { "chart-bar-2" } else { "chart-bar" };
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let step = 100.0 / bars.len().max(1) as f64;
    let bars = bars
        .into_iter()
        .enumerate()
        .map(|(at, bar)| {
            let height = (bar.value * TALLEST / most).max(i64::from(bar.value > 0) * 2);
            let middle = format!("{:.2}%", step * (at as f64 + 0.5));
            view! {
                <rect class=class x=format!("{:.2}%", step * (at as f64 + 0.2)) y=(BASE - height).to_string()
                    width=format!("{:.2}%", step * 0.6) height=height.to_string() rx="4"></rect>
                <text class="chart-value" x=middle.clone() y=(BASE - height - 10).to_string() text-anchor="middle">{bar.text}</text>
                <text class="chart-text" x=middle y=(BASE + 20).to_string() text-anchor="middle">{bar.name}</text>
            }
        })
        .collect_view();
    view! {
        <svg class="chart" width="100%" height=HEIGHT.to_string() role="img" aria-label=finding>
            <line class="chart-grid" x1="0" x2="100%" y1=BASE.to_string() y2=BASE.to_string()></line>
            {bars}
        </svg>
    }
}

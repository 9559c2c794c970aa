use crate::i18n::Locale;
use crate::values::Tier;
use crate::web::use_locale;
use leptos::prelude::*;

pub fn tier_name(l: Locale, tier: Tier) -> String {
    match tier {
        Tier::Basic => tr!(l, "普通会员", "Member"),
        Tier::Silver => tr!(l, "银卡会员", "Silver"),
        Tier::Gold => tr!(l, "金卡会员", "Gold"),
        Tier::Platinum => tr!(l, "白金卡会员", "Platinum"),
    }
}

/// The CSS class with a tier's colours.
pub fn tier_class(tier: Tier) -> &'static str {
    match tier {
        Tier::Basic => "tier-standard",
        Tier::Silver => "tier-silver",
        Tier::Gold => "tier-gold",
        Tier::Platinum => "tier-platinum",
    }
}

/// A tier's name in its colours.
#[component]
pub fn TierBadge(tier: Tier) -> impl IntoView {
    let l = use_locale();
    view! { <span class=format!("tier-badge {}", tier_class(tier))>{tier_name(l, tier)}</span> }
}

/// Formats a percentage as a factor: 1.25×, 1.5×, 1×.
pub fn multiplier(percent: i64) -> String {
    let text = format!("{}.{:02}", percent / 100, percent % 100);
    format!("{}×", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_shown_as_factors() {
        assert_eq!([100, 110, 125, 1000].map(multiplier), ["1×", "1.1×", "1.25×", "10×"]);
    }
}

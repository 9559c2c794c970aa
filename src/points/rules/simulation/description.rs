//! What a simulation tried, stored with its outcome because the draft may change later.

use super::replay::Tried;
use crate::i18n::Locale;
use crate::points::model::TierRule;
use crate::points::rules::RuleCode;
use crate::points::rules::admin::value_text;
use crate::ui::{multiplier, tier_name};
use crate::values::{Tier, points};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Description {
    /// A rule's value and cap.
    Value(i64, Option<i64>),
    /// Tier points and percent of each tier, lowest first.
    Tiers(Vec<(i64, i64)>),
    /// A campaign's percent.
    Times(i64),
}

impl From<&Tried> for Description {
    fn from(tried: &Tried) -> Self {
        let each = |tier: &TierRule| (tier.min_tier_points, tier.multiplier_percent);
        match tried {
            Tried::Version(terms) => Self::Value(terms.value, terms.cap),
            Tried::Tiers(tiers) => Self::Tiers(tiers.iter().map(each).collect()),
            Tried::PointValue(per_yuan) => Self::Value(*per_yuan, None),
            Tried::Validity(months) => Self::Value(i64::from(*months), None),
            Tried::Campaign(campaign) => Self::Times(campaign.percent),
        }
    }
}

impl Description {
    /// `code` is the rule's code.
    pub fn text(&self, l: Locale, code: RuleCode) -> String {
        match self {
            Self::Value(value, cap) => value_text(l, code, *value, *cap),
            Self::Times(percent) => multiplier(*percent),
            Self::Tiers(tiers) => {
                let each = Tier::ALL.iter().zip(tiers).map(|(tier, (from, percent))| {
                    let (name, from, times) = (tier_name(l, *tier), points(*from), multiplier(*percent));
                    tr!(l, "{name} {from} 起 {times}", "{name} from {from}, {times}")
                });
                each.collect::<Vec<_>>().join(&tr!(l, "；", "; "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_rendered_as_text() {
        let text = |description: Description, code| description.text(Locale::Zh, code);
        assert_eq!(text(Description::Value(60, Some(80)), RuleCode::Survey), "每次 60 分，每人每月至多 80 分");
        assert_eq!(text(Description::Value(2, None), RuleCode::Workshop), "每 ¥1 得 2 分");
        assert_eq!(text(Description::Times(150), RuleCode::Survey), "1.5×");
        let tiers = Description::Tiers(vec![(0, 100), (3_000, 110)]);
        assert_eq!(text(tiers, RuleCode::Tiers), "普通会员 0 起 1×；银卡会员 3,000 起 1.1×");
    }
}

use crate::flash;
use crate::i18n::Locale;
use crate::web::FlashMessage;

flash! {
    pub enum Flash {
        PointsAdjusted = "points_adjusted",
        AdjustmentProposed = "adjustment_proposed",
        AdjustmentApproved = "adjustment_approved",
        AdjustmentDeclined = "adjustment_declined",
        DraftSaved = "draft_saved",
        RulePublished = "rule_published",
        RuleWithdrawn = "rule_withdrawn",
        CampaignEnded = "campaign_ended",
        SimulationStarted = "simulation_started",
    }
}

impl FlashMessage for Flash {
    fn text(self, l: Locale) -> String {
        match self {
            Self::PointsAdjusted => tr!(l, "调整已入账。", "Adjustment posted."),
            Self::AdjustmentProposed => {
                tr!(l, "已提交，等待另一位管理员批准。", "Submitted. Another administrator must approve it.")
            }
            Self::AdjustmentApproved => tr!(l, "已批准并入账。", "Approved and posted."),
            Self::AdjustmentDeclined => tr!(l, "已驳回，积分未变动。", "Declined. No points were moved."),
            Self::DraftSaved => tr!(l, "草稿已保存。", "Draft saved."),
            Self::RulePublished => tr!(l, "已发布。", "Published."),
            Self::RuleWithdrawn => tr!(l, "已撤回。", "Withdrawn."),
            Self::CampaignEnded => tr!(l, "已提前结束，今天仍有效。", "Ended early. Still valid today."),
            Self::SimulationStarted => tr!(l, "试算已开始。", "Simulation started."),
        }
    }
}

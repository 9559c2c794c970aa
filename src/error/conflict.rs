use super::Refuse;
use crate::i18n::Locale;
use serde::Serialize;

/// Refusals that any feature may need: what the form was about has changed, or the form was sent before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Conflict {
    /// Somebody else has changed the row since the form was opened.
    Stale,
    /// The idempotency key was used before with different content.
    KeyReused,
    /// Somebody else has handled it already.
    Handled,
    /// The present state does not allow this transition.
    WrongState,
    /// An action on several rows with none of them ticked.
    NothingTicked,
}

impl Refuse for Conflict {
    fn text(&self, l: Locale) -> String {
        match self {
            Self::Stale => tr!(
                l,
                "内容已被他人修改，请核对后重新提交。",
                "Someone else has changed this in the meantime. Please review and submit again."
            ),
            Self::KeyReused => tr!(
                l,
                "这张表单已提交过，请重新打开页面再填写。",
                "This form was already submitted. Please reopen the page and fill it in again."
            ),
            Self::Handled => tr!(
                l,
                "已有人处理过，此次未作改动；当前状态见下方。",
                "Someone has already handled this, so nothing was changed. The current status is shown below."
            ),
            Self::NothingTicked => tr!(l, "请先勾选至少一项。", "Please tick at least one."),
            Self::WrongState => tr!(
                l,
                "状态已变，不能再这样处理。请刷新页面，查看最新状态。",
                "The status has changed, so this is no longer possible. Please refresh the page."
            ),
        }
    }
}

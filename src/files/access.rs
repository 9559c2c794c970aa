use crate::db::{DbResult, Tx};
use crate::i18n::Locale;
use crate::sql;
use crate::text_enum;
use crate::values::{AccountId, CustomerId};
use chrono::{DateTime, TimeDelta, Utc};

/// How long a file stays open for the account that opened it.
pub const OPEN_FOR: TimeDelta = TimeDelta::minutes(30);

text_enum! {
    /// Why somebody opens a file.
    pub enum Reason {
        Call = "call",
        Visit = "visit",
        Reminder = "reminder",
        Points = "points",
        Complaint = "complaint",
        Other = "other",
        /// Something has to be sent. Set by the fulfilment process and never offered as a choice.
        Fulfilment = "fulfilment",
    }
}

/// A reason, and the details that the reader adds.
#[derive(Clone, Debug)]
pub struct Why {
    pub reason: Reason,
    pub detail: String,
}

impl Reason {
    /// The reasons to choose from.
    pub fn choices() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|reason| *reason != Self::Fulfilment)
    }

    pub fn text(self, l: Locale) -> String {
        match self {
            Self::Call => tr!(l, "客户来电或留言", "Customer called or wrote"),
            Self::Visit => tr!(l, "客户到店", "Customer is here"),
            Self::Reminder => tr!(l, "保养或年检提醒", "Service or inspection reminder"),
            Self::Points => tr!(l, "积分或兑换问题", "Question about points or a redemption"),
            Self::Complaint => tr!(l, "处理投诉", "Handling a complaint"),
            Self::Other => tr!(l, "其他", "Other"),
            Self::Fulfilment => tr!(l, "寄送兑换的礼品", "Shipping a reward"),
        }
    }
}

impl Why {
    /// As it is stored: in Chinese, the club's language of record.
    pub fn stored(&self) -> String {
        let reason = self.reason.text(Locale::Zh);
        if self.detail.is_empty() { reason } else { format!("{reason}：{}", self.detail) }
    }
}

/// A stored reason for display: a known reason in the reader's language, the details as they were typed.
pub fn reason_text(l: Locale, stored: &str) -> String {
    let ours = Reason::ALL.iter().find_map(|reason| Some((reason, stored.strip_prefix(&reason.text(Locale::Zh))?)));
    match ours.map(|(reason, rest)| (reason.text(l), rest.strip_prefix('：').unwrap_or(rest))) {
        Some((reason, "")) => reason,
        Some((reason, detail)) => tr!(l, "{reason}：{detail}", "{reason}: {detail}"),
        None => stored.to_owned(),
    }
}

/// Records that an administrator opens a member's file; returns 0 if there is no such member.
pub async fn insert_access(
    tx: &mut Tx,
    (account, customer): (AccountId, CustomerId),
    why: &Why,
    now: DateTime<Utc>,
) -> DbResult<u64> {
    sql!(
        tx,
        execute,
        "INSERT INTO file_accesses (customer_id, account_id, what, reason, at) \
         SELECT customer_id, $2, 'file', $3, $4 FROM members WHERE customer_id = $1",
        customer,
        account,
        why.stored(),
        now
    )
}

/// Records that the account that has the file open sees the contact details, for the same reason; returns 0 if the
/// file is not open.
pub async fn insert_phone_access(
    tx: &mut Tx,
    account: AccountId,
    customer: CustomerId,
    now: DateTime<Utc>,
) -> DbResult<u64> {
    sql!(
        tx,
        execute,
        "INSERT INTO file_accesses (customer_id, account_id, dealer_id, what, reason, at) \
         SELECT customer_id, account_id, dealer_id, 'phone', reason, $3 FROM file_accesses \
         WHERE account_id = $1 AND customer_id = $2 AND what = 'file' AND at > $4 ORDER BY at DESC, id DESC LIMIT 1",
        account,
        customer,
        now,
        now - OPEN_FOR
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_reasons_are_shown_in_both_languages() {
        let why = Why { reason: Reason::Call, detail: "积分何时到账".to_owned() };
        assert_eq!(reason_text(Locale::Zh, &why.stored()), "客户来电或留言：积分何时到账");
        assert_eq!(reason_text(Locale::En, &why.stored()), "Customer called or wrote: 积分何时到账");
        let bare = Why { reason: Reason::Visit, detail: String::new() };
        assert_eq!(reason_text(Locale::En, &bare.stored()), "Customer is here");
        assert_eq!(reason_text(Locale::En, "核对保养记录"), "核对保养记录");
        let sent = Why { reason: Reason::Fulfilment, detail: "RD-7".to_owned() };
        assert_eq!(reason_text(Locale::En, &sent.stored()), "Shipping a reward: RD-7");
        assert!(Reason::choices().all(|reason| reason != Reason::Fulfilment));
    }
}

//! A customer's consents. `consents` holds the present state, `consent_changes` every answer ever given.

use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Locale;
use crate::sql;
use crate::text_enum;
use crate::ui::CheckBox;
use crate::values::CustomerId;
use crate::web::{FromForm, Reader, use_locale};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

text_enum! {
    pub enum Purpose { Privacy = "privacy", Dealer = "dealer", Sms = "sms", Email = "email", Phone = "phone" }
}

/// Version of the texts below and of the privacy policy; raise it whenever their meaning changes.
pub const WORDING: &str = "2026-11";

/// Consents that may be given and withdrawn at any time. `privacy` is not among them: membership requires it.
pub const OPTIONAL: [Purpose; 4] = [Purpose::Dealer, Purpose::Sms, Purpose::Email, Purpose::Phone];

impl Purpose {
    pub fn title(self, l: Locale) -> String {
        match self {
            Self::Privacy => tr!(l, "隐私政策", "Privacy policy"),
            Self::Dealer => tr!(l, "允许我的经销商查看会员资料", "Share my membership with my dealers"),
            Self::Sms => tr!(l, "短信：优惠与活动", "Offers and events by SMS"),
            Self::Email => tr!(l, "邮件：优惠与活动", "Offers and events by e-mail"),
            Self::Phone => tr!(l, "电话：优惠与活动", "Offers and events by phone"),
        }
    }

    pub fn explanation(self, l: Locale) -> String {
        match self {
            Self::Privacy => tr!(
                l,
                "同意俱乐部按隐私政策处理我的资料。会员服务须以此为前提。",
                "Allow the club to use my data under the privacy policy. Required for membership."
            ),
            Self::Dealer => tr!(
                l,
                "您购车、常去和首选的经销商可查看您的到店、积分与活动情况，以便主动服务。不同意不影响维保。",
                "Dealers where you bought, visit or prefer can see your visits, points and events to serve you better. Your workshop service won’t depend on it."
            ),
            Self::Sms => tr!(l, "验证码和服务通知不受此项影响。", "You’ll still get codes and service messages."),
            Self::Email => tr!(l, "每月不超过两封。", "At most two a month."),
            Self::Phone => tr!(l, "仅在工作日 9:00–18:00。", "Working days 9:00–18:00 only."),
        }
    }
}

/// The ticked ones among [`OPTIONAL`]; each box is named by its code.
#[derive(Clone, Debug)]
pub struct Granted(pub Vec<Purpose>);

impl FromForm for Granted {
    fn read(f: &mut Reader<'_>) -> Option<Self> {
        Some(Self(OPTIONAL.into_iter().filter(|purpose| f.ticked(purpose.code())).collect()))
    }
}

crate::form_argument!(Granted);

/// The answer to one consent question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Consent {
    pub purpose: Purpose,
    pub granted: bool,
    pub changed_at: DateTime<Utc>,
}

/// Writes an answer, and a history row if it differs from the previous one; returns whether it differed.
pub async fn set(
    tx: &mut Tx,
    customer: CustomerId,
    purpose: Purpose,
    granted: bool,
    by: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "INSERT INTO consents (customer_id, purpose, granted, changed_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (customer_id, purpose) DO UPDATE SET granted = excluded.granted, changed_at = excluded.changed_at \
         WHERE consents.granted <> excluded.granted",
        customer,
        purpose,
        granted,
        now
    )?;
    if changed == 0 {
        return Ok(false);
    }
    sql!(
        tx,
        execute,
        "INSERT INTO consent_changes (customer_id, purpose, granted, wording, changed_by, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        customer,
        purpose,
        granted,
        WORDING,
        by,
        now
    )?;
    Ok(true)
}

/// Check boxes for the optional consents, one each.
#[component]
pub fn ConsentBoxes(granted: Vec<Purpose>) -> impl IntoView {
    let l = use_locale();
    let boxes = OPTIONAL.map(|purpose| {
        let checked = granted.contains(&purpose);
        view! { <CheckBox name=purpose.code() label=purpose.title(l) note=purpose.explanation(l) checked=checked/> }
    });
    boxes.collect_view()
}

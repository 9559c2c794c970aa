//! Names of movements and their sources, and links to their documents.

use super::model::{PointSource, TransferKind};
use crate::i18n::Locale;

pub fn kind(l: Locale, kind: TransferKind) -> String {
    match kind {
        TransferKind::Earn => tr!(l, "获得", "Earned"),
        TransferKind::Spend => tr!(l, "使用", "Spent"),
        TransferKind::Refund => tr!(l, "退回", "Returned"),
        TransferKind::Expire => tr!(l, "过期", "Expired"),
        TransferKind::Reverse => tr!(l, "撤销", "Reversed"),
        TransferKind::Settle => tr!(l, "补扣欠分", "Owed points covered"),
        TransferKind::Adjust => tr!(l, "调整", "Adjusted"),
        TransferKind::Donate => tr!(l, "捐赠", "Donated"),
        TransferKind::Hold => tr!(l, "到店抵扣", "Workshop bill"),
        TransferKind::Capture => tr!(l, "到店抵扣结算", "Workshop bill, settled"),
        TransferKind::Release => tr!(l, "到店抵扣退回", "Workshop bill, returned"),
        TransferKind::Merge => tr!(l, "账户合并", "Accounts merged"),
        TransferKind::Send => tr!(l, "转赠", "Given to family"),
        TransferKind::Receive => tr!(l, "收到转赠", "Received from family"),
    }
}

/// Name of the kind of document behind a movement.
pub fn source(l: Locale, source: PointSource) -> String {
    match source {
        PointSource::ServiceOrder => tr!(l, "维保工单", "Service order"),
        PointSource::Delivery => tr!(l, "新车交付", "Delivery"),
        PointSource::Referral => tr!(l, "推荐有礼", "Referrals"),
        PointSource::Registration => tr!(l, "活动", "Event"),
        PointSource::Redemption => tr!(l, "兑换", "Redemption"),
        PointSource::Donation => tr!(l, "公益捐赠", "Donation"),
        PointSource::Profile => tr!(l, "个人资料", "Member’s details"),
        PointSource::Lot => tr!(l, "积分批次", "Lot"),
        PointSource::Survey => tr!(l, "问卷", "Survey"),
        PointSource::Manual => tr!(l, "人工", "Manual"),
        PointSource::Adjustment => tr!(l, "积分调整", "Adjustment"),
        PointSource::WorkshopPayment => tr!(l, "到店抵扣", "Workshop bill"),
        PointSource::Merge => tr!(l, "合并的账户", "Merged account"),
        PointSource::Household => tr!(l, "家庭成员", "Family"),
    }
}

/// Address and name of the document behind a movement; `event` is the event of a registration.
pub fn document(l: Locale, source: PointSource, id: i64, event: Option<i64>) -> Option<(String, String)> {
    match source {
        PointSource::ServiceOrder | PointSource::WorkshopPayment => {
            Some((format!("/me/service/{id}"), tr!(l, "维保工单", "Service order")))
        }
        PointSource::Delivery => Some(("/me/vehicles".to_owned(), tr!(l, "我的车辆", "My cars"))),
        PointSource::Redemption => Some((format!("/me/redemptions/{id}"), tr!(l, "兑换", "Redemption"))),
        PointSource::Donation => Some((format!("/me/donations/{id}"), tr!(l, "捐赠凭证", "Receipt"))),
        PointSource::Registration => event.map(|event| (format!("/events/{event}"), tr!(l, "活动", "Event"))),
        PointSource::Referral => Some(("/me/referrals".to_owned(), tr!(l, "推荐有礼", "Referrals"))),
        PointSource::Profile => Some(("/me/profile".to_owned(), tr!(l, "个人资料", "My details"))),
        PointSource::Lot => Some(("/me/points/expiry".to_owned(), tr!(l, "过期日历", "Expiry calendar"))),
        PointSource::Survey
        | PointSource::Manual
        | PointSource::Adjustment
        | PointSource::Merge
        | PointSource::Household => None,
    }
}

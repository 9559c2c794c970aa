//! The messages of refusals.

use super::Locale;
use crate::error::Refusal;
use crate::values::{Fen, Price, points};

pub fn refusal_text(l: Locale, refusal: Refusal) -> String {
    match refusal {
        Refusal::WrongLogin => {
            tr!(l, "手机号或密码不正确，请重新输入。", "Incorrect phone or password. Please try again.")
        }
        Refusal::Stale => tr!(
            l,
            "内容已被他人修改，请核对后重新提交。",
            "Someone else has changed this in the meantime. Please review and submit again."
        ),
        Refusal::KeyReused => {
            tr!(
                l,
                "这张表单已提交过，请重新打开页面再填写。",
                "This form was already submitted. Please reopen the page and fill it in again."
            )
        }
        Refusal::PriceChanged { points: now, pay_fen } => {
            let price = Price { points: now, pay: Fen(pay_fen) }.text(l);
            tr!(
                l,
                "价格已变为 {price}，尚未兑换，请核对后再确认。",
                "The price has changed to {price}. Nothing was redeemed. Please check and confirm again."
            )
        }
        Refusal::StockIsCodes => tr!(
            l,
            "此礼品的库存等于券码数量，请通过导入或生成券码调整。",
            "This reward’s stock is its number of codes. Import or generate codes to change it."
        ),
        Refusal::DraftHasCodes => tr!(
            l,
            "已为此礼品导入或生成过券码，草稿不能删除。",
            "Codes were imported or generated for this reward, so the draft cannot be deleted."
        ),
        Refusal::CodesKnown => tr!(
            l,
            "文件里有券码刚刚已被其他批次入库，本次未入库。请放弃后重新上传检查。",
            "Some of these codes were just added in another batch, so none were added now. Discard the file and upload it again."
        ),
        Refusal::VoucherVoid => {
            tr!(
                l,
                "未核销：此券已使用、已取消、已过期或不在本店使用。",
                "Not redeemed: this voucher is used, cancelled, expired or for another dealer."
            )
        }
        Refusal::CheckExpired => tr!(
            l,
            "查券已超过 30 分钟，尚未核销。请车主再出示一次券码，重新查券。",
            "Checked more than 30 minutes ago, so not redeemed. Ask the owner to show the code again and check it once more."
        ),
        Refusal::StockIssued { left } => {
            tr!(
                l,
                "库存只剩 {left} 件，最多减 {left} 件。",
                "Only {left} left in stock. You can remove {left} at most."
            )
        }
        Refusal::PointsShort { need, have } => {
            let (need, have) = (points(need), points(have));
            tr!(
                l,
                "积分不足：需 {need} 积分，您有 {have} 积分。",
                "Not enough points: you need {need} and have {have}."
            )
        }
        Refusal::OutOfStock => {
            tr!(l, "已兑完，可设到货通知。", "Out of stock. You can ask to be notified when it’s back.")
        }
        Refusal::LimitReached { limit } => {
            tr!(l, "每位会员限兑 {limit} 份，您已达上限。", "You have reached the limit of {limit} per member.")
        }
        Refusal::NotAvailable => {
            tr!(l, "此礼品已下架或不在展示期，不能兑换。", "This reward has been taken off or is outside its dates.")
        }
        Refusal::WishlistFull { most } => tr!(
            l,
            "心愿单已满（最多 {most} 件），请先移除一件。",
            "Your wishlist is full ({most} rewards at most). Please remove one first."
        ),
        Refusal::ProjectOver => tr!(
            l,
            "此公益项目已结束，不再接受捐赠；积分未扣除。",
            "This project has ended and no longer takes donations. No points were deducted."
        ),
        Refusal::ExpiringChanged { points: now } => {
            let now = points(now);
            tr!(
                l,
                "本月到期的积分已变为 {now} 积分，尚未扣除，请重新确认。",
                "The points expiring this month are now {now}. Nothing was deducted. Please confirm again."
            )
        }
        Refusal::TooLateToCancel => tr!(
            l,
            "已开始处理或活动已开始，不能再取消。",
            "It is already being processed or has started, so it can no longer be cancelled."
        ),
        Refusal::EventFull => tr!(l, "名额已满。", "The event is full."),
        Refusal::EventNotOpen => tr!(l, "目前未开放报名。", "Registration is not open."),
        Refusal::EventOver => tr!(l, "活动已结束。", "The event has ended."),
        Refusal::AlreadyRegistered => tr!(l, "您已报名此活动。", "You’re already registered for this event."),
        Refusal::TierTooLow => tr!(l, "此活动仅限更高等级的会员报名。", "This event is for members of a higher tier."),
        Refusal::ModelNotInvited => tr!(l, "此活动仅限指定车型车主。", "This event is for owners of a specific model."),
        Refusal::TooManyCompanions { max } => tr!(l, "最多可带 {max} 位同伴。", "At most {max} companions."),
        Refusal::AlreadyCheckedIn => tr!(l, "此票已签到过，不能重复使用。", "This ticket has already been checked in."),
        Refusal::OtherEvent => {
            tr!(l, "这是另一场活动的门票，请核对活动。", "This ticket is for another event. Please check the event.")
        }
        Refusal::TicketVoid => {
            tr!(l, "此票无效：仍在候补或已取消。", "Not valid: still on the waitlist or cancelled.")
        }
        Refusal::AlreadyMember => {
            tr!(l, "您已是会员，请直接登录。", "You’re already a member. Please sign in.")
        }
        Refusal::Handled => tr!(
            l,
            "已有人处理过，此次未作改动；当前状态见下方。",
            "Someone has already handled this, so nothing was changed. The current status is shown below."
        ),
        Refusal::NothingTicked => tr!(l, "请先勾选至少一项。", "Please tick at least one."),
        Refusal::WrongState => tr!(
            l,
            "状态已变，不能再这样处理。请刷新页面，查看最新状态。",
            "The status has changed, so this is no longer possible. Please refresh the page."
        ),
        Refusal::OwnProposal => {
            tr!(
                l,
                "您不能批准自己的提交，须由另一位管理员批准。",
                "You can’t approve your own proposal. Another administrator must approve it."
            )
        }
        Refusal::FileClosed => tr!(
            l,
            "档案查看已超时，未作改动。请重新填写查看原因。",
            "Your 30 minutes with this file are up and nothing was changed. Please give a reason to reopen it."
        ),
        Refusal::CodeOver => tr!(
            l,
            "抵扣码已使用或已失效，请车主重新生成一个。",
            "The code has been used or is no longer valid. Please ask the owner for a new one."
        ),
        Refusal::BillHeld => tr!(
            l,
            "这张工单已有一笔预留积分，请先结算或取消。",
            "Points are already reserved for this order. Settle or cancel them first."
        ),
        Refusal::BillSmaller => tr!(
            l,
            "未结算：工单已另行付款或金额减少，待付金额小于这笔抵扣。请取消抵扣，积分将退回车主。",
            "Not settled: the bill was paid another way or reduced, so less is due than these points cover. Please cancel to return the points to the owner."
        ),
        Refusal::PointsSetAside => tr!(
            l,
            "还有预留中的积分，请在其使用或退回后再试。",
            "Some points are reserved. Please try again once they are used or returned."
        ),
        Refusal::TransferLimit { left } => {
            let left = points(left);
            tr!(l, "超出本月额度，最多再转 {left} 积分。", "Over this month’s limit. You can give {left} more points.")
        }
        Refusal::SameCustomer => tr!(
            l,
            "不能与自己合并，请输入另一条记录的编号。",
            "A record cannot be merged with itself. Please enter another number."
        ),
        Refusal::UnlikeRows { most } => {
            let most = points(most);
            tr!(
                l,
                "要合并超过 {most} 积分，两条记录的姓名、手机号、生日须至少两项一致；请先核实并更正资料。",
                "To merge more than {most} points, two of name, phone and birthday must match. Please check and correct the details first."
            )
        }
        Refusal::HoldEnded => tr!(
            l,
            "这笔预留积分已使用或已退回。",
            "These points are no longer reserved. They have been used or returned."
        ),
        Refusal::HoldOver => tr!(
            l,
            "预留已超时，积分将自动退回会员账户。",
            "The reservation timed out. The points go back to the member."
        ),
        Refusal::DeliveryDoesNotCount => tr!(
            l,
            "这辆车不能计入本次推荐：它在推荐前已交付、由其他经销商售出、已计入另一条推荐，或车主就是推荐人或早已是客户。",
            "This car doesn’t count for this referral: it was delivered earlier, sold by another dealer or counted already, or its owner is the referrer or an existing customer."
        ),
    }
}

//! The messages of refusals.

use super::Locale;
use crate::error::Refusal;
use crate::values::{Fen, Price, points};

pub fn refusal_text(l: Locale, refusal: Refusal) -> String {
    match refusal {
        Refusal::WrongLogin => tr!(l, "手机号或密码不正确。", "Phone or password is wrong."),
        Refusal::Stale => tr!(
            l,
            "内容已被他人修改，请核对后重新提交。",
            "Somebody else has changed this meanwhile. Please review and submit again."
        ),
        Refusal::KeyReused => {
            tr!(
                l,
                "此请求已提交过，内容不同。请重新打开页面。",
                "This was already sent with other content. Please reopen the page."
            )
        }
        Refusal::PriceChanged { points: now, pay_fen } => {
            let price = Price { points: now, pay: Fen(pay_fen) }.text(l);
            tr!(
                l,
                "价格已变，现在是 {price}；没有兑换，请看清后再确认。",
                "The price has changed: it is {price} now. Nothing was redeemed; please look again and confirm."
            )
        }
        Refusal::StockIsCodes => tr!(
            l,
            "此礼品的库存就是导入的券码，不能单独调整。",
            "The stock of this reward is the codes that were imported; it cannot be changed by itself."
        ),
        Refusal::DraftHasCodes => tr!(
            l,
            "已为此礼品导入或生成过券码，草稿不能删除。",
            "Codes were imported or made for this reward: the draft cannot be deleted."
        ),
        Refusal::CodesKnown => tr!(
            l,
            "文件里有券码刚刚经别的途径入库，没有入库任何一个；请放弃后重新上传检查。",
            "Some of these codes were added another way meanwhile; none was added now. Give the file up and upload it again."
        ),
        Refusal::VoucherVoid => {
            tr!(
                l,
                "此券已使用、已取消、已过期或不在本店使用，没有核销。",
                "It is used, cancelled, over or good elsewhere; nothing was changed."
            )
        }
        Refusal::CheckExpired => tr!(
            l,
            "查券已超过 30 分钟，没有核销；请车主再出示一次券码，重新查券。",
            "It was looked at more than 30 minutes ago; nothing was changed. Ask the owner to show the code again, and check it anew."
        ),
        Refusal::StockIssued { left } => {
            tr!(l, "库存只剩 {left} 件，不能减得更多。", "Only {left} are left; no more can be taken away.")
        }
        Refusal::PointsShort { need, have } => {
            let (need, have) = (points(need), points(have));
            tr!(l, "积分不足：需要 {need}，可用 {have}。", "Not enough points: {need} needed, {have} available.")
        }
        Refusal::OutOfStock => tr!(l, "已兑完。", "Out of stock."),
        Refusal::LimitReached { limit } => tr!(l, "每位会员限兑 {limit} 份。", "Limited to {limit} per member."),
        Refusal::NotAvailable => tr!(l, "目前无法兑换。", "Not available at present."),
        Refusal::WishlistFull { most } => tr!(
            l,
            "心愿单最多 {most} 件，已经满了；请先在心愿单里移除一件。",
            "A wishlist holds {most} rewards, and yours is full. Please remove one first."
        ),
        Refusal::ProjectOver => tr!(
            l,
            "此公益项目已结束，不再接受捐赠；积分未扣除。",
            "This project has ended and takes no more donations; no points were taken."
        ),
        Refusal::ExpiringChanged { points: now } => {
            let now = points(now);
            tr!(
                l,
                "本月到期的积分已有变化，现在是 {now}；积分未扣除，请重新确认。",
                "What expires this month has changed: it is {now} now. Nothing was taken; please confirm again."
            )
        }
        Refusal::TooLateToCancel => tr!(l, "已无法取消。", "It can no longer be cancelled."),
        Refusal::EventFull => tr!(l, "名额已满。", "The event is full."),
        Refusal::EventNotOpen => tr!(l, "目前未开放报名。", "Registration is not open."),
        Refusal::EventOver => tr!(l, "活动已结束。", "The event is over."),
        Refusal::AlreadyRegistered => tr!(l, "您已报名此活动。", "You are already registered."),
        Refusal::TierTooLow => tr!(l, "您的会员等级暂不能报名此活动。", "This event is for a higher tier."),
        Refusal::ModelNotInvited => tr!(l, "此活动仅限指定车型车主。", "This event is for owners of a certain model."),
        Refusal::TooManyCompanions { max } => tr!(l, "最多可带 {max} 位同伴。", "At most {max} companions."),
        Refusal::AlreadyCheckedIn => tr!(l, "此票已签到。", "This ticket was already checked in."),
        Refusal::OtherEvent => tr!(l, "这是另一场活动的门票。", "This ticket is for another event."),
        Refusal::TicketVoid => {
            tr!(l, "此票无效：仍在候补或已取消。", "Not valid: still on the waitlist, or cancelled.")
        }
        Refusal::AlreadyMember => {
            tr!(l, "您已是会员，请直接登录。", "You are a member already. Please sign in.")
        }
        Refusal::Handled => tr!(
            l,
            "已有人处理过，此次未作改动；当前状态见下方。",
            "Somebody has dealt with this already; nothing was changed. Its present state is shown below."
        ),
        Refusal::NothingTicked => tr!(l, "请先勾选至少一项。", "Please tick at least one."),
        Refusal::WrongState => tr!(l, "当前状态下无法执行此操作。", "This is not possible in the present state."),
        Refusal::OwnProposal => {
            tr!(l, "须由另一位管理员批准。", "Another administrator has to approve this.")
        }
        Refusal::FileClosed => tr!(
            l,
            "档案的查看时间已过，未作改动。请先说明原因再继续。",
            "The file has closed after its half hour; nothing was changed. Please say why you open it, and go on."
        ),
        Refusal::CodeOver => tr!(
            l,
            "抵扣码已使用或已失效，请车主重新生成一个。",
            "The code is used or no longer valid. Please ask the owner for a new one."
        ),
        Refusal::BillHeld => tr!(
            l,
            "这张工单已有一笔预留，请先结算或取消。",
            "Points for this order are set aside already. Settle or cancel these first."
        ),
        Refusal::BillSmaller => tr!(
            l,
            "这张工单已另行付款或金额变小，剩余应付不足这笔抵扣，没有结算；请取消抵扣，积分退回车主。",
            "Meanwhile the bill was paid otherwise or got smaller: less is left than these points pay. Nothing was settled; please cancel, and the owner has the points back."
        ),
        Refusal::PointsSetAside => tr!(
            l,
            "还有预留中的积分，请在其使用或退回后再试。",
            "Points are set aside; try again when they are used or given back."
        ),
        Refusal::TransferLimit { left } => {
            let left = points(left);
            tr!(l, "本月还可转赠 {left} 积分。", "You can give {left} points more this month.")
        }
        Refusal::SameCustomer => tr!(l, "这是同一条客户记录。", "This is the same row."),
        Refusal::UnlikeRows { most } => {
            let most = points(most);
            tr!(
                l,
                "要合并超过 {most} 积分，两条记录的姓名、手机号、生日须至少两项一致；请先核实并更正资料。",
                "More than {most} points are merged only where two of name, phone and birthday agree. Check and correct the data first."
            )
        }
        Refusal::HoldEnded => tr!(
            l,
            "这笔预留积分已使用或已退回。",
            "These points are no longer set aside: they are spent or given back."
        ),
        Refusal::HoldOver => tr!(
            l,
            "预留已超时，积分将退回会员账户。",
            "These points were set aside for too long and go back to the member."
        ),
        Refusal::DeliveryDoesNotCount => tr!(
            l,
            "这辆车不能计入本次推荐：它在推荐前已交付、由其他经销商售出、已计入另一条推荐，或车主就是推荐人或早已是客户。",
            "This car does not count for the referral: it was delivered before it, sold by another dealer, counts for another \
             referral, or its owner is the referrer or was a customer before."
        ),
    }
}

use super::Locale;
use super::refusals::refusal_text;
use crate::error::{AppError, Problem};
use crate::values::points;

/// The message of an error, worded so that the reader can act on it.
pub fn error_text(l: Locale, error: &AppError) -> String {
    match error {
        AppError::SignIn => tr!(l, "请先登录。", "Please sign in first."),
        AppError::Forbidden => tr!(l, "您的账号无权访问此页面。", "Your account may not open this page."),
        AppError::NotFound => tr!(l, "没有找到您要的内容。", "We could not find what you are looking for."),
        AppError::Invalid(_) => tr!(l, "请检查以下内容：", "Please check the following:"),
        AppError::Refused(refusal) => refusal_text(l, *refusal),
        AppError::TooMany { retry_s } => {
            let minutes = (retry_s + 59) / 60;
            tr!(l, "操作过于频繁，请 {minutes} 分钟后再试。", "Too many attempts. Please try again in {minutes} min.")
        }
        AppError::TooLarge => tr!(l, "提交的内容过长。", "What you sent is too large."),
        AppError::Busy | AppError::Overloaded => {
            tr!(l, "系统繁忙，请再试一次。", "The system is busy. Please try once more.")
        }
        AppError::Internal => {
            tr!(
                l,
                "出错了，请稍后再试。问题已记录。",
                "Something went wrong. It has been recorded; please try again later."
            )
        }
    }
}

/// What is wrong with one field.
pub fn problem_text(l: Locale, problem: Problem) -> String {
    match problem {
        Problem::Empty => tr!(l, "请填写此项。", "Please fill this in."),
        Problem::TooShort { min } => tr!(l, "至少 {min} 个字符。", "At least {min} characters."),
        Problem::TooLong { max } => {
            let max = points(max);
            tr!(l, "最多 {max} 个字符。", "At most {max} characters.")
        }
        Problem::Malformed => tr!(l, "格式不正确。", "This does not look right."),
        Problem::SeatsTaken { taken } => {
            tr!(
                l,
                "已有 {taken} 个名额被占用，容量不能更低。",
                "{taken} seats are taken; the capacity cannot be lower."
            )
        }
        Problem::MoreThanSeats => {
            tr!(
                l,
                "一位车主加同行人不能超过活动名额。",
                "A member with so many companions would not fit into the capacity."
            )
        }
        Problem::NotAPhone => tr!(l, "手机号应为 11 位数字。", "A mobile number has 11 digits."),
        Problem::NotAnEmail => tr!(l, "请输入完整的邮箱地址。", "Please enter a complete e-mail address."),
        Problem::NotAVin => {
            tr!(l, "车架号应为 17 位字母和数字，不含 I、O、Q。", "A VIN has 17 letters and digits, but no I, O or Q.")
        }
        Problem::NotADate => tr!(l, "没有这个日期。", "There is no such date."),
        Problem::TooEarly => tr!(l, "日期太早，最早 1900年1月1日。", "Too early: 1900-01-01 is the first day."),
        Problem::TooLate => tr!(l, "日期太晚，最晚 2199年12月31日。", "Too late: 2199-12-31 is the last day."),
        Problem::NotANumber => tr!(l, "请输入整数。", "Please enter a whole number."),
        Problem::OutOfRange { min, max } => {
            let (min, max) = (points(min), points(max));
            tr!(l, "请输入 {min} 到 {max}。", "Please enter {min} to {max}.")
        }
        Problem::NotChosen => tr!(l, "请选择。", "Please choose."),
        Problem::NotAChoice => tr!(l, "请从列表中选择。", "Please choose from the list."),
        Problem::NotAgreed => tr!(l, "需要您的同意才能继续。", "We need your agreement to continue."),
        Problem::InThePast => tr!(l, "时间不能早于现在。", "This must not be in the past."),
        Problem::InTheFuture => tr!(l, "日期不能晚于今天。", "This must not be in the future."),
        Problem::BeforeStart => tr!(l, "结束时间须晚于开始时间。", "The end must be after the start."),
        Problem::CapBelowValue => tr!(
            l,
            "每月上限不能低于每次得到的积分；不设上限请留空。",
            "The monthly cap must be at least what one time gives; leave it empty for no cap."
        ),
        Problem::NotFromTomorrow => tr!(l, "最早从明天开始。", "This can begin tomorrow at the earliest."),
        Problem::LongerThanAYear => tr!(l, "最长一年。", "A year is the longest."),
        Problem::UnknownDealer => tr!(l, "有的代码不是任何门店的。", "One of these codes is no dealer’s."),
        Problem::OnlyForTheWorkshop => {
            tr!(l, "车型和门店的限制只适用于维保消费。", "Only workshop spending can be limited to models and dealers.")
        }
        Problem::AfterTheEvent => tr!(l, "报名须在活动开始前截止。", "Registration must end before the event starts."),
        Problem::ChoicesUneven => tr!(
            l,
            "请写 2 到 12 个不同的选项，每行一个，中英文行数一致。",
            "Please give 2 to 12 different choices, one a line, as many in both languages."
        ),
        Problem::Settled => {
            tr!(l, "已有人报名，此项不能再改。", "Somebody has registered: this can no longer be changed.")
        }
        Problem::Redeemed => {
            tr!(l, "已有人兑换，此项不能再改。", "Somebody has redeemed it: this can no longer be changed.")
        }
        Problem::Donated => {
            tr!(
                l,
                "已有人捐赠，第一天不能晚于今天。",
                "Somebody has given to it: the first day must not be after today."
            )
        }
        Problem::DearerThanBelow => {
            tr!(l, "不能高于低一级会员的价格。", "This must not be more than the tier below pays.")
        }
        Problem::HasStock => tr!(l, "已有库存，此项不能再改。", "There is stock of it: this can no longer be changed."),
        Problem::BatchOpen => {
            tr!(
                l,
                "还有一批券码在检查、生成或待入库；请先入库或放弃，再改此项。",
                "A batch of codes is being checked or made, or waits to be added. Add it or give it up first."
            )
        }
        Problem::StockIsCodes => {
            tr!(
                l,
                "导入的券码就是库存，请先填 0，再导入。",
                "Imported codes are the stock: leave 0 here, then import them."
            )
        }
        Problem::WrongVoucher => {
            tr!(
                l,
                "没有这个券码，请核对。本次查询已记录。",
                "No voucher has this code. Please check it; this try is recorded."
            )
        }
        Problem::TooManyLines { max } => {
            let max = points(max);
            tr!(l, "最多 {max} 行，请分成几个文件。", "At most {max} lines; please split the file.")
        }
        Problem::TooManyRows { max } => {
            let max = points(max);
            tr!(
                l,
                "这段时间超过 {max} 笔，请缩短期间，分几次下载。",
                "There are more than {max} in that time; please choose a shorter one, and download it in parts."
            )
        }
        Problem::FileTooLarge { max_mb } => {
            tr!(l, "文件超过 {max_mb} MB。", "This file is larger than {max_mb} MB.")
        }
        Problem::NotAPicture => {
            tr!(l, "请选择 PNG、JPEG 或 WebP 图片。", "Please choose a PNG, JPEG or WebP picture.")
        }
        Problem::TooManyPixels { max } => {
            tr!(l, "图片太大：每边最多 {max} 像素。", "This picture is too large: at most {max} pixels on each side.")
        }
        Problem::BrokenPicture => {
            tr!(l, "图片不完整，无法读取。", "This picture is incomplete and cannot be read.")
        }
        Problem::NotAtDealers => tr!(
            l,
            "只有到店领取或使用的礼品可以到店付款。",
            "Only accessories and workshop coupons can be paid for at the dealer’s."
        ),
        Problem::CommonPassword => {
            tr!(l, "这个密码太容易被猜到，请换一个。", "This password is too easy to guess. Please choose another.")
        }
        Problem::PasswordsDiffer => tr!(l, "两次输入的密码不一致。", "The two passwords differ."),
        Problem::WrongPassword => tr!(l, "当前密码不正确。", "The present password is wrong."),
        Problem::WrongCode => tr!(l, "验证码不正确或已失效。", "The code is wrong or no longer valid."),
        Problem::WrongPaymentCode => tr!(
            l,
            "抵扣码不正确或已失效，请让车主重新生成一个。",
            "The code is wrong or no longer valid. Please ask the owner for a new one."
        ),
        Problem::NoOpenOrder => tr!(
            l,
            "这张工单已不能抵扣，请选择列出的工单。",
            "Points cannot pay this order any more. Please choose one of those listed."
        ),
        Problem::NothingToPay => {
            tr!(l, "这张工单已没有可抵扣的金额。", "Nothing of this bill is left to pay with points.")
        }
        Problem::NotInHousehold => tr!(
            l,
            "没有与您同住且名下有车的会员使用此会员号；双方须先核实同一住址。",
            "No member of this number shares your confirmed address and owns a car."
        ),
        Problem::WrongTicket => tr!(l, "没有这个票码，请核对。", "No ticket has this code. Please check it."),
        Problem::Taken => tr!(l, "该号码已被使用。", "This number is already in use."),
    }
}

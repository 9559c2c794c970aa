use super::Locale;
use crate::error::{AppError, Problem};
use crate::values::points;

/// The message of an error, worded so that the reader can act on it.
pub fn error_text(l: Locale, error: &AppError) -> String {
    match error {
        AppError::SignIn => tr!(l, "请先登录。", "Please sign in first."),
        AppError::Forbidden => tr!(l, "您的账号无权访问此页面。", "Your account doesn’t have access to this page."),
        AppError::NotFound => tr!(
            l,
            "页面不存在或已移除，请从首页重新进入。",
            "This page doesn’t exist or has been removed. Please start from the home page."
        ),
        AppError::Invalid(_) => tr!(l, "请检查以下内容：", "Please check the following:"),
        AppError::Refused(refusal) => refusal.text(l),
        AppError::TooMany { retry_s } => {
            let minutes = (retry_s + 59) / 60;
            tr!(l, "操作过于频繁，请 {minutes} 分钟后再试。", "Too many attempts. Please try again in {minutes} min.")
        }
        AppError::TooLarge => {
            tr!(l, "提交的内容过大，请减少后再试。", "What you sent is too large. Please shorten it and try again.")
        }
        AppError::Busy | AppError::Overloaded => {
            tr!(l, "系统繁忙，请再试一次。", "The system is busy. Please try again.")
        }
        AppError::Internal => {
            tr!(
                l,
                "出错了，请稍后再试。问题已记录。",
                "Something went wrong and has been recorded. Please try again later."
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
        Problem::Malformed => tr!(l, "格式不正确，请检查。", "This doesn’t look right. Please check it."),
        Problem::Unreadable => {
            tr!(l, "含有无法识别的字符，请重新输入。", "Some characters can’t be read. Please type it again.")
        }
        Problem::SeatsTaken { taken } => {
            tr!(
                l,
                "已占 {taken} 个名额，总名额不能低于此数。",
                "{taken} seats are taken. Capacity cannot be lower than that."
            )
        }
        Problem::MoreThanSeats => {
            tr!(l, "车主加同伴的人数不能超过总名额。", "A member plus companions cannot exceed the capacity.")
        }
        Problem::NotAPhone => tr!(l, "手机号应为 11 位数字。", "A mobile number has 11 digits."),
        Problem::NotAnEmail => tr!(l, "请输入完整的邮箱地址。", "Please enter a complete e-mail address."),
        Problem::NotAVin => {
            tr!(l, "车架号应为 17 位字母和数字，不含 I、O、Q。", "A VIN has 17 letters and digits, but no I, O or Q.")
        }
        Problem::NotAMemberNo => tr!(l, "会员号为 M 加 9 位数字。", "A member number is M and 9 digits."),
        Problem::NotSixDigits => tr!(l, "请输入 6 位数字。", "Please enter 6 digits."),
        Problem::NotADate => tr!(l, "日期不存在，请检查。", "This date doesn’t exist."),
        Problem::TooEarly => tr!(l, "日期太早，最早 1900年1月1日。", "Too early. The earliest date is 1 Jan 1900."),
        Problem::TooLate => tr!(l, "日期太晚，最晚 2199年12月31日。", "Too late. The latest date is 31 Dec 2199."),
        Problem::NotANumber => tr!(l, "请输入整数。", "Please enter a whole number."),
        Problem::OutOfRange { min, max } => {
            let (min, max) = (points(min), points(max));
            tr!(l, "请输入 {min} 到 {max}。", "Please enter {min} to {max}.")
        }
        Problem::NotChosen => tr!(l, "请选择。", "Please choose."),
        Problem::NotAChoice => tr!(l, "请从列表中选择。", "Please choose from the list."),
        Problem::NotAgreed => tr!(l, "请勾选同意后继续。", "Please tick to agree and continue."),
        Problem::InThePast => tr!(l, "请选择现在以后的时间。", "Please choose a time in the future."),
        Problem::InTheFuture => tr!(l, "日期不能晚于今天。", "Please choose today or an earlier date."),
        Problem::BeforeStart => tr!(l, "结束时间须晚于开始时间。", "The end must be after the start."),
        Problem::CapBelowValue => tr!(
            l,
            "每月上限不能低于每次得到的积分；不设上限请留空。",
            "The monthly cap cannot be below the points given each time. Leave empty for no cap."
        ),
        Problem::NotFromTomorrow => tr!(l, "最早从明天开始，请重选日期。", "Please choose tomorrow or later."),
        Problem::LongerThanAYear => tr!(l, "最长一年，请缩短期间。", "One year at most. Please shorten the period."),
        Problem::UnknownDealer => tr!(
            l,
            "有经销商代码未找到，请逐行核对。",
            "At least one dealer code was not found. Please check each line."
        ),
        Problem::OnlyForTheWorkshop => {
            tr!(l, "只有维保消费可以限定车型和经销商。", "Only workshop spending can be limited to models and dealers.")
        }
        Problem::AfterTheEvent => tr!(l, "报名须在活动开始前截止。", "Registration must end before the event starts."),
        Problem::ChoicesUneven => tr!(
            l,
            "请写 2 到 12 个不同的选项，每行一个，中英文行数一致。",
            "Please give 2 to 12 different choices, one per line, the same number in both languages."
        ),
        Problem::Settled => {
            tr!(l, "已有人报名，此项不能再改。", "Members have registered, so this can no longer be changed.")
        }
        Problem::Redeemed => {
            tr!(l, "已有人兑换，此项不能再改。", "Members have redeemed it, so this can no longer be changed.")
        }
        Problem::Donated => {
            tr!(l, "已有人捐赠，第一天不能晚于今天。", "Members have donated, so the first day cannot be after today.")
        }
        Problem::DearerThanBelow => {
            tr!(l, "不能高于低一级会员的价格。", "This cannot be higher than the price for the tier below.")
        }
        Problem::HasStock => tr!(l, "已有库存，此项不能再改。", "It has stock, so this can no longer be changed."),
        Problem::BatchOpen => {
            tr!(
                l,
                "还有一批券码在检查、生成或待入库，请先入库或放弃，再改此项。",
                "A batch of codes is being checked or generated, or is waiting to be added. Add or discard it first."
            )
        }
        Problem::StockIsCodes => {
            tr!(
                l,
                "导入的券码就是库存，请先填 0，再导入。",
                "Imported codes are the stock. Enter 0 here, then import them."
            )
        }
        Problem::WrongVoucher => {
            tr!(
                l,
                "没有这个券码，请核对后重新输入。本次查询已记录。",
                "No voucher has this code. Please check it. This attempt has been recorded."
            )
        }
        Problem::TooManyLines { max } => {
            let max = points(max);
            tr!(l, "最多 {max} 行，请分成几个文件。", "At most {max} lines. Please split the file.")
        }
        Problem::TooManyRows { max } => {
            let max = points(max);
            tr!(
                l,
                "这段时间超过 {max} 笔，请缩短期间，分几次下载。",
                "More than {max} entries in this period. Please choose a shorter one and download it in parts."
            )
        }
        Problem::FileTooLarge { max_mb } => {
            tr!(
                l,
                "文件超过 {max_mb} MB，请压缩后再上传。",
                "This file is larger than {max_mb} MB. Please choose a smaller one."
            )
        }
        Problem::NotAPicture => {
            tr!(l, "请选择 PNG、JPEG 或 WebP 图片。", "Please choose a PNG, JPEG or WebP picture.")
        }
        Problem::TooManyPixels { max } => {
            tr!(l, "图片太大：每边最多 {max} 像素。", "This picture is too large. At most {max} pixels on each side.")
        }
        Problem::BrokenPicture => {
            tr!(
                l,
                "图片损坏，无法读取，请换一张。",
                "This picture is damaged and cannot be read. Please choose another."
            )
        }
        Problem::NotAtDealers => tr!(
            l,
            "只有到店领取或使用的礼品可以到店付款。",
            "Only accessories and workshop coupons can be paid for at the dealer’s."
        ),
        Problem::CommonPassword => {
            tr!(l, "这个密码太容易被猜到，请换一个。", "This password is too easy to guess. Please choose another.")
        }
        Problem::PasswordsDiffer => tr!(l, "两次输入的密码不一致。", "The two passwords don’t match."),
        Problem::WrongPassword => tr!(l, "当前密码不正确。", "The current password is incorrect."),
        Problem::WrongCode => tr!(l, "验证码不正确或已失效。", "The code is incorrect or no longer valid."),
        Problem::WrongPaymentCode => tr!(
            l,
            "抵扣码不正确或已失效，请让车主重新生成一个。",
            "The code is incorrect or no longer valid. Please ask the owner for a new one."
        ),
        Problem::NoOpenOrder => tr!(
            l,
            "这张工单已不能抵扣，请选择下方列出的工单。",
            "Points can no longer be used on this order. Please choose one from the list."
        ),
        Problem::NothingToPay => {
            tr!(
                l,
                "这张工单没有可抵扣的金额了，请选择其他工单。",
                "Nothing is left to pay on this bill. Please choose another order."
            )
        }
        Problem::NotInHousehold => tr!(
            l,
            "此会员号不能接收转赠：须与您核实同一住址，且名下有车。请核对会员号。",
            "This member cannot receive points: they need your verified address and a car. Please check the number."
        ),
        Problem::WrongTicket => tr!(l, "没有这个票码，请核对。", "No ticket has this code. Please check it."),
        Problem::Taken => tr!(l, "该号码已被使用，请换一个。", "This number is already in use. Please use another."),
    }
}

use crate::error::Refuse;
use crate::i18n::Locale;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Refusal {
    /// The phone or the password is wrong; which of them is not said.
    WrongLogin,
    /// The person is a member already, or the phone is another account's sign-in number.
    AlreadyMember,
}

impl Refuse for Refusal {
    fn text(&self, l: Locale) -> String {
        match *self {
            Self::WrongLogin => {
                tr!(l, "手机号或密码不正确，请重新输入。", "Incorrect phone or password. Please try again.")
            }
            Self::AlreadyMember => {
                tr!(l, "您已是会员，请直接登录。", "You’re already a member. Please sign in.")
            }
        }
    }
}

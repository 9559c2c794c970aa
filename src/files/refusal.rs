use crate::error::Refuse;
use crate::i18n::Locale;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Refusal {
    /// The half hour for which the reader had opened the file is over.
    FileClosed,
}

impl Refuse for Refusal {
    fn text(&self, l: Locale) -> String {
        match *self {
            Self::FileClosed => tr!(
                l,
                "档案查看已超时，未作改动。请重新填写查看原因。",
                "Your 30 minutes with this file are up and nothing was changed. Please give a reason to reopen it."
            ),
        }
    }
}

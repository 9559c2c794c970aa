//! Messages shown once, on the page after a form succeeded. Each feature has its own enum of them, made by [`flash!`],
//! with their texts. The cookie holds a message's code and counts, never a text.

use crate::feature::Feature;
use crate::i18n::Locale;

/// The messages of a feature as they are kept in the cookie; implemented by [`flash!`].
pub trait FlashCookie: Copy {
    /// The codes of all messages; no two features have the same one.
    const CODES: &'static [&'static str];

    /// The code, and the counts in the order in which they are declared.
    fn cookie(self) -> String;

    /// `None` if it is not a message of this feature.
    fn read(cookie: &str) -> Option<Self>;
}

/// A message of a feature.
pub trait FlashMessage: FlashCookie {
    fn text(self, l: Locale) -> String;
}

/// Defines an enum of messages, each with its code and the counts that its text needs.
///
/// ```ignore
/// flash! {
///     pub enum Flash { Saved = "reward_saved", Picked { done, left } = "redemptions_picked" }
/// }
/// ```
#[macro_export]
macro_rules! flash {
    (pub enum $name:ident {
        $($(#[$meta:meta])* $message:ident $({ $($count:ident),+ })? = $code:literal),+ $(,)?
    }) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$meta])* $message $({ $($count: i64),+ })?),+ }

        impl $crate::web::FlashCookie for $name {
            const CODES: &'static [&'static str] = &[$($code),+];

            fn cookie(self) -> String {
                match self {
                    $(Self::$message $({ $($count),+ })? => [$code.to_owned() $($(, $count.to_string())+)?].join(".")),+
                }
            }

            fn read(cookie: &str) -> Option<Self> {
                let mut parts = cookie.split('.');
                let message = match parts.next()? {
                    $($code => Self::$message $({ $($count: parts.next()?.parse().ok()?),+ })?,)+
                    _ => return None,
                };
                parts.next().is_none().then_some(message)
            }
        }
    };
}

/// The messages that a feature contributes.
pub struct FlashMessages {
    pub codes: &'static [&'static str],
    text: fn(&str, Locale) -> Option<String>,
}

impl FlashMessages {
    pub const fn of<F: FlashMessage>() -> Self {
        Self { codes: F::CODES, text: |cookie, l| Some(F::read(cookie)?.text(l)) }
    }
}

/// The message that a request brings along.
pub struct ReceivedFlash {
    cookie: String,
    /// In the reader's language.
    pub text: String,
}

impl ReceivedFlash {
    /// `None` if no feature knows the message.
    pub fn read(cookie: String, l: Locale, features: &[Feature]) -> Option<Self> {
        let text =
            features.iter().flat_map(|feature| &feature.flash).find_map(|messages| (messages.text)(&cookie, l))?;
        Some(Self { cookie, text })
    }

    pub fn is(&self, message: impl FlashMessage) -> bool {
        self.cookie == message.cookie()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    flash! {
        pub enum Flash { Saved = "saved", Picked { done, left } = "picked" }
    }

    impl FlashMessage for Flash {
        fn text(self, l: Locale) -> String {
            match self {
                Self::Saved => tr!(l, "已保存", "Saved"),
                Self::Picked { done, left } => tr!(l, "{done} 件，另有 {left} 件", "{done} and {left}"),
            }
        }
    }

    const FEATURES: &[Feature] =
        &[Feature::NONE, Feature { flash: Some(FlashMessages::of::<Flash>()), ..Feature::NONE }];

    #[test]
    fn the_cookie_holds_a_code_and_counts_but_no_text() {
        let picked = Flash::Picked { done: 5, left: 2 };
        assert_eq!((Flash::Saved.cookie(), picked.cookie()), ("saved".to_owned(), "picked.5.2".to_owned()));
        let received = ReceivedFlash::read(picked.cookie(), Locale::Zh, FEATURES).unwrap();
        assert_eq!(received.text, "5 件，另有 2 件");
        assert!(received.is(picked) && !received.is(Flash::Picked { done: 5, left: 3 }) && !received.is(Flash::Saved));
        assert_eq!(ReceivedFlash::read("saved".to_owned(), Locale::En, FEATURES).unwrap().text, "Saved");
    }

    #[test]
    fn an_unknown_cookie_shows_nothing() {
        for odd in ["", "x", "Saved", "saved.", "saved.1", "picked", "picked.1", "picked.1.<b>", "picked.1.2.3"] {
            assert!(ReceivedFlash::read(odd.to_owned(), Locale::En, FEATURES).is_none(), "{odd}");
        }
    }
}

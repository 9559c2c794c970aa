//! The refusals of all features as one type: each feature has its own enum of them, with their texts.

use super::AppError;
use crate::i18n::Locale;
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::any::Any;
use std::fmt::{self, Debug};
use std::sync::Arc;

/// The reasons for which a feature's rules refuse a valid request. They convert into [`AppError`].
pub trait Refuse: Debug + PartialEq + Serialize + Send + Sync + 'static {
    /// The message, worded so that the reader can act on it.
    fn text(&self, l: Locale) -> String;
}

/// A refusal of any feature.
#[derive(Clone)]
pub struct Refused(Arc<dyn AnyRefusal>);

/// [`Refuse`] for a type that is not known.
trait AnyRefusal: Any + Debug + Send + Sync {
    fn text(&self, l: Locale) -> String;
    /// Same type and same value.
    fn equals(&self, other: &dyn Any) -> bool;
    fn json(&self) -> Value;
}

impl<R: Refuse> AnyRefusal for R {
    fn text(&self, l: Locale) -> String {
        Refuse::text(self, l)
    }

    fn equals(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }

    fn json(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl Refused {
    pub fn text(&self, l: Locale) -> String {
        self.0.text(l)
    }
}

impl Debug for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl PartialEq for Refused {
    fn eq(&self, other: &Self) -> bool {
        let other: &dyn Any = &*other.0;
        self.0.equals(other)
    }
}

impl Eq for Refused {}

impl Serialize for Refused {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.json().serialize(to)
    }
}

impl<R: Refuse> From<R> for AppError {
    fn from(refusal: R) -> Self {
        Self::Refused(Refused(Arc::new(refusal)))
    }
}

impl AppError {
    /// Whether it is this refusal.
    pub fn is(&self, refusal: impl Refuse) -> bool {
        matches!(self, Self::Refused(Refused(refused)) if refused.equals(&refusal))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Conflict;

    #[derive(Debug, PartialEq, Serialize)]
    enum Refusal {
        Stale,
        Short { need: i64 },
    }

    impl Refuse for Refusal {
        fn text(&self, l: Locale) -> String {
            match self {
                Self::Stale => tr!(l, "旧", "old"),
                Self::Short { need } => tr!(l, "需 {need}", "{need} needed"),
            }
        }
    }

    #[test]
    fn refusals_are_equal_by_type_and_value() {
        let short = AppError::from(Refusal::Short { need: 1 });
        assert_eq!(short, Refusal::Short { need: 1 }.into());
        assert_ne!(short, Refusal::Short { need: 2 }.into());
        assert_ne!(AppError::from(Refusal::Stale), Conflict::Stale.into(), "the same name elsewhere");
        assert!(short.is(Refusal::Short { need: 1 }));
        assert!(!short.is(Refusal::Stale) && !short.is(Conflict::Stale) && !AppError::Busy.is(Refusal::Stale));
    }

    #[test]
    fn refusals_keep_their_name_values_and_text() {
        let AppError::Refused(refused) = AppError::from(Refusal::Short { need: 7 }) else { panic!("refused") };
        assert_eq!((refused.text(Locale::Zh), refused.text(Locale::En)), ("需 7".to_owned(), "7 needed".to_owned()));
        assert_eq!(format!("{refused:?}"), "Short { need: 7 }", "as in the log");
        let json = |error| serde_json::to_string(&error).unwrap();
        assert_eq!(json(AppError::Refused(refused)), r#"{"Refused":{"Short":{"need":7}}}"#, "as scripts get it");
        assert_eq!(json(Refusal::Stale.into()), r#"{"Refused":"Stale"}"#);
    }
}

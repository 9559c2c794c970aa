use super::Form;
use crate::error::AppError;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// The query of an address, folded like a form; an unreadable one is `NotFound`.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        let form = Form::parse(parts.uri.query().unwrap_or_default().as_bytes());
        let fields: Vec<_> = form.folded().collect();
        let folded = serde_urlencoded::to_string(fields).map_err(|_| AppError::Internal)?;
        serde_urlencoded::from_str(&folded).map(Self).map_err(|_| AppError::NotFound)
    }
}

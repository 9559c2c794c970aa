use super::{App, FlashMessage, Form, FormState, ReceivedFlash, find_cookie, session};
use crate::clock::day;
use crate::error::{AppError, Conflict, Result};
use crate::feature::Feature;
use crate::i18n::Locale;
use crate::values::{AccountId, CustomerId, DealerId};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::Method;
use axum::http::header::{ACCEPT_LANGUAGE, USER_AGENT};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::ops::Deref;
use std::sync::Arc;
use tower_sessions::Session;
use uuid::Uuid;

/// The context of a request. Pages get it from the Leptos context with [`use_ctx`]; cloning it is cheap (two pointers),
/// so every component may do so.
#[derive(Clone)]
pub struct Ctx {
    known: Arc<Known>,
    /// Set when a form is shown again with errors: what was typed, and what is wrong with it.
    pub form: Option<Arc<FormState>>,
}

/// The part that does not change while a request is answered.
pub struct Known {
    pub app: App,
    /// When the request arrived; the same instant for everything it does.
    pub now: DateTime<Utc>,
    pub locale: Locale,
    pub viewer: Option<Viewer>,
    pub session: Session,
    /// Path and query.
    pub uri: String,
    pub agent: String,
    pub address: String,
    /// The message of the form that led here.
    pub flash: Option<ReceivedFlash>,
}

impl Deref for Ctx {
    type Target = Known;

    fn deref(&self) -> &Known {
        &self.known
    }
}

/// The signed-in account; kept in the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub account: AccountId,
    pub name: String,
    pub rights: Rights,
    /// When the viewer signed in.
    pub since: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rights {
    Owner(CustomerId),
    Dealer(DealerId),
    Admin,
}

impl Rights {
    /// The start page of this role.
    pub fn home(self) -> &'static str {
        match self {
            Self::Owner(_) => "/me",
            Self::Dealer(_) => "/dealer",
            Self::Admin => "/admin",
        }
    }
}

/// A signed-in owner. As an extractor it also proves that there is one.
#[derive(Clone, Copy, Debug)]
pub struct Owner {
    pub account: AccountId,
    pub customer: CustomerId,
}

/// Signed-in staff of one dealer.
#[derive(Clone, Copy, Debug)]
pub struct Dealer {
    pub account: AccountId,
    pub dealer: DealerId,
}

/// A signed-in club administrator.
#[derive(Clone, Copy, Debug)]
pub struct Admin {
    pub account: AccountId,
}

impl Ctx {
    /// Today in Shanghai.
    pub fn today(&self) -> NaiveDate {
        day(self.now)
    }

    /// The path without its query.
    pub fn path(&self) -> &str {
        self.uri.split('?').next().unwrap_or("/")
    }

    /// The query. A form that is shown again has its own address, so this is still the page's query.
    pub fn query(&self) -> Form {
        Form::parse(self.uri.split_once('?').map_or("", |(_, query)| query).as_bytes())
    }

    /// A key that makes a form count once however often it is sent; a form that is shown again keeps its key.
    pub fn idempotency_key(&self) -> String {
        let typed = self.form.as_ref().and_then(|form| Uuid::parse_str(form.typed.get("idempotency_key")).ok());
        typed.unwrap_or_else(Uuid::new_v4).to_string()
    }

    /// Whether the page follows a form that ended with this message.
    pub fn follows(&self, message: impl FlashMessage) -> bool {
        self.flash.as_ref().is_some_and(|flash| flash.is(message))
    }

    /// The version that a form was opened with, if it was refused because somebody else changed the row since.
    pub fn stale_version(&self) -> Option<i64> {
        let form = self.form.as_ref().filter(|form| form.error.is(Conflict::Stale))?;
        form.typed.get("version").parse().ok()
    }

    /// The version that a form continues from. A wrong field says nothing about changes by others, so the form keeps
    /// its version; only after a refusal as stale does it continue from the `present` one.
    pub fn form_version(&self, present: i64) -> String {
        let kept = self.form.as_ref().filter(|form| !form.error.is(Conflict::Stale) && form.typed.has("version"));
        kept.map_or(present.to_string(), |form| form.typed.get("version").to_owned())
    }

    /// Whether the same was done a moment ago. Then the viewer has probably returned with the browser's back button to
    /// a page with a new key, and has to confirm doing it once more. `latest` is the id of what was done, and when;
    /// the confirmation asks for the page with `again` = this id.
    pub fn is_recent_repeat(&self, latest: Option<(i64, DateTime<Utc>)>) -> bool {
        const MOMENT: TimeDelta = TimeDelta::minutes(15);
        let Some((id, at)) = latest else { return false };
        self.form.is_none() && self.now - at < MOMENT && self.query().get("again") != id.to_string()
    }

    pub fn rights(&self) -> Option<Rights> {
        self.viewer.as_ref().map(|viewer| viewer.rights)
    }

    /// The signed-in owner.
    pub fn owner(&self) -> Result<Owner> {
        match self.signed_in()? {
            (account, Rights::Owner(customer)) => Ok(Owner { account, customer }),
            _ => Err(AppError::Forbidden),
        }
    }

    /// The signed-in staff member of a dealer.
    pub fn dealer(&self) -> Result<Dealer> {
        match self.signed_in()? {
            (account, Rights::Dealer(dealer)) => Ok(Dealer { account, dealer }),
            _ => Err(AppError::Forbidden),
        }
    }

    /// The signed-in administrator.
    pub fn admin(&self) -> Result<Admin> {
        match self.signed_in()? {
            (account, Rights::Admin) => Ok(Admin { account }),
            _ => Err(AppError::Forbidden),
        }
    }

    fn signed_in(&self) -> Result<(AccountId, Rights)> {
        self.viewer.as_ref().map(|viewer| (viewer.account, viewer.rights)).ok_or(AppError::SignIn)
    }
}

/// The request's context, inside a view or a server function.
pub fn use_ctx() -> Ctx {
    leptos::prelude::expect_context()
}

/// The reader's language, inside a view.
pub fn use_locale() -> Locale {
    use_ctx().locale
}

/// Creates the [`Ctx`] of a request and puts it into the extensions.
pub async fn provide(
    State((app, features)): State<(App, &'static [Feature])>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let chosen = find_cookie(headers, "locale").and_then(|code| Locale::parse(&code));
    let locale = chosen.or_else(|| Locale::accepted(text(ACCEPT_LANGUAGE))).unwrap_or_default();
    let now = app.clock.now();
    let is_sent = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let viewer = session::viewer(&session, now, is_sent).await;
    let known = Known {
        now,
        locale,
        viewer,
        session,
        uri: request.uri().path_and_query().map_or("/", |uri| uri.as_str()).to_owned(),
        agent: text(USER_AGENT).chars().filter(|c| !c.is_control()).take(200).collect(),
        address: super::guard::address(&request, &app).to_string(),
        flash: find_cookie(headers, "flash").and_then(|cookie| ReceivedFlash::read(cookie, locale, features)),
        app,
    };
    request.extensions_mut().insert(Ctx { known: Arc::new(known), form: None });
    next.run(request).await
}

impl<S: Send + Sync> FromRequestParts<S> for Ctx {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let mut ctx = parts.extensions.get::<Self>().cloned().ok_or(AppError::Internal)?;
        ctx.form = parts.extensions.get::<Arc<FormState>>().cloned();
        Ok(ctx)
    }
}

/// Implements the extractor for each role.
macro_rules! extract {
    ($($who:ident by $find:ident),+) => {$(
        impl<S: Send + Sync> FromRequestParts<S> for $who {
            type Rejection = AppError;

            async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
                Ctx::from_request_parts(parts, state).await?.$find()
            }
        }
    )+};
}
extract!(Owner by owner, Dealer by dealer, Admin by admin);

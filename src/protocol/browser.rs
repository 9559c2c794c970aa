//! The browser's half of [`Ask`]. It is kept small: of an error it only reads the status.

use super::{Ask, pairs};
use crate::error::{AppError, Result};
use http::Method;
use leptos::prelude::window;
use leptos::server_fn::Protocol;
use leptos::server_fn::client::browser::BrowserClient;
use leptos::server_fn::mock::BrowserMockServer;
use leptos::server_fn::request::BrowserMockReq;
use leptos::server_fn::response::BrowserMockRes;
use send_wrapper::SendWrapper;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::pin::Pin;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

impl<I, O> Protocol<I, O, BrowserClient, BrowserMockServer, AppError> for Ask
where
    I: Serialize + Send,
    O: DeserializeOwned + Send,
{
    const METHOD: Method = Method::GET;

    async fn run_server<F, Fut>(_: BrowserMockReq, _: F) -> Result<BrowserMockRes>
    where
        F: Fn(I) -> Fut + Send,
        Fut: Future<Output = Result<O>> + Send,
    {
        unreachable!("this is the browser")
    }

    async fn run_client(path: &str, input: I) -> Result<O> {
        // The input need not be `Sync`: it is serialized before the first await.
        let asked = ask(path, pairs::pairs(&input));
        drop(input);
        serde_json::from_str(&asked.await?).map_err(|_| AppError::Internal)
    }
}

/// Sends the request and returns the answer as text; not generic, so all stubs share this code.
fn ask(path: &str, arguments: pairs::Pairs) -> SendWrapper<LocalBoxed> {
    let mut url = format!("{path}?");
    for (name, text) in arguments {
        url.push_str(name);
        url.push('=');
        url.push_str(&String::from(js_sys::encode_uri_component(&text)));
        url.push('&');
    }
    SendWrapper::new(Box::pin(async move {
        let (status, body) = get(&url).await.map_err(|_| AppError::Busy)?;
        if status == 200 { Ok(body) } else { Err(error(status)) }
    }))
}

type LocalBoxed = Pin<Box<dyn Future<Output = Result<String>>>>;

async fn get(url: &str) -> Result<(u16, String), JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_str(url)).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}

fn error(status: u16) -> AppError {
    match status {
        401 => AppError::SignIn,
        403 => AppError::Forbidden,
        404 => AppError::NotFound,
        422 => AppError::Invalid(Vec::new()),
        503 => AppError::Busy,
        _ => AppError::Internal,
    }
}
